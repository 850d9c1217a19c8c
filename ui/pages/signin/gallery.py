"""Sign-in on show: the people of a small clinic, and a wrong password."""

from __future__ import annotations

from datetime import UTC, datetime

from PySide6.QtWidgets import QWidget

from app.clock import SetClock
from app.errors import KnownError
from app.services.doorway import Notice, Tile
from ui.bridge import Bridge
from ui.gallery import Entry
from ui.pages.signin.model import SignInModel
from ui.pages.signin.page import SignInPage

NOW = datetime(2026, 3, 5, 0, 52, tzinfo=UTC)
PEOPLE = (
    Tile("李明", "李明", "doctor", "2026-03-05T00:41:00.000Z"),
    Tile("张桂兰", "张桂兰", "nurse", "2026-03-04T08:20:00.000Z"),
    Tile("王建军", "王建军", "administrator", None),
)


class Door:
    """Three people, and nobody gets in."""

    def tiles(self) -> tuple[Tile, ...]:
        """Who works here."""
        return PEOPLE

    def notice(self) -> Notice:
        """What stands beside them."""
        return Notice("八里台镇第三村卫生室", "2026-03-05T00:41:00.000Z", "0.1.0")

    def sign_in(self, login: str, password: str) -> object:
        """Never opens."""
        raise KnownError("password_wrong", tries=5, wait_seconds=30)

    def recover(self, code: str, login: str, new_password: str) -> object:
        """Never opens."""
        raise KnownError("recovery_wrong", tries=1, wait_seconds=0)


def _page() -> SignInPage:
    clock, bridge = SetClock(NOW), Bridge()
    page = SignInPage(SignInModel(Door(), clock), bridge, clock)
    bridge.setParent(page)
    return page


def wrong() -> QWidget:
    """After the fifth wrong password."""
    page = _page()
    page._model.fail(KnownError("password_wrong", tries=5, wait_seconds=30))
    return page


def recovering() -> QWidget:
    """With the recovery key."""
    page = _page()
    page._model.forgot(True)
    return page


ENTRIES = [Entry("signin", _page), Entry("signin-wrong", wrong), Entry("signin-recovery", recovering)]
