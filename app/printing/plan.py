"""健康指导单: what a resident takes home, in type that is read without glasses."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from app.printing.forms import label
from app.printing.pen import MM, Pen, line_height
from app.printing.text import NAME_CAP, SafeText, safe_text
from app.printing.wrap import wrap

A4 = (210.0, 297.0)
KIND = "guidance"
_LEFT, _RIGHT, _TOP, _BOTTOM = 15.0, 195.0, 14.0, 280.0
_TITLE, _HEAD, _BODY, _SMALL = 26.0, 18.0, 16.0, 12.0
_GROUND = (0.90, 0.95, 0.92)
_INDENT = 8.0
Line = tuple[bool, SafeText]
"""Whether a sentence begins here, and the words."""


@dataclass(frozen=True, slots=True)
class GuidancePart:
    """``part``: key of its heading; ``by``: who wrote it."""

    part: str
    lines: tuple[str, ...]
    by: str


@dataclass(frozen=True, slots=True)
class GuidanceSheet:
    """``day``: of the newest part; days are ISO text."""

    institution: str
    phone: str
    name: str
    age_text: str
    day: str
    printed_on: str
    parts: tuple[GuidancePart, ...]


def guidance_pdf(given: GuidanceSheet) -> bytes:
    """A4 upright; a part never breaks from its heading. Raises FontMissing."""
    pen = Pen(A4, label(KIND, "title"))
    y = sheet_head(pen, label(KIND, "title"), given.name, given.age_text)
    for part in given.parts:
        lines = [line for one in part.lines for line in _bullet(one)]
        if y + _high(lines[:3]) > _BOTTOM:
            y = _turn(pen, given)
        y = _part(pen, given, part, lines, y)
    sheet_foot(pen, given.institution, given.phone, given.printed_on)
    return pen.done()


def sheet_head(pen: Pen, title: SafeText, name: str, age: str) -> float:
    """Title and whom it is for; returns the ``y`` below."""
    pen.centred(A4[0] / 2, _TOP, title, _TITLE, bold=True)
    y = _TOP + line_height(_TITLE) + 1
    who = label(KIND, "who", name=safe_text(name, NAME_CAP), age=safe_text(age, NAME_CAP))
    pen.centred(A4[0] / 2, y, who, _HEAD, bold=True)
    return y + line_height(_HEAD) + 3


def _part(pen: Pen, given: GuidanceSheet, part: GuidancePart, lines: Sequence[Line], y: float) -> float:
    pen.fill([(_LEFT, y, _RIGHT - _LEFT, line_height(_HEAD) + 1.5)], _GROUND)
    pen.text(_LEFT + 2, y + 0.8, label(KIND, part.part), _HEAD, bold=True)
    if part.by:
        pen.right(_RIGHT - 2, y + 2.4, safe_text(part.by, NAME_CAP), _SMALL)
    y += line_height(_HEAD) + 3
    for first, line in lines:
        if y + line_height(_BODY) > _BOTTOM:
            y = _turn(pen, given)
        if first:
            pen.text(_LEFT + 2, y, SafeText("·"), _BODY, bold=True)
        pen.text(_LEFT + _INDENT, y, line, _BODY)
        y += line_height(_BODY)
    return y + 3


def _bullet(line: str) -> list[Line]:
    room = (_RIGHT - _LEFT - _INDENT - 2) * MM
    return [(number == 0, text) for number, text in enumerate(wrap(safe_text(line), _BODY, room))]


def _high(lines: Sequence[Line]) -> float:
    return line_height(_HEAD) + 3 + len(lines) * line_height(_BODY)


def _turn(pen: Pen, given: GuidanceSheet) -> float:
    sheet_foot(pen, given.institution, given.phone, given.printed_on)
    pen.next_page()
    return _TOP


def sheet_foot(pen: Pen, institution: str, phone: str, printed_on: str) -> None:
    """Whom to call, and when it was printed."""
    pen.line((_LEFT, _BOTTOM + 2), (_RIGHT, _BOTTOM + 2))
    place = safe_text(institution, NAME_CAP)
    told = label(KIND, "call", place=place, phone=safe_text(phone, NAME_CAP)) if phone else place
    pen.text(_LEFT, _BOTTOM + 3.5, told, _SMALL)
    pen.right(_RIGHT, _BOTTOM + 3.5, label(KIND, "foot", day=safe_text(printed_on, NAME_CAP)), _SMALL)
