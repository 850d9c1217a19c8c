"""Blood-pressure protocols: how many readings, which of them count, which arm (clinical.md §3.1)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from itertools import combinations

from app.domain.units import rounded

THIRD_READING_OVER = 5
ARM_DIFFERENCE_OVER = 20

Pressure = tuple[Decimal, Decimal]
"""Systolic and diastolic, mmHg."""


class Protocol(StrEnum):
    """Repeat rules in force."""

    PHC2020 = "PHC2020"  # 基层指南 2020: two readings, a third when they differ by more than 5, the closest two count
    GL2018_MEAN3 = "GL2018_mean3"  # 2018 guideline: mean of three
    LAST2 = "LAST2"  # home monitoring: discard the first, mean of the last two


class PressureStatus(StrEnum):
    """Whether a summary may be stored."""

    NEED_MORE = "need_more"
    NEED_THIRD = "need_third"
    OK = "ok"


@dataclass(frozen=True, slots=True)
class PressureSummary:
    """The value that is graded: whole mmHg, half up. ``used``: indices of the readings that count."""

    status: PressureStatus
    systolic: Decimal | None = None
    diastolic: Decimal | None = None
    used: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class ArmChoice:
    """``left`` or ``right``; ``refer`` when the arms differ by more than 20 mmHg."""

    arm: str
    difference: Decimal
    refer: bool


def protocol_for(chosen: Protocol, irregular_pulse: bool) -> Protocol:
    """Atrial fibrillation needs the mean of at least three readings."""
    return Protocol.GL2018_MEAN3 if irregular_pulse else chosen


def summarise(readings: Sequence[Pressure], protocol: Protocol) -> PressureSummary:
    """Summary of the readings in the order they were taken; a single reading is never a result."""
    if protocol is Protocol.PHC2020:
        return _closest_two(readings)
    if len(readings) < 3:
        return PressureSummary(PressureStatus.NEED_MORE)
    count = len(readings)
    return _mean(readings, range(count - (3 if protocol is Protocol.GL2018_MEAN3 else 2), count))


def choose_arm(left: Pressure, right: Pressure) -> ArmChoice:
    """The arm with the higher pressure; equal arms: the right one."""
    difference = abs(left[0] - right[0])
    return ArmChoice("left" if left > right else "right", difference, difference > ARM_DIFFERENCE_OVER)


def _closest_two(readings: Sequence[Pressure]) -> PressureSummary:
    if len(readings) < 2:
        return PressureSummary(PressureStatus.NEED_MORE)
    if len(readings) == 2 and _apart(readings[0], readings[1]):
        return PressureSummary(PressureStatus.NEED_THIRD)
    # the later pair wins a tie: the longer someone has rested, the truer the reading
    pairs = reversed(list(combinations(range(len(readings)), 2)))
    return _mean(readings, min(pairs, key=lambda pair: _distance(readings[pair[0]], readings[pair[1]])))


def _apart(one: Pressure, other: Pressure) -> bool:
    return abs(one[0] - other[0]) > THIRD_READING_OVER or abs(one[1] - other[1]) > THIRD_READING_OVER


def _distance(one: Pressure, other: Pressure) -> Decimal:
    return abs(one[0] - other[0]) + abs(one[1] - other[1])


def _mean(readings: Sequence[Pressure], used: Sequence[int]) -> PressureSummary:
    systolic, diastolic = (rounded(sum((readings[i][side] for i in used), Decimal()) / len(used), 0) for side in (0, 1))
    return PressureSummary(PressureStatus.OK, systolic, diastolic, tuple(used))
