"""H36: what an analyser calls critical is critical here, reaches the queue as urgent, and names its analyser in the chart."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from app.clock import SetClock
from app.domain.clinical import Answer
from app.domain.measurement import MeasuredValue, Measurement, MeasurementKind, Source, TimeBasis
from app.rules.vitals import Subject
from app.services.charting import Charting
from app.services.desk import Desk
from app.services.judgement import Alarm, alarm_of
from device_drivers.readings import Kind, KnownDevice, Quantity
from tests.app.services.measuring_table import MakePerson, Table, pressure

CHILD = Subject(Decimal(3), "1", Answer.NOT_ASKED)


@pytest.fixture
def table(desk: Desk, clock: SetClock) -> Table:
    return Table(desk, clock)


def specimen(*flags: str) -> Measurement:
    """One specimen with a result for each flag."""
    values = tuple(MeasuredValue(f"T{n}", Decimal(n), "mmol/L", flag=flag) for n, flag in enumerate(flags))
    return Measurement("m1", "p1", "e1", MeasurementKind.LABORATORY, values, "2026-03-05T00:40:00.000Z", TimeBasis.DEVICE, Source.DEVICE)


@pytest.mark.parametrize("flags", [("N", "HH"), ("LL",), ("H", "AA")])
def test_a_critical_flag_alarms_at_any_age(flags: tuple[str, ...]) -> None:
    assert alarm_of(specimen(*flags), CHILD) == Alarm(True, True, ("laboratory",))


@pytest.mark.parametrize("flags", [(), ("",), ("N",), ("H", "L", "A"), (">",)])
def test_merely_outside_its_range_alarms_nobody(flags: tuple[str, ...]) -> None:
    assert alarm_of(specimen(*flags), CHILD) == Alarm()


def test_only_a_laboratory_flags_its_values() -> None:
    cuff = replace(specimen("HH"), kind=MeasurementKind.TEMPERATURE)
    assert not alarm_of(cuff, CHILD).critical


def test_a_claimed_critical_specimen_makes_the_visit_urgent_and_names_its_analyser(table: Table, make_person: MakePerson) -> None:
    analyser = table.devices.take_on(KnownDevice("tcp:10.0.0.9", "mindray-hl7", "BS-240", "10.0.0.9:5100"), "生化仪", "黄1")
    person = make_person()
    visit = table.intake.open_visit(person.id)
    potassium = Quantity(Decimal("6.9"), "mmol/L", label="K", flag="HH", reference="3.5-5.3")
    made = replace(
        pressure(analyser, 1, 1, table.clock.now()),
        kind=Kind.LABORATORY,
        values=(("2823-3", potassium),),
        context=(("specimen", "LAB-0043"), ("instrument", "BS-240")),
        mark="LAB-0043",
    )
    table.send(made)
    (waits,) = table.unclaimed()
    kept = table.inbox.claim(waits.key, person.id, visit.id, "slip", person.id)
    (row,) = table.queue.today()
    assert kept.critical and row.urgent and "critical" in [chip.code for chip in row.chips]
    chart = Charting(table.desk).chart(person.id)
    assert chart.series[MeasurementKind.LABORATORY] == (kept,) and chart.analysers == {analyser.id: "生化仪 黄1"}
