"""Herbs of a decoction on the prescription form: several a row, the special treatment at the upper right (中药处方格式及书写规范 2010)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from app.printing.fonts import width
from app.printing.forms import label
from app.printing.head import LEFT, RIGHT
from app.printing.pen import MM, Pen
from app.printing.sheet import SheetLine
from app.printing.text import NAME_CAP, SafeText, safe_text

_INDENT = 5.0
_GAP = 3.0  # mm between two herbs
_SMALLER = 0.68
_MOST = 4


@dataclass(frozen=True, slots=True)
class HerbCell:
    """One herb at ``x`` mm: name with its grams, and how it is treated apart from the others."""

    x: float
    text: SafeText
    way: SafeText


def herb_rows(lines: Sequence[SheetLine], size: float) -> Iterator[tuple[HerbCell, ...]]:
    """As many herbs a row as the widest lets stand there, four at most."""
    herbs = [(_words(line), safe_text(f"（{line.note}）" if line.note else "", NAME_CAP)) for line in lines]
    widest = max((_wide(text, way, size) for text, way in herbs), default=1.0)
    room = RIGHT - LEFT - _INDENT
    a_row = max(1, min(_MOST, int((room + _GAP) // (widest + _GAP))))
    step = room / a_row
    for start in range(0, len(herbs), a_row):
        row = herbs[start : start + a_row]
        yield tuple(HerbCell(LEFT + _INDENT + n * step, text, way) for n, (text, way) in enumerate(row))


def herb_reasons(lines: Iterable[SheetLine]) -> list[SafeText]:
    """Why in spite of a finding, each reason once with the herbs it speaks of."""
    named: dict[str, list[str]] = {}
    for line in lines:
        for reason in line.reasons:
            named.setdefault(reason, []).append(line.name)
    return [
        SafeText(f"{safe_text('、'.join(names))}  {label('prescription', 'reason', reason=safe_text(why))}") for why, names in named.items()
    ]


def draw_herbs(pen: Pen, herbs: Iterable[HerbCell], y: float, size: float) -> None:
    """One row with its top at ``y``."""
    for herb in herbs:
        pen.text(herb.x, y, herb.text, size, bold=True)
        pen.text(herb.x + width(herb.text, size) / MM + 0.4, y - 0.4, herb.way, size * _SMALLER)


def _words(line: SheetLine) -> SafeText:
    return SafeText(f"{safe_text(line.name, NAME_CAP)} {safe_text(line.quantity, NAME_CAP)}")


def _wide(text: SafeText, way: SafeText, size: float) -> float:
    return (width(text, size) + width(way, size * _SMALLER)) / MM + 0.4
