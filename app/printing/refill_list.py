"""续方名单 on A4: who runs out when, to take along on the round through the villages; a column to tick who was reached."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from app.printing.forms import label, words
from app.printing.pen import MM, Pen, line_height
from app.printing.text import NAME_CAP, SafeText, safe_text
from app.printing.wrap import wrap

A4 = (210.0, 297.0)
_LEFT, _TOP, _BOTTOM = 10.0, 12.0, 285.0
_WIDTHS = (22.0, 20.0, 27.0, 24.0, 25.0, 44.0, 20.0, 8.0)
"""Day, days left, who, village, phone, medicines, last seen, tick."""
_SIZE, _TITLE, _SMALL = 9.0, 15.0, 9.5
_PAD = 1.0


@dataclass(frozen=True, slots=True)
class ListedRow:
    """The cells of a row as they are printed, the medicines one below the other."""

    day: str
    left: str
    who: str
    village: str
    phone: str
    medicines: tuple[str, ...]
    last_seen: str


@dataclass(frozen=True, slots=True)
class PrintedList:
    """``what``: the days and the village asked for."""

    institution: str
    what: str
    printed_at: str
    rows: tuple[ListedRow, ...]


def refill_list_pdf(given: PrintedList) -> bytes:
    """A4 upright, as many pages as it takes, each with the head of the table. Raises FontMissing."""
    pen, page = Pen(A4, label("refill_list", "title")), 1
    y = _head(pen, given, page)
    for one in given.rows:
        cells = _cells(one)
        if y + _high(cells) > _BOTTOM:
            pen.next_page()
            page += 1
            y = _head(pen, given, page)
        y = _row(pen, cells, y)
    return pen.done()


def _head(pen: Pen, given: PrintedList, page: int) -> float:
    right = _LEFT + sum(_WIDTHS)
    pen.text(_LEFT, _TOP, label("refill_list", "title"), _TITLE, bold=True)
    pen.right(right, _TOP + 1.5, safe_text(given.institution, NAME_CAP), _SMALL)
    y = _TOP + line_height(_TITLE) + 1
    pen.text(_LEFT, y, safe_text(given.what), _SMALL)
    pen.right(right, y, label("refill_list", "foot", at=safe_text(given.printed_at, NAME_CAP), page=page, n=len(given.rows)), _SMALL)
    return _row(pen, [[safe_text(word, NAME_CAP)] for word in words("refill_list", "columns")], y + line_height(_SMALL) + 1, bold=True)


def _cells(one: ListedRow) -> list[list[SafeText]]:
    alone = [wrap(safe_text(text), _SIZE, (wide - 2 * _PAD) * MM) for text, wide in zip(_texts(one), _WIDTHS, strict=True)]
    room = (_WIDTHS[5] - 2 * _PAD) * MM
    alone[5] = [line for name in one.medicines for line in wrap(safe_text(name), _SIZE, room)]
    return alone


def _texts(one: ListedRow) -> tuple[str, ...]:
    return one.day, one.left, one.who, one.village, one.phone, "", one.last_seen, ""


def _high(cells: Sequence[Sequence[SafeText]]) -> float:
    return max(len(lines) for lines in cells) * line_height(_SIZE) + 2 * _PAD


def _row(pen: Pen, cells: Sequence[Sequence[SafeText]], y: float, bold: bool = False) -> float:
    high, x = _high(cells), _LEFT
    for lines, wide in zip(cells, _WIDTHS, strict=True):
        pen.lines(x + _PAD, y + _PAD, lines, _SIZE, bold=bold)
        pen.box(x, y, wide, high, 0.2)
        x += wide
    return y + high
