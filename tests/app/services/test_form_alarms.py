"""H36, H25: a critical number typed on a form is one of the critical values, once, and goes when the form is corrected or withdrawn."""

from __future__ import annotations

import pytest

from app.clock import SetClock
from app.domain.encounter import Encounter
from app.domain.filled_form import FilledForm
from app.domain.measurement import MeasurementKind, MeasurementStatus, Source
from app.domain.person import Person
from app.domain.programme import Programme
from app.services import form_alarms
from app.services.critical_values import CriticalValues
from app.services.desk import Desk
from app.services.form_filling import FormFilling
from app.services.form_sheet import Sheet
from app.store import measurements
from tests.app.rules.forms.told import DM, HTN
from tests.app.services.forms import answer, enrol, measure, measured_today

GLUCOSE, PRESSURE = MeasurementKind.GLUCOSE, MeasurementKind.BLOOD_PRESSURE_SUMMARY


@pytest.fixture
def filling(desk: Desk, resident: Person) -> FormFilling:
    enrol(desk, resident.id, Programme.DIABETES)
    return FormFilling(desk)


def sugar(filling: FormFilling, desk: Desk, visit: Encounter, told: str) -> Sheet:
    """A follow-up of diabetes with everything but the glucose measured."""
    measure(desk, visit.person, PRESSURE, systolic="138", diastolic="84", pulse="72")
    sheet = answer(filling, filling.open(visit.person, visit.id, [DM]), refer_reason="血糖危急", refer_to="县医院")
    sheet = filling.put(sheet, f"{DM}.refer_reason", "血糖危急")
    sheet = filling.put(sheet, f"{DM}.refer_to", "县医院")
    return filling.put(sheet, "fasting", told)


@pytest.mark.parametrize(("told", "kept", "comparator"), [("hi", "HI", ">"), ("低", "LO", "<"), ("2.8", "2.8", "")])
def test_a_critical_glucose_typed_on_a_form_asks_for_somebody_to_be_told(
    desk: Desk, filling: FormFilling, visit: Encounter, told: str, kept: str, comparator: str
) -> None:
    sheet = sugar(filling, desk, visit, told)
    verdict = sheet.verdict(DM)
    assert sheet.values["fasting"].one == kept and verdict is not None and verdict.urgent
    (form,) = filling.save(sheet, [DM])
    (row,) = CriticalValues(desk).open()
    one = row.measurement
    assert (one.kind, one.context, one.source, one.encounter) == (GLUCOSE, "fasting", Source.MANUAL, visit.id)
    assert (one.values[0].comparator, row.untold) == (comparator, True)
    assert form.one("fasting") == kept and form.values["fasting"].source == f"measurement:{one.id}"
    assert filling.origin(form.values["fasting"]).by_hand, "手工"


@pytest.mark.parametrize(
    ("field", "told", "critical"),
    [("potassium", "6.5", True), ("potassium", "5.1", False), ("hb", "58", True), ("creatinine", "720", True)],
)
def test_results_typed_on_the_examination(
    desk: Desk, filling: FormFilling, visit: Encounter, field: str, told: str, critical: bool
) -> None:
    sheet = filling.open(visit.person, visit.id, ["exam"])
    key = next(place.key for place in sheet.places if place.key == field)
    sheet = filling.put(sheet, key, told)
    values = desk.store.write(lambda uow: form_alarms.with_alarms(uow, sheet, sheet.answers("exam"), {}), desk.actor).result()
    assert values[field].source.startswith("measurement:") is critical
    assert len(CriticalValues(desk).open()) == int(critical)


def test_what_a_device_measured_is_no_second_measurement(desk: Desk, filling: FormFilling, visit: Encounter) -> None:
    measured_today(desk, visit.person)
    sheet = answer(filling, filling.open(visit.person, visit.id, [DM]))
    (form,) = filling.save(sheet, [DM])
    linked = desk.store.read(lambda conn: measurements.series(conn, [visit.person], GLUCOSE, ""))
    assert len(linked) == 1 and form.values["fasting"].source == f"measurement:{linked[0].id}"


def standing(desk: Desk, form: FilledForm) -> bool:
    key = form.values["fasting"].source.partition(":")[2]
    found = desk.store.read(lambda conn: measurements.get(conn, key))
    assert found is not None
    return found.status is MeasurementStatus.FINAL


def test_a_corrected_or_withdrawn_form_takes_its_alarm_back(desk: Desk, filling: FormFilling, visit: Encounter, clock: SetClock) -> None:
    (wrong,) = filling.save(sugar(filling, desk, visit, "LO"), [DM])
    assert standing(desk, wrong)
    clock.forward(60)
    (right,) = filling.save(filling.put(filling.correct(wrong.id), "fasting", "6.8"), [DM])
    assert right.replaces == wrong.id and not standing(desk, wrong) and CriticalValues(desk).open() == []
    assert right.values["fasting"].source == ""
    clock.forward(60)
    (again,) = filling.save(filling.put(filling.correct(right.id), "fasting", "HI"), [DM])
    assert len(CriticalValues(desk).open()) == 1
    filling.withdraw(again.id, "写到别人名下")
    assert not standing(desk, again) and CriticalValues(desk).open() == []


@pytest.mark.parametrize(
    ("sign", "systolic", "critical"), [("3", "182", True), ("3", "178", False), ("1", "182", False), ("16", "182", False)]
)
@pytest.mark.parametrize("by_device", [True, False])
def test_a_severe_pressure_with_an_acute_symptom_waits_for_no_rest(
    desk: Desk, filling: FormFilling, visit: Encounter, sign: str, systolic: str, critical: bool, by_device: bool
) -> None:
    """clinical.md §3.8: BP ≥180/110 with acute symptoms, or still so after rest."""
    if by_device:
        measure(desk, visit.person, MeasurementKind.BLOOD_PRESSURE, systolic=systolic, diastolic="104", pulse="80")
    sheet = filling.put(filling.open(visit.person, visit.id, [HTN]), "danger_signs", sign)
    if not by_device:
        sheet = filling.put(filling.put(sheet, "systolic", systolic), "diastolic", "104")
    values = desk.store.write(lambda uow: form_alarms.with_alarms(uow, sheet, sheet.answers(HTN), {}), desk.actor).result()
    rows = CriticalValues(desk).open()
    assert len(rows) == int(critical)
    if critical:
        one = rows[0].measurement
        assert values["diastolic"].source == f"measurement:{one.id}"
        assert one.source is (Source.DEVICE if by_device else Source.MANUAL)
