"""Rows of labelled cells, the way a form is filled in: every value wraps inside its own cell."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from app.printing.fonts import width
from app.printing.pen import BLACK, MM, Pen, Rgb, line_height
from app.printing.text import SafeText
from app.printing.wrap import wrap

_LABEL_COLOUR: Rgb = (0.3, 0.3, 0.3)
_GAP = 1.5  # mm between two cells
_ROW_GAP = 0.8


@dataclass(frozen=True, slots=True)
class Cell:
    """A label and its value in ``share`` of the row's width; ``rule`` draws a line to write on."""

    label: SafeText
    value: SafeText
    share: float = 1.0
    size: float = 9.5
    bold: bool = False
    rule: bool = False
    colour: Rgb = BLACK


Rows = Sequence[Sequence[Cell]]


def grid_height(rows: Rows, wide: float) -> float:
    """Height in mm of rows drawn ``wide`` mm wide."""
    return sum(_row_height(row, wide) for row in rows)


def draw_grid(pen: Pen, rows: Rows, x: float, y: float, wide: float) -> float:
    """Draw the rows with their top left corner at ``x``, ``y``; returns the ``y`` below them."""
    for row in rows:
        left = x
        for cell in row:
            _draw(pen, cell, left, y, wide * cell.share)
            left += wide * cell.share
        y += _row_height(row, wide)
    return y


def _row_height(row: Sequence[Cell], wide: float) -> float:
    return max(len(_lines(cell, wide * cell.share)) * line_height(cell.size) for cell in row) + _ROW_GAP


def _indent(cell: Cell) -> float:
    """A label ends with its colon, which brings the space after it along."""
    return width(cell.label, cell.size) / MM


def _lines(cell: Cell, wide: float) -> list[SafeText]:
    return wrap(cell.value, cell.size, (wide - _indent(cell) - _GAP) * MM)


def _draw(pen: Pen, cell: Cell, x: float, y: float, wide: float) -> None:
    pen.text(x, y, cell.label, cell.size, colour=_LABEL_COLOUR)
    start = x + _indent(cell)
    pen.lines(start, y, _lines(cell, wide), cell.size, bold=cell.bold, colour=cell.colour)
    if cell.rule and not cell.value:
        base = y + line_height(cell.size) - 0.6
        pen.line((start, base), (x + wide - _GAP, base), 0.15)
