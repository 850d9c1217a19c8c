"""质控与检定: what stands of a device at a moment, what that says of its readings, and what a control result says of a meter.

safety.md §1, 07:40: a meter without a control result within the site's interval, or with strips past expiry, marks its readings; they feed
no class and no diagnosis. A site that set no interval is not held up; expired strips and a failed control count always.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from app.clock import instant, local_day
from app.domain.amounts import plain_number
from app.domain.device_check import CheckKind, ControlOutcome, DeviceCheck
from app.domain.ids import tidy
from app.domain.measurement import QC_FAILED, QC_OVERDUE, STRIPS_EXPIRED, VERIFICATION_EXPIRED
from app.errors import KnownError

LEVELS = 3
"""Bottles of control solution that a maker sells for one meter: low, normal, high."""
_RANGE = re.compile(r"(\d{1,2}(?:\.\d{1,2})?)\s*[-~～–—－至到]+\s*(\d{1,2}(?:\.\d{1,2})?)(?:\s*mmol/l)?", re.IGNORECASE)
_LOWEST, _HIGHEST = Decimal("0.6"), Decimal("33.3")


@dataclass(frozen=True, slots=True)
class Standing:
    """Of one device: the newest of each, the newest control that passed, and failures that no later pass of their level settled."""

    verification: DeviceCheck | None = None
    strips: DeviceCheck | None = None
    control: DeviceCheck | None = None
    passed: DeviceCheck | None = None
    failed: tuple[DeviceCheck, ...] = ()

    @property
    def verified_until(self) -> date | None:
        """检定有效期; None = nobody wrote it down."""
        return _last_day(self.verification)

    @property
    def strips_until(self) -> date | None:
        """The last day of the strips in use; None = nobody said which they are."""
        return _last_day(self.strips)

    def control_due(self, interval: int) -> date | None:
        """The first day without a control result within the interval (days); ``date.min`` where there never was one. None: 0 = no interval."""
        if interval <= 0:
            return None
        return date.min if self.passed is None else local_day(instant(self.passed.at)) + timedelta(days=interval)


def standing(checks: Iterable[DeviceCheck], at: str = "") -> Standing:
    """What stands of one device at an instant (store text), '' = by all that is known."""
    known = [one for one in sorted(checks, key=lambda one: (one.at, one.id)) if not at or one.at <= at]
    settled = {one.replaces for one in known}
    by_kind = {kind: [one for one in known if one.kind is kind and one.id not in settled] for kind in CheckKind}
    controls = by_kind[CheckKind.CONTROL]
    passed = [one for one in controls if one.outcome is ControlOutcome.PASSED]
    return Standing(
        _newest(by_kind[CheckKind.VERIFICATION]),
        _newest(by_kind[CheckKind.STRIPS]),
        _newest(controls),
        _newest(passed),
        _failures(controls),
    )


def marks(found: Standing, day: date, glucose: bool, interval: int) -> tuple[str, ...]:
    """Flags of a reading taken on a day with a device of which this stands; ``interval`` in days, 0 = the site set none."""
    made = []
    if glucose:
        if found.strips_until is not None and found.strips_until < day:
            made.append(STRIPS_EXPIRED)
        if found.failed:
            made.append(QC_FAILED)
        due = found.control_due(interval)
        if due is not None and due <= day:
            made.append(QC_OVERDUE)
    if found.verified_until is not None and found.verified_until < day:
        made.append(VERIFICATION_EXPIRED)
    return tuple(made)


@dataclass(frozen=True, slots=True)
class Judged:
    """What a control value says, and the level and range (mmol/L) that say it."""

    outcome: ControlOutcome
    level: str = ""
    low: str = ""
    high: str = ""


def judge_control(value: Decimal | None, ranges: Sequence[str], level: str = "") -> Judged:
    """``value`` None: the meter showed HI or LO, which no control solution is. ``level`` '' = nobody said which bottle: any range will do."""
    printed = {str(place): read_range(text) for place, text in enumerate(ranges, 1) if text}
    asked = {key: bounds for key, bounds in printed.items() if not level or key == level}
    if value is not None:
        for key, (low, high) in asked.items():
            if low <= value <= high:
                return Judged(ControlOutcome.PASSED, key, plain_number(low), plain_number(high))
        if not asked:
            return Judged(ControlOutcome.OPEN, level)
    if len(asked) == 1:
        ((key, (low, high)),) = asked.items()
        return Judged(ControlOutcome.FAILED, key, plain_number(low), plain_number(high))
    return Judged(ControlOutcome.FAILED, level)


def read_range(text: str) -> tuple[Decimal, Decimal]:
    """``4.1-6.3`` as it is printed on the box, mmol/L. KnownError ``control_range`` for what is no range of one."""
    found = _RANGE.fullmatch(tidy(text))
    low, high = (Decimal(found[1]), Decimal(found[2])) if found else (Decimal(1), Decimal(0))
    if not _LOWEST <= low < high <= _HIGHEST:
        raise KnownError("control_range", given=tidy(text)[:20])
    return low, high


def _failures(controls: Sequence[DeviceCheck]) -> tuple[DeviceCheck, ...]:
    """A pass settles failures of its level before it, and those of which nobody knows the level."""
    still: list[DeviceCheck] = []
    for one in controls:
        if one.outcome is ControlOutcome.FAILED:
            still.append(one)
        elif one.outcome is ControlOutcome.PASSED:
            still = [failed for failed in still if failed.level and one.level and failed.level != one.level]
    return tuple(still)


def _newest(found: Sequence[DeviceCheck]) -> DeviceCheck | None:
    return found[-1] if found else None


def _last_day(found: DeviceCheck | None) -> date | None:
    return None if found is None else date.fromisoformat(found.until)
