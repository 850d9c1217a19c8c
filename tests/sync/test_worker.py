"""The worker's thread: one pass at a time, on news, and with patience."""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable, Iterator
from datetime import UTC, datetime

import pytest

from app.clock import SetClock
from sync.engine import Report
from sync.worker import INTERNAL, Backoff, Worker

NOW = datetime(2026, 3, 5, 8, tzinfo=UTC)
LONG = 10.0


def report(**more: object) -> Report:
    return Report("up", NOW, NOW, **more)  # type: ignore[arg-type]


class Desk:
    """A worker whose waits are handed to the test instead of passing."""

    def __init__(self) -> None:
        self.reports: queue.Queue[Report] = queue.Queue()
        self.delays: queue.Queue[float | None] = queue.Queue()
        self.result: Callable[[], Report] = report
        self.inside = threading.Event()
        self.gate = threading.Event()
        self.gate.set()
        self.halted_seen: list[bool] = []
        self.running = 0
        self.most = 0
        self.worker = Worker("up", self._run, self.reports.put, SetClock(NOW), 30.0, Backoff(lambda: 1.0), self._wait)

    def _run(self, halted: Callable[[], bool]) -> Report:
        self.running += 1
        self.most = max(self.most, self.running)
        self.inside.set()
        self.gate.wait(LONG)
        self.halted_seen.append(halted())
        self.running -= 1
        return self.result()

    def _wait(self, condition: threading.Condition, seconds: float | None) -> None:
        self.delays.put(seconds)
        condition.wait(LONG)

    def next(self) -> Report:
        return self.reports.get(timeout=LONG)

    def delay(self) -> float | None:
        return self.delays.get(timeout=LONG)


@pytest.fixture
def desk() -> Iterator[Desk]:
    made = Desk()
    yield made
    made.gate.set()
    assert made.worker.stop(LONG)


def test_it_runs_at_once_then_waits_its_interval(desk: Desk) -> None:
    desk.worker.start()
    assert desk.next().error is None
    assert desk.delay() == 30.0


def test_a_poke_runs_it_now(desk: Desk) -> None:
    desk.worker.start()
    desk.next()
    desk.delay()
    desk.worker.poke()
    desk.next()
    assert desk.delay() == 30.0


def test_pokes_during_a_pass_mean_one_more_pass_not_many(desk: Desk) -> None:
    """Single flight: two passes at once would send everything twice."""
    desk.gate.clear()
    desk.worker.start()
    desk.inside.wait(LONG)
    for _ in range(5):
        desk.worker.poke()
    desk.gate.set()
    desk.next()
    desk.next()
    desk.delay()
    assert desk.reports.empty() and desk.most == 1


def test_failures_wait_longer_each_time_and_success_forgets_them(desk: Desk) -> None:
    desk.result = lambda: report(error="sync_unreachable")
    desk.worker.start()
    seen = []
    for _ in range(10):
        desk.next()
        seen.append(desk.delay())
        desk.worker.poke()
    assert seen == [1, 2, 4, 8, 16, 32, 64, 128, 256, 300]
    desk.next()
    desk.delay()
    desk.result = report
    desk.worker.poke()
    desk.next()
    assert desk.delay() == 30.0
    desk.result = lambda: report(error="sync_unreachable")
    desk.worker.poke()
    desk.next()
    assert desk.delay() == 1.0


def test_the_server_s_wish_is_a_lower_bound() -> None:
    backoff = Backoff(lambda: 0.0)
    assert backoff.failed() == 0.0
    assert backoff.failed(60.0) == 60.0


def test_the_jitter_is_full() -> None:
    """A hundred seats must not come back in the same second after a power cut."""
    draws = iter([0.0, 0.5, 1.0])
    backoff = Backoff(lambda: next(draws))
    assert [backoff.failed(), backoff.failed(), backoff.failed()] == [0.0, 1.0, 4.0]


def test_network_off_and_on(desk: Desk) -> None:
    desk.worker.start()
    desk.next()
    assert desk.delay() == 30.0
    desk.worker.pause()
    assert desk.delay() is None, "waits without end"
    desk.worker.poke()
    assert desk.delay() is None, "a poke does not break the pause"
    assert desk.reports.empty()
    desk.worker.resume()
    desk.next()
    assert desk.delay() == 30.0


def test_a_pass_on_its_way_is_told_to_halt(desk: Desk) -> None:
    desk.gate.clear()
    desk.worker.start()
    desk.inside.wait(LONG)
    desk.worker.pause()
    desk.gate.set()
    desk.next()
    assert desk.halted_seen == [True]
    assert desk.worker.wait_idle(LONG)


@pytest.mark.expect_log("sync pass failed")
def test_a_defect_is_shown_and_tried_again(desk: Desk) -> None:
    """H12: an exception must not end syncing for weeks."""

    def broken() -> Report:
        raise ZeroDivisionError

    desk.result = broken
    desk.worker.start()
    failed = desk.next()
    assert failed.error == INTERNAL and not failed.delivered
    assert desk.delay() == 1.0
    desk.result = report
    desk.worker.poke()
    assert desk.next().error is None


@pytest.mark.expect_log("sync report was not taken")
def test_a_listener_s_defect_does_not_end_it() -> None:
    seen = queue.Queue[Report]()

    def listener(one: Report) -> None:
        seen.put(one)
        raise ZeroDivisionError

    worker = Worker("up", lambda halted: report(), listener, SetClock(NOW), interval=LONG)
    worker.start()
    seen.get(timeout=LONG)
    worker.poke()
    seen.get(timeout=LONG)
    assert worker.stop(LONG)


def test_stop_before_start_is_harmless() -> None:
    worker = Worker("up", lambda halted: report(), lambda one: None, SetClock(NOW))
    assert worker.stop()
