"""What all sessions share: alarms in order, and the host's clock carried forward."""

# ruff: noqa: DTZ001 - a device's clock has no zone
from __future__ import annotations

from datetime import datetime

import pytest

from device_drivers.protocols.machine import Actions, Done, Read, Session, Wait, read_if_offered


def test_alarms_ring_once_in_their_order_even_when_late() -> None:
    session = Session("d", "x")
    session.tick(10.0)
    session.alarm("late", 5.0, lambda: [Wait(5)])
    session.alarm("soon", 1.0, lambda: [Wait(1)])
    assert session.due == 11.0
    assert session.tick(10.9) == []
    assert session.tick(20.0) == [Wait(1), Wait(5)]
    assert session.due is None and session.tick(30.0) == []


def test_an_alarm_may_set_itself_again() -> None:
    session = Session("d", "x")

    def again() -> Actions:
        session.alarm("poll", 0.3, again)
        return [Done()]

    session.alarm("poll", 0.3, again)
    assert session.tick(0.3) == [Done()] and session.due == 0.6


def test_quiet_clears_the_named_or_all() -> None:
    session = Session("d", "x")
    for name in ("a", "b", "c"):
        session.alarm(name, 1.0, lambda: [Done()])
    session.quiet("a", "unknown")
    assert session.tick(2.0) == [Done(), Done()]
    session.alarm("d", 1.0, lambda: [Done()])
    session.quiet()
    assert session.due is None


def test_the_wall_clock_runs_on_from_when_it_was_told() -> None:
    session = Session("d", "x")
    with pytest.raises(LookupError):
        session.wall()
    session.tick(100.0)
    session.told_wall(datetime(2026, 3, 5, 8, 0, 0))
    session.tick(130.5)
    assert session.wall() == datetime(2026, 3, 5, 8, 0, 30, 500_000)
    assert session.offset_from(datetime(2026, 3, 5, 7, 0, 30)) == 3600.5


def test_only_what_is_offered_is_read() -> None:
    assert read_if_offered(frozenset({"2A19"}), ("2A19", "2A24")) == [Read("2A19")]
