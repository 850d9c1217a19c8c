"""Numbering samples by the time their frames carry."""

from __future__ import annotations

import pytest

from device_drivers.protocols.sample_clock import SampleClock


def fed(clock: SampleClock, true_hz: float, frames: int, count: int = 73, at: float = 0.0) -> list[int]:
    placed = []
    for _ in range(frames):
        at += count / true_hz
        placed.append(clock.place(1000 + at, count, at))
    return placed


@pytest.mark.parametrize("true_hz", [130.0, 127.6, 132.5])
def test_the_rate_the_crystal_really_has(true_hz: float) -> None:
    clock = SampleClock(130, 0)
    assert fed(clock, true_hz, 60) == list(range(0, 60 * 73, 73))
    assert clock.hz == pytest.approx(true_hz, abs=0.02)


def test_an_unbelievable_rate_is_not_believed() -> None:
    clock = SampleClock(130, 0)
    fed(clock, 124.5, 40)  # the stamps run wrong, not the samples
    assert clock.hz == 130


def test_a_lost_frame_is_a_gap_of_its_length() -> None:
    clock = SampleClock(130, 500)
    fed(clock, 130, 2)
    assert clock.place(1000 + 4 * 73 / 130, 73, 4 * 73 / 130) == 500 + 3 * 73


def test_a_clock_that_is_set_meanwhile_makes_no_gap_of_years() -> None:
    clock = SampleClock(130, 0)
    fed(clock, 130, 2)
    assert clock.place(9e8, 73, 3 * 73 / 130) == 2 * 73
    assert clock.place(9e8 - 5, 73, 4 * 73 / 130) == 3 * 73
