"""Health service for people of 65 and over: who has it this year, and the score of daily living (GW3)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from app.rules.public_health.policy import policy, step

ACTIVITIES = ("eating", "grooming", "dressing", "toilet", "moving")
"""进餐, 梳洗, 穿衣, 如厕, 活动."""


@dataclass(frozen=True, slots=True)
class DailyLiving:
    """``score`` 0 … 40, the higher the more help; ``code`` 1可自理 2轻度依赖 3中度依赖 4不能自理."""

    score: int
    code: str


def age_on_new_years_eve(birth: date, year: int) -> int:
    """Full years on 31 December, by which the year's elderly are told."""
    return year - birth.year


def has_service(age_at_year_end: int, resident_months: int | None) -> bool:
    """65 or more on 31 December and living here for half a year; an unknown stay counts as long enough."""
    rules = policy()["elderly"]
    return bool(age_at_year_end >= rules["from_years"] and (resident_months is None or resident_months >= rules["resident_months"]))


def daily_living(answers: Sequence[int]) -> DailyLiving:
    """Sum of the five activities in the form's order. Raises ValueError for a number of answers or a value the form does not have."""
    rules = policy()["elderly"]
    allowed = rules["daily_living"]
    if len(answers) != len(allowed) or any(value not in row for value, row in zip(answers, allowed, strict=True)):
        raise ValueError(f"answers {list(answers)}")
    score = sum(answers)
    return DailyLiving(score, str(step(score, rules["dependence"]) + 1))  # type: ignore[arg-type]
