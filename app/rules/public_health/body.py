"""Body mass index and waist of adults (WS/T 428-2013)."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from app.domain.units import rounded
from app.rules.public_health.policy import policy, step
from app.rules.vitals import Population, Subject, vitals_policy


class Weight(StrEnum):
    """成人体重判定."""

    LOW = "低体重"
    NORMAL = "正常"
    OVERWEIGHT = "超重"
    OBESE = "肥胖"


class Waist(StrEnum):
    """中心型肥胖."""

    NORMAL = "正常"
    BEFORE = "中心型肥胖前期"
    CENTRAL = "中心型肥胖"


@dataclass(frozen=True, slots=True)
class BodyMass:
    """``value`` kg/m² to 0.1; ``error``: weight_out_of_range or height_out_of_range. No class for a child or in pregnancy (H18)."""

    value: Decimal | None
    weight: Weight | None = None
    error: str = ""


def body_mass(kilograms: Decimal, centimetres: Decimal, subject: Subject) -> BodyMass:
    """The index and, for an adult, its class; the class is that of the rounded figure which people are shown."""
    kinds = vitals_policy()["kinds"]
    for name, value in (("height", centimetres), ("weight", kilograms)):
        low, high = kinds[name]["usual"]
        if not low <= value <= high:
            return BodyMass(None, error=f"{name}_out_of_range")
    value = rounded(kilograms / (centimetres / 100) ** 2, 1)
    if subject.population is not Population.ADULT:
        return BodyMass(value)
    return BodyMass(value, tuple(Weight)[step(value, policy()["body"]["bmi"])])


def waist(centimetres: Decimal, subject: Subject) -> Waist | None:
    """None for a child, in pregnancy, or without a sex."""
    limits = policy()["body"]["waist"].get(subject.sex)
    if limits is None or subject.population is not Population.ADULT:
        return None
    return tuple(Waist)[step(centimetres, limits)]
