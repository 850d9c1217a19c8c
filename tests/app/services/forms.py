"""A resident in a visit whose forms are filled: what is told for a good follow-up, and what was measured."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

from app.clock import iso
from app.domain.filled_form import FilledForm, FormStatus, FormValue, ValueKind
from app.domain.ids import new_id
from app.domain.measurement import MeasuredValue, Measurement, MeasurementKind, Source, TimeBasis
from app.domain.programme import Basis, Enrolment, Programme
from app.services.desk import Desk
from app.services.form_filling import FormFilling
from app.services.form_sheet import Sheet
from app.store import enrolments, filled_forms, measurements
from tests.app.rules.forms.told import ANSWERS, DM, HTN

OWN_ANSWERS = {
    "htn_symptoms": "1",
    "dm_symptoms": "1",
    **dict.fromkeys((f"{form}.{field}" for form in (HTN, DM) for field in ("adr", "complication")), "1"),
}
"""What each form asks besides."""


def measure(
    desk: Desk,
    person: str,
    kind: MeasurementKind,
    context: str = "",
    arm: str = "",
    days_ago: int = 0,
    flags: tuple[str, ...] = (),
    **values: str,
) -> Measurement:
    """One measurement; ``systolic="138"`` in the kind's usual unit."""
    units = {
        "systolic": "mm[Hg]",
        "diastolic": "mm[Hg]",
        "pulse": "/min",
        "weight": "kg",
        "height": "cm",
        "waist": "cm",
        "glucose": "mmol/L",
    }
    numbers = tuple(MeasuredValue(name, Decimal(text), units[name]) for name, text in values.items())
    at = iso(desk.clock.now() - timedelta(days_ago))
    made = Measurement(new_id(), person, None, kind, numbers, at, TimeBasis.ARRIVAL, Source.DEVICE, context=context, arm=arm, flags=flags)
    desk.store.write(lambda uow: measurements.add(uow, made)).result()
    return made


def measured_today(desk: Desk, person: str) -> None:
    """Pressure, fasting glucose and weight of a good visit."""
    measure(desk, person, MeasurementKind.BLOOD_PRESSURE_SUMMARY, systolic="138", diastolic="84", pulse="72")
    measure(desk, person, MeasurementKind.GLUCOSE, "fasting", glucose="6.1")
    measure(desk, person, MeasurementKind.WEIGHT, weight="61.5")


def answer(filling: FormFilling, sheet: Sheet, **more: str) -> Sheet:
    """Everything that is asked and not measured."""
    asked = {place.key for place in sheet.places}
    for key, text in (ANSWERS | OWN_ANSWERS | {name.replace("__", "."): text for name, text in more.items()}).items():
        if key in asked:
            sheet = filling.put(sheet, key, text)
    return sheet


def enrol(desk: Desk, person: str, programme: Programme) -> None:
    made = Enrolment(new_id(), person, programme, "2025-01-10", Basis.DIAGNOSED, desk.who.practitioner, "2025-01-10T01:00:00.000Z")
    desk.store.write(lambda uow: enrolments.add(uow, made)).result()


def filled_before(desk: Desk, person: str, form: str, days_ago: int, **values: str) -> FilledForm:
    """A form of an earlier day."""
    day = (desk.clock.now() - timedelta(days_ago)).date().isoformat()
    told = {name: FormValue(ValueKind.TEXT, (text,)) for name, text in values.items()}
    made = FilledForm(new_id(), person, None, form, 1, day, told, desk.who.practitioner, f"{day}T01:00:00.000Z", FormStatus.COMPLETED)
    desk.store.write(lambda uow: filled_forms.add(uow, made)).result()
    return made
