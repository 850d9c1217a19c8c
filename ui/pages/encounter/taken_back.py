"""Values that were taken back after somebody saw them (H25): what has to be read before signing goes on; all calls to make (H26 too)."""

from __future__ import annotations

from collections.abc import Collection
from typing import Protocol

from app.errors import KnownError
from app.services.corrections import Call, Taken
from app.services.late_facts import Late
from app.store.unit_of_work import Change
from ui.pages.page_model import PageModel

GONE = frozenset({"correction_unknown", "late_call_unknown"})


class CorrectionDesk(Protocol):
    """What of the corrections this page uses."""

    def mine(self) -> list[Taken]: ...

    def seen(self, key: str) -> None: ...

    def calls(self) -> list[Call]: ...

    def called(self, key: str, outcome: str, note: str = "") -> None: ...


class LateDesk(Protocol):
    """What of the late facts this page uses."""

    def calls(self) -> list[Late]: ...

    def called(self, key: str, outcome: str, note: str = "") -> None: ...


class TakenBackModel(PageModel):
    """``unread``: what the person at this keyboard saw and was not told yet. ``calling``: the list of calls is in front."""

    def __init__(self, corrections: CorrectionDesk, late: LateDesk) -> None:
        super().__init__()
        self._corrections, self._late = corrections, late
        self.unread: tuple[Taken, ...] = ()
        self.calls: tuple[Call | Late, ...] = ()
        self.calling = False

    def reload(self) -> None:
        """Read both lists anew, beside the screen."""
        self._run(lambda: (tuple(self._corrections.mine()), self._to_call()), self._listed, self.fail)

    def heard(self, change: Change) -> None:
        """News after a commit."""
        if change.types() & {"correction", "late_call"}:
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
        late = any(isinstance(one, Late) and one.id == key for one in self.calls)
        desk = self._late if late else self._corrections
        self.do(lambda: desk.called(key, outcome, note), lambda _: self.reload())

    def fail(self, error: KnownError) -> None:
        """Somebody else may have dealt with it: the lists are read anew, the reason stays on the page."""
        super().fail(error)
        if error.code in GONE:
            self.reload()

    def _see(self, some: tuple[Taken, ...]) -> None:
        for one in some:
            self._corrections.seen(one.id)

    def _to_call(self) -> tuple[Call | Late, ...]:
        both: list[Call | Late] = [*self._corrections.calls(), *self._late.calls()]
        return tuple(sorted(both, key=lambda one: one.made_at))

    def _listed(self, lists: tuple[tuple[Taken, ...], tuple[Call | Late, ...]]) -> None:
        self.unread, self.calls = lists
        self.calling = self.calling and bool(self.calls)
        self.changed()
