"""Slow work of a page's model, done when a test says so: what comes in between is what is tested."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from app.errors import KnownError
from ui.pages.page_model import at_once

T = TypeVar("T")


class Later:
    """A :class:`ui.pages.page_model.Run`; ``waiting``: what was given and not done yet, in order."""

    def __init__(self) -> None:
        self.waiting: list[Callable[[], None]] = []

    def __call__(self, work: Callable[[], T], done: Callable[[T], None], failed: Callable[[KnownError], None], /) -> None:
        self.waiting.append(lambda: at_once(work, done, failed))

    def next(self) -> None:
        """Do the first."""
        self.waiting.pop(0)()

    def all(self) -> None:
        """Do them all, and what follows from them."""
        while self.waiting:
            self.next()
