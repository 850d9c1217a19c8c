"""A period in front and what its records look like: genuine or not, how long people waited, who did what."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from typing import Protocol

from app.services.authenticity import Checked
from ui.pages.cockpit.model import Paper, Table
from ui.pages.page_model import PageModel
from ui.pages.period_model import Span, days_of


class ChecksDesk(Protocol):
    """What of the services this page uses."""

    def today(self) -> date: ...

    def check(self, first: date, last: date) -> Checked: ...


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
