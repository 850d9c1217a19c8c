"""Who stands above and below the line of each number of public health at a day: pure counting over rows that were read before.

Cases are counted by human: linked records of one human with a case each are one case. What was closed as enrolled twice or as not the
disease never was a case. Two forms of one day are one visit.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal, InvalidOperation
from functools import cache, cached_property
from typing import Any, NamedTuple, Protocol

from app.domain.indicators import Asked, Cohort, Kind
from app.domain.programme import FOLLOW_UP_FORMS, Closing, Programme
from app.rules.public_health.indicators import glucose_controlled, visits_due, visits_wanted
from app.rules.public_health.policy import policy
from app.rules.public_health.pressure import PressureTarget, target
from app.rules.shipped import shipped_toml

EXAM, CONSTITUTION, PERSONAL = "exam", "constitution", "personal"
GUIDELINE = "NPHG2025"
NEVER = frozenset({Closing.TWICE.value, Closing.NOT_THE_DISEASE.value})
_FACE_TO_FACE = frozenset({"1", "2"})
"""随访方式: 1 门诊, 2 家庭; 3 电话 is none."""


class ResidentRow(Protocol):
    """Days are ISO text, '' = not known, or alive."""

    @property
    def id(self) -> str: ...
    @property
    def birth(self) -> str: ...
    @property
    def deceased(self) -> str: ...


class CaseRow(Protocol):
    """An enrolment."""

    @property
    def person(self) -> str: ...
    @property
    def programme(self) -> str: ...
    @property
    def opened_on(self) -> str: ...
    @property
    def closed_on(self) -> str: ...
    @property
    def closing(self) -> str: ...


class AgreementRow(Protocol):
    """A contract with the family doctor."""

    @property
    def person(self) -> str: ...
    @property
    def first_on(self) -> str: ...
    @property
    def last_on(self) -> str: ...
    @property
    def ended_on(self) -> str: ...


FormRow = Sequence[str]
"""person, form, day, way, systolic, diastolic, fasting: by person, form, day and time of writing."""


class Visit(NamedTuple):
    """A follow-up: the last form of its day."""

    day: str
    way: str
    systolic: str
    diastolic: str
    fasting: str

    @property
    def face_to_face(self) -> bool:
        """At the clinic or at home; what does not say how is none."""
        return self.way in _FACE_TO_FACE


@cache
def limits() -> Mapping[str, Any]:
    """Goals and limits in force: ``data/indicators.toml``."""
    return shipped_toml("indicators.toml")


@dataclass(frozen=True)
class Told:
    """What was read. ``seen``: had a visit in the year; ``known``: programme → diagnosed residents; ``area``: what the site file counts."""

    residents: Sequence[ResidentRow]
    links: Iterable[tuple[str, str]]
    cases: Sequence[CaseRow]
    forms: Iterable[FormRow]
    filed: frozenset[str]
    seen: frozenset[str]
    known: Mapping[Programme, frozenset[str]]
    agreements: Sequence[AgreementRow]
    area: Mapping[str, int]

    @cached_property
    def human(self) -> Mapping[str, str]:
        """Record → the record that stands for its human, of linked ones only."""
        root: dict[str, str] = {}
        for pair in self.links:
            first, second = sorted(_root(root, one) for one in pair)
            root[second] = first
        return {one: _root(root, one) for one in root} | {one: one for one in set(root.values()) if one not in root}

    def humans(self, records: Iterable[str]) -> set[str]:
        """The humans whom records are of."""
        human = self.human
        return {human.get(one, one) for one in records} if human else set(records)

    @cached_property
    def visits(self) -> Mapping[tuple[str, str], list[Visit]]:
        """(human, form) → visits in the order of their days, one a day."""
        human, found = self.human, defaultdict[tuple[str, str], list[Visit]](list)
        mixed = set()
        for person, form, *rest in self.forms:
            visits = found[human.get(person, person), form]
            one = Visit._make(rest)
            if visits and visits[-1].day == one.day:
                visits[-1] = _merged(visits[-1], one)
            else:
                visits.append(one)
            if person in human:
                mixed.add((human[person], form))
        for key in mixed:
            found[key] = _one_a_day(found[key])
        return dict(found)

    @cached_property
    def born(self) -> Mapping[str, str]:
        """Human → birth day."""
        human = self.human
        found = {one.id: one.birth for one in self.residents}
        return found if not human else found | {human[one]: found.get(human[one]) or found.get(one, "") for one in human}

    @cached_property
    def died(self) -> Mapping[str, str]:
        """Human → day of death, of those who died."""
        human = self.human
        return {human.get(one.id, one.id): one.deceased for one in self.residents if one.deceased}

    @cached_property
    def cases_of(self) -> Mapping[str, list[CaseRow]]:
        """Human → every enrolment that was one."""
        human, found = self.human, defaultdict[str, list[CaseRow]](list)
        for one in self.cases:
            if one.closing not in NEVER:
                found[human.get(one.person, one.person)].append(one)
        return found


class Count:
    """The numbers at the end of one day; its year is the year that is counted."""

    def __init__(self, told: Told, at: date) -> None:
        self.told, self.at = told, at
        self._day, self._year = at.isoformat(), f"{at.year:04d}-01-01"

    def of(self, asked: Asked) -> Cohort:
        """Who stands where. KeyError for what is not asked of a programme."""
        if asked.programme is not None:
            return _OF_CASES[asked.kind](self, asked.programme)
        return _OF_PEOPLE[asked.kind](self)

    # who there is

    @cached_property
    def alive(self) -> frozenset[str]:
        """Who lives here at the end of the day: not dead, not moved away."""
        day, gone = self._day, {human for human, when in self.told.died.items() if when <= self._day}
        for human, cases in self.told.cases_of.items():
            here = [one for one in cases if one.opened_on <= day]
            if here and all(one.closed_on and one.closed_on <= day for one in here):
                last = max(here, key=lambda one: (one.closed_on, one.opened_on))
                if last.closing == Closing.MOVED.value:
                    gone.add(human)
        return frozenset(self.told.humans(one.id for one in self.told.residents) - gone)

    @cached_property
    def old(self) -> frozenset[str]:
        """Of them, who is 65 on 31 December (服务规范: 辖区内65岁及以上常住居民)."""
        born, last = self.told.born, f"{self.at.year - policy()['elderly']['from_years']:04d}-12-31"
        return frozenset(one for one in self.alive if "" < born.get(one, "") <= last)

    @cached_property
    def managed(self) -> Mapping[Programme, Mapping[str, str]]:
        """Programme → human → first day of the case, of all that were open on a day of the year until this one."""
        found: dict[Programme, dict[str, str]] = {one: {} for one in Programme}
        for human, cases in self.told.cases_of.items():
            for one in cases:
                if one.opened_on <= self._day and (not one.closed_on or one.closed_on >= self._year):
                    mine = found[Programme(one.programme)]
                    mine[human] = min(mine.get(human, one.opened_on), one.opened_on)
        return found

    # cases

    def _managed(self, programme: Programme) -> Cohort:
        ours = frozenset(self.managed[programme])
        known = frozenset(self.told.humans(self.told.known.get(programme, frozenset())) & self.alive)
        return Cohort(ours | known, ours, self.told.area.get(programme.value))

    def _standard(self, programme: Programme) -> Cohort:
        ours, year = self.managed[programme], self.at.year
        wanted = {opened: visits_wanted(date.fromisoformat(opened), year) for opened in set(ours.values())}
        good = (one for one, opened in ours.items() if self._held(programme, one) >= wanted[opened] > 0 and self._days(EXAM, one))
        return Cohort(frozenset(ours), frozenset(good))

    def _on_schedule(self, programme: Programme) -> Cohort:
        """Whoever has a visit due by now; the examination has until the year ends."""
        ours = self.managed[programme]
        due = {opened: visits_due(date.fromisoformat(opened), self.at) for opened in set(ours.values())}
        whole = frozenset(one for one, opened in ours.items() if due[opened])
        return Cohort(whole, frozenset(one for one in whole if self._held(programme, one) >= due[ours[one]]))

    def _controlled(self, programme: Programme) -> Cohort:
        return self._last_on_target(programme, "GW3")

    def _guideline(self, programme: Programme) -> Cohort:
        return self._last_on_target(programme, GUIDELINE)

    def _last_on_target(self, programme: Programme, name: str) -> Cohort:
        """By the last follow-up of the year; one without a reading is on no target."""
        ours = frozenset(self.managed[programme])
        good = (one for one in ours if (last := self._last(programme, one, self._year)) and self._met(programme, one, last, name))
        return Cohort(ours, frozenset(good))

    # HEARTS: at a day, whatever the year

    @cached_property
    def _register(self) -> Mapping[Programme, Mapping[str, str]]:
        """Open at the end of the day and living here: programme → human → first day of the case that is open."""
        found: dict[Programme, dict[str, str]] = {one: {} for one in Programme}
        for human, cases in self.told.cases_of.items():
            for one in cases:
                if human in self.alive and one.opened_on <= self._day and (not one.closed_on or one.closed_on > self._day):
                    mine = found[Programme(one.programme)]
                    mine[human] = min(mine.get(human, one.opened_on), one.opened_on)
        return found

    def _under_care(self, programme: Programme) -> Cohort:
        ours = self._register[programme]
        since = _months_before(self.at, limits()["hearts"]["lost_months"])
        return Cohort(frozenset(ours), frozenset(one for one, opened in ours.items() if self._contact(programme, one, opened) > since))

    def _lost(self, programme: Programme) -> Cohort:
        care = self._under_care(programme)
        return Cohort(care.whole, care.whole - care.part)

    def _counted(self, programme: Programme) -> frozenset[str]:
        """Under care, and registered long enough to be judged."""
        ours, since = self._register[programme], _months_before(self.at, limits()["hearts"]["new_months"])
        return frozenset(one for one in self._under_care(programme).part if ours[one] <= since)

    def _recent(self, programme: Programme) -> dict[str, Visit]:
        """The last visit face to face of the last three months of those who are counted."""
        since = _months_before(self.at, limits()["hearts"]["visit_months"])
        found = {}
        for one in self._counted(programme):
            last = next((each for each in reversed(self._until(FOLLOW_UP_FORMS[programme], one)) if each.face_to_face), None)
            if last is not None and last.day > since:
                found[one] = last
        return found

    def _hearts(self, programme: Programme, wanted: bool | None) -> Cohort:
        told = ((one, _hearts_met(programme, last)) for one, last in self._recent(programme).items())
        return Cohort(self._counted(programme), frozenset(one for one, met in told if met is wanted))

    def _no_visit(self, programme: Programme) -> Cohort:
        counted = self._counted(programme)
        return Cohort(counted, counted - frozenset(self._recent(programme)))

    # people

    def _examined(self) -> Cohort:
        return Cohort(self.old, frozenset(one for one in self.old if self._days(EXAM, one)))

    def _constitution(self) -> Cohort:
        return Cohort(self.old, frozenset(one for one in self.old if self._days(CONSTITUTION, one)))

    @cached_property
    def _with_file(self) -> frozenset[str]:
        return frozenset(self.told.humans(self.told.filed) & self.alive)

    def _filed(self) -> Cohort:
        return Cohort(self.alive, self._with_file, self.told.area.get("residents"))

    def _used(self) -> Cohort:
        """动态记录: a visit, or a form other than the one that opened the file."""
        used = self.told.humans(self.told.seen)
        used |= {human for (human, form), days in self.told.visits.items() if form != PERSONAL and days[-1].day >= self._year}
        return Cohort(self._with_file, frozenset(self._with_file & used))

    def _contracted(self) -> Cohort:
        day = self._day
        bound = (
            one.person for one in self.told.agreements if one.first_on <= day <= one.last_on and not (one.ended_on and one.ended_on <= day)
        )
        return Cohort(self.alive, frozenset(self.told.humans(bound) & self.alive), self.told.area.get("residents"))

    # visits

    def _until(self, form: str, human: str) -> Sequence[Visit]:
        found = self.told.visits.get((human, form), ())
        return found if not found or found[-1].day <= self._day else found[: bisect_right(found, self._day, key=lambda one: one.day)]

    def _days(self, form: str, human: str) -> bool:
        """Whether there is one of the year."""
        found = self._until(form, human)
        return bool(found) and found[-1].day >= self._year

    def _held(self, programme: Programme, human: str) -> int:
        return sum(one.day >= self._year and one.face_to_face for one in self._until(FOLLOW_UP_FORMS[programme], human))

    def _last(self, programme: Programme, human: str, since: str) -> Visit | None:
        found = self._until(FOLLOW_UP_FORMS[programme], human)
        return found[-1] if found and found[-1].day >= since else None

    def _contact(self, programme: Programme, human: str, opened: str) -> str:
        """Day of the last visit, else of the enrolment."""
        days = (one.day for one in reversed(self._until(FOLLOW_UP_FORMS[programme], human)) if one.face_to_face)
        return max(next(days, ""), opened)

    def _met(self, programme: Programme, human: str, last: Visit, name: str) -> bool:
        if programme is Programme.DIABETES:
            fasting = _number(last.fasting)
            return fasting is not None and glucose_controlled(fasting)
        pair = _number(last.systolic), _number(last.diastolic)
        if pair[0] is None or pair[1] is None:
            return False
        return _target(_years(self.told.born.get(human, ""), last.day), name).met((pair[0], pair[1]))


def _root(root: Mapping[str, str], one: str) -> str:
    while root.get(one, one) != one:
        one = root[one]
    return one


def _merged(before: Visit, after: Visit) -> Visit:
    """Two forms of one day: what the later one says counts, and it was face to face if either was."""
    told = (new or old for old, new in zip(before[2:], after[2:], strict=True))
    return Visit(after.day, after.way if after.face_to_face or not before.face_to_face else before.way, *told)


def _one_a_day(visits: Iterable[Visit]) -> list[Visit]:
    found: list[Visit] = []
    for one in sorted(visits, key=lambda each: each.day):
        if found and found[-1].day == one.day:
            found[-1] = _merged(found[-1], one)
        else:
            found.append(one)
    return found


def _years(born: str, day: str) -> int:
    return int(day[:4]) - int(born[:4]) - (day[5:] < born[5:]) if born else 0


@cache
def _target(years: int, name: str) -> PressureTarget:
    return target(Decimal(years), name)


@cache
def _number(text: str) -> Decimal | None:
    try:
        found = Decimal(text)
    except InvalidOperation:
        return None
    return found if found.is_finite() else None


def _hearts_met(programme: Programme, last: Visit) -> bool | None:
    """None = the visit has no reading."""
    told = limits()["hearts"]
    if programme is Programme.DIABETES:
        fasting = _number(last.fasting)
        return None if fasting is None else bool(fasting < told["fasting_below"])
    pair = _number(last.systolic), _number(last.diastolic)
    if pair[0] is None or pair[1] is None:
        return None
    return bool(pair[0] < told["pressure_below"][0] and pair[1] < told["pressure_below"][1])


def _months_before(day: date, months: int) -> str:
    """The day so many months earlier; a month's last day stays one."""
    last = (day + timedelta(days=1)).month != day.month
    year, month = divmod(day.year * 12 + day.month - 1 - months, 12)
    first = date(year, month + 1, 1)
    end = (first + timedelta(days=31)).replace(day=1) - timedelta(days=1)
    return (end if last or day.day > end.day else first.replace(day=day.day)).isoformat()


_OF_CASES: Mapping[Kind, Callable[[Count, Programme], Cohort]] = {
    Kind.MANAGED: Count._managed,
    Kind.STANDARD: Count._standard,
    Kind.ON_SCHEDULE: Count._on_schedule,
    Kind.CONTROLLED: Count._controlled,
    Kind.GUIDELINE: Count._guideline,
    Kind.UNDER_CARE: Count._under_care,
    Kind.ON_TARGET: lambda one, programme: one._hearts(programme, True),
    Kind.OFF_TARGET: lambda one, programme: one._hearts(programme, False),
    Kind.UNMEASURED: lambda one, programme: one._hearts(programme, None),
    Kind.NO_VISIT: Count._no_visit,
    Kind.LOST: Count._lost,
}
_OF_PEOPLE: Mapping[Kind, Callable[[Count], Cohort]] = {
    Kind.EXAMINED: Count._examined,
    Kind.CONSTITUTION: Count._constitution,
    Kind.FILED: Count._filed,
    Kind.USED: Count._used,
    Kind.CONTRACTED: Count._contracted,
}
