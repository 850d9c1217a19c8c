"""What the patient takes home: big type, Chinese words only, the last day of each drug (safety.md §4.10)."""

from __future__ import annotations

from dataclasses import dataclass

from app.printing.forms import label
from app.printing.pen import MM, Pen, line_height
from app.printing.prescription import A5
from app.printing.text import NAME_CAP, SafeText, safe_text
from app.printing.wrap import wrap

_LEFT, _RIGHT, _TOP, _BOTTOM = 10.0, 138.0, 9.0, 22.0
_NAME, _USE, _SMALL = 17.0, 15.0, 11.0
_INDENT = 6.0
_GAP = 3.5


@dataclass(frozen=True, slots=True)
class SlipLine:
    """One drug: name, total quantity, use without Latin codes, and until which day it lasts ('' = as needed)."""

    name: str
    quantity: str
    usage: str
    note: str = ""
    until: str = ""


@dataclass(frozen=True, slots=True)
class Slip:
    """The slip. No diagnosis stands on it: it lies on kitchen tables (H48)."""

    institution: str
    phone: str
    name: str
    age: str
    issued: str
    lines: tuple[SlipLine, ...]


def slip_pdf(slip: Slip) -> bytes:
    """A5 upright, as many pages as it takes. Raises FontMissing."""
    pen = Pen(A5, label("slip", "title"))
    y = _head(pen, slip)
    for number, line in enumerate(slip.lines, start=1):
        rows = _rows(number, line)
        if y + sum(line_height(size) for _, size, _ in rows) > A5[1] - _BOTTOM:
            _foot(pen, slip)
            pen.next_page()
            y = _head(pen, slip)
        for text, size, bold in rows:
            pen.text(_LEFT + (0 if bold else _INDENT), y, text, size, bold=bold)
            y += line_height(size)
        y += _GAP
    _foot(pen, slip)
    return pen.done()


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
    call = SafeText(f"{label('slip', 'phone')}: {phone}") if phone else SafeText("")
    issued = SafeText(f"{label('slip', 'issued')}: {safe_text(slip.issued, NAME_CAP)}")
    y = A5[1] - _BOTTOM + 3
    pen.line((_LEFT, y - 2), (_RIGHT, y - 2), 0.3)
    pen.text(_LEFT, y, safe_text(slip.institution, 80), _SMALL)
    y += line_height(_SMALL)
    pen.text(_LEFT, y, call, _SMALL, bold=True)
    pen.right(_RIGHT, y, issued, _SMALL)
