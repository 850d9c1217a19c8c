"""复测席: a severe pressure is measured once more after rest, a low glucose a quarter of an hour after 糖水; nobody goes home before.

safety.md §2, 08:30 and 09:10 (H45, H46).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from app.domain.amounts import plain_number
from app.rules.critical import CriticalFacts, judge
from app.rules.pressure_round import TimedPressure
from app.rules.vitals import vitals_policy


@dataclass(frozen=True, slots=True)
class Retest:
    """A resident who rests. ``due``: from then on it is measured again; after ``left`` without a value they must have gone.

    ``severe`` the pressure, or ``low`` the glucose as it was shown (mmol/L, LO).
    """

    severe: TimedPressure | None
    due: datetime
    left: datetime
    low: str = ""

    @property
    def shown(self) -> str:
        """The value that wants another one."""
        return self.low if self.severe is None else f"{self.severe.systolic:f}/{self.severe.diastolic:f}"

    def seconds_left(self, now: datetime) -> int:
        """Until it may be measured again, 0 from then on."""
        return max(0, round((self.due - now).total_seconds()))

    def has_left(self, now: datetime) -> bool:
        """Whether nobody measured it although it was due long ago."""
        return now >= self.left


def open_retest(pressures: Sequence[TimedPressure]) -> Retest | None:
    """The retest that a visit's pressures (oldest first) still want; None where none was severe or one was taken after rest."""
    severe = [one for one in pressures if _is_severe(one)]
    if not severe:
        return None
    policy = vitals_policy()["retest"]
    rested = severe[0].at + timedelta(minutes=int(policy["least_minutes"]))
    if any(one.at >= rested for one in pressures):
        return None
    due = severe[-1].at + timedelta(minutes=int(policy["rest_minutes"]))
    return Retest(severe[-1], due, due + timedelta(minutes=int(policy["left_after_minutes"])))


@dataclass(frozen=True, slots=True)
class TimedGlucose:
    """One glucose. ``value`` mmol/L, None for HI and LO; ``low``: LO; ``fit``: of a meter in order, so that it may end a retest."""

    at: datetime
    value: Decimal | None
    low: bool = False
    fit: bool = True

    @property
    def is_low(self) -> bool:
        """Whether sugar is given: whatever the strips were like."""
        return self.low or (self.value is not None and self.value <= Decimal(str(_low_policy()["at_most"])))


def open_low(found: Sequence[TimedGlucose]) -> Retest | None:
    """The retest that a visit's glucoses (oldest first) still want; None where none was low or a good one was taken since."""
    standing: TimedGlucose | None = None
    for one in found:
        if one.is_low:
            standing = one
        elif one.fit:
            standing = None
    if standing is None:
        return None
    due = standing.at + timedelta(minutes=int(_low_policy()["again_minutes"]))
    shown = "LO" if standing.value is None else plain_number(standing.value)
    return Retest(None, due, due + timedelta(minutes=int(_low_policy()["left_after_minutes"])), shown)


def _low_policy() -> Mapping[str, Any]:
    found: Mapping[str, Any] = vitals_policy()["low_glucose"]
    return found


def _is_severe(one: TimedPressure) -> bool:
    """By the policy of critical values: as high as this after rest it is one."""
    return judge(CriticalFacts(pressure_after_rest=one.pressure)).level == "A"
