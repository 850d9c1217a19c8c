"""Amounts of a medicine in the words of a Chinese prescription: 80万U, 0.5片, 5 mg; never ``[iU]`` or 800000 (safety.md §4.8)."""

from __future__ import annotations

from decimal import Decimal

_WORDS = {"[iU]": "U", "ug": "μg", "{tbl}": "片", "{cap}": "粒", "{pill}": "丸", "mg/mL": "mg/mL"}
_COUNTED = frozenset({"片", "粒", "丸", "袋", "支", "瓶", "揿", "盒"})
_TEN_THOUSAND = Decimal(10_000)


def amount_text(value: Decimal, unit: str) -> str:
    """``unit`` UCUM or a Chinese counting word. 800000 [iU] → 80万U, 0.50 mg → 0.5 mg, 2 {tbl} → 2片."""
    word = _WORDS.get(unit, unit)
    if unit == "[iU]" and value >= _TEN_THOUSAND:
        return f"{plain_number(value / _TEN_THOUSAND)}万U"
    gap = "" if word in _COUNTED else " "
    return f"{plain_number(value)}{gap}{word}"


def plain_number(value: Decimal) -> str:
    """No exponent, no trailing zeros: a dose never reads 5.0 (H4)."""
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
