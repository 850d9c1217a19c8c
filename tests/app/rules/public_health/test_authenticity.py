"""Checks on what looks made up, reckoned by hand."""

from __future__ import annotations

from decimal import Decimal

import pytest

from app.rules.public_health.authenticity import digits, quantile, repeated


def test_even_digits_are_no_preference() -> None:
    """Ten of each: 20 % are 0 or 5, and nothing differs from what is expected."""
    found = digits(str(n) for n in range(100, 200))
    assert (found.readings, found.share, found.chi_square, found.odd) == (100, Decimal("20.0"), Decimal("0.00"), False)


def test_rounded_readings_are_noticed() -> None:
    """40 readings, 36 end in 0: 4 expected of each, (36−4)²/4 + 4·(1−4)²/4 + 5·(0−4)²/4 = 256 + 9 + 20 = 285 > 21.67."""
    found = digits(["130"] * 36 + ["131", "132", "133", "134"])
    assert (found.share, found.chi_square, found.odd) == (Decimal("90.0"), Decimal("285.00"), True)


def test_another_digit_too_often_is_not_rounding() -> None:
    assert not digits(["138"] * 40).odd


@pytest.mark.parametrize("numbers", [["130"] * 29, [], ["", "HI", "低"]])
def test_few_readings_say_nothing(numbers: list[str]) -> None:
    assert not digits(numbers).odd and not digits(numbers).enough


def test_one_pressure_in_a_row() -> None:
    """a has 140/90 three times in a row; b three times but not in a row; c twice."""
    days = [f"2026-0{n}-01" for n in range(1, 6)]
    told = {
        "a": [(days[0], "138", "90"), *((day, "140", "90") for day in days[1:4]), (days[4], "140", "91")],
        "b": [(days[0], "140", "90"), (days[1], "140", "90"), (days[2], "139", "90"), (days[3], "140", "90")],
        "c": [(day, "150", "90") for day in days[:2]],
        "d": [],
    }
    (found,) = repeated(told)
    assert (found.person, found.visits, found.first_day, found.last_day) == ("a", 3, days[1], days[3])


@pytest.mark.parametrize(("share", "expected"), [(0.5, 5), (0.9, 9), (1, 10)])
def test_quantiles_of_ten(share: float, expected: int) -> None:
    assert quantile([float(n) for n in range(10, 0, -1)], share) == expected


def test_of_nothing_and_of_one() -> None:
    assert quantile([], 0.5) is None and quantile([7.0], 0.9) == 7.0
