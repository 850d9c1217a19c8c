"""Breaks text into lines: between any two Chinese characters, never inside a number or a Latin word unless it is too wide itself."""

from __future__ import annotations

import re
from collections.abc import Iterator

from app.printing.fonts import ems
from app.printing.text import SafeText

# GB/T 15834: no closing mark begins a line, no opening mark ends one
_CLOSING = "、，。；：？！）》】」』”’,.;:?!)%％℃…·"
_OPENING = "（《【「『“‘("
_PIECE = re.compile(rf"[{re.escape(_OPENING)}]*(?:[^\s\u2e80-\uffef\U00020000-\U0003ffff]+|\S)[{re.escape(_CLOSING)}]*\s*")


def wrap(text: SafeText, size: float, room: float) -> list[SafeText]:
    """Lines no wider than ``room`` points; at least one line, nothing lost but the blanks at a break."""
    lines, line, taken, limit = [], "", 0.0, room / size
    for piece, bare, full in _measured(text, limit):
        if line and taken + bare > limit:
            lines.append(SafeText(line.rstrip()))
            line, taken = "", 0.0
        line += piece
        taken += full
    return [*lines, SafeText(line.rstrip())]


def _measured(text: SafeText, limit: float) -> Iterator[tuple[str, float, float]]:
    """Unbreakable pieces with their widths in em, without and with the blanks behind them."""
    for piece in _PIECE.findall(text):
        bare, full = ems(piece.rstrip()), ems(piece)
        if bare <= limit:
            yield piece, bare, full
        else:  # too wide for any line: character by character
            yield from ((char, ems(char), ems(char)) for char in piece)
