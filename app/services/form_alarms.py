"""A critical number typed on a form becomes a measurement of its visit: named acknowledgement and follow-up ask for it as for any other.

What is not critical stays on the form alone, marked 手工. The form's value then names the measurement as its source, and who corrects or
withdraws the form takes the measurement back with it (H25, H36).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from app.clock import day_bounds, instant, local_day
from app.domain.filled_form import FilledForm, FormValue, measured
from app.domain.ids import new_id
from app.domain.measurement import MeasuredValue, Measurement, MeasurementKind, MeasurementStatus, Source, TimeBasis
from app.domain.units import METER_WORDS
from app.rules.critical import CriticalFacts, judge
from app.rules.forms.conditions import number_of
from app.services.form_sheet import HAND, Sheet
from app.services.judgement import alarm_in, subject_of
from app.store import filled_forms, measurements, people
from app.store.unit_of_work import UnitOfWork

FROM_FORM = "from_form"
"""Mark of a measurement that a form made."""

_KINDS: Mapping[str, tuple[MeasurementKind, str, str, str]] = {
    "fasting": (MeasurementKind.GLUCOSE, "glucose", "mmol/L", "fasting"),
    "glucose_other": (MeasurementKind.GLUCOSE, "glucose", "mmol/L", "random"),
    "heart_rate": (MeasurementKind.HEART_RATE, "heart_rate", "/min", ""),
    "potassium": (MeasurementKind.LABORATORY, "K", "mmol/L", ""),
    "hb": (MeasurementKind.LABORATORY, "HGB", "g/L", ""),
    "plt": (MeasurementKind.LABORATORY, "PLT", "10^9/L", ""),
    "creatinine": (MeasurementKind.LABORATORY, "CREA", "umol/L", ""),
}
"""Field of a form → kind, name, unit and meal of what it says."""
_PAIR = ("systolic", "diastolic")
_NO_SYMPTOM = "other"
"""The danger sign that is another disease and no symptom of a pressure."""


def with_alarms(uow: UnitOfWork, sheet: Sheet, told: Mapping[str, FormValue], made: dict[str, str]) -> dict[str, FormValue]:
    """The values of a form, those typed that are critical with the measurement that was written for them. ``made``: field → measurement,
    of the forms before it on the same sheet: one fact is one measurement."""
    linked = people.linked(uow.conn, sheet.person.id)
    values = dict(told)
    for code in _KINDS.keys() & told.keys():
        if told[code].source != HAND or not told[code].told:
            continue
        if code not in made:
            one = _measured(uow, sheet, code, told[code].one)
            subject = None if one is None else subject_of(uow.conn, sheet.person, linked, instant(one.measured_at))
            if one is None or subject is None or not alarm_in(uow.conn, one, subject, linked).critical:
                continue
            measurements.add(uow, one)
            made[code] = one.id
        values[code] = FormValue(told[code].kind, told[code].told, measured(made[code]))
    return values | _severe_with_symptoms(uow, sheet, values, made)


def _severe_with_symptoms(uow: UnitOfWork, sheet: Sheet, told: Mapping[str, FormValue], made: dict[str, str]) -> dict[str, FormValue]:
    """A pressure of 180/110 and over is critical at once where the form tells an acute symptom: nobody waits for a rest (§3.8)."""
    if not {*_PAIR, "danger_signs"} <= told.keys():
        return {}
    signs = sheet.library.danger.get("hypertension", {})
    acute = any(signs.get(code, _NO_SYMPTOM) != _NO_SYMPTOM for code in told["danger_signs"].told)
    numbers = [number_of(told[code].one) for code in _PAIR]
    if not acute or None in numbers or not judge(CriticalFacts(pressure=(numbers[0], numbers[1]), acute_symptoms=True)).level:  # type: ignore[arg-type]
        return {}
    key = told[_PAIR[0]].measurement
    if key:
        one = measurements.get(uow.conn, key)
        if one is not None and not one.critical and one.status is MeasurementStatus.FINAL:
            measurements.change(uow, replace(one, critical=True), "acute_symptoms")
        return {}
    if "pressure" not in made:
        values = tuple(MeasuredValue(code, number, "mmHg") for code, number in zip(_PAIR, numbers, strict=True))
        one = _of_visit(uow, sheet, MeasurementKind.BLOOD_PRESSURE, values)
        measurements.add(uow, one)
        made["pressure"] = one.id
    return {code: FormValue(told[code].kind, told[code].told, measured(made["pressure"])) for code in _PAIR}


def take_back(uow: UnitOfWork, form: FilledForm, kept: Iterable[FormValue], reason: str) -> None:
    """What a form made and nothing says any more. ``kept``: values of the form that replaces it; another form of that day may say it, too."""
    others = (
        one for one in filled_forms.of_people(uow.conn, people.linked(uow.conn, form.person)) if one.id != form.id and one.day == form.day
    )
    said = {"", *(value.measurement for one in others for value in one.values.values()), *(value.measurement for value in kept)}
    made = {value.measurement for value in form.values.values()} - said
    for key, one in measurements.by_ids(uow.conn, made).items():
        if FROM_FORM in one.flags and one.status is MeasurementStatus.FINAL:
            measurements.mark_error(uow, key, reason)


def _measured(uow: UnitOfWork, sheet: Sheet, code: str, text: str) -> Measurement | None:
    kind, name, unit, context = _KINDS[code]
    number, comparator = number_of(text), METER_WORDS.get(text, "")
    if number is None and not comparator:
        return None
    return _of_visit(uow, sheet, kind, (MeasuredValue(name, number, unit, comparator),), context)


def _of_visit(uow: UnitOfWork, sheet: Sheet, kind: MeasurementKind, values: tuple[MeasuredValue, ...], context: str = "") -> Measurement:
    """A critical one."""
    at, basis = _moment(uow, sheet)
    by = uow.actor.practitioner or None
    visit = sheet.visit.id if sheet.visit else None
    return Measurement(
        new_id(visit),
        sheet.person.id,
        visit,
        kind,
        values,
        at,
        basis,
        Source.MANUAL,
        context=context,
        flags=(FROM_FORM,),
        critical=True,
        taken_by=by,
    )


def _moment(uow: UnitOfWork, sheet: Sheet) -> tuple[str, TimeBasis]:
    """Now, or when the visit was; of a day without a visit nobody knows the hour."""
    if sheet.day == local_day(instant(uow.at)):
        return uow.at, TimeBasis.ARRIVAL
    return (sheet.visit.opened_at, TimeBasis.ARRIVAL) if sheet.visit else (day_bounds(sheet.day)[0], TimeBasis.UNKNOWN)
