"""Blood pressure of adults: grade, the days that make a diagnosis, and the target sets that stand side by side."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum

from app.rules.pressure import Pressure
from app.rules.public_health.policy import policy, step
from app.rules.vitals import Population, Subject


class Grade(StrEnum):
    """血压水平分类."""

    NORMAL = "正常血压"
    HIGH_NORMAL = "正常高值"
    ONE = "1级高血压"
    TWO = "2级高血压"
    THREE = "3级高血压"


@dataclass(frozen=True, slots=True)
class GradedPressure:
    """``isolated_systolic``: 单纯收缩期高血压."""

    grade: Grade
    isolated_systolic: bool


@dataclass(frozen=True, slots=True)
class PressureTarget:
    """Both sides below these, mmHg. ``counts``: this set decides the class of a visit and the indicator."""

    policy: str
    systolic: Decimal
    diastolic: Decimal
    counts: bool
    source: str

    @property
    def text(self) -> str:
        """As guidelines write it: ``<140/90``."""
        return f"<{self.systolic}/{self.diastolic}"

    def met(self, pressure: Pressure) -> bool:
        """Whether a pressure is on target."""
        return pressure[0] < self.systolic and pressure[1] < self.diastolic


@dataclass(frozen=True, slots=True)
class ElevatedDays:
    """Different days with an elevated office pressure. ``within_weeks``: 4 when enough of them lie so close together, else None."""

    count: int
    enough: bool
    within_weeks: int | None


def grade(pressure: Pressure, subject: Subject) -> GradedPressure | None:
    """The higher grade of the two sides; None for a child, in pregnancy, or at an unknown age (H18)."""
    if subject.population is not Population.ADULT:
        return None
    limits = policy()["pressure_grade"]
    highest = max(step(pressure[0], limits["systolic"]), step(pressure[1], limits["diastolic"]))
    return GradedPressure(tuple(Grade)[highest], pressure[0] >= limits["systolic"][2 - 1] and pressure[1] < limits["diastolic"][1])


def elevated(pressure: Pressure) -> bool:
    """≥ 140 and/or ≥ 90 mmHg."""
    limits = policy()["pressure_grade"]
    return bool(pressure[0] >= limits["systolic"][1] or pressure[1] >= limits["diastolic"][1])


def elevated_days(readings: Iterable[tuple[date, Pressure]]) -> ElevatedDays:
    """Three different days make a preliminary diagnosis; the guideline of 2025 wants them within four weeks."""
    limits = policy()["pressure_grade"]
    days = sorted({day for day, pressure in readings if elevated(pressure)})
    wanted, span = limits["days"], timedelta(days=limits["within_days"])
    close = any(last - first <= span for first, last in zip(days, days[wanted - 1 :], strict=False))
    return ElevatedDays(len(days), len(days) >= wanted, limits["within_days"] // 7 if close else None)


def elevated_at_home(mean: Pressure) -> bool:
    """Whether the mean of readings at home reaches the cut-off."""
    systolic, diastolic = policy()["pressure_grade"]["home"]
    return bool(mean[0] >= systolic or mean[1] >= diastolic)


def targets(age_years: Decimal) -> tuple[PressureTarget, ...]:
    """Every target set in force for an adult of this age, the one that counts first."""
    found = [_target(row, age_years) for row in policy()["pressure_target"]]
    return tuple(sorted(found, key=lambda one: not one.counts))


def target(age_years: Decimal, name: str = "GW3") -> PressureTarget:
    """One target set by its name. Raises KeyError for an unknown one."""
    for one in targets(age_years):
        if one.policy == name:
            return one
    raise KeyError(name)


def _target(row: dict[str, object], age_years: Decimal) -> PressureTarget:
    bands: list[list[int]] = row["bands"]  # type: ignore[assignment]
    systolic, diastolic = max(band for band in bands if band[0] <= age_years)[1:]
    return PressureTarget(str(row["policy"]), Decimal(systolic), Decimal(diastolic), bool(row["counts"]), str(row["source"]))
