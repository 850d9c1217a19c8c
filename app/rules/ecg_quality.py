"""Whether an ECG strip can be read at all. It judges the signal, never the heart (H38)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
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


_WORST_FIRST = (LEAD_OFF, FLAT, UNSTABLE, TOO_SHORT, CLEAR)


def worst(found: Iterable[str]) -> str:
    """The word for a whole strip: its worst lead's."""
    words = set(found)
    return next((word for word in _WORST_FIRST if word in words), TOO_SHORT)


def judge(samples: Sequence[int | None], hz: int, nv_per_lsb: int) -> str:
    """One lead: ``clear``, ``unstable``, ``lead_off``, ``flat`` or ``too_short`` (under 5 s)."""
    return judge_seconds((samples[first : first + hz] for first in range(0, len(samples), hz)), hz, nv_per_lsb)


def judge_seconds(seconds: Iterable[Sequence[int | None]], hz: int, nv_per_lsb: int) -> str:
    """The same from one second after the other, so that a day need not be held; the last may be shorter."""
    length = missing = 0
    spans: list[float] = []
    levels: list[float] = []
    for second in seconds:
        signal = [sample for sample in second if sample is not None]
        length += len(second)
        missing += len(second) - len(signal)
        if signal and len(second) == hz:
            spans.append(_mv(max(signal) - min(signal), nv_per_lsb))
            levels.append(median(signal))
    if length < SHORTEST_S * hz:
        return TOO_SHORT
    if missing > MISSING_SHARE * length:
        return LEAD_OFF
    if sum(span < FLAT_MV for span in spans) > BAD_SHARE * len(spans):
        return FLAT
    moves = [_mv(abs(after - before), nv_per_lsb) for before, after in pairwise(levels)]
    bad = sum(move > WANDER_MV for move in moves) + sum(span > LARGE_MV for span in spans)
    return UNSTABLE if bad > BAD_SHARE * len(spans) else CLEAR


def _mv(counts: float, nv_per_lsb: int) -> float:
    return counts * nv_per_lsb / 1_000_000
