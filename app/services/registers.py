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
from app.domain.age import age_at, age_text
from app.domain.ids import new_id
from app.domain.person import Person
from app.domain.programme import Basis, Closing, Enrolment, Programme
from app.errors import KnownError
from app.logs import hide_names
from app.rules.public_health.elderly import age_on_new_years_eve, has_service
from app.rules.public_health.pressure import ElevatedDays, elevated, elevated_days
from app.rules.shipped import shipped_toml
from app.services.desk import Desk
from app.store import contacts, enrolments, people, registers
from app.store.contacts import LastContact
from app.store.database import Reading
from app.store.people import Listed
from app.store.registers import OpenCase
from app.store.unit_of_work import UnitOfWork

NEEDED = "forms.write"
RECHECK = "recheck"
"""What a try to reach somebody is about who is to be measured on another day (app.services.today.Why)."""

DAYS_PROMISED = 60


class Why(StrEnum):
    """Why somebody stands on the list of those to be looked at; words under ``candidate``."""

    CONFIRM = "confirm"  # elevated on three days: confirm and enrol
    RECHECK = "recheck"  # elevated on one or two days: measure on another one
    DIAGNOSED = "diagnosed"  # a diagnosis in the chart, not enrolled
    OLD = "old"  # 65 this year, not enrolled


@dataclass(frozen=True, slots=True)
class CaseRow:
    """An open case for a list. ``phone`` whole, '' = none; days None where there was no visit or no date was given."""

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
        """Everybody enrolled now, by village and name. Two linked records of one human with a case each are two rows: somebody settles them."""
        today = self._today()
        rows = self._desk.read(
            "chart.read", lambda conn: [case_row(one, programme, today) for one in registers.open_cases(conn, programme)]
        )
        hide_names(one.name for one in rows)
        return sorted(rows, key=lambda one: (one.village, one.name, one.person))

    def candidates(self) -> list[Candidate]:
        """Who is to be confirmed, measured again or enrolled: computed from visits, diagnoses and birth dates."""
        today = self._today()

        def query(conn: Reading) -> list[Candidate]:
            wanted = [*_elevated(conn, today), *_diagnosed(conn), *_old(conn, today)]
            enrolled = registers.enrolled(conn)
            wanted = [one for one in wanted if (one[0], one[1]) not in enrolled]
            told = _told(people.alive(conn, {one[0] for one in wanted}), wanted, today)
            return _with_rechecks(told, contacts.last_since(conn, day_bounds(today - timedelta(days=DAYS_PROMISED))[0]), today)

        found = self._desk.read("chart.read", query)
        hide_names(one.name for one in found)
        return found

    def counts(self) -> dict[Programme, int]:
        """How many cases there are of each programme."""
        return self._desk.read("chart.read", lambda conn: {one: registers.count_open(conn, one) for one in Programme})

    def of_person(self, person: str) -> list[Enrolment]:
        """All cases of one human, closed ones too, the oldest first."""

        def query(conn: Reading) -> list[Enrolment]:
            return enrolments.of_people(conn, [person, *people.links_of(conn, [person])[person]])

        return self._desk.read("chart.read", query)

    def enrol(self, person: str, programme: Programme, basis: Basis, on: date, note: str = "") -> Enrolment:
        """Open a case. KnownError ``enrolled_already``, ``enrol_day``, ``enrol_age``, ``enrol_dead``, ``person_unknown``."""

        def work(uow: UnitOfWork) -> Enrolment:
            who = self._may_be(uow.conn, person, programme, on)
            linked = [person, *people.links_of(uow.conn, [person])[person]]
            if any(one.programme is programme and not one.closed_on for one in enrolments.of_people(uow.conn, linked)):
                raise KnownError("enrolled_already")
            made = Enrolment(new_id(), who.id, programme, on.isoformat(), basis, uow.actor.practitioner, uow.at, note=note.strip())
            enrolments.add(uow, made)
            return made

        return self._desk.write(NEEDED, work)

    def close(self, enrolment: str, closing: Closing, on: date, note: str = "") -> Enrolment:
        """End a case; a death closes all of that resident's and is written with the resident.

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
            ended = [one, *(_others(uow.conn, one) if closing is Closing.DIED else ())]
            for each in ended:
                day = max(on.isoformat(), each.opened_on)
                told = replace(each, closed_on=day, closing=closing, closed_by=uow.actor.practitioner, note=note.strip() or each.note)
                enrolments.close(uow, told)
            if closing is Closing.DIED:
                _died(uow, one.person, on)
            return enrolments.by_ids(uow.conn, [enrolment])[enrolment]

        return self._desk.write(NEEDED, work)

    # inside

    def _today(self) -> date:
        return local_day(self._desk.clock.now())

    def _may_be(self, conn: Reading, person: str, programme: Programme, on: date) -> Person:
        who = people.get(conn, person)
        if who is None:
            raise KnownError("person_unknown")
        if on > self._today() or (who.birth is not None and on < who.birth):
            raise KnownError("enrol_day")
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


def _others(conn: Reading, one: Enrolment) -> list[Enrolment]:
    return [each for each in enrolments.of_people(conn, [one.person]) if not each.closed_on and each.id != one.id]


def _died(uow: UnitOfWork, person: str, on: date) -> None:
    who = people.get(uow.conn, person)
    if who is not None and who.deceased is None:
        people.change(uow, replace(who, deceased=on), "died")


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


def _told(found: Sequence[Listed], wanted: Sequence[_Wanted], today: date) -> list[Candidate]:
    """One row a resident and programme, the weightiest reason; children and whoever's age is not known are no candidates (H18)."""
    who = {one.id: one for one in found}
    best: dict[tuple[str, Programme], _Wanted] = {}
    for each in sorted(wanted, key=lambda one: _ORDER.index(one[2])):
        best.setdefault((each[0], each[1]), each)
    rows = [
        Candidate(one.id, one.name, one.sex, age_text(one.birth, today), one.village, one.phone, programme, why, days, last)
        for (person, programme), (_, _, why, days, last) in best.items()
        if (one := who.get(person)) is not None and one.birth is not None and _grown(programme, one.birth, today)
    ]
    return sorted(rows, key=lambda one: (_ORDER.index(one.why), one.village, one.name, one.person))


def _with_rechecks(rows: Iterable[Candidate], calls: Mapping[str, LastContact], today: date) -> list[Candidate]:
    """With the day on which they are to be measured again, where one was agreed on."""

    def day(one: Candidate) -> date | None:
        call = calls.get(one.person)
        said = _day(call.next_on) if call is not None and call.about == RECHECK else None
        return said if said is not None and said >= today else None

    return [replace(one, recheck_on=found) if (found := day(one)) is not None else one for one in rows]


def _grown(programme: Programme, birth: date, today: date) -> bool:
    return birth <= today and _old_enough(programme, birth, today, register_policy()[programme.value]["from_years"])


def case_row(one: OpenCase, programme: Programme, today: date) -> CaseRow:
    """A case as lists show it."""
    birth = date.fromisoformat(one.birth) if one.birth else None
    return CaseRow(
        enrolment=one.id,
        person=one.person,
        name=one.name,
        sex=one.sex,
        age_text=age_text(birth, today) if birth is not None and birth <= today else "",
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
    )


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None
