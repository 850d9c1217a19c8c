"""Somebody at the real window without a screen: signs in by typing, waits for pages, takes pictures; for the scripted day and stories."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from PySide6.QtCore import QEventLoop, QTimer
from PySide6.QtWidgets import QApplication, QWidget

from app.errors import KnownError
from app.texts import LANGUAGES
from ui import tokens
from ui.app import dress, make_application
from ui.desktop import Desktop
from ui.pages.signin.page import SignInPage
from ui.station import Occasion

SIZE = (1366, 768)
PATIENCE_S = 30.0
SETTLE_S = 0.4
"""Reads beside the screen's thread come in before a picture is taken."""
W = TypeVar("W", bound=QWidget)


class Sitting:
    """One window over one workstation. KnownError ``tour_stuck`` names where it did not get on."""

    def __init__(self, occasion: Occasion) -> None:
        app = QApplication.instance() or make_application(["xiangyi"])
        assert isinstance(app, QApplication)
        dress(app, tokens.DEFAULT_SCALE, LANGUAGES[0])
        self.desktop = Desktop(app, occasion)

    def sign_in(self, login: str, password: str, before: Callable[[], None] = lambda: None) -> None:
        """Choose the tile, type the password, wait for the pages. ``before`` is called with the tile chosen and nothing typed."""
        self.until(lambda: self._found(SignInPage) is not None, "signin")
        self.to_size()
        page = self._found(SignInPage)
        assert page is not None
        page.tiles.chosen.emit(login)
        before()
        seated: list[bool] = []
        self.desktop.seated.connect(lambda: seated.append(True))
        page.password.field.setText(password)
        page.password.button.click()
        self.until(lambda: bool(seated), "seated")

    def page(self, kind: type[W], key: str) -> W:
        """The page of an entry of the rail, once it is there."""
        self.until(lambda: isinstance(self.desktop.window.page(key), kind), key)
        page = self.desktop.window.page(key)
        assert isinstance(page, kind)
        return page

    def shoot(self, file: Path) -> None:
        """A picture of the window as it stands once what is being read has come in."""
        self.rest(SETTLE_S)
        self.desktop.window.grab().save(str(file))

    def to_size(self) -> None:
        """The reference screen."""
        self.desktop.window.showNormal()
        self.desktop.window.resize(*SIZE)
        self.rest(0.05)

    def until(self, settled: Callable[[], bool], where: str, seconds: float = PATIENCE_S) -> None:
        """Let the window live until something holds. KnownError ``tour_stuck``."""
        ends = time.monotonic() + seconds
        while not settled():
            if time.monotonic() > ends:
                raise KnownError("tour_stuck", where=where)
            self.rest(0.02)

    def rest(self, seconds: float) -> None:
        """Let the window live for a while."""
        loop = QEventLoop()
        QTimer.singleShot(max(1, round(seconds * 1000)), loop.quit)
        loop.exec()

    def _found(self, kind: type[W]) -> W | None:
        return self.desktop.window.findChild(kind)
