"""ECG strips at true scale, 25 mm/s and 10 mm/mV, on a millimetre grid (A4 across); curves as one path a row."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from app.printing.forms import label
from app.printing.grid import Cell, draw_grid, grid_height
from app.printing.pen import BLACK, Pen, Point, Rgb, line_height
from app.printing.text import NAME_CAP, NOTHING, SafeText, safe_text
from app.printing.trace import thinned

A4_ACROSS = (297.0, 210.0)
SPEED, GAIN = 25.0, 10.0  # mm/s, mm/mV
SECONDS_A_ROW = 10
_LEFT, _RIGHT, _TOP, _BOTTOM = 13.5, 283.5, 8.0, 8.0
_GRID_WIDE = 270.0
_PULSE_AT, _CURVE_AT = 3.0, 15.0  # mm from the grid's left edge
_ROWS_A_PAGE = 4
_FULL_LEADS = 12
_LIGHT: Rgb = (0.96, 0.80, 0.80)
_HEAVY: Rgb = (0.90, 0.55, 0.55)


@dataclass(frozen=True, slots=True)
class LeadTrace:
    """One lead: samples in device steps of ``nv_per_lsb`` nanovolt, ``hz`` a second; None = no signal (lead off)."""

    name: str
    samples: Sequence[int | None]
    hz: float
    nv_per_lsb: float


@dataclass(frozen=True, slots=True)
class EcgSheet:
    """What the strip says. ``recorded_at`` is clinic time; '' in ``symptoms`` = not asked; ``filter_text`` '' = unfiltered."""

    institution: str
    name: str
    sex: str
    age: str
    record_no: str
    recorded_at: str
    device: str
    leads: tuple[LeadTrace, ...]
    heart_rate: int | None = None
    quality: str = ""
    filter_text: str = ""
    symptoms: str = ""
    reader: str = ""


def ecg_pdf(sheet: EcgSheet) -> bytes:
    """All of the recording, ten seconds a row, the leads below each other. Raises FontMissing, ValueError without leads."""
    if not sheet.leads:
        raise ValueError("no lead to print")
    pen = Pen(A4_ACROSS, label("ecg", "title"))
    rows = list(_rows(sheet))
    pages = [rows[first : first + _rows_a_page(sheet)] for first in range(0, len(rows), _rows_a_page(sheet))]
    for number, page in enumerate(pages, start=1):
        if number > 1:
            pen.next_page()
        _draw_page(pen, sheet, page, (number, len(pages)))
    return pen.done()


@dataclass(frozen=True, slots=True)
class _Row:
    """Ten seconds of one lead."""

    lead: LeadTrace
    second: int

    def samples(self) -> Sequence[int | None]:
        """Those of this row."""
        first = round(self.second * self.lead.hz)
        return self.lead.samples[first : first + round(SECONDS_A_ROW * self.lead.hz)]


def _rows(sheet: EcgSheet) -> Iterator[_Row]:
    longest = max(len(lead.samples) / lead.hz for lead in sheet.leads)
    for second in range(0, max(1, int(-(-longest // 1))), SECONDS_A_ROW):
        for lead in sheet.leads:
            yield _Row(lead, second)


def _rows_a_page(sheet: EcgSheet) -> int:
    """Leads of one moment stay on one page while they fit."""
    leads = len(sheet.leads)
    return leads * max(1, _ROWS_A_PAGE // leads) if leads <= _ROWS_A_PAGE else min(leads, 6)


def _draw_page(pen: Pen, sheet: EcgSheet, rows: list[_Row], page: tuple[int, int]) -> None:
    top = draw_grid(pen, _head(sheet), _LEFT, _TOP, _GRID_WIDE) + 1
    foot = _foot(sheet)
    bottom = A4_ACROSS[1] - _BOTTOM - grid_height(foot, _GRID_WIDE) - line_height(8)
    high = (bottom - top) // 5 * 5  # whole large squares
    _paper(pen, top, high)
    for n, row in enumerate(rows):
        _draw_row(pen, row, top, high, top + high * (n + 0.5) / len(rows))
    below = draw_grid(pen, foot, _LEFT, top + high + 1, _GRID_WIDE)
    if page[1] > 1:
        pen.right(_RIGHT, below, label("prescription", "page", page=page[0], pages=page[1]), 8)


def _paper(pen: Pen, top: float, high: float) -> None:
    """Light lines every mm, heavy ones every 5 mm: 0.04 s and 0.1 mV, 0.2 s and 0.5 mV."""
    across, down = range(int(_GRID_WIDE) + 1), range(int(high) + 1)

    def lines(heavy: bool) -> Iterator[tuple[Point, Point]]:
        yield from (((_LEFT + x, top), (_LEFT + x, top + high)) for x in across if (x % 5 == 0) is heavy)
        yield from (((_LEFT, top + y), (_LEFT + _GRID_WIDE, top + y)) for y in down if (y % 5 == 0) is heavy)

    pen.stroke(lines(False), 0.08, _LIGHT)
    pen.stroke(lines(True), 0.16, _HEAVY)


def _draw_row(pen: Pen, row: _Row, top: float, high: float, middle: float) -> None:
    left = _LEFT + _PULSE_AT
    pen.stroke([_pulse(left, middle)], 0.25)
    pen.text(left - 1, middle + 1.5, safe_text(f"{row.lead.name}  {row.second} s", NAME_CAP), 9, bold=True)
    step, scale = SPEED / row.lead.hz, GAIN * row.lead.nv_per_lsb / 1e6
    runs = thinned(row.samples(), step, scale)
    lowest, highest = top + high, top
    pen.stroke(
        ([(_LEFT + _CURVE_AT + x, min(lowest, max(highest, middle - y))) for x, y in run] for run in runs),
        0.25,
        BLACK,
    )


def _pulse(x: float, middle: float) -> list[Point]:
    """1 mV for 0.2 s: 10 mm high, 5 mm wide."""
    return [(x, middle), (x + 2, middle), (x + 2, middle - GAIN), (x + 7, middle - GAIN), (x + 7, middle), (x + 9, middle)]


def _head(sheet: EcgSheet) -> tuple[tuple[Cell, ...], ...]:
    title = SafeText(f"{safe_text(sheet.institution, 80)}  {label('ecg', 'title')}")
    rate = label("ecg", "rate_unknown") if sheet.heart_rate is None else label("ecg", "rate", rate=sheet.heart_rate)
    return (
        (Cell(NOTHING, title, 0.6, 13, bold=True), Cell(NOTHING, rate, 0.4, 13, bold=True)),
        (
            _person("name", sheet.name, 0.28, bold=True),
            _person("sex", sheet.sex, 0.1),
            _person("age", sheet.age, 0.14),
            _person("record_no", sheet.record_no, 0.22),
            _cell("recorded", sheet.recorded_at, 0.26),
        ),
        (
            _cell("symptoms", sheet.symptoms or label("ecg", "not_asked"), 0.52, bold=True, cap=200),
            _cell("device", sheet.device, 0.22),
            Cell(NOTHING, safe_text(sheet.quality, NAME_CAP), 0.26, 10),
        ),
    )


def _foot(sheet: EcgSheet) -> tuple[tuple[Cell, ...], ...]:
    shown = safe_text(sheet.filter_text, NAME_CAP) or label("ecg", "unfiltered")
    scale = label("ecg", "scale", speed=f"{SPEED:g}", gain=f"{GAIN:g}", filter=shown)
    gaps = any(sample is None for lead in sheet.leads for sample in lead.samples)
    note = label("ecg", "gap") if gaps else NOTHING
    return (
        (Cell(NOTHING, scale, 0.4, 9), Cell(NOTHING, note, 0.3, 9), _cell("reader", sheet.reader, 0.3, rule=True)),
        (Cell(NOTHING, warning(len(sheet.leads)), 1, 10, bold=True),),
        (Cell(NOTHING, label("ecg", "automatic"), 1, 9),),
    )


def warning(leads: int) -> SafeText:
    """What fewer than twelve leads cannot exclude (H38); '' for twelve."""
    if leads == 1:
        return label("ecg", "single")
    return label("ecg", "few", count=leads) if leads < _FULL_LEADS else NOTHING


def _person(key: str, value: str, share: float, *, bold: bool = False) -> Cell:
    return Cell(SafeText(label("prescription", key) + "："), safe_text(value, NAME_CAP), share, 10, bold)


def _cell(key: str, value: str, share: float, *, bold: bool = False, cap: int = NAME_CAP, rule: bool = False) -> Cell:
    return Cell(SafeText(label("ecg", key) + "："), safe_text(value, cap), share, 10, bold, rule)
