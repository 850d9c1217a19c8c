"""Peers and what stands between us and them: how much waits, what they refused, what of theirs was set aside."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection, bindparam, delete, func, insert, select, update
from sqlalchemy.engine import RowMapping

from app.store import outgoing
from app.store.tables.sync import brought, in_flight, peer, peer_record, set_aside
from app.store.tables.sync import parked as parked_table
from app.store.unit_of_work import UnitOfWork

COURIER = "courier"
"""Kind of a peer that files are carried to by hand."""

RELIEF = "relief"
"""Kind of the server that stands in while the hub is away; what it took is still owed to the hub."""

FILE = "file"
"""Kind of a peer that stands for a folder that was read in; nothing is owed to it."""

PERSON = "person"
"""Key under which the facts of a refusal name the resident concerned (an id)."""

_PEER = peer.c.id == bindparam("key")


@dataclass(frozen=True, slots=True)
class Peer:
    """Another place that holds our records. ``kind``: hub, cloud, courier. ``report`` of the last pass, ``compared``: see sync.reconcile."""

    id: str
    kind: str
    url: str
    last_ok_at: str | None
    report: Mapping[str, Any]
    compared: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Waiting:
    """Records without an answer, the time of the oldest, and how many the peer refused."""

    pending: int = 0
    oldest_at: str | None = None
    parked: int = 0


@dataclass(frozen=True, slots=True)
class ParkedRow:
    """A resource the peer refused for good. ``code`` is a key under ``parked.``; ``person`` '' where none is concerned."""

    peer: str
    fhir_type: str
    fhir_id: str
    person: str
    code: str
    facts: Mapping[str, str]
    at: str


def peers(conn: Connection) -> list[Peer]:
    """All peers, the longest known first."""
    rows = conn.execute(select(peer).order_by(peer.c.added_at, peer.c.id)).mappings()
    return [
        Peer(row["id"], row["kind"], row["url"], row["last_ok_at"], json.loads(row["report"]), json.loads(row["compared"])) for row in rows
    ]


def upstreams(conn: Connection) -> list[Peer]:
    """Peers reached over the network and owed everything."""
    return [one for one in peers(conn) if one.kind not in (COURIER, FILE, RELIEF)]


def add_peer(uow: UnitOfWork, key: str, kind: str, url: str, secret: str | None = None) -> None:
    """Take up a peer, or move it to another address: what it holds stays known, how it wants to be spoken to is asked anew there.

    ``secret`` None keeps the one there is.
    """
    found = uow.conn.execute(select(peer.c.url).where(_PEER), {"key": key}).first()
    if found is None:
        uow.conn.execute(insert(peer), {"id": key, "kind": kind, "url": url, "secret": secret or "", "added_at": uow.at})
        return
    kept = {} if secret is None else {"secret": secret}
    note(uow, key, kind=kind, url=url, **kept, **({} if found.url == url else {"dialect": None}))


def state(conn: Connection, key: str) -> RowMapping | None:
    """Everything noted of a peer: cursor, epoch, dialect, sent_seq …"""
    return conn.execute(select(peer).where(_PEER), {"key": key}).mappings().one_or_none()


def note(uow: UnitOfWork, key: str, **columns: object) -> None:
    """Set some of a peer's columns."""
    uow.conn.execute(update(peer).where(_PEER).values(columns), {"key": key})


def forget_answers(uow: UnitOfWork, key: str) -> None:
    """The peer's database is another one: whatever was believed of what it holds is gone, every own row is offered again."""
    for table in (peer_record, in_flight, parked_table):
        uow.conn.execute(delete(table).where(table.c.peer == bindparam("key")), {"key": key})
    note(uow, key, sent_seq=0, cursor=None)


def drop_peer(uow: UnitOfWork, key: str) -> None:
    """Nothing goes to a peer any more, and nothing is remembered of it."""
    forget_answers(uow, key)
    uow.conn.execute(delete(peer).where(_PEER), {"key": key})


def backlog(conn: Connection, key: str) -> Waiting:
    """What has not arrived at one peer."""
    return _sum(outgoing.waiting(conn, key), _parked_count(conn, key))


def lanes(conn: Connection, key: str) -> dict[int, Waiting]:
    """What has not arrived, by lane of sending: 0 prescriptions, allergies, critical values … 3 waveforms."""
    rows = outgoing.waiting(conn, key)
    numbers = (outgoing.URGENT, outgoing.VITALS, outgoing.REST, outgoing.BULK)
    return {lane: _sum([row for row in rows if row.lane == lane], 0) for lane in numbers}


def parked(conn: Connection) -> list[ParkedRow]:
    """What any peer refused, oldest first."""
    return [_parked_row(row, json.loads(row["facts"])) for row in conn.execute(select(parked_table).order_by(parked_table.c.at)).mappings()]


def keep_report(uow: UnitOfWork, key: str, report: Mapping[str, Any], ok_at: str | None) -> None:
    """Remember how the last pass went; ``ok_at`` None keeps the time of the last good one."""
    note(uow, key, report=json.dumps(report, ensure_ascii=False), **({"last_ok_at": ok_at} if ok_at else {}))


def retry_parked(uow: UnitOfWork, key: str, fhir_type: str, fhir_id: str) -> None:
    """Send a refused resource again."""
    named = {"key": key, "type": fhir_type, "id": fhir_id}
    uow.conn.execute(delete(parked_table).where(*_resource(parked_table)), named)
    uow.conn.execute(update(peer_record).where(*_resource(peer_record)).values(answered_seq=0), named)
    note(uow, key, sent_seq=0)


@dataclass(frozen=True, slots=True)
class SetAsideRow:
    """An entry of a peer's feed that became no record. ``code`` is a key under ``set_aside.``; ``ref`` '' where it has no usable id."""

    id: int
    peer: str
    code: str
    ref: str
    facts: Mapping[str, str]
    at: str


def set_aside_count(conn: Connection, key: str) -> int:
    """How many entries of a peer's feed could not be taken in and nobody has looked at yet."""
    query = select(func.count()).select_from(set_aside).where(set_aside.c.peer == bindparam("key"), set_aside.c.seen_at.is_(None))
    return int(conn.execute(query, {"key": key}).scalar_one())


def unseen_set_aside(conn: Connection, limit: int = 50) -> list[SetAsideRow]:
    """Entries that nobody has looked at yet, the newest first."""
    query = select(set_aside).where(set_aside.c.seen_at.is_(None)).order_by(set_aside.c.id.desc()).limit(limit)
    found = [(row, json.loads(row["facts"])) for row in conn.execute(query).mappings()]
    return [SetAsideRow(row["id"], row["peer"], row["code"], str(facts.get("ref", "")), facts, row["at"]) for row, facts in found]


def see_set_aside(uow: UnitOfWork, key: int) -> None:
    """Somebody has looked at an entry; it stays in the table."""
    uow.conn.execute(update(set_aside).where(set_aside.c.id == bindparam("key")).values(seen_at=uow.at), {"key": key})


def note_brought(uow: UnitOfWork, person: str, key: str) -> None:
    """A resident from elsewhere was brought here, with the record as it is there now."""
    uow.conn.execute(delete(brought).where(brought.c.person == bindparam("key")), {"key": person})
    uow.conn.execute(insert(brought), {"person": person, "peer": key, "at": uow.at})


def brought_at(conn: Connection, person: str) -> str | None:
    """When a resident from elsewhere was last brought; None for one of our own."""
    return conn.execute(select(brought.c.at).where(brought.c.person == bindparam("key")), {"key": person}).scalar()


def _resource(table: Any) -> tuple[Any, Any, Any]:
    return table.c.peer == bindparam("key"), table.c.fhir_type == bindparam("type"), table.c.fhir_id == bindparam("id")


def _parked_row(row: RowMapping, facts: dict[str, str]) -> ParkedRow:
    person = facts.pop(PERSON, "")
    return ParkedRow(row["peer"], row["fhir_type"], row["fhir_id"], person, row["code"], facts, row["at"])


def _parked_count(conn: Connection, key: str) -> int:
    return len(conn.execute(select(parked_table.c.fhir_id).where(parked_table.c.peer == bindparam("key")), {"key": key}).all())


def _sum(rows: list[Any], refused: int) -> Waiting:
    return Waiting(len(rows), min((row.oldest_at for row in rows), default=None), refused)
