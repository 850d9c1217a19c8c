"""An empty list says what to do next."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QPushButton, QWidget

from ui import icons, theme
from ui import tokens as t
from ui.widgets.frames import column, label, row


class EmptyState(QWidget):
    """A quiet picture, one sentence on what is (not) here, one on what to do, and perhaps the button that does it."""

    def __init__(self, icon: str, title: str, advice: str = "", action: QPushButton | None = None) -> None:
        super().__init__()
        picture = QLabel()
        picture.setPixmap(icons.pixmap(icon, theme.px(40), t.BORDER))
        self._title = label(title, t.HEADING, bold=True, wrap=True)
        self._advice = label(advice, t.BODY, ink="secondary", wrap=True)
        for each in (picture, self._title, self._advice):
            each.setAlignment(Qt.AlignmentFlag.AlignCenter)
        if not advice:
            self._advice.hide()  # never shown before it has a parent: it would be a window for a moment and take the keyboard away
        body = column(0, picture, self._title, self._advice)
        if action is not None:
            body.addLayout(row(0, action, 0))
        body.addStretch(1)
        body.setContentsMargins(t.L, t.L, t.L, t.L)
        self.setLayout(body)

    def say(self, title: str, advice: str = "") -> None:
        """Change the sentences."""
        self._title.setText(title)
        self._advice.setText(advice)
        self._advice.setVisible(bool(advice))
