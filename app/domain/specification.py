"""What a drug list writes under 规格: 5mg*28片/盒, 80万U, 100ml:0.9g, 2ml:0.1g×10支/盒."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from math import prod

from app.domain.ids import tidy

PIECES = ("片", "粒", "丸", "袋", "支", "瓶", "贴", "揿", "喷", "枚", "包", "滴")
_INNER = ("板", "盒", "小盒", "条", "包", "袋", "瓶", "盘", "")
"""Words of a second count: 14片*2板."""
_UNITS = {
    **dict.fromkeys(("mg", "毫克"), "mg"),
    **dict.fromkeys(("g", "克"), "g"),
    **dict.fromkeys(("ug", "μg", "µg", "mcg", "微克"), "ug"),
    **dict.fromkeys(("ml", "毫升"), "mL"),
    **dict.fromkeys(("l", "升"), "L"),
    **dict.fromkeys(("u", "iu", "单位"), "[iU]"),
    "mmol": "mmol",
}
_IN_SMALLEST: dict[str, tuple[str, Decimal]] = {
    "mg": ("mg", Decimal(1)),
    "g": ("mg", Decimal(1000)),
    "ug": ("mg", Decimal("0.001")),
    "mL": ("mL", Decimal(1)),
    "L": ("mL", Decimal(1000)),
}
_AMOUNT = re.compile(rf"(?:每?[{''.join(PIECES)}]?[装含]?)?(\d+(?:\.\d+)?)(万|亿)?({'|'.join(sorted(_UNITS, key=len, reverse=True))})")
_COUNT = re.compile(r"(\d+)(\D*)")
_MANY = {"": 1, "万": 10_000, "亿": 100_000_000}


@dataclass(frozen=True, slots=True)
class Amount:
    """A number in a UCUM unit."""

    value: Decimal
    unit: str

    def equals(self, value: Decimal, unit: str) -> bool:
        """Whether it is as much: 0.25 g is 250 mg."""
        return _smallest(self.value, self.unit) == _smallest(value, unit)


@dataclass(frozen=True, slots=True)
class Specification:
    """``amounts``: of one piece, several where volume and content stand side by side. ``pack_size`` None = no count was written."""

    amounts: tuple[Amount, ...] = ()
    piece: str = ""
    pack_size: int | None = None
    pack_word: str = ""

    @property
    def strength(self) -> Amount | None:
        """The content of one piece; a volume only where nothing else is told."""
        return next((one for one in self.amounts if one.unit not in {"mL", "L"}), next(iter(self.amounts), None))


def read_specification(text: str) -> Specification | None:
    """None where any part of it cannot be understood: half a strength is a wrong strength."""
    plain = re.sub(r"\s+", "", tidy(text)).replace("﹕", ":")
    body, _, tail = plain.partition("/")
    if not plain or re.search(r"[\d/]", tail):
        return None
    first, *rest = re.split(r"[*×xX✕]", body)
    amounts = _amounts(first.lower())
    counts = rest if amounts else [first, *rest]
    if not (amounts or counts):
        return None
    return _counted(amounts, counts, tail)


def _amounts(text: str) -> tuple[Amount, ...]:
    found = [_AMOUNT.fullmatch(part) for part in text.split(":")]
    return tuple(Amount(Decimal(one[1]) * _MANY[one[2] or ""], _UNITS[one[3]]) for one in found if one) if all(found) else ()


def _counted(amounts: tuple[Amount, ...], counts: list[str], tail: str) -> Specification | None:
    found = [_COUNT.fullmatch(part) for part in counts]
    if not all(found):
        return None
    numbers = [int(one[1]) for one in found if one]
    words = [one[2] for one in found if one]
    known = all(word in PIECES or word in _INNER for word in words) and (amounts or any(word in PIECES for word in words))
    if not known or 0 in numbers or any(one.value == 0 for one in amounts):
        return None
    piece = next((word for word in words if word in PIECES), tail if not counts and tail in PIECES else "")
    return Specification(amounts, piece, prod(numbers) if numbers else None, tail if tail != piece else "")


def _smallest(value: Decimal, unit: str) -> tuple[Decimal, str]:
    smallest, factor = _IN_SMALLEST.get(unit, (unit, Decimal(1)))
    return (value * factor).normalize(), smallest
