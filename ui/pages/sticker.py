"""A device's coloured, numbered sticker as it is on the device; the colour never stands without its word."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui import theme
from ui import tokens as t
from ui.pages.devices.model import colour_of

GROUNDS = {
    "red": ("#c62828", "#ffffff"),
    "blue": ("#1e5fb4", "#ffffff"),
    "yellow": ("#f6c945", "#2b2100"),
    "green": ("#2e7d46", "#ffffff"),
    "white": ("#ffffff", t.TEXT),
    "orange": ("#e8801a", "#221100"),
    "": (t.SUNKEN, t.TEXT),
}


class Sticker(QWidget):
    """Rounded, in its colour, with its word; `size` is the type size at 100 %."""

    def __init__(self, text: str = "", size: int = t.BODY) -> None:
        super().__init__()
        self._size = size
        self._text = ""
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.set_text(text)

    def set_text(self, text: str) -> None:
        """Another sticker."""
        self._text = text
        self.setAccessibleName(text)
        self.updateGeometry()
        self.update()

    def text(self) -> str:
        """What stands on it."""
        return self._text

    def sizeHint(self) -> QSize:
        metrics = QFontMetrics(theme.font(self._size, True))
        return QSize(metrics.horizontalAdvance(self._text) + 2 * t.S, metrics.height() + t.XS)

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, _event: QPaintEvent) -> None:
        ground, ink = GROUNDS[colour_of(self._text)]
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(QColor(t.BORDER), 1))
        painter.setBrush(QColor(ground))
        box = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        painter.drawRoundedRect(box, 5, 5)
        painter.setPen(QColor(ink))
        painter.setFont(theme.font(self._size, True))
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, self._text)
        painter.end()
