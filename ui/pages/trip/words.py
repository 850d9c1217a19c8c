"""How a trip reads on the screen."""

from __future__ import annotations

from datetime import datetime, timedelta

from app.domain.trip import SlipEnd
from app.services.trip_departure import Check, Taking
from app.texts import text

_NEVER = {Taking.SYNC: "sync_never", Taking.RULES: "rules_never", Taking.CATALOGUE: "catalogue_never", Taking.PEOPLE: "people_none"}


def check_text(one: Check, now: datetime) -> str:
    """How old it is, or how many."""
    if one.what is Taking.UNSENT or (one.what is Taking.PEOPLE and one.n):
        return text(f"trip_check.{one.what.value}", {"n": one.n})
    if one.since is None:
        return text(f"trip_check.{_NEVER[one.what]}")
    return text(f"trip_check.{one.what.value}", {"age": age(now - one.since), "label": one.label})


def age(past: timedelta) -> str:
    """In the unit people say it in."""
    minutes = max(0, round(past.total_seconds() / 60))
    unit, n = ("minutes", minutes) if minutes < 90 else ("hours", minutes // 60) if minutes < 48 * 60 else ("days", minutes // 1_440)
    return text(f"trip_age.{unit}", {"n": n})


def end_text(end: SlipEnd) -> str:
    """What became of a slip."""
    return text(f"slip_end.{end.value}")
