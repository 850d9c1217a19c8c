"""Which days the log of visits shows."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Protocol

from app.clock import Clock, local_day
from app.services.clinic_log import ClinicLogList, LogRow
from ui.pages.page_model import PageModel, Rereading

TODAY, YESTERDAY, WEEK, MONTH, LAST_MONTH = "today", "yesterday", "week", "month", "last_month"
PERIODS = (TODAY, YESTERDAY, WEEK, MONTH, LAST_MONTH)


class Log(Protocol):
    """app.services.clinic_log.ClinicLog"""

    def listed(self, since: date, until: date) -> ClinicLogList: ...
    def pdf(self, found: ClinicLogList) -> bytes: ...
    def printed(self, pdf: bytes) -> None: ...
    def export(self, found: ClinicLogList, path: Path) -> None: ...


def days_of(period: str, today: date) -> tuple[date, date]:
    """First and last day of a period."""
    month = today.replace(day=1)
    return {
        TODAY: (today, today),
        YESTERDAY: (today - timedelta(1), today - timedelta(1)),
        WEEK: (today - timedelta(6), today),
        MONTH: (month, today),
        LAST_MONTH: ((month - timedelta(1)).replace(day=1), month - timedelta(1)),
    }[period]


class LogModel(PageModel):
    """``period`` '' = days of its own choosing. ``found`` None = not read yet."""

    def __init__(self, log: Log, clock: Clock) -> None:
        super().__init__()
        self._log, self.clock = log, clock
        self.period = TODAY
        self.since, self.until = days_of(TODAY, local_day(clock.now()))
        self.found: ClinicLogList | None = None
        self._reading = Rereading(self, self._wanted, self._show)

    @property
    def rows(self) -> tuple[LogRow, ...]:
        """What is shown."""
        return self.found.rows if self.found is not None else ()

    def load(self) -> None:
        """Anew; "today" goes on with the clock."""
        if self.period:
            self.since, self.until = days_of(self.period, local_day(self.clock.now()))
        self.error = None
        self._reading.read()

    def choose_period(self, period: str) -> None:
        """One of PERIODS."""
        self.period = period
        self.load()

    def choose_days(self, since: date, until: date) -> None:
        """Days of its own choosing. KnownError ``log_period`` is shown."""
        self.period, self.since, self.until = "", since, until
        self.load()

    def print(self, done: Callable[[bytes], None]) -> None:
        """What is shown."""
        found = self.found
        if found is not None and found.rows:
            self.do(lambda: self._log.pdf(found), done)

    def printed(self, pdf: bytes) -> None:
        """It left the printer."""
        self._log.printed(pdf)

    def export(self, path: Path) -> None:
        """What is shown, as Excel."""
        found = self.found
        if found is not None and found.rows:
            self.do(lambda: self._log.export(found, path), lambda _: None)

    # inside

    def _wanted(self) -> Callable[[], ClinicLogList]:
        since, until = self.since, self.until
        return lambda: self._log.listed(since, until)

    def _show(self, found: ClinicLogList) -> None:
        self.found = found
