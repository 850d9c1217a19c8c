"""专病管理: who is enrolled in which programme, who should be looked at for it, and how somebody enters and leaves."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum
from functools import cache
from typing import Any

from app.clock import day_bounds, local_day
from app.domain.age import age_at, age_text, known_age_text
from app.domain.ids import new_id
from app.domain.person import Person
from app.domain.programme import WHOLE, Basis, Closing, ContactOutcome, Enrolment, Programme
from app.errors import KnownError
from app.logs import hide_names
from app.rules.public_health.elderly import age_on_new_years_eve, has_service
from app.rules.public_health.glucose import GlucoseFacts, classify
from app.rules.public_health.pressure import ElevatedDays, elevated, elevated_days
from app.rules.shipped import shipped_toml
from app.rules.values import in_unit
from app.services.desk import Desk
from app.store import contacts, enrolments, people, registers
from app.store.contacts import LastContact
from app.store.database import Reading
from app.store.people import Listed
from app.store.registers import DayGlucose, OpenCase
from app.store.unit_of_work import UnitOfWork

NEEDED = "forms.write"
RECHECK = {Programme.HYPERTENSION: "recheck", Programme.DIABETES: "recheck_glucose"}
"""What a try to reach somebody is about who is to be measured on another day (app.services.today.Why)."""

DAYS_PROMISED = 60

ENDING = {ContactOutcome.DIED: Closing.DIED, ContactOutcome.MOVED: Closing.MOVED, ContactOutcome.LOST: Closing.LOST}
"""What came of a call or a visit that ends all programmes, once somebody says so: it is offered, never done by itself."""


class Why(StrEnum):
    """Why somebody stands on the list of those to be looked at; words under ``candidate``."""

    CONFIRM = "confirm"  # elevated on three days: confirm and enrol
    RECHECK = "recheck"  # elevated on one or two days: measure on another one
    DIAGNOSED = "diagnosed"  # a diagnosis in the chart, not enrolled
    GLUCOSE = "glucose"  # a glucose at the cut-off of diabetes: tested again on another day, fasting, from a vein
    OLD = "old"  # 65 this year, not enrolled


@dataclass(frozen=True, slots=True)
class CaseRow:
    """An open case for a list. ``phone`` whole, '' = none; days None where there was no visit or no date was given.

    ``enrolment`` '' = no case yet, somebody who is to be measured again; then ``glucose`` may say what was found, not fasting, mmol/L.
    ``managed``: all programmes of that human, where they were asked for.
    """

    enrolment: str
    person: str
    name: str
    sex: str
    age_text: str
    village: str
    phone: str
    opened_on: date
    last_day: date | None
    control: str
    next_on: date | None
    systolic: str
    diastolic: str
    fasting: str
    form: str
    deceased: bool
    programme: Programme
    managed: tuple[Programme, ...] = ()
    glucose: str = ""


@dataclass(frozen=True, slots=True)
class Candidate:
    """Somebody to be looked at. ``days``: how many different days were elevated and when the last was.

    ``recheck_on``: the day they said they would come to be measured again, where it is not past.
    """

    person: str
    name: str
    sex: str
    age_text: str
    village: str
    phone: str
    programme: Programme
    why: Why
    days: int = 0
    last_day: date | None = None
    recheck_on: date | None = None


@cache
def register_policy() -> Mapping[str, Any]:
    """The policy file in force."""
    return shipped_toml("registers.toml")


class Registers:
    """Cases and candidates of this institution."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def cases(self, programme: Programme) -> list[CaseRow]:
        """Everybody enrolled now, by village and name. Linked records of one human are one row; their cases stay as they are."""
        today = self._today()

        def query(conn: Reading) -> list[CaseRow]:
            human = people.one_human(conn)
            managed = _managed(conn, human)
            cases = registers.open_cases(conn, programme, human)
            return [case_row(one, programme, today, managed[human.get(one.person, one.person)]) for one in cases]

        rows = self._desk.read("chart.read", query)
        hide_names(one.name for one in rows)
        return sorted(rows, key=lambda one: (one.village, one.name, one.person))

    def candidates(self) -> list[Candidate]:
        """Who is to be confirmed, measured again or enrolled: computed from visits, diagnoses and birth dates."""
        today = self._today()

        def query(conn: Reading) -> list[Candidate]:
            wanted = [*_elevated(conn, today), *_high_glucose(conn, today), *_diagnosed(conn), *_old(conn, today)]
            human = people.one_human(conn)
            enrolled = {(human.get(person, person), programme) for person, programme in registers.enrolled(conn)}
            wanted = [one for one in wanted if (human.get(one[0], one[0]), one[1]) not in enrolled]
            told = _told(people.alive(conn, {one[0] for one in wanted}), wanted, today, human)
            since = day_bounds(today - timedelta(days=DAYS_PROMISED))[0]
            calls = {one: contacts.last_about(conn, about, since, human) for one, about in RECHECK.items()}
            return _with_rechecks(told, calls, today, human)

        found = self._desk.read("chart.read", query)
        hide_names(one.name for one in found)
        return found

    def counts(self) -> dict[Programme, int]:
        """How many cases there are of each programme."""
        return self._desk.read("chart.read", lambda conn: {one: registers.count_open(conn, one) for one in Programme})

    def of_person(self, person: str) -> list[Enrolment]:
        """All cases of one human, closed ones too, the oldest first."""

        def query(conn: Reading) -> list[Enrolment]:
            return enrolments.of_people(conn, people.linked(conn, person))

        return self._desk.read("chart.read", query)

    def enrol(self, person: str, programme: Programme, basis: Basis, on: date, note: str = "") -> Enrolment:
        """Open a case. KnownError ``enrolled_already``, ``enrol_day``, ``enrol_age``, ``enrol_dead``, ``person_unknown``."""

        def work(uow: UnitOfWork) -> Enrolment:
            who = self._may_be(uow.conn, person, programme, on)
            linked = people.linked(uow.conn, person)
            if any(one.programme is programme and not one.closed_on for one in enrolments.of_people(uow.conn, linked)):
                raise KnownError("enrolled_already")
            made = Enrolment(new_id(), who.id, programme, on.isoformat(), basis, uow.actor.practitioner, uow.at, note=note.strip())
            enrolments.add(uow, made)
            return made

        return self._desk.write(NEEDED, work)

    def close(self, enrolment: str, closing: Closing, on: date, note: str = "") -> Enrolment:
        """End a case; one of the reasons of ``WHOLE`` ends all of that human's, a death is written into their records as well.

        KnownError ``enrolment_closed``, ``enrol_day``, ``closing_reason`` (``other`` without a note).
        """
        if closing is Closing.OTHER and not note.strip():
            raise KnownError("closing_reason")

        def work(uow: UnitOfWork) -> Enrolment:
            one = enrolments.get(uow.conn, enrolment)
            if one is None or one.closed_on:
                raise KnownError("enrolment_closed")
            if not date.fromisoformat(one.opened_on) <= on <= self._today():
                raise KnownError("enrol_day")
            if closing in WHOLE:
                _end(uow, one.person, closing, on, note)
            else:
                _close(uow, one, closing, on, note)
            return enrolments.by_ids(uow.conn, [enrolment])[enrolment]

        return self._desk.write(NEEDED, work)

    def open_of(self, person: str) -> list[Enrolment]:
        """What one human is enrolled in at this moment."""
        return [one for one in self.of_person(person) if not one.closed_on]

    def end_all(self, person: str, closing: Closing, on: date, note: str = "") -> None:
        """End all open cases of one human for a reason of ``WHOLE``; a death is written also where there is none.

        To be undone by enrolling anew, a death in the resident's record. KnownError ``person_unknown``, ``enrol_day``.
        """
        assert closing in WHOLE

        def work(uow: UnitOfWork) -> None:
            self._born_by(uow.conn, person, on)
            _end(uow, person, closing, on, note)

        self._desk.write(NEEDED, work)

    # inside

    def _today(self) -> date:
        return local_day(self._desk.clock.now())

    def _born_by(self, conn: Reading, person: str, on: date) -> Person:
        """Somebody who was born on a day that has come."""
        who = people.get(conn, person)
        if who is None:
            raise KnownError("person_unknown")
        if on > self._today() or (who.birth is not None and on < who.birth):
            raise KnownError("enrol_day")
        return who

    def _may_be(self, conn: Reading, person: str, programme: Programme, on: date) -> Person:
        who = self._born_by(conn, person, on)
        if who.deceased is not None:
            raise KnownError("enrol_dead")
        years = register_policy()[programme.value]["from_years"]
        if who.birth is None or not _old_enough(programme, who.birth, on, years):
            raise KnownError("enrol_age", years=years)
        return who


def _old_enough(programme: Programme, birth: date, on: date, years: int) -> bool:
    if programme is Programme.ELDERLY:
        return has_service(age_on_new_years_eve(birth, on.year), None)
    return age_at(birth, on).years >= years


def _end(uow: UnitOfWork, person: str, closing: Closing, on: date, note: str) -> None:
    """All open cases of all records of a human."""
    records = people.linked(uow.conn, person)
    for one in enrolments.of_people(uow.conn, records):
        if not one.closed_on:
            _close(uow, one, closing, on, note)
    for record in sorted(records) if closing is Closing.DIED else ():
        who = people.get(uow.conn, record)
        if who is not None and who.deceased is None:
            people.change(uow, replace(who, deceased=on), "died")


def _close(uow: UnitOfWork, one: Enrolment, closing: Closing, on: date, note: str) -> None:
    """A case that was opened later ends on the day it was opened."""
    day = max(on.isoformat(), one.opened_on)
    enrolments.close(uow, replace(one, closed_on=day, closing=closing, closed_by=uow.actor.practitioner, note=note.strip() or one.note))


_Wanted = tuple[str, Programme, Why, int, date | None]


def _elevated(conn: Reading, today: date) -> list[_Wanted]:
    policy = register_policy()
    since = day_bounds(today - timedelta(days=policy["look_back_days"]))[0]
    by_person: dict[str, list[tuple[date, tuple[Any, Any]]]] = defaultdict(list)
    for one in registers.day_pressures(conn, since):
        by_person[one.person].append((date.fromisoformat(one.day), (one.systolic, one.diastolic)))
    found: list[_Wanted] = []
    for person, readings in by_person.items():
        days = elevated_days(readings)
        why = _why(days, readings, today - timedelta(days=policy["recheck_within_days"]))
        if why is not None:
            found.append((person, Programme.HYPERTENSION, why, days.count, max(day for day, pair in readings if elevated(pair))))
    return found


def _why(days: ElevatedDays, readings: Sequence[tuple[date, tuple[Any, Any]]], recheck_since: date) -> Why | None:
    """One elevated day long ago, normal since, is no question any more."""
    if days.enough:
        return Why.CONFIRM
    last = max(readings, key=lambda one: one[0])
    return Why.RECHECK if days.count and elevated(last[1]) and last[0] >= recheck_since else None


def _high_glucose(conn: Reading, today: date) -> list[_Wanted]:
    """A meter's or a single value diagnoses nobody without symptoms: another day has to say it again (clinical.md §3.5)."""
    policy = register_policy()
    days: dict[str, set[date]] = defaultdict(set)
    for one in registers.day_glucose(conn, day_bounds(today - timedelta(days=policy["recheck_within_days"]))[0]):
        if at_cut_off(one):
            days[one.person].add(date.fromisoformat(one.day))
    return [(person, Programme.DIABETES, Why.GLUCOSE, len(found), max(found)) for person, found in days.items()]


def at_cut_off(one: DayGlucose) -> bool:
    """Whether a glucose reaches the cut-off of diabetes; one whose meal nobody told says nothing."""
    number = in_unit(one.value, "mmol/L")
    if one.value.comparator == ">" or number is None:
        return one.value.comparator == ">"
    facts = {
        "fasting": GlucoseFacts(fasting=number),
        "postprandial": GlucoseFacts(two_hours=number),
        "random": GlucoseFacts(random=number),
    }.get(one.context)
    return facts is not None and bool(classify(facts).by)


def _diagnosed(conn: Reading) -> list[_Wanted]:
    policy = register_policy()
    programme_of = {category: programme for programme in Programme for category in policy[programme.value]["categories"]}
    found = {(person, programme_of[code[:3]]) for person, code in registers.diagnosed(conn, programme_of)}
    return [(person, programme, Why.DIAGNOSED, 0, None) for person, programme in found]


def _old(conn: Reading, today: date) -> list[_Wanted]:
    last_birth_year = today.year - register_policy()["elderly"]["from_years"]
    born = registers.born_before(conn, date(last_birth_year + 1, 1, 1).isoformat())
    return [(person, Programme.ELDERLY, Why.OLD, 0, None) for person in born]


_ORDER = tuple(Why)


def _told(found: Sequence[Listed], wanted: Sequence[_Wanted], today: date, human: Mapping[str, str]) -> list[Candidate]:
    """One row a human and programme, the weightiest reason; children and whoever's age is not known are no candidates (H18)."""
    who = {one.id: one for one in found}
    best: dict[tuple[str, Programme], _Wanted] = {}
    for each in sorted(wanted, key=lambda one: _ORDER.index(one[2])):
        best.setdefault((human.get(each[0], each[0]), each[1]), each)
    rows = [
        Candidate(one.id, one.name, one.sex, age_text(one.birth, today), one.village, one.phone, programme, why, days, last)
        for person, programme, why, days, last in best.values()
        if (one := who.get(person)) is not None and one.birth is not None and _grown(programme, one.birth, today)
    ]
    return sorted(rows, key=lambda one: (_ORDER.index(one.why), one.village, one.name, one.person))


def _with_rechecks(
    rows: Iterable[Candidate], calls: Mapping[Programme, Mapping[str, LastContact]], today: date, human: Mapping[str, str]
) -> list[Candidate]:
    """With the day on which they are to be measured again, where one was agreed on."""

    def call(one: Candidate) -> LastContact | None:
        return calls[one.programme].get(human.get(one.person, one.person)) if one.programme in calls else None

    return [one if (day := promised(call(one), today)) is None else replace(one, recheck_on=day) for one in rows]


def promised(call: LastContact | None, today: date) -> date | None:
    """The day somebody said they would come, where it is not past."""
    day = _day(call.next_on) if call is not None else None
    return day if day is not None and day >= today else None


def _managed(conn: Reading, human: Mapping[str, str]) -> dict[str, tuple[Programme, ...]]:
    """What every human is enrolled in, by the record that stands for them."""
    found: dict[str, set[Programme]] = defaultdict(set)
    for person, programme in registers.enrolled(conn):
        found[human.get(person, person)].add(programme)
    return {one: tuple(each for each in Programme if each in programmes) for one, programmes in found.items()}


def _grown(programme: Programme, birth: date, today: date) -> bool:
    return birth <= today and _old_enough(programme, birth, today, register_policy()[programme.value]["from_years"])


def case_row(one: OpenCase, programme: Programme, today: date, managed: tuple[Programme, ...] = ()) -> CaseRow:
    """A case as lists show it; ``managed``: all programmes of that human."""
    birth = date.fromisoformat(one.birth) if one.birth else None
    return CaseRow(
        enrolment=one.id,
        person=one.person,
        name=one.name,
        sex=one.sex,
        age_text=known_age_text(birth, today),
        village=one.village,
        phone=people.first_phone(one.phones),
        opened_on=date.fromisoformat(one.opened_on),
        last_day=_day(one.day),
        control=one.control,
        next_on=_day(one.next_on),
        systolic=one.systolic,
        diastolic=one.diastolic,
        fasting=one.fasting,
        form=one.form,
        deceased=one.deceased is not None,
        programme=programme,
        managed=managed,
    )


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None
