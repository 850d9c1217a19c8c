"""The clinic's own records as push and pull see them: :class:`sync.replica.Replica` over the store and FHIR."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterable, Sequence
from typing import Any

from app.clock import instant
from app.store import outgoing, peer_records, sync_state
from app.store.audit import PROGRAM
from app.store.database import Reading, Store
from app.store.exchange import Differs
from app.store.unit_of_work import UnitOfWork
from sync import inward, jsontext, outward
from sync.canonical import content_hash
from sync.fhir.build import Json
from sync.fhir.element import BadResource, NotOurs
from sync.fhir.overlay import laid_over
from sync.merge import Clash, Decision, decide, three_way
from sync.outward import Owner
from sync.packing import pack, unpack
from sync.replica import Applied, Backlog, InFlight, Known, Outcome, Page, Pending, Ref, Remote, Sent, Verdict

CONFLICT = "sync_conflict"
BAD_SHAPE = "sync_bad_shape"
_PAGE = 500
_THEIRS_WINS = frozenset({"Organization", "Practitioner", "PractitionerRole", "Device"})
"""What the upstream keeps for everybody: read-only here (sync.md 4.4)."""
_REMEMBERED = 2_000


class ClinicReplica:
    """One workstation's records. Safe from any thread: reads are snapshots, writes go through the one writer."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._lock = threading.Lock()
        self._owners: dict[Ref, Owner] = {}
        self._bodies: dict[Ref, tuple[int, bytes | None]] = {}
        self._turn = 0

    # ---- what waits

    def pending(self, peer: str, after: int, limit: int) -> list[Pending]:
        """See :meth:`Replica.pending`; begins with what a person chose to take from the other side."""
        if after == 0:
            self._take_chosen(peer)
        with self._store.reading() as conn:
            while True:
                rows = outgoing.rows(conn, peer, after, limit)
                found = [one for row in rows for one in self._unanswered(conn, peer, row)]
                if found or not rows:
                    return found
                after = rows[-1].seq

    def _unanswered(self, conn: Reading, peer: str, row: Any) -> Iterable[Pending]:
        for ref, owner in outward.resources_of(conn, row.type, row.id):
            self._owners[ref] = owner
            if row.unanswered if not owner.part else row.seq > _answered(conn, peer, ref):
                yield Pending(row.seq, row.tx, ref, row.lane)

    def body(self, ref: Ref) -> bytes | None:
        """See :meth:`Replica.body`."""
        with self._store.reading() as conn:
            stamp = outgoing.last_seq(conn) << 20 | self._turn
            with self._lock:
                kept = self._bodies.get(ref)
            if kept is not None and kept[0] == stamp:
                return kept[1]
            made = self._made(conn, ref)
        with self._lock:
            if len(self._bodies) >= _REMEMBERED:
                self._bodies.clear()
            self._bodies[ref] = stamp, made
        return made

    def _made(self, conn: Reading, ref: Ref) -> bytes | None:
        found = self._json(conn, ref)
        return None if found is None else jsontext.dumps(found).encode()

    def _json(self, conn: Reading, ref: Ref) -> Json | None:
        """Our record as FHIR, laid over the form last agreed on, so that a stranger's additions stay."""
        owner = self._owner(conn, ref)
        ours = None if owner is None else outward.json_of(conn, owner)
        base = None if ours is None else peer_records.base(conn, ref.fhir_type, ref.fhir_id)
        if ours is None or base is None:
            return ours
        agreed = _parsed(base)
        seen = inward.understood(conn, agreed)
        if seen is None:
            return ours
        whole = laid_over(agreed, outward.parsed(seen), outward.parsed(ours))
        if content_hash(whole) != content_hash(agreed):
            whole.pop("text", None)  # a narrative of the form before must not tell the old story
        return whole

    def _owner(self, conn: Reading, ref: Ref) -> Owner | None:
        found = self._owners.get(ref) or outward.owner_of(conn, ref)
        if found is not None:
            self._owners[ref] = found
        return found

    def references(self, ref: Ref) -> list[Ref]:
        """See :meth:`Replica.references`."""
        body = self.body(ref)
        if body is None:
            return []
        with self._store.reading() as conn:
            told = dict.fromkeys(jsontext.strings(jsontext.loads(body.decode()), "reference"))
            targets = (Ref(*text.split("/")) for text in told if text.count("/") == 1)
            return [one for one in targets if self._owner(conn, one) is not None]

    # ---- what the peer holds

    def known(self, peer: str, ref: Ref) -> Known | None:
        """See :meth:`Replica.known`."""
        with self._store.reading() as conn:
            return _known(conn, peer, ref)

    def is_settled(self, peer: str, ref: Ref) -> bool:
        """Whether the peer gave or took this resource and nothing was written here since."""
        with self._store.reading() as conn:
            return _known(conn, peer, ref) is not None and not self._unsent(conn, peer, ref)

    def _unsent(self, conn: Reading, peer: str, ref: Ref) -> bool:
        owner = self._owner(conn, ref)
        return owner is not None and outgoing.newest(conn, owner.type, owner.id) > _answered(conn, peer, ref)

    def is_parked(self, peer: str, ref: Ref) -> bool:
        """See :meth:`Replica.is_parked`."""
        with self._store.reading() as conn:
            return peer_records.is_parked(conn, peer, ref.fhir_type, ref.fhir_id)

    # ---- what is on its way

    def in_flight(self, peer: str) -> InFlight | None:
        """See :meth:`Replica.in_flight`."""
        with self._store.reading() as conn:
            found = peer_records.flight(conn, peer)
        if found is None:
            return None
        covers = (Sent(Ref(kind, key), seq, digest) for kind, key, seq, digest in json.loads(found[1]))
        return InFlight(found[0], tuple(covers))

    def put_in_flight(self, peer: str, bundle: InFlight) -> None:
        """See :meth:`Replica.put_in_flight`."""
        covers = json.dumps([[one.ref.fhir_type, one.ref.fhir_id, one.seq, one.hash] for one in bundle.covers])
        self._store.write(lambda uow: peer_records.put_flight(uow, peer, bundle.body, covers), PROGRAM).result()

    def settle(self, peer: str, outcomes: Sequence[Outcome], keep_in_flight: bool = False) -> None:
        """See :meth:`Replica.settle`."""

        def work(uow: UnitOfWork) -> None:
            for one in outcomes:
                self._settle(uow, peer, one)
            if not keep_in_flight:
                peer_records.drop_flight(uow, peer)
            self._advance(uow, peer)

        self._store.write(work, PROGRAM).result()
        self._turn += 1

    def _settle(self, uow: UnitOfWork, peer: str, one: Outcome) -> None:
        name = one.ref.fhir_type, one.ref.fhir_id
        peer_records.answered(uow, peer, *name, one.seq)
        if one.verdict is Verdict.PARKED:
            self._park(uow, peer, one.ref, one.seq, one.code, dict(one.facts))
            return
        peer_records.unpark(uow, peer, *name)
        if one.verdict is not Verdict.NOTHING:
            columns: dict[str, object] = {"hash": one.hash, "etag": one.etag, "remote_id": one.remote_id}
            base = {"base": pack(one.body)} if one.body is not None else {}
            peer_records.note(uow, peer, *name, columns | base)

    def _park(self, uow: UnitOfWork, peer: str, ref: Ref, seq: int, code: str, facts: dict[str, str]) -> None:
        body = self._json(uow.conn, ref)
        resident = inward.resident_of(body) if body else None
        about = {sync_state.PERSON: resident} if resident else {}
        peer_records.park(uow, peer, ref.fhir_type, ref.fhir_id, seq, code, facts | about)

    def _advance(self, uow: UnitOfWork, peer: str) -> None:
        """Note up to where everything is answered."""
        after = 0
        while rows := outgoing.rows(uow.conn, peer, after, _PAGE):
            waiting = next((row.seq for row in rows for _ in self._unanswered(uow.conn, peer, row)), None)
            if waiting is not None:
                outgoing.advance(uow, peer, waiting)
                return
            after = rows[-1].seq
        outgoing.advance(uow, peer, None)

    # ---- what comes in

    def cursor(self, peer: str) -> str | None:
        """See :meth:`Replica.cursor`."""
        return self._column(peer, "cursor")

    def apply(self, peer: str, page: Page) -> Applied:
        """See :meth:`Replica.apply`."""

        def work(uow: UnitOfWork) -> Applied:
            total = self._begin(uow, peer, page)
            for remote in page.resources:
                total += self._take(uow, peer, remote)
            if page.cursor is not None:
                sync_state.note(uow, peer, cursor=page.cursor)
            return total

        applied = self._store.write(work, PROGRAM, origin=peer).result()
        self._turn += 1
        return applied

    def _begin(self, uow: UnitOfWork, peer: str, page: Page) -> Applied:
        state = sync_state.state(uow.conn, peer)
        fresh = page.epoch is not None and state is not None and state["epoch"] not in (None, page.epoch)
        if fresh:
            sync_state.forget_answers(uow, peer)
        if page.epoch is not None:
            sync_state.note(uow, peer, epoch=page.epoch)
        for one in page.unreadable:
            peer_records.set_entry_aside(uow, peer, one.code, one.facts)
        return Applied(new_epoch=fresh, set_aside=len(page.unreadable))

    def _take(self, uow: UnitOfWork, peer: str, remote: Remote) -> Applied:
        ref, body = remote.ref, _loaded(remote.body)
        theirs, known = content_hash(body), _known(uow.conn, peer, remote.ref)
        if remote.superseded and (known is not None or self._held(uow.conn, ref)):
            return Applied(same=1)
        if known is not None and known.hash == theirs and known.etag == remote.etag:
            return Applied(same=1)
        ours = self._json(uow.conn, ref) if self._unsent(uow.conn, peer, ref) else None
        agreed = _agreed(uow.conn, peer, ref)
        digest = content_hash(outward.parsed(ours)) if ours is not None else known.hash if known else None
        decision = decide(known.hash if known else None, digest, theirs)
        columns = {"hash": theirs, "etag": remote.etag, "remote_id": ref.fhir_id, "base": pack(remote.body)}
        peer_records.note(uow, peer, ref.fhir_type, ref.fhir_id, columns)
        if decision is Decision.THEIRS or (decision is Decision.CLASH and ref.fhir_type in _THEIRS_WINS):
            return self._write(uow, peer, remote, body, agreed)
        if decision is Decision.CLASH and ours is not None:
            return self._merge(uow, peer, remote, (agreed or {}, outward.parsed(ours), body))
        return Applied(same=1)

    def _held(self, conn: Reading, ref: Ref) -> bool:
        return self._owner(conn, ref) is not None or peer_records.foreign_row(conn, ref.fhir_type, ref.fhir_id) is not None

    def _write(self, uow: UnitOfWork, peer: str, remote: Remote, body: Json, agreed: Json | None) -> Applied:
        """Take their form as a record; keep as received what is none, set aside what cannot be read."""
        ref = remote.ref
        try:
            inward.take(uow, ref, body, agreed)
        except Differs as clash:
            return self._clash(uow, peer, remote, [Clash(name, "", "") for name in clash.names])
        except BadResource as bad:
            peer_records.set_entry_aside(uow, peer, BAD_SHAPE, {"ref": str(ref), "path": bad.path, "reason": bad.reason})
            self._keep(uow, peer, remote, body)
            return Applied(set_aside=1)
        except (NotOurs, inward.Waits):
            self._keep(uow, peer, remote, body)
            return Applied(changed=1)
        peer_records.drop_foreign(uow, ref.fhir_type, ref.fhir_id)
        return Applied(changed=1)

    def _keep(self, uow: UnitOfWork, peer: str, remote: Remote, body: Json) -> None:
        name, text = remote.ref, remote.body.decode()
        peer_records.keep_foreign(uow, peer, name.fhir_type, name.fhir_id, inward.resident_of(body), text, remote.etag)

    def _merge(self, uow: UnitOfWork, peer: str, remote: Remote, forms: tuple[Json, Json, Json]) -> Applied:
        """Both changed: put together where that is possible; ours then still waits to be sent."""
        merged = three_way(*forms)
        if merged.clashes:
            return self._clash(uow, peer, remote, merged.clashes)
        return self._write(uow, peer, remote, merged.body, forms[0])

    def _clash(self, uow: UnitOfWork, peer: str, remote: Remote, clashes: Sequence[Clash]) -> Applied:
        """Ours stays and is not sent, theirs is kept beside it, a person decides (H7)."""
        ref = remote.ref
        fields = [{"label": one.path, "here": one.here, "there": one.there} for one in clashes]
        resident = inward.resident_of(_loaded(remote.body))
        peer_records.add_conflict(uow, peer, ref.fhir_type, ref.fhir_id, resident, fields, remote.body)
        owner = self._owner(uow.conn, ref)
        seq = 0 if owner is None else outgoing.newest(uow.conn, owner.type, owner.id)
        peer_records.answered(uow, peer, ref.fhir_type, ref.fhir_id, seq)
        self._park(uow, peer, ref, seq, CONFLICT, {})
        return Applied(conflicts=1)

    def _take_chosen(self, peer: str) -> None:
        with self._store.reading() as conn:
            chosen = peer_records.chosen_theirs(conn, peer)
        if not chosen:
            return

        def work(uow: UnitOfWork) -> None:
            for row in chosen:
                ref = Ref(row["fhir_type"], row["fhir_id"])
                self._write(uow, peer, Remote(ref, None, "", row["theirs"]), _loaded(row["theirs"]), None)
                peer_records.mark_taken(uow, row["id"])

        self._store.write(work, PROGRAM, origin=peer).result()
        self._turn += 1

    # ---- what was learnt

    def dialect(self, peer: str) -> str | None:
        """See :meth:`Replica.dialect`."""
        return self._column(peer, "dialect")

    def put_dialect(self, peer: str, text: str) -> None:
        """See :meth:`Replica.put_dialect`."""
        self._store.write(lambda uow: sync_state.note(uow, peer, dialect=text), PROGRAM).result()

    def backlog(self, peer: str) -> Backlog:
        """See :meth:`Replica.backlog`."""
        with self._store.reading() as conn:
            waiting = sync_state.backlog(conn, peer)
        return Backlog(waiting.pending, instant(waiting.oldest_at) if waiting.oldest_at else None, waiting.parked)

    def _column(self, peer: str, name: str) -> str | None:
        with self._store.reading() as conn:
            state = sync_state.state(conn, peer)
        return None if state is None or state[name] is None else str(state[name])


def _loaded(body: bytes) -> Json:
    found: Json = jsontext.loads(body.decode())
    return found


def _parsed(packed: bytes) -> Json:
    return _loaded(unpack(packed))


def _known(conn: Reading, peer: str, ref: Ref) -> Known | None:
    row = peer_records.known(conn, peer, ref.fhir_type, ref.fhir_id)
    return Known(row["hash"], row["etag"], row["remote_id"]) if row is not None and row["hash"] else None


def _answered(conn: Reading, peer: str, ref: Ref) -> int:
    row = peer_records.known(conn, peer, ref.fhir_type, ref.fhir_id)
    return 0 if row is None else int(row["answered_seq"])


def _agreed(conn: Reading, peer: str, ref: Ref) -> Json | None:
    row = peer_records.known(conn, peer, ref.fhir_type, ref.fhir_id)
    return None if row is None or row["base"] is None else _parsed(row["base"])
