"""Samples as polylines in mm, without the points that no eye or printer can tell from a straight line."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from app.printing.pen import Point

TOLERANCE = 0.01
"""mm off the chord; a 600 dpi dot is 0.04 mm (ecg.md §3: the file gets four times smaller)."""


def thinned(samples: Sequence[int | None], step: float, scale: float) -> Iterator[list[Point]]:
    """Runs of points (x right, y up, mm), ``step`` mm a sample and ``scale`` mm a device step; None parts two runs."""
    run: list[Point] = []
    for n, sample in enumerate(samples):
        if sample is None:
            if run:
                yield _thin(run)
            run = []
        else:
            run.append((n * step, sample * scale))
    if run:
        yield _thin(run)


def _thin(run: list[Point]) -> list[Point]:
    """Keeps a point as soon as the corridor of lines that pass all points since the last kept one gets empty."""
    if len(run) == 1:  # a lone sample between two gaps is a dot, not nothing
        return [run[0], (run[0][0] + TOLERANCE, run[0][1])]
    kept, anchor = [run[0]], run[0]
    low, high, last = float("-inf"), float("inf"), run[0]
    for point in run[1:]:
        wide = point[0] - anchor[0]
        slope = (point[1] - anchor[1]) / wide
        if not low <= slope <= high:
            kept.append(last)
            anchor, wide = last, point[0] - last[0]
            low, high = float("-inf"), float("inf")
        low = max(low, (point[1] - TOLERANCE - anchor[1]) / wide)
        high = min(high, (point[1] + TOLERANCE - anchor[1]) / wide)
        last = point
    return [*kept, last]
