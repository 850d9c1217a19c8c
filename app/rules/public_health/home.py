"""Readings taken at home: their mean over a few days against the cut-off for home, and single ones that ask for a doctor."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from functools import cache
from typing import Any

from app.domain.units import rounded
from app.rules.critical import CriticalFacts, judge
from app.rules.pressure import Pressure
from app.rules.public_health.pressure import elevated_at_home
from app.rules.shipped import shipped_toml
from app.rules.vitals import Population, Subject

DayPressure = tuple[date, Pressure]


@dataclass(frozen=True, slots=True)
class HomeMean:
    """``pressure``: whole mmHg over ``readings`` readings of ``days`` days up to ``last``. ``elevated`` None: not judged, as too few days
    or no cut-off holds for this person (a child, pregnancy, unknown age)."""

    pressure: Pressure
    days: int
    readings: int
    first: date
    last: date
    elevated: bool | None


@cache
def home_policy() -> Mapping[str, Any]:
    """The policy file."""
    return shipped_toml("home_readings.toml")


def home_mean(readings: Iterable[DayPressure], subject: Subject) -> HomeMean | None:
    """The mean of the week that ends with the newest reading; None without one."""
    found = sorted(readings)
    if not found:
        return None
    limits = home_policy()["mean"]
    last = found[-1][0]
    week = [one for one in found if last - one[0] < timedelta(days=limits["window_days"])]
    days = len({day for day, _ in week})
    mean = _mean([pressure for _, pressure in week])
    judged = days >= limits["least_days"] and subject.population is Population.ADULT
    return HomeMean(mean, days, len(week), week[0][0], last, elevated_at_home(mean) if judged else None)


def pressure_asks(pressure: Pressure, subject: Subject) -> bool:
    """Whether one pressure from home asks for a doctor today: critical for anybody, or raised in pregnancy."""
    if judge(CriticalFacts(age_years=subject.age_years, pressure_after_rest=pressure)).level:
        return True
    systolic, diastolic = home_policy()["ask"]["pregnant"]
    return subject.population is Population.PREGNANT and (pressure[0] >= systolic or pressure[1] >= diastolic)


def glucose_asks(value: Decimal) -> bool:
    """Whether one glucose from home, mmol/L, asks for a doctor today."""
    limits = home_policy()["ask"]
    return bool(value <= limits["glucose_low"] or value >= limits["glucose_high"])


def _mean(pressures: Sequence[Pressure]) -> Pressure:
    count = Decimal(len(pressures))
    high, low = (rounded(sum((one[side] for one in pressures), Decimal(0)) / count, 0) for side in (0, 1))
    return high, low
