"""统计: every number of public health at a day with both sides of its line, its goal, who stands behind it and how it went by month."""

from __future__ import annotations

import gc
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum

from app.clock import day_bounds, instant, local_day
from app.domain.age import known_age_text
from app.domain.ids import new_id
from app.domain.indicators import ASKED, CASES, Asked, Cohort, Kind, MeasureReport, everything
from app.domain.programme import FOLLOW_UP_FORMS, Programme
from app.errors import KnownError
from app.logs import hide_names
from app.rules.public_health.cohort_facts import Told
from app.rules.public_health.counting import CONSTITUTION, EXAM, PERSONAL, Count, limits, months_before
from app.rules.public_health.indicators import rate
from app.services.desk import Desk
from app.services.registers import register_policy
from app.settings import Settings
from app.store import indicators, people
from app.store.database import Reading
from app.store.indicators import Shown
from app.store.unit_of_work import UnitOfWork

PERMISSION, REPORTING = "indicators.read", "indicators.report"
GOALS, AREA = "indicator_goals", "indicator_area"
MOST = 500
"""Residents behind a number that are shown."""
MONTHS = 12
_FORMS = (*(FOLLOW_UP_FORMS[one] for one in CASES), EXAM, CONSTITUTION, "elderly", "consult", "consultation")
ALL_FORMS = (*_FORMS, PERSONAL)
_AREAS = ("residents", *CASES)


class Side(StrEnum):
    """Which residents behind a number."""

    ABOVE = "above"  # those who count
    MISSING = "missing"  # below the line only: whom to look after
    WHOLE = "whole"


@dataclass(frozen=True, slots=True)
class Number:
    """One number; ``goal`` in per cent, None where there is none."""

    asked: Asked
    part: int
    below: int
    goal: Decimal | None = None

    @property
    def rate(self) -> Decimal | None:
        """Per cent to 0.1; None where nobody stands below the line."""
        return rate(self.part, self.below)


@dataclass(frozen=True)
class Board:
    """Everything at the end of a day. ``cases`` and ``people``: on the registers of diseases; somebody with two is two cases, one human."""

    at: date
    numbers: tuple[Number, ...]
    cases: int
    people: int
    residents: int
    registers: Mapping[Programme, int]
    count: Count = field(repr=False, compare=False)

    def number(self, asked: Asked) -> Number:
        """One of them. KeyError for what is not asked."""
        return {one.asked: one for one in self.numbers}[asked]


@dataclass(frozen=True, slots=True)
class ResidentRow:
    """Somebody behind a number. ``name`` '' for who may open no chart; ``last`` what the last follow-up said, '' = none."""

    id: str
    name: str
    sex: str
    age_text: str
    village: str
    counts: bool
    last_day: str = ""
    last: str = ""


@dataclass(frozen=True, slots=True)
class Behind:
    """``total``: how many there are; ``rows``: the first of them. ``places``: number of each institution, of cases only."""

    asked: Asked
    side: Side
    total: int
    rows: tuple[ResidentRow, ...]
    places: tuple[tuple[str, Number], ...] = ()


@dataclass(frozen=True, slots=True)
class Month:
    """A number at the last day of a month, or at the day of the board."""

    at: date
    number: Number


class Indicators:
    """Asks for ``indicators.read``; whoever reports upwards needs ``indicators.report``. Raises KnownError ``setting_bad`` at the start."""

    def __init__(self, desk: Desk, settings: Settings | None = None) -> None:
        self._desk = desk
        given = settings.items if settings is not None else lambda _: ()
        self._goals = {**limits()["goals"], **_pairs(GOALS, given(GOALS), ASKED)}
        self._area = {key: int(number) for key, number in _pairs(AREA, given(AREA), _AREAS).items()}

    def today(self) -> date:
        """The clinic's day."""
        return local_day(self._desk.clock.now())

    def board(self, at: date) -> Board:
        """Every number at the end of a day; its year is counted from 1 January. Raises KnownError ``cut_off_ahead``."""
        self._not_ahead(at)
        with uncollected():
            count = self._desk.read(PERMISSION, lambda conn: Count(self._told(conn, at, 1), at, _seen(conn, at)))
            on = {one: frozenset(count.register[one]) for one in CASES}
            numbers = tuple(self._number(one, count.of(one)) for one in everything())
        registers = {one: len(found) for one, found in on.items()}
        return Board(at, numbers, sum(registers.values()), len(frozenset().union(*on.values())), len(count.alive), registers, count)

    def behind(self, board: Board, asked: Asked, side: Side = Side.MISSING) -> Behind:
        """The residents of one side, by village and name."""
        cohort, count = board.count.of(asked), board.count
        found = {Side.ABOVE: cohort.part, Side.MISSING: cohort.whole - cohort.part, Side.WHOLE: cohort.whole}[side]
        shown, names = self._desk.read(PERMISSION, lambda conn: (indicators.shown(conn, found), indicators.places(conn)))
        shown.sort(key=lambda one: (one.village, one.name, one.id))
        may = self._desk.who.may("chart.read")
        rows = tuple(_row(one, one.id in cohort.part, may, count, asked) for one in shown[:MOST])
        hide_names(one.name for one in rows if one.name)
        if may and rows:
            self._desk.looked("", "indicator", f"{asked.key} {side.value} {board.at.isoformat()}")
        return Behind(asked, side, len(found), rows, self._places(count.places(asked), cohort, asked, names))

    def chart(self, board: Board, asked: Asked) -> tuple[Month, ...]:
        """The number at the end of each of the months before, and at the day of the board."""
        ends = [*_month_ends(board.at, MONTHS - 1), board.at]

        def query(conn: Reading) -> tuple[Month, ...]:
            told = self._told(conn, board.at, 2)
            seen = {at: _seen(conn, at) if asked.kind is Kind.USED else frozenset[str]() for at in ends}
            return tuple(Month(at, self._number(asked, Count(told, at, seen[at]).of(asked))) for at in ends)

        return self._desk.read(PERMISSION, query)

    def report(self, board: Board) -> tuple[MeasureReport, ...]:
        """Report the numbers of a board upwards; the upload takes them along. What was reported so before is not said again."""
        who, first = self._desk.who, board.at.replace(month=1, day=1).isoformat()
        if not who.practitioner:
            raise KnownError("report_by_nobody")

        def work(uow: UnitOfWork) -> tuple[MeasureReport, ...]:
            before = {one.measure: one for one in indicators.reported(uow.conn, who.organization.id, board.at.isoformat())}
            told = []
            for one in board.numbers:
                last = before.get(one.asked.key)
                if last is None or (last.numerator, last.denominator) != (one.part, one.below):
                    about = who.organization.id, one.asked.key, first, board.at.isoformat(), one.part, one.below
                    told.append(MeasureReport(new_id(), *about, who.practitioner, uow.at))
                    indicators.MEASURE_REPORTS.add(uow, told[-1])
            return tuple(told)

        return self._desk.write(REPORTING, work)

    def report_closed_month(self) -> tuple[MeasureReport, ...]:
        """Report the month that ended last, once: at its last day as it is known by now."""
        at = self.today().replace(day=1) - timedelta(days=1)
        if self._desk.read(REPORTING, lambda conn: indicators.reported(conn, self._desk.who.organization.id, at.isoformat())):
            return ()
        return self.report(self.board(at))

    def tell_closed_month(self) -> None:
        """The same at night, where whoever keeps the store open may."""
        who = self._desk.session.current
        if who is not None and who.practitioner and who.may(PERMISSION) and who.may(REPORTING):
            self.report_closed_month()

    def reported(self, at: date) -> tuple[MeasureReport, ...]:
        """What was reported for a cut-off, the newest last."""
        here = self._desk.who.organization.id
        return tuple(self._desk.read(PERMISSION, lambda conn: indicators.reported(conn, here, at.isoformat())))

    # inside

    def _not_ahead(self, at: date) -> None:
        if at > self.today():
            raise KnownError("cut_off_ahead")

    def _number(self, asked: Asked, cohort: Cohort) -> Number:
        goal = self._goals.get(asked.key)
        return Number(asked, len(cohort.part), cohort.below, None if goal is None else Decimal(goal))

    def _places(self, place: Mapping[str, str], cohort: Cohort, asked: Asked, names: Mapping[str, str]) -> tuple[tuple[str, Number], ...]:
        whole = {one: [human for human in cohort.whole if place.get(human) == one] for one in set(place.values())}
        rows = [
            (names.get(one, ""), self._number(asked, Cohort(frozenset(found), cohort.part & frozenset(found))))
            for one, found in whole.items()
            if found
        ]
        return tuple(sorted(rows, key=lambda row: (row[0], -row[1].below)))

    def _told(self, conn: Reading, at: date, years: int) -> Told:
        return told_until(conn, at, years, self._area)


def told_until(conn: Reading, at: date, years: int, area: Mapping[str, int]) -> Told:
    """What the numbers at the end of a day are counted from; ``area``: what the site file counts."""
    policy = register_policy()
    programme_of = {category: one for one in CASES for category in policy[one.value]["categories"]}
    diagnosed = indicators.diagnosed(conn, programme_of)
    after = min(months_before(at, 12 * years), f"{at.year - years}-12-31")
    return Told(
        residents=indicators.residents(conn),
        human=people.one_human(conn),
        cases=indicators.cases(conn),
        forms={form: indicators.forms(conn, form, after, at.isoformat()) for form in _FORMS},
        filed=indicators.filed(conn, PERSONAL),
        known=[(person, programme_of[code], local_day(instant(since)).isoformat()) for person, code, since in diagnosed],
        agreements=indicators.agreements(conn),
        area=area,
    )


@contextmanager
def uncollected() -> Iterator[None]:
    """A hundred thousand small rows are made at once and all kept: looking through them for cycles took a fifth of the time."""
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


def _seen(conn: Reading, at: date) -> frozenset[str]:
    return frozenset(indicators.seen(conn, day_bounds(at.replace(month=1, day=1))[0], day_bounds(at)[1]))


def _month_ends(at: date, months: int) -> list[date]:
    """The last days of the months before the one of ``at``, the oldest first."""
    ends = [at.replace(day=1) - timedelta(days=1)]
    while len(ends) < months:
        ends.append(ends[-1].replace(day=1) - timedelta(days=1))
    return ends[::-1]


def _row(one: Shown, counts: bool, may: bool, count: Count, asked: Asked) -> ResidentRow:
    birth = date.fromisoformat(one.birth) if one.birth else None
    age = known_age_text(birth, count.at)
    last = count.last_of(asked, one.id)
    told = "" if last is None else "/".join(part for part in (last.systolic, last.diastolic) if part)
    if last is not None and asked.programme is Programme.DIABETES:
        told = last.fasting
    return ResidentRow(one.id, one.name if may else "", one.sex, age, one.village, counts, "" if last is None else last.day, told)


def _pairs(key: str, lines: Sequence[str], known: Mapping[str, object] | Sequence[str]) -> dict[str, Decimal]:
    """``hypertension.standard 64`` by its key. Raises KnownError ``setting_bad``."""
    found: dict[str, Decimal] = {}
    for line in lines:
        name, _, number = line.strip().partition(" ")
        if name not in known or not number.strip().isdecimal():
            raise KnownError(
                "setting_bad", key=key, found=line[:60], wanted="hypertension.standard 64" if key == GOALS else "residents 2400"
            )
        found[name] = Decimal(number.strip())
    return found
