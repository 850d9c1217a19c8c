"""What every page's model has in common: it tells its page that something changed, and has slow work done elsewhere."""

from __future__ import annotations

from collections.abc import Callable
from typing import Generic, Protocol, TypeVar

from app.errors import KnownError

T = TypeVar("T")


class Run(Protocol):
    """Does `work`, then calls `done` with its result or `failed` with its known error (`ui.bridge.Bridge.run`)."""

    def __call__(self, work: Callable[[], T], done: Callable[[T], None], failed: Callable[[KnownError], None], /) -> None: ...


def at_once(work: Callable[[], T], done: Callable[[T], None], failed: Callable[[KnownError], None], /) -> None:
    """Do it here and now: what a model does that no page has taken over."""
    try:
        result = work()
    except KnownError as error:
        failed(error)
    else:
        done(result)


def nothing() -> None:
    """Nobody listens."""


class PageModel:
    """``error`` is the last known error, shown until the next act; ``busy`` while an act is under way."""

    def __init__(self) -> None:
        self.error: KnownError | None = None
        self.busy = False
        self.moves = 0  # acts begun and settled: what was read before the last of them may be older than what it wrote
        self._changed: Callable[[], None] = nothing
        self._run: Run = at_once

    def attach(self, changed: Callable[[], None], run: Run) -> None:
        """Taken over by a page: `changed` repaints it, `run` does slow work in a worker thread."""
        self._changed, self._run = changed, run

    def changed(self) -> None:
        """Tell the page."""
        self._changed()

    def do(self, work: Callable[[], T], done: Callable[[T], None]) -> None:
        """One act of the user: a second one waits until it is settled, its error is kept for the page."""
        if self.busy:
            return
        self.busy, self.error = True, None
        self.moves += 1
        self._run(work, lambda result: self._settle(lambda: done(result)), self._fail)

    def fail(self, error: KnownError) -> None:
        """Keep a known error for the page."""
        self.error = error
        self.changed()

    def _fail(self, error: KnownError) -> None:
        self._free()
        self.fail(error)

    def _settle(self, finish: Callable[[], None]) -> None:
        self._free()
        finish()
        self.changed()

    def _free(self) -> None:
        self.busy = False
        self.moves += 1


class Rereading(Generic[T]):
    """What is read anew whenever news comes: one reading at a time, and one more, afterwards, for all that came meanwhile.

    ``wanted`` gives the work as it is wanted at that moment; ``show`` takes its result, then the page is told. What an act overtook is
    not shown but read once more: an act's own result would be followed by what was true before it.
    """

    def __init__(self, model: PageModel, wanted: Callable[[], Callable[[], T]], show: Callable[[T], None]) -> None:
        self._model, self._wanted, self._show = model, wanted, show
        self.under_way = False
        self._again = False
        self._moves = 0

    def read(self) -> None:
        """Now, or once more after the reading that is under way."""
        if self.under_way:
            self._again = True
            return
        self.under_way, self._again, self._moves = True, False, self._model.moves
        self._model._run(self._wanted(), self._done, self._failed)

    def _done(self, result: T) -> None:
        self.under_way = False
        if self._moves != self._model.moves:
            self.read()
            return
        self._show(result)
        self._model.changed()
        if self._again:
            self.read()

    def _failed(self, error: KnownError) -> None:
        self.under_way = False
        self._model.fail(error)
