"""A period in front: one that has a name and goes on with the clock, or days of one's own choosing; what is in it is read anew."""

from __future__ import annotations

from abc import abstractmethod
from datetime import date, timedelta
from enum import StrEnum

from app.clock import Clock, local_day
from app.errors import KnownError
from ui.pages.page_model import PageModel


class Span(StrEnum):
    """Which days are looked at."""

    MONTH = "month"
    QUARTER = "quarter"
    LAST_QUARTER = "last_quarter"
    YEAR = "year"


def days_of(span: Span, today: date) -> tuple[date, date]:
    """First and last day."""
    month = today.replace(day=1)
    quarter = month.replace(month=month.month - (month.month - 1) % 3)
    before = quarter - timedelta(days=1)
    return {
        Span.MONTH: (month, today),
        Span.QUARTER: (quarter, today),
        Span.LAST_QUARTER: (before.replace(day=1, month=before.month - 2), before),
        Span.YEAR: (today.replace(month=1, day=1), today),
    }[span]


class PeriodModel(PageModel):
    """``span`` None = ``first`` to ``last`` as somebody chose them."""

    def __init__(self, clock: Clock) -> None:
        super().__init__()
        self._clock = clock
        self.span: Span | None = Span.QUARTER
        self.first, self.last = days_of(Span.QUARTER, local_day(clock.now()))

    def load(self) -> None:
        """Anew; a period that has a name goes on with the clock."""
        self._take(*((self.first, self.last) if self.span is None else days_of(self.span, local_day(self._clock.now()))))

    def choose(self, span: Span) -> None:
        """Another period by its name."""
        self.span = span
        self.load()

    def choose_days(self, first: date, last: date) -> None:
        """Days of its own choosing. KnownError ``period_backwards`` is shown, and what is in front stays."""
        if last < first:
            self.fail(KnownError("period_backwards"))
            return
        self.span = None
        self._take(first, last)

    def unreadable(self, given: str) -> None:
        """A day that is none: what is in front stays."""
        self.fail(KnownError("day_unreadable", given=given))

    @abstractmethod
    def _read(self, other: bool) -> None:
        """Read what is in the period; ``other``: what was read is of another one, and out of sight at once."""

    def _take(self, first: date, last: date) -> None:
        other = (first, last) != (self.first, self.last)
        self.first, self.last, self.error = first, last, None
        self._read(other)
