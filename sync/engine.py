"""One pass against one peer: send what waits, read what is new, and say exactly what has not arrived."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from app.clock import Clock
from app.errors import KnownError
from sync.dialect import Dialect, learn
from sync.link import Link, LinkFault
from sync.pull import TYPES, Pull
from sync.push import Push
from sync.replica import Ref, Replica

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Report:
    """What one pass did and what it left.

    ``error`` is a message code with ``facts``, None where the pass ran to its end. ``left_out`` names what could not
    be sent in this pass and why; ``unread`` the types the peer would not give. Counts of resources; bytes with headers.
    """

    peer: str
    started_at: datetime
    finished_at: datetime
    pushed: int = 0
    pulled: int = 0
    conflicts: int = 0
    set_aside: int = 0
    parked: int = 0
    still_pending: int = 0
    oldest_pending_at: datetime | None = None
    error: str | None = None
    facts: Mapping[str, str] = field(default_factory=dict)
    retry_after: float | None = None
    left_out: Mapping[Ref, str] = field(default_factory=dict)
    unread: tuple[str, ...] = ()
    bytes_up: int = 0
    bytes_down: int = 0

    @property
    def delivered(self) -> bool:
        """Everything written here is acknowledged; only then may the light be green."""
        return self.error is None and self.still_pending == 0 and self.parked == 0


def _never() -> bool:
    return False


class Engine:
    """Runs passes for one peer; the caller sees to it that there is one at a time (:class:`sync.worker.Worker`)."""

    def __init__(self, replica: Replica, peer: str, link: Link, clock: Clock, types: Sequence[str] = TYPES) -> None:
        self._replica, self._peer, self._link, self._clock = replica, peer, link, clock
        self._types = types

    def run_once(self, halted: Callable[[], bool] = _never) -> Report:
        """One pass. Never raises for what the network, the peer or a full disk does; a defect of ours does raise."""
        started = self._clock.now()
        up, down = self._link.bytes_up, self._link.bytes_down
        dialect = Dialect.load(self._replica.dialect(self._peer))
        before = dialect.dump()
        pushes = [Push(self._replica, self._peer, self._link, dialect, halted)]
        pull = Pull(self._replica, self._peer, self._link, dialect, halted, self._types)
        fault: KnownError | None = None
        try:
            self._pass(dialect, pushes, pull, halted)
        except KnownError as known:
            fault = known
            log.info("sync %s: %s", self._peer, known.code)
        if dialect.dump() != before:
            self._replica.put_dialect(self._peer, dialect.dump())
        report = self._report(started, pushes, pull, fault)
        return replace(report, bytes_up=self._link.bytes_up - up, bytes_down=self._link.bytes_down - down)

    def _pass(self, dialect: Dialect, pushes: list[Push], pull: Pull, halted: Callable[[], bool]) -> None:
        if halted():
            return
        if not dialect.is_fresh(self._clock.now()):
            learn(dialect, self._link, self._clock.now())
        pushes[0].run()
        pull.run()
        # A page may have brought a merge to send, or the news that the hub is another one and everything is to be offered again.
        if pull.applied.changed or pull.applied.new_epoch:
            pushes.append(Push(self._replica, self._peer, self._link, dialect, halted))
            pushes[1].run()

    def _report(self, started: datetime, pushes: Sequence[Push], pull: Pull, fault: KnownError | None) -> Report:
        backlog = self._replica.backlog(self._peer)
        return Report(
            peer=self._peer,
            started_at=started,
            finished_at=self._clock.now(),
            pushed=sum(push.tally.acked for push in pushes),
            pulled=pull.applied.changed + sum(push.tally.merged for push in pushes),
            conflicts=pull.applied.conflicts,
            set_aside=pull.applied.set_aside,
            parked=backlog.parked,
            still_pending=backlog.pending,
            oldest_pending_at=backlog.oldest_at,
            error=fault.code if fault else None,
            facts={name: str(value) for name, value in fault.facts.items()} if fault else {},
            retry_after=fault.retry_after if isinstance(fault, LinkFault) else None,
            left_out=pushes[-1].left_out,
            unread=tuple(pull.unread),
        )


def run_once(replica: Replica, peer: str, link: Link, clock: Clock, halted: Callable[[], bool] = _never) -> Report:
    """One pass against one peer; see :meth:`Engine.run_once`."""
    return Engine(replica, peer, link, clock).run_once(halted)
