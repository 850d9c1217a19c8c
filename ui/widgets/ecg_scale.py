"""Paper speed and gain at true size: millimetres on the screen, the grid, the calibration pulse."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QColor, QGuiApplication, QPainter, QPen
from PySide6.QtWidgets import QWidget

PAPER = "#fffafa"
THIN, THICK = "#f6dcdc", "#e9b4b4"
TRACE = "#14202b"

MM_PER_S = 25.0
MM_PER_MV = 10.0
PULSE_MV, PULSE_S = 1.0, 0.2  # calibration: 1 mV for 200 ms (IEC 60601-2-25)

SANE_DOTS_PER_MM = (2.0, 20.0)
FALLBACK_DOTS_PER_MM = 96 / 25.4


@dataclass(frozen=True, slots=True)
class EcgScale:
    """Pixels per millimetre, and with it pixels per second and per millivolt; the aspect is always that of the paper."""

    dots_per_mm: float
    mm_per_s: float = MM_PER_S
    mm_per_mv: float = MM_PER_MV

    @property
    def per_s(self) -> float:
        """Pixels per second."""
        return self.dots_per_mm * self.mm_per_s

    @property
    def per_mv(self) -> float:
        """Pixels per millivolt."""
        return self.dots_per_mm * self.mm_per_mv


def dots_per_mm(widget: QWidget, measured: float | None = None) -> float:
    """Device-independent pixels per millimetre of the widget's screen; `measured` = with a ruler, in the calibration dialog.

    A screen that reports nonsense (many projectors and virtual ones do) counts as 96 dpi.
    """
    if measured is not None:
        return measured
    screen = widget.screen() or QGuiApplication.primaryScreen()
    if screen is None or screen.physicalSize().width() <= 0:
        return FALLBACK_DOTS_PER_MM
    found = screen.size().width() / screen.physicalSize().width()
    low, high = SANE_DOTS_PER_MM
    return found if low <= found <= high else FALLBACK_DOTS_PER_MM


def paint_grid(painter: QPainter, box: QRectF, mm: float) -> None:
    """Paper: a thin line each millimetre, a heavy one each five, from the box's top left."""
    painter.fillRect(box, QColor(PAPER))
    for step, colour in ((1, THIN), (5, THICK)):
        painter.setPen(QPen(QColor(colour), 1))
        gap = mm * step
        for number in range(int(box.width() / gap) + 1):
            x = round(box.left() + number * gap)
            painter.drawLine(QPointF(x, box.top()), QPointF(x, box.bottom()))
        for number in range(int(box.height() / gap) + 1):
            y = round(box.top() + number * gap)
            painter.drawLine(QPointF(box.left(), y), QPointF(box.right(), y))


def pulse(left: float, middle: float, scale: EcgScale) -> list[QPointF]:
    """The corners of the calibration pulse that starts at `left` on a lead's zero line."""
    edge, width, height = scale.dots_per_mm, PULSE_S * scale.per_s, PULSE_MV * scale.per_mv
    return [
        QPointF(left, middle),
        QPointF(left + edge, middle),
        QPointF(left + edge, middle - height),
        QPointF(left + edge + width, middle - height),
        QPointF(left + edge + width, middle),
        QPointF(left + 2 * edge + width, middle),
    ]


def pulse_width(scale: EcgScale) -> float:
    """Pixels the pulse takes at the start of a line."""
    return 2 * scale.dots_per_mm + PULSE_S * scale.per_s
