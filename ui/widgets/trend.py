"""A year of one vital sign: points or systolic–diastolic bars, the target band, and when medicines changed."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui import theme
from ui import tokens as t

DAYS = 366
GRID_LINES = 4
BAND = "#e6f4ea"
HOME_INK = "#6b4fa0"
"""6.6 : 1 against white."""
STEPS = (1, 2, 5)


@dataclass(frozen=True, slots=True)
class TrendPoint:
    """One day's value. For blood pressure ``low`` is diastolic and ``high`` systolic; else only ``low``.

    ``hollow`` marks another kind of the same thing that may not be compared without a thought: glucose after a meal.
    ``home``: the resident's own reading, a diamond, which no target of the clinic judges.
    """

    day: date
    low: float
    high: float | None = None
    hollow: bool = False
    home: bool = False


class Trend(QWidget):
    """Twelve months that end at `end`. The last value stands in figures beside the title."""

    def __init__(self, title: str, unit: str) -> None:
        super().__init__()
        self._title, self._unit = title, unit
        self._points: tuple[TrendPoint, ...] = ()
        self._band: tuple[float, float] | None = None
        self._marks: tuple[tuple[date, str], ...] = ()
        self._end = date(2000, 1, 1)
        self._hollow = ""
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(title)

    def show_series(
        self,
        points: Sequence[TrendPoint],
        end: date,
        band: tuple[float, float] | None = None,
        marks: Sequence[tuple[date, str]] = (),
    ) -> None:
        """Points of the year before `end` (others are left out), the target, and (day, medicine change).

        ``band``: from and to of a single value; of pairs the limits that the lower and the upper value should stay under.
        """
        first = end - timedelta(days=DAYS)
        self._points = tuple(sorted((point for point in points if first < point.day <= end), key=lambda point: point.day))
        self._marks = tuple((day, words) for day, words in marks if first < day <= end)
        self._band, self._end = band, end
        self.setAccessibleName(f"{self._title} {self.last_text()}")
        self.update()

    def set_hollow(self, words: str) -> None:
        """What a hollow point means, written beside the title."""
        self._hollow = words
        self.update()

    def last_text(self) -> str:
        """The clinic's latest value: ``168/96 mmHg``; '' without one."""
        last = next((point for point in reversed(self._points) if not point.home), None)
        if last is None:
            return ""
        number = f"{last.low:g}" if last.high is None else f"{last.high:g}/{last.low:g}"
        return f"{number} {self._unit}"

    def sizeHint(self) -> QSize:
        return QSize(theme.px(320), theme.px(150))

    def minimumSizeHint(self) -> QSize:
        return QSize(theme.px(200), theme.px(150))

    # painting

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._paint_title(painter)
        area = self._area()
        if not self._points:
            painter.setFont(theme.font())
            painter.setPen(QColor(t.SECONDARY))
            painter.drawText(area, Qt.AlignmentFlag.AlignCenter, self.tr("No values in the last 12 months"))
            painter.end()
            return
        low, high, step = self._range()
        self._paint_axes(painter, area, low, high, step)
        self._paint_marks(painter, area)
        self._paint_points(painter, area, low, high)
        painter.end()

    def _area(self) -> QRectF:
        top, foot, left = theme.px(34), theme.px(20), theme.px(34)  # the top line's number stands below the title
        return QRectF(left, top, self.width() - left - t.S, self.height() - top - foot)

    def _range(self) -> tuple[float, float, float]:
        values = [value for point in self._points for value in (point.low, point.high) if value is not None]
        values += list(self._band or ())
        return nice_range(min(values), max(values))

    def _x(self, area: QRectF, day: date) -> float:
        return area.right() - (self._end - day).days / DAYS * area.width()

    def _paint_title(self, painter: QPainter) -> None:
        painter.setFont(theme.font(t.BODY, bold=True))
        painter.setPen(QColor(t.TEXT))
        line = QRectF(t.XS, 0, self.width() - t.S, theme.px(24))
        painter.drawText(line, Qt.AlignmentFlag.AlignVCenter, self._title)
        painter.drawText(line, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight, self.last_text())
        legend = "  ".join(self._legend())
        if legend:
            left = t.XS + painter.fontMetrics().horizontalAdvance(self._title) + t.M
            painter.setFont(theme.font(t.SMALL))
            painter.setPen(QColor(t.SECONDARY))
            painter.drawText(line.adjusted(left, 0, 0, 0), Qt.AlignmentFlag.AlignVCenter, legend)

    def _legend(self) -> list[str]:
        told = self.tr("measured at home")
        home = [f"◇ {told}"] if any(point.home for point in self._points) else []
        return [f"○ {self._hollow}", *home] if self._hollow else home

    def _paint_axes(self, painter: QPainter, area: QRectF, low: float, high: float, step: float) -> None:
        self._paint_band(painter, area, low, high)
        painter.setFont(theme.font(t.SMALL))
        for number in range(round((high - low) / step) + 1):
            value = low + number * step
            y = round(_y(area, value, low, high)) + 0.5
            painter.setPen(QPen(QColor(t.HAIRLINE), 1))
            painter.drawLine(QPointF(area.left(), y), QPointF(area.right(), y))
            painter.setPen(QColor(t.SECONDARY))
            box = QRectF(0, y - theme.px(9), area.left() - t.XS, theme.px(18))
            painter.drawText(box, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, f"{value:g}")
        for day in months_before(self._end):
            x = self._x(area, day)
            painter.setPen(QPen(QColor(t.HAIRLINE), 1))
            painter.drawLine(QPointF(x, area.bottom()), QPointF(x, area.bottom() + 4))
            painter.setPen(QColor(t.SECONDARY))
            box = QRectF(x - theme.px(24), area.bottom() + 3, theme.px(48), theme.px(18))
            painter.drawText(box, Qt.AlignmentFlag.AlignCenter, f"{day:%Y-%m}" if day.month == 1 else f"{day.month}")

    def _paint_band(self, painter: QPainter, area: QRectF, low: float, high: float) -> None:
        """The target; for pairs everything below the upper limit, with a line where the lower value's own limit is."""
        if self._band is None:
            return
        top, foot = (_y(area, value, low, high) for value in (self._band[1], self._band[0]))
        bottom = area.bottom() if self._has_pairs() else foot
        painter.fillRect(QRectF(area.left(), top, area.width(), bottom - top), QColor(BAND))
        if self._has_pairs():
            painter.setPen(QPen(QColor(t.Tone.OK.value.line), 1, Qt.PenStyle.DashLine))
            painter.drawLine(QPointF(area.left(), foot), QPointF(area.right(), foot))

    def _has_pairs(self) -> bool:
        return any(point.high is not None for point in self._points)

    def _ink(self, value: float, upper: bool) -> QColor:
        """A value of a pair that is not under its limit stands out."""
        over = self._band is not None and self._has_pairs() and value >= self._band[1 if upper else 0]
        return QColor(t.Tone.WARN.value.ink if over else t.PRIMARY)

    def _paint_marks(self, painter: QPainter, area: QRectF) -> None:
        painter.setFont(theme.font(t.SMALL))
        for number, (day, words) in enumerate(self._marks):
            x = self._x(area, day)
            painter.setPen(QPen(QColor(t.Tone.INFO.value.ink), 1, Qt.PenStyle.DashLine))
            painter.drawLine(QPointF(x, area.top()), QPointF(x, area.bottom()))
            width = painter.fontMetrics().horizontalAdvance(words)
            left = x + 3 if x + 3 + width <= area.right() else x - 3 - width
            painter.setPen(QColor(t.Tone.INFO.value.ink))
            line = number % 2 * theme.px(14)  # neighbours stand on two lines
            painter.drawText(QPointF(left, area.top() + theme.px(11) + line), words)

    def _paint_points(self, painter: QPainter, area: QRectF, low: float, high: float) -> None:
        lows = [QPointF(self._x(area, point.day), _y(area, point.low, low, high)) for point in self._points]
        if not self._has_pairs():
            painter.setPen(QPen(QColor("#8cc0d6"), 1.5))
            painter.drawPolyline(QPolygonF([at for point, at in zip(self._points, lows, strict=True) if not point.home]))
        for point, foot in zip(self._points, lows, strict=True):
            if point.high is not None:
                top = QPointF(foot.x(), _y(area, point.high, low, high))
                painter.setPen(QPen(QColor(HOME_INK if point.home else t.PRIMARY), 1 if point.home else 1.75))
                painter.drawLine(foot, top)
                self._paint_dot(painter, top, point, self._ink(point.high, upper=True))
            self._paint_dot(painter, foot, point, self._ink(point.low, upper=False))

    def _paint_dot(self, painter: QPainter, at: QPointF, point: TrendPoint, ink: QColor) -> None:
        ink = QColor(HOME_INK) if point.home else ink
        painter.setPen(QPen(ink, 1.75))
        painter.setBrush(QColor(t.SURFACE) if point.hollow or point.home else ink)
        if point.home:
            reach = theme.px(4)
            corners = ((0, -reach), (reach, 0), (0, reach), (-reach, 0))
            painter.drawPolygon(QPolygonF([QPointF(at.x() + x, at.y() + y) for x, y in corners]))
        else:
            painter.drawEllipse(at, theme.px(3), theme.px(3))


def _y(area: QRectF, value: float, low: float, high: float) -> float:
    return area.bottom() - (value - low) / (high - low) * area.height()


def nice_range(low: float, high: float) -> tuple[float, float, float]:
    """Round limits around the values and the step between their lines, about four of them."""
    span = max(high - low, abs(high) * 0.1, 1.0)
    rough = span / GRID_LINES
    size = 10.0 ** math.floor(math.log10(rough))
    step = next((size * each for each in (*STEPS, 10) if size * each >= rough), size * 10)
    return math.floor(low / step) * step, math.ceil(max(high, low + span) / step) * step, step


def months_before(end: date) -> list[date]:
    """The first day of every third month within the year before `end`."""
    firsts = [date(end.year - back // 12, 12 - back % 12, 1) for back in range(24)]
    return [day for day in firsts if end - timedelta(days=DAYS - 20) <= day <= end and day.month % 3 == 1]
