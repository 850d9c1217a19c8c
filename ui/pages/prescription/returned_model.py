"""Sheets that a pharmacist sent back, as the doctor answers them: adopt and sign again, disagree, or what a call came to."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Protocol

from app.clock import Clock
from app.rules.reviewing import review_policy
from app.services.returned import ReturnedSheet
from app.services.rx_draft import RxDraft
from ui.pages.page_model import PageModel, Rereading


class ReturnedDesk(Protocol):
    """What of the service this panel uses."""

    def waiting(self) -> Sequence[ReturnedSheet]: ...

    def adopt(self, sheet: str) -> RxDraft: ...

    def disagree(self, sheet: str, reason: str) -> None: ...

    def called(self, sheet: str, outcome: str, note: str = "") -> None: ...


class ReturnedModel(PageModel):
    """``adopted`` is told the draft that adopting made; its sheet is opened then, nothing is signed by that (H35)."""

    def __init__(self, desk: ReturnedDesk, clock: Clock) -> None:
        super().__init__()
        self._desk, self.clock = desk, clock
        self.rows: tuple[ReturnedSheet, ...] = ()
        self.adopted: Callable[[RxDraft], None] = lambda draft: None
        self._list = Rereading(self, lambda: self._desk.waiting, self._loaded)

    @property
    def outcomes(self) -> Mapping[str, str]:
        """What a call may come to, code → words."""
        return review_policy().calls

    def of(self, sheet: str) -> ReturnedSheet | None:
        """One of them, None where the sheet was not sent back or is dealt with."""
        return next((one for one in self.rows if one.sheet.id == sheet), None)

    def load(self) -> None:
        """Read the list."""
        self._list.read()

    def adopt(self, sheet: str) -> None:
        """采纳: on to the draft."""
        self.do(lambda: self._desk.adopt(sheet), self._adopted)

    def disagree(self, sheet: str, reason: str) -> None:
        """不采纳: to a second pharmacist."""
        self.do(lambda: self._desk.disagree(sheet, reason), lambda _: self.load())

    def called(self, sheet: str, outcome: str) -> None:
        """The patient was called."""
        self.do(lambda: self._desk.called(sheet, outcome), lambda _: self.load())

    def _adopted(self, draft: RxDraft) -> None:
        self.adopted(draft)

    def _loaded(self, rows: Sequence[ReturnedSheet]) -> None:
        self.rows = tuple(rows)
