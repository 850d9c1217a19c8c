"""A month in front, its numbers, and the file they are saved to."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Protocol

from app.services.review_numbers import MonthNumbers, following
from ui.pages.page_model import PageModel


class NumbersDesk(Protocol):
    """What of the service this page uses."""

    def this_month(self) -> date: ...

    def of_month(self, month: date) -> MonthNumbers: ...

    def save(self, path: Path, table: Sequence[Sequence[str]]) -> None: ...


class NumbersModel(PageModel):
    """``shown``: the month in front, None before the first reading; ``saved``: where its tables were saved last, '' = not yet."""

    def __init__(self, desk: NumbersDesk) -> None:
        super().__init__()
        self._desk = desk
        self.shown: MonthNumbers | None = None
        self.saved = ""

    @property
    def is_newest(self) -> bool:
        """No later month has begun."""
        return self.shown is None or self.shown.month >= self._desk.this_month()

    def load(self) -> None:
        """Read the month in front anew, the running one to begin with."""
        self._read(self._desk.this_month() if self.shown is None else self.shown.month)

    def turn(self, by: int) -> None:
        """The month before (−1) or after (1) the one in front; none after the running one."""
        if self.shown is not None and (by < 0 or not self.is_newest):
            self._read(following(self.shown.month, by))

    def save(self, path: Path, table: Sequence[Sequence[str]]) -> None:
        """Save the tables as they are in front."""
        self.do(lambda: self._desk.save(path, table), lambda _: self._saved(path))

    def _read(self, month: date) -> None:
        self.do(lambda: self._desk.of_month(month), self._found)

    def _found(self, found: MonthNumbers) -> None:
        self.shown, self.saved = found, ""

    def _saved(self, path: Path) -> None:
        self.saved = str(path)
