"""What each peer is known to hold of each resource, the bundle on its way, and what of its feed became no record of ours."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, bindparam, delete, func, select
from sqlalchemy.dialects.sqlite import dialect, insert
from sqlalchemy.engine import RowMapping

from app.store.driver import all_rows, one_row
from app.store.rows import among, listed
from app.store.tables.sync import foreign, in_flight, parked, peer, peer_record, set_aside
from app.store.unit_of_work import UnitOfWork


def _key(table: Any) -> tuple[Any, Any, Any]:
    return table.c.peer == bindparam("_peer"), table.c.fhir_type == bindparam("_type"), table.c.fhir_id == bindparam("_id")


def _named(peer: str, fhir_type: str, fhir_id: str) -> dict[str, str]:
    return {"_peer": peer, "_type": fhir_type, "_id": fhir_id}


_RECORD = select(peer_record).where(*_key(peer_record))
_BASES = (
    select(peer_record.c.fhir_id, peer_record.c.base)
    .where(
        peer_record.c.peer.in_(select(peer.c.id)),  # so that the primary key serves
        peer_record.c.fhir_type == bindparam("type"),
        among(peer_record.c.fhir_id, "ids"),
        peer_record.c.base.is_not(None),
    )
    .order_by(peer_record.c.peer.desc())
)
_SEVERAL = select(peer_record.c.fhir_id, peer_record.c.hash, peer_record.c.etag, peer_record.c.remote_id, peer_record.c.answered_seq).where(
    peer_record.c.peer == bindparam("peer"),
    peer_record.c.fhir_type == bindparam("type"),
    among(peer_record.c.fhir_id, "ids"),
)
_FOREIGN = select(foreign).where(foreign.c.fhir_type == bindparam("type"), foreign.c.fhir_id == bindparam("id"))


_FOREIGN_IDS = select(foreign.c.fhir_id).where(foreign.c.fhir_type == bindparam("type"), among(foreign.c.fhir_id, "ids"))


def _upsert(*held: str) -> Any:
    """A row of peer_record, or its columns brought up to date; answers never go back, and a base stays where none is given."""
    names = ("peer", "fhir_type", "fhir_id", "answered_seq", *held)
    statement = insert(peer_record).values({name: bindparam(name) for name in names})
    given = statement.excluded
    columns: dict[str, Any] = {name: given[name] for name in held}
    columns["answered_seq"] = func.max(peer_record.c.answered_seq, given.answered_seq)
    if "base" in held:
        columns["base"] = func.coalesce(given.base, peer_record.c.base)
        columns["acked_at"] = func.coalesce(given.acked_at, peer_record.c.acked_at)
    return statement.on_conflict_do_update(index_elements=["peer", "fhir_type", "fhir_id"], set_=columns)


_SEEN = _upsert("hash", "etag", "remote_id", "base", "acked_at").compile(dialect=dialect())
_SEEN_TEXT, _SEEN_ORDER = str(_SEEN), tuple(_SEEN.positiontup or ())
"""Made once and bound by position: binding by name was two thirds of writing an answer down."""

_ANSWERED = _upsert()
_NAMED = _upsert("remote_id")
_BY_REMOTE_ID = select(peer_record.c.remote_id, peer_record.c.fhir_id).where(
    peer_record.c.peer == bindparam("peer"),
    peer_record.c.fhir_type == bindparam("type"),
    peer_record.c.remote_id.in_(bindparam("ids", expanding=True)),
    peer_record.c.remote_id != peer_record.c.fhir_id,  # so that the partial index serves
)
_OF_PERSON = select(foreign).where(foreign.c.person == bindparam("person"))
_OF_PERSON_AND_TYPE = _OF_PERSON.where(foreign.c.fhir_type == bindparam("type"))
_KEPT = ("person", "json", "peer", "etag", "at")
_KEEP = insert(foreign).values({name: bindparam(name) for name in ("fhir_type", "fhir_id", *_KEPT)})
_KEEP = _KEEP.on_conflict_do_update(index_elements=["fhir_type", "fhir_id"], set_={name: _KEEP.excluded[name] for name in _KEPT})
_DROP_FOREIGN = delete(foreign).where(foreign.c.fhir_type == bindparam("_type"), foreign.c.fhir_id == bindparam("_id"))


def known(conn: Connection, peer: str, fhir_type: str, fhir_id: str) -> RowMapping | None:
    """What a peer holds: hash, etag, remote_id, base, answered_seq."""
    return conn.execute(_RECORD, _named(peer, fhir_type, fhir_id)).mappings().one_or_none()


def several(conn: Connection, peer: str, fhir_type: str, fhir_ids: Collection[str]) -> dict[str, dict[str, Any]]:
    """As :func:`known` for some resources of one type, without base, by id."""
    return {row["fhir_id"]: row for row in all_rows(conn, _SEVERAL, peer=peer, type=fhir_type, ids=listed(fhir_ids))}


def by_remote_id(conn: Connection, peer: str, fhir_type: str, remote_ids: Collection[str]) -> dict[str, str]:
    """Our ids of resources of one type by the peer's ids, where these differ."""
    given = {"peer": peer, "type": fhir_type, "ids": list(remote_ids)}
    return {row.remote_id: row.fhir_id for row in conn.execute(_BY_REMOTE_ID, given)}


def name(uow: UnitOfWork, peer: str, fhir_type: str, fhir_id: str, remote_id: str) -> None:
    """What the peer calls a resource; nothing is said of its content."""
    uow.conn.execute(_NAMED, {"peer": peer, "fhir_type": fhir_type, "fhir_id": fhir_id, "answered_seq": 0, "remote_id": remote_id})


def bases(conn: Connection, fhir_type: str, fhir_ids: Collection[str]) -> dict[str, bytes]:
    """The packed bodies last agreed on with a peer, whichever has one, by id."""
    return {row["fhir_id"]: row["base"] for row in all_rows(conn, _BASES, type=fhir_type, ids=listed(fhir_ids))}


def heard(uow: UnitOfWork, peer: str, rows: Sequence[Mapping[str, object]]) -> None:
    """What a peer holds: fhir_type, fhir_id, hash, etag, remote_id, base (None keeps the one there is), answered_seq (never back)."""
    if rows:
        whole = ({"peer": peer, "acked_at": None, **row} for row in rows)
        uow.conn.exec_driver_sql(_SEEN_TEXT, [tuple(row[name] for name in _SEEN_ORDER) for row in whole])


def acknowledged(uow: UnitOfWork, peer: str, rows: Sequence[Mapping[str, object]]) -> None:
    """The peer took these resources from us (:func:`heard`), now; whatever it refused of them before is past."""
    heard(uow, peer, [{**row, "acked_at": uow.at} for row in rows])
    if rows and uow.conn.execute(select(parked.c.seq).where(parked.c.peer == bindparam("_peer")).limit(1), {"_peer": peer}).first():
        uow.conn.execute(delete(parked).where(*_key(parked)), [_named(peer, str(row["fhir_type"]), str(row["fhir_id"])) for row in rows])


def answered(uow: UnitOfWork, peer: str, fhir_type: str, fhir_id: str, seq: int) -> None:
    """The peer answered for the changes of a resource up to ``seq``; never back."""
    uow.conn.execute(_ANSWERED, {"peer": peer, "fhir_type": fhir_type, "fhir_id": fhir_id, "answered_seq": seq})


# ---- what the peer refused


def park(uow: UnitOfWork, peer: str, fhir_type: str, fhir_id: str, seq: int, code: str, facts: Mapping[str, str]) -> None:
    """A person must decide; replaces an earlier refusal."""
    row = {"seq": seq, "code": code, "facts": json.dumps(facts, ensure_ascii=False), "at": uow.at}
    named = {"peer": peer, "fhir_type": fhir_type, "fhir_id": fhir_id}
    keys = (parked.c.peer, parked.c.fhir_type, parked.c.fhir_id)
    uow.conn.execute(insert(parked).values(named | row).on_conflict_do_update(index_elements=keys, set_=row))


def unpark(uow: UnitOfWork, peer: str, fhir_type: str, fhir_id: str) -> None:
    """The refusal is past."""
    uow.conn.execute(delete(parked).where(*_key(parked)), _named(peer, fhir_type, fhir_id))


def is_parked(conn: Connection, peer: str, fhir_type: str, fhir_id: str) -> bool:
    """Whether the peer refused the resource and nothing happened since."""
    query = select(parked.c.seq).where(*_key(parked))
    return conn.execute(query, _named(peer, fhir_type, fhir_id)).first() is not None


# ---- the bundle on its way


def flight(conn: Connection, peer: str) -> tuple[bytes, str] | None:
    """Exact bytes and what they cover (JSON), None where nothing is on its way."""
    row = conn.execute(select(in_flight).where(in_flight.c.peer == bindparam("peer")), {"peer": peer}).mappings().first()
    return None if row is None else (row["body"], row["covers"])


def put_flight(uow: UnitOfWork, peer: str, body: bytes, covers: str) -> None:
    """Keep what is about to be sent."""
    drop_flight(uow, peer)
    uow.conn.execute(insert(in_flight), {"peer": peer, "n": 0, "body": body, "covers": covers})


def drop_flight(uow: UnitOfWork, peer: str) -> None:
    """Every entry has its answer."""
    uow.conn.execute(delete(in_flight).where(in_flight.c.peer == bindparam("peer")), {"peer": peer})


def put_carried(uow: UnitOfWork, peer: str, seq: int, body: bytes, covers: str, keep: int) -> None:
    """Keep what a courier file carries; of the files before it at most ``keep``."""
    uow.conn.execute(insert(in_flight), {"peer": peer, "n": seq, "body": body, "covers": covers})
    let_go(uow, peer, seq - keep)


def carried(conn: Connection, peer: str, seq: int) -> tuple[bytes, str] | None:
    """Body and covers of a courier file, None where it is let go."""
    query = select(in_flight).where(in_flight.c.peer == bindparam("peer"), in_flight.c.n == bindparam("n"))
    row = conn.execute(query, {"peer": peer, "n": seq}).mappings().first()
    return None if row is None else (row["body"], row["covers"])


def let_go(uow: UnitOfWork, peer: str, seq: int) -> None:
    """Courier files up to ``seq`` are answered."""
    uow.conn.execute(
        delete(in_flight).where(in_flight.c.peer == bindparam("peer"), in_flight.c.n <= bindparam("n")), {"peer": peer, "n": seq}
    )


# ---- what came and is no record of ours


def foreign_row(conn: Connection, fhir_type: str, fhir_id: str) -> dict[str, Any] | None:
    """A resource kept as received."""
    return one_row(conn, _FOREIGN, type=fhir_type, id=fhir_id)


def foreign_ids(conn: Connection, fhir_type: str, fhir_ids: Collection[str]) -> set[str]:
    """Which of some resources of one type are kept as received."""
    return {row["fhir_id"] for row in all_rows(conn, _FOREIGN_IDS, type=fhir_type, ids=listed(fhir_ids))}


def foreign_of_person(conn: Connection, person: str, fhir_type: str | None = None) -> list[dict[str, Any]]:
    """Resources about a resident that are kept as received."""
    if fhir_type is None:
        return all_rows(conn, _OF_PERSON, person=person)
    return all_rows(conn, _OF_PERSON_AND_TYPE, person=person, type=fhir_type)


def keep_foreign(uow: UnitOfWork, peer: str, fhir_type: str, fhir_id: str, person: str | None, text: str, etag: str | None) -> None:
    """Keep a resource as received; a newer version replaces it."""
    columns = {"person": person, "json": text, "peer": peer, "etag": etag, "at": uow.at}
    uow.conn.execute(_KEEP, {"fhir_type": fhir_type, "fhir_id": fhir_id, **columns})


def drop_foreign(uow: UnitOfWork, fhir_type: str, fhir_id: str) -> None:
    """It has become a record of ours."""
    uow.conn.execute(_DROP_FOREIGN, {"_type": fhir_type, "_id": fhir_id})


def set_entry_aside(uow: UnitOfWork, peer: str, code: str, facts: Mapping[str, str]) -> None:
    """An entry of the feed is unusable; it is written down."""
    row = {"peer": peer, "code": code, "facts": json.dumps(facts, ensure_ascii=False), "at": uow.at}
    uow.conn.execute(insert(set_aside), row)
