"""A site in memory: the Replica that push and pull are tested with, with crashes at chosen points."""

from __future__ import annotations

import copy
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from sync import jsontext
from sync.canonical import content_hash
from sync.envelope import compact
from sync.merge import Decision, decide
from sync.replica import Applied, Backlog, InFlight, Known, Lane, Outcome, Page, Pending, Ref, Remote, Verdict

START = datetime(2026, 3, 5, tzinfo=UTC)


class Crash(Exception):
    """The process ended here."""


@dataclass
class PeerState:
    known: dict[Ref, Known] = field(default_factory=dict)
    answered: dict[Ref, int] = field(default_factory=dict)
    parked: dict[Ref, Outcome] = field(default_factory=dict)
    conflicts: dict[Ref, bytes] = field(default_factory=dict)
    unreadable: list[str] = field(default_factory=list)
    flight: InFlight | None = None
    cursor: str | None = None
    epoch: str | None = None
    dialect: str | None = None
    named: dict[Ref, str] = field(default_factory=dict)

    def copy(self) -> PeerState:
        """What a transaction works on, so that a crash inside leaves nothing."""
        new = copy.copy(self)
        new.known, new.answered, new.parked = dict(self.known), dict(self.answered), dict(self.parked)
        new.conflicts, new.unreadable = dict(self.conflicts), list(self.unreadable)
        new.named = dict(self.named)
        return new


class MemoryReplica:
    """Holds resources as JSON text, a change log of what was written here, and what each peer answered."""

    def __init__(self) -> None:
        self.resources: dict[Ref, str] = {}
        self.log: list[Pending] = []
        self.peers: dict[str, PeerState] = {}
        self.applied_bodies: dict[Ref, bytes] = {}
        self.before: Callable[[str], None] = lambda step: None
        self.after: Callable[[str], None] = lambda step: None

    def save(self, *resources: dict[str, Any] | str, lane: int = Lane.VITALS, tx: str | None = None) -> None:
        """One local transaction."""
        tx = tx or f"tx{len(self.log)}"
        for one in resources:
            text = one if isinstance(one, str) else compact(one)
            value = jsontext.loads(text)
            ref = Ref(value["resourceType"], value["id"])
            self.resources[ref] = text
            self.log.append(Pending(len(self.log) + 1, tx, ref, lane))

    def state(self, peer: str = "up") -> PeerState:
        return self.peers.setdefault(peer, PeerState())

    def waiting(self, peer: str = "up") -> list[Ref]:
        return list(dict.fromkeys(row.ref for row in self.pending(peer, 0, 1_000_000)))

    def _hash(self, ref: Ref) -> str | None:
        text = self.resources.get(ref)
        return None if text is None else content_hash(jsontext.loads(text))

    # what sync asks

    def pending(self, peer: str, after: int, limit: int) -> list[Pending]:
        answered = self.state(peer).answered
        rows = (row for row in self.log[after:] if row.seq > answered.get(row.ref, 0))
        return [row for _, row in zip(range(limit), rows, strict=False)]

    def body(self, ref: Ref) -> bytes | None:
        text = self.resources.get(ref)
        return None if text is None else text.encode()

    def digest(self, ref: Ref) -> str | None:
        return self._hash(ref)

    def ready(self, peer: str, refs: Collection[Ref]) -> None:
        """Everything is at hand."""

    def references(self, ref: Ref) -> list[Ref]:
        found = []
        for text in jsontext.strings(jsontext.loads(self.resources[ref]), "reference"):
            target = Ref(*text.split("/"))
            if target in self.resources and target not in found:
                found.append(target)
        return found

    def known(self, peer: str, ref: Ref) -> Known | None:
        return self.state(peer).known.get(ref)

    def remote_ids(self, peer: str, refs: Collection[Ref]) -> dict[Ref, str]:
        state = self.state(peer)
        held = {ref: state.known[ref].remote_id or ref.fhir_id for ref in refs if ref in state.known}
        return {ref: state.named[ref] for ref in refs if ref in state.named} | held

    def local_ids(self, peer: str, refs: Collection[Ref]) -> dict[Ref, str]:
        state = self.state(peer)
        told = {Ref(ref.fhir_type, there): ref.fhir_id for ref, there in self.remote_ids(peer, {*state.known, *state.named}).items()}
        return {ref: told[ref] for ref in refs if ref in told}

    def put_remote_ids(self, peer: str, ids: Mapping[Ref, str]) -> None:
        self.before("put_remote_ids")
        self.state(peer).named |= ids

    def is_settled(self, peer: str, ref: Ref) -> bool:
        known = self.known(peer, ref)
        return known is not None and known.hash == self._hash(ref)

    def is_parked(self, peer: str, ref: Ref) -> bool:
        return ref in self.state(peer).parked

    def in_flight(self, peer: str) -> InFlight | None:
        return self.state(peer).flight

    def put_in_flight(self, peer: str, bundle: InFlight) -> None:
        self.before("put_in_flight")
        self.state(peer).flight = bundle
        self.after("put_in_flight")

    def settle(self, peer: str, outcomes: Sequence[Outcome], keep_in_flight: bool = False) -> None:
        self.before("settle")
        state = self.state(peer)
        for one in outcomes:
            state.answered[one.ref] = max(one.seq, state.answered.get(one.ref, 0))
            state.parked.pop(one.ref, None)
            if one.verdict is Verdict.PARKED:
                state.parked[one.ref] = one
            elif one.verdict is not Verdict.NOTHING:
                state.known[one.ref] = Known(one.hash, one.etag, one.remote_id)
        if not keep_in_flight:
            state.flight = None
        self.after("settle")

    def wanted(self, peer: str) -> list[Ref]:
        return []

    def cursor(self, peer: str) -> str | None:
        return self.state(peer).cursor

    def apply(self, peer: str, page: Page) -> Applied:
        self.before("apply")
        new = self.state(peer).copy()
        fresh = page.epoch is not None and new.epoch not in (None, page.epoch)
        if fresh:
            new = PeerState(dialect=new.dialect)
        new.epoch = page.epoch or new.epoch
        total = Applied(new_epoch=fresh, set_aside=len(page.unreadable))
        new.unreadable += [one.code for one in page.unreadable]
        for remote in page.resources:
            total += self._take(new, remote)
        if page.cursor is not None:
            new.cursor = page.cursor
        self.peers[peer] = new
        self.after("apply")
        return total

    def _take(self, state: PeerState, remote: Remote) -> Applied:
        theirs = content_hash(jsontext.loads(remote.body.decode()))
        known = state.known.get(remote.ref)
        if remote.superseded and (known is not None or remote.ref in self.resources):
            return Applied(same=1)
        if known is not None and known.hash == theirs and known.etag == remote.etag:
            return Applied(same=1)
        decision = decide(known.hash if known else None, self._hash(remote.ref), theirs)
        state.known[remote.ref] = Known(theirs, remote.etag, remote.remote_id or remote.ref.fhir_id)
        if decision is Decision.CLASH:
            state.conflicts[remote.ref] = remote.body
            newest = max((row.seq for row in self.log if row.ref == remote.ref), default=0)
            state.answered[remote.ref] = newest
            state.parked[remote.ref] = Outcome(remote.ref, newest, Verdict.PARKED, code="sync_conflict")
            return Applied(conflicts=1)
        if decision is Decision.THEIRS:
            self.resources[remote.ref] = remote.body.decode()
            self.applied_bodies[remote.ref] = remote.body
            return Applied(changed=1)
        return Applied(same=1)

    def dialect(self, peer: str) -> str | None:
        return self.state(peer).dialect

    def put_dialect(self, peer: str, text: str) -> None:
        self.state(peer).dialect = text

    def backlog(self, peer: str) -> Backlog:
        waiting = self.waiting(peer)
        return Backlog(len(waiting), START if waiting else None, len(self.state(peer).parked))
