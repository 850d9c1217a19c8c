"""复测席: a severe pressure without symptoms is measured once more after rest, and nobody goes home before (safety.md §2, 09:10)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from app.rules.critical import CriticalFacts, judge
from app.rules.pressure_round import TimedPressure
from app.rules.vitals import vitals_policy


@dataclass(frozen=True, slots=True)
class Retest:
    """A resident who rests. ``due``: from then on it is measured again; after ``left`` without a value they must have gone."""

    severe: TimedPressure
    due: datetime
    left: datetime

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


def _is_severe(one: TimedPressure) -> bool:
    """By the policy of critical values: as high as this after rest it is one."""
    return judge(CriticalFacts(pressure_after_rest=one.pressure)).level == "A"
