"""A page's model whose user is faster than the disk: what was scanned or opened while something is read is done after it, in order."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable

from app.errors import KnownError
from ui.pages.page_model import PageModel


class QueuedModel(PageModel):
    """Acts given to :meth:`when_free` wait; those given to :meth:`do` directly are dropped while busy, as a key pressed twice should be."""

    def __init__(self) -> None:
        super().__init__()
        self._waiting: deque[Callable[[], None]] = deque()

    def when_free(self, act: Callable[[], None]) -> None:
        """Now, or once what is under way is settled."""
        if self.busy:
            self._waiting.append(act)
        else:
            act()

    def _settle(self, finish: Callable[[], None]) -> None:
        super()._settle(finish)
        self._next()

    def _fail(self, error: KnownError) -> None:
        """Nothing goes past an error that nobody has read."""
        self._waiting.clear()
        super()._fail(error)

    def _next(self) -> None:
        if self._waiting and not self.busy:
            self._waiting.popleft()()
