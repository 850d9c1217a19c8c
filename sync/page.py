"""Takes in a page of a peer's feed inside one transaction: own echoes skipped, news written, both sides' changes merged, clashes kept."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from app.store import peer_records, sync_state
from app.store.exchange import Differs
from app.store.unit_of_work import UnitOfWork
from sync import inward, outward
from sync.bodies import Bodies, loaded
from sync.canonical import content_hash
from sync.fhir import ecg, encounter
from sync.fhir.build import Json
from sync.fhir.element import BadResource, NotOurs
from sync.merge import Clash, Decision, decide, three_way
from sync.notes import Notes
from sync.packing import pack
from sync.replica import Applied, Page, Ref, Remote

CONFLICT = "sync_conflict"
BAD_SHAPE = "sync_bad_shape"
_THEIRS_WINS = frozenset({"Organization", "Practitioner", "PractitionerRole", "Device"})
"""What the upstream keeps for everybody: read-only here (sync.md 4.4)."""


@dataclass(frozen=True, slots=True)
class Read:
    """A resource of a page, parsed and hashed before the transaction begins: the one writer is everybody's."""

    remote: Remote
    body: Json
    hash: str
    packed: bytes
    """Its text as it is kept, the base of the next merge."""


def read(remote: Remote) -> Read:
    """Parse and hash."""
    body = loaded(remote.body) if remote.parsed is None else remote.parsed
    return Read(remote, body, content_hash(body), pack(remote.body, level=1))


def park(uow: UnitOfWork, bodies: Bodies, peer: str, ref: Ref, seq: int, code: str, facts: Mapping[str, str]) -> None:
    """Leave a resource to a person, with the resident it is about."""
    body = bodies.json(uow.conn, ref)
    resident = inward.resident_of(body) if body else None
    about = {sync_state.PERSON: resident} if resident else {}
    peer_records.park(uow, peer, ref.fhir_type, ref.fhir_id, seq, code, {**facts, **about})


class PageTaker:
    """One peer's resources in one transaction."""

    def __init__(self, uow: UnitOfWork, peer: str, bodies: Bodies) -> None:
        self._uow, self._peer, self._bodies = uow, peer, bodies
        self._notes = Notes(uow, peer, bodies)
        self._in_segments: set[str] = set()

    def whole(self, page: Page, read: Sequence[Read]) -> Applied:
        """The page with its cursor; ``read``: its resources."""
        total = self._begin(page)
        refs = [one.remote.ref for one in read]
        self._notes.expect(refs)
        inward.expect(self._uow, {one.remote.ref: one.body for one in read})
        for one in read:
            total += self.take(one)
        for one in read:
            if one.remote.ref.fhir_type == encounter.TYPE and not one.remote.superseded:
                inward.rank_diagnoses(self._uow, one.body)
        for resident in sorted(self._in_segments):
            inward.retry_recordings(self._uow, resident)
        self._notes.write()
        if page.cursor is not None:
            sync_state.note(self._uow, self._peer, cursor=page.cursor)
        return total

    def _begin(self, page: Page) -> Applied:
        state = sync_state.state(self._uow.conn, self._peer)
        fresh = page.epoch is not None and state is not None and state["epoch"] not in (None, page.epoch)
        if fresh:
            sync_state.forget_answers(self._uow, self._peer)
        if page.epoch is not None:
            sync_state.note(self._uow, self._peer, epoch=page.epoch)
        for one in page.unreadable:
            peer_records.set_entry_aside(self._uow, self._peer, one.code, one.facts)
        return Applied(new_epoch=fresh, set_aside=len(page.unreadable))

    def take(self, read: Read) -> Applied:
        """Decide about one resource and do it."""
        remote, body, theirs = read.remote, read.body, read.hash
        ref, before = remote.ref, self._notes.held(remote.ref)
        known = before.known
        if remote.superseded and (known is not None or self._is_held(ref)):
            return Applied(same=1)
        if known is not None and known.hash == theirs and known.etag == remote.etag:
            return Applied(same=1)
        ours, agreed = None, self._notes.agreed(ref)
        if self._notes.newest(ref) > before.answered:
            self._notes.write()
            ours = self._bodies.json(self._uow.conn, ref)
        base = known.hash if known else None
        decision = decide(base, content_hash(ours) if ours is not None else base, theirs)
        self._notes.heard(remote, theirs, read.packed)
        if decision is Decision.THEIRS or (decision is Decision.CLASH and ref.fhir_type in _THEIRS_WINS):
            return self.write(remote, body, agreed)
        if decision is Decision.CLASH and ours is not None:
            return self._merge(remote, (agreed or {}, outward.parsed(ours), body))
        return Applied(same=1)

    def _is_held(self, ref: Ref) -> bool:
        return self._bodies.owner(self._uow.conn, ref) is not None or self._notes.is_foreign(ref)

    def write(self, remote: Remote, body: Json, agreed: Json | None) -> Applied:
        """Take their form as a record; keep as received what is none, set aside what cannot be read."""
        ref = remote.ref
        try:
            inward.take(self._uow, ref, body, agreed)
        except Differs as clash:
            return self._clash(remote, [Clash(name, "", "") for name in clash.names])
        except BadResource as bad:
            peer_records.set_entry_aside(self._uow, self._peer, BAD_SHAPE, {"ref": str(ref), "path": bad.path, "reason": bad.reason})
            self._notes.keep_foreign(remote, inward.resident_of(body))
            return Applied(set_aside=1)
        except (NotOurs, inward.Waits):
            resident = inward.resident_of(body)
            self._notes.keep_foreign(remote, resident)
            if resident and ref.fhir_type == ecg.TYPE and ecg.is_segment(body):
                self._in_segments.add(resident)
            return Applied(changed=1)
        self._notes.drop_foreign(ref)
        return Applied(changed=1)

    def _merge(self, remote: Remote, forms: tuple[Json, Json, Json]) -> Applied:
        """Both changed: put together where that is possible; ours then still waits to be sent."""
        merged = three_way(*forms)
        if merged.clashes:
            return self._clash(remote, merged.clashes)
        return self.write(remote, merged.body, forms[0])

    def _clash(self, remote: Remote, clashes: Sequence[Clash]) -> Applied:
        """Ours stays and is not sent, theirs is kept beside it, a person decides (H7)."""
        ref, uow, peer = remote.ref, self._uow, self._peer
        self._notes.write()
        fields = [{"label": one.path, "here": one.here, "there": one.there} for one in clashes]
        resident = inward.resident_of(loaded(remote.body))
        peer_records.add_conflict(uow, peer, ref.fhir_type, ref.fhir_id, resident, fields, remote.body)
        seq = self._notes.newest(ref)
        self._notes.answered(ref, seq)
        park(uow, self._bodies, peer, ref, seq, CONFLICT, {})
        return Applied(conflicts=1)
