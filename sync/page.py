"""Takes in a page of a peer's feed inside one transaction: own echoes skipped, news written, both sides' changes merged, clashes kept."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from app.store import peer_records, sync_state
from app.store.exchange import Differs
from app.store.unit_of_work import UnitOfWork
from sync import inward, outward
from sync.bodies import Bodies, held, loaded
from sync.canonical import content_hash
from sync.fhir.build import Json
from sync.fhir.element import BadResource, NotOurs
from sync.merge import Clash, Decision, decide, three_way
from sync.packing import pack
from sync.replica import Applied, Page, Ref, Remote

CONFLICT = "sync_conflict"
BAD_SHAPE = "sync_bad_shape"
_THEIRS_WINS = frozenset({"Organization", "Practitioner", "PractitionerRole", "Device"})
"""What the upstream keeps for everybody: read-only here (sync.md 4.4)."""


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

    def whole(self, page: Page) -> Applied:
        """The page with its cursor."""
        total = self._begin(page)
        for remote in page.resources:
            total += self.take(remote)
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

    def take(self, remote: Remote) -> Applied:
        """Decide about one resource and do it."""
        conn, peer, ref, body = self._uow.conn, self._peer, remote.ref, loaded(remote.body)
        theirs, before = content_hash(body), held(conn, peer, ref)
        known = before.known
        if remote.superseded and (known is not None or self._is_held(ref)):
            return Applied(same=1)
        if known is not None and known.hash == theirs and known.etag == remote.etag:
            return Applied(same=1)
        ours = self._bodies.json(conn, ref) if self._bodies.newest(conn, ref) > before.answered else None
        agreed = before.agreed()
        base = known.hash if known else None
        decision = decide(base, content_hash(outward.parsed(ours)) if ours is not None else base, theirs)
        columns = {"hash": theirs, "etag": remote.etag, "remote_id": ref.fhir_id, "base": pack(remote.body, level=1)}
        peer_records.take_note(self._uow, peer, ref.fhir_type, ref.fhir_id, columns)
        if decision is Decision.THEIRS or (decision is Decision.CLASH and ref.fhir_type in _THEIRS_WINS):
            return self.write(remote, body, agreed)
        if decision is Decision.CLASH and ours is not None:
            return self._merge(remote, (agreed or {}, outward.parsed(ours), body))
        return Applied(same=1)

    def _is_held(self, ref: Ref) -> bool:
        conn = self._uow.conn
        return self._bodies.owner(conn, ref) is not None or peer_records.foreign_row(conn, ref.fhir_type, ref.fhir_id) is not None

    def write(self, remote: Remote, body: Json, agreed: Json | None) -> Applied:
        """Take their form as a record; keep as received what is none, set aside what cannot be read."""
        ref = remote.ref
        try:
            inward.take(self._uow, ref, body, agreed)
        except Differs as clash:
            return self._clash(remote, [Clash(name, "", "") for name in clash.names])
        except BadResource as bad:
            peer_records.set_entry_aside(self._uow, self._peer, BAD_SHAPE, {"ref": str(ref), "path": bad.path, "reason": bad.reason})
            self._keep(remote, body)
            return Applied(set_aside=1)
        except (NotOurs, inward.Waits):
            self._keep(remote, body)
            return Applied(changed=1)
        peer_records.drop_foreign(self._uow, ref.fhir_type, ref.fhir_id)
        return Applied(changed=1)

    def _keep(self, remote: Remote, body: Json) -> None:
        name, text = remote.ref, remote.body.decode()
        peer_records.keep_foreign(self._uow, self._peer, name.fhir_type, name.fhir_id, inward.resident_of(body), text, remote.etag)

    def _merge(self, remote: Remote, forms: tuple[Json, Json, Json]) -> Applied:
        """Both changed: put together where that is possible; ours then still waits to be sent."""
        merged = three_way(*forms)
        if merged.clashes:
            return self._clash(remote, merged.clashes)
        return self.write(remote, merged.body, forms[0])

    def _clash(self, remote: Remote, clashes: Sequence[Clash]) -> Applied:
        """Ours stays and is not sent, theirs is kept beside it, a person decides (H7)."""
        ref, uow, peer = remote.ref, self._uow, self._peer
        fields = [{"label": one.path, "here": one.here, "there": one.there} for one in clashes]
        resident = inward.resident_of(loaded(remote.body))
        peer_records.add_conflict(uow, peer, ref.fhir_type, ref.fhir_id, resident, fields, remote.body)
        seq = self._bodies.newest(uow.conn, ref)
        peer_records.answered(uow, peer, ref.fhir_type, ref.fhir_id, seq)
        park(uow, self._bodies, peer, ref, seq, CONFLICT, {})
        return Applied(conflicts=1)
