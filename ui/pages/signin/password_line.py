"""Password and the button behind it; while one has to wait the button counts down."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QLabel, QWidget

from ui import icons, theme
from ui import tokens as t
from ui.pages.form_row import password_field
from ui.widgets.buttons import primary
from ui.widgets.frames import column, label, row

WIDTH = 300


class PasswordLine(QWidget):
    """`enter(password)` on Enter in the field or on the button. ``wait_seconds`` is asked every second."""

    def __init__(self, word: str, enter: Callable[[str], None], wait_seconds: Callable[[], int]) -> None:
        super().__init__()
        self._word, self._enter, self._wait_seconds = word, enter, wait_seconds
        self.field = password_field(self.tr("Password"))
        self.field.setMaximumWidth(theme.px(WIDTH))
        self.field.returnPressed.connect(self._pressed)
        self.button = primary(word, self._pressed)
        self._shape = QLabel()
        self._shape.setPixmap(icons.pixmap("lock", theme.px(18), t.SECONDARY))
        self._waiting = label("", ink="warn")
        line = row(self._shape, self.field, self.button, 0)
        line.setStretch(1, 8)
        lines = column(gap=t.XS)
        lines.addLayout(line)
        lines.addWidget(self._waiting)
        self.setLayout(lines)
        self._timer = QTimer(self, interval=1000)
        self._timer.timeout.connect(self.refresh)

    def refresh(self, busy: bool = False) -> None:
        """Follow the waiting time."""
        seconds = self._wait_seconds()
        self.button.setEnabled(not seconds and not busy)
        self._waiting.setText(self.tr("Try again in {n} s").format(n=seconds) if seconds else "")
        self._waiting.setVisible(bool(seconds))
        if seconds and not self._timer.isActive():
            self._timer.start()
        elif not seconds:
            self._timer.stop()

    def empty(self) -> None:
        """Nothing typed, the cursor in the field."""
        self.field.clear()
        self.field.setFocus()

    def _pressed(self) -> None:
        if self.button.isEnabled() and self.field.text():
            self._enter(self.field.text())
