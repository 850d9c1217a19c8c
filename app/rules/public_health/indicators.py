"""Rates of basic public health services, and what makes one person count in them (GW3).

A rate is a percentage to 0.1; None where nobody stands below the line.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from app.domain.units import rounded
from app.rules.pressure import Pressure
from app.rules.public_health.policy import policy
from app.rules.public_health.pressure import PressureTarget, target


@dataclass(frozen=True, slots=True)
class YearOfCare:
    """What one case got in a year. ``face_to_face``: visits at the clinic or at home; a telephone call is none."""

    enrolled: date
    face_to_face: int
    exams: int


def rate(part: int, whole: int) -> Decimal | None:
    """``part`` of ``whole`` in per cent."""
    return rounded(Decimal(part) * 100 / whole, 1) if whole else None


def visits_wanted(enrolled: date, year: int) -> int:
    """Four a year; enrolled during the year, one for each quarter that had not ended."""
    wanted: int = policy()["indicator"]["visits_a_year"]
    if enrolled.year != year:
        return wanted if enrolled.year < year else 0
    return wanted - (enrolled.month - 1) // 3


def standard_managed(care: YearOfCare, year: int) -> bool:
    """规范管理: the face-to-face visits of the year and one health examination; nobody enrolled later counts."""
    wanted = visits_wanted(care.enrolled, year)
    return wanted > 0 and care.face_to_face >= wanted and care.exams >= 1


def pressure_controlled(pressure: Pressure, age_years: Decimal) -> tuple[bool, PressureTarget]:
    """The last pressure against the set that counts, and that set."""
    counting = target(age_years)
    return counting.met(pressure), counting


def glucose_controlled(fasting: Decimal) -> bool:
    """The last fasting glucose, mmol/L."""
    return bool(fasting < policy()["followup"]["diabetes"]["fasting_below"])


def visits_due(enrolled: date, by: date) -> int:
    """How many of the year's visits are due by a day: one for each quarter that ended since and that had not ended at enrolment."""
    month_ended = (by + timedelta(days=1)).month != by.month
    ended = (by.month if month_ended else by.month - 1) // 3
    begun = (enrolled.month - 1) // 3 if enrolled.year == by.year else 0 if enrolled.year < by.year else ended
    return max(0, ended - begun)
