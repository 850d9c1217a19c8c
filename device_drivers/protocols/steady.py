"""One number out of a live pair of saturation and pulse: taken when both have held still for a while.

A finger oximeter streams what it sees; the first seconds climb and a moving hand shakes the rest. The value is the median
of the last seconds once they agree. One finger gives one value: the next is taken after the finger was out.
"""

from __future__ import annotations

from collections import deque
from statistics import median_low

WINDOW_SECONDS = 8.0  # as long as the averaging time of common oximeters
LEAST_SAMPLES = 4
SATURATION_SPREAD, PULSE_SPREAD = 2, 8  # percent, 1/min
GAP_SECONDS = 3.0  # no value for so long: the finger was out


class Steady:
    """count: how many values were taken."""

    def __init__(self) -> None:
        self.count = 0
        self._samples: deque[tuple[float, int, int]] = deque()
        self._taken = False
        self._last_valid: float | None = None

    @property
    def resting(self) -> bool:
        """Its finger has given its value and is still there."""
        return self._taken

    def fed(self, now: float, pair: tuple[int, int] | None) -> tuple[int, int] | None:
        """A new saturation (percent) and pulse (1/min), None where there is no signal. Gives the value when it is taken."""
        if self._last_valid is not None and now - self._last_valid > GAP_SECONDS:
            self._taken = False
            self._samples.clear()
        if pair is None:
            self._samples.clear()
            return None
        self._last_valid = now
        self._samples.append((now, *pair))
        spanned = self._spanned(now)
        if self._taken or not spanned or not self._agree():
            return None
        self._taken = True
        self.count += 1
        return self._middle()

    def _spanned(self, now: float) -> bool:
        """Whether the samples reach back over the window; what is older is dropped, but for the one before its start."""
        while len(self._samples) > 1 and self._samples[1][0] <= now - WINDOW_SECONDS:
            self._samples.popleft()
        return now - self._samples[0][0] >= WINDOW_SECONDS and len(self._samples) >= LEAST_SAMPLES

    def _agree(self) -> bool:
        spreads = ((1, SATURATION_SPREAD), (2, PULSE_SPREAD))
        return all(max(one[at] for one in self._samples) - min(one[at] for one in self._samples) <= most for at, most in spreads)

    def _middle(self) -> tuple[int, int]:
        return median_low(one[1] for one in self._samples), median_low(one[2] for one in self._samples)
