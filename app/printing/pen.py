"""Draws text, lines and boxes on a page in millimetres from the top left corner."""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from typing import Any

from app.printing.fonts import FACE, drawable, warm_up, width
from app.printing.text import SafeText

MM = 72 / 25.4
LEADING = 1.3
_BOLD_SHIFT = 0.035  # of the type size
_DESCENT = 0.25

Rgb = tuple[float, float, float]
BLACK: Rgb = (0, 0, 0)
RED: Rgb = (0.75, 0, 0)
Point = tuple[float, float]


def line_height(size: float) -> float:
    """Millimetres from one baseline to the next."""
    return size * LEADING / MM


class Pen:
    """One document. Sizes of type in points, everything else in mm; text stands with its top at ``y``."""

    def __init__(self, page: tuple[float, float], title: SafeText) -> None:
        from reportlab import rl_config
        from reportlab.pdfgen.canvas import Canvas

        warm_up()
        rl_config.useA85 = 0  # binary streams: a fifth smaller
        self.width, self.height = page
        self._bytes = io.BytesIO()
        # invariant: the same sheet gives the same bytes, whenever it is printed
        self._canvas: Any = Canvas(self._bytes, pagesize=(page[0] * MM, page[1] * MM), invariant=1, pageCompression=1)
        self._canvas.setTitle(title)
        self._canvas.setProducer("Xiangyi")

    def text(self, x: float, y: float, text: SafeText, size: float, *, bold: bool = False, colour: Rgb = BLACK, font: str = FACE) -> None:
        """One line of text, its left edge at ``x``."""
        if not text:
            return
        canvas = self._canvas
        shown = drawable(text) if font == FACE else text
        run = canvas.beginText(x * MM, self._up(y) - size)
        run.setFont(font, size)
        run.setFillColorRGB(*colour)
        run.textOut(shown)
        if bold:  # struck twice, a hair apart
            run.setTextOrigin(x * MM + size * _BOLD_SHIFT, self._up(y) - size)
            run.textOut(shown)
        canvas.drawText(run)

    def right(self, x: float, y: float, text: SafeText, size: float, *, bold: bool = False, colour: Rgb = BLACK) -> None:
        """One line of text, its right edge at ``x``."""
        self.text(x - width(text, size) / MM, y, text, size, bold=bold, colour=colour)

    def centred(self, x: float, y: float, text: SafeText, size: float, *, bold: bool = False, colour: Rgb = BLACK) -> None:
        """One line of text around ``x``."""
        self.text(x - width(text, size) / MM / 2, y, text, size, bold=bold, colour=colour)

    def lines(self, x: float, y: float, lines: Iterable[SafeText], size: float, *, bold: bool = False, colour: Rgb = BLACK) -> float:
        """Several lines; returns the ``y`` below them."""
        for line in lines:
            self.text(x, y, line, size, bold=bold, colour=colour)
            y += line_height(size)
        return y

    def line(self, start: Point, end: Point, weight: float = 0.2, colour: Rgb = BLACK) -> None:
        """A straight line ``weight`` mm wide."""
        self.stroke([(start, end)], weight, colour)

    def stroke(self, runs: Iterable[Sequence[Point]], weight: float, colour: Rgb = BLACK) -> None:
        """Open polylines as one path."""
        canvas = self._canvas
        canvas.setLineWidth(weight * MM)
        canvas.setLineJoin(1)
        canvas.setStrokeColorRGB(*colour)
        path = canvas.beginPath()
        for run in runs:
            path.moveTo(*self._rounded(run[0]))
            for point in run[1:]:
                path.lineTo(*self._rounded(point))
        canvas.drawPath(path)

    def box(self, x: float, y: float, wide: float, high: float, weight: float = 0.3) -> None:
        """An empty rectangle."""
        self._canvas.setLineWidth(weight * MM)
        self._canvas.setStrokeColorRGB(*BLACK)
        self._canvas.rect(x * MM, self._up(y + high), wide * MM, high * MM)

    def fill(self, boxes: Iterable[tuple[float, float, float, float]], colour: Rgb) -> None:
        """Rectangles (x, y, width, height) as one path, filled."""
        canvas = self._canvas
        canvas.setFillColorRGB(*colour)
        path = canvas.beginPath()
        for x, y, wide, high in boxes:
            path.rect(*self._rounded((x, y + high)), round(wide * MM, 2), round(high * MM, 2))
        canvas.drawPath(path, stroke=0, fill=1)

    def watermark(self, text: SafeText, size: float, colour: Rgb, turn: float = 35) -> None:
        """A word across the page, below what is drawn later."""
        canvas = self._canvas
        canvas.saveState()
        canvas.translate(self.width * MM / 2, self.height * MM / 2)
        canvas.rotate(turn)
        canvas.setFillColorRGB(*colour)
        canvas.setFont(FACE, size)
        canvas.drawCentredString(0, -size / 2 + size * _DESCENT, drawable(text))
        canvas.restoreState()

    def next_page(self) -> None:
        """End this page and begin another."""
        self._canvas.showPage()

    def done(self) -> bytes:
        """The finished PDF; the pen cannot be used again."""
        self._canvas.showPage()
        self._canvas.save()
        return self._bytes.getvalue()

    def _up(self, y: float) -> float:
        return (self.height - y) * MM

    def _rounded(self, point: Point) -> Point:
        """In points, to 0.0035 mm: curves get a third smaller."""
        return round(point[0] * MM, 2), round(self._up(point[1]), 2)
