"""Target bands of the trends: where treatment wants a value to be. Adults only; never a grade (H18)."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from functools import cache
from typing import Any

from app.domain.units import rounded
from app.rules.public_health.pressure import target
from app.rules.shipped import shipped_toml
from app.rules.vitals import Population, Subject

Band = tuple[Decimal, Decimal]


@cache
def targets_policy() -> Mapping[str, Any]:
    """The policy file in force."""
    return shipped_toml("targets.toml")


def target_band(kind: str, subject: Subject, height_cm: Decimal | None = None) -> Band | None:
    """``pressure`` (mmHg, systolic), ``glucose`` (fasting, mmol/L) or ``weight`` (kg, needs the height); None = no target known."""
    if subject.population is not Population.ADULT:
        return None
    policy = targets_policy().get(kind)
    if policy is None:
        return None
    if kind == "weight":
        return None if not height_cm else _weight(policy, height_cm)
    if kind == "pressure":
        assert subject.age_years is not None  # the population of an unknown age is not ADULT
        return Decimal(policy["low"]), target(subject.age_years, policy["target"]).systolic
    return Decimal(policy["low"]), Decimal(policy["high"])


def _weight(policy: Mapping[str, Any], height_cm: Decimal) -> Band:
    square = (height_cm / 100) ** 2
    return rounded(policy["bmi_low"] * square, 1), rounded(policy["bmi_high"] * square, 1)
