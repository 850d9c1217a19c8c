"""What the records say to a form's fields: each value with the record it was taken from, nothing where the records are silent."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal

from app.clock import day_bounds, instant, local_day
from app.domain.amounts import amount_text, plain_number
from app.domain.clinical import Allergy, Answer, Condition, FactKind
from app.domain.encounter import Encounter, VisitKind
from app.domain.filled_form import FilledForm, FormValue, measured
from app.domain.measurement import MeasuredValue, Measurement, MeasurementKind, MeasurementStatus
from app.domain.person import IdKind, Person
from app.domain.prescription import Prescription, PrescriptionLine
from app.domain.units import METER_HIGH, METER_LOW, METER_SHOWS, rounded
from app.rules.forms.computing import FillingFacts
from app.rules.forms.definition import FormDefinition, FormField, LaboratoryTest, Library
from app.rules.formulary import Product
from app.rules.frequencies import frequencies
from app.rules.laboratory import found_in
from app.rules.public_health.follow_up import Control
from app.rules.values import in_unit
from app.rules.wording import load_words
from app.services.form_unfit import unfit_values
from app.services.judgement import subject_of
from app.services.medicines import STANDING, Taken, taken_on
from app.store import clinical, encounters, filled_forms, measurements, people, prescriptions
from app.store.database import Reading

LABORATORY_DAYS = 90
"""How old a result may be that is proposed with its date; one of today is taken at once."""
_JUST_OUT = 7
"""A medicine that ran out so few days ago is one that is taken: people come when the box is empty."""
_HEIGHT_DAYS = 730
_OWN_READINGS = frozenset({"home", "self"})
ABOUT = ("sex", "birth", "way", "temperature")
"""Read for every sheet: conditions and urgent signs look at them, whether the form has them or not."""
Found = tuple[tuple[str, ...], str]
"""Texts, and the record they come from."""

_MEASURED: Mapping[str, tuple[tuple[MeasurementKind, ...], tuple[str, ...], str]] = {
    "systolic": ((MeasurementKind.BLOOD_PRESSURE_SUMMARY, MeasurementKind.BLOOD_PRESSURE), ("systolic",), "mmHg"),
    "diastolic": ((MeasurementKind.BLOOD_PRESSURE_SUMMARY, MeasurementKind.BLOOD_PRESSURE), ("diastolic",), "mmHg"),
    "pulse": (
        (MeasurementKind.HEART_RATE, MeasurementKind.BLOOD_PRESSURE_SUMMARY, MeasurementKind.BLOOD_PRESSURE, MeasurementKind.SPO2),
        ("heart_rate", "pulse"),
        "/min",
    ),
    "temperature": ((MeasurementKind.TEMPERATURE,), ("temperature",), "Cel"),
    "spo2": ((MeasurementKind.SPO2,), ("spo2",), "%"),
    "height": ((MeasurementKind.HEIGHT,), ("height",), "cm"),
    "weight": ((MeasurementKind.WEIGHT,), ("weight",), "kg"),
    "waist": ((MeasurementKind.WAIST,), ("waist",), "cm"),
    "glucose": ((MeasurementKind.GLUCOSE,), ("glucose",), "mmol/L"),
}
_WAYS = {VisitKind.CLINIC: "1", VisitKind.HOME: "2", VisitKind.REMOTE: "3"}


@dataclass(frozen=True, slots=True)
class Records:
    """Everything about one resident that a form may ask for. ``today``: what was measured on ``day``, the newest first;
    ``results``: specimens of the last months. ``forms``: filled ones that stand, the newest first. ``sheets``: prescriptions of the visit."""

    person: Person
    day: date
    visit: Encounter | None
    today: tuple[Measurement, ...]
    results: tuple[Measurement, ...]
    height: Measurement | None
    conditions: tuple[Condition, ...]
    visit_conditions: tuple[Condition, ...]
    allergies: tuple[Allergy, ...]
    answers: Mapping[FactKind, Answer]
    medicines: tuple[Taken, ...]
    forms: tuple[FilledForm, ...]
    doctor: tuple[str, str]
    sheets: tuple[Prescription, ...] = ()
    products: Mapping[str, Product] = field(default_factory=dict)
    unfit: tuple[Measurement, ...] = ()


def read_records(conn: Reading, person: Person, visit: Encounter | None, day: date, doctor: tuple[str, str]) -> Records:
    """All of it in a few indexed reads. ``doctor``: name and practitioner of whoever fills the form."""
    linked = people.linked(conn, person.id)
    begin, end = day_bounds(day)
    since = day_bounds(day - timedelta(days=LABORATORY_DAYS))[0]
    kinds = {kind for found, _, _ in _MEASURED.values() for kind in found}
    measured_today = [
        one for kind in kinds for one in measurements.series(conn, linked, kind, begin) if one.measured_at < end and _in_clinic(one)
    ]
    today = sorted(measured_today, key=lambda one: one.measured_at, reverse=True)
    results = [one for one in measurements.series(conn, linked, MeasurementKind.LABORATORY, since) if one.measured_at < end]
    asked = {kind: clinical.fact(conn, linked, kind) for kind in FactKind}
    conditions = [one for one in clinical.conditions(conn, linked) if one.clinical_status == "active" and _stands(one)]
    of_visit = set(encounters.diagnoses(conn, visit.id)) if visit else set()
    return Records(
        person,
        day,
        visit,
        tuple(one for one in today if not one.unfit),
        tuple(reversed(results)),
        _height(conn, linked, day),
        tuple(conditions),
        tuple(one for one in conditions if one.id in of_visit),
        tuple(one for one in clinical.allergies(conn, linked) if one.clinical_status == "active" and _stands(one)),
        {kind: fact.answer for kind, fact in asked.items() if fact is not None},
        tuple(taken_on(prescriptions.of_person(conn, linked), day, _JUST_OUT)),
        tuple(one for one in filled_forms.of_people(conn, linked) if one.day <= day.isoformat()),
        doctor,
        tuple(one for one in prescriptions.of_encounter(conn, visit.id) if one.state in STANDING) if visit else (),
        unfit=tuple(one for one in today if one.unfit),
    )


def values_of(library: Library, forms: Sequence[FormDefinition], records: Records) -> dict[str, FormValue]:
    """What the records say, by key of the sheet; also who it is and how they were met, which conditions of the forms look at."""
    found: dict[str, FormValue] = {}
    wanted = [(library.key(form.code, code), code, form) for form in forms for code in form.fields]
    for key, code, form in [*wanted, *((code, code, forms[0]) for code in ABOUT)]:
        one = library.fields[code]
        kind, _, name = one.origin.partition(":")
        value = _READERS[kind](library, form, one, name, records) if kind in _READERS else None
        if value is not None and value[0] and any(value[0]):
            found.setdefault(key, FormValue(one.kind, value[0], value[1]))
    return found


def result_before(library: Library, one: FormField, records: Records) -> tuple[FormValue, date] | None:
    """A result of an earlier day for a laboratory field, to be confirmed, with its day."""
    kind, _, name = one.origin.partition(":")
    if kind != "laboratory" or name.endswith(".day"):
        return None
    found = _result(library.laboratory[name], one, records.results)
    if found is None:
        return None
    number, measurement = found
    return FormValue(one.kind, (number,), measured(measurement.id)), local_day(instant(measurement.measured_at))


def facts_of(conn: Reading, records: Records) -> FillingFacts:
    """About whom and when, for what a sheet computes and checks."""
    person = records.person
    subject = subject_of(conn, person, people.linked(conn, person.id), instant(f"{records.day.isoformat()}T12:00:00+08:00"))
    previous: dict[str, Control] = {}
    for form in reversed(records.forms):
        if form.one("control") in {str(one.value) for one in Control} and form.day < records.day.isoformat():
            previous[form.form] = Control(int(form.one("control")))
    return FillingFacts(
        records.day,
        subject,
        person.birth,
        person.deceased,
        records.answers.get(FactKind.LACTATING, Answer.NOT_ASKED),
        previous,
        None if records.height is None else in_unit(records.height.value("height"), "cm"),
        bool(records.visit and records.visit.proxy),
        tuple(_pulses(records)),
        _beyond(records),
        unfit_values(records.unfit),
    )


def _pulses(records: Records) -> Iterator[Decimal]:
    """Single readings; the result of a round is one of them again."""
    for found in records.today:
        if found.kind is not MeasurementKind.BLOOD_PRESSURE_SUMMARY:
            pulse = next((n for name in ("heart_rate", "pulse") if (n := _exact(found.value(name), "/min")) is not None), None)
            if pulse is not None:
                yield pulse


def _beyond(records: Records) -> Decimal | None:
    """HI and LO are results, not numbers, and urgent; the newest one counts."""
    for found in records.today:
        value = found.value("glucose")
        if value is not None and value.comparator:
            return value.value or (METER_HIGH if value.comparator == ">" else METER_LOW)
    return None


# ---- readers by where a value comes from


def _of_person(_: Library, __: FormDefinition, ___: FormField, name: str, records: Records) -> Found:
    person = records.person
    other = next((phone for phone in person.phones if phone.relation != "本人"), None)
    own = next((phone for phone in person.phones if phone.relation == "本人"), None)
    place = person.address
    told = {
        "name": person.name,
        "sex": person.sex.value,
        "birth": person.birth.isoformat() if person.birth else "",
        "id_number": person.number(IdKind.RESIDENT) or "",
        "record_no": person.number(IdKind.HEALTH_RECORD) or "",
        "address": place.whole or place.village + place.group,
        "phone": own.number if own else "",
        "contact": other.relation if other else "",
        "contact_phone": other.number if other else "",
    }
    return (told[name],), f"person:{person.id}"


def _of_visit(_: Library, __: FormDefinition, ___: FormField, name: str, records: Records) -> Found | None:
    visit = records.visit
    source = f"encounter:{visit.id}" if visit else "computed"
    if name == "day":
        return (records.day.isoformat(),), source
    if name == "note":
        return (visit.note.strip() if visit else "",), source
    return None if visit is None or visit.proxy else ((_WAYS[visit.kind],), source)


def _of_staff(_: Library, __: FormDefinition, ___: FormField, ____: str, records: Records) -> Found:
    return (records.doctor[0],), f"practitioner:{records.doctor[1]}"


def _of_measurement(_: Library, __: FormDefinition, one: FormField, name: str, records: Records) -> Found | None:
    plain, part = name.partition(".")[::2]
    if plain == "arm":
        return _arm(records)
    kinds, values, unit = _MEASURED["pulse" if plain == "heart_rate" else plain]
    for kind in kinds:
        for found in records.today:
            told = next((text for value in values if (text := _told(found.value(value), unit, one))), "")
            if found.kind is kind and told and _fits(found, part):
                return (told,), measured(found.id)
    return None


def _told(value: MeasuredValue | None, unit: str, one: FormField) -> str:
    """The number, or HI and LO where a field takes them; '' where there is neither."""
    if value is not None and value.comparator and one.on_meter:
        return METER_SHOWS.get(value.comparator, "")
    number = _exact(value, unit)
    return "" if number is None else _rounded(number, one)


def _arm(records: Records) -> Found | None:
    """On which arm the pressure was taken that stands as the visit's; '' where nobody said."""
    for kind in _MEASURED["systolic"][0]:
        found = next((one for one in records.today if one.kind is kind), None)
        if found is not None:
            code = {"left": "1", "right": "2"}.get(found.arm, "")
            return (code,), measured(found.id)
    return None


def _fits(one: Measurement, part: str) -> bool:
    if part in ("left", "right"):
        return one.arm == part
    if part == "fasting":
        return one.context == "fasting"
    return part != "other" or one.context in ("postprandial", "random")


def _of_laboratory(library: Library, _: FormDefinition, one: FormField, name: str, records: Records) -> Found | None:
    """A result of the day itself; of an earlier one only once somebody confirms it."""
    test, part = name.partition(".")[::2]
    today = [found for found in records.results if local_day(instant(found.measured_at)) == records.day]
    found = _result(library.laboratory[test], library.fields[test], today)
    if found is None:
        return None
    number, measurement = found
    text = records.day.isoformat() if part else number
    return (text,), measured(measurement.id)


def _result(test: LaboratoryTest, one: FormField, results: Iterable[Measurement]) -> tuple[str, Measurement] | None:
    for measurement in results:
        found = found_in(measurement.values, test)
        if found is not None:
            return _rounded(found[0], one), measurement
    return None


def _of_conditions(library: Library, _: FormDefinition, one: FormField, name: str, records: Records) -> Found | None:
    if name == "visit":
        return ("、".join(found.display for found in records.visit_conditions),), f"encounter:{records.visit.id}" if records.visit else ""
    kind, code = name.partition(".")[::2]
    ranges = library.conditions["past_disease" if kind == "onset" else kind]
    if kind == "onset":
        first = next((found for found in records.conditions if found.onset and _within(found.icd10, ranges.get(code, ()))), None)
        return None if first is None or first.onset is None else ((first.onset[:7],), f"condition:{first.id}")
    codes = {code: found for code, spans in ranges.items() for found in records.conditions if _within(found.icd10, spans)}
    if not codes:
        asked = name == "past_disease" and records.answers.get(FactKind.CONDITIONS) is Answer.NO
        return ((one.none,), f"person:{records.person.id}") if asked else None
    return tuple(code for code in one.codes if code in codes), f"condition:{next(iter(codes.values())).id}"


def _of_allergies(library: Library, _: FormDefinition, one: FormField, name: str, records: Records) -> Found | None:
    if not records.allergies:
        none = name == "codes" and records.answers.get(FactKind.ALLERGY) is Answer.NO
        return ((library.fields["drug_allergy"].none,), f"person:{records.person.id}") if none else None
    coded = {library.allergies.get(found.token, "5") for found in records.allergies}
    source = f"allergy:{records.allergies[0].id}"
    if name == "codes":
        return tuple(code for code in one.codes if code in coded), source
    return ("、".join(found.text for found in records.allergies if found.token not in library.allergies),), source


def _of_prescription(_: Library, form: FormDefinition, one: FormField, name: str, records: Records) -> Found | None:
    if name == "visit":
        return _of_sheets(records)
    place, part = name.partition(".")[::2]
    found = _medicine(form, place, records, own=one.own)
    return None if found is None else ((_MEDICINE[part](found),), f"prescription:{found.prescription}")


def _of_sheets(records: Records) -> Found | None:
    """What was prescribed at this visit, a line a drug."""
    if not records.sheets:
        return None
    told = (
        f"{line.name} {amount_text(line.single, line.dose_unit)} {_usage(line)} {line.days}天"
        for one in records.sheets
        for line in one.lines
    )
    return ("\n".join(told),), f"prescription:{records.sheets[0].id}"


def _medicine(form: FormDefinition, place: str, records: Records, own: bool) -> Taken | None:
    if place == "insulin":
        return next((one for one in records.medicines if _is_of(one, ("A10A",), records)), None)
    if not own or not form.medicines:
        return next(iter(records.medicines[int(place) - 1 : int(place)]), None)
    mine = [one for one in records.medicines if _is_of(one, form.medicines, records)]
    if place == "4":
        rest = [one for one in records.medicines if not _is_of(one, (*form.medicines, "A10A"), records)]
        return next(iter([*mine[3:], *rest]), None)
    return next(iter(mine[int(place) - 1 : int(place)][: 0 if int(place) > 3 else 1]), None)


def _is_of(one: Taken, classes: tuple[str, ...], records: Records) -> bool:
    product = records.products.get(one.line.drug)
    return product is not None and any(code.startswith(classes) for code in product.atc_codes)


def _usage(line: PrescriptionLine) -> str:
    known = frequencies().get(line.frequency)
    return "，".join(part for part in (known.words if known else "", load_words("zh_CN").word("route", line.route)) if part)


_MEDICINE: Mapping[str, Callable[[Taken], str]] = {
    "name": lambda one: one.line.name,
    "dose": lambda one: amount_text(one.line.single, one.line.dose_unit),
    "per_day": lambda one: plain_number(one.line.per_day),
    "usage": lambda one: _usage(one.line),
}

_READERS: Mapping[str, Callable[[Library, FormDefinition, FormField, str, Records], Found | None]] = {
    "person": _of_person,
    "visit": _of_visit,
    "staff": _of_staff,
    "measurement": _of_measurement,
    "laboratory": _of_laboratory,
    "conditions": _of_conditions,
    "allergies": _of_allergies,
    "prescription": _of_prescription,
}


# ---- small things


def _within(icd10: str, spans: Iterable[str]) -> bool:
    """``I10-I15`` three characters from … to; ``E11.2`` that code and what lies under it."""
    for span in spans:
        first, _, last = span.partition("-")
        if first[:3] <= icd10[:3] <= last if last else icd10.startswith(first):
            return True
    return False


def _in_clinic(one: Measurement) -> bool:
    """What the resident measured at home is no measurement of a visit."""
    return one.status is MeasurementStatus.FINAL and not _OWN_READINGS & set(one.flags)


def _stands(one: Condition | Allergy) -> bool:
    return one.verification != "entered-in-error"


def _height(conn: Reading, linked: Iterable[str], day: date) -> Measurement | None:
    since = day_bounds(day - timedelta(days=_HEIGHT_DAYS))[0]
    found = measurements.latest(conn, list(linked), MeasurementKind.HEIGHT)
    return found if found is not None and found.measured_at >= since else None


def _exact(value: MeasuredValue | None, unit: str) -> Decimal | None:
    """A number; HI and LO are results, not numbers."""
    return None if value is None or value.comparator else in_unit(value, unit)


def _rounded(number: Decimal, one: FormField) -> str:
    return plain_number(number if one.decimals is None else rounded(number, one.decimals))
