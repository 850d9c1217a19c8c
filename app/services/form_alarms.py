"""A critical number typed on a form becomes a measurement of its visit: named acknowledgement and follow-up ask for it as for any other.

What is not critical stays on the form alone, marked 手工. The form's value then names the measurement as its source, and who corrects or
withdraws the form takes the measurement back with it (H25, H36).
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from decimal import Decimal

from app.clock import day_bounds, instant, local_day
from app.domain.filled_form import FilledForm, FormValue
from app.domain.ids import new_id
from app.domain.measurement import MeasuredValue, Measurement, MeasurementKind, MeasurementStatus, Source, TimeBasis
from app.domain.units import METER_WORDS
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
        values[code] = FormValue(told[code].kind, told[code].told, f"measurement:{made[code]}")
    return values


def take_back(uow: UnitOfWork, form: FilledForm, kept: Collection[str], reason: str) -> None:
    """What a form made and nothing says any more. ``kept``: sources of the form that replaces it; another form of that day may say it, too."""
    others = (
        one for one in filled_forms.of_people(uow.conn, people.linked(uow.conn, form.person)) if one.id != form.id and one.day == form.day
    )
    said = {value.source for one in others for value in one.values.values()} | set(kept)
    sources = {one.source for one in form.values.values() if one.source.startswith("measurement:")} - said
    for key, one in measurements.by_ids(uow.conn, {source.partition(":")[2] for source in sources}).items():
        if FROM_FORM in one.flags and one.status is MeasurementStatus.FINAL:
            measurements.mark_error(uow, key, reason)


def _measured(uow: UnitOfWork, sheet: Sheet, code: str, text: str) -> Measurement | None:
    kind, name, unit, context = _KINDS[code]
    number, comparator = number_of(text), METER_WORDS.get(text, "")
    if number is None and not comparator:
        return None
    value = MeasuredValue(name, None if number is None else Decimal(number), unit, comparator)
    at, basis = _moment(uow, sheet)
    by = uow.actor.practitioner or None
    visit = sheet.visit.id if sheet.visit else None
    return Measurement(
        new_id(visit),
        sheet.person.id,
        visit,
        kind,
        (value,),
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
