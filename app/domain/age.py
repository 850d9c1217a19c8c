"""Ages from birth dates: full years for rules, and the text a prescription must carry (处方管理办法 art. 6)."""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

MONTHS_SHOWN_UNDER_YEARS = 3
"""婴幼儿: under three years the months are written too."""


@dataclass(frozen=True, slots=True)
class Age:
    """Completed years, months and days between two dates."""

    years: int
    months: int
    days: int

    @property
    def decimal_years(self) -> Decimal:
        """Years with completed months and days as a fraction, four places; limits like 0.17 y compare with it."""
        return (self.years + Decimal(self.months) / 12 + Decimal(self.days) / Decimal("365.25")).quantize(Decimal("0.0001"))


def age_at(birth: date, on: date) -> Age:
    """Completed age. Someone born on the 29th–31st completes a month on the first day after a shorter month's end.

    Raises ValueError when ``on`` lies before ``birth``.
    """
    if on < birth:
        raise ValueError("not born yet")
    months = (on.year - birth.year) * 12 + on.month - birth.month - (on.day < birth.day)
    return Age(months // 12, months % 12, (on - _plus_months(birth, months)).days)


def known_age_text(birth: date | None, on: date) -> str:
    """As :func:`age_text`; '' where the birth date is not known, or lies after that day."""
    return age_text(birth, on) if birth is not None and birth <= on else ""


def age_text(birth: date, on: date) -> str:
    """``9天``, ``11月``, ``1岁5月``, ``3岁``: 实足年龄, never the traditional count."""
    age = age_at(birth, on)
    if age.years >= MONTHS_SHOWN_UNDER_YEARS or (age.years and not age.months):
        return f"{age.years}岁"
    if age.years:
        return f"{age.years}岁{age.months}月"
    return f"{age.months}月" if age.months else f"{age.days}天"


def _plus_months(day: date, months: int) -> date:
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))
