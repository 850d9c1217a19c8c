"""H36: what an analyser calls critical is critical here, reaches the queue as urgent, and names its analyser in the chart."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from app.clock import SetClock, iso
from app.domain.clinical import Answer
from app.domain.measurement import MeasuredValue, Measurement, MeasurementKind, Source, TimeBasis
from app.rules.vitals import Subject
from app.services.charting import Charting
from app.services.desk import Desk
from app.services.judgement import Alarm, alarm_in, alarm_of, judged_here
from device_drivers.readings import Kind, KnownDevice, Quantity
from tests.app.services.measuring_table import MakePerson, Table, pressure
from tests.app.services.rx_clinic import analysed

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


ADULT = Subject(Decimal(50), "1", Answer.NO)


def result(name: str, number: str, unit: str, reference: str = "", flag: str = "") -> Measurement:
    """One result."""
    return replace(specimen(), values=(MeasuredValue(name, Decimal(number), unit, flag=flag, reference=reference),))


@pytest.mark.parametrize(
    ("one", "reasons"),
    [
        (result("K", "6.5", "mmol/L"), ("potassium",)),
        (result("2823-3", "2.5", "mmol/L"), ("potassium",)),
        (result("血钾", "6.4", "mmol/L"), ()),
        (result("K", "6.9", "mg/dL"), ()),  # a unit that is not listed
        (result("HGB", "6.0", "g/dL"), ("haemoglobin",)),
        (result("HGB", "61", "g/L"), ()),
        (result("PLT", "30", "10^9/L"), ("platelets",)),
        (result("CREA", "8.0", "mg/dL"), ("creatinine",)),
        (result("SCREA", "0.8", "mmol/L"), ("creatinine",)),  # by whatever name and unit its kidney function is reckoned from
        (result("UCREA", "9000", "umol/L"), ()),  # of urine
        (result("ALT", "600", "U/L", "0-40"), ("transaminase",)),
        (result("AST", "599", "U/L", "<40"), ()),
        (result("ALT", "6000", "U/L"), ()),  # no limit of its own, none is invented
        (result("TBIL", "105", "umol/L", "3.4~21"), ("bilirubin",)),
        (result("K", "6.9", "mmol/L", flag="N"), ("potassium",)),
    ],
)
def test_a_result_is_critical_by_its_number_whatever_its_flag(one: Measurement, reasons: tuple[str, ...]) -> None:
    """clinical.md §3.8: only what it lists, with the limits it gives."""
    assert alarm_of(one, ADULT) == Alarm(bool(reasons), bool(reasons), reasons)


def test_what_counts_the_first_time_alone_counts_once(desk: Desk, make_person: MakePerson) -> None:
    person = make_person()
    analysed(desk, person.id, "HGB", "55", "g/L", days_ago=20)
    analysed(desk, person.id, "CREA", "900", "umol/L", days_ago=20)
    now = iso(desk.clock.now())
    cases = [
        ("HGB", "52", "g/L", ()),
        ("HGB", "29", "g/L", ("haemoglobin",)),
        ("CREA", "910", "umol/L", ()),
        ("K", "6.6", "mmol/L", ("potassium",)),
    ]
    for name, number, unit, reasons in cases:
        one = replace(result(name, number, unit), person=person.id, measured_at=now)
        found = desk.store.read(lambda conn, one=one: alarm_in(conn, one, ADULT, [person.id]))  # type: ignore[misc]
        assert found.reasons == reasons, name
    other = make_person(serial=26)
    one = replace(result("HGB", "52", "g/L"), person=other.id, measured_at=now)
    assert desk.store.read(lambda conn: judged_here(conn, one, desk.clock.now())).critical


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
