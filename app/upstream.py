"""The upstream of an open workstation: passes on news and on time, a long poll where it is a hub, and what is told of them."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import Future
from concurrent.futures import TimeoutError as TooLate
from contextlib import closing
from dataclasses import asdict
from datetime import datetime
from typing import Any

from app.clock import Clock, iso
from app.errors import KnownError
from app.services.clinic import Clinic
from app.store import conflicts, sync_state
from app.store.database import Reading, Store
from app.store.sync_state import Waiting
from app.store.unit_of_work import LOCAL, Change
from sync import credentials, relief
from sync.clinic import ClinicReplica
from sync.dialect import Dialect
from sync.engine import Engine, Report
from sync.holdings import ClinicHoldings
from sync.http import HttpLink
from sync.listening import Listener
from sync.lookup import Lookup
from sync.worker import Run, Worker

SYNC_SECONDS = 30.0
PASS_SECONDS = 300.0
STOP_SECONDS = 5.0
UPSTREAM = "upstream"
"""Id of the one peer that the setting ``upstream_url`` names, hub or cloud: which it is, its own /metadata says."""


class Upstream:
    """The worker that keeps the store and one FHIR server in step."""

    def __init__(self, clinic: Clinic, peer: str, clock: Clock) -> None:
        self._clinic, self._peer, self._clock = clinic, peer, clock
        self._asked: list[tuple[datetime, Future[Mapping[str, object]]]] = []
        self._lock = threading.Lock()
        self._on = True
        self._offset_ms: int | None = None
        self._replica = ClinicReplica(clinic.desk.store)
        self.worker = Worker(peer, self._run(), self._told, clock, SYNC_SECONDS)
        self.listener = Listener(self._link(peer), self._since, self.worker.poke, self.worker.wait_idle)
        self._deaf = clinic.desk.store.changes.subscribe(self._changed)

    def start(self) -> None:
        """Begin, with a pass at once; listen to a hub."""
        self.worker.start()
        self.listener.start()

    def _link(self, peer: str, heard_date: Callable[[datetime], None] | None = None) -> HttpLink:
        return self._clinic.desk.store.read(lambda conn: credentials.link_of(conn, peer, self._clock, heard_date))

    def _run(self) -> Run:
        """Passes with the upstream; with the server above it in its place while it is away, where there is one."""
        store = self._clinic.desk.store
        holdings = ClinicHoldings(store, self._replica)
        first = Engine(self._replica, self._peer, self._link(self._peer, self._heard_date), self._clock, holdings=holdings)
        if store.read(lambda conn: sync_state.state(conn, relief.PEER)) is None:
            return first.run_once
        above = Engine(self._replica, relief.PEER, self._link(relief.PEER), self._clock)
        return relief.Relief(first.run_once, above.run_once, relief.leveller(store, self._peer), self._clock).run_once

    def lookup(self) -> Lookup:
        """Questions about residents from elsewhere. KnownError ``network_off``."""
        if not self._on:
            raise KnownError("network_off")
        return Lookup(self._clinic.desk.store, self._replica, self._peer, lambda: closing(self._link(self._peer)), self._clock)

    def _since(self) -> str | None:
        """Where the feed of a hub of ours was read up to; None for a stranger, who has none."""
        return self._replica.cursor(self._peer) if Dialect.load(self._replica.dialect(self._peer)).hub else None

    def network(self, on: bool) -> None:
        """The person's own switch: hold still, or go on."""
        self._on = on
        self.listener.pause(not on)
        if on:
            self.worker.resume()
        else:
            self.worker.pause()

    def pass_now(self, seconds: float) -> Mapping[str, object]:
        """Ask for a pass and wait for its report."""
        if not self._on:
            raise KnownError("network_off")
        answer: Future[Mapping[str, object]] = Future()
        with self._lock:
            self._asked.append((self._clock.now(), answer))
        self.worker.poke()
        try:
            return answer.result(seconds)
        except TooLate as late:
            raise KnownError("pass_late", seconds=round(seconds)) from late

    def close(self) -> None:
        """End after the bundle on its way."""
        self._deaf()
        self.listener.stop()
        self.worker.stop(STOP_SECONDS)

    def _changed(self, change: Change) -> None:
        if change.origin == LOCAL:
            self.worker.poke()

    def _told(self, report: Report) -> None:
        told = whole_report(self._clinic.desk.store, report)
        if report.delivered:
            self._say_at_the_door(iso(report.started_at))
        self._clinic.sync.reported(self._peer, told, report.error is None, self._offset_ms)
        with self._lock:
            due = [answer for asked, answer in self._asked if asked <= report.started_at]
            self._asked = [(asked, answer) for asked, answer in self._asked if asked > report.started_at]
        for answer in due:
            answer.set_result(told)

    def _heard_date(self, there: datetime) -> None:
        self._offset_ms = int((there - self._clock.now()).total_seconds() * 1000)

    def _say_at_the_door(self, at: str) -> None:
        """The sign-in page tells up to when everything was uploaded."""
        keyring = self._clinic.desk.keyring
        if keyring is not None and keyring.signin.delivered_up_to != at:
            keyring.signin.delivered_up_to = at
            keyring.signin.keep()


def whole_report(store: Store, report: Report) -> Mapping[str, object]:
    """A report with what it stands on: the server's address, how it is spoken to, and what waits by lane (0 prescriptions … 3 waveforms)."""

    def standing(conn: Reading) -> Mapping[str, object]:
        state, lanes = sync_state.state(conn, report.peer), sync_state.lanes(conn, report.peer)
        learnt = Dialect.load(state["dialect"] if state is not None else None)
        return {
            "url": state["url"] if state is not None else "",
            "server": {
                "hub": learnt.hub,
                "ids": "client" if learnt.client_ids else "server",
                "bundles": "transaction" if learnt.client_ids and learnt.transactions else "batch",
                "entries": learnt.entries,
                "bytes": learnt.budget,
            },
            "lanes": {str(lane): {"pending": one.pending, "oldest_at": one.oldest_at} for lane, one in lanes.items()},
            "refused": [
                {"type": one.fhir_type, "code": one.code, "at": one.at} for one in sync_state.parked(conn) if one.peer == report.peer
            ],
            "conflicts_open": sum(one.peer == report.peer for one in conflicts.undecided(conn)),
            "set_aside_unseen": sync_state.set_aside_count(conn, report.peer),
            "delivered_up_to": _delivered_up_to(report, lanes.values(), state),
        }

    return {**report_json(report), **store.read(standing)}


def _delivered_up_to(report: Report, lanes: Iterable[Waiting], state: Mapping[Any, Any] | None) -> str | None:
    """Everything written before this instant is there, but for what was refused: the oldest that waits, else the last good pass."""
    oldest = min((one.oldest_at for one in lanes if one.oldest_at), default=None)
    last_ok = state["last_ok_at"] if state is not None else None
    return oldest or (iso(report.started_at) if report.error is None else last_ok)


def report_json(report: Report) -> Mapping[str, object]:
    """A report as JSON values: for the sync page and for `xiangyi sync --json`."""
    seconds = (report.finished_at - report.started_at).total_seconds()
    counts = ("pushed", "pulled", "conflicts", "set_aside", "parked", "still_pending", "bytes_up", "bytes_down")
    return {
        "peer": report.peer,
        "started_at": iso(report.started_at),
        "finished_at": iso(report.finished_at),
        **{name: getattr(report, name) for name in counts},
        "oldest_pending_at": iso(report.oldest_pending_at) if report.oldest_pending_at else None,
        "error": report.error,
        "facts": dict(report.facts),
        "left_out": {str(ref): code for ref, code in report.left_out.items()},
        "unread": list(report.unread),
        "delivered": report.delivered,
        "seconds": round(seconds, 3),
        "bytes_per_second": round((report.bytes_up + report.bytes_down) / seconds) if seconds > 0 else 0,
        "drift": report.drift,
        "compared": asdict(report.compared) if report.compared else None,
    }
