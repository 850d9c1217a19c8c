"""A list on A4, such as for the round through the villages: a head on every page, rows as high as their text, nothing cut off."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from app.printing.forms import label, words
from app.printing.pen import MM, Pen, line_height
from app.printing.text import NAME_CAP, SafeText, safe_text
from app.printing.wrap import wrap

A4 = (210.0, 297.0)
_LEFT, _TOP, _FOOT = 10.0, 12.0, 12.0
_SIZE, _TITLE, _SMALL = 9.0, 15.0, 9.5
_PAD = 1.0

Cell = tuple[str, ...]
"""Texts one below the other, each broken where the column ends."""


@dataclass(frozen=True, slots=True)
class PrintedTable:
    """``kind``: table of print_forms.toml with ``title``, ``columns`` and ``foot``; ``what``: what was asked for; ``widths`` in mm, 190 in all, 277 where it lies ``across``.

    ``notes`` stand below the last row, one a line.
    """

    kind: str
    institution: str
    what: str
    printed_at: str
    widths: tuple[float, ...]
    rows: tuple[tuple[Cell, ...], ...]
    notes: tuple[str, ...] = ()
    across: bool = False

    @property
    def page(self) -> tuple[float, float]:
        """Width and height in mm."""
        return (A4[1], A4[0]) if self.across else A4

    @property
    def bottom(self) -> float:
        """Where the last row must end."""
        return self.page[1] - _FOOT


def table_pdf(given: PrintedTable) -> bytes:
    """As many pages as it takes, each with the head of the table. Raises FontMissing."""
    pen, page = Pen(given.page, label(given.kind, "title")), 1
    y = _head(pen, given, page)
    for row in given.rows:
        cells = [_broken(cell, wide) for cell, wide in zip(row, given.widths, strict=True)]
        if y + _high(cells) > given.bottom:
            pen.next_page()
            page += 1
            y = _head(pen, given, page)
        y = _row(pen, cells, given.widths, y)
    _notes(pen, given, y + 2)
    return pen.done()


def _head(pen: Pen, given: PrintedTable, page: int) -> float:
    kind, right = given.kind, _LEFT + sum(given.widths)
    pen.text(_LEFT, _TOP, label(kind, "title"), _TITLE, bold=True)
    pen.right(right, _TOP + 1.5, safe_text(given.institution, NAME_CAP), _SMALL)
    y = _TOP + line_height(_TITLE) + 1
    pen.text(_LEFT, y, safe_text(given.what), _SMALL)
    pen.right(right, y, label(kind, "foot", at=safe_text(given.printed_at, NAME_CAP), page=page, n=len(given.rows)), _SMALL)
    y += line_height(_SMALL) + 1
    if not given.rows:
        return y
    return _row(pen, [[safe_text(word, NAME_CAP)] for word in words(kind, "columns")], given.widths, y, bold=True)


def _broken(cell: Cell, wide: float) -> list[SafeText]:
    return [line for text in cell for line in wrap(safe_text(text), _SIZE, (wide - 2 * _PAD) * MM)]


def _high(cells: Sequence[Sequence[SafeText]]) -> float:
    return max(len(lines) for lines in cells) * line_height(_SIZE) + 2 * _PAD


def _row(pen: Pen, cells: Sequence[Sequence[SafeText]], widths: Sequence[float], y: float, bold: bool = False) -> float:
    high, x = _high(cells), _LEFT
    for lines, wide in zip(cells, widths, strict=True):
        pen.lines(x + _PAD, y + _PAD, lines, _SIZE, bold=bold)
        pen.box(x, y, wide, high, 0.2)
        x += wide
    return y + high


def _notes(pen: Pen, given: PrintedTable, y: float) -> None:
    room = sum(given.widths) * MM
    for note in given.notes:
        lines = wrap(safe_text(note), _SMALL, room)
        if y + len(lines) * line_height(_SMALL) > given.bottom:
            pen.next_page()
            y = _TOP
        y = pen.lines(_LEFT, y, lines, _SMALL)
