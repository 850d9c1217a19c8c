"""The clock of a critical value: two hours to tell, then a day and a week after they were told."""

from __future__ import annotations

from datetime import timedelta

import pytest

from app.clock import instant
from app.domain.critical_value import CriticalAct, CriticalStep
from app.rules.critical_due import Asked, next_due

SINCE = instant("2026-03-05T00:40:00.000Z")


def step(act: CriticalAct, at: str) -> CriticalStep:
    return CriticalStep(at, "p", "m", act, "dr", at)


def test_two_hours_from_when_the_site_had_it() -> None:
    due = next_due(SINCE, [])
    assert due is not None and due.what is Asked.TELL and due.by == SINCE + timedelta(hours=2)
    assert not due.is_late(due.by) and due.is_late(due.by + timedelta(seconds=1)) and due.is_now(SINCE)


def test_a_try_moves_nothing() -> None:
    assert next_due(SINCE, [step(CriticalAct.TRIED, "2026-03-05T01:00:00.000Z")]) == next_due(SINCE, [])


def test_a_day_and_a_week_after_they_were_told() -> None:
    told = step(CriticalAct.TOLD, "2026-03-05T01:00:00.000Z")
    due = next_due(SINCE, [told])
    assert due is not None and due.what is Asked.DAY and due.by == instant("2026-03-06T01:00:00.000Z")
    assert not due.is_now(SINCE) and due.is_now(instant("2026-03-05T16:00:00.000Z"))  # midnight of that day in the clinic
    asked = step(CriticalAct.FOLLOWED_DAY, "2026-03-06T02:00:00.000Z")
    week = next_due(SINCE, [asked, told])
    assert week is not None and week.what is Asked.WEEK and week.by == instant("2026-03-12T01:00:00.000Z")


def test_told_again_does_not_begin_anew() -> None:
    told = [step(CriticalAct.TOLD, f"2026-03-05T0{hour}:00:00.000Z") for hour in (3, 1)]
    due = next_due(SINCE, told)
    assert due is not None and due.by == instant("2026-03-06T01:00:00.000Z")


@pytest.mark.parametrize("act", [CriticalAct.CLOSED, CriticalAct.FOLLOWED_WEEK])
def test_after_the_end_nothing_is_asked(act: CriticalAct) -> None:
    assert next_due(SINCE, [step(act, "2026-03-05T01:00:00.000Z")]) is None
