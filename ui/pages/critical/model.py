"""Critical values that ask for something, the one that is chosen, and what is done about it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, timedelta
from typing import Protocol

from app.clock import Clock, local_day
from app.domain.critical_value import CriticalAct, CriticalStep
from app.rules.critical_due import SETTLES
from app.services.critical_values import SOURCES, CriticalRow, Done
from app.store.unit_of_work import Change
from ui.pages.page_model import PageModel, Rereading

LOG_DAYS = 31


class Values(Protocol):
    """app.services.critical_values.CriticalValues"""

    def open(self) -> list[CriticalRow]: ...
    def log(self, since: date, until: date) -> list[CriticalRow]: ...
    def record(self, key: str, done: Done) -> CriticalStep: ...


class Paper(Protocol):
    """app.services.critical_log.CriticalLog"""

    def pdf(self, rows: Sequence[CriticalRow], since: date, until: date) -> bytes: ...
    def printed(self, pdf: bytes) -> None: ...


class CriticalModel(PageModel):
    """``rows`` None = not read yet; ``all_of_month``: settled ones of the last 31 days too."""

    def __init__(self, values: Values, paper: Paper, clock: Clock) -> None:
        super().__init__()
        self._values, self._paper, self.clock = values, paper, clock
        self.rows: tuple[CriticalRow, ...] | None = None
        self.chosen = ""
        self.all_of_month = False
        self.done = 0
        self._reading = Rereading(self, self._wanted, self._show)

    @property
    def row(self) -> CriticalRow | None:
        """What is chosen."""
        return next((one for one in self.rows or () if one.key == self.chosen), None)

    @property
    def untold(self) -> int:
        """How many nobody was told of."""
        return sum(one.untold for one in self.rows or ())

    def load(self) -> None:
        """Anew."""
        self._reading.read()

    def heard(self, change: Change) -> None:
        """News after a commit."""
        if SOURCES & change.types():
            self.load()

    def choose(self, key: str) -> None:
        """One of them."""
        if key != self.chosen:
            self.chosen = key
            self.changed()

    def show_all(self, wanted: bool) -> None:
        """The settled ones too, or those that ask for something."""
        self.all_of_month = wanted
        self.load()

    def settle(self, told: str, read_back: str, action: str, note: str) -> None:
        """What is asked now was done."""
        row = self.row
        if row is not None and row.due is not None:
            self._record(row.key, Done(SETTLES[row.due.what], told, read_back, action, note))

    def tried(self, note: str) -> None:
        """Nobody was reached."""
        if self.row is not None:
            self._record(self.row.key, Done(CriticalAct.TRIED, note=note))

    def close(self, reason: str) -> None:
        """Nothing is to be done any more."""
        if self.row is not None:
            self._record(self.row.key, Done(CriticalAct.CLOSED, note=reason))

    def print(self, done: Callable[[bytes], None]) -> None:
        """The log of the last 31 days."""
        since, until = self._month()
        self.do(lambda: self._paper.pdf(self._values.log(since, until), since, until), done)

    def printed(self, pdf: bytes) -> None:
        """It left the printer."""
        self._paper.printed(pdf)

    # inside

    def _record(self, key: str, done: Done) -> None:
        self.do(lambda: self._values.record(key, done), lambda _: self._recorded())

    def _recorded(self) -> None:
        self.done += 1
        self.load()

    def _month(self) -> tuple[date, date]:
        today = local_day(self.clock.now())
        return today - timedelta(days=LOG_DAYS - 1), today

    def _wanted(self) -> Callable[[], list[CriticalRow]]:
        if not self.all_of_month:
            return self._values.open
        since, until = self._month()
        return lambda: self._values.log(since, until)[::-1]

    def _show(self, rows: list[CriticalRow]) -> None:
        self.rows = tuple(rows)
        if self.row is None:
            self.chosen = rows[0].key if rows else ""
