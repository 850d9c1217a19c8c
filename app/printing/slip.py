"""What the patient takes home: big type, Chinese words only, the last day of each drug (safety.md §4.10)."""

from __future__ import annotations

from dataclasses import dataclass

from app.printing.fonts import width
from app.printing.forms import label, words
from app.printing.pen import MM, Pen, line_height
from app.printing.prescription import A5
from app.printing.text import NAME_CAP, SafeText, safe_text
from app.printing.wrap import wrap

_LEFT, _RIGHT, _TOP, _BOTTOM = 10.0, 138.0, 9.0, 22.0
_NAME, _USE, _SMALL = 17.0, 15.0, 11.0
_INDENT = 6.0
_GAP = 3.5
_NAMES = 62.0  # where the names of the table end
_CELL = (_RIGHT - _NAMES) / 4
_CELL_SIZE = 15.0


@dataclass(frozen=True, slots=True)
class SlipLine:
    """One drug: name, total quantity, use without Latin codes, and until which day it lasts ('' = as needed)."""

    name: str
    quantity: str
    usage: str
    note: str = ""
    until: str = ""
    times: tuple[str, ...] = ()  # 1片 at each of the four times of the day, '' = not then; none = it is told in words


@dataclass(frozen=True, slots=True)
class Slip:
    """The slip. No diagnosis stands on it: it lies on kitchen tables (H48)."""

    institution: str
    phone: str
    name: str
    age: str
    issued: str
    lines: tuple[SlipLine, ...]
    next: str = ""  # day of the next visit


def slip_pdf(slip: Slip) -> bytes:
    """A5 upright, as many pages as it takes: the day as a table, then every drug in words, and the next date. Raises FontMissing."""
    pen = Pen(A5, label("slip", "title"))
    y = _table(pen, slip, _head(pen, slip))
    for number, line in enumerate(slip.lines, start=1):
        rows = _rows(number, line)
        if y + sum(line_height(size) for _, size, _ in rows) > A5[1] - _bottom(slip):
            _foot(pen, slip)
            pen.next_page()
            y = _head(pen, slip)
        for text, size, bold in rows:
            pen.text(_LEFT + (0 if bold else _INDENT), y, text, size, bold=bold)
            y += line_height(size)
        y += _GAP
    _foot(pen, slip)
    return pen.done()


def _bottom(slip: Slip) -> float:
    return _BOTTOM + (line_height(_NAME) + 1 if slip.next else 0)


def _table(pen: Pen, slip: Slip, y: float) -> float:
    """早 中 晚 睡前 with how much of each drug; drugs that are taken otherwise stand below in words only."""
    lines = [line for line in slip.lines if line.times]
    if not lines:
        return y
    heads = [safe_text(word, NAME_CAP) for word in words("slip", "times")]
    pen.text(_LEFT + 1, y + 0.5, label("slip", "drug"), _SMALL)
    for n, head in enumerate(heads):
        pen.centred(_NAMES + (n + 0.5) * _CELL, y, head, _CELL_SIZE, bold=True)
    top, y = y, y + line_height(_CELL_SIZE) + 0.5
    rules = [top, y]
    for line in lines:
        y = _table_row(pen, line, y)
        rules.append(y)
    for rule in rules:
        pen.line((_LEFT, rule), (_RIGHT, rule), 0.25)
    for x in (_LEFT, *(_NAMES + n * _CELL for n in range(len(heads) + 1))):
        pen.line((x, top), (x, y), 0.25)
    return y + _GAP


def _table_row(pen: Pen, line: SlipLine, y: float) -> float:
    """One drug; what does not fit into a cell gets smaller there."""
    names = wrap(safe_text(line.name, 2 * NAME_CAP), _SMALL, (_NAMES - _LEFT - 2) * MM)
    high = max(line_height(_CELL_SIZE), len(names) * line_height(_SMALL)) + 1
    pen.lines(_LEFT + 1, y + (high - len(names) * line_height(_SMALL)) / 2, names, _SMALL)
    for n, dose in enumerate(line.times):
        text = safe_text(dose, NAME_CAP)
        size = min(_CELL_SIZE, _CELL_SIZE * (_CELL - 3.5) * MM / (width(text, _CELL_SIZE) or 1))
        pen.centred(_NAMES + (n + 0.5) * _CELL, y + (high - line_height(size)) / 2, text, size, bold=True)
    return y + high


def _head(pen: Pen, slip: Slip) -> float:
    pen.text(_LEFT, _TOP, label("slip", "title"), 20, bold=True)
    who = SafeText(f"{safe_text(slip.name, NAME_CAP)} {safe_text(slip.age, NAME_CAP)}")
    pen.right(_RIGHT, _TOP + 1, who, 16, bold=True)
    y = _TOP + line_height(20) + 1
    pen.line((_LEFT, y), (_RIGHT, y), 0.4)
    return y + 3


def _rows(number: int, line: SlipLine) -> list[tuple[SafeText, float, bool]]:
    room = (_RIGHT - _LEFT - _INDENT) * MM
    title = SafeText(f"{number}. {safe_text(line.name, 2 * NAME_CAP)}  {safe_text(line.quantity, NAME_CAP)}")
    until = label("slip", "until", day=safe_text(line.until, NAME_CAP)) if line.until else SafeText("")
    uses = [text for text in (safe_text(line.usage), safe_text(line.note), until) if text]
    rows = [(row, _NAME, True) for row in wrap(title, _NAME, room)]
    return rows + [(row, _USE, False) for text in uses for row in wrap(text, _USE, room)]


def _foot(pen: Pen, slip: Slip) -> None:
    phone = safe_text(slip.phone, NAME_CAP)
    call = SafeText(f"{label('slip', 'phone')}：{phone}") if phone else SafeText("")
    issued = SafeText(f"{label('slip', 'issued')}：{safe_text(slip.issued, NAME_CAP)}")
    y = A5[1] - _BOTTOM + 3
    if slip.next:
        said = label("slip", "next", day=safe_text(slip.next, NAME_CAP))
        pen.centred((_LEFT + _RIGHT) / 2, y - 3 - line_height(_NAME), said, _NAME, bold=True)
    pen.line((_LEFT, y - 2), (_RIGHT, y - 2), 0.3)
    pen.text(_LEFT, y, safe_text(slip.institution, 80), _SMALL)
    y += line_height(_SMALL)
    pen.text(_LEFT, y, call, _SMALL, bold=True)
    pen.right(_RIGHT, y, issued, _SMALL)
