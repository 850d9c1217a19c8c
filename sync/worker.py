"""The thread that keeps one peer up to date: runs on news, on a poke or after an interval, and backs off when the link is down."""

from __future__ import annotations

import logging
import random
import threading
from collections.abc import Callable

from app.clock import Clock
from sync.engine import Report

log = logging.getLogger(__name__)

FIRST_DELAY = 1.0
LONGEST_DELAY = 300.0

INTERNAL = "sync_internal"
"""Message code of a pass that ended by a defect of ours."""

Run = Callable[[Callable[[], bool]], Report]
"""One pass; is given a question that turns true when it should stop between two bundles."""

Wait = Callable[[threading.Condition, float | None], object]
"""Waits on a held condition for at most so many seconds; None without end."""


class Backoff:
    """Delays after failures, full jitter: anywhere between nothing and a bound that doubles from 1 s to 5 min."""

    def __init__(self, draw: Callable[[], float] = random.random) -> None:
        self._draw = draw
        self._failures = 0

    def succeeded(self) -> None:
        """Begin again at the shortest delay."""
        self._failures = 0

    def failed(self, retry_after: float | None = None) -> float:
        """Seconds until the next try; never earlier than the server asked for."""
        bound: float = min(FIRST_DELAY * (1 << self._failures), LONGEST_DELAY)
        self._failures = min(self._failures + 1, 16)
        return max(self._draw() * bound, retry_after or 0.0)


class Worker:
    """Passes for one peer, one at a time, on a thread of its own.

    ``name`` is the peer. ``on_report`` is called on that thread after every pass. ``interval`` in seconds is the
    longest time between passes while all is well.
    """

    def __init__(
        self,
        name: str,
        run: Run,
        on_report: Callable[[Report], None],
        clock: Clock,
        interval: float = 30.0,
        backoff: Backoff | None = None,
        wait: Wait = threading.Condition.wait,
    ) -> None:
        self._name, self._run, self._on_report, self._clock = name, run, on_report, clock
        self._interval = interval
        self._backoff = backoff or Backoff()
        self._wait = wait
        self._state = threading.Condition()
        self._poked = True
        self._paused = False
        self._stopped = False
        self._running = False
        self._thread = threading.Thread(target=self._loop, name=f"sync {name}", daemon=True)

    def start(self) -> None:
        """Begin, with a pass at once."""
        self._thread.start()

    def poke(self) -> None:
        """Something was written, or a person asked: run now, also in the middle of a back-off. Any thread."""
        with self._state:
            self._poked = True
            self._state.notify_all()

    def pause(self) -> None:
        """Network off: the pass on its way ends after the bundle it is at; none begins. Any thread."""
        with self._state:
            self._paused = True
            self._state.notify_all()

    def resume(self) -> None:
        """Network on: run now, with the shortest delays again. Any thread."""
        with self._state:
            self._paused = False
            self._poked = True
            self._backoff.succeeded()
            self._state.notify_all()

    def stop(self, timeout: float = 5.0) -> bool:
        """End after the bundle on its way; True once the thread is gone. ``timeout`` in seconds."""
        with self._state:
            self._stopped = True
            self._state.notify_all()
        if self._thread.is_alive():
            self._thread.join(timeout)
        return not self._thread.is_alive()

    def wait_idle(self, timeout: float) -> bool:
        """Wait until no pass runs or is due at once; False after ``timeout`` seconds."""
        with self._state:
            return self._state.wait_for(lambda: not self._running and (self._paused or not self._poked), timeout)

    def _halted(self) -> bool:
        return self._paused or self._stopped

    def _loop(self) -> None:
        delay: float | None = None
        while self._until_due(delay):
            report = self._pass()
            if report.error is None:
                self._backoff.succeeded()
                delay = self._interval
            else:
                delay = self._backoff.failed(report.retry_after)
            with self._state:
                self._running = False
                self._state.notify_all()

    def _until_due(self, delay: float | None) -> bool:
        with self._state:
            if not self._poked and not self._halted():
                self._wait(self._state, delay)
            while self._paused and not self._stopped:
                self._wait(self._state, None)
            self._poked = False
            self._running = not self._stopped
            return self._running

    def _pass(self) -> Report:
        started = self._clock.now()
        try:
            report = self._run(self._halted)
        except Exception:
            # A defect of ours must not end syncing for weeks (H12): it is logged, shown and tried again.
            log.exception("sync pass failed")
            report = Report(self._name, started, self._clock.now(), error=INTERNAL)
        try:
            self._on_report(report)
        except Exception:
            log.exception("sync report was not taken")
        return report
