"""A day in front, its numbers, the number that was asked about with its months, and the residents behind it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, timedelta
from enum import StrEnum
from pathlib import Path
from typing import Protocol

from app.domain.indicators import ASKED, Asked, MeasureReport
from app.services.indicators import Behind, Board, Month, Side
from ui.pages.page_model import PageModel

Table = Sequence[Sequence[str]]


class CutOff(StrEnum):
    """At the end of which day the numbers stand."""

    TODAY = "today"
    MONTH = "month"  # the month that ended last
    QUARTER = "quarter"
    YEAR = "year"
    OWN = "own"


class BoardDesk(Protocol):
    """What of the service this page uses (app.services.indicators.Indicators)."""

    def today(self) -> date: ...

    def board(self, at: date) -> Board: ...

    def behind(self, board: Board, asked: Asked, side: Side = Side.MISSING) -> Behind: ...

    def chart(self, board: Board, asked: Asked) -> tuple[Month, ...]: ...

    def report(self, board: Board) -> tuple[MeasureReport, ...]: ...


class Paper(Protocol):
    """app.services.report_paper.ReportPaper."""

    def save(self, path: Path, table: Table) -> None: ...

    def pdf(self, title: str, tables: Sequence[tuple[str, Table]], notes: Sequence[str]) -> bytes: ...

    def printed(self, pdf: bytes) -> None: ...


def day_of(cut_off: CutOff, today: date) -> date:
    """The last day that counts."""
    first = today.replace(day=1)
    match cut_off:
        case CutOff.MONTH:
            return first - timedelta(days=1)
        case CutOff.QUARTER:
            return first.replace(month=first.month - (first.month - 1) % 3) - timedelta(days=1)
        case CutOff.YEAR:
            return date(today.year - 1, 12, 31)
        case _:
            return today


class BoardModel(PageModel):
    """``board`` None before the first reading; ``asked``: the number in front; ``months`` and ``behind`` come after it.

    ``saved``: where the tables were saved last; ``reported``: how many numbers were reported now, None = not asked.
    """

    def __init__(self, desk: BoardDesk, paper: Paper) -> None:
        super().__init__()
        self.desk, self.paper = desk, paper
        self.cut_off = CutOff.TODAY
        self.board: Board | None = None
        self.asked = ASKED["hypertension.standard"]
        self.side = Side.MISSING
        self.behind: Behind | None = None
        self.months: tuple[Month, ...] = ()
        self.saved = ""
        self.reported: int | None = None
        self._drawn: tuple[date, Asked] | None = None

    def load(self) -> None:
        """Count anew at the day in front."""
        own = self.cut_off is CutOff.OWN and self.board is not None
        self.at(self.board.at if own and self.board is not None else day_of(self.cut_off, self.desk.today()))

    def choose(self, cut_off: CutOff) -> None:
        """Another day by its name."""
        if cut_off is not CutOff.OWN:
            self.cut_off = cut_off
            self.load()

    def at(self, day: date, own: bool = False) -> None:
        """The numbers at the end of a day, and what stands behind the one in front."""
        asked, side = self.asked, self.side

        def work() -> tuple[Board, Behind]:
            board = self.desk.board(day)
            return board, self.desk.behind(board, asked, side)

        def found(told: tuple[Board, Behind]) -> None:
            if own:
                self.cut_off = CutOff.OWN
            self.board, self.behind = told
            self.months, self.saved, self.reported, self._drawn = (), "", None, None

        self.do(work, found)

    def ask(self, asked: Asked, side: Side | None = None) -> None:
        """A number and the residents of one side of it."""
        board, wanted = self.board, side or self.side
        if board is None or (asked == self.asked and wanted is self.side and self.behind is not None):
            return

        def found(told: Behind) -> None:
            if asked != self.asked:
                self.months = ()
            self.asked, self.side, self.behind = asked, wanted, told

        self.do(lambda: self.desk.behind(board, asked, wanted), found)

    def draw(self) -> None:
        """How the number in front went by month; takes long, so nothing waits for it, and what comes too late is left."""
        board, asked = self.board, self.asked
        if board is None or self.months or self._drawn == (board.at, asked):
            return
        self._drawn = board.at, asked

        def found(told: tuple[Month, ...]) -> None:
            if self.board is board and self.asked == asked:
                self.months = told
                self.changed()

        self._run(lambda: self.desk.chart(board, asked), found, self.fail)

    def report(self) -> None:
        """Report the numbers in front upwards."""
        board = self.board
        if board is not None:
            self.do(lambda: self.desk.report(board), lambda told: setattr(self, "reported", len(told)))

    def save(self, path: Path, table: Table) -> None:
        """Save the tables as they are in front."""
        self.do(lambda: self.paper.save(path, table), lambda _: setattr(self, "saved", str(path)))

    def print(self, title: str, tables: Sequence[tuple[str, Table]], notes: Sequence[str], done: Callable[[bytes], None]) -> None:
        """The tables as they are in front, on paper."""
        self.do(lambda: self.paper.pdf(title, tables, notes), done)
