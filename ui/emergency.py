"""F12: what to do in words, over whatever is on the screen, the lock included. It touches nothing that is running."""

from __future__ import annotations

import shiboken6
from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QWidget

from ui import theme
from ui import tokens as t
from ui.widgets.buttons import button
from ui.widgets.frames import column, label, row

WIDTH = 640


class EmergencyNotice(QFrame):
    """Lies over a window, in the middle; Esc or its button takes it away."""

    def __init__(self, host: QWidget) -> None:
        super().__init__(host)
        self._host = host
        theme.set_tone(self, "surface", "danger")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(self.tr("Emergency"))
        self._focus_before: QWidget | None = None
        self.closer = button(self.tr("Close (Esc)"), self.close_notice)
        body = column(
            label(self.tr("Emergency: the patient first. Call 120."), t.NAME, bold=True, ink="danger", wrap=True),
            label(self.tr("Say: where you are, what happened, how many people, age and consciousness, your phone number."), wrap=True),
            label(
                self.tr("Emergency records are not part of this version. Write on paper: the time, blood pressure, pulse, what was given."),
                wrap=True,
            ),
            label(self.tr("Afterwards write it into the visit's note. Measurements and recordings that are running go on."), wrap=True),
            gap=t.M,
        )
        body.addLayout(row(0, self.closer))
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

    def close_notice(self) -> None:
        """Back to where the cursor was."""
        self.hide()
        if self._focus_before is not None and shiboken6.isValid(self._focus_before):
            self._focus_before.setFocus()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.close_notice()
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
