"""Prescribing in numbers: by doctor what became of signed sheets and what they hold, and what was prescribed in spite of a rule."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType


@dataclass(frozen=True, slots=True)
class Tally:
    """One doctor's sheets that were signed in a period; ``practitioner`` '' = all doctors together. All but the minutes and ``lines`` count sheets.

    ``valid``: not made void; ``reviewed``: a pharmacist gave a verdict; ``doubted``: sent back at least once; ``corrected``: signed anew by
    the doctor after that; ``overridden``: signed in spite of a rule, with a reason. Of the valid ones: ``lines`` are their drugs,
    ``antibiotics`` and ``injections`` sheets with at least one such, ``unknown`` sheets with a product that is in no list any more.
    ``commented``: looked at in the monthly review, ``reasonable`` of those. ``minutes``: the median from signing to the first verdict, None
    where there was none.
    """

    practitioner: str
    name: str
    signed: int = 0
    valid: int = 0
    reviewed: int = 0
    doubted: int = 0
    corrected: int = 0
    refused: int = 0
    overridden: int = 0
    lines: int = 0
    antibiotics: int = 0
    injections: int = 0
    unknown: int = 0
    commented: int = 0
    reasonable: int = 0
    minutes: float | None = None


class Indicator(StrEnum):
    """What is asked of a tally."""

    REVIEWED = "reviewed"
    DOUBTED = "doubted"
    CORRECTED = "corrected"
    REFUSED = "refused"
    MINUTES = "minutes"
    OVERRIDDEN = "overridden"
    REASONABLE = "reasonable"
    ANTIBIOTICS = "antibiotics"
    INJECTIONS = "injections"
    ITEMS = "items"


# 处方点评工作表 (附件 of 医院处方点评管理规范(试行), 2010): D = C/处方总数, F = E/处方总数, B = A/处方总数, P = O/处方总数
_FRACTIONS: Mapping[Indicator, tuple[str, str]] = MappingProxyType(
    {
        Indicator.REVIEWED: ("reviewed", "signed"),
        Indicator.DOUBTED: ("doubted", "reviewed"),
        Indicator.CORRECTED: ("corrected", "doubted"),
        Indicator.REFUSED: ("refused", "reviewed"),
        Indicator.OVERRIDDEN: ("overridden", "signed"),
        Indicator.REASONABLE: ("reasonable", "commented"),
        Indicator.ANTIBIOTICS: ("antibiotics", "valid"),
        Indicator.INJECTIONS: ("injections", "valid"),
        Indicator.ITEMS: ("lines", "valid"),
    }
)


def fraction(one: Tally, asked: Indicator) -> tuple[int, int]:
    """Numerator and denominator; of the minutes how many sheets there are minutes of, twice."""
    if asked is Indicator.MINUTES:
        return one.reviewed, one.reviewed
    above, below = _FRACTIONS[asked]
    return getattr(one, above), getattr(one, below)


@dataclass(frozen=True, slots=True)
class Overridden:
    """How often a doctor prescribed in spite of one rule for one coded reason; ``count`` counts findings, a sheet may have several."""

    practitioner: str
    name: str
    code: str
    reason: str
    count: int
