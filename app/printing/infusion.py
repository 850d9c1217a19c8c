"""The infusion slip: bottle by bottle in their order, drops a minute, and boxes for times and signatures (输液单)."""

from __future__ import annotations

from dataclasses import dataclass

from app.printing.fonts import width
from app.printing.forms import label
from app.printing.grid import Cell, draw_grid, grid_height
from app.printing.pen import MM, Pen, line_height
from app.printing.prescription import A5
from app.printing.text import NAME_CAP, NOTHING, SafeText, safe_text
from app.printing.wrap import wrap

_LEFT, _RIGHT, _TOP, _BOTTOM = 9.0, 139.0, 9.0, 16.0
_WIDE = _RIGHT - _LEFT
_SIZE, _SMALL = 10.5, 9.0
_GAP = 2.5


@dataclass(frozen=True, slots=True)
class InfusionDrug:
    """What goes into a bottle: ``0.9%氯化钠注射液``, ``100 mL``, and the skin test it needed."""

    name: str
    dose: str
    skin_test: str = ""


@dataclass(frozen=True, slots=True)
class Bottle:
    """One bottle. ``rate`` in drops a minute as ordered, '' leaves a box for a pen; ``often``: 每日1次,3天."""

    drugs: tuple[InfusionDrug, ...]
    often: str
    rate: str = ""


@dataclass(frozen=True, slots=True)
class InfusionSlip:
    """What hangs on the stand beside the patient."""

    institution: str
    number: str
    name: str
    sex: str
    age: str
    weight: str
    diagnosis: str
    allergies: str
    issued: str
    prescriber: str
    bottles: tuple[Bottle, ...]


def infusion_pdf(slip: InfusionSlip) -> bytes:
    """A5 upright, as many pages as it takes; a bottle is never torn apart. Raises FontMissing."""
    pen = Pen(A5, label("infusion", "title"))
    y = _head(pen, slip)
    for number, bottle in enumerate(slip.bottles, start=1):
        rows = _rows(bottle)
        if y + _high(rows) > A5[1] - _BOTTOM:
            _foot(pen)
            pen.next_page()
            y = _head(pen, slip)
        y = _bottle(pen, y, number, bottle, rows)
    _foot(pen)
    return pen.done()


def _head(pen: Pen, slip: InfusionSlip) -> float:
    pen.centred((_LEFT + _RIGHT) / 2, _TOP, safe_text(slip.institution, 40), 12, bold=True)
    pen.centred((_LEFT + _RIGHT) / 2, _TOP + line_height(12), label("infusion", "title"), 16, bold=True)
    who = " ".join(part for part in (slip.name, slip.sex, slip.age, slip.weight) if part)
    rows = (
        (_cell("patient", who, 0.6, 13, bold=True), _cell("issued", slip.issued, 0.4, form="slip")),
        (_cell("number", slip.number, 0.64), _cell("prescriber", slip.prescriber, 0.36)),
        (_cell("diagnosis", slip.diagnosis),),
        (_cell("allergies", slip.allergies, bold=True),),
    )
    y = draw_grid(pen, rows, _LEFT, _TOP + line_height(12) + line_height(16) + 1, _WIDE)
    pen.line((_LEFT, y), (_RIGHT, y), 0.4)
    return y + 2


def _bottle(pen: Pen, y: float, number: int, bottle: Bottle, rows: list[tuple[SafeText, SafeText]]) -> float:
    """A box with the drugs and below them what is filled in by hand."""
    high = _high(rows) - _GAP
    pen.box(_LEFT, y, _WIDE, high, 0.35)
    pen.text(_LEFT + 2, y + 1.5, label("infusion", "bottle", n=number), 12, bold=True)
    pen.right(_RIGHT - 2, y + 2, safe_text(bottle.often or label("infusion", "once"), 2 * NAME_CAP), _SIZE)
    at = y + 1.5 + line_height(12)
    for name, dose in rows:
        pen.text(_LEFT + 5, at, name, _SIZE, bold=True)
        pen.right(_RIGHT - 2, at, dose, _SIZE, bold=True)
        at += line_height(_SIZE)
    draw_grid(pen, _pen_rows(bottle), _LEFT + 2, at + 1.5, _WIDE - 4)
    return y + high + _GAP


def _rows(bottle: Bottle) -> list[tuple[SafeText, SafeText]]:
    """Name and dose; a long name goes on below."""
    rows = []
    for drug in bottle.drugs:
        test = f"（{label('infusion', 'skin_test')} {drug.skin_test}）" if drug.skin_test else ""
        dose = safe_text(drug.dose, NAME_CAP)
        room = (_WIDE - 8) * MM - width(dose, _SIZE) - 4 * MM
        for n, text in enumerate(wrap(safe_text(drug.name + test, 2 * NAME_CAP), _SIZE, room)):
            rows.append((text, dose if n == 0 else NOTHING))
    return rows


def _high(rows: list[tuple[SafeText, SafeText]]) -> float:
    return 1.5 + line_height(12) + len(rows) * line_height(_SIZE) + 1.5 + grid_height(_pen_rows(Bottle((), "")), _WIDE - 4) + 1.5 + _GAP


def _pen_rows(bottle: Bottle) -> tuple[tuple[Cell, ...], ...]:
    unit = label("infusion", "rate_unit")
    rate = (
        Cell(_label("rate"), SafeText(f"{safe_text(bottle.rate, 8)} {unit}"), 0.34, _SIZE, bold=True) if bottle.rate else _box("rate", 0.34)
    )
    return (
        (rate, _box("made", 0.33), _box("checked", 0.33)),
        (_box("begun", 0.34), _box("watched", 0.33), _box("ended", 0.33)),
        (_box("nurse", 0.5), _box("patient_signs", 0.5)),
    )


def _foot(pen: Pen) -> None:
    pen.lines(_LEFT, A5[1] - _BOTTOM + 4, wrap(label("infusion", "after"), _SMALL, _WIDE * MM), _SMALL)


def _cell(key: str, value: str, share: float = 1.0, size: float = _SMALL, *, bold: bool = False, form: str = "infusion") -> Cell:
    return Cell(_label(key, form), safe_text(value, 400), share, size, bold)


def _box(key: str, share: float) -> Cell:
    return Cell(_label(key), NOTHING, share, _SIZE, rule=True)


def _label(key: str, form: str = "infusion") -> SafeText:
    return SafeText(label(form, key) + "：")
