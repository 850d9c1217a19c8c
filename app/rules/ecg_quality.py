"""Whether an ECG strip can be read at all. It judges the signal, never the heart (H38)."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from statistics import median

CLEAR = "clear"
UNSTABLE = "unstable"
LEAD_OFF = "lead_off"
FLAT = "flat"
TOO_SHORT = "too_short"
INTERRUPTED = "interrupted"

MISSING_SHARE = 0.1
FLAT_MV = 0.05
"""Less than this within a second is no heart beat and no noise: an electrode touches, but not skin."""
WANDER_MV = 1.0
"""Jump of the base line from one second to the next."""
BAD_SHARE = 0.2
LARGE_MV = 8.0
"""More than this within a second is movement; the tallest R waves stay below 5 mV."""
SHORTEST_S = 5


def judge(samples: Sequence[int | None], hz: int, nv_per_lsb: int) -> str:
    """One lead: ``clear``, ``unstable``, ``lead_off``, ``flat`` or ``too_short`` (under 5 s)."""
    if len(samples) < SHORTEST_S * hz:
        return TOO_SHORT
    if sum(sample is None for sample in samples) > MISSING_SHARE * len(samples):
        return LEAD_OFF
    seconds = [[s for s in samples[first : first + hz] if s is not None] for first in range(0, len(samples) - hz + 1, hz)]
    seconds = [second for second in seconds if second]
    spans = [_mv(max(second) - min(second), nv_per_lsb) for second in seconds]
    if sum(span < FLAT_MV for span in spans) > BAD_SHARE * len(spans):
        return FLAT
    levels = [median(second) for second in seconds]
    moves = [_mv(abs(after - before), nv_per_lsb) for before, after in pairwise(levels)]
    bad = sum(move > WANDER_MV for move in moves) + sum(span > LARGE_MV for span in spans)
    return UNSTABLE if bad > BAD_SHARE * len(spans) else CLEAR


def _mv(counts: float, nv_per_lsb: int) -> float:
    return counts * nv_per_lsb / 1_000_000
