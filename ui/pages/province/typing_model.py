"""One form on its way into a web form: which field is in turn, what lies on the clipboard, what was passed over."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from app.domain.filled_form import FilledForm
from app.errors import KnownError
from app.services.province_entry import Entry, EntryStep
from app.services.province_stages import Stage
from ui.pages.page_model import PageModel
from ui.pages.province.clip import Clip


class Notes(Protocol):
    """app.services.province_entry.ProvinceEntry"""

    def say_done(self, form: str) -> FilledForm: ...


class TypingModel(PageModel):
    """Fields with a value come in turn, of a corrected form those that changed; any other is reached by :meth:`jump`.

    ``place``: which step is in front, as many as there are = all were. ``held``: its value was put on the clipboard by us.
    """

    def __init__(self, notes: Notes, clip: Clip) -> None:
        super().__init__()
        self._notes, self._clip = notes, clip
        self.entry: Entry | None = None
        self.place = 0
        self.held = False
        self.typed: frozenset[int] = frozenset()
        self.skipped: frozenset[int] = frozenset()
        self._turn: tuple[int, ...] = ()

    @property
    def steps(self) -> tuple[EntryStep, ...]:
        """All fields in the order of the web form."""
        return self.entry.steps if self.entry is not None else ()

    @property
    def current(self) -> EntryStep | None:
        """The field in front; None where all were, or there is no form."""
        return self.steps[self.place] if self.place < len(self.steps) else None

    @property
    def finished(self) -> bool:
        """Whether every field had its turn."""
        return self.entry is not None and self.place >= len(self.steps)

    @property
    def corrected(self) -> bool:
        """Whether only what changed is to be typed."""
        return self.entry is not None and self.entry.row.stage is Stage.AMENDED

    @property
    def progress(self) -> tuple[int, int]:
        """The how-manieth of how many that come in turn."""
        return sum(one <= self.place for one in self._turn), len(self._turn)

    @property
    def following(self) -> EntryStep | None:
        """What comes next."""
        after = self._after()
        return self.steps[after] if after < len(self.steps) else None

    @property
    def left_empty(self) -> tuple[EntryStep, ...]:
        """Fields without a value between the one before and the one in front: they stay as they are there."""
        before = max((one for one in self._turn if one < self.place), default=-1)
        between = self.steps[before + 1 : self.place]
        return () if self.corrected else tuple(one for one in between if not one.value)

    def open(self, entry: Entry) -> None:
        """Another form; the first of its fields is ready to be pasted."""
        self.entry, self.error = entry, None
        self.typed = self.skipped = frozenset()
        self._turn = tuple(number for number, one in enumerate(entry.steps) if (one.changed if self.corrected else one.value))
        self._go(self._turn[0] if self._turn else len(entry.steps))

    def advance(self) -> None:
        """The field in front was pasted: the next one is ready. What is not on the clipboard (after a lock) is put there first."""
        if self.current is None:
            return
        if not self.held:
            self._go(self.place)
            return
        self.typed, self.skipped = self.typed | {self.place}, self.skipped - {self.place}
        self._go(self._after())

    def skip(self) -> None:
        """The field in front is left out."""
        if self.current is not None:
            self.skipped, self.typed = self.skipped | {self.place}, self.typed - {self.place}
            self._go(self._after())

    def back(self) -> None:
        """The one before, once more."""
        self._go(max((one for one in self._turn if one < self.place), default=self.place))

    def jump(self, place: int) -> None:
        """Any field."""
        if 0 <= place < len(self.steps):
            self._go(place)

    def conceal(self) -> None:
        """The screen is locked."""
        self._clip.clear()
        self.held = False

    def close(self) -> None:
        """Nothing is left of it."""
        self.conceal()
        self.entry, self._turn, self.place = None, (), 0
        self.typed = self.skipped = frozenset()

    def say_done(self, then: Callable[[], None]) -> None:
        """It was entered; ``then``: once that is noted."""
        entry = self.entry
        if entry is None:
            return
        if not self.finished:
            self.fail(KnownError("province_unfinished"))
            return
        self.do(lambda: self._notes.say_done(entry.row.form), lambda _: then())

    # inside

    def _after(self) -> int:
        return next((one for one in self._turn if one > self.place), len(self.steps))

    def _go(self, place: int) -> None:
        self.place = place
        current = self.current
        self._clip.put(current.value if current is not None else "")
        self.held = current is not None
        self.changed()
