"""Who stands above and below the line of each number of public health at a day: pure counting over rows that were read before.

Cases are counted by human: linked records of one human with a case each are one case. What was closed as enrolled twice or as not the
disease never was a case. Two forms of one day are one visit.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import date, timedelta
from decimal import Decimal, InvalidOperation
from functools import cache, cached_property
from typing import Any, NamedTuple, TypeVar

from app.domain.indicators import FACE_TO_FACE, Asked, Cohort, Kind, Visit
from app.domain.programme import FOLLOW_UP_FORMS, Closing, Programme
from app.rules.public_health.cohort_facts import Told
from app.rules.public_health.indicators import glucose_controlled, visits_due, visits_wanted
from app.rules.public_health.policy import policy
from app.rules.public_health.pressure import PressureTarget, target
from app.rules.shipped import shipped_toml

EXAM, CONSTITUTION, PERSONAL = "exam", "constitution", "personal"
GUIDELINE = "NPHG2025"
K = TypeVar("K")
V = TypeVar("V")


@cache
def limits() -> Mapping[str, Any]:
    """Goals and limits in force: ``data/indicators.toml``."""
    return shipped_toml("indicators.toml")


class Care(NamedTuple):
    """What a case got: visits face to face ``held`` in the year, the ``last`` follow-up, and the last one face to face, ``met``."""

    held: int
    last: Visit | None
    met: Visit | None


class _Each(dict[K, V]):
    """What is made at its first asking, and kept."""

    def __init__(self, make: Callable[[K], V]) -> None:
        super().__init__()
        self._make = make

    def __missing__(self, key: K) -> V:
        self[key] = self._make(key)
        return self[key]


class Count:
    """The numbers at the end of one day; its year is the year that is counted. ``seen``: who had a visit in the year until then."""

    def __init__(self, told: Told, at: date, seen: frozenset[str] = frozenset()) -> None:
        self.told, self.at, self._seen = told, at, seen
        self._of_year = _Each(self._made_in_year)
        self._care = _Each(self._care_of)
        self._seen_of_late = _Each(self._seen_lately)
        self._counted = _Each(self._counting)
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
        told = (person for person, which, since in self.told.known if which is programme and since <= self._day)
        known = frozenset(self.told.humans(told) & self.alive)
        return Cohort(ours | known, ours, self.told.area.get(programme.value))

    def _standard(self, programme: Programme) -> Cohort:
        ours, year, care = self.managed[programme], self.at.year, self._care[programme]
        wanted = {opened: visits_wanted(date.fromisoformat(opened), year) for opened in set(ours.values())}
        exams = self._of_year[EXAM]
        good = (one for one, opened in ours.items() if care[one].held >= wanted[opened] > 0 and one in exams)
        return Cohort(frozenset(ours), frozenset(good))

    def _on_schedule(self, programme: Programme) -> Cohort:
        """Whoever has a visit due by now; the examination has until the year ends."""
        ours, care = self.managed[programme], self._care[programme]
        due = {opened: visits_due(date.fromisoformat(opened), self.at) for opened in set(ours.values())}
        whole = frozenset(one for one, opened in ours.items() if due[opened])
        return Cohort(whole, frozenset(one for one in whole if care[one].held >= due[ours[one]]))

    def _controlled(self, programme: Programme) -> Cohort:
        return self._last_on_target(programme, "GW3")

    def _guideline(self, programme: Programme) -> Cohort:
        return self._last_on_target(programme, GUIDELINE)

    def _last_on_target(self, programme: Programme, name: str) -> Cohort:
        """By the last follow-up of the year; one without a reading is on no target."""
        ours, care = self.managed[programme], self._care[programme]
        good = (one for one in ours if (last := care[one].last) and last.day >= self._year and self._met(programme, one, last, name))
        return Cohort(frozenset(ours), frozenset(good))

    def visits_of(self, programme: Programme, human: str) -> tuple[int, int]:
        """Of a case: visits face to face held in the year, and due by now."""
        opened = date.fromisoformat(self.managed[programme][human])
        return self._care[programme][human].held, visits_due(opened, self.at)

    def examined_in_year(self, human: str) -> bool:
        """Whether there was a health examination."""
        return human in self._of_year[EXAM]

    def has_reading(self, programme: Programme, human: str) -> bool:
        """Whether the last follow-up of the year has the value that says whether it is controlled."""
        last = self._care[programme][human].last
        return last is not None and last.day >= self._year and _hearts_met(programme, last) is not None

    # HEARTS: at a day, whatever the year

    @cached_property
    def register(self) -> Mapping[Programme, Mapping[str, str]]:
        """Open at the end of the day and living here: programme → human → first day of the case that is open."""
        found: dict[Programme, dict[str, str]] = {one: {} for one in Programme}
        for human, cases in self.told.cases_of.items():
            for one in cases:
                if human in self.alive and one.opened_on <= self._day and (not one.closed_on or one.closed_on > self._day):
                    mine = found[Programme(one.programme)]
                    mine[human] = min(mine.get(human, one.opened_on), one.opened_on)
        return found

    def _under_care(self, programme: Programme) -> Cohort:
        return Cohort(frozenset(self.register[programme]), self._seen_of_late[programme])

    def _seen_lately(self, programme: Programme) -> frozenset[str]:
        """Of the register, whose last visit face to face, or enrolment, is not too long ago."""
        since, care = months_before(self.at, limits()["hearts"]["lost_months"]), self._care[programme]
        ours = self.register[programme].items()
        return frozenset(one for one, opened in ours if opened > since or ((last := care[one].met) and last.day > since))

    def _lost(self, programme: Programme) -> Cohort:
        care = self._under_care(programme)
        return Cohort(care.whole, care.whole - care.part)

    def _counting(self, programme: Programme) -> frozenset[str]:
        """Under care, and registered long enough to be judged."""
        ours, since = self.register[programme], months_before(self.at, limits()["hearts"]["new_months"])
        return frozenset(one for one in self._seen_of_late[programme] if ours[one] <= since)

    def _recent(self, programme: Programme) -> Iterator[tuple[str, Visit]]:
        """The last visit face to face of the last three months of those who are counted."""
        since, care = months_before(self.at, limits()["hearts"]["visit_months"]), self._care[programme]
        return ((one, last) for one in self._counted[programme] if (last := care[one].met) is not None and last.day > since)

    def _hearts(self, programme: Programme, wanted: bool | None) -> Cohort:
        told = ((one, _hearts_met(programme, last)) for one, last in self._recent(programme))
        return Cohort(self._counted[programme], frozenset(one for one, met in told if met is wanted))

    def _no_visit(self, programme: Programme) -> Cohort:
        counted = self._counted[programme]
        return Cohort(counted, counted - {one for one, _ in self._recent(programme)})

    def places(self, asked: Asked) -> Mapping[str, str]:
        """Human → institution that enrolled them first, of a programme's cases; nobody where people are counted."""
        found: dict[str, tuple[str, str]] = {}
        for human, cases in self.told.cases_of.items():
            for one in cases:
                if asked.programme is not None and one.programme == asked.programme.value and one.opened_on <= self._day:
                    found[human] = min(found.get(human, (one.opened_on, one.place)), (one.opened_on, one.place))
        return {human: place for human, (_, place) in found.items()}

    def last_of(self, asked: Asked, human: str) -> Visit | None:
        """The last follow-up or examination that a number looks at."""
        form = EXAM if asked.programme is None else FOLLOW_UP_FORMS[asked.programme]
        return next((one for one in reversed(self.told.visits.get(form, {}).get(human, ())) if one.day <= self._day), None)

    # people

    def _examined(self) -> Cohort:
        return Cohort(self.old, self.old & self._of_year[EXAM])

    def _constitution(self) -> Cohort:
        return Cohort(self.old, self.old & self._of_year[CONSTITUTION])

    @cached_property
    def _with_file(self) -> frozenset[str]:
        return frozenset(self.told.humans(one for one, since in self.told.filed.items() if since <= self._day) & self.alive)

    def _filed(self) -> Cohort:
        return Cohort(self.alive, self._with_file, self.told.area.get("residents"))

    def _used(self) -> Cohort:
        """动态记录: a visit, or a form other than the one that opened the file."""
        used = self.told.humans(self._seen)
        used = used.union(*(self._of_year[form] for form in self.told.visits))
        return Cohort(self._with_file, frozenset(self._with_file & used))

    def _contracted(self) -> Cohort:
        day = self._day
        bound = (
            one.person for one in self.told.agreements if one.first_on <= day <= one.last_on and not (one.ended_on and one.ended_on <= day)
        )
        return Cohort(self.alive, frozenset(self.told.humans(bound) & self.alive), self.told.area.get("residents"))

    # visits

    def _care_of(self, programme: Programme) -> dict[str, Care]:
        """Human → what they got, of everybody who was managed in the year or is on the register."""
        found, visits = {}, self.told.visits.get(FOLLOW_UP_FORMS[programme], {})
        day, year = self._day, self._year
        for human in self.managed[programme].keys() | self.register[programme].keys():
            held, last, met = 0, None, None
            for one in visits.get(human, ()):
                if one[1] > day:
                    break
                last = one
                if one[2] in FACE_TO_FACE:
                    met = one
                    held += one[1] >= year
            found[human] = Care(held, last, met)
        return found

    def _made_in_year(self, form: str) -> frozenset[str]:
        """Who has a form of the year until now."""
        day, year, found = self._day, self._year, self.told.visits.get(form, {})
        return frozenset(one for one, visits in found.items() if any(year <= each[1] <= day for each in visits))

    def _met(self, programme: Programme, human: str, last: Visit, name: str) -> bool:
        if programme is Programme.DIABETES:
            fasting = _number(last.fasting)
            return fasting is not None and glucose_controlled(fasting)
        pair = _number(last.systolic), _number(last.diastolic)
        if pair[0] is None or pair[1] is None:
            return False
        return _target(_years(self.told.born.get(human, ""), last.day), name).met((pair[0], pair[1]))


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


def months_before(day: date, months: int) -> str:
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
