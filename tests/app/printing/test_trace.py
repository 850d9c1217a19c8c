"""Thinning leaves out only what cannot be seen."""

from __future__ import annotations

import itertools

from hypothesis import given
from hypothesis import strategies as st

from app.printing.pen import Point
from app.printing.trace import TOLERANCE, thinned

STEP, SCALE = 0.1, 0.05


def at(run: list[Point], x: float) -> float:
    """Height of the polyline."""
    for (x0, y0), (x1, y1) in itertools.pairwise(run):
        if x0 - 1e-9 <= x <= x1 + 1e-9:
            return y0 + (y1 - y0) * (x - x0) / (x1 - x0)
    raise AssertionError(f"nothing at {x}")


@given(st.lists(st.integers(-200, 200), min_size=2, max_size=60))
def test_no_sample_is_further_off_than_a_hair(samples: list[int]) -> None:
    (run,) = thinned(samples, STEP, SCALE)
    assert all(abs(at(run, n * STEP) - sample * SCALE) <= 2 * TOLERANCE for n, sample in enumerate(samples))


def test_a_straight_line_needs_two_points() -> None:
    assert [len(run) for run in thinned(range(1000), STEP, SCALE)] == [2]


def test_gaps_part_the_runs() -> None:
    runs = list(thinned([None, 1, 1, None, None, 5, None], STEP, SCALE))
    assert [run[0] for run in runs] == [(STEP, SCALE), (5 * STEP, 5 * SCALE)]


def test_nothing_gives_nothing() -> None:
    assert list(thinned([None, None], STEP, SCALE)) == []
