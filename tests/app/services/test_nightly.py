"""The night's work runs once a day, at the first minute in which nobody writes anything."""

from __future__ import annotations

from datetime import timedelta

import pytest

from app.clock import SetClock
from app.services.desk import Desk
from app.services.nightly import Nightly
from app.store import people
from tests.app.conftest import person


def write(desk: Desk) -> None:
    desk.store.write(lambda uow: people.add(uow, person()), desk.actor).result()
    desk.store.settle()


def test_it_waits_for_a_quiet_minute_and_runs_once_a_day(desk: Desk, clock: SetClock) -> None:
    ran: list[str] = []
    nightly = Nightly(desk, [lambda: ran.append("a"), lambda: ran.append("b")])
    assert not nightly.tick(), "not while people sign in"
    clock.forward(61)
    write(desk)
    assert not nightly.tick()
    clock.forward(61)
    assert nightly.tick() and ran == ["a", "b"]
    clock.forward(3_600)
    assert not nightly.tick()
    nightly.close()
    again = Nightly(desk, [lambda: ran.append("c")])
    clock.forward(61)
    assert not again.tick(), "another start on the same day"
    clock.forward(timedelta(days=1).total_seconds())
    assert again.tick() and ran[-1] == "c"
    again.close()


def test_a_job_that_fails_keeps_no_other_from_running(desk: Desk, clock: SetClock, caplog: pytest.LogCaptureFixture) -> None:
    ran: list[str] = []

    def broken() -> None:
        raise OSError("disk")

    nightly = Nightly(desk, [broken, lambda: ran.append("b")])
    clock.forward(61)
    assert nightly.tick() and ran == ["b"]
    assert "nightly work failed" in caplog.text
    caplog.clear()
    nightly.close()
