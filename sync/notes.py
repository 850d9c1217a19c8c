"""What is known of a peer's resources within one transaction: read for a whole page at once, written down together."""

from __future__ import annotations

from collections.abc import Collection

from app.store import peer_records
from app.store.unit_of_work import UnitOfWork
from sync.bodies import Bodies, Held, by_type, held, standing
from sync.fhir.build import Json
from sync.replica import Known, Ref, Remote


class Notes:
    """The peer's side of the records. What was not expected is looked up one by one."""

    def __init__(self, uow: UnitOfWork, peer: str, bodies: Bodies) -> None:
        self._uow, self._peer, self._bodies = uow, peer, bodies
        self._held: dict[Ref, Held] = {}
        self._newest: dict[Ref, int] = {}
        self._foreign: dict[Ref, bool] = {}
        self._unwritten: dict[Ref, dict[str, object]] = {}

    def expect(self, refs: Collection[Ref]) -> None:
        """Look up what a page is about."""
        conn = self._uow.conn
        self._held |= standing(conn, self._peer, refs)
        self._newest |= self._bodies.newest(conn, refs)
        for fhir_type, ids in by_type(refs).items():
            kept = peer_records.foreign_ids(conn, fhir_type, ids)
            self._foreign.update((Ref(fhir_type, one), one in kept) for one in ids)

    def held(self, ref: Ref) -> Held:
        """What the peer is known to hold, without the agreed form."""
        if ref not in self._held:
            self._held |= standing(self._uow.conn, self._peer, [ref])
        return self._held[ref]

    def agreed(self, ref: Ref) -> Json | None:
        """The form last agreed on."""
        if self.held(ref).known is None:
            return None
        if ref in self._unwritten:
            self.write()
        return held(self._uow.conn, self._peer, ref).agreed()

    def newest(self, ref: Ref) -> int:
        """Number of the last local change of the record behind a resource."""
        if ref not in self._newest:
            self._newest |= self._bodies.newest(self._uow.conn, [ref])
        return self._newest[ref]

    def heard(self, remote: Remote, digest: str, packed: bytes) -> None:
        """The peer's feed says that it holds this."""
        ref = remote.ref
        self._unwritten[ref] = {
            "fhir_type": ref.fhir_type,
            "fhir_id": ref.fhir_id,
            "remote_id": remote.remote_id or ref.fhir_id,
            "etag": remote.etag,
            "hash": digest,
            "base": packed,
            "answered_seq": 0,
        }
        self._held[ref] = Held(Known(digest, remote.etag, remote.remote_id or ref.fhir_id), self.held(ref).answered)

    def answered(self, ref: Ref, seq: int) -> None:
        """Our changes up to ``seq`` are not to be sent."""
        peer_records.answered(self._uow, self._peer, ref.fhir_type, ref.fhir_id, seq)
        self._held[ref] = Held(self.held(ref).known, max(seq, self.held(ref).answered))

    def write(self) -> None:
        """Write down what was heard."""
        peer_records.heard(self._uow, self._peer, list(self._unwritten.values()))
        self._unwritten.clear()

    def is_foreign(self, ref: Ref) -> bool:
        """Whether the resource is kept as received."""
        if ref not in self._foreign:
            self._foreign[ref] = bool(peer_records.foreign_ids(self._uow.conn, ref.fhir_type, [ref.fhir_id]))
        return self._foreign[ref]

    def keep_foreign(self, remote: Remote, resident: str | None) -> None:
        """Keep a resource as received."""
        ref = remote.ref
        peer_records.keep_foreign(self._uow, self._peer, ref.fhir_type, ref.fhir_id, resident, remote.body.decode(), remote.etag)
        self._foreign[ref] = True

    def drop_foreign(self, ref: Ref) -> None:
        """It has become a record of ours."""
        if self.is_foreign(ref):
            peer_records.drop_foreign(self._uow, ref.fhir_type, ref.fhir_id)
            self._foreign[ref] = False
