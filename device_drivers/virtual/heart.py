"""A made-up heart: P, Q, R, S and T as bell curves, a breathing baseline, a rhythm that is nearly regular."""

from __future__ import annotations

import math
from bisect import bisect

# wave: (height in mV, time from the R peak in s, width in s), roughly a lead II of a healthy adult
P_WAVE = (0.12, -0.17, 0.022)
Q_WAVE = (-0.10, -0.028, 0.008)
R_WAVE = (1.05, 0.0, 0.010)
S_WAVE = (-0.22, 0.030, 0.009)
T_WAVE = (0.28, 0.26, 0.050)
BREATH_MV, BREATH_HZ = 0.04, 0.25
ARRHYTHMIA = 0.03  # how much breathing moves the rhythm
REACH_S = 0.6  # farther away a wave adds nothing


class Heart:
    """Potential over time for one rate in 1/min; the same time always gives the same value."""

    def __init__(self, rate: float) -> None:
        self._interval = 60.0 / rate
        self._peaks = [0.3]

    def millivolts(self, second: float) -> float:
        """At that many seconds since the first sample."""
        self._beat_until(second + REACH_S)
        near = self._peaks[bisect(self._peaks, second - REACH_S) : bisect(self._peaks, second + REACH_S)]
        waves = sum(self._beat(second - peak) for peak in near)
        return waves + BREATH_MV * math.sin(2 * math.pi * BREATH_HZ * second)

    def peaks(self, until: float) -> list[float]:
        """Times of the R peaks up to that second."""
        self._beat_until(until)
        return self._peaks[: bisect(self._peaks, until)]

    def _beat_until(self, second: float) -> None:
        while self._peaks[-1] <= second:
            last = self._peaks[-1]
            self._peaks.append(last + self._interval * (1 + ARRHYTHMIA * math.sin(2 * math.pi * BREATH_HZ * last)))

    def _beat(self, from_peak: float) -> float:
        # repolarisation shortens with the interval (Bazett), else T of one beat runs into P of the next
        stretch = math.sqrt(min(self._interval, 1.0))
        height, at, width = T_WAVE
        waves = (P_WAVE, Q_WAVE, R_WAVE, S_WAVE, (height, at * stretch, width * stretch))
        return sum(height * math.exp(-(((from_peak - at) / width) ** 2) / 2) for height, at, width in waves)
