"""A stored ECG at true scale: scrolls along its seconds, and a calliper measures ms, mV and beats per minute."""

from __future__ import annotations

import math
from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QFrame, QScrollArea, QWidget

from ui import theme
from ui import tokens as t
from ui.widgets.ecg_scale import TRACE, EcgScale, dots_per_mm, paint_grid, pulse, pulse_width

NV_PER_MV = 1_000_000
STEP_S = 1.0  # what an arrow key moves
Step = float | None


class EcgStrip(QScrollArea):
    """The recording, one lead below another. Arrows move by a second, Page keys by a window, Home and End to the ends."""

    measured = Signal(float, float)  # milliseconds and millivolts between the calliper's points

    def __init__(self, measured_dots_per_mm: float | None = None) -> None:
        super().__init__()
        self.paper = _Paper(measured_dots_per_mm)
        self.paper.measured.connect(self.measured)
        self.setWidget(self.paper)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setAccessibleName(self.tr("ECG recording"))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    def show_recording(self, leads: Sequence[str], hz: int, nv_per_lsb: int, samples: Sequence[Sequence[Step]]) -> None:
        """Lead names, samples per second, nanovolts per step, and the samples of each lead; None = lead off."""
        self.paper.take(tuple(leads), hz, nv_per_lsb, samples)
        self.setMinimumHeight(self.paper.height() + self.horizontalScrollBar().sizeHint().height())
        self.horizontalScrollBar().setSingleStep(round(STEP_S * self.paper.scale.per_s))
        self.horizontalScrollBar().setValue(0)

    @property
    def seconds_shown(self) -> tuple[float, float]:
        """First and last second in view."""
        start = self.horizontalScrollBar().value() / self.paper.scale.per_s
        return start, start + self.viewport().width() / self.paper.scale.per_s

    def keyPressEvent(self, event: QKeyEvent) -> None:
        bar = self.horizontalScrollBar()
        to = {
            Qt.Key.Key_Left.value: bar.value() - bar.singleStep(),
            Qt.Key.Key_Right.value: bar.value() + bar.singleStep(),
            Qt.Key.Key_PageUp.value: bar.value() - self.viewport().width(),
            Qt.Key.Key_PageDown.value: bar.value() + self.viewport().width(),
            Qt.Key.Key_Home.value: bar.minimum(),
            Qt.Key.Key_End.value: bar.maximum(),
        }.get(event.key())
        if to is None:
            super().keyPressEvent(event)
        else:
            bar.setValue(to)


class _Paper(QWidget):
    measured = Signal(float, float)

    def __init__(self, measured_dots_per_mm: float | None) -> None:
        super().__init__()
        self._measured_dots = measured_dots_per_mm
        self._leads: tuple[str, ...] = ()
        self._hz, self._mv_per_step = 250, 0.001
        self._samples: Sequence[Sequence[Step]] = ()
        self._from: QPointF | None = None
        self._to: QPointF | None = None
        self.setCursor(Qt.CursorShape.CrossCursor)

    @property
    def scale(self) -> EcgScale:
        """25 mm/s and 10 mm/mV on this screen."""
        return EcgScale(dots_per_mm(self, self._measured_dots))

    def take(self, leads: tuple[str, ...], hz: int, nv_per_lsb: int, samples: Sequence[Sequence[Step]]) -> None:
        """Show another recording."""
        self._leads, self._hz, self._mv_per_step, self._samples = leads, hz, nv_per_lsb / NV_PER_MV, samples
        self._from = self._to = None
        self.resize(self.sizeHint())
        self.update()

    def sizeHint(self) -> QSize:
        longest = max((len(lead) for lead in self._samples), default=0)
        width = self._left() + longest / self._hz * self.scale.per_s + t.S
        return QSize(math.ceil(width), math.ceil(len(self._leads) * 3 * self.scale.per_mv))

    def _left(self) -> float:
        return t.S + pulse_width(self.scale)

    def _middle(self, lead: int) -> float:
        return (lead + 0.6) * 3 * self.scale.per_mv

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        box, mm = event.rect(), self.scale.dots_per_mm
        start = math.floor(box.left() / (5 * mm)) * 5 * mm  # the grid goes on where the last piece ended
        paint_grid(painter, QRectF(start, 0, box.right() + 1 - start, self.height()), mm)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for lead, name in enumerate(self._leads):
            painter.setPen(QPen(QColor(TRACE), 1.5))
            painter.drawPolyline(pulse(t.XS, self._middle(lead), self.scale))
            painter.setFont(theme.font(t.BODY, bold=True))
            painter.drawText(QPointF(t.S, self._middle(lead) - 1.35 * self.scale.per_mv), name)
            self._paint_lead(painter, lead, box.left(), box.right())
        self._paint_calliper(painter)
        painter.end()

    def _paint_lead(self, painter: QPainter, lead: int, first_x: int, last_x: int) -> None:
        per_sample = self.scale.per_s / self._hz
        samples, middle, up = self._samples[lead], self._middle(lead), self._mv_per_step * self.scale.per_mv
        first = max(0, int((first_x - self._left()) / per_sample) - 1)
        last = min(len(samples), int((last_x - self._left()) / per_sample) + 3)
        line: list[QPointF] = []
        for number in range(first, last):
            step = samples[number]
            if step is None:
                painter.drawPolyline(QPolygonF(line))
                line = []
            else:
                line.append(QPointF(self._left() + number * per_sample, middle - step * up))
        painter.drawPolyline(QPolygonF(line))

    def _paint_calliper(self, painter: QPainter) -> None:
        if self._from is None or self._to is None:
            return
        painter.setPen(QPen(QColor(t.PRIMARY), 1))
        painter.setBrush(QColor(11, 110, 153, 30))
        painter.drawRect(QRectF(self._from, self._to).normalized())
        painter.setFont(theme.font(t.BODY, bold=True))
        painter.drawText(QPointF(max(self._from.x(), self._to.x()) + t.XS, self._to.y()), self.reading())

    def span(self) -> tuple[float, float]:
        """Milliseconds and millivolts between the two points; (0, 0) before there are any."""
        if self._from is None or self._to is None:
            return 0.0, 0.0
        across, down = self._to.x() - self._from.x(), self._to.y() - self._from.y()
        return abs(across) / self.scale.per_s * 1000, -down / self.scale.per_mv

    def reading(self) -> str:
        """The calliper in words: ``812 ms · 0.45 mV · 74/min``."""
        ms, mv = self.span()
        rate = f" · {60000 / ms:.0f}/min" if ms >= 200 else ""
        return f"{ms:.0f} ms · {mv:.2f} mV{rate}"

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._from = self._to = event.position()
        self.update()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._to = event.position()
        self.update()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        self._to = event.position()
        self.update()
        self.measured.emit(*self.span())
