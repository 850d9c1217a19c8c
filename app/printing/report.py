"""A report on A4 lying on its side: a head, tables one below the other with their headings on every page, and notes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from app.printing.forms import label
from app.printing.pen import MM, Pen, line_height
from app.printing.text import SafeText, safe_text
from app.printing.wrap import wrap

A4_LYING = (297.0, 210.0)
_LEFT, _TOP, _BOTTOM = 12.0, 12.0, 198.0
_WIDE = A4_LYING[0] - 2 * _LEFT
_TITLE, _HEAD, _SIZE = 15.0, 11.5, 9.5
_PAD, _GAP = 1.0, 4.0
_LONGEST = 400
"""Characters of a cell."""

Cells = list[list[SafeText]]


@dataclass(frozen=True, slots=True)
class Section:
    """A table. ``widths``: in any unit, of each other; ``right``: columns of numbers; ``bold``: rows that sum up."""

    title: str
    widths: tuple[float, ...]
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    right: frozenset[int] = frozenset()
    bold: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Report:
    """``about``: lines below the title."""

    title: str
    institution: str
    printed_at: str
    about: tuple[str, ...]
    sections: tuple[Section, ...]
    notes: tuple[str, ...] = ()


def report_pdf(given: Report) -> bytes:
    """As many pages as it takes; nothing is cut off. Raises FontMissing."""
    return _Report(given).done()


class _Report:
    """The pen, how far down it is, and on which page."""

    def __init__(self, given: Report) -> None:
        self._given, self._page = given, 1
        self._pen = Pen(A4_LYING, safe_text(given.title))
        self._y = self._head()
        for line in given.about:
            self._words(line)
        for section in given.sections:
            self._section(section)
        self._y += _GAP
        for note in given.notes:
            self._words(note)

    def done(self) -> bytes:
        """The finished PDF."""
        return self._pen.done()

    def _head(self) -> float:
        given, pen = self._given, self._pen
        pen.text(_LEFT, _TOP, safe_text(given.title), _TITLE, bold=True)
        foot = label("report", "foot", institution=safe_text(given.institution), at=safe_text(given.printed_at), page=self._page)
        pen.right(_LEFT + _WIDE, _TOP + 1.5, foot, _SIZE)
        return _TOP + line_height(_TITLE) + 1

    def _room(self, high: float) -> bool:
        """Whether a new page was begun for want of room."""
        if self._y + high <= _BOTTOM:
            return False
        self._pen.next_page()
        self._page += 1
        self._y = self._head()
        return True

    def _words(self, words: str, size: float = _SIZE, bold: bool = False) -> None:
        for line in wrap(safe_text(words, _LONGEST), size, _WIDE * MM):
            self._room(line_height(size))
            self._pen.text(_LEFT, self._y, line, size, bold=bold)
            self._y += line_height(size)

    def _section(self, one: Section) -> None:
        scale = _WIDE / sum(one.widths)
        widths = [width * scale for width in one.widths]
        self._y += _GAP
        head = _cells(one.head, widths)
        first = _cells(one.rows[0], widths) if one.rows else []
        self._room(line_height(_HEAD) + _high(head) + _high(first))
        self._words(one.title, _HEAD, bold=True)
        self._row(head, widths, frozenset(), bold=True)
        for number, row in enumerate(one.rows):
            cells = _cells(row, widths)
            if self._room(_high(cells)):
                self._row(head, widths, frozenset(), bold=True)
            self._row(cells, widths, one.right, bold=number in one.bold)

    def _row(self, cells: Cells, widths: Sequence[float], right: frozenset[int], bold: bool) -> None:
        high, x = _high(cells), _LEFT
        for number, (lines, wide) in enumerate(zip(cells, widths, strict=True)):
            y = self._y + _PAD
            for line in lines:
                if number in right:
                    self._pen.right(x + wide - _PAD, y, line, _SIZE, bold=bold)
                else:
                    self._pen.text(x + _PAD, y, line, _SIZE, bold=bold)
                y += line_height(_SIZE)
            self._pen.box(x, self._y, wide, high, 0.2)
            x += wide
        self._y += high


def _cells(texts: Sequence[str], widths: Sequence[float]) -> Cells:
    return [wrap(safe_text(text, _LONGEST), _SIZE, (wide - 2 * _PAD) * MM) for text, wide in zip(texts, widths, strict=True)]


def _high(cells: Cells) -> float:
    return max((len(lines) for lines in cells), default=0) * line_height(_SIZE) + 2 * _PAD
