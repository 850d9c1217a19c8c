"""Amounts of a medicine in the words of a Chinese prescription: 80万U, 0.5片, 5 mg; never ``[iU]`` or 800000 (safety.md §4.8)."""

from __future__ import annotations

from decimal import Decimal

_PIECES = {
    "{tbl}": "片",
    "{cap}": "粒",
    "{pill}": "丸",
    "{sachet}": "袋",
    "{ampoule}": "支",
    "{bottle}": "瓶",
    "{patch}": "贴",
    "{spray}": "揿",
    "[drp]": "滴",
    "{piece}": "个",
}
_WORDS = {"[iU]": "U", "ug": "μg", "mg/mL": "mg/mL", **_PIECES}
_COUNTED = frozenset({"盒", *_PIECES.values()})
_TEN_THOUSAND = Decimal(10_000)


def yuan_text(fen: int) -> str:
    """Money in yuan: 8640 → 86.40, −50 → -0.50."""
    return f"{'-' if fen < 0 else ''}{abs(fen) // 100}.{abs(fen) % 100:02d}"


def amount_text(value: Decimal, unit: str) -> str:
    """``unit`` UCUM or a Chinese counting word. 800000 [iU] → 80万U, 0.50 mg → 0.5 mg, 2 {tbl} → 2片."""
    word = _WORDS.get(unit, unit)
    if unit == "[iU]" and value >= _TEN_THOUSAND:
        return f"{plain_number(value / _TEN_THOUSAND)}万U"
    gap = "" if word in _COUNTED else " "
    return f"{plain_number(value)}{gap}{word}"


def counting_unit(word: str) -> str:
    """The UCUM annotation of a Chinese counting word, for a dose that is told in pieces: 片 → {tbl}."""
    return next((unit for unit, counted in _PIECES.items() if counted == word), "{piece}")


def plain_number(value: Decimal) -> str:
    """No exponent, no trailing zeros: a dose never reads 5.0 (H4)."""
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
