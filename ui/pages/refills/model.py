"""What the list shows: who runs out within the days and in the village asked for."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from enum import StrEnum
from typing import Protocol

from app.clock import Clock, local_day
from app.services.refill_list import DueList, DueRow
from ui.pages.queued_model import QueuedModel


class Days(StrEnum):
    """Which days are looked at."""

    GONE = "gone"
    WEEK = "week"
    FORTNIGHT = "fortnight"
    MONTH = "month"


_AHEAD = {Days.WEEK: 7, Days.FORTNIGHT: 14, Days.MONTH: 28}


class Refills(Protocol):
    """Who runs out (app.services.refill_list.RefillList)."""

    def due(self, since: date, until: date, village: str = "") -> DueList: ...
    def pdf(self, found: DueList) -> bytes: ...
    def printed(self, pdf: bytes) -> None: ...


class RefillsModel(QueuedModel):
    """``found`` None = not read yet; ``village`` '' = all of them."""

    def __init__(self, refills: Refills, clock: Clock) -> None:
        super().__init__()
        self._refills, self.clock = refills, clock
        self.days, self.village = Days.WEEK, ""
        self.found: DueList | None = None

    @property
    def rows(self) -> tuple[DueRow, ...]:
        """Who is shown."""
        return self.found.rows if self.found is not None else ()

    def load(self) -> None:
        """Anew, with what was signed since."""
        since, until = self._between()
        village = self.village
        self.do(lambda: self._refills.due(since, until, village), self._show)

    def choose_days(self, days: str) -> None:
        """Those who ran out, or who will within so many days."""
        self.days = Days(days)
        self.when_free(self.load)

    def choose_village(self, village: str) -> None:
        """One village, '' = all."""
        self.village = village
        self.when_free(self.load)

    def print(self, done: Callable[[bytes], None]) -> None:
        """The list as it is shown, on paper."""
        found = self.found
        if found is not None and found.rows:
            self.do(lambda: self._refills.pdf(found), done)

    def printed(self, pdf: bytes) -> None:
        """It left the printer."""
        self._refills.printed(pdf)

    # inside

    def _between(self) -> tuple[date, date]:
        """First and last day on which what is asked for is used up; today is the first of those ahead."""
        today = local_day(self.clock.now())
        if self.days is Days.GONE:
            return date.min, today - timedelta(days=1)
        return today, today + timedelta(days=_AHEAD[self.days] - 1)

    def _show(self, found: DueList) -> None:
        self.found = found
