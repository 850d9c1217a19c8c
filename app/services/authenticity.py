"""真实性核查, 工作量 and 各环节用时: is what was written genuine, who did what, and how long people waited; all from records."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from app.clock import day_bounds, instant, local, local_day
from app.domain.encounter import VisitKind
from app.domain.indicators import CASES
from app.domain.programme import FOLLOW_UP_FORMS
from app.errors import KnownError
from app.logs import hide_names
from app.rules.public_health.authenticity import Digits, Repeated, digits, quantile, repeated
from app.rules.public_health.counting import limits
from app.services.desk import Desk
from app.services.indicators import ALL_FORMS, PERMISSION
from app.store import authenticity, indicators
from app.store.authenticity import KINDS_OF_WORK, Pressure, VisitRow
from app.store.database import Reading

WORK = KINDS_OF_WORK
"""Kinds of work in the order of a table; words under ``work``."""


class Stage(StrEnum):
    """Between two moments of a visit."""

    WAITING = "waiting"  # arrived → triaged
    MEASURED = "measured"  # triaged → in progress
    SEEN = "seen"  # in progress → finished
    WHOLE = "whole"


@dataclass(frozen=True, slots=True)
class StageTime:
    """Minutes. ``visits``: how many have both moments; None where there is none."""

    stage: Stage
    visits: int
    median: float | None
    ninetieth: float | None


@dataclass(frozen=True, slots=True)
class Work:
    """What one member of staff did; ``counts`` in the order of KINDS_OF_WORK."""

    practitioner: str
    name: str
    counts: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class RepeatedRow:
    """``resident`` '' for who may open no chart; ``doctor``: who wrote the last of them."""

    found: Repeated
    resident: str
    village: str
    doctor: str


@dataclass(frozen=True, slots=True)
class DigitRow:
    """Last digits of what one member of staff typed; ``name`` '' = everybody's."""

    name: str
    found: Digits


@dataclass(frozen=True, slots=True)
class Crowded:
    """More visits begun in one hour by one doctor than anybody can hold. ``limit``: of that day; a day of a trip has its own."""

    name: str
    hour: datetime
    visits: int
    limit: int
    trip: bool


@dataclass(frozen=True, slots=True)
class Checked:
    """A period. ``device`` of ``readings`` came from devices; ``unmeasured`` of ``visits`` at the clinic or at home have no reading."""

    first: date
    last: date
    repeated: tuple[RepeatedRow, ...]
    digits: tuple[DigitRow, ...]
    crowded: tuple[Crowded, ...]
    readings: int
    device: int
    visits: int
    unmeasured: int
    stages: tuple[StageTime, ...]
    work: tuple[Work, ...]


class Authenticity:
    """Asks for ``indicators.read``."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def today(self) -> date:
        """The clinic's day."""
        return local_day(self._desk.clock.now())

    def check(self, first: date, last: date) -> Checked:
        """What was written on these days. One pressure again and again is sought in the year before the last day.

        Raises KnownError ``period_backwards``.
        """
        if last < first:
            raise KnownError("period_backwards")
        may = self._desk.who.may("chart.read")
        found = self._desk.read(PERMISSION, lambda conn: _checked(conn, first, last, may))
        named = [one.resident for one in found.repeated if one.resident]
        hide_names(named)
        if named:
            self._desk.looked("", "indicator", f"repeated {first.isoformat()} {last.isoformat()}")
        return found


def _checked(conn: Reading, first: date, last: date, may: bool) -> Checked:
    begin, end = day_bounds(first)[0], day_bounds(last)[1]
    names = authenticity.names(conn)
    visits = authenticity.visits(conn, begin, end)
    readings = list(authenticity.readings(conn, begin, end))
    here = [one for one in visits if one.finished_at and not one.proxy and one.kind != VisitKind.REMOTE]
    return Checked(
        first,
        last,
        _repeated(conn, last, may, names),
        _digits([pair for _, _, pair in readings if pair is not None], names),
        _crowded(visits, authenticity.trip_days(conn, first.isoformat(), last.isoformat()), names),
        len(readings),
        sum(source == "device" for source, _, _ in readings),
        len(here),
        sum(not one.readings for one in here),
        stages(visits),
        _work(conn, first, last, names),
    )


def _repeated(conn: Reading, last: date, may: bool, names: dict[str, str]) -> tuple[RepeatedRow, ...]:
    since, rows = (last - timedelta(days=365)).isoformat(), []
    seen: set[tuple[str, str]] = set()
    for form in (FOLLOW_UP_FORMS[one] for one in CASES):
        by_person: dict[str, dict[str, tuple[str, str, str]]] = defaultdict(dict)
        for one in authenticity.followed(conn, form, since, last.isoformat()):
            by_person[one.person][one.day] = one[1:]
        found = repeated({person: list(days.values()) for person, days in by_person.items()})
        who = {one.id: one for one in indicators.shown(conn, [one.person for one in found])}
        for each in found:
            if (each.person, each.first_day) not in seen:  # two forms of one visit say the same
                seen.add((each.person, each.first_day))
                resident, by = who[each.person], authenticity.written_by(conn, each.person, form, each.last_day)
                rows.append(RepeatedRow(each, resident.name if may else "", resident.village, names.get(by, "")))
    return tuple(sorted(rows, key=lambda one: (-one.found.visits, one.village, one.resident)))


def _digits(pressures: Sequence[Pressure], names: dict[str, str]) -> tuple[DigitRow, ...]:
    """Of what was typed: everybody together, then each of those with enough, whoever rounds most first. A device does not round."""
    typed: dict[str, list[str]] = defaultdict(list)
    for one in pressures:
        if one.source == "manual":
            typed[one.taken_by] += [one.systolic, one.diastolic]
    each = [DigitRow(names.get(who, ""), digits(told)) for who, told in typed.items() if who]
    each = sorted((one for one in each if one.found.enough), key=lambda one: (-(one.found.share or 0), one.name))
    return DigitRow("", digits(number for told in typed.values() for number in told)), *each


def _crowded(visits: Iterable[VisitRow], trips: frozenset[str], names: dict[str, str]) -> tuple[Crowded, ...]:
    told = limits()["authenticity"]
    hours = Counter(
        (one.practitioner, local(instant(one.started_at or one.opened_at)).replace(minute=0, second=0, microsecond=0))
        for one in visits
        if one.practitioner
    )
    rows = []
    for (who, hour), n in hours.items():
        trip = hour.date().isoformat() in trips
        most = told["visits_an_hour_in_van" if trip else "visits_an_hour"]
        if n > most:
            rows.append(Crowded(names.get(who, ""), hour, n, most, trip))
    return tuple(sorted(rows, key=lambda one: (-one.visits, one.hour, one.name)))


def stages(visits: Iterable[VisitRow]) -> tuple[StageTime, ...]:
    """Median and 90th percentile of each stage, of visits with both moments in their order."""
    minutes: dict[Stage, list[float]] = {stage: [] for stage in Stage}
    for one in visits:
        moments = one.opened_at, one.triaged_at, one.started_at, one.finished_at
        for stage, (begin, end) in zip(Stage, ((0, 1), (1, 2), (2, 3), (0, 3)), strict=True):
            if moments[begin] and moments[end] and moments[begin] <= moments[end]:
                minutes[stage].append((instant(moments[end]) - instant(moments[begin])).total_seconds() / 60)
    return tuple(StageTime(stage, len(told), quantile(told, 0.5), quantile(told, 0.9)) for stage, told in minutes.items())


def _work(conn: Reading, first: date, last: date, names: dict[str, str]) -> tuple[Work, ...]:
    found = authenticity.work(conn, day_bounds(first)[0], day_bounds(last)[1])
    found["forms"] = authenticity.forms_written(conn, ALL_FORMS, first.isoformat(), last.isoformat())
    who = {one for counts in found.values() for one in counts if one in names}
    rows = [Work(one, names[one], tuple(found[what].get(one, 0) for what in KINDS_OF_WORK)) for one in who]
    return tuple(sorted(rows, key=lambda one: (-one.counts[0], one.name)))
