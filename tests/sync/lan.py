"""Seats of a LAN with everything a workstation runs: store, worker, listener, and a way to wait for what another seat wrote."""

from __future__ import annotations

import inspect
import threading
import time
from collections.abc import Callable
from pathlib import Path

from app.clock import SystemClock
from app.store import sync_state
from app.store.unit_of_work import LOCAL, Change
from sync.credentials import link_to
from sync.dialect import Dialect
from sync.engine import Engine, Report
from sync.listening import Listener
from sync.worker import Worker
from tests.sync.seats import UP, Seat


class LanSeat(Seat):
    """A seat that keeps itself in step with its hub."""

    def __init__(self, folder: Path, name: str, url: str, secret: str = "") -> None:
        super().__init__(folder, name)
        self.write(lambda uow: sync_state.add_peer(uow, UP, "hub", url, secret))
        self.reports: list[Report] = []
        self._news = threading.Condition()
        self._heard: dict[str, float] = {}
        self._links = [link_to(url, secret, SystemClock()) for _ in range(2)]
        engine = Engine(self.replica, UP, self._links[0], SystemClock())
        self.worker = Worker(name, engine.run_once, self.reports.append, SystemClock(), interval=300)
        self.listener = Listener(self._links[1], self.since, self.worker.poke, self.worker.wait_idle)
        self.store.changes.subscribe(self._changed)

    def since(self) -> str | None:
        return self.replica.cursor(UP) if Dialect.load(self.replica.dialect(UP)).hub else None

    def start(self) -> None:
        self.worker.start()
        self.worker.wait_idle(20)
        self.listener.start()

    def close(self) -> None:
        self.listener.stop()
        self.worker.stop()
        for link in self._links:
            link.close()
        self.store.close()

    def _changed(self, change: Change) -> None:
        if change.origin == LOCAL:
            self.worker.poke()
            return
        with self._news:
            self._heard |= dict.fromkeys((one.id for one in change.touched), time.perf_counter())
            self._news.notify_all()

    def wait_for(self, record: str, seconds: float = 20) -> float:
        """When news of a record written elsewhere was told to this seat's screens."""
        with self._news:
            assert self._news.wait_for(lambda: record in self._heard, seconds), f"{record} did not come"
            return self._heard[record]


def until(true: Callable[[], bool], seconds: float = 20) -> None:
    """Wait for something no event tells; fails with the question that stayed without a yes."""
    ends = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < ends, f"not in {seconds} s: {inspect.getsource(true).strip()}"
        threading.Event().wait(0.02)
