"""Rates and what makes one case count."""

from datetime import date
from decimal import Decimal

import pytest

from app.rules.public_health.indicators import (
    YearOfCare,
    glucose_controlled,
    pressure_controlled,
    rate,
    standard_managed,
    visits_wanted,
)
from tests.app.rules.public_health.subjects import pressure


def test_a_rate_of_nobody_is_no_zero() -> None:
    assert rate(75, 120) == Decimal("62.5") and rate(1, 3) == Decimal("33.3") and rate(0, 5) == 0 and rate(0, 0) is None


@pytest.mark.parametrize(
    ("enrolled", "wanted"),
    [(date(2024, 5, 1), 4), (date(2025, 1, 10), 4), (date(2025, 4, 1), 3), (date(2025, 12, 31), 1), (date(2026, 1, 1), 0)],
)
def test_visits_wanted_in_the_year_of_enrolment(enrolled: date, wanted: int) -> None:
    assert visits_wanted(enrolled, 2025) == wanted


@pytest.mark.parametrize(
    ("enrolled", "visits", "exams", "counts"),
    [
        (date(2025, 1, 10), 4, 1, True),
        (date(2025, 1, 10), 3, 1, False),
        (date(2025, 1, 10), 4, 0, False),
        (date(2025, 7, 1), 2, 1, True),
        (date(2026, 1, 1), 4, 1, False),
    ],
)
def test_standard_management(enrolled: date, visits: int, exams: int, counts: bool) -> None:
    assert standard_managed(YearOfCare(enrolled, visits, exams), 2025) is counts


def test_control_follows_the_set_that_counts() -> None:
    assert [pressure_controlled(pressure(148, 89), Decimal(age))[0] for age in (64, 65)] == [False, True]
    assert pressure_controlled(pressure(148, 89), Decimal(65))[1].text == "<150/90"
    assert glucose_controlled(Decimal("6.9")) and not glucose_controlled(Decimal("7.0"))
