"""A resource that a peer would not give is asked for once an hour."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from sync.asking import AGAIN, Asked
from sync.replica import Ref

NOON = datetime(2026, 3, 5, 4, tzinfo=UTC)
ONE, OTHER = Ref("Binary", "1"), Ref("Binary", "2")


def test_each_is_asked_for_once_an_hour() -> None:
    asked = Asked()
    assert asked.due([ONE], NOON) == [ONE]
    assert asked.due([ONE, OTHER], NOON + AGAIN - timedelta(seconds=1)) == [OTHER]
    assert asked.due([ONE, OTHER], NOON + AGAIN) == [ONE]
