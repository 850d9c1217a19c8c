"""A period in front, its numbers, the number that was asked about, and the sheets behind it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, timedelta
from enum import StrEnum
from pathlib import Path
from typing import Protocol

from app.domain.review_report import Indicator, Overridden, Tally
from app.services.review_numbers import Numbers, Sheets, following
from ui.pages.page_model import PageModel

Table = Sequence[Sequence[str]]


class Period(StrEnum):
    """Which days are counted."""

    MONTH = "month"
    LAST_MONTH = "last_month"
    QUARTER = "quarter"
    YEAR = "year"
    OWN = "own"


class NumbersDesk(Protocol):
    """What of the service this page uses (app.services.review_numbers.ReviewNumbers)."""

    def today(self) -> date: ...

    def of_period(self, first: date, last: date) -> Numbers: ...

    def sheets(self, first: date, last: date, asked: Indicator, prescriber: str = "") -> Sheets: ...

    def in_spite_of(self, first: date, last: date, one: Overridden) -> Sheets: ...

    def save(self, path: Path, table: Table) -> None: ...

    def pdf(self, title: str, tables: Sequence[tuple[str, Table]], notes: Sequence[str]) -> bytes: ...

    def printed(self, pdf: bytes) -> None: ...


class NumbersModel(PageModel):
    """``shown`` None before the first reading; ``asked`` and ``doctor`` ('' = all): the number in front, or ``spite``: the rule.

    ``sheets`` None = not asked for; ``saved``: where the tables were saved last, '' = not yet.
    """

    def __init__(self, desk: NumbersDesk) -> None:
        super().__init__()
        self.desk = desk
        self.period = Period.MONTH
        self.shown: Numbers | None = None
        self.asked, self.doctor = Indicator.DOUBTED, ""
        self.spite: Overridden | None = None
        self.sheets: Sheets | None = None
        self.saved = ""

    @property
    def whole(self) -> Tally | None:
        """All doctors together; None without sheets."""
        return self.shown.doctors[0] if self.shown is not None and self.shown.doctors else None

    def load(self) -> None:
        """Read the period in front anew."""
        first, last = self._days()
        self.do(lambda: self.desk.of_period(first, last), self._found)

    def choose(self, period: Period) -> None:
        """A period that ends today, or the month before."""
        if period is not Period.OWN:
            self.period = period
            self.load()

    def between(self, first: date, last: date) -> None:
        """Days of one's own."""
        self.do(lambda: self.desk.of_period(first, last), self._found_own)

    def ask(self, asked: Indicator, doctor: str = "") -> None:
        """The sheets behind a number."""
        self.asked, self.doctor, self.spite = asked, doctor, None
        shown = self.shown
        if shown is not None:
            self.do(lambda: self.desk.sheets(shown.first, shown.last, asked, doctor), self._behind)

    def ask_spite(self, one: Overridden) -> None:
        """The sheets on which a doctor prescribed in spite of a rule."""
        shown = self.shown
        if shown is not None:
            self.spite = one
            self.do(lambda: self.desk.in_spite_of(shown.first, shown.last, one), self._behind)

    def save(self, path: Path, table: Table) -> None:
        """Save the tables as they are in front."""
        self.do(lambda: self.desk.save(path, table), lambda _: self._saved(path))

    def print(self, title: str, tables: Sequence[tuple[str, Table]], notes: Sequence[str], done: Callable[[bytes], None]) -> None:
        """The tables as they are in front, on paper."""
        self.do(lambda: self.desk.pdf(title, tables, notes), done)

    # inside

    def _days(self) -> tuple[date, date]:
        today = self.desk.today()
        first = today.replace(day=1)
        match self.period:
            case Period.OWN if self.shown is not None:
                return self.shown.first, self.shown.last
            case Period.LAST_MONTH:
                return following(first, -1), first - timedelta(days=1)
            case Period.QUARTER:
                return first.replace(month=first.month - (first.month - 1) % 3), today
            case Period.YEAR:
                return first.replace(month=1), today
            case _:
                return first, today

    def _found_own(self, found: Numbers) -> None:
        self.period = Period.OWN
        self._found(found)

    def _found(self, found: Numbers) -> None:
        if self.shown is None or (self.shown.first, self.shown.last) != (found.first, found.last):
            self.sheets, self.saved, self.spite = None, "", None
        self.shown = found

    def _behind(self, found: Sheets) -> None:
        self.sheets = found

    def _saved(self, path: Path) -> None:
        self.saved = str(path)
