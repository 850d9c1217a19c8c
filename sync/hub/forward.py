"""The hub as a client of the cloud: one worker that sends on what seats wrote and takes in what others did, woken by every new version."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass

from app.clock import Clock, iso
from sync.credentials import link_to
from sync.engine import Engine, Report
from sync.http import HttpLink
from sync.hub import peer_tables
from sync.hub.holdings import HubHoldings
from sync.hub.replica import HubReplica
from sync.hub.store import HubStore
from sync.reconcile import Compared
from sync.worker import Worker

PEER = "cloud"
SECONDS = 30.0


@dataclass(frozen=True, slots=True)
class UpstreamState:
    """How the hub stands to its upstream. ``url`` '' = it has none. ``error``: a message code, '' = the last pass ended well.

    ``lost``: resources of ours that the upstream held and holds no more, too many to be sent again without a person's word.
    """

    url: str = ""
    pending: int = 0
    oldest_at: str | None = None
    parked: int = 0
    last_ok_at: str | None = None
    error: str = ""
    lost: int = 0


class Forwarder:
    """Runs while there is an upstream; :meth:`follow` begins, or begins anew after a change of address. ``organization``: the hub's own.

    ``heard`` is called on its thread after every pass.
    """

    def __init__(self, store: HubStore, organization: str, clock: Clock, heard: Callable[[], None] = lambda: None) -> None:
        self._store, self._organization, self._clock, self._heard = store, organization, clock, heard
        self._worker: Worker | None = None
        self._link: HttpLink | None = None
        self._seen = 0
        self._followed: tuple[str | None, ...] = ()
        self._deaf: Callable[[], None] = lambda: None

    def follow(self) -> bool:
        """Begin; False where no upstream is known. KnownError for an address or credentials that will not be used."""
        self.stop()
        self._followed = url, secret = self._chosen()
        if not url:
            return False
        self._link = link_to(url, secret or "", self._clock)
        replica = HubReplica(self._store, self._organization)
        engine = Engine(replica, PEER, self._link, self._clock, holdings=HubHoldings(self._store))
        self._worker = Worker(PEER, engine.run_once, self._told, self._clock, SECONDS)
        self._deaf = self._store.on_commit(self._committed)
        self._worker.start()
        return True

    def glance(self) -> None:
        """Follow another upstream where somebody chose one meanwhile, in another process too."""
        if self._chosen() != self._followed:
            self.follow()

    def _chosen(self) -> tuple[str | None, str | None]:
        with self._store.read() as db:
            return peer_tables.column(db, PEER, "url"), peer_tables.column(db, PEER, "secret")

    def poke(self) -> None:
        """Run a pass now."""
        if self._worker is not None:
            self._worker.poke()

    def wait_idle(self, seconds: float) -> bool:
        """Whether no pass runs or is due within so many seconds."""
        return self._worker is None or self._worker.wait_idle(seconds)

    def stop(self, seconds: float = 5.0) -> None:
        """End after the bundle on its way, waiting for it so long. Harmless twice."""
        self._deaf()
        if self._worker is not None:
            self._worker.stop(seconds)
        if self._link is not None:
            self._link.close()
        self._worker = self._link = None

    def _committed(self) -> None:
        with self._store.read() as db:
            newest = db.execute("SELECT ifnull(max(seq), 0) FROM version").fetchone()[0]
        if newest > self._seen:  # what a pass writes down of itself must not begin the next
            self._seen = newest
            self.poke()

    def _told(self, report: Report) -> None:
        said = {"error": report.error, "pushed": report.pushed, "pulled": report.pulled, "facts": dict(report.facts)}
        with self._store.write() as db:
            peer_tables.note(db, PEER, report=json.dumps(said, ensure_ascii=False))
            if report.error is None:
                peer_tables.note(db, PEER, last_ok_at=iso(report.started_at))
        self._heard()


def state_of(store: HubStore) -> UpstreamState:
    """How far the upstream is."""
    with store.read() as db:
        url = peer_tables.column(db, PEER, "url")
        if not url:
            return UpstreamState()
        pending, oldest, parked = peer_tables.backlog(db, PEER)
        said = json.loads(peer_tables.column(db, PEER, "report") or "{}")
        compared = Compared.load(peer_tables.column(db, PEER, "compared") or "{}")
        last_ok_at = peer_tables.column(db, PEER, "last_ok_at")
        return UpstreamState(url, pending, oldest, parked, last_ok_at, said.get("error") or "", compared.lost)
