"""后记 of the prescription form: signatures, amount, validity, state, fingerprint."""

from __future__ import annotations

from app.domain.amounts import yuan_text
from app.domain.prescription import PrescriptionState
from app.printing.forms import label
from app.printing.grid import Cell, draw_grid, grid_height
from app.printing.head import LEFT, RIGHT, WIDE
from app.printing.pen import RED, Pen, line_height
from app.printing.sheet import PrescriptionSheet
from app.printing.text import NAME_CAP, NOTHING, SafeText, join, safe_text

MARGIN = 7.0
_SMALL = 8.0
_HASH_SHOWN = 16  # hex digits; the QR code carries all of them

_STOPPED = frozenset({PrescriptionState.RETURNED, PrescriptionState.REFUSED})
_RED = _STOPPED | {PrescriptionState.DRAFT, PrescriptionState.CANCELLED}

Row = tuple[Cell, ...]


def tail_height(sheet: PrescriptionSheet) -> float:
    """Its height, mm, lower margin included."""
    return grid_height(_rows(sheet), WIDE) + line_height(_SMALL) + 2 + MARGIN


def draw_tail(pen: Pen, sheet: PrescriptionSheet, y: float, page: tuple[int, int]) -> None:
    """Draw it below ``y``; ``page`` is number and count."""
    pen.line((LEFT, y), (RIGHT, y), 0.3)
    below = draw_grid(pen, _rows(sheet), LEFT, y + 1, WIDE)
    pen.text(LEFT, below + 0.5, _fingerprint(sheet), _SMALL)
    pen.right(RIGHT, below + 0.5, _count(sheet, page), _SMALL)


def state_words(sheet: PrescriptionSheet) -> SafeText:
    """What is true of this sheet now, as printed on it."""
    if sheet.state is PrescriptionState.DRAFT:
        return label("prescription", "draft_line")
    if sheet.state is PrescriptionState.CANCELLED:
        return label("prescription", "void_line", reason=safe_text(sheet.void_reason, 200), at=safe_text(sheet.void_at, NAME_CAP))
    if sheet.state in _STOPPED:
        return label("state", sheet.state.value)
    if sheet.state is PrescriptionState.APPROVED and sheet.pharmacy.review:
        return label("state", "approved")
    urgent = (sheet.urgent or sheet.pharmacy.urgent) and sheet.state is PrescriptionState.RELEASED
    return label("state", "urgent" if urgent else sheet.review.value)


def _rows(sheet: PrescriptionSheet) -> tuple[Row, ...]:
    notes = tuple((Cell(NOTHING, text, size=9),) for text in _notes(sheet))
    return (*notes, _signature(sheet), *_pharmacy(sheet), _state(sheet))


def _notes(sheet: PrescriptionSheet) -> list[SafeText]:
    reason = safe_text(sheet.extend_reason, 200)
    extended = label("prescription", "extended", reason=reason) if reason else NOTHING
    long_term = label("prescription", "long_term") if sheet.long_term else NOTHING
    based_on = label("prescription", "based_on", number=safe_text(sheet.based_on, NAME_CAP)) if sheet.based_on else NOTHING
    replaces = label("prescription", "replaces", number=safe_text(sheet.replaces, NAME_CAP)) if sheet.replaces else NOTHING
    remarks = tuple(safe_text(remark, 200) for remark in sheet.remarks)
    together = label("prescription", "together", n=sheet.place[0], of=sheet.place[1]) if sheet.place else NOTHING
    first = join("   ", (together, *remarks, long_term, extended, based_on, replaces))
    others = [label("prescription", "reason", reason=safe_text(text, 200)) for text in sheet.reasons]
    return [text for text in (safe_text(sheet.remote, 400) if sheet.remote else NOTHING, first, *others) if text]


def _signature(sheet: PrescriptionSheet) -> Row:
    return (
        _signed("prescriber", sheet.prescriber, 0.34),
        _signed("signed_at", sheet.signed_at, 0.41),
        Cell(_label("amount"), _money(sheet.amount_fen), 0.25, 9, rule=True),
    )


def _pharmacy(sheet: PrescriptionSheet) -> tuple[Row, Row]:
    names = sheet.pharmacy
    return (
        (_signed("review", names.review, 0.5), _signed("prepare", names.prepare, 0.5)),
        (_signed("check", names.check, 0.5), _signed("issue", names.issue, 0.5)),
    )


def _state(sheet: PrescriptionSheet) -> Row:
    colour = RED if sheet.state in _RED else (0, 0, 0)
    words = Cell(NOTHING, state_words(sheet), 0.62, 9, bold=True, colour=colour)
    valid = NOTHING
    if sheet.valid_until is not None and sheet.state not in _RED:
        valid = label("prescription", "valid_until", day=sheet.valid_until.isoformat())
    return words, Cell(NOTHING, valid, 0.38, 9)


def _fingerprint(sheet: PrescriptionSheet) -> SafeText:
    shown = sheet.sha256[:_HASH_SHOWN].upper()
    groups = " ".join(shown[i : i + 4] for i in range(0, len(shown), 4))
    return label("prescription", "fingerprint", hash=safe_text(groups)) if shown else NOTHING


def _count(sheet: PrescriptionSheet, page: tuple[int, int]) -> SafeText:
    copy = label("prescription", "copy", copy=sheet.copy) if sheet.sha256 and sheet.copy > 1 else NOTHING
    pages = label("prescription", "page", page=page[0], pages=page[1]) if page[1] > 1 else NOTHING
    return join("  ", (copy, pages))


def _money(fen: int | None) -> SafeText:
    return NOTHING if fen is None else SafeText(f"¥{yuan_text(fen)}")


def _label(key: str) -> SafeText:
    return SafeText(label("prescription", key) + "：")


def _signed(key: str, name: str, share: float) -> Cell:
    return Cell(_label(key), safe_text(name, NAME_CAP), share, 9, rule=True)
