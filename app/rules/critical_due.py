"""What a critical value asks for next: tell the person within two hours, ask again after a day and after a week (clinical.md §3.8)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from app.clock import instant, local_day
from app.domain.critical_value import ENDS, CriticalAct, CriticalStep
from app.rules.vitals import vitals_policy


class Asked(StrEnum):
    """In their order; words under ``critical_asked``."""

    TELL = "tell"
    DAY = "day"
    WEEK = "week"


SETTLES = {Asked.TELL: CriticalAct.TOLD, Asked.DAY: CriticalAct.FOLLOWED_DAY, Asked.WEEK: CriticalAct.FOLLOWED_WEEK}
_REACHED = frozenset({CriticalAct.TOLD, CriticalAct.FOLLOWED_DAY})


@dataclass(frozen=True, slots=True)
class CriticalDue:
    """What is asked and until when."""

    what: Asked
    by: datetime

    def is_late(self, now: datetime) -> bool:
        """The time is over."""
        return now > self.by

    def is_now(self, now: datetime) -> bool:
        """To be done today: telling at once, the others on their day."""
        return self.what is Asked.TELL or local_day(self.by) <= local_day(now)


def next_due(since: datetime, steps: Iterable[CriticalStep]) -> CriticalDue | None:
    """``since``: when this site had the value. None once the week is over or it was closed."""
    done = sorted(steps, key=lambda one: one.at)
    acts = {one.act for one in done}
    if acts & ENDS:
        return None
    policy = vitals_policy()["critical"]
    reached = next((instant(one.at) for one in done if one.act in _REACHED), None)
    if reached is None:
        return CriticalDue(Asked.TELL, since + timedelta(hours=policy["notify_within_hours"]))
    day, week = policy["follow_after_hours"]
    if CriticalAct.FOLLOWED_DAY not in acts:
        return CriticalDue(Asked.DAY, reached + timedelta(hours=day))
    return CriticalDue(Asked.WEEK, reached + timedelta(hours=week))
