"""The lock on show: the same person, and somebody taking over."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from app.clock import SetClock
from app.errors import KnownError
from app.services.doorway import Notice, Tile
from ui.bridge import Bridge
from ui.gallery import Entry
from ui.pages.lock.model import LockModel
from ui.pages.lock.page import LockPage
from ui.pages.signin.gallery import NOW, Door


class Locked:
    """Nobody gets in."""

    def __init__(self) -> None:
        self._door = Door()

    def tiles(self) -> tuple[Tile, ...]:
        """Who works here."""
        return self._door.tiles()

    def notice(self) -> Notice:
        """What stands beside them."""
        return self._door.notice()

    def unlock(self, desk: object, password: str) -> object:
        """Never opens."""
        raise KnownError("password_wrong", tries=1, wait_seconds=0)

    def switch(self, desk: object, login: str, password: str) -> object:
        """Never opens."""
        raise KnownError("password_wrong", tries=1, wait_seconds=0)


def _page() -> LockPage:
    clock, bridge = SetClock(NOW), Bridge()
    page = LockPage(LockModel(Locked(), object(), "李明", "李明", clock), bridge, clock)
    bridge.setParent(page)
    return page


def taking_over() -> QWidget:
    """Somebody else sits down."""
    page = _page()
    page._model.switch(True)
    return page


ENTRIES = [Entry("lock", _page), Entry("lock-switch", taking_over)]
