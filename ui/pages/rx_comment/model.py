"""The month in front, its lot, and the sheet that is being looked at."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import date
from pathlib import Path
from typing import Protocol

from app.domain.rx_comment import Comment, Sample
from app.services.review_numbers import following
from app.services.rx_comment import CommentMonth, ToComment
from ui.pages.page_model import PageModel


class CommentDesk(Protocol):
    """What of the service this page uses."""

    def last_month(self) -> date: ...

    def of_month(self, month: date) -> CommentMonth: ...

    def draw(self, month: date) -> Sample: ...

    def sheet(self, month: date, sheet: str) -> ToComment: ...

    def comment(self, month: date, sheet: str, codes: Iterable[str], note: str = "") -> Comment: ...


class Paper(Protocol):
    """Of the report (app.services.rx_comment_paper.CommentPaper)."""

    def pdf(self, month: date) -> bytes: ...

    def printed(self, pdf: bytes) -> None: ...

    def save(self, path: Path, month: date) -> None: ...


class CommentModel(PageModel):
    """``shown``: the month in front; ``case``: the sheet in front, None = the report; ``saved``: where the report went, '' = nowhere."""

    def __init__(self, desk: CommentDesk, paper: Paper) -> None:
        super().__init__()
        self._desk, self.paper = desk, paper
        self.shown: CommentMonth | None = None
        self.case: ToComment | None = None
        self.saved = ""

    @property
    def is_newest(self) -> bool:
        """No later month is over."""
        return self.shown is None or self.shown.month >= self._desk.last_month()

    def load(self) -> None:
        """Read the month in front anew, the last one that is over to begin with."""
        self._read(self._desk.last_month() if self.shown is None else self.shown.month)

    def turn(self, by: int) -> None:
        """The month before (−1) or after (1); none that is not over."""
        if self.shown is not None and (by < 0 or not self.is_newest):
            self.case = None
            self._read(following(self.shown.month, by))

    def draw(self) -> None:
        """Draw the lot of the month in front."""
        if self.shown is not None:
            month = self.shown.month

            def work() -> CommentMonth:
                self._desk.draw(month)
                return self._desk.of_month(month)

            self.do(work, self._found)

    def open(self, sheet: str) -> None:
        """Put a sheet of the lot in front."""
        if self.shown is not None:
            month = self.shown.month
            self.do(lambda: self._desk.sheet(month, sheet), self._opened)

    def close(self) -> None:
        """Back to the report."""
        self.case, self.error = None, None
        self.changed()

    def comment(self, codes: Sequence[str], note: str) -> None:
        """Keep what was found; the next sheet nobody looked at comes by itself."""
        case, shown = self.case, self.shown
        if case is None or shown is None:
            return
        month = shown.month

        def work() -> tuple[CommentMonth, ToComment | None]:
            self._desk.comment(month, case.drawn.sheet, codes, note)
            now = self._desk.of_month(month)
            following_one = next((one.sheet for one in now.sheets if one.comment is None), None)
            return now, None if following_one is None else self._desk.sheet(month, following_one)

        self.do(work, self._commented)

    def save(self, path: Path) -> None:
        """Save the report of the month in front."""
        if self.shown is not None:
            month = self.shown.month
            self.do(lambda: self.paper.save(path, month), lambda _: self._kept(path))

    def print(self, done: Callable[[bytes], None]) -> None:
        """The report of the month in front, on paper."""
        if self.shown is not None:
            month = self.shown.month
            self.do(lambda: self.paper.pdf(month), done)

    def _read(self, month: date) -> None:
        self.do(lambda: self._desk.of_month(month), self._found)

    def _found(self, found: CommentMonth) -> None:
        self.shown, self.saved = found, ""

    def _opened(self, found: ToComment) -> None:
        self.case, self.saved = found, ""

    def _commented(self, found: tuple[CommentMonth, ToComment | None]) -> None:
        self.shown, self.case = found

    def _kept(self, path: Path) -> None:
        self.saved = str(path)
