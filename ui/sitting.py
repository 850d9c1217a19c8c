"""Somebody at the real window without a screen: signs in by typing, waits for pages, takes pictures; for the scripted day and stories."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from PySide6.QtCore import QEventLoop, Qt, QTimer
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QLineEdit, QWidget

from app.errors import KnownError
from app.texts import LANGUAGES
from ui import tokens
from ui.app import dress, make_application
from ui.desktop import Desktop
from ui.keymap import Act
from ui.pages.lock.page import LockPage
from ui.pages.signin.page import SignInPage
from ui.pages.signin.password_line import PasswordLine
from ui.station import Occasion

SIZE = (1366, 768)
PATIENCE_S = 30.0
SETTLE_S = 0.4
"""Reads beside the screen's thread come in before a picture is taken."""
W = TypeVar("W", bound=QWidget)


def write_into(field: QWidget, words: str) -> None:
    """Type as a person does: Latin by keys, Chinese as an input method commits it."""
    if words.isascii():
        QTest.keyClicks(field, words)
        return
    event = QInputMethodEvent()
    event.setCommitString(words)
    QApplication.sendEvent(field, event)


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
        self._enter(page.password, password)

    def take_over(self, login: str, password: str) -> None:
        """Lock, and somebody else sits down."""
        self.desktop.lock()
        self.until(lambda: self._found(LockPage) is not None, "lock")
        page = self._found(LockPage)
        assert page is not None
        page.switch.click()
        page.tiles.chosen.emit(login)
        self._enter(page.password, password)

    def _enter(self, line: PasswordLine, password: str) -> None:
        seated: list[bool] = []
        self.desktop.seated.connect(lambda: seated.append(True))
        line.field.setText(password)
        line.button.click()
        self.until(lambda: bool(seated), "seated")

    def page(self, kind: type[W], key: str) -> W:
        """The page of an entry of the rail, once it is there."""
        self.until(lambda: isinstance(self.desktop.window.page(key), kind), key)
        page = self.desktop.window.page(key)
        assert isinstance(page, kind)
        return page

    def press(self, word: str) -> None:
        """The key with this word on it, as soon as it is there and can be pressed."""
        found: list[QAbstractButton] = []

        def there() -> bool:
            found[:] = [one for one in self._seen(QAbstractButton) if one.isEnabled() and word in (one.accessibleName(), one.text())]
            return bool(found)

        self.until(there, word)
        found[-1].click()

    def fill(self, name: str, words: str) -> None:
        """The field of this name, as soon as it is there; Enter goes on from it."""
        self.until(lambda: self._field(name) is not None, name)
        field = self._field(name)
        assert field is not None
        field.setFocus()
        field.setText(words)
        field.setModified(True)
        field.textEdited.emit(words)
        field.returnPressed.emit()
        field.editingFinished.emit()

    def enter(self) -> None:
        """The Enter key, where the cursor is."""
        QTest.keyClick(self.cursor, Qt.Key.Key_Return)

    def strike_act(self, act: Act) -> None:
        """The key of the map that means this."""
        QTest.keySequence(self.cursor, act.sequences[0])

    def write(self, words: str) -> None:
        """Words typed where the cursor is."""
        write_into(self.cursor, words)

    @property
    def cursor(self) -> QWidget:
        """What keys go to."""
        return self.desktop.window.focusWidget() or self.desktop.window

    def shoot(self, file: Path, settle: float = SETTLE_S) -> None:
        """A picture of the window as it stands once what is being read has come in."""
        self.rest(settle)
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

    def _field(self, name: str) -> QLineEdit | None:
        return next((one for one in self._seen(QLineEdit) if one.accessibleName() == name and one.isEnabled()), None)

    def _seen(self, kind: type[W]) -> list[W]:
        return [one for one in self.desktop.window.findChildren(kind) if one.isVisible()]

    def _found(self, kind: type[W]) -> W | None:
        return self.desktop.window.findChild(kind)
