"""What a peer is known to hold, counted and listed to be compared with what it says itself; and what it lost, to be offered again."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping

from sqlalchemy import Connection, bindparam, func, select, update

from app.store import outgoing, peer_records, sending, sync_state
from app.store.tables.sync import peer_record
from app.store.unit_of_work import UnitOfWork

_HELD = (peer_record.c.peer == bindparam("peer"), peer_record.c.fhir_type == bindparam("type"), peer_record.c.hash != "")
_COUNT = select(func.count()).select_from(peer_record).where(*_HELD)
_LIST = select(peer_record.c.fhir_id, peer_record.c.remote_id, peer_record.c.etag).where(*_HELD)


def count(conn: Connection, peer: str, fhir_type: str) -> int:
    """How many resources of a type the peer is known to hold."""
    return int(conn.execute(_COUNT, {"peer": peer, "type": fhir_type}).scalar_one())


def held(conn: Connection, peer: str, fhir_type: str) -> Mapping[str, tuple[str, str | None]]:
    """The peer's id → ours, and the version it is known to hold."""
    rows = conn.execute(_LIST, {"peer": peer, "type": fhir_type})
    return {row.remote_id or row.fhir_id: (row.fhir_id, row.etag) for row in rows}


def own(conn: Connection, fhir_type: str, fhir_ids: Collection[str]) -> set[str]:
    """Those of some resources that were written here, and not pulled."""
    ids = list(fhir_ids)
    types = [record for record, resource in outgoing.FHIR_TYPES.items() if resource == fhir_type]
    changed = outgoing.newest(conn, types, ids).keys()
    # what is no record by its id and was not kept as received is a further part of a record of ours (rights, segments)
    others = peer_records.foreign_ids(conn, fhir_type, ids).union(*(sending.here(conn, one, ids) for one in types))
    return {one for one in ids if one in changed or one not in others}


def offer_again(uow: UnitOfWork, peer: str, fhir_type: str, fhir_ids: Collection[str]) -> None:
    """The peer does not hold these any more: they wait again."""
    for key in fhir_ids:
        named = {"_peer": peer, "_type": fhir_type, "_id": key}
        mine = (peer_record.c.peer == named["_peer"], peer_record.c.fhir_type == named["_type"], peer_record.c.fhir_id == named["_id"])
        uow.conn.execute(update(peer_record).where(*mine).values(hash="", etag=None, remote_id=None, answered_seq=0))
    if fhir_ids:
        sync_state.note(uow, peer, sent_seq=0)


def compare_soon(uow: UnitOfWork, peer: str) -> None:
    """The next pass counts what the peer holds, whenever it was counted last."""
    state = sync_state.state(uow.conn, peer)
    if state is not None:
        sync_state.note(uow, peer, compared=json.dumps({**json.loads(state["compared"]), "counted": ""}))
