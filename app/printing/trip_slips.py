"""号条: a number two centimetres high, who it is so that only they know, and a code that every seat reads; ten on a sheet of A4."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from app.printing.forms import label
from app.printing.pen import MM, Pen
from app.printing.qr import draw_qr, qr_modules
from app.printing.table import A4
from app.printing.text import NAME_CAP, SafeText, safe_text

_WIDE, _HIGH, _LEFT, _TOP = 95.0, 55.0, 10.0, 11.0
_PER_PAGE = 10
_NUMBER = 20 * MM / 0.72  # a digit is 0.72 of the size of its type high
_QR = 30.0
_NAME, _SMALL = 16.0, 10.0
_BLANK = " " * 24


@dataclass(frozen=True, slots=True)
class TripSlip:
    """One slip. ``name`` as it may be read in a square (王*英); ``code`` what the scanner gives, '' = a free one, to be written on."""

    number: int
    name: str
    group: str
    code: str


def slips_pdf(head: str, slips: Sequence[TripSlip]) -> bytes:
    """A4, cut along the lines. ``head``: day and village, on each. Raises FontMissing."""
    pen = Pen(A4, label("trip_slip", "title"))
    for n, slip in enumerate(slips):
        place = n % _PER_PAGE
        if n and not place:
            pen.next_page()
        _slip(pen, slip, safe_text(head, 2 * NAME_CAP), _LEFT + place % 2 * _WIDE, _TOP + place // 2 * _HIGH)
    return pen.done()


def _slip(pen: Pen, slip: TripSlip, head: SafeText, x: float, y: float) -> None:
    pen.box(x, y, _WIDE, _HIGH, 0.1)
    pen.text(x + 4, y + 2, head, _SMALL)
    pen.text(x + 4, y + 4, SafeText(str(slip.number)), _NUMBER, bold=True)
    if slip.code:
        who = SafeText(f"{safe_text(slip.name, NAME_CAP)}  {safe_text(slip.group, NAME_CAP)}")
    else:
        who = SafeText(f"{label('trip_slip', 'free')}{_BLANK}{label('trip_slip', 'group')}")
    pen.text(x + 4, y + 36, who, _NAME, bold=bool(slip.code))
    pen.text(x + 4, y + 47, label("trip_slip", "keep"), _SMALL)
    if slip.code:
        draw_qr(pen, qr_modules(slip.code), x + _WIDE - _QR - 4, y + 5, _QR)
