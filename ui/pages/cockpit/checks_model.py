"""A period in front and what its records look like: genuine or not, how long people waited, who did what."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, timedelta
from enum import StrEnum
from pathlib import Path
from typing import Protocol

from app.services.authenticity import Checked
from ui.pages.cockpit.model import Paper, Table
from ui.pages.page_model import PageModel


class Span(StrEnum):
    """Which days are looked at."""

    MONTH = "month"
    QUARTER = "quarter"
    LAST_QUARTER = "last_quarter"
    YEAR = "year"


class ChecksDesk(Protocol):
    """What of the services this page uses."""

    def today(self) -> date: ...

    def check(self, first: date, last: date) -> Checked: ...


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


class ChecksModel(PageModel):
    """``checked`` None before the first reading; ``saved``: where it was saved last."""

    def __init__(self, desk: ChecksDesk, paper: Paper) -> None:
        super().__init__()
        self.desk, self.paper = desk, paper
        self.span = Span.QUARTER
        self.checked: Checked | None = None
        self.saved = ""

    def load(self) -> None:
        """Look anew at the period in front."""
        days = days_of(self.span, self.desk.today())
        self.do(lambda: self.desk.check(*days), self._found)

    def choose(self, span: Span) -> None:
        """Another period."""
        self.span = span
        self.load()

    def save(self, path: Path, table: Table) -> None:
        """Save the tables as they are in front."""
        self.do(lambda: self.paper.save(path, table), lambda _: setattr(self, "saved", str(path)))

    def print(self, title: str, tables: Sequence[tuple[str, Table]], done: Callable[[bytes], None]) -> None:
        """The tables as they are in front, on paper."""
        self.do(lambda: self.paper.pdf(title, tables, ()), done)

    def _found(self, found: Checked) -> None:
        self.checked, self.saved = found, ""
