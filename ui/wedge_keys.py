"""A scanner that types like a keyboard: its bursts are taken out of the window's keys, a person's typing passes untouched."""

from __future__ import annotations

import time
from collections.abc import Callable

import shiboken6
from PySide6.QtCore import QEvent, QObject, Qt, QTimer
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QWidget

from device_drivers.readings import Scan
from ui.station import Verdict, Wedge

_SHORTCUTS = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier | Qt.KeyboardModifier.MetaModifier


class WedgeKeys(QObject):
    """Hears every key on its way to the widget with the cursor, once. `listening` False (nobody signed in): all keys pass."""

    def __init__(self, app: QApplication, wedge: Wedge, listening: Callable[[], bool], scanned: Callable[[Scan], object]) -> None:
        super().__init__(app)
        self._app = app
        self._wedge, self._listening, self._scanned = wedge, listening, scanned
        self._held: list[QKeyEvent] = []
        self._at: QWidget | None = None
        self._handing_on = False
        self._due = QTimer(self, singleShot=True)
        self._due.setTimerType(Qt.TimerType.PreciseTimer)
        self._due.timeout.connect(self._tick)
        app.installEventFilter(self)

    def close(self) -> None:
        """Let all keys pass again: the application outlives the window, and another one may open in it."""
        self._app.removeEventFilter(self)
        self._act(self._wedge.other())
        self.setParent(None)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() != QEvent.Type.KeyPress or self._handing_on or not isinstance(event, QKeyEvent):
            return False
        if not isinstance(watched, QWidget) or watched is not QApplication.focusWidget():
            return False  # windows and parents see the same key again
        if not self._listening():
            self._act(self._wedge.other())
            return False
        text = event.text()
        if event.modifiers() & _SHORTCUTS or len(text) != 1 or not (text.isprintable() or text in "\r\n"):
            self._act(self._wedge.other())
            return False
        return self._key(watched, event, text)

    def _key(self, watched: QWidget, event: QKeyEvent, text: str) -> bool:
        verdict = self._wedge.key(text, time.monotonic())
        if text not in "\r\n":
            before, self._held = self._held, [*self._held, event.clone()]
            if before == []:
                self._at = watched
        self._act(verdict)
        return verdict.held

    def _tick(self) -> None:
        self._act(self._wedge.tick(time.monotonic()))

    def _act(self, verdict: Verdict) -> None:
        """Hand on what was typed by a person; a burst goes where scans go."""
        typed, self._held = self._held[: len(verdict.typed)], self._held[len(verdict.typed) :]
        self._hand_on(typed)
        if verdict.scan is not None:
            self._held = []
            self._scanned(verdict.scan)
        due = self._wedge.due
        if due is None:
            self._due.stop()
        else:
            self._due.start(max(1, round((due - time.monotonic()) * 1000) + 1))

    def _hand_on(self, keys: list[QKeyEvent]) -> None:
        self._handing_on = True
        try:
            for key in keys:
                where = self._at if self._at is not None and shiboken6.isValid(self._at) else QApplication.focusWidget()
                if where is not None:
                    QApplication.sendEvent(where, key)
        finally:
            self._handing_on = False
