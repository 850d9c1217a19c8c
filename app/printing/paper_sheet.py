"""Blank numbered sheets for a power cut: one A5 page each, what must be written on lines that can be filled in by hand."""

from __future__ import annotations

from collections.abc import Sequence

from app.printing.forms import label, words
from app.printing.pen import Pen, line_height
from app.printing.qr import draw_qr, qr_modules
from app.printing.text import NAME_CAP, safe_text

A5 = (148.0, 210.0)
_KIND = "paper_sheet"
_LEFT, _RIGHT, _TOP = 12.0, 136.0, 10.0
_TITLE, _SIZE, _SMALL = 15.0, 10.5, 8.5
_LINE, _QR = 11.0, 18.0


def paper_sheets_pdf(institution: str, numbers: Sequence[str]) -> bytes:
    """One page a number. Raises FontMissing."""
    pen = Pen(A5, label(_KIND, "title"))
    for place, number in enumerate(numbers):
        if place:
            pen.next_page()
        _sheet(pen, institution, number)
    return pen.done()


def _sheet(pen: Pen, institution: str, number: str) -> None:
    draw_qr(pen, qr_modules(number), _RIGHT - _QR, _TOP, _QR)
    pen.text(_LEFT, _TOP, label(_KIND, "title"), _TITLE, bold=True)
    pen.text(_LEFT, _TOP + 8, label(_KIND, "number", number=safe_text(number, NAME_CAP)), _TITLE, bold=True)
    pen.text(_LEFT, _TOP + 16, safe_text(institution, NAME_CAP), _SMALL)
    y = _TOP + _QR + 8
    for line in words(_KIND, "lines"):
        pen.text(_LEFT, y, safe_text(line), _SIZE)
        y += _LINE
        pen.line((_LEFT, y - 3.5), (_RIGHT, y - 3.5))
    pen.text(_LEFT, y + 1, label(_KIND, "foot"), _SMALL)
    pen.text(_LEFT, y + 1 + line_height(_SMALL), label(_KIND, "once"), _SMALL)
