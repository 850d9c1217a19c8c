"""Line icons of our own on a 24 × 24 grid, 1.75 px stroke, and the filled shapes of states.

A drawing is a string of moves: ``M x y`` start, ``L x y`` line, ``C x1 y1 x2 y2 x y`` curve, ``Z`` close,
``O x y r`` circle, ``R x y w h r`` rounded rectangle, ``D x y r`` filled dot.
"""

from __future__ import annotations

from functools import lru_cache

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QIcon, QPainter, QPainterPath, QPen, QPixmap
from PySide6.QtWidgets import QApplication

from ui import tokens as t

GRID = 24
STROKE = 1.75

LINES = {
    "measure": "M 4 13 C 4 7 8 4 12 4 C 16 4 20 7 20 13 M 12 13 L 16 8.5 O 12 13 1.4 M 4 17 L 20 17 M 8 20.5 L 16 20.5",
    "doctor": "M 6 3 L 5 3 L 5 9 C 5 12 7 14 9.5 14 C 12 14 14 12 14 9 L 14 3 L 13 3 M 9.5 14 L 9.5 16 C 9.5 19 11.5 21 14 21 "
    "C 17 21 18.8 19 18.8 16 L 18.8 13.5 O 18.8 11.3 2.1",
    "prescription": "M 6 3 L 15 3 L 19 7 L 19 21 L 6 21 Z M 15 3 L 15 7 L 19 7 M 9 11.5 L 16 11.5 M 9 14.8 L 16 14.8 M 9 18 L 13 18",
    "drugs": "R 3 8 18 8 4 M 12 8 L 12 16",
    "ecg": "M 2.5 13 L 7 13 L 8.5 10.5 L 10 13 L 11 13 L 12.6 4.5 L 14.6 19.5 L 16 13 L 21.5 13",
    "devices": "R 5 3 14 18 2.5 M 8 7 L 16 7 L 16 12 L 8 12 Z D 9 16.5 1.1 D 12 16.5 1.1 D 15 16.5 1.1",
    "sync": "M 12 20 L 12 9.5 M 8.3 13 L 12 9.3 L 15.7 13 M 7 17 C 4.3 17 2.8 15.2 2.8 13 C 2.8 10.8 4.3 9.2 6.4 9 "
    "C 7 6 9.3 4 12.2 4 C 15.4 4 17.7 6.2 18 9.2 C 20 9.5 21.3 11 21.3 13 C 21.3 15.3 19.6 17 17.3 17",
    "residents": "O 9 8 3.4 M 2.8 20 C 2.8 16 5.4 13.8 9 13.8 C 12.6 13.8 15.2 16 15.2 20 M 15.5 5 C 17.6 5.2 18.9 6.6 18.9 8.4 "
    "C 18.9 10.2 17.6 11.6 15.8 11.7 M 17.5 14.4 C 20 15.2 21.4 17.2 21.4 20",
    "today": "R 3.5 5 17 16 2 M 3.5 10 L 20.5 10 M 8 2.8 L 8 7 M 16 2.8 L 16 7 M 8.3 15.3 L 11 18 L 16 13",
    "numbers": "M 3 20 L 21 20 M 6 20 L 6 12.5 M 12 20 L 12 5 M 18 20 L 18 9",
    "followup": "M 5 4 L 9 4 L 10.6 8.4 L 8.4 10 C 9.5 12.6 11.4 14.5 14 15.6 L 15.6 13.4 L 20 15 L 20 19 C 20 20 19 20.6 18 20.5 "
    "C 10.6 19.8 4.2 13.4 3.5 6 C 3.4 5 4 4 5 4 Z",
    "settings": "M 4 7 L 11 7 M 17 7 L 20 7 O 14 7 2.4 M 4 17 L 7 17 M 13 17 L 20 17 O 10 17 2.4 M 4 12 L 20 12",
    "user": "O 12 8 4 M 4.5 20.5 C 4.5 16.2 7.6 14 12 14 C 16.4 14 19.5 16.2 19.5 20.5",
    "lock": "R 5 11 14 10 2 M 8 11 L 8 7.5 C 8 5 9.7 3.2 12 3.2 C 14.3 3.2 16 5 16 7.5 L 16 11 M 12 15 L 12 17.5",
    "search": "O 10.5 10.5 6.5 M 15.5 15.5 L 20.5 20.5",
    "print": "M 7 9 L 7 3.5 L 17 3.5 L 17 9 R 3.5 9 17 8 2 M 7 14 L 17 14 L 17 20.5 L 7 20.5 Z",
    "add": "M 12 5 L 12 19 M 5 12 L 19 12",
    "edit": "M 4 20 L 4.6 16.2 L 15.6 5.2 L 18.8 8.4 L 7.8 19.4 Z M 13.4 7.4 L 16.6 10.6",
    "back": "M 20 12 L 4.5 12 M 10.5 6 L 4.5 12 L 10.5 18",
    "check": "M 4.5 12.5 L 10 18 L 19.5 6.5",
    "close": "M 6 6 L 18 18 M 18 6 L 6 18",
    "right": "M 9 5 L 16 12 L 9 19",
    "left": "M 15 5 L 8 12 L 15 19",
    "down": "M 5 9 L 12 16 L 19 9",
    "up": "M 5 15 L 12 8 L 19 15",
    "unchecked": "R 4 4 16 16 3",
    "checked": "R 4 4 16 16 3 M 8 12.2 L 11 15.2 L 16.3 8.8",
    "warn": "M 12 3.8 L 21.3 20 L 2.7 20 Z M 12 9.5 L 12 14.5 D 12 17.2 1.15",
    "info": "O 12 12 9 M 12 11 L 12 16.5 D 12 7.7 1.2",
    "emergency": "M 9 3.5 L 15 3.5 L 15 9 L 20.5 9 L 20.5 15 L 15 15 L 15 20.5 L 9 20.5 L 9 15 L 3.5 15 L 3.5 9 L 9 9 Z",
    "home": "M 3.5 11.5 L 12 4 L 20.5 11.5 M 6 9.5 L 6 20 L 18 20 L 18 9.5",
    "card": "R 2.8 5 18.4 14 2 O 8.2 11 2 M 5.2 16 C 5.4 14.6 6.6 14 8.2 14 C 9.8 14 11 14.6 11.2 16 M 14 10 L 18.5 10 M 14 14 L 18.5 14",
    "battery": "R 2.8 8 16 8 1.8 M 21 10.8 L 21 13.2 M 6 11 L 6 13 M 9 11 L 9 13 M 12 11 L 12 13",
    "clock": "O 12 12 9 M 12 6.5 L 12 12 L 15.8 14",
    "eye": "M 2.5 12 C 5 7.5 8.3 5.5 12 5.5 C 15.7 5.5 19 7.5 21.5 12 C 19 16.5 15.7 18.5 12 18.5 C 8.3 18.5 5 16.5 2.5 12 Z O 12 12 2.8",
    "send": "M 3.5 11.5 L 20.5 3.8 L 14.5 20.5 L 11 13.5 Z M 11 13.5 L 20.5 3.8",
    "drop": "M 12 3.2 C 15 7.2 18 10.6 18 14.4 C 18 18.2 15.4 20.8 12 20.8 C 8.6 20.8 6 18.2 6 14.4 C 6 10.6 9 7.2 12 3.2 Z",
    "heart": "M 12 20 C 6 15.6 3 12.4 3 8.8 C 3 6 5 4.2 7.4 4.2 C 9.3 4.2 11 5.2 12 7 C 13 5.2 14.7 4.2 16.6 4.2 C 19 4.2 21 6 21 8.8 "
    "C 21 12.4 18 15.6 12 20 Z",
    "thermometer": "M 9.5 13.6 L 9.5 5.5 C 9.5 4 10.6 3 12 3 C 13.4 3 14.5 4 14.5 5.5 L 14.5 13.6 C 16 14.5 16.8 15.8 16.8 17.3 "
    "C 16.8 19.6 14.7 21.3 12 21.3 C 9.3 21.3 7.2 19.6 7.2 17.3 C 7.2 15.8 8 14.5 9.5 13.6 Z D 12 17.3 1.6",
    "waiting": "M 12 4 C 13 4 14 4.2 15 4.6 M 18.4 7.2 C 19.4 8.5 20 10 20 11.6 M 19.6 14.8 C 19 16.4 18 17.7 16.6 18.6 "
    "M 13.2 19.9 C 11.6 20.2 9.9 19.9 8.4 19.1 M 5.8 17 C 4.8 15.7 4.2 14.2 4 12.5 M 4.5 9.2 C 5.2 7.6 6.3 6.2 7.7 5.3",
}

FILLED = {
    "high": "M 12 4.5 L 21 19.5 L 3 19.5 Z",
    "low": "M 12 19.5 L 3 4.5 L 21 4.5 Z",
    "dot": "O 12 12 6.5",
    "square": "R 5 5 14 14 2",
}

NAMES = (*LINES, *FILLED)


@lru_cache(maxsize=128)
def path(name: str) -> tuple[QPainterPath, QPainterPath]:
    """The drawing on the 24-grid as (lines to stroke, areas to fill). Raises KeyError for an unknown name."""
    lines, areas = QPainterPath(), QPainterPath()
    filled = name in FILLED
    words = iter((FILLED[name] if filled else LINES[name]).split())
    for move in words:
        _draw(move, words, areas if filled else lines, areas)
    return lines, areas


def paint(painter: QPainter, name: str, box: QRectF, colour: str) -> None:
    """Draw the icon into a square box."""
    lines, areas = path(name)
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.translate(box.topLeft())
    factor = min(box.width(), box.height()) / GRID
    painter.scale(factor, factor)
    ink = QColor(colour)
    pen = QPen(ink, max(STROKE, 1.2 / factor), Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap, Qt.PenJoinStyle.RoundJoin)
    painter.strokePath(lines, pen)
    painter.fillPath(areas, ink)
    painter.restore()


def pixmap(name: str, size: int, colour: str = t.TEXT) -> QPixmap:
    """The icon as a picture of `size` device-independent pixels."""
    app = QApplication.instance()
    ratio = app.devicePixelRatio() if isinstance(app, QApplication) else 1.0
    picture = QPixmap(QSize(size, size) * ratio)
    picture.setDevicePixelRatio(ratio)
    picture.fill(Qt.GlobalColor.transparent)
    painter = QPainter(picture)
    paint(painter, name, QRectF(0, 0, size, size), colour)
    painter.end()
    return picture


def icon(name: str, size: int = 20, colour: str = t.TEXT) -> QIcon:
    """The icon for a button or an action."""
    made = QIcon(pixmap(name, size, colour))
    made.addPixmap(pixmap(name, size, t.DISABLED), QIcon.Mode.Disabled)
    return made


def _draw(move: str, words: object, target: QPainterPath, areas: QPainterPath) -> None:
    numbers = iter(words)  # type: ignore[call-overload]

    def take(count: int) -> list[float]:
        return [float(next(numbers)) for _ in range(count)]

    if move == "M":
        target.moveTo(*take(2))
    elif move == "L":
        target.lineTo(*take(2))
    elif move == "C":
        target.cubicTo(*take(6))
    elif move == "Z":
        target.closeSubpath()
    elif move in "OD":
        x, y, r = take(3)
        (areas if move == "D" else target).addEllipse(QPointF(x, y), r, r)
    elif move == "R":
        x, y, w, h, r = take(5)
        target.addRoundedRect(QRectF(x, y, w, h), r, r)
