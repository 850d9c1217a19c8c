"""The monitor filter for the eye and for paper: base line and mains hum out; the record keeps what the device sent."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence

HIGH_PASS_HZ, LOW_PASS_HZ = 0.5, 40.0
"""Monitor band; said beside every curve, because it changes ST (IEC 60601-2-27)."""
LABEL = "0.5–40 Hz"
Step = float | None
Coefficients = tuple[float, float, float, float, float]


def high_pass(hz: float, corner: float = HIGH_PASS_HZ) -> Coefficients:
    """Second-order Butterworth by the bilinear transform: b0, b1, b2, a1, a2."""
    cosine, alpha, a0 = _angles(hz, corner)
    return (1 + cosine) / 2 / a0, -(1 + cosine) / a0, (1 + cosine) / 2 / a0, -2 * cosine / a0, (1 - alpha) / a0


def low_pass(hz: float, corner: float = LOW_PASS_HZ) -> Coefficients:
    """The same from above."""
    cosine, alpha, a0 = _angles(hz, corner)
    return (1 - cosine) / 2 / a0, (1 - cosine) / a0, (1 - cosine) / 2 / a0, -2 * cosine / a0, (1 - alpha) / a0


def _angles(hz: float, corner: float) -> tuple[float, float, float]:
    omega = 2 * math.pi * corner / hz
    alpha = math.sin(omega) / math.sqrt(2)
    return math.cos(omega), alpha, 1 + alpha


class Smoother:
    """Both filters for one lead. It starts settled on its first sample, and anew after a gap, so that nothing swings in."""

    def __init__(self, hz: float) -> None:
        self._stages = [high_pass(hz)]
        if hz > 2.5 * LOW_PASS_HZ:
            self._stages.append(low_pass(hz))
        self._state: list[tuple[float, float]] = []

    def run(self, samples: Iterable[int | None]) -> list[Step]:
        """Filtered samples in device steps; None stays None."""
        return [self._one(sample) for sample in samples]

    def _one(self, sample: int | None) -> Step:
        if sample is None:
            self._state = []
            return None
        value = float(sample)
        if not self._state:
            self._settle(value)
        for number, (b0, b1, b2, a1, a2) in enumerate(self._stages):
            z1, z2 = self._state[number]
            out = b0 * value + z1
            self._state[number] = (b1 * value - a1 * out + z2, b2 * value - a2 * out)
            value = out
        return value

    def _settle(self, level: float) -> None:
        """The state after an endless run of this level."""
        for b0, b1, b2, a1, a2 in self._stages:
            out = (b0 + b1 + b2) / (1 + a1 + a2) * level
            self._state.append((out - b0 * level, b2 * level - a2 * out))
            level = out


def filtered(samples: Sequence[int | None], hz: float) -> list[Step]:
    """A whole recording as it is shown."""
    return Smoother(hz).run(samples)
