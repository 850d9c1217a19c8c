"""前记 of the prescription form: institution, mark, number, patient, diagnosis."""

from __future__ import annotations

from app.printing.fonts import width
from app.printing.forms import label
from app.printing.grid import Cell, draw_grid, grid_height
from app.printing.pen import MM, Pen, line_height
from app.printing.qr import Modules, draw_qr, qr_modules
from app.printing.sheet import PrescriptionSheet, SheetPatient
from app.printing.text import NAME_CAP, NOTHING, SafeText, join, safe_text
from app.printing.wrap import wrap

LEFT, RIGHT, TOP = 9.0, 139.0, 7.0
WIDE = RIGHT - LEFT
_QR_SIDE = 18.0
_BAND = 20.0
_MARK_SIZE = 16.0  # 三号
_INSTITUTION_CAP = 80

Row = tuple[Cell, ...]


def head_height(sheet: PrescriptionSheet) -> float:
    """Where the head ends, mm from the top."""
    return TOP + _BAND + grid_height(_rows(sheet), WIDE) + 1


def check_code(sheet: PrescriptionSheet) -> Modules:
    """QR code with number and hash of the signed document, by which any counter can check the paper (H8); none for a draft."""
    return qr_modules(f"XY1:{sheet.number}:{sheet.sha256}".upper()) if sheet.sha256 else []


def draw_head(pen: Pen, sheet: PrescriptionSheet, code: Modules) -> None:
    """Draw it; the code stands on top beside the institution, so that a mixed-up pile can be sorted (H41)."""
    if code:
        draw_qr(pen, code, LEFT, TOP, _QR_SIDE)
    _titles(pen, sheet)
    if sheet.mark:
        _mark(pen, safe_text(sheet.mark, NAME_CAP))
    below = draw_grid(pen, _rows(sheet), LEFT, TOP + _BAND, WIDE)
    pen.line((LEFT, below), (RIGHT, below), 0.3)


def _titles(pen: Pen, sheet: PrescriptionSheet) -> None:
    middle, room = (LEFT + RIGHT) / 2, (WIDE - 2 * _QR_SIDE - 8) * MM
    size = 13.0
    lines = wrap(safe_text(sheet.institution, _INSTITUTION_CAP), size, room)
    if len(lines) > 1:
        size = 10.0
        lines = wrap(safe_text(sheet.institution, _INSTITUTION_CAP), size, room)
    y = TOP
    for line in lines:
        pen.centred(middle, y, line, size, bold=True)
        y += line_height(size)
    pen.centred(middle, y + 0.5, SafeText(" ".join(label("prescription", "title"))), 18 if len(lines) < 3 else 12, bold=True)


def _mark(pen: Pen, mark: SafeText) -> None:
    wide, high = width(mark, _MARK_SIZE) / MM + 3, line_height(_MARK_SIZE) + 1
    pen.box(RIGHT - wide, TOP, wide, high, 0.4)
    pen.text(RIGHT - wide + 1.5, TOP + 1, mark, _MARK_SIZE, bold=True)


def _rows(sheet: PrescriptionSheet) -> tuple[Row, ...]:
    patient = sheet.patient
    rows: tuple[Row, ...] = (
        (_cell("number", sheet.number, 0.7, size=9), _cell("date", sheet.issued.isoformat(), 0.3, size=9)),
        _person(patient),
        (
            _cell("payment", sheet.payment, 0.3),
            _cell("department", sheet.department, 0.24),
            _cell("record_no", patient.record_no, 0.46),
        ),
        (Cell(_label("diagnosis"), _diagnoses(sheet)),),
        (_cell("allergies", patient.allergies, bold=True, cap=400),),
        _contact(patient),
    )
    return (*rows, *_narcotic(patient)) if patient.id_number else rows


def _person(patient: SheetPatient) -> Row:
    return (
        _cell("name", patient.name, 0.37, size=12, bold=True),
        _cell("sex", patient.sex, 0.17, size=12),
        _cell("age", patient.age, 0.22, size=12),
        _weight(patient),
    )


def _contact(patient: SheetPatient) -> Row:
    if patient.verified:
        return (_cell("contact", patient.contact, cap=200),)
    unverified = Cell(NOTHING, label("prescription", "unverified"), 0.2, bold=True)
    return _cell("contact", patient.contact, 0.8, cap=200), unverified


def _weight(patient: SheetPatient) -> Cell:
    return _cell("weight", patient.weight, 0.24, size=12) if patient.weight else Cell(NOTHING, NOTHING, 0.24, 12)


def _narcotic(patient: SheetPatient) -> tuple[Row, Row]:
    """Whose it is, and who fetches it: the fields of the agent stand there, filled in or not."""
    return (
        (_cell("id_number", patient.id_number, 0.5, size=9), _cell("agent_id", patient.agent_id, 0.5, size=9)),
        (
            _cell("agent", patient.agent, 0.35, size=9),
            _cell("agent_relation", patient.agent_relation, 0.3, size=9),
            _cell("agent_phone", patient.agent_phone, 0.35, size=9),
        ),
    )


def _diagnoses(sheet: PrescriptionSheet) -> SafeText:
    return join("；", tuple(safe_text(diagnosis, 200) for diagnosis in sheet.diagnoses))


def _label(key: str) -> SafeText:
    return SafeText(label("prescription", key) + "：")


def _cell(key: str, value: str, share: float = 1.0, *, size: float = 9.5, bold: bool = False, cap: int = NAME_CAP) -> Cell:
    return Cell(_label(key), safe_text(value, cap), share, size, bold)
