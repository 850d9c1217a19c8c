"""Who rests, since when, until when: the second value after a severe pressure."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from app.rules.pressure_round import TimedPressure
from app.rules.retest import TimedGlucose, open_low, open_retest

START = datetime(2026, 3, 5, 1, 10, tzinfo=UTC)


def at(minutes: float, systolic: int, diastolic: int = 84) -> TimedPressure:
    return TimedPressure(f"p{minutes}", START + timedelta(minutes=minutes), Decimal(systolic), Decimal(diastolic))


@pytest.mark.parametrize(("systolic", "diastolic", "rests"), [(179, 109, False), (180, 84, True), (150, 110, True), (128, 80, False)])
def test_only_a_severe_pressure_is_measured_again(systolic: int, diastolic: int, rests: bool) -> None:
    assert (open_retest([at(0, systolic, diastolic)]) is not None) is rests


def test_the_ten_minutes_run_from_the_last_severe_reading_of_the_round() -> None:
    retest = open_retest([at(0, 192, 112), at(1.5, 188, 108)])
    assert retest is not None and retest.shown == "188/108"
    now = START + timedelta(minutes=4, seconds=30)
    assert retest.seconds_left(now) == 7 * 60 and not retest.has_left(now)
    assert retest.seconds_left(START + timedelta(minutes=20)) == 0


def test_a_second_reading_of_the_same_round_is_no_retest() -> None:
    assert open_retest([at(0, 192, 112), at(1.5, 150)]) is not None


@pytest.mark.parametrize("systolic", [150, 196])
def test_a_reading_after_rest_ends_it_whatever_it_says(systolic: int) -> None:
    """Severe again it is a critical value, and the doctor's."""
    assert open_retest([at(0, 192, 112), at(1.5, 188), at(11, systolic)]) is None


def test_who_was_not_measured_long_after_it_was_due_has_left() -> None:
    retest = open_retest([at(0, 192, 112)])
    assert retest is not None
    assert not retest.has_left(START + timedelta(minutes=34)) and retest.has_left(START + timedelta(minutes=35))


def sweet(minutes: float, value: str | None, fit: bool = True) -> TimedGlucose:
    return TimedGlucose(START + timedelta(minutes=minutes), None if value is None else Decimal(value), value is None, fit)


@pytest.mark.parametrize(
    ("found", "shown", "due"),
    [
        ([sweet(0, "4.0")], "", 0),
        ([sweet(0, "3.9")], "3.9", 15),
        ([sweet(0, None)], "LO", 15),
        ([sweet(0, "3.2"), sweet(16, "3.6")], "3.6", 31),
        ([sweet(0, "3.2"), sweet(16, "5.1")], "", 0),
        ([sweet(0, "3.2"), sweet(16, "5.1", fit=False)], "3.2", 15),
        ([sweet(0, "3.2", fit=False)], "3.2", 15),
    ],
)
def test_a_low_glucose_is_measured_again_after_sugar(found: list[TimedGlucose], shown: str, due: int) -> None:
    """H46; expired strips silence nothing, and end nothing."""
    retest = open_low(found)
    assert ("" if retest is None else retest.shown) == shown
    assert retest is None or retest.due == START + timedelta(minutes=due)
