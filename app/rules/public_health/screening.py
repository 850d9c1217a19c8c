"""Who is measured for hypertension and how often: the yearly free measurement, and every half year at high risk (GW3)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from app.rules.pressure import Pressure
from app.rules.public_health.policy import policy
from app.rules.public_health.pressure import elevated
from app.rules.vitals import ADULT_YEARS, Subject


@dataclass(frozen=True, slots=True)
class ScreeningFacts:
    """What is known; None = not known. ``bmi`` kg/m² to 0.1, ``waist`` cm. ``heavy_drinking``: ≥ 100 mL of spirits a day."""

    pressure: Pressure | None = None
    measured_this_year: bool = False
    bmi: Decimal | None = None
    waist: Decimal | None = None
    family_history: bool = False
    heavy_drinking: bool = False
    salty_diet: bool = False


@dataclass(frozen=True, slots=True)
class Screening:
    """``by``: keys of the risks found. ``suspected``: elevated now, so it is measured again on other days."""

    yearly: bool
    high_risk: bool
    interval_months: int | None
    by: tuple[str, ...]
    suspected: bool


def screen(facts: ScreeningFacts, subject: Subject) -> Screening:
    """Nobody under 18, and nobody whose age is unknown, is classed (H18)."""
    limits = policy()["screening"]
    age = subject.age_years
    if age is None or age < ADULT_YEARS:
        return Screening(False, False, None, (), False)
    by = tuple(_risks(facts, subject, age, limits))
    yearly = age >= limits["yearly_from"] and not facts.measured_this_year
    months = limits["high_risk_months"] if by else None
    return Screening(yearly, bool(by), months, by, facts.pressure is not None and elevated(facts.pressure))


def _risks(facts: ScreeningFacts, subject: Subject, age: Decimal, limits: Mapping[str, Any]) -> Iterator[str]:
    if facts.pressure is not None and _high_normal(facts.pressure, limits):
        yield "pressure"
    if facts.bmi is not None and facts.bmi >= limits["bmi"]:
        yield "bmi"
    if facts.waist is not None and facts.waist >= limits["waist"].get(subject.sex, Decimal("Infinity")):
        yield "waist"
    if age >= limits["age"]:
        yield "age"
    for name in ("family_history", "heavy_drinking", "salty_diet"):
        if getattr(facts, name):
            yield name


def _high_normal(pressure: Pressure, limits: Mapping[str, Any]) -> bool:
    """130–139 and/or 85–89; a pressure that is elevated already is no mere risk."""
    if elevated(pressure):
        return False
    systolic, diastolic = limits["systolic"], limits["diastolic"]
    return bool(systolic[0] <= pressure[0] <= systolic[1] or diastolic[0] <= pressure[1] <= diastolic[1])
