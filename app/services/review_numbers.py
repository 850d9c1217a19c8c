"""A month of reviews in numbers: by doctor what was doubted, corrected and refused and how long it took, and what rules were overridden."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from app.clock import day_bounds, local_day
from app.domain.review_report import Overridden, RoundTrip
from app.services.desk import Desk
from app.services.table_file import write_excel
from app.store import review_numbers

PERMISSION = "rx.review"


@dataclass(frozen=True, slots=True)
class MonthNumbers:
    """``month``: its first day, in the clinic's zone. ``doctors``: all together first."""

    month: date
    doctors: tuple[RoundTrip, ...]
    overrides: tuple[Overridden, ...]


class ReviewNumbers:
    """Asks for ``rx.review``; holds no name of a resident."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def this_month(self) -> date:
        """The first day of the running month."""
        return local_day(self._desk.clock.now()).replace(day=1)

    def of_month(self, month: date) -> MonthNumbers:
        """What was signed in the month of this day, and what became of it until now."""
        begin, end = bounds(month)
        return self._desk.read(
            PERMISSION,
            lambda conn: MonthNumbers(
                month.replace(day=1),
                tuple(review_numbers.round_trips(conn, begin, end)),
                tuple(review_numbers.overridden(conn, begin, end)),
            ),
        )

    def save(self, path: Path, table: Sequence[Sequence[str]]) -> None:
        """Write a table as it is on the screen as Excel. Raises KnownError ``table_unwritable``."""
        self._desk.allow(PERMISSION)
        write_excel(path, table)


def bounds(month: date) -> tuple[str, str]:
    """First instant of the month of a day, and of the next month, as the store keeps them."""
    first = month.replace(day=1)
    return day_bounds(first)[0], day_bounds(following(first))[0]


def following(month: date, by: int = 1) -> date:
    """The first day of the month after (``by`` = 1) or before (−1) the one of a day."""
    return (month.replace(day=1) + timedelta(days=32 if by > 0 else -1)).replace(day=1)
