"""A signal is judged, a heart is not (H38)."""

from __future__ import annotations

import math

import pytest

from app.rules import ecg_quality

HZ, NV = 125, 2467


def heart(seconds: int, sway_mv: float = 0.0, lift_per_s_mv: float = 0.0) -> list[int | None]:
    """A crude heart: 1 mV spikes on a base line that may sway or step."""
    counts_per_mv = 1_000_000 / NV
    out: list[int | None] = []
    for n in range(seconds * HZ):
        spike = 1.0 if n % 100 in (0, 1, 2) else 0.0
        base = sway_mv * math.sin(n / HZ * 2) + lift_per_s_mv * (n // HZ % 2)
        out.append(round((spike + base) * counts_per_mv))
    return out


@pytest.mark.parametrize(
    ("samples", "verdict"),
    [
        (heart(30), ecg_quality.CLEAR),
        (heart(30, sway_mv=0.3), ecg_quality.CLEAR),
        (heart(30, lift_per_s_mv=2.5), ecg_quality.UNSTABLE),
        ([5] * 30 * HZ, ecg_quality.FLAT),
        (heart(4), ecg_quality.TOO_SHORT),
        ([*heart(20), *([None] * HZ * 5)], ecg_quality.LEAD_OFF),
        ([None] * HZ * 10, ecg_quality.LEAD_OFF),
        ([(n % 2) * 10_000 for n in range(HZ * 10)], ecg_quality.UNSTABLE),
    ],
)
def test_verdicts(samples: list[int | None], verdict: str) -> None:
    assert ecg_quality.judge(samples, HZ, NV) == verdict
