"""Takes in a page of a peer's feed inside one transaction: own echoes skipped, news written, both sides' changes merged, clashes kept."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from app.store import conflicts, measurements, peer_records, sync_state
from app.store.differing import Differs
from app.store.unit_of_work import UnitOfWork
from sync import about, authors, inward, jsontext, outward
from sync.bodies import Bodies, loaded
from sync.canonical import content_hash
from sync.fhir import ecg, encounter, observation
from sync.fhir.build import Json
from sync.fhir.element import BadResource, NotOurs
from sync.merge import PUT_TOGETHER, Clash, Decision, decide, three_way
from sync.notes import Notes
from sync.packing import pack
from sync.replica import Applied, Known, Page, Ref, Remote

BAD_SHAPE = "sync_bad_shape"
_THEIRS_WINS = frozenset({"Organization", "Practitioner", "PractitionerRole", "Device"})
"""What the upstream keeps for everybody: read-only here (sync.md 4.4)."""


@dataclass(frozen=True, slots=True)
class Read:
    """A resource of a page, parsed and hashed before the transaction begins: the one writer is everybody's."""

    remote: Remote
    body: Json
    hash: str
    ready: bytes | None = None

    @property
    def packed(self) -> bytes:
        """Its text as it is kept, the base of the next merge."""
        return pack(self.remote.body, level=1) if self.ready is None else self.ready


def read(remote: Remote, known: Known | None = None) -> Read:
    """Parse and hash, and pack what is to be kept: not the echo of what the peer is ``known`` to hold, which is all that follows a push."""
    body = loaded(remote.body) if remote.parsed is None else remote.parsed
    echo = known is not None and known.etag == remote.etag
    return Read(remote, body, content_hash(body), None if echo else pack(remote.body, level=1))


def park(uow: UnitOfWork, bodies: Bodies, peer: str, ref: Ref, seq: int, code: str, facts: Mapping[str, str]) -> None:
    """Leave a resource to a person, with the resident it is about."""
    body = bodies.json(uow.conn, ref)
    resident = about.resident_of(body) if body else None
    whom = {sync_state.PERSON: resident} if resident else {}
    peer_records.park(uow, peer, ref.fhir_type, ref.fhir_id, seq, code, {**facts, **whom})


class PageTaker:
    """One peer's resources in one transaction."""

    def __init__(self, uow: UnitOfWork, peer: str, bodies: Bodies) -> None:
        self._uow, self._peer, self._bodies = uow, peer, bodies
        self._notes = Notes(uow, peer, bodies)
        self._in_segments: set[str] = set()
        self._undecided: dict[tuple[str, str], bytes | None] = {}
        self._all_undecided = False

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
        if self._is_undecided(ref):
            return self._still_clashes(read)
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

    def _is_undecided(self, ref: Ref) -> bool:
        if not self._all_undecided:
            self._undecided, self._all_undecided = conflicts.open_about(self._uow.conn, self._peer), True
        return ref in self._undecided

    def _still_clashes(self, read: Read) -> Applied:
        """The other side went on while a person has still to decide: ours is not written over, the card shows theirs as it is now."""
        remote, agreed = read.remote, self._undecided[read.remote.ref]
        ours = self._bodies.json(self._uow.conn, remote.ref)
        self._notes.heard(remote, read.hash, read.packed)
        if ours is None:
            return self.write(remote, read.body, None)
        return self._merge(remote, (loaded(agreed) if agreed else {}, _bare(outward.parsed(ours)), read.body))

    def _overtaken(self, ref: Ref) -> None:
        if self._undecided.pop(ref, self) is not self:
            self._notes.write()
            conflicts.overtaken(self._uow, self._peer, ref.fhir_type, ref.fhir_id)

    def _is_held(self, ref: Ref) -> bool:
        return self._bodies.owner(self._uow.conn, ref) is not None or self._notes.is_foreign(ref)

    def write(self, remote: Remote, body: Json, agreed: Json | None) -> Applied:
        """Take their form as a record; keep as received what is none, set aside what cannot be read."""
        ref = remote.ref
        try:
            inward.take(self._uow, ref, body, agreed)
        except Differs as clash:
            return self._clash(remote, [self._fixed(name, body) for name in clash.names])
        except BadResource as bad:
            peer_records.set_entry_aside(self._uow, self._peer, BAD_SHAPE, {"ref": str(ref), "path": bad.path, "reason": bad.reason})
            self._notes.keep_foreign(remote, about.resident_of(body))
            return Applied(set_aside=1)
        except (NotOurs, inward.Waits):
            resident = about.resident_of(body)
            self._notes.keep_foreign(remote, resident)
            if resident and ref.fhir_type == ecg.TYPE and ecg.is_segment(body):
                self._in_segments.add(resident)
            return Applied(changed=1)
        self._notes.drop_foreign(ref)
        self._overtaken(ref)
        return Applied(changed=1)

    def _fixed(self, name: str, theirs: Json) -> Clash:
        """What never changes: only of a reading on two residents there is something to compare."""
        if name != conflicts.READING:
            return Clash(name, "", "")
        keys = observation.reading_keys(theirs)
        mine = next((one for key in sorted(keys) if (one := measurements.of_reading(self._uow.conn, key)) is not None), None)
        return Clash(name, mine.person if mine else "", about.resident_of(theirs) or "")

    def _merge(self, remote: Remote, forms: tuple[Json, Json, Json]) -> Applied:
        """Both changed: put together where that is possible; ours then still waits to be sent."""
        merged = three_way(*forms)
        if merged.clashes and remote.ref.fhir_type not in PUT_TOGETHER:
            return self._clash(remote, merged.clashes, forms[0])
        return self.write(remote, merged.body, forms[0])

    def _clash(self, remote: Remote, clashes: Sequence[Clash], agreed: Json | None = None) -> Applied:
        """Ours stays and is not sent, theirs is kept beside it, a person decides (H7)."""
        ref, uow, peer = remote.ref, self._uow, self._peer
        self._notes.write()
        fields = [{"label": one.path, "here": one.here, "there": one.there} for one in clashes]
        body = loaded(remote.body)
        ours = self._bodies.json(uow.conn, ref)
        began = jsontext.dumps(_bare(agreed)).encode() if agreed else None
        forms = conflicts.Forms(
            began,
            None if ours is None else jsontext.dumps(ours).encode(),
            remote.body,
            content_hash(body),
            authors.here(uow.conn, ref),
            authors.there(uow.conn, remote, body),
        )
        self._undecided[ref] = began
        conflicts.add(uow, peer, ref.fhir_type, ref.fhir_id, about.resident_of(body), fields, forms)
        seq = self._notes.newest(ref)
        self._notes.answered(ref, seq)
        park(uow, self._bodies, peer, ref, seq, conflicts.PARKED_AS, {})
        return Applied(conflicts=1)


def _bare(body: Json) -> Json:
    """Without what each server writes itself."""
    return {name: value for name, value in body.items() if name not in ("meta", "text")}
