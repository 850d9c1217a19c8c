"""One upstream at a time: the hub, and the cloud in its place while it is away (architecture.md, "One upstream")."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

from app.clock import Clock, local
from app.store import sync_state
from app.store.database import Store
from app.store.unit_of_work import UnitOfWork
from sync.engine import Report
from sync.worker import Run

PEER = "relief"
"""Id and kind of the peer that stands in for the hub."""

AFTER = timedelta(minutes=10)
RELIEVED = "sync_hub_relieved"
"""Message code: the hub is away, and what was written here meanwhile went to the server above it."""

_AWAY = frozenset({"sync_unreachable", "sync_timeout", "sync_cut", "sync_server", "sync_not_fhir", "sync_login_unknown"})


def is_away(report: Report) -> bool:
    """Whether a pass ended because nobody was there, or somebody else."""
    return report.error is not None and (report.error in _AWAY or report.error.startswith("sync_tls"))


def stand_in(uow: UnitOfWork, upstream: str) -> bool:
    """The server that was the upstream stands in for the hub from now on. False where there was none, or it was a stand-in's hub itself."""
    state = sync_state.state(uow.conn, upstream)
    if state is None or '"hub": true' in (state["dialect"] or ""):
        return False
    sync_state.add_peer(uow, PEER, sync_state.RELIEF, state["url"], state["secret"])
    sync_state.note(uow, PEER, **{name: state[name] for name in ("cursor", "dialect", "sent_seq")})
    return True


def stand_down(uow: UnitOfWork) -> None:
    """Nobody stands in any more: the upstream is no hub. Harmless where nobody did."""
    sync_state.drop_peer(uow, PEER)


class Relief:
    """A pass: at the hub, and once it was away for ten minutes at the server above, with what the hub has not acknowledged.

    What the hub meets afterwards by both ways is the same id with the same content, so nothing happens twice.
    """

    def __init__(self, hub: Run, above: Run, level: Callable[[], None], clock: Clock, after: timedelta = AFTER) -> None:
        self._hub, self._above, self._level, self._clock, self._after = hub, above, level, clock, after
        self._since: datetime | None = None

    def run_once(self, halted: Callable[[], bool]) -> Report:
        """The hub's report; where the other server took everything, it says so in ``error`` and counts what went there."""
        report = self._hub(halted)
        if not is_away(report):
            self._since = None
            return report
        now = self._clock.now()
        self._since = now if self._since is None or self._since > now else self._since
        if now - self._since < self._after or halted():
            return report
        self._level()
        direct = self._above(halted)
        if direct.error is not None or direct.still_pending:
            return report
        return replace(
            report,
            error=RELIEVED,
            facts={"since": local(self._since).strftime("%H:%M"), "pushed": str(direct.pushed)},
            pushed=direct.pushed,
            pulled=direct.pulled,
            bytes_up=report.bytes_up + direct.bytes_up,
            bytes_down=report.bytes_down + direct.bytes_down,
        )


def leveller(store: Store, upstream: str) -> Callable[[], None]:
    """What the hub acknowledged need not be sent to the server above once more; what others wrote is the hub's to forward."""

    def work(uow: UnitOfWork) -> None:
        there, here = (sync_state.state(uow.conn, peer) for peer in (upstream, PEER))
        if there is not None and here is not None and there["sent_seq"] > here["sent_seq"]:
            sync_state.note(uow, PEER, sent_seq=there["sent_seq"])

    return lambda: store.write(work).result()
