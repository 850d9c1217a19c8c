"""Periods with a name go on with the clock, chosen days stay; what is of other days is out of sight at once."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from app.clock import SetClock
from ui.pages.period_model import PeriodModel, Span, days_of


@pytest.mark.parametrize(
    ("span", "days"),
    [
        (Span.MONTH, ("2026-02-01", "2026-02-10")),
        (Span.QUARTER, ("2026-01-01", "2026-02-10")),
        (Span.LAST_QUARTER, ("2025-10-01", "2025-12-31")),
        (Span.YEAR, ("2026-01-01", "2026-02-10")),
    ],
)
def test_days(span: Span, days: tuple[str, str]) -> None:
    assert tuple(one.isoformat() for one in days_of(span, date(2026, 2, 10))) == days


class Read(PeriodModel):
    """Notes what it is asked to read."""

    def __init__(self, clock: SetClock) -> None:
        super().__init__(clock)
        self.read: list[tuple[str, str, bool]] = []

    def _read(self, other: bool) -> None:
        self.read.append((self.first.isoformat(), self.last.isoformat(), other))


def test_a_named_period_goes_on_and_chosen_days_stay() -> None:
    clock = SetClock(datetime(2026, 2, 10, 2, tzinfo=UTC))
    model = Read(clock)
    model.load()
    clock.forward(timedelta(days=1).total_seconds())
    model.load()
    model.choose_days(date(2026, 1, 5), date(2026, 1, 6))
    clock.forward(timedelta(days=1).total_seconds())
    model.load()
    model.choose(Span.MONTH)
    assert model.read == [
        ("2026-01-01", "2026-02-10", False),
        ("2026-01-01", "2026-02-11", True),
        ("2026-01-05", "2026-01-06", True),
        ("2026-01-05", "2026-01-06", False),
        ("2026-02-01", "2026-02-12", True),
    ]


def test_days_that_are_none_leave_what_is_in_front() -> None:
    model = Read(SetClock(datetime(2026, 2, 10, 2, tzinfo=UTC)))
    model.choose_days(date(2026, 2, 2), date(2026, 2, 1))
    assert model.error is not None and model.error.code == "period_backwards"
    model.unreadable("2月31日")
    assert model.error.code == "day_unreadable" and model.read == [] and model.span is Span.QUARTER
