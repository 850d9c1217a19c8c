"""The repeat protocol over time: what counts together, when the next one is due."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.rules.pressure import PressureStatus, Protocol
from app.rules.pressure_round import TimedPressure, progress, rounds

START = datetime(2026, 3, 5, 0, 40, tzinfo=UTC)


def at(second: int, systolic: int = 142, diastolic: int = 90, arm: str = "", irregular: bool = False) -> TimedPressure:
    return TimedPressure(f"{second}", START + timedelta(seconds=second), Decimal(systolic), Decimal(diastolic), arm, irregular)


def ids(made: list[TimedPressure]) -> list[list[str]]:
    return [[one.id for one in each.readings] for each in rounds(made)]


@pytest.mark.parametrize(
    ("readings", "expected"),
    [
        ([at(0), at(59)], [["0"]]),  # too soon: out of every round
        ([at(0), at(60)], [["0", "60"]]),
        ([at(0), at(300)], [["0", "300"]]),
        ([at(0), at(301)], [["0"], ["301"]]),
        ([at(0), at(60), at(120)], [["0", "60"], ["120"]]),  # complete after two: what follows begins anew
        ([at(0), at(60, 150), at(120, 151)], [["0", "60", "120"]]),  # more than 5 apart: a third
        ([at(0, arm="left"), at(60, arm="right")], [["0"], ["60"]]),  # two arms are two rounds
        ([at(0, arm="left"), at(60)], [["0", "60"]]),
    ],
)
def test_cut_into_rounds(readings: list[TimedPressure], expected: list[list[str]]) -> None:
    assert ids(readings) == expected


def test_what_is_wanted_and_when() -> None:
    one = progress([at(0)], START + timedelta(seconds=20))
    assert (one.next_in_s, one.wanted, one.status) == (40, 2, PressureStatus.NEED_MORE)
    third = progress([at(0), at(60, 150)], START + timedelta(seconds=90))
    assert (third.next_in_s, third.wanted, third.status) == (30, 3, PressureStatus.NEED_THIRD)
    ready = progress([at(0)], START + timedelta(seconds=200))
    assert ready.next_in_s == 0
    gone = progress([at(0)], START + timedelta(seconds=301))
    assert gone.expired and gone.readings == () and gone.next_in_s is None
    done = progress([at(0), at(60)], START + timedelta(hours=3))
    assert done.status is PressureStatus.OK and done.summary is not None and done.summary.systolic == 142
    assert progress([], START).status is PressureStatus.NEED_MORE


def test_an_irregular_pulse_wants_three_whatever_they_say() -> None:
    assert progress([at(0, irregular=True), at(60)], START + timedelta(seconds=70)).wanted == 3
    three = rounds([at(0, irregular=True), at(60), at(120)])
    assert three[0].complete and three[0].summary.used == (0, 1, 2)


def test_the_clinics_own_protocol() -> None:
    two = [at(0), at(60)]
    assert not rounds(two, Protocol.GL2018_MEAN3)[0].complete
    assert rounds([*two, at(120)], Protocol.LAST2)[0].summary.used == (1, 2)


@given(st.lists(st.tuples(st.integers(1, 400), st.integers(90, 200)), min_size=1, max_size=12))
def test_no_result_from_one_reading_and_none_counted_twice(steps: list[tuple[int, int]]) -> None:
    second, made = 0, []
    for pause, systolic in steps:
        second += pause
        made.append(at(second, systolic))
    cut = rounds(made)
    counted = [one.id for each in cut for one in each.readings]
    assert len(counted) == len(set(counted))
    assert all(len(each.summary.used) >= 2 for each in cut if each.complete)
    for each in cut:
        gaps = [(b.at - a.at).total_seconds() for a, b in zip(each.readings, each.readings[1:], strict=False)]
        assert all(60 <= gap <= 300 for gap in gaps)
