"""Measurements judged before they are stored: absurd, to be confirmed, a jump, and the soft flags ▲▼.

Only the absurd is refused. A frightening number (SBP 50, pulse 26, 31 ℃) is confirmed and stored (H49).
Adult flags are never given to a child, in pregnancy, or when the age is unknown (H18).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from functools import cache
from itertools import pairwise
from typing import Any

from app.domain.clinical import Answer
from app.rules.shipped import shipped_toml

ADULT_YEARS = 18


class VitalAction(StrEnum):
    """What the entry field does."""

    REFUSE = "refuse"
    CONFIRM = "confirm"
    AGAIN = "again"  # typed a second time, the first out of sight


class Population(StrEnum):
    """Whose thresholds may be used."""

    ADULT = "adult"
    CHILD = "child"
    PREGNANT = "pregnant"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Subject:
    """Who is measured. Age in years with fraction; None = not known."""

    age_years: Decimal | None
    sex: str = "0"
    pregnant: Answer = Answer.NOT_ASKED

    @property
    def population(self) -> Population:
        """Children first: a pregnant girl of 16 has no adult classes either way."""
        if self.age_years is None:
            return Population.UNKNOWN
        if self.age_years < ADULT_YEARS:
            return Population.CHILD
        return Population.PREGNANT if self.pregnant is Answer.YES else Population.ADULT


@dataclass(frozen=True, slots=True)
class LastValue:
    """The value before this one and how many days ago it was measured."""

    value: Decimal
    days_ago: int


@dataclass(frozen=True, slots=True)
class VitalFinding:
    """Why a number is refused or asked again; words under ``vital.<code>``."""

    code: str
    action: VitalAction
    kind: str
    facts: Mapping[str, str] = field(default_factory=dict)


@cache
def vitals_policy() -> Mapping[str, Any]:
    """The policy file in force."""
    return shipped_toml("vitals.toml")


def check_vital(kind: str, value: Decimal, subject: Subject, last: LastValue | None = None) -> tuple[VitalFinding, ...]:
    """All objections to one number in the kind's UCUM unit. Raises KeyError for an unknown kind."""
    band = vitals_policy()["kinds"][kind]
    facts = {"value": f"{value:f}", "unit": str(band["unit"])}
    if not _within(value, band["absurd"]):
        return (VitalFinding("absurd", VitalAction.REFUSE, kind, facts | _limits(band["absurd"])),)
    found = []
    if not _within(value, band["usual"]):
        found.append(VitalFinding("unusual", VitalAction.CONFIRM, kind, facts | _limits(band["usual"])))
    if kind == "weight" and not weight_fits_age(value, subject.age_years):
        found.append(VitalFinding("weight_for_age", VitalAction.CONFIRM, kind, facts))
    if last is not None and is_jump(kind, value, last, subject.age_years):
        found.append(VitalFinding("jump", VitalAction.CONFIRM, kind, facts | {"last": f"{last.value:f}", "days": str(last.days_ago)}))
    return tuple(found)


def is_storable(kind: str, value: Decimal) -> bool:
    """Whether somebody alive may have it: such a number is asked again, never refused (H49). False for a kind nobody measures."""
    band = vitals_policy()["kinds"].get(kind)
    return band is not None and _within(value, band["absurd"])


def check_pressure(systolic: Decimal, diastolic: Decimal, subject: Subject) -> tuple[VitalFinding, ...]:
    """Objections to one blood pressure in mmHg; systolic not above diastolic is a slip, never a person."""
    found = check_vital("systolic", systolic, subject) + check_vital("diastolic", diastolic, subject)
    if systolic > diastolic or any(one.action is VitalAction.REFUSE for one in found):
        return found
    facts = {"systolic": f"{systolic:f}", "diastolic": f"{diastolic:f}"}
    return (*found, VitalFinding("pressure_order", VitalAction.REFUSE, "systolic", facts))


def pressure_error(systolic: Decimal, diastolic: Decimal) -> str:
    """'' or out_of_range (usual bands) or sbp_not_greater_than_dbp."""
    kinds = vitals_policy()["kinds"]
    if not (_within(systolic, kinds["systolic"]["usual"]) and _within(diastolic, kinds["diastolic"]["usual"])):
        return "out_of_range"
    return "" if systolic > diastolic else "sbp_not_greater_than_dbp"


def soft_flag(kind: str, value: Decimal, subject: Subject, context: str = "") -> str:
    """``high``, ``low`` or ''. Glucose needs its context (fasting, postprandial, random) for any class (H24)."""
    policy = vitals_policy()
    everybody = policy["flags"].get(kind)
    if everybody is not None:
        return _flag(value, everybody)
    if subject.population is not Population.ADULT:
        return ""
    if kind == "glucose":
        kind = f"glucose_{context}"
    if kind == "waist":
        kind = {"1": "waist_male", "2": "waist_female"}.get(subject.sex, "")
    return _flag(value, policy["adult_flags"].get(kind, {}))


def is_jump(kind: str, value: Decimal, last: LastValue, age_years: Decimal | None) -> bool:
    """Whether the change since the last value is too large to take without asking."""
    limits = vitals_policy()["jumps"]
    child = age_years is not None and age_years < ADULT_YEARS
    change = value - last.value
    if child and change > 0 and last.days_ago > limits["child_rise_within_days"]:
        return False
    if kind == "height":
        return bool(abs(change) >= limits["adult_height_cm"])
    percent = limits.get(f"{kind}_percent")
    return percent is not None and bool(abs(change) * 100 > percent * last.value)


def must_be_typed_twice(kind: str, value: Decimal | None, comparator: str = "") -> bool:
    """A number that changes treatment and is easily mistyped (7.8 as 78); HI and LO lie beyond every limit. safety.md §2."""
    limits = vitals_policy()["typed_twice"].get(kind)
    if limits is None:
        return False
    if comparator or value is None:
        return bool(comparator)
    return bool(value <= limits["low"] or value >= limits["high"])


def typed_doubt(kind: str, typed_again: bool) -> VitalFinding:
    """Asks for the second typing, or says that the two differ and neither was stored."""
    return VitalFinding("typed_differently" if typed_again else "type_again", VitalAction.AGAIN, kind)


def weight_fits_age(kilograms: Decimal, age_years: Decimal | None) -> bool:
    """Within ±3 SD up to five years; 24 kg at two is a weight in 斤 (H19). Older or unknown age: always True."""
    rows = vitals_policy()["weight_for_age"]["rows"]
    months = None if age_years is None else age_years * 12
    if months is None or months > rows[-1][0]:
        return True
    for (start, low, high), (end, next_low, next_high) in pairwise(rows):
        if months <= end:
            share = (months - start) / (end - start)
            return bool(low + (next_low - low) * share <= kilograms <= high + (next_high - high) * share)
    return True


def _within(value: Decimal, band: list[Decimal]) -> bool:
    return band[0] <= value <= band[1]


def _limits(band: list[Decimal]) -> dict[str, str]:
    return {"low": str(band[0]), "high": str(band[1])}


def _flag(value: Decimal, limits: Mapping[str, Decimal]) -> str:
    if "high" in limits and value >= limits["high"]:
        return "high"
    return "low" if "low" in limits and value < limits["low"] else ""
