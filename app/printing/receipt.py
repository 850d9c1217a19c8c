"""药费小票: what was given out, what it cost, who paid; as wide as the paper of a till (80 mm) and as long as it takes."""

from __future__ import annotations

from dataclasses import dataclass

from app.printing.forms import label
from app.printing.pen import MM, Pen, line_height
from app.printing.text import NAME_CAP, NOTHING, SafeText, safe_text
from app.printing.wrap import wrap

_WIDE, _EDGE, _LEAST = 80.0, 4.0, 60.0
_TITLE, _SIZE, _SMALL = 13.0, 10.0, 8.0
_RIGHT = _WIDE - _EDGE
_PRICE = 18.0
"""Room for a price at the right."""


@dataclass(frozen=True, slots=True)
class ReceiptLine:
    """A drug, its pieces with their word, its price as text."""

    name: str
    pieces: str
    price: str


@dataclass(frozen=True, slots=True)
class Receipt:
    """``pairs``: rows of (key of the words, text) below the sum. No diagnosis stands on it (H48)."""

    institution: str
    name: str
    number: str
    lines: tuple[ReceiptLine, ...]
    total: str
    pairs: tuple[tuple[str, str], ...]


Row = tuple[SafeText, SafeText, float, bool]
"""Left, right, size, bold."""


def receipt_pdf(given: Receipt) -> bytes:
    """One page. Raises FontMissing."""
    rows = [*_head(given), *_lines(given), (label("receipt", "total"), safe_text(f"¥{given.total}", NAME_CAP), _TITLE, True)]
    rows += [(label("receipt", key), safe_text(text, NAME_CAP), _SIZE, False) for key, text in given.pairs]
    rows.append((label("receipt", "foot"), NOTHING, _SMALL, False))
    high = sum(line_height(size) for _, _, size, _ in rows) + 2 * _EDGE
    pen = Pen((_WIDE, max(high, _LEAST)), label("receipt", "title"))
    y = _EDGE
    for left, right, size, bold in rows:
        pen.text(_EDGE, y, left, size, bold=bold)
        if right:
            pen.right(_RIGHT, y, right, size, bold=bold)
        y += line_height(size)
    return pen.done()


def _head(given: Receipt) -> list[Row]:
    name = [(SafeText(line), NOTHING, _SIZE, False) for line in wrap(safe_text(given.institution, NAME_CAP), _SIZE, (_RIGHT - _EDGE) * MM)]
    number = SafeText(f"{label('receipt', 'number')} {safe_text(given.number, NAME_CAP)}")
    return [(label("receipt", "title"), safe_text(given.name, NAME_CAP), _TITLE, True), *name, (number, NOTHING, _SMALL, False)]


def _lines(given: Receipt) -> list[Row]:
    """A long name goes on below; the price stands beside its last line."""
    rows: list[Row] = []
    for one in given.lines:
        parts = wrap(safe_text(f"{one.name} {one.pieces}", 2 * NAME_CAP), _SIZE, (_RIGHT - _EDGE - _PRICE) * MM)
        rows += [(SafeText(part), NOTHING, _SIZE, False) for part in parts[:-1]]
        rows.append((SafeText(parts[-1]), safe_text(one.price, NAME_CAP), _SIZE, False))
    return rows
