"""A year of chronic care behind the practice clinic: who is enrolled, the follow-ups, examinations and files of the year that lies behind.

The same chance gives the same year; class and next day of every follow-up are what the rules make of that day's values.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from random import Random

from app.clock import instant, local_day
from app.domain.age import age_at
from app.domain.filled_form import FilledForm, FormValue
from app.domain.ids import new_id
from app.domain.measurement import Measurement, MeasurementKind
from app.domain.person import Person
from app.domain.programme import FOLLOW_UP_FORMS, Basis, Enrolment, Programme
from app.rules.forms.computing import FillingFacts, computed
from app.rules.forms.reading import library
from app.rules.public_health.follow_up import Control
from app.rules.vitals import Subject
from app.services.desk import Desk
from app.services.practice import OLD, SEED, practice_data
from app.store import clinical, enrolments, filled_forms, measurements, people
from app.store.database import Reading
from app.store.unit_of_work import UnitOfWork

PROGRAMMES = {"I10": Programme.HYPERTENSION, "E11.9": Programme.DIABETES}
QUARTER, VERY_OLD = 90, 75
COMES, EXAMINED, FILED = 0.85, 0.75, 0.92
"""How likely somebody comes in a quarter, has the examination of the year, and a file."""
LAST_SEEN = ((2, 13), (2, 13), (14, 100))
"""Days since the last follow-up: two in three came in the last two weeks."""
_NAMES = {
    MeasurementKind.BLOOD_PRESSURE: {"systolic": "systolic", "diastolic": "diastolic"},
    MeasurementKind.GLUCOSE: {"glucose": "fasting"},
}


@dataclass(frozen=True, slots=True)
class Patient:
    """Somebody of the practice clinic, with their diseases and what was measured in the year."""

    person: Person
    programmes: tuple[Programme, ...]
    measured: tuple[Measurement, ...]


def patients(desk: Desk, ids: Sequence[str]) -> list[Patient]:
    """These residents, in this order."""
    return desk.store.read(lambda conn: [_patient(conn, one) for one in ids])


def write_year(desk: Desk, known: Sequence[Patient], due_today: str = "") -> None:
    """Enrol whoever has a disease and write the year's forms, each resident in one transaction. ``due_today``: whose last follow-up asked
    for today."""
    chance, today, by = Random(SEED), local_day(desk.clock.now()), desk.who.practitioner
    for one in known:
        made = list(_year(chance, one, today, by, one.person.id == due_today))
        desk.store.write(lambda uow, made=made: _write(uow, made), desk.actor).result()  # type: ignore[misc]


def _write(uow: UnitOfWork, made: Sequence[Enrolment | FilledForm]) -> None:
    for each in made:
        if isinstance(each, Enrolment):
            enrolments.add(uow, each)
        else:
            filled_forms.add(uow, each)


def first_with_both(known: Sequence[Patient], today: date) -> str:
    """The first resident of 65 to 74 with both diseases. StopIteration where there is none."""
    return next(one.person.id for one in known if len(one.programmes) == len(PROGRAMMES) and OLD <= _age(one.person, today) < VERY_OLD)


def _patient(conn: Reading, key: str) -> Patient:
    person = people.get(conn, key)
    assert person is not None
    known = {one.icd10 for one in clinical.conditions(conn, [key])}
    measured = [one for kind in _NAMES for one in measurements.series(conn, [key], kind, "")]
    return Patient(person, tuple(programme for code, programme in PROGRAMMES.items() if code in known), tuple(measured))


def _year(chance: Random, one: Patient, today: date, by: str, due_today: bool) -> Iterator[Enrolment | FilledForm]:
    """Cases, then forms, the oldest first."""
    for programme in one.programmes:
        opened = today - timedelta(days=chance.randint(400, 900))
        yield Enrolment(new_id(), one.person.id, programme, opened.isoformat(), Basis.DIAGNOSED, by, f"{opened}T01:00:00.000Z")
    if due_today or chance.random() < FILED:
        yield _form(one.person, "personal", today - timedelta(days=1000), {}, by)
    if one.programmes and (due_today or chance.random() < EXAMINED):
        yield _form(
            one.person, "exam", today - timedelta(days=chance.randint(150, 330)), _typed("exam", practice_data()["yearly_exam"]), by
        )
    if one.programmes:
        last = QUARTER if due_today else chance.randint(*chance.choice(LAST_SEEN))
        days = [last + n * QUARTER for n in range(4, -1, -1)]
        yield from _follow_ups(one, [today - timedelta(days=n) for n in days if due_today or chance.random() < COMES], by, due_today)


def _follow_ups(one: Patient, days: Sequence[date], by: str, well: bool) -> Iterator[FilledForm]:
    """One sheet a disease on each of these days."""
    for programme in one.programmes:
        form, previous = FOLLOW_UP_FORMS[programme], dict[str, Control]()
        for day in days:
            typed = _typed(form, practice_data()["follow_up"] | _values(one, day, well and day == days[-1]))
            facts = FillingFacts(
                day, Subject(Decimal(_age(one.person, day)), one.person.sex.value), one.person.birth, previous=dict(previous)
            )
            values = typed | computed(library(), form, typed, facts)
            made = _form(one.person, form, day, values, by)
            if made.one("control"):
                previous[form] = Control(int(made.one("control")))
            yield made


def _values(one: Patient, day: date, well: bool) -> Mapping[str, str]:
    """What was measured nearest to a day; ``well``: on target."""
    found: dict[str, str] = {}
    for kind, names in _NAMES.items():
        near = min((each for each in one.measured if each.kind is kind), key=lambda each: abs(_day(each) - day), default=None)
        found |= {code: str(value.value) for name, code in names.items() if near is not None and (value := near.value(name)) is not None}
    return {"systolic": "136", "diastolic": "82", "fasting": "6.6"} if well else found


def _form(person: Person, form: str, day: date, values: Mapping[str, FormValue], by: str) -> FilledForm:
    head = {"day": day.isoformat(), "doctor": practice_data()["staff"]["doctor"]["name"]}
    version = library().form(form).version
    return FilledForm(
        new_id(), person.id, None, form, version, day.isoformat(), {**_typed(form, head), **values}, by, f"{day}T01:30:00.000Z"
    )


def _typed(form: str, told: Mapping[str, str]) -> dict[str, FormValue]:
    """Of what is told, what the form has."""
    known = library()
    codes = known.form(form).fields
    return {code: FormValue(known.fields[code].kind, (word,)) for code, word in told.items() if code in codes and word}


def _age(person: Person, day: date) -> int:
    return 0 if person.birth is None else age_at(person.birth, day).years


def _day(one: Measurement) -> date:
    return local_day(instant(one.measured_at))
