"""What an analyser's own judgement of a result means: ASTM E1394-97 §9.8, HL7 v2 table 0078, POCT1-A interpretation codes.

The analyser knows its method's range and panic limits; nothing is judged here beyond what it said.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Protocol

from app.domain.measurement import MeasuredValue

_UPPER = re.compile(r"(?:[\d.]*[-~–—]+|[<≤]=?)(\d+(?:\.\d+)?)")
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


class Test(Protocol):
    """A test by the names analysers give it, in capitals; ``units`` → what to multiply by for the unit it is judged in."""

    @property
    def names(self) -> frozenset[str]: ...
    @property
    def units(self) -> Mapping[str, Decimal]: ...


def found_in(values: Iterable[MeasuredValue], test: Test) -> tuple[Decimal, MeasuredValue] | None:
    """The result of a test among a specimen's, in its unit; None where there is none, it is no number, or its unit is not known."""
    for value in values:
        factor = test.units.get(_plain(value.unit)) if {_plain(value.name), _plain(value.label)} & test.names else None
        if factor is not None and value.value is not None and not value.comparator:
            return value.value * factor, value
    return None


def times_upper(value: MeasuredValue) -> Decimal | None:
    """How many times the upper limit a result is, by the range its report names (``0-40``, ``<40``); None where it names none."""
    found = _UPPER.fullmatch(_plain(value.reference))
    upper = Decimal(found[1]) if found else Decimal()
    return value.value / upper if value.value is not None and upper else None


def _plain(text: str) -> str:
    return text.upper().replace(" ", "").replace("（", "(").replace("）", ")")
