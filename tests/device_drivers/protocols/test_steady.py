"""One value per finger, and only of a hand that holds still."""

from __future__ import annotations

from collections.abc import Sequence

from device_drivers.protocols.steady import Steady


def fed(steady: Steady, start: float, pairs: Sequence[tuple[int, int] | None]) -> list[tuple[int, int]]:
    found = [steady.fed(start + second, pair) for second, pair in enumerate(pairs)]
    return [pair for pair in found if pair is not None]


def test_a_quiet_finger_gives_its_median_once() -> None:
    steady = Steady()
    assert fed(steady, 0.0, [(97, 71), (97, 72), (98, 72)] * 10) == [(97, 72)]
    assert steady.count == 1


def test_a_climbing_value_waits_until_it_stands() -> None:
    climbing = [(90 + second, 80) for second in range(8)]
    assert fed(Steady(), 0.0, climbing) == []
    assert fed(Steady(), 0.0, climbing + [(97, 80)] * 10) == [(97, 80)]


def test_a_shaken_hand_gives_nothing() -> None:
    assert fed(Steady(), 0.0, [(97, 60), (97, 90)] * 30) == []


def test_the_next_finger_gives_the_next_value() -> None:
    steady = Steady()
    assert fed(steady, 0.0, [(97, 71)] * 12) == [(97, 71)]
    assert fed(steady, 20.0, [(93, 88)] * 12) == [(93, 88)]


def test_a_moment_without_signal_is_not_another_finger() -> None:
    steady = Steady()
    assert fed(steady, 0.0, [(97, 71)] * 12 + [None] + [(97, 71)] * 12) == [(97, 71)]
