"""What has arrived at the upstream and what has not, in numbers that come from the records themselves (H12, H37)."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from app.clock import instant, iso, local_day
from app.errors import KnownError
from app.events import Topic
from app.services.desk import Desk
from app.store import conflicts, holdings, receipts, sync_state
from app.store.audit import Act
from app.store.conflicts import ConflictRow, SettledRow
from app.store.database import Reading
from app.store.receipts import Receipt
from app.store.sync_state import ParkedRow, SetAsideRow, Waiting
from app.store.unit_of_work import LOCAL, Change, UnitOfWork


@dataclass(frozen=True, slots=True)
class Traffic:
    """Bytes of today, up and down, and how many a second the last pass of some size carried (0 = not known)."""

    day: str = ""
    up: int = 0
    down: int = 0
    speed: int = 0

    def with_pass(self, report: Mapping[str, object], day: str) -> Traffic:
        """With one more pass in it."""
        up, down = (int(str(report.get(name) or 0)) for name in ("bytes_up", "bytes_down"))
        before = self if self.day == day else Traffic(day, speed=self.speed)
        return Traffic(day, before.up + up, before.down + down, _speed(report, up + down) or before.speed)


_TELLING = 4_096
"""Bytes of a pass below which its speed tells the delay, not the width of the link."""


def _speed(report: Mapping[str, object], carried: int) -> int:
    began, ended = str(report.get("started_at") or ""), str(report.get("finished_at") or "")
    if carried < _TELLING or not began or not ended:
        return 0
    seconds = (instant(ended) - instant(began)).total_seconds()
    return round(carried / seconds) if seconds > 0 else 0


@dataclass(frozen=True, slots=True)
class SyncSummary:
    """The state of the light. ``online`` None = not tried yet in this run. ``error_code``: why the last pass broke off.

    ``delivered_up_to``: everything written before this instant was acknowledged, but for what is ``parked``. ``lost``: records that
    the upstream had and does not hold any more; ``compared`` records were counted against it ``compared_at`` ('' = never).
    ``hub_conflicts``: where the hub in this workstation and the server above it differ; nothing of this seat is undelivered by that.
    """

    peers_known: bool = False
    running: bool = False
    online: bool | None = None
    pending: int = 0
    oldest_at: str | None = None
    parked: int = 0
    conflicts: int = 0
    last_ok_at: str | None = None
    error_code: str = ""
    error_facts: Mapping[str, str] = field(default_factory=dict)
    delivered_up_to: str | None = None
    set_aside: int = 0
    lost: int = 0
    compared_at: str = ""
    compared: int = 0
    traffic: Traffic = Traffic()
    hub_conflicts: int = 0

    @property
    def asked(self) -> int:
        """What waits for a person, here and at the hub in this workstation."""
        return self.parked + self.conflicts + self.hub_conflicts + (1 if self.lost else 0)

    @property
    def undelivered(self) -> int:
        """Records that are on this computer and not at the upstream, whatever keeps them."""
        return self.pending + self.parked + self.conflicts + self.lost

    @property
    def delivered(self) -> bool:
        """Everything written here was acknowledged; only then may the light be green."""
        return self.peers_known and self.online is True and not self.undelivered


class SyncStatus:
    """For the status bar and the sync page. ``poke`` and ``network`` come from whoever runs the workers, ``hub_clashes`` from the hub here."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._lock = threading.Lock()
        self._last: Mapping[str, object] = {}
        self._online: bool | None = None
        self.news: Topic[SyncSummary] = Topic("sync")
        self.poke: Callable[[], None] | None = None
        self.network: Callable[[bool], None] | None = None
        self.hub_clashes: Callable[[], int] | None = None
        self._unsubscribe = desk.store.changes.subscribe(self._changed)

    def close(self) -> None:
        """Stop listening."""
        self._unsubscribe()

    def summary(self) -> SyncSummary:
        """The present state; short enough for the GUI thread."""
        with self._lock:
            last, online = self._last, self._online
        peers, waiting, refused, undecided, aside = self._desk.store.read(_counts)
        facts = last.get("facts")
        oldest = min((one.oldest_at for one in waiting if one.oldest_at), default=None)
        last_ok = max((one.last_ok_at for one in peers if one.last_ok_at), default=None)
        compared = peers[0].compared if peers else {}
        return SyncSummary(
            peers_known=bool(peers),
            running=self.poke is not None,
            online=online,
            pending=sum(one.pending for one in waiting),
            oldest_at=oldest,
            parked=refused,
            conflicts=undecided,
            last_ok_at=last_ok,
            error_code=str(last.get("error") or ""),
            error_facts={str(name): str(value) for name, value in facts.items()} if isinstance(facts, dict) else {},
            delivered_up_to=(oldest or last_ok) if last_ok else None,
            set_aside=aside,
            lost=int(compared.get("lost", 0)),
            compared_at=str(compared.get("counted", "")),
            compared=int(compared.get("checked", 0)),
            traffic=_traffic(peers[0].report) if peers else Traffic(),
            hub_conflicts=self.hub_clashes() if self.hub_clashes is not None else 0,
        )

    def lanes(self) -> Mapping[int, Waiting]:
        """What waits, by lane of sending (0 prescriptions, allergies, critical values … 3 waveforms)."""
        self._desk.allow("sync.read")
        return self._desk.store.read(_lanes)

    def parked(self) -> list[ParkedRow]:
        """What the upstream refused for good and why."""
        self._desk.allow("sync.read")
        return self._desk.store.read(_refused)

    def conflicts(self) -> list[ConflictRow]:
        """Where two places wrote different things."""
        self._desk.allow("sync.read")
        return self._desk.store.read(conflicts.undecided)

    def retry(self, row: ParkedRow) -> None:
        """Try a parked record again: its cause was dealt with."""
        actor = self._desk.allow("sync.settle")
        self._desk.store.write(lambda uow: sync_state.retry_parked(uow, row.peer, row.fhir_type, row.fhir_id), actor).result()
        self.sync_now()

    def settle(self, conflict: int, choice: str) -> None:
        """``here`` or ``there``: which of the two stands. KnownError ``conflict_fixed``, ``conflict_settled`` where somebody was faster."""
        actor = self._desk.allow("sync.settle")

        def work(uow: UnitOfWork) -> None:
            try:
                conflicts.settle(uow, conflict, choice, actor.account)
            except KeyError:
                raise KnownError("conflict_settled") from None
            uow.note(Act("settle", "conflict", str(conflict), reason=choice))

        self._desk.store.write(work, actor).result()
        self.sync_now()

    def last_settled(self) -> SettledRow | None:
        """The settlement that can be taken back."""
        self._desk.allow("sync.read")
        return self._desk.store.read(conflicts.last_settled)

    def take_back(self, conflict: int) -> None:
        """Undo the last settlement. KnownError ``conflict_settled_later``, ``conflict_moved_on``."""
        actor = self._desk.allow("sync.settle")

        def work(uow: UnitOfWork) -> None:
            conflicts.take_back(uow, conflict)
            uow.note(Act("settle", "conflict", str(conflict), reason="undo"))

        self._desk.store.write(work, actor).result()
        self.sync_now()

    def set_aside(self) -> list[SetAsideRow]:
        """What came and became no record, and nobody has looked at yet."""
        self._desk.allow("sync.read")
        return self._desk.store.read(sync_state.unseen_set_aside)

    def see(self, row: SetAsideRow) -> None:
        """Somebody has looked at it; it stays kept."""
        actor = self._desk.allow("sync.settle")
        self._desk.store.write(lambda uow: sync_state.see_set_aside(uow, row.id), actor).result()

    def receipts(self, record_type: str, record: str) -> list[Receipt]:
        """Who holds a record, at which version and since when; empty where nobody does."""
        self._desk.allow("sync.read")
        return self._desk.store.read(lambda conn: receipts.of_record(conn, record_type, record))

    def compare_soon(self) -> None:
        """Have the next pass count what the upstream holds: the nightly reconciliation."""

        def work(uow: UnitOfWork) -> None:
            for one in sync_state.upstreams(uow.conn):
                holdings.compare_soon(uow, one.id)

        self._desk.store.write(work).result()
        self.sync_now()

    def sync_now(self) -> None:
        """Run a pass now, where there is an upstream."""
        if self.poke is not None:
            self.poke()

    def again(self) -> None:
        """Tell everybody the present state: something elsewhere may have changed it."""
        self.news.publish(self.summary())

    def reported(self, peer: str, report: Mapping[str, object], ok: bool, clock_offset_ms: int | None = None) -> None:
        """A pass ended; called on the worker's thread. ``clock_offset_ms``: server minus this clock, None = it did not say."""
        at = iso(self._desk.clock.now()) if ok else None
        with self._lock:
            self._last, self._online = dict(report), ok

        def work(uow: UnitOfWork) -> None:
            state = sync_state.state(uow.conn, peer)
            before = _traffic(json.loads(state["report"]) if state is not None else {})
            day = local_day(self._desk.clock.now()).isoformat()
            sync_state.keep_report(uow, peer, {**report, "traffic": asdict(before.with_pass(report, day))}, at)
            if clock_offset_ms is not None:
                sync_state.note(uow, peer, clock_offset_ms=clock_offset_ms)

        self._desk.store.write(work).result()
        self.news.publish(self.summary())

    def _changed(self, change: Change) -> None:
        if change.origin == LOCAL:
            self.news.publish(self.summary())


def _counts(conn: Reading) -> tuple[list[sync_state.Peer], list[Waiting], int, int, int]:
    peers = _counted(conn)
    aside = sum(sync_state.set_aside_count(conn, one.id) for one in peers)
    return peers, [sync_state.backlog(conn, one.id) for one in peers], len(_refused(conn)), len(conflicts.undecided(conn)), aside


def _refused(conn: Reading) -> list[ParkedRow]:
    """What was refused, without what stands among the disagreements."""
    undecided = {(one.peer, one.fhir_type, one.fhir_id) for one in conflicts.undecided(conn)}
    return [one for one in sync_state.parked(conn) if (one.peer, one.fhir_type, one.fhir_id) not in undecided]


def _traffic(report: Mapping[str, Any]) -> Traffic:
    return Traffic(**report.get("traffic", {}))


def _lanes(conn: Reading) -> Mapping[int, Waiting]:
    for one in _counted(conn):  # one upstream at a time
        return sync_state.lanes(conn, one.id)
    return {}


def _counted(conn: Reading) -> list[sync_state.Peer]:
    """Who must have everything: the upstream, or where there is none whoever it is carried to by hand."""
    return sync_state.upstreams(conn) or [one for one in sync_state.peers(conn) if one.kind == sync_state.COURIER]
