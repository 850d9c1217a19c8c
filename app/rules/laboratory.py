"""What an analyser's own judgement of a result means: ASTM E1394-97 §9.8, HL7 v2 table 0078, POCT1-A interpretation codes.

The analyser knows its method's range and panic limits; nothing is judged here beyond what it said.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from typing import Any

from app.domain.measurement import MeasuredValue
from app.rules.shipped import shipped_toml

HIGH, LOW, ABNORMAL = "high", "low", "abnormal"

_CRITICAL = {"HH": HIGH, "LL": LOW, "AA": ABNORMAL, "PANIC": ABNORMAL, "CRITICAL": ABNORMAL}
_OUTSIDE = {"H": HIGH, "HU": HIGH, ">": HIGH, "L": LOW, "LU": LOW, "<": LOW, "A": ABNORMAL, "POS": ABNORMAL}
_MARKS = re.compile(r"[~\\^,;/\s*!]+")
"""Analysers send several flags in one field (HL7 repeats with ~, some write H* or HH!)."""


@dataclass(frozen=True, slots=True)
class Judgement:
    """``side``: high, low, abnormal or '' = within its range, or nothing said. ``critical``: beyond the analyser's panic limit."""

    side: str = ""
    critical: bool = False


def judged(flag: str) -> Judgement:
    """The gravest of the flags in a field; delta checks (U, D, B, W) and N say nothing of the range."""
    said = [word for word in _MARKS.split(flag.upper()) if word]
    critical = next((_CRITICAL[word] for word in said if word in _CRITICAL), "")
    if critical:
        return Judgement(critical, True)
    return Judgement(next((_OUTSIDE[word] for word in said if word in _OUTSIDE), ""))


def any_critical(values: Iterable[MeasuredValue]) -> bool:
    """Whether the analyser called one of a specimen's results critical."""
    return any(judged(value.flag).critical for value in values)


def creatinine_of(values: Iterable[MeasuredValue]) -> Decimal | None:
    """Serum creatinine in µmol/L among a specimen's results; None where there is none, or none in a unit that is known."""
    for value in values:
        if value.value is not None and not value.comparator and {_plain(value.name), _plain(value.label)} & _creatinine()[0]:
            factor = _creatinine()[1].get(_plain(value.unit))
            if factor is not None:
                return value.value * factor
    return None


@cache
def _creatinine() -> tuple[frozenset[str], dict[str, Decimal]]:
    known: Any = shipped_toml("lab_tests.toml")["creatinine"]
    return frozenset(_plain(name) for name in known["names"]), {_plain(unit): Decimal(factor) for unit, factor in known["units"].items()}


def _plain(text: str) -> str:
    return text.upper().replace(" ", "").replace("（", "(").replace("）", ")")
