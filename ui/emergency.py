"""F12: what to do in words, and keys that stamp the time of an act; over whatever is on the screen, the lock and the sign-in included.

No field is asked for. Name, diagnosis and values are added afterwards (app.services.emergency_sheets).
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any, Protocol

import shiboken6
from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QWidget

from app.clock import instant, local
from app.texts import chosen_language, load_texts, text
from ui import theme
from ui import tokens as t
from ui.widgets.buttons import button
from ui.widgets.flow_layout import flowing
from ui.widgets.frames import column, label, row

WIDTH = 720
_DIGITS = range(Qt.Key.Key_1.value, Qt.Key.Key_9.value + 1)


class Sheets(Protocol):
    """app.services.emergency_sheets.EmergencySheets, imported when it is wanted first: the window must not wait for it at the start."""

    def begin(self) -> Any: ...
    def stamp(self, sheet: Any, act: str) -> Any: ...


class EmergencyNotice(QFrame):
    """Lies over a window, in the middle; Esc or its button takes it away, what was stamped stays.

    `begun`: the first act of a patient was stamped, so that nobody stays armed for somebody else; `stamped`: any was.
    """

    begun = Signal()
    stamped = Signal()

    def __init__(self, host: QWidget, sheets: Callable[[], Sheets]) -> None:
        super().__init__(host)
        self._host, self._sheets = host, sheets
        self._sheet: Any = None
        theme.set_tone(self, "surface", "danger")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(self.tr("Emergency"))
        self._focus_before: QWidget | None = None
        self.closer = button(self.tr("Close (Esc)"), self.close_notice)
        body = column(
            label(self.tr("Emergency: the patient first. Call 120."), t.NAME, bold=True, ink="danger", wrap=True),
            label(self.tr("Say: where you are, what happened, how many people, age and consciousness, your phone number."), wrap=True),
            label(
                self.tr("Press a key as you do it: the time is written down. Name and diagnosis come later, within 24 hours."), wrap=True
            ),
            gap=t.M,
        )
        acts = load_texts(chosen_language()).tables["emergency_act"]
        self.keys = {act: button(f"{n} {word}", partial(self.stamp, act)) for n, (act, word) in enumerate(acts.items(), 1)}
        for each in self.keys.values():
            each.setMinimumHeight(theme.px(t.TARGET * 1.25))
        self._told = label("", bold=True, wrap=True)
        self._told.hide()
        self.another = button(self.tr("Another patient"), self.forget)
        body.addWidget(flowing(*self.keys.values()))
        body.addWidget(self._told)
        body.addLayout(row(0, self.another, self.closer))
        body.setContentsMargins(t.XL, t.L, t.XL, t.L)
        self.setLayout(body)
        host.installEventFilter(self)
        self.hide()

    def open_notice(self) -> None:
        """Show it, on top of all."""
        if self.isHidden():
            self._focus_before = self._host.focusWidget()
        self._place()
        self.show()
        self.raise_()
        self.closer.setFocus()

    def stamp(self, act: str) -> None:
        """This was done now."""
        sheets, first = self._sheets(), self._sheet is None
        self._sheet = sheets.stamp(self._sheet or sheets.begin(), act)
        stamps = self._sheet.stamps
        self._told.setText("  ".join(f"{local(instant(one.at)):%H:%M} {text(f'emergency_act.{one.act}')}" for one in stamps))
        self._told.show()
        self._place()
        if first:
            self.begun.emit()
        self.stamped.emit()

    def forget(self) -> None:
        """The next act is another patient's; what was stamped waits to be completed."""
        self._sheet = None
        self._told.clear()
        self._told.hide()
        self._place()

    def close_notice(self) -> None:
        """Back to where the cursor was."""
        self.hide()
        if self._focus_before is not None and shiboken6.isValid(self._focus_before):
            self._focus_before.setFocus()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.close_notice()
        elif event.key() in _DIGITS and event.key() - _DIGITS[0] < len(self.keys) and not event.isAutoRepeat():
            self.stamp(list(self.keys)[event.key() - _DIGITS[0]])
        else:
            super().keyPressEvent(event)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self._host and event.type() == QEvent.Type.Resize and not self.isHidden():
            self._place()
        return False

    def _place(self) -> None:
        width = min(theme.px(WIDTH), self._host.width() - 2 * t.L)
        height = self.heightForWidth(width) if self.hasHeightForWidth() else self.sizeHint().height()
        self.setGeometry((self._host.width() - width) // 2, max(t.L, (self._host.height() - height) // 3), width, height)
