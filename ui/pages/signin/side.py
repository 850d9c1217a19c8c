"""The dark side of sign-in and lock: the program's sign, one headline, quiet lines below."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QPalette
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget

from ui import icons, theme
from ui import tokens as t
from ui.widgets.frames import column, label

WIDTH = 270


class Side(QWidget):
    """As wide as it must be, as high as the window."""

    def __init__(self, icon: str) -> None:
        super().__init__()
        colours = self.palette()
        for role, colour in ((QPalette.ColorRole.Window, t.RAIL), (QPalette.ColorRole.WindowText, t.RAIL_TEXT)):
            colours.setColor(role, QColor(colour))
        self.setPalette(colours)
        self.setAutoFillBackground(True)
        self.setFixedWidth(theme.px(WIDTH))
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Expanding)
        sign = QLabel()
        sign.setPixmap(icons.pixmap(icon, theme.px(44), t.RAIL_ACCENT))
        self._over = self._line(t.BODY, t.RAIL_QUIET)
        self._headline = self._line(t.NAME, "#ffffff", bold=True)
        self._lines = [self._line(t.BODY, t.RAIL_TEXT) for _ in range(3)]
        body = column(sign, t.S, self._over, self._headline, 0, *self._lines, gap=t.S)
        body.setContentsMargins(t.XL, t.XL * 2, t.XL, t.XL)
        self.setLayout(body)

    def say(self, over: str, headline: str, lines: Sequence[str]) -> None:
        """A small line, the headline, and up to three lines at the bottom."""
        self._over.setText(over)
        self._headline.setText(headline)
        for number, each in enumerate(self._lines):
            each.setText(lines[number] if number < len(lines) else "")
            each.setVisible(bool(each.text()))

    def _line(self, size: int, ink: str, bold: bool = False) -> QLabel:
        made = label("", size, bold, wrap=True)
        colours = made.palette()
        colours.setColor(QPalette.ColorRole.WindowText, QColor(ink))
        made.setPalette(colours)
        made.setAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop)
        return made
