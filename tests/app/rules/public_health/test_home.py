"""Home readings: the mean needs three days, its own cut-off, and an adult."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from app.domain.clinical import Answer
from app.rules.public_health.home import glucose_asks, home_mean, pressure_asks
from app.rules.vitals import Subject

ADULT = Subject(Decimal(67), "2")


def pair(systolic: int, diastolic: int) -> tuple[Decimal, Decimal]:
    return Decimal(systolic), Decimal(diastolic)


def days(*pressures: tuple[int, int]) -> list[tuple[date, tuple[Decimal, Decimal]]]:
    return [(date(2026, 3, 1 + number), pair(*one)) for number, one in enumerate(pressures)]


@pytest.mark.parametrize(
    ("readings", "elevated"),
    [
        (days((134, 84), (135, 84), (135, 84)), True),  # 134.67 is 135 as a person rounds
        (days((134, 84), (134, 84), (135, 84)), False),
        (days((120, 85), (120, 85), (120, 85)), True),
        (days((150, 95), (150, 95)), None),  # two days say nothing yet
    ],
)
def test_the_mean_of_three_days_against_135_85(readings: list[tuple[date, tuple[Decimal, Decimal]]], elevated: bool | None) -> None:
    found = home_mean(readings, ADULT)
    assert found is not None and found.elevated is elevated


def test_only_the_week_that_ends_with_the_newest_reading_counts() -> None:
    old = [(date(2026, 2, 1), pair(200, 120))]
    found = home_mean([*old, *days((120, 70), (122, 72), (124, 74))], ADULT)
    assert found is not None and (found.pressure, found.days, found.readings, found.elevated) == (pair(122, 72), 3, 3, False)
    assert home_mean([], ADULT) is None


@pytest.mark.parametrize("who", [Subject(Decimal(12), "1"), Subject(None, "1"), Subject(Decimal(28), "2", Answer.YES)])
def test_the_cut_off_of_adults_judges_no_child_no_pregnancy_and_nobody_of_unknown_age(who: Subject) -> None:
    found = home_mean(days((150, 95), (150, 95), (150, 95)), who)
    assert found is not None and found.elevated is None


def test_a_single_one_asks_for_a_doctor_where_it_is_critical_or_raised_in_pregnancy() -> None:
    assert pressure_asks(pair(186, 100), ADULT) and pressure_asks(pair(150, 112), Subject(None))
    assert not pressure_asks(pair(160, 99), ADULT)
    assert pressure_asks(pair(141, 80), Subject(Decimal(28), "2", Answer.YES))
    assert glucose_asks(Decimal("3.9")) and glucose_asks(Decimal("16.7")) and not glucose_asks(Decimal("4.0"))
