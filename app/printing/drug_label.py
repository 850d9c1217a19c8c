"""Labels for the bags and bottles that are handed out: whose, what, and how to use it, one label a drug (药袋标签)."""

from __future__ import annotations

from dataclasses import dataclass

from app.printing.fonts import width
from app.printing.forms import label
from app.printing.pen import MM, Pen, line_height
from app.printing.text import NAME_CAP, NOTHING, SafeText, safe_text
from app.printing.wrap import wrap

LABEL = (70.0, 50.0)
"""Width and height in mm: two rows of an A7 roll."""
_LEFT, _RIGHT, _TOP = 3.0, 67.0, 2.5
_SIZES = (14.0, 13.0, 12.0, 11.0, 10.0, 9.0, 8.0, 7.0)
_SMALL, _NAME = 7.0, 10.0
_FOOT = line_height(_SMALL) + 2.5


@dataclass(frozen=True, slots=True)
class DrugLabel:
    """One label. ``usage`` without Latin codes; ``place`` = which of how many."""

    institution: str
    phone: str
    name: str
    age: str
    drug: str
    strength: str
    quantity: str
    usage: str
    note: str
    issued: str
    place: tuple[int, int] = (1, 1)


_Row = tuple[SafeText, float, bool]


def labels_pdf(labels: tuple[DrugLabel, ...]) -> bytes:
    """One page a label, nothing cut off: type gets smaller. Raises FontMissing."""
    pen = Pen(LABEL, label("drug_label", "title"))
    for number, one in enumerate(labels):
        if number:
            pen.next_page()
        _draw(pen, one)
    return pen.done()


def _draw(pen: Pen, one: DrugLabel) -> None:
    who = SafeText(f"{safe_text(one.name, NAME_CAP)} {safe_text(one.age, NAME_CAP)}")
    place = label("drug_label", "place", n=one.place[0], of=one.place[1]) if one.place[1] > 1 else NOTHING
    room = (_RIGHT - _LEFT - 2) * MM - width(place, _SMALL)
    size = min(_NAME, _NAME * room / (width(who, _NAME) or 1))
    pen.text(_LEFT, _TOP + line_height(_NAME - size), who, size, bold=True)
    pen.right(_RIGHT, _TOP + 0.8, place, _SMALL)
    y = _TOP + line_height(_NAME) + 0.3
    pen.line((_LEFT, y), (_RIGHT, y), 0.25)
    foot = LABEL[1] - _FOOT
    for text, size, bold in _rows(one, foot - y - 1):
        pen.text(_LEFT, y + 1, text, size, bold=bold)
        y += line_height(size)
    pen.line((_LEFT, foot), (_RIGHT, foot), 0.15)
    where = SafeText(" ".join(part for part in (safe_text(one.institution, 24), safe_text(one.phone, 20)) if part))
    pen.text(_LEFT, foot + 0.5, where, _SMALL - 1)
    pen.right(_RIGHT, foot + 0.5, label("drug_label", "issued", day=safe_text(one.issued, NAME_CAP)), _SMALL - 1)


def _rows(one: DrugLabel, room: float) -> list[_Row]:
    """The largest type in which everything fits."""
    for size in _SIZES:
        rows = [row for text, bold in _parts(one) for row in _wrapped(text, size, bold)]
        if sum(line_height(high) for _, high, _ in rows) <= room:
            break
    return rows


def _parts(one: DrugLabel) -> list[tuple[SafeText, bool]]:
    quantity = label("drug_label", "quantity", quantity=safe_text(one.quantity, NAME_CAP))
    what = SafeText("  ".join(part for part in (safe_text(one.strength, NAME_CAP), quantity) if part))
    usage = SafeText(f"{label('drug_label', 'usage')}：{safe_text(one.usage)}")
    parts = [(safe_text(one.drug, 2 * NAME_CAP), True), (what, False), (usage, True), (safe_text(one.note), False)]
    return [part for part in parts if part[0] != NOTHING]


def _wrapped(text: SafeText, size: float, bold: bool) -> list[_Row]:
    return [(line, size, bold) for line in wrap(text, size, (_RIGHT - _LEFT) * MM)]
