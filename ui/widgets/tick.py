"""A tick box that grows with the text and shows our own shapes."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QCheckBox

from ui import icons, theme
from ui import tokens as t

SIDE = 22


class Tick(QCheckBox):
    """A check box painted by us; keyboard and mouse are Qt's."""

    def __init__(self, words: str, bold: bool = False) -> None:
        super().__init__(words)
        self.setFont(theme.font(t.BODY, bold))

    def sizeHint(self) -> QSize:
        side, metrics = theme.px(SIDE), self.fontMetrics()
        return QSize(side + t.XS + metrics.horizontalAdvance(self.text()) + t.XS, max(side, metrics.height()) + t.XS)

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def hitButton(self, pos: object) -> bool:
        return True

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        side = theme.px(SIDE)
        box = QRectF(0, (self.height() - side) / 2, side, side)
        ink = t.DISABLED if not self.isEnabled() else t.PRIMARY if self.isChecked() else t.SECONDARY
        icons.paint(painter, "checked" if self.isChecked() else "unchecked", box, ink)
        text = QRectF(side + t.XS, 0, self.width() - side - t.XS, self.height())
        painter.setFont(self.font())
        painter.setPen(QColor(t.TEXT if self.isEnabled() else t.DISABLED))
        painter.drawText(text, Qt.AlignmentFlag.AlignVCenter, self.text())
        if self.hasFocus():
            painter.setPen(QPen(QColor(t.PRIMARY), 1))
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), t.XS, t.XS)
        painter.end()
