"""The repeat protocol over time: which pressures of a resident belong to one round, and when the next one is due.

It belongs to the resident, not to the seat or the cuff: any seat goes on with it. Readings count when they are one to
five minutes apart; after a longer pause one starts again (safety.md §2, clinical.md §3.1).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

from app.rules.pressure import Pressure, PressureStatus, PressureSummary, Protocol, protocol_for, summarise

PAUSE_SECONDS = 60
WINDOW_SECONDS = 300


@dataclass(frozen=True, slots=True)
class TimedPressure:
    """One pressure, mmHg. ``arm`` left, right or '' = not said; ``irregular``: the device noticed an irregular pulse."""

    id: str
    at: datetime
    systolic: Decimal
    diastolic: Decimal
    arm: str = ""
    irregular: bool = False

    @property
    def pressure(self) -> Pressure:
        """Systolic and diastolic."""
        return self.systolic, self.diastolic


@dataclass(frozen=True, slots=True)
class Round:
    """Readings that count together, and their summary."""

    readings: tuple[TimedPressure, ...]
    summary: PressureSummary

    @property
    def complete(self) -> bool:
        """Whether a value may be graded."""
        return self.summary.status is PressureStatus.OK

    @property
    def wanted(self) -> int:
        """How many readings the round will have."""
        three = self.summary.status is PressureStatus.NEED_THIRD or any(one.irregular for one in self.readings)
        return max(3 if three else 2, len(self.readings))


@dataclass(frozen=True, slots=True)
class PressureProgress:
    """Where a resident stands. ``next_in_s``: seconds until the next reading may be taken, None when none is due.

    ``expired``: the pause grew too long, the readings before it count no more and one starts again.
    """

    readings: tuple[TimedPressure, ...] = ()
    next_in_s: int | None = None
    status: PressureStatus = PressureStatus.NEED_MORE
    summary: PressureSummary | None = None
    wanted: int = 2
    expired: bool = False


def rounds(readings: Sequence[TimedPressure], chosen: Protocol = Protocol.PHC2020, pause_s: int = PAUSE_SECONDS) -> list[Round]:
    """Cut pressures, oldest first, into rounds. One taken too soon after another is kept out of all."""
    made: list[Round] = []
    current: tuple[TimedPressure, ...] = ()
    for one in readings:
        if current and one.at - current[-1].at < timedelta(seconds=pause_s) and _same_arm(one, current[-1]):
            continue
        if current and (made[-1].complete or not _goes_on(one, current[-1])):
            current = ()
        if current:
            made.pop()
        current = (*current, one)
        made.append(_round(current, chosen))
    return made


def progress(
    readings: Sequence[TimedPressure], now: datetime, chosen: Protocol = Protocol.PHC2020, pause_s: int = PAUSE_SECONDS
) -> PressureProgress:
    """Where a resident stands now."""
    made = rounds(readings, chosen, pause_s)
    if not made:
        return PressureProgress()
    last = made[-1]
    if last.complete:
        return PressureProgress(last.readings, None, last.summary.status, last.summary, last.wanted)
    since = now - last.readings[-1].at
    if since > timedelta(seconds=WINDOW_SECONDS):
        return PressureProgress(expired=True)
    wait = max(0, round(pause_s - since.total_seconds()))
    return PressureProgress(last.readings, wait, last.summary.status, None, last.wanted)


def _round(readings: tuple[TimedPressure, ...], chosen: Protocol) -> Round:
    protocol = protocol_for(chosen, any(one.irregular for one in readings))
    return Round(readings, summarise([one.pressure for one in readings], protocol))


def _goes_on(one: TimedPressure, before: TimedPressure) -> bool:
    return one.at - before.at <= timedelta(seconds=WINDOW_SECONDS) and _same_arm(one, before)


def _same_arm(one: TimedPressure, other: TimedPressure) -> bool:
    return not one.arm or not other.arm or one.arm == other.arm
