"""The one gate by which text enters a printed document."""

from __future__ import annotations

import unicodedata
from typing import NewType

SafeText = NewType("SafeText", str)
"""Text that passed :func:`safe_text`. The pen draws nothing else, so a forgotten gate is a type error."""

NOTHING = SafeText("")

NAME_CAP = 60
TEXT_CAP = 2_000
GETA = "〓"
"""Printers' sign for a character the type case lacks: visible, unlike a silently dropped one (H13)."""

# Controls, format characters (bidi overrides, zero-width, tags), lone surrogates
_DROPPED = frozenset({"Cc", "Cf", "Cs"})
_SPACES = frozenset("\t\n\r\x0b\x0c\x85\u2028\u2029")


def safe_text(text: str, cap: int = TEXT_CAP) -> SafeText:
    """Text for paper: one line, no control, bidi, zero-width or variation characters, at most ``cap`` characters.

    Markup needs no escape because the pen draws characters and interprets none: ``<b>`` prints as ``<b>`` (T10).
    A longer text ends in an ellipsis, so that nobody takes it for whole.
    """
    kept = "".join(" " if char in _SPACES else char for char in text[: cap * 4] if char in _SPACES or not _is_dropped(char))
    words = " ".join(kept.split(" ")) if "  " not in kept else " ".join(part for part in kept.split(" ") if part)
    return SafeText(words if len(words) <= cap else words[: cap - 1] + "…")


def _is_dropped(char: str) -> bool:
    return unicodedata.category(char) in _DROPPED or "\ufe00" <= char <= "\ufe0f" or "\U000e0100" <= char <= "\U000e01ef"


def join(separator: str, parts: tuple[SafeText, ...]) -> SafeText:
    """The parts that are not empty, joined."""
    return SafeText(separator.join(part for part in parts if part))
