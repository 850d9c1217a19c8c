"""Live ECG: a pen runs from left to right at true scale and erases what it meets; only the band it moves over is painted."""

from __future__ import annotations

import math
from collections import deque
from collections.abc import Sequence

from PySide6.QtCore import QElapsedTimer, QPointF, QRect, QRectF, QSize, Qt, QTimer
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen, QPixmap, QPolygonF, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui import theme
from ui import tokens as t
from ui.widgets.ecg_scale import TRACE, EcgScale, dots_per_mm, paint_grid, pulse, pulse_width

FRAME_MS = 33
GAP_MM = 4.0  # blank paper ahead of the pen
CALM_S = 0.5  # what may wait unpainted before the pen hurries: packets of a patch come about twice a second
NV_PER_MV = 1_000_000

Step = float | None


class EcgSweep(QWidget):
    """Leads one below another. `feed` takes samples as they come; a sample None is lead-off and stays a gap, never a line."""

    def __init__(self, measured_dots_per_mm: float | None = None) -> None:
        super().__init__()
        self._measured = measured_dots_per_mm
        self._leads: tuple[str, ...] = ()
        self._hz, self._mv_per_step = 250, 0.001
        self._waiting: deque[tuple[Step, ...]] = deque()
        self._painted: deque[tuple[Step, ...]] = deque()  # what stands on the paper, for another size
        self._owed = 0.0
        self._column = 0  # samples painted since the pen was at the left edge
        self._last: list[QPointF | None] = []
        self._paper, self._canvas = QPixmap(), QPixmap()
        self._since = QElapsedTimer()
        self._timer = QTimer(self, interval=FRAME_MS)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._frame)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)

    def set_signal(self, leads: Sequence[str], hz: int, nv_per_lsb: int) -> None:
        """Names of the leads, samples per second and nanovolts per step; begins on clean paper."""
        self._leads, self._hz, self._mv_per_step = tuple(leads), hz, nv_per_lsb / NV_PER_MV
        self._waiting.clear()
        self._owed = 0.0
        self._renew()

    def feed(self, rows: Sequence[Sequence[Step]]) -> None:
        """Samples per lead, all of one length, oldest first; in the GUI thread."""
        self._waiting.extend(zip(*rows, strict=True))

    def start(self) -> None:
        """Let the pen run."""
        self._since.start()
        self._timer.start()

    def stop(self) -> None:
        """Stop the pen; the trace stays."""
        self._timer.stop()

    @property
    def scale(self) -> EcgScale:
        """25 mm/s and 10 mm/mV on this screen."""
        return EcgScale(dots_per_mm(self, self._measured))

    @property
    def waiting_samples(self) -> int:
        """How many samples were fed and not yet painted."""
        return len(self._waiting)

    def advance(self, seconds: float) -> QRect:
        """Paint what belongs to that much time; returns the band that changed. The timer calls it; benchmarks and tests too."""
        self._owed = min(self._owed + seconds * self._hz, float(self._hz))
        behind = len(self._waiting) - CALM_S * self._hz
        count = min(len(self._waiting), int(self._owed) + max(0, int(behind * 0.1)))
        self._owed = max(0.0, self._owed - count) if count else min(self._owed, 1.0)
        if not count or self._canvas.isNull():
            return QRect()
        return self._draw([self._waiting.popleft() for _ in range(count)])

    def sizeHint(self) -> QSize:
        return QSize(600, self.minimumSizeHint().height())

    def minimumSizeHint(self) -> QSize:
        return QSize(theme.px(240), math.ceil(max(1, len(self._leads)) * 2 * self.scale.per_mv * 0.8))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        painted = list(self._painted)
        self._renew()
        if painted and self._leads:
            self._draw(painted[-self._room() :])

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        ratio = self._canvas.devicePixelRatio()
        box = event.rect()
        source = QRectF(box.x() * ratio, box.y() * ratio, box.width() * ratio, box.height() * ratio)
        painter.drawPixmap(QRectF(box), self._canvas, source)
        painter.end()

    # inside

    def _frame(self) -> None:
        band = self.advance(self._since.restart() / 1000)
        if not band.isNull():
            self.update(band)

    def _renew(self) -> None:
        """Clean paper with lead names and calibration pulses; the pen starts at the left."""
        ratio = self.devicePixelRatioF()
        self._paper = QPixmap(self.size() * ratio)
        self._paper.setDevicePixelRatio(ratio)
        painter = QPainter(self._paper)
        paint_grid(painter, QRectF(self.rect()), self.scale.dots_per_mm)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(QColor(TRACE), 1.5))
        painter.setFont(theme.font(t.BODY, bold=True))
        for number, name in enumerate(self._leads):
            painter.drawPolyline(pulse(t.XS, self._middle(number), self.scale))
            painter.drawText(QPointF(t.S, self._top(number) + theme.px(20)), name)
        painter.end()
        self._canvas = self._paper.copy()
        self._painted.clear()
        self._last = [None] * len(self._leads)
        self._column = 0
        self.update()

    def _left(self) -> float:
        return t.S + pulse_width(self.scale)

    def _room(self) -> int:
        """Samples that fit on one line."""
        return max(1, int((self.width() - self._left()) / (self.scale.per_s / self._hz)))

    def _top(self, lead: int) -> float:
        return lead * self.height() / max(1, len(self._leads))

    def _middle(self, lead: int) -> float:
        return self._top(lead) + self.height() / max(1, len(self._leads)) * 0.58

    def _draw(self, rows: list[tuple[Step, ...]]) -> QRect:
        scale, left, room = self.scale, self._left(), self._room()
        per_sample = scale.per_s / self._hz
        self._painted.extend(rows)
        while len(self._painted) > room:
            self._painted.popleft()
        changed = QRect()
        painter = QPainter(self._canvas)
        while rows:
            part, rows = rows[: room - self._column], rows[room - self._column :]
            changed = changed.united(self._stroke(painter, part, left, per_sample, scale))
            self._column += len(part)
            if self._column >= room:
                self._column = 0
                self._last = [None] * len(self._leads)
        painter.end()
        return changed

    def _stroke(self, painter: QPainter, part: list[tuple[Step, ...]], left: float, per_sample: float, scale: EcgScale) -> QRect:
        """Erase the band ahead, draw the new piece of each lead."""
        start = left + self._column * per_sample
        end = start + len(part) * per_sample
        band = QRect(math.floor(start), 0, math.ceil(end - start + GAP_MM * scale.dots_per_mm) + 1, self.height())
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        painter.setClipRect(band.adjusted(1, 0, 0, 0))
        ratio = self._paper.devicePixelRatio()
        painter.drawPixmap(
            QRectF(band), self._paper, QRectF(band.x() * ratio, band.y() * ratio, band.width() * ratio, band.height() * ratio)
        )
        painter.setClipping(False)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(QColor(TRACE), 1.5))
        for lead in range(len(self._leads)):
            self._stroke_lead(painter, lead, [row[lead] for row in part], start, per_sample)
        return band.adjusted(-2, 0, 2, 0)

    def _stroke_lead(self, painter: QPainter, lead: int, steps: list[Step], start: float, per_sample: float) -> None:
        middle, up = self._middle(lead), self._mv_per_step * self.scale.per_mv
        last = self._last[lead]
        line = [last] if last is not None else []
        x = start
        for step in steps:
            x += per_sample
            if step is None:
                _polyline(painter, line)
                line = []
            else:
                line.append(QPointF(x, middle - step * up))
        _polyline(painter, line)
        self._last[lead] = line[-1] if line else None


def _polyline(painter: QPainter, line: list[QPointF]) -> None:
    if len(line) > 1:
        painter.drawPolyline(QPolygonF(line))
