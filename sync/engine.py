"""One pass against one peer: send what waits, read what is new, and say exactly what has not arrived."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from app.clock import Clock
from app.errors import KnownError
from sync.attending import Attended, OtherEpoch, beat_of
from sync.dialect import Dialect, learn
from sync.link import Link, LinkFault
from sync.pull import TYPES, Pull
from sync.push import Push
from sync.reconcile import Compared, Holdings, Reconcile
from sync.replica import Applied, Page, Ref, Replica

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
    compared: Compared | None = None
    """What the last comparison found, None where this peer was never compared with."""

    @property
    def drift(self) -> int:
        """Own records that the peer was found to have lost and that wait for a person."""
        return self.compared.lost if self.compared is not None else 0

    @property
    def delivered(self) -> bool:
        """Everything written here is acknowledged; only then may the light be green."""
        return self.error is None and self.still_pending == 0 and self.parked == 0 and self.drift == 0


_EPOCHS = 3
"""A hub that is another one with every answer is none."""


def _never() -> bool:
    return False


@dataclass
class _Runs:
    """What one pass ran, in order."""

    pushes: list[Push] = field(default_factory=list)
    pulls: list[Pull] = field(default_factory=list)


class Engine:
    """Runs passes for one peer; the caller sees to it that there is one at a time (:class:`sync.worker.Worker`)."""

    def __init__(
        self, replica: Replica, peer: str, link: Link, clock: Clock, types: Sequence[str] = TYPES, holdings: Holdings | None = None
    ) -> None:
        self._replica, self._peer, self._link, self._clock = replica, peer, link, clock
        self._types, self._holdings = types, holdings

    def run_once(self, halted: Callable[[], bool] = _never) -> Report:
        """One pass. Never raises for what the network, the peer or a full disk does; a defect of ours does raise."""
        started = self._clock.now()
        up, down = self._link.bytes_up, self._link.bytes_down
        dialect = Dialect.load(self._replica.dialect(self._peer))
        before = dialect.dump()
        runs = _Runs()
        fault: KnownError | None = None
        try:
            self._whole(dialect, runs, halted)
        except KnownError as known:
            fault = known
            log.info("sync %s: %s", self._peer, known.code)
        if dialect.dump() != before:
            self._replica.put_dialect(self._peer, dialect.dump())
        report = self._report(started, runs, fault)
        return replace(report, bytes_up=self._link.bytes_up - up, bytes_down=self._link.bytes_down - down)

    def _whole(self, dialect: Dialect, runs: _Runs, halted: Callable[[], bool]) -> None:
        """A pass, begun again where the hub turns out to be another one: everything is offered to it, nothing is taken for refused."""
        link = Attended(self._link, dialect.epoch, lambda: beat_of(self._replica.backlog(self._peer)), self._meet)
        for _ in range(_EPOCHS):
            try:
                self._pass(dialect, link, runs, halted)
                return
            except OtherEpoch as other:
                self._meet(other.epoch)
                link.epoch = other.epoch
                dialect.unread = True
            finally:
                dialect.epoch = link.epoch
        raise LinkFault("sync_bad_answer")

    def _meet(self, epoch: str) -> bool:
        """Write down which database this is; True where it is another one, and everything believed of the former is forgotten."""
        return self._replica.apply(self._peer, Page((), None, epoch)).new_epoch

    def _pass(self, dialect: Dialect, link: Link, runs: _Runs, halted: Callable[[], bool]) -> None:
        if halted():
            return
        if not dialect.is_fresh(self._clock.now()) or dialect.url != link.base_url:
            learn(dialect, link, self._clock.now())
        self._exchange(dialect, link, runs, halted)
        if self._holdings is None or halted():
            return
        check = Reconcile(self._holdings, self._replica, self._peer, link, dialect, self._types, halted)
        if check.due(self._clock.now()):
            found = check.run(self._clock.now(), lambda: self._exchange(dialect, link, runs, halted))
            if found.repaired:
                self._exchange(dialect, link, runs, halted)

    def _exchange(self, dialect: Dialect, link: Link, runs: _Runs, halted: Callable[[], bool]) -> None:
        if not dialect.unread:
            self._send(dialect, link, runs, halted)
        pull = Pull(self._replica, self._peer, link, dialect, halted, self._types)
        runs.pulls.append(pull)
        pull.run()
        # A page may have brought a merge to send, or the news that the hub is another one and everything is to be offered again.
        if dialect.unread or pull.applied.changed or pull.applied.new_epoch:
            dialect.unread = dialect.unread and halted()
            self._send(dialect, link, runs, halted)

    def _send(self, dialect: Dialect, link: Link, runs: _Runs, halted: Callable[[], bool]) -> None:
        runs.pushes.append(Push(self._replica, self._peer, link, dialect, halted))
        runs.pushes[-1].run()

    def _compared(self) -> Compared | None:
        found = "{}" if self._holdings is None else self._holdings.compared(self._peer)
        return None if found == "{}" else Compared.load(found)

    def _report(self, started: datetime, runs: _Runs, fault: KnownError | None) -> Report:
        backlog = self._replica.backlog(self._peer)
        applied = sum((pull.applied for pull in runs.pulls), Applied())
        return Report(
            peer=self._peer,
            started_at=started,
            finished_at=self._clock.now(),
            pushed=sum(push.tally.acked for push in runs.pushes),
            pulled=applied.changed + sum(push.tally.merged for push in runs.pushes),
            conflicts=applied.conflicts,
            set_aside=applied.set_aside,
            parked=backlog.parked,
            still_pending=backlog.pending,
            oldest_pending_at=backlog.oldest_at,
            error=fault.code if fault else None,
            facts={name: str(value) for name, value in fault.facts.items()} if fault else {},
            retry_after=fault.retry_after if isinstance(fault, LinkFault) else None,
            left_out=runs.pushes[-1].left_out if runs.pushes else {},
            unread=tuple(runs.pulls[-1].unread) if runs.pulls else (),
            compared=self._compared(),
        )


def run_once(replica: Replica, peer: str, link: Link, clock: Clock, halted: Callable[[], bool] = _never) -> Report:
    """One pass against one peer; see :meth:`Engine.run_once`."""
    return Engine(replica, peer, link, clock).run_once(halted)
