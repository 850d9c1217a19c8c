"""What a skin test asks for at a moment, and in which order several are seen to."""

from __future__ import annotations

from datetime import datetime, timedelta
from enum import StrEnum

from app.clock import instant
from app.domain.skin_test import SkinCase, SkinResult
from app.services.skin_policy import skin_policy


class SkinState(StrEnum):
    """``DUE`` and ``WATCH_DUE`` ring until somebody sees to them."""

    RUNNING = "running"
    DUE = "due"  # to be read
    READY = "ready"  # negative: the first dose may be given
    REACTED = "reacted"  # to the test or the dose, and not among the allergies yet
    WATCHED = "watched"  # after the first dose
    WATCH_DUE = "watch_due"
    NOTHING = "nothing"


RINGS = frozenset({SkinState.DUE, SkinState.WATCH_DUE})
_ORDER = (SkinState.DUE, SkinState.WATCH_DUE, SkinState.REACTED, SkinState.RUNNING, SkinState.WATCHED, SkinState.READY, SkinState.NOTHING)


def state_of(case: SkinCase, now: datetime, noted: bool = False) -> SkinState:
    """``noted``: the allergy that showed is on record."""
    until = case.watched_until
    if until is not None:
        return SkinState.WATCHED if now < until else SkinState.WATCH_DUE
    if case.reacted:
        return SkinState.NOTHING if noted else SkinState.REACTED
    if case.waits:
        return SkinState.RUNNING if now < case.test.due else SkinState.DUE
    return SkinState.READY if _dose_expected(case, now) else SkinState.NOTHING


def ends_at(case: SkinCase) -> datetime | None:
    """When the clock that runs is over; None where none runs."""
    return case.watched_until or (case.test.due if case.waits else None)


def pressing(case: SkinCase, now: datetime, noted: bool = False) -> tuple[int, datetime, str]:
    """The most pressing first, then what ends first."""
    return _ORDER.index(state_of(case, now, noted)), ends_at(case) or instant(case.test.at), case.test.id


def _dose_expected(case: SkinCase, now: datetime) -> bool:
    read = case.reading
    if read is None or case.result is not SkinResult.NEGATIVE or case.dose is not None:
        return False
    return now - instant(read.at) <= timedelta(hours=skin_policy().first_dose_hours)
