"""The ring that fills while seconds are recorded."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui import theme
from ui import tokens as t

SIDE, WIDTH = 120, 9


class RecordRing(QWidget):
    """Seconds kept in figures, their share of the goal as an arc; without a goal the ring turns once a minute."""

    def __init__(self) -> None:
        super().__init__()
        self._seconds, self._goal, self._running = 0, 30, False
        self._unit = self.tr("s recorded")
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def show_progress(self, seconds: int, goal: int, running: bool) -> None:
        """``goal`` 0 = until stopped by hand."""
        self._seconds, self._goal, self._running = seconds, goal, running
        self.setAccessibleName(self.tr("{seconds} seconds recorded").format(seconds=seconds))
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(theme.px(SIDE), theme.px(SIDE))

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def _share(self) -> float:
        if self._goal:
            return min(1.0, self._seconds / self._goal)
        return (self._seconds % 60) / 60

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        width = theme.px(WIDTH)
        box = QRectF(self.rect()).adjusted(width, width, -width, -width)
        painter.setPen(QPen(QColor(t.SUNKEN), width))
        painter.drawEllipse(box)
        ink = t.Tone.DANGER.value.ink if self._running else t.Tone.OK.value.ink
        if self._seconds:
            painter.setPen(QPen(QColor(ink), width, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap))
            painter.drawArc(box, 90 * 16, -round(self._share() * 360 * 16))
        painter.setPen(QColor(t.TEXT))
        painter.setFont(theme.font(t.VITAL, bold=True))
        painter.drawText(box.adjusted(0, -theme.px(10), 0, -theme.px(10)), Qt.AlignmentFlag.AlignCenter, str(self._seconds))
        painter.setPen(QColor(t.SECONDARY))
        painter.setFont(theme.font(t.SMALL))
        painter.drawText(box.adjusted(0, theme.px(38), 0, theme.px(14)), Qt.AlignmentFlag.AlignCenter, self._unit)
        painter.end()
