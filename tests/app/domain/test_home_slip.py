"""Lines of readings as residents write them: what is read, and what is given back with its reason."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from app.domain.home_slip import read_slip
from app.domain.measurement import MeasurementKind

TODAY = date(2026, 3, 5)
MEALS = {"空腹": "fasting", "餐后": "postprandial", "餐后2小时": "postprandial", "睡前": "random"}


@pytest.mark.parametrize(
    ("line", "at", "numbers"),
    [
        ("2026-03-01 07:30 138/86 72", "2026-03-01 07:30", (138, 86, 72)),
        ("2026/3/1 7:30，138／86", "2026-03-01 07:30", (138, 86)),
        ("２０２６年３月１日 血压138/86 脉搏72次", "2026-03-01 12:00", (138, 86, 72)),
        ("3月1日 19点 142/90", "2026-03-01 19:00", (142, 90)),
        ("12月30日 142/90", "2025-12-30 12:00", (142, 90)),
        ("20260301 07:05 128/79", "2026-03-01 07:05", (128, 79)),
        ("2026-03-01T07:30:15 138/86", "2026-03-01 07:30", (138, 86)),
    ],
)
def test_a_pressure(line: str, at: str, numbers: tuple[int, ...]) -> None:
    (found,) = read_slip(line, TODAY, MEALS)
    assert found.reading is not None, found.problem
    assert f"{found.reading.day} {found.reading.clock:%H:%M}" == at and tuple(one.value for one in found.reading.values) == numbers
    assert found.reading.kind is MeasurementKind.BLOOD_PRESSURE


@pytest.mark.parametrize(
    ("line", "value", "context"),
    [
        ("3-1 空腹 6.8", "6.8", "fasting"),
        ("3-1 餐后两小时 9.1", "9.1", "postprandial"),
        ("3-1 血糖 7.2", "7.2", ""),
        ("3-1 睡前6.0", "6.0", "random"),
    ],
)
def test_a_glucose_is_one_only_where_the_meal_or_the_word_says_so(line: str, value: str, context: str) -> None:
    (found,) = read_slip(line, TODAY, MEALS)
    assert found.reading is not None and found.reading.kind is MeasurementKind.GLUCOSE, found.problem
    assert (found.reading.values[0].value, found.reading.context) == (Decimal(value), context)


def test_a_weight_may_be_in_jin() -> None:
    (found,) = read_slip("3月1日 体重 123斤", TODAY, MEALS)
    assert found.reading is not None and found.reading.values[0].value == Decimal("61.5")


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        ("138/86 72", "no_day"),
        ("2026-02-30 138/86", "no_day"),
        ("2026-03-01 25:10 138/86", "no_time"),
        ("2026-03-01 6.8", "no_value"),
        ("2026-03-01 138/86 头晕", "left_over"),
        ("2026-03-01 空腹", "no_value"),
        ("今天没量", "no_day"),
        ("2026-03-01 138/", "no_value"),
    ],
)
def test_what_cannot_be_read_is_named_and_never_guessed(line: str, problem: str) -> None:
    (found,) = read_slip(line, TODAY, MEALS)
    assert (found.reading, found.problem) == (None, problem)


def test_a_code_holds_several_parted_by_semicolons_and_empty_lines_do_not_count() -> None:
    found = read_slip("2026-03-01 07:30 138/86;2026-03-01 19:00 132/80\n\n  \n3月2日 140/88", TODAY, MEALS)
    assert [one.number for one in found] == [1, 2, 3] and all(one.reading for one in found)
