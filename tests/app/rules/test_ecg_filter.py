"""The monitor filter: base line and hum go, beats stay, a gap stays a gap."""

import math

import pytest

from app.rules.ecg_filter import Smoother, filtered

HZ = 250


def tone(hz: float, seconds: float = 8, level: int = 0) -> list[int | None]:
    return [level + round(1000 * math.sin(2 * math.pi * hz * n / HZ)) for n in range(round(seconds * HZ))]


def size(samples: list[float | None]) -> float:
    """Amplitude of the second half, when everything has settled."""
    return max(abs(one) for one in samples[len(samples) // 2 :] if one is not None)


@pytest.mark.parametrize(("hz", "low", "high"), [(0.05, 0, 30), (0.5, 650, 760), (5, 950, 1050), (40, 650, 760), (100, 0, 170)])
def test_the_band_is_what_is_said_beside_the_curve(hz: float, low: float, high: float) -> None:
    """Butterworth: 3 dB at the corners 0.5 and 40 Hz."""
    assert low <= size(filtered(tone(hz, 40 if hz < 1 else 8), HZ)) <= high


def test_it_starts_settled_on_a_large_offset() -> None:
    assert max(abs(one or 0) for one in filtered([30_000] * 500, HZ)) < 1e-6


def test_a_gap_stays_a_gap_and_nothing_swings_in_behind_it() -> None:
    out = filtered([5_000] * 100 + [None] * 50 + [-9_000] * 100, HZ)
    assert out[100:150] == [None] * 50 and max(abs(one or 0) for one in out) < 1e-6


def test_a_slow_device_is_not_filtered_above_its_own_rate() -> None:
    assert len(Smoother(100)._stages) == 1 and len(Smoother(125)._stages) == 2
