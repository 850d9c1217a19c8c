"""季末查漏: who of the whole clinic still lacks what, until today, the end of the quarter or of the year, with phone and village."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from app.clock import local_day
from app.domain.age import known_age_text
from app.domain.dates import span_of
from app.domain.programme import Programme
from app.logs import hide_names
from app.rules.public_health.counting import Count
from app.rules.public_health.shortfall import Lack, Lacking, Shortfall, shortfall
from app.services.desk import Desk
from app.services.indicators import told_until, uncollected
from app.store import people
from app.store.database import Reading
from app.store.people import Listed
from app.texts import text

NEEDED = "chart.read"


class Until(StrEnum):
    """By when it is due."""

    TODAY = "today"
    QUARTER = "quarter"
    YEAR = "year"


@dataclass(frozen=True, slots=True)
class ShortRow:
    """One human. ``phone`` '' = none; ``programmes``: what they are managed for."""

    person: str
    name: str
    age_text: str
    village: str
    phone: str
    programmes: tuple[Programme, ...]
    lacks: tuple[Lack, ...]

    def has(self, what: Lacking) -> bool:
        """Whether that is lacking."""
        return any(one.what is what for one in self.lacks)


@dataclass(frozen=True, slots=True)
class ShortList:
    """Rows by village and name. ``until``: the day by which it is due; ``closed``: who lacks something and has left, none of the rows."""

    rows: tuple[ShortRow, ...]
    until: date
    closed: int = 0

    @property
    def villages(self) -> tuple[str, ...]:
        """Where they live."""
        return tuple(sorted({one.village for one in self.rows if one.village}))

    def counts(self, village: str) -> Mapping[Lacking, int]:
        """How many of a village ('' = all) lack each thing."""
        return Counter(what for one in self.rows if village in ("", one.village) for what in {each.what for each in one.lacks})

    def of(self, village: str, what: Lacking | None) -> ShortList:
        """Of one village ('' = all), lacking one thing (None = anything)."""
        rows = (one for one in self.rows if village in ("", one.village) and (what is None or one.has(what)))
        return replace(self, rows=tuple(rows))


class Shortfalls:
    """Counted by what counts the numbers of 统计, so both say the same."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def listed(self, until: Until) -> ShortList:
        """Everybody who lacks something."""
        today = local_day(self._desk.clock.now())
        at = end_of(until, today)

        def query(conn: Reading) -> tuple[Shortfall, Count, list[Listed]]:
            count = Count(told_until(conn, at, 1, {}), at)
            found = shortfall(count)
            return found, count, people.alive(conn, found.of)

        with uncollected():
            found, count, listed = self._desk.read(NEEDED, query)
        hide_names(one.name for one in listed)
        rows = (_row(one, found.of[one.id], count.register, today) for one in listed)
        return ShortList(tuple(sorted(rows, key=lambda one: (one.village, one.name, one.person))), at, found.closed)


def end_of(until: Until, today: date) -> date:
    """The last day that counts."""
    if until is Until.TODAY:
        return today
    month = 12 if until is Until.YEAR else today.month + 2 - (today.month - 1) % 3
    return span_of(f"{today.year}-{month}")[1]


def lack_text(one: Lack, language: str | None = None) -> str:
    """``高血压随访 1/3 次``."""
    facts = {"programme": one.programme or "", "held": one.held, "wanted": one.wanted}
    key = f"{one.what.value}_{one.programme.value}" if one.what is Lacking.READING and one.programme else one.what.value
    return text(f"shortfall.{key}", facts, language)


def _row(one: Listed, lacks: Sequence[Lack], register: Mapping[Programme, Mapping[str, str]], today: date) -> ShortRow:
    age = known_age_text(one.birth, today)
    managed = tuple(programme for programme in Programme if one.id in register[programme])
    return ShortRow(one.id, one.name, age, one.village, one.phone, managed, tuple(lacks))
