"""Values that were taken back after somebody saw them (H25): what has to be read before signing goes on, and calls to make."""

from __future__ import annotations

from collections.abc import Collection
from typing import Protocol

from app.errors import KnownError
from app.services.corrections import Call, Taken
from app.store.unit_of_work import Change
from ui.pages.page_model import PageModel

GONE = "correction_unknown"


class CorrectionDesk(Protocol):
    """What of the corrections this page uses."""

    def mine(self) -> list[Taken]: ...

    def seen(self, key: str) -> None: ...

    def calls(self) -> list[Call]: ...

    def called(self, key: str, outcome: str, note: str = "") -> None: ...


class TakenBackModel(PageModel):
    """``unread``: what the person at this keyboard saw and was not told yet. ``calling``: the list of calls is in front."""

    def __init__(self, corrections: CorrectionDesk) -> None:
        super().__init__()
        self._corrections = corrections
        self.unread: tuple[Taken, ...] = ()
        self.calls: tuple[Call, ...] = ()
        self.calling = False

    def reload(self) -> None:
        """Read both lists anew, beside the screen."""
        self._run(lambda: (tuple(self._corrections.mine()), tuple(self._corrections.calls())), self._listed, self.fail)

    def heard(self, change: Change) -> None:
        """News after a commit."""
        if "correction" in change.types():
            self.reload()

    def about(self, persons: Collection[str]) -> tuple[Taken, ...]:
        """What of it concerns a resident, given with all records linked to theirs."""
        return tuple(one for one in self.unread if one.person in persons)

    def first(self, persons: Collection[str]) -> tuple[Taken, ...]:
        """What is to be read first: about whoever is in front, else about the one who waits longest; one resident at a time."""
        mine = self.about(persons)
        return mine or self.about({one.person for one in self.unread[:1]})

    def read(self, some: tuple[Taken, ...]) -> None:
        """They have been read; signing goes on."""
        self.do(lambda: self._see(some), lambda _: self.reload())

    def show_calls(self, on: bool) -> None:
        """Bring the list of calls to the front, or put it away."""
        self.calling, self.error = on, None
        self.changed()

    def called(self, key: str, outcome: str, note: str) -> None:
        """What came of a call."""
        self.do(lambda: self._corrections.called(key, outcome, note), lambda _: self.reload())

    def fail(self, error: KnownError) -> None:
        """Somebody else may have dealt with it: the lists are read anew, the reason stays on the page."""
        super().fail(error)
        if error.code == GONE:
            self.reload()

    def _see(self, some: tuple[Taken, ...]) -> None:
        for one in some:
            self._corrections.seen(one.id)

    def _listed(self, lists: tuple[tuple[Taken, ...], tuple[Call, ...]]) -> None:
        self.unread, self.calls = lists
        self.calling = self.calling and bool(self.calls)
        self.changed()
