"""Own sheets that were looked at, the one in front, and its one answer."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from app.domain.rx_comment import AnswerAct, CommentAnswer
from app.services.comments_back import FoundInMine
from ui.pages.page_model import PageModel, Rereading


class FoundDesk(Protocol):
    """What of the service this page uses (app.services.comments_back.CommentsBack)."""

    def mine(self) -> Sequence[FoundInMine]: ...

    def answer(self, comment: str, act: AnswerAct, words: str = "") -> CommentAnswer: ...


class FoundModel(PageModel):
    """``rows``: those that wait for an answer first, then the newest; ``key``: the comment in front, '' = none."""

    def __init__(self, desk: FoundDesk) -> None:
        super().__init__()
        self._desk = desk
        self.rows: tuple[FoundInMine, ...] = ()
        self.key = ""
        self._list = Rereading(self, lambda: self._desk.mine, self._loaded)

    @property
    def current(self) -> FoundInMine | None:
        """The sheet in front."""
        return next((one for one in self.rows if one.comment.id == self.key), None)

    @property
    def waiting(self) -> int:
        """How many wait for an answer."""
        return sum(one.waits for one in self.rows)

    def load(self) -> None:
        """Read the list."""
        self._list.read()

    def open(self, comment: str) -> None:
        """Put one in front."""
        self.key, self.error = comment, None
        self.changed()

    def answer(self, act: AnswerAct, words: str = "") -> None:
        """Answer the one in front."""
        key = self.key
        if self.current is not None:
            self.do(lambda: self._desk.answer(key, act, words), lambda _: self.load())

    def _loaded(self, rows: Sequence[FoundInMine]) -> None:
        self.rows = tuple(sorted(rows, key=lambda one: not one.waits))
        if self.current is None:
            self.key = self.rows[0].comment.id if self.rows else ""
