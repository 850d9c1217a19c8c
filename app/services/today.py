"""今日待办: who is due, overdue or urgent, computed from enrolments, the newest forms, prescriptions and what calls came to; never typed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from enum import IntEnum, StrEnum

from app.clock import day_bounds, local_day
from app.domain.age import known_age_text
from app.domain.ids import new_id
from app.domain.programme import Contact, ContactOutcome, ContactWay, Programme
from app.errors import KnownError
from app.logs import hide_names
from app.services.desk import Desk
from app.services.name_calls import ABOUT, looked_for
from app.services.rechecks import Recheck, rechecks
from app.services.refill_list import DueRow
from app.services.registers import NEEDED, RECHECK, CaseRow, case_row, promised, register_policy
from app.store import contacts, people, registers
from app.store.contacts import LastContact
from app.store.database import Reading
from app.store.people import Listed
from app.store.registers import OpenCase
from app.store.unit_of_work import UnitOfWork

WEEK = timedelta(days=6)


class Group(IntEnum):
    """In the order of the page."""

    URGENT = 0
    OVERDUE = 1
    TODAY = 2
    WEEK = 3


class Why(StrEnum):
    """What is to be done; words under ``today_why``."""

    REFERRAL = "referral"  # two weeks after an urgent or advised referral: what came of it
    FOLLOW_UP = "follow_up"
    FIRST = "first"  # enrolled, never visited since
    EXAM = "exam"  # the yearly examination of the elderly
    REFILL = "refill"
    RECHECK = "recheck"  # elevated on one day or two: measured again on another one; no case yet
    RECHECK_GLUCOSE = "recheck_glucose"  # the same of a glucose
    NAME_CALL = ABOUT  # called three times and not there


@dataclass(frozen=True, slots=True)
class Due:
    """One thing to do for somebody. ``day``: its last one, of a recheck the one agreed on."""

    why: Why
    day: date
    programme: Programme | None = None


@dataclass(frozen=True, slots=True)
class TodayRow:
    """One human, however many diseases and linked records. ``cases``: of each thing to do (last values, age, phone).

    ``promised``: the day they said they would come, where that lies ahead; until then they are not asked again.
    """

    person: str
    name: str
    sex: str
    age_text: str
    village: str
    phone: str
    group: Group
    due: tuple[Due, ...]
    cases: tuple[CaseRow, ...] = ()
    contact: LastContact | None = None
    promised: date | None = None

    @property
    def first(self) -> Due:
        """What is due first."""
        return self.due[0]


@dataclass(frozen=True, slots=True)
class TodayList:
    """Rows by group, day, village and name. ``people`` and ``cases`` are counted apart: somebody with two diseases is one and two.

    ``village`` '' and ``programme`` None = everything was asked for.
    """

    rows: tuple[TodayRow, ...]
    villages: tuple[str, ...]
    as_of: date
    counts: Mapping[Group, int] = field(default_factory=dict)
    people: int = 0
    cases: int = 0
    village: str = ""
    programme: Programme | None = None


class Today:
    """``refills``: who runs out of medicines between two days (app.services.refill_list.RefillList.due)."""

    def __init__(self, desk: Desk, refills: Callable[[date, date], Iterable[DueRow]] | None = None) -> None:
        self._desk, self._refills = desk, refills

    def listed(self, village: str = "", programme: Programme | None = None) -> TodayList:
        """What is to be done until a week from today; ``village`` '' and ``programme`` None = everything."""
        return self.with_refills(self.due(village, programme))

    def due(self, village: str = "", programme: Programme | None = None) -> TodayList:
        """The same without the refills, which take as long again to find: a page shows this first."""
        today = local_day(self._desk.clock.now())

        def query(conn: Reading) -> tuple[list[TodayRow], int]:
            human = people.one_human(conn)
            calls, until = self._calls(conn, today, human), today + WEEK
            asked = [one for one in Programme if programme in (None, one)]
            found = {one: registers.open_cases(conn, one, human, until.isoformat()) for one in asked if _may_be_due(one, today)}
            due = [*_cases_due(found, today), *((one.case, _again(one)) for one in rechecks(conn, asked, human, today, until))]
            rows = _rows(due, calls, today, human)
            if programme is None:
                rows = _with_missed(rows, looked_for(conn, today, human), calls, today, human)
            return rows, sum(registers.count_open(conn, one) for one in asked)

        rows, cases = self._desk.read("chart.read", query)
        villages = {one.village for one in rows if one.village}
        return _listed(TodayList((), (), today, cases=cases, village=village, programme=programme), rows, villages)

    def with_refills(self, found: TodayList) -> TodayList:
        """Who runs out of medicines besides; a list of one programme has none."""
        if found.programme is not None or self._refills is None:
            return found
        supplies = list(self._refills(found.as_of, found.as_of + WEEK))

        def query(conn: Reading) -> list[TodayRow]:
            human = people.one_human(conn)
            return _with_refills(found.rows, supplies, self._calls(conn, found.as_of, human), found.as_of, human)

        rows = self._desk.read("chart.read", query)
        return _listed(found, rows, {one.village for one in rows if one.village} | set(found.villages))

    def called(
        self, person: str, why: Why, way: ContactWay, outcome: ContactOutcome, next_on: date | None = None, note: str = ""
    ) -> Contact:
        """Note a try to reach somebody. KnownError ``person_unknown``, ``contact_day`` (no day where one was promised, or one that is past)."""
        today = local_day(self._desk.clock.now())
        if (outcome is ContactOutcome.WILL_COME and next_on is None) or (next_on is not None and next_on < today):
            raise KnownError("contact_day")

        def work(uow: UnitOfWork) -> Contact:
            if people.get(uow.conn, person) is None:
                raise KnownError("person_unknown")
            day = "" if next_on is None else next_on.isoformat()
            made = Contact(new_id(), person, why.value, way, outcome, uow.actor.practitioner, uow.at, day, note.strip())
            contacts.CONTACTS.add(uow, made)
            return made

        return self._desk.write(NEEDED, work)

    def _calls(self, conn: Reading, today: date, human: Mapping[str, str]) -> dict[str, LastContact]:
        """The newest of each human, by the record that stands for them."""
        found = contacts.last_since(conn, day_bounds(today - timedelta(days=register_policy()["look_back_days"]))[0])
        for one in sorted((found[key] for key in human if key in found), key=lambda one: one.at):
            found[human[one.person]] = one
        return found


def _listed(asked: TodayList, rows: Iterable[TodayRow], villages: Iterable[str]) -> TodayList:
    """Those of the village asked for, in order and counted."""
    shown = tuple(sorted((one for one in rows if asked.village in ("", one.village)), key=_order))
    hide_names(one.name for one in shown)
    counts = {group: sum(one.group is group for one in shown) for group in Group}
    return replace(asked, rows=shown, villages=tuple(sorted(villages)), counts=counts, people=len(shown))


def _cases_due(found: Mapping[Programme, Sequence[OpenCase]], today: date) -> Iterable[tuple[CaseRow, Due]]:
    for programme, open_cases in found.items():
        for one in open_cases:
            if one.deceased is None and (asked := _due(one, programme, today)) is not None:
                yield case_row(one, programme, today), asked


def _again(one: Recheck) -> Due:
    return Due(Why(RECHECK[one.case.programme]), one.day, one.case.programme)


def _rows(due: Iterable[tuple[CaseRow, Due]], calls: Mapping[str, LastContact], today: date, human: Mapping[str, str]) -> list[TodayRow]:
    """One for each human."""
    found: dict[str, list[tuple[CaseRow, Due]]] = defaultdict(list)
    for case, asked in due:
        found[human.get(case.person, case.person)].append((case, asked))
    made = (_row(each, calls.get(key), today) for key, each in found.items())
    return [one for one in made if one is not None]


def _may_be_due(programme: Programme, today: date) -> bool:
    """The elderly are asked for when the year ends."""
    return programme is not Programme.ELDERLY or date(today.year, 12, 31) <= today + WEEK


def _due(one: OpenCase, programme: Programme, today: date) -> Due | None:
    """What a case asks for within a week, None where nothing is due."""
    if programme is Programme.ELDERLY:
        return None if one.day[:4] == str(today.year) else Due(Why.EXAM, date(today.year, 12, 31), programme)
    if not one.form:
        return Due(Why.FIRST, date.fromisoformat(one.opened_on), programme)
    if not one.next_on:
        return None
    day = date.fromisoformat(one.next_on)
    if day > today + WEEK:
        return None
    return Due(Why.REFERRAL if one.referred else Why.FOLLOW_UP, day, programme)


def _row(asked: Sequence[tuple[CaseRow, Due]], call: LastContact | None, today: date) -> TodayRow | None:
    due = _in_order(one for _, one in asked)
    coming = promised(call, today)
    group = _group(due, coming, today)
    if group is None:
        return None
    shown = tuple(case for case, _ in asked)
    who = shown[0]
    return TodayRow(who.person, who.name, who.sex, who.age_text, who.village, who.phone, group, due, shown, call, coming)


def _in_order(due: Iterable[Due]) -> tuple[Due, ...]:
    return tuple(sorted(due, key=lambda one: (one.day, one.why)))


def _group(due: Sequence[Due], coming: date | None, today: date) -> Group | None:
    """A promise moves somebody to that day; what is urgent no promise moves."""
    if any(one.why is Why.REFERRAL and one.day <= today for one in due):
        return Group.URGENT
    day = coming or due[0].day
    if day > today + WEEK:
        return None
    return Group.OVERDUE if day < today else Group.TODAY if day == today else Group.WEEK


def _with_missed(
    rows: Sequence[TodayRow], missed: Iterable[tuple[Listed, date]], calls: Mapping[str, LastContact], today: date, human: Mapping[str, str]
) -> list[TodayRow]:
    """Who did not come when they were called, beside what else there is to do for them."""
    by_human = {human.get(one.person, one.person): one for one in rows}
    for who, day in missed:
        key, due = human.get(who.id, who.id), Due(Why.NAME_CALL, day)
        here, call = by_human.get(key), calls.get(key)
        coming = promised(call, today)
        group = _group((due,), coming, today)
        if here is not None:
            by_human[key] = replace(here, group=here.group if group is None else min(group, here.group), due=_in_order((*here.due, due)))
        elif group is not None:
            age = known_age_text(who.birth, today)
            by_human[key] = TodayRow(who.id, who.name, who.sex, age, who.village, who.phone, group, (due,), (), call, coming)
    return list(by_human.values())


def _with_refills(
    rows: Sequence[TodayRow], refills: Iterable[DueRow], calls: Mapping[str, LastContact], today: date, human: Mapping[str, str]
) -> list[TodayRow]:
    """Who runs out of medicines, beside what else there is to do for them; a promise moves them, too."""
    by_human = {human.get(one.person, one.person): one for one in rows}
    for supply in refills:
        key = human.get(supply.person, supply.person)
        refill, here = Due(Why.REFILL, supply.first.last_day), by_human.get(key)
        call = calls.get(key)
        coming = promised(call, today)
        group = _group((refill,), coming, today)
        if here is not None:
            due = _in_order((*here.due, refill))
            by_human[key] = replace(here, group=here.group if group is None else min(group, here.group), due=due)
        elif group is not None:
            who = supply.person, supply.name, supply.sex, supply.age_text, supply.village, supply.phone
            by_human[key] = TodayRow(*who, group, (refill,), (), call, coming)
    return list(by_human.values())


def _order(one: TodayRow) -> tuple[int, date, str, str, str]:
    return one.group, one.promised or one.first.day, one.village, one.name, one.person
