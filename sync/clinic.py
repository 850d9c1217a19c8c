"""The clinic's own records as push and pull see them: :class:`sync.replica.Replica` over the store and FHIR."""

from __future__ import annotations

import gzip
import json
import threading
from collections.abc import Collection, Mapping, Sequence
from itertools import chain
from typing import Any

from app.clock import instant
from app.store import outgoing, peer_records, rule_packs, sync_state
from app.store.audit import PROGRAM
from app.store.database import Reading, Store
from app.store.unit_of_work import UnitOfWork
from sync import outward
from sync.asking import Asked
from sync.bodies import Bodies, Held, by_type, held, standing
from sync.outward import Owner
from sync.packing import pack
from sync.page import PageTaker, park, read
from sync.replica import Applied, Backlog, InFlight, Known, Outcome, Page, Pending, Ref, Sent, Verdict
from sync.settling import write_chosen

_LOOK_AHEAD = 500
_REMEMBERED = 10_000
_TAKEN = frozenset({Verdict.ACKED, Verdict.SAME})


class ClinicReplica:
    """One workstation's records. Safe from any thread: reads are snapshots, writes go through the one writer."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._bodies = Bodies(store)
        self._lock = threading.Lock()
        self._there: dict[tuple[str, Ref], Known | None] = {}
        self._asked = Asked()

    # ---- what waits

    def pending(self, peer: str, after: int, limit: int) -> list[Pending]:
        """See :meth:`Replica.pending`; begins with what a person chose to take from the other side."""
        if after == 0:
            self._take_chosen(peer)
        with self._store.reading() as conn:
            alone = len(sync_state.peers(conn)) == 1
            while True:
                rows = outgoing.rows(conn, peer, after, limit)
                self._bodies.met_first(Ref(outgoing.FHIR_TYPES[row.type], row.id) for row in rows if alone and row.new)
                found = self._unanswered(conn, peer, rows)
                if found or not rows:
                    return found
                after = rows[-1].seq

    def _unanswered(self, conn: Reading, peer: str, rows: Sequence[Any]) -> list[Pending]:
        """The resources of change rows that the peer has not answered for."""
        further = self._further(conn, rows)
        answered = {ref: one.answered for ref, one in standing(conn, peer, [ref for ref, _ in chain(*further.values())]).items()}
        owners: dict[Ref, Owner] = {}
        found: list[Pending] = []
        for seq, tx, record_type, record_id, lane, unanswered, _ in rows:
            if unanswered:
                own = Ref(outgoing.FHIR_TYPES[record_type], record_id)
                owners[own] = Owner(record_type, record_id)
                found.append(Pending(seq, tx, own, lane))
            for ref, _ in further.get((record_type, record_id), ()):
                if seq > answered[ref]:
                    found.append(Pending(seq, tx, ref, lane))
        self._bodies.met(owners)
        return found

    def _further(self, conn: Reading, rows: Sequence[Any]) -> dict[tuple[str, str], list[tuple[Ref, Owner]]]:
        found: dict[tuple[str, str], list[tuple[Ref, Owner]]] = {}
        for record_type in outgoing.WITH_MORE:
            more = outward.further(conn, record_type, {row.id for row in rows if row.type == record_type})
            found |= {(record_type, key): those for key, those in more.items()}
        self._bodies.met(dict(chain(*found.values())))
        return found

    def ready(self, peer: str, refs: Collection[Ref]) -> None:
        """See :meth:`Replica.ready`."""
        if not refs:
            return
        self._bodies.read(refs)
        new, old = self._bodies.parted(refs)
        with self._store.reading() as conn:
            found = dict.fromkeys(new, Held()) | standing(conn, peer, old)
        with self._lock:
            if len(self._there) + len(found) > _REMEMBERED:
                self._there.clear()
            self._there.update(((peer, ref), one.known) for ref, one in found.items())

    def body(self, ref: Ref) -> bytes | None:
        """See :meth:`Replica.body`."""
        found = self._bodies.form(ref)
        return None if found is None else found.body

    def digest(self, ref: Ref) -> str | None:
        """See :meth:`Replica.digest`."""
        found = self._bodies.form(ref)
        return None if found is None else found.hash

    def references(self, ref: Ref) -> list[Ref]:
        """See :meth:`Replica.references`."""
        found = self._bodies.form(ref)
        return [] if found is None else list(found.references)

    # ---- what the peer holds

    def known(self, peer: str, ref: Ref) -> Known | None:
        """See :meth:`Replica.known`."""
        with self._lock:
            if (peer, ref) in self._there:
                return self._there[peer, ref]
        with self._store.reading() as conn:
            found = held(conn, peer, ref).known
        self._remember(peer, ref, found)
        return found

    def _remember(self, peer: str, ref: Ref, known: Known | None) -> None:
        with self._lock:
            if len(self._there) >= _REMEMBERED:
                self._there.clear()
            self._there[peer, ref] = known

    def forget(self) -> None:
        """What a peer holds was written from elsewhere: nothing remembered of it counts."""
        with self._lock:
            self._there.clear()
        self._bodies.agreed(None)

    def remote_ids(self, peer: str, refs: Collection[Ref]) -> dict[Ref, str]:
        """See :meth:`Replica.remote_ids`."""
        found: dict[Ref, str] = {}
        with self._store.reading() as conn:
            for fhir_type, ids in by_type(refs).items():
                rows = peer_records.several(conn, peer, fhir_type, ids).values()
                told = ((row["fhir_id"], row["remote_id"]) for row in rows if row["hash"] or row["remote_id"])
                found |= {Ref(fhir_type, here): there or here for here, there in told}
        return found

    def local_ids(self, peer: str, refs: Collection[Ref]) -> dict[Ref, str]:
        """See :meth:`Replica.local_ids`."""
        found = {ref: ref.fhir_id for ref, there in self.remote_ids(peer, refs).items() if there == ref.fhir_id}
        with self._store.reading() as conn:
            for fhir_type, ids in by_type(refs).items():
                told = peer_records.by_remote_id(conn, peer, fhir_type, ids)
                found |= {Ref(fhir_type, there): here for there, here in told.items()}
        return found

    def put_remote_ids(self, peer: str, ids: Mapping[Ref, str]) -> None:
        """See :meth:`Replica.put_remote_ids`."""

        def work(uow: UnitOfWork) -> None:
            for ref, remote_id in ids.items():
                peer_records.name(uow, peer, ref.fhir_type, ref.fhir_id, remote_id)

        self._store.write(work, PROGRAM).result()

    def is_settled(self, peer: str, ref: Ref) -> bool:
        """Whether the peer gave or took this resource and nothing was written here since."""
        with self._store.reading() as conn:
            there = held(conn, peer, ref)
            return there.known is not None and self._bodies.newest(conn, [ref])[ref] <= there.answered

    def is_parked(self, peer: str, ref: Ref) -> bool:
        """See :meth:`Replica.is_parked`."""
        with self._store.reading() as conn:
            return peer_records.is_parked(conn, peer, ref.fhir_type, ref.fhir_id)

    # ---- what is on its way

    def in_flight(self, peer: str) -> InFlight | None:
        """See :meth:`Replica.in_flight`."""
        with self._store.reading() as conn:
            return _flight(peer_records.flight(conn, peer))

    def put_in_flight(self, peer: str, bundle: InFlight) -> None:
        """See :meth:`Replica.put_in_flight`."""
        covers = _covers(bundle)
        body = pack(bundle.body, level=1)  # a tenth of the pages to encrypt, to write and, once it is answered, to wipe
        self._store.write(lambda uow: peer_records.put_flight(uow, peer, body, covers), PROGRAM).result()

    def carry(self, peer: str, seq: int, flight: InFlight, keep: int) -> None:
        """See :meth:`sync.courier.rows.Carrier.carry`."""
        body, covers = pack(flight.body, level=1), _covers(flight)
        self._store.write(lambda uow: peer_records.put_carried(uow, peer, seq, body, covers, keep), PROGRAM).result()

    def carried(self, peer: str, seq: int) -> InFlight | None:
        """See :meth:`sync.courier.rows.Carrier.carried`."""
        with self._store.reading() as conn:
            return _flight(peer_records.carried(conn, peer, seq))

    def let_go(self, peer: str, seq: int) -> None:
        """See :meth:`sync.courier.rows.Carrier.let_go`."""
        self._store.write(lambda uow: peer_records.let_go(uow, peer, seq), PROGRAM).result()

    def settle(self, peer: str, outcomes: Sequence[Outcome], keep_in_flight: bool = False) -> None:
        """See :meth:`Replica.settle`."""

        taken = [self._acknowledged(one) for one in outcomes if one.verdict in _TAKEN]

        def work(uow: UnitOfWork) -> None:
            peer_records.acknowledged(uow, peer, taken)
            for one in outcomes:
                if one.verdict not in _TAKEN:
                    self._not_sent(uow, peer, one)
            if not keep_in_flight:
                peer_records.drop_flight(uow, peer)
            self._advance(uow, peer)

        self._store.write(work, PROGRAM).result()
        for one in outcomes:
            if one.verdict in _TAKEN:
                self._remember(peer, one.ref, Known(one.hash, one.etag, one.remote_id))
        self._bodies.agreed([one.ref for one in outcomes if one.verdict in _TAKEN])

    def _acknowledged(self, one: Outcome) -> dict[str, object]:
        return {
            "fhir_type": one.ref.fhir_type,
            "fhir_id": one.ref.fhir_id,
            "hash": one.hash,
            "etag": one.etag,
            "remote_id": one.remote_id,
            "base": None if one.body is None else self._bodies.packed(one.ref, one.body),
            "answered_seq": one.seq,
        }

    def _not_sent(self, uow: UnitOfWork, peer: str, one: Outcome) -> None:
        name = one.ref.fhir_type, one.ref.fhir_id
        peer_records.answered(uow, peer, *name, one.seq)
        if one.verdict is Verdict.PARKED:
            park(uow, self._bodies, peer, one.ref, one.seq, one.code, one.facts)
        else:
            peer_records.unpark(uow, peer, *name)

    def _advance(self, uow: UnitOfWork, peer: str) -> None:
        """Note up to where everything is answered."""
        after, limit = 0, 1  # most often the first row tells
        while rows := outgoing.rows(uow.conn, peer, after, limit):
            waiting = self._unanswered(uow.conn, peer, rows)
            if waiting:
                outgoing.advance(uow, peer, waiting[0].seq)
                return
            after, limit = rows[-1].seq, _LOOK_AHEAD
        outgoing.advance(uow, peer, None)

    # ---- what comes in

    def cursor(self, peer: str) -> str | None:
        """See :meth:`Replica.cursor`."""
        return self._column(peer, "cursor")

    def wanted(self, peer: str) -> list[Ref]:
        """See :meth:`Replica.wanted`: content of rule packs."""
        with self._store.reading() as conn:
            lacking = [Ref("Binary", key) for key in rule_packs.unfilled(conn, peer)]
        return self._asked.due(lacking, self._store.clock.now())

    def apply(self, peer: str, page: Page) -> Applied:
        """See :meth:`Replica.apply`."""
        with self._store.reading() as conn:
            there = standing(conn, peer, [remote.ref for remote in page.resources])
        found = [read(remote, there[remote.ref].known) for remote in page.resources]
        applied = self._store.write(lambda uow: PageTaker(uow, peer, self._bodies).whole(page, found), PROGRAM, origin=peer).result()
        self.forget()
        return applied

    def _take_chosen(self, peer: str) -> None:
        if write_chosen(self._store, self._bodies, peer):
            self.forget()

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
            waiting, newest = sync_state.backlog(conn, peer), outgoing.last(conn)
        return Backlog(waiting.pending, instant(waiting.oldest_at) if waiting.oldest_at else None, waiting.parked, newest)

    def _column(self, peer: str, name: str) -> str | None:
        with self._store.reading() as conn:
            state = sync_state.state(conn, peer)
        return None if state is None or state[name] is None else str(state[name])


def _flight(found: tuple[bytes, str] | None) -> InFlight | None:
    if found is None:
        return None
    covers = (Sent(Ref(kind, key), seq, digest) for kind, key, seq, digest in json.loads(found[1]))
    return InFlight(gzip.decompress(found[0]), tuple(covers))


def _covers(bundle: InFlight) -> str:
    return json.dumps([[one.ref.fhir_type, one.ref.fhir_id, one.seq, one.hash] for one in bundle.covers])
