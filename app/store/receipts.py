"""What proves that a record arrived: who holds it, under which id and version, with what content, since when."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Connection, bindparam, select
from sqlalchemy.engine import RowMapping

from app.store import outgoing
from app.store.tables.sync import parked, peer, peer_record

_HELD = (
    select(peer_record, peer.c.kind, peer.c.url)
    .join(peer, peer.c.id == peer_record.c.peer)
    .where(peer_record.c.fhir_type == bindparam("type"), peer_record.c.fhir_id == bindparam("id"), peer_record.c.hash != "")
    .order_by(peer.c.added_at, peer.c.id)
)
_PARKED = select(parked.c.code).where(
    parked.c.peer == bindparam("peer"), parked.c.fhir_type == bindparam("type"), parked.c.fhir_id == bindparam("id")
)


@dataclass(frozen=True, slots=True)
class Receipt:
    """One peer's receipt for one record.

    ``version`` and ``remote_id`` as the peer calls them, ``hash`` of the content it holds (SHA-256, hex). ``at``: when it took this
    version from here, None where this version came from it. ``waiting``: the record was written since, and that is not there yet;
    ``refused``: message code under ``parked.`` where the peer will not take it.
    """

    peer: str
    kind: str
    url: str
    remote_id: str
    version: str
    hash: str
    at: str | None
    waiting: bool = False
    refused: str = ""


def of_record(conn: Connection, record_type: str, record_id: str) -> list[Receipt]:
    """The receipts of a record's own resource, the longest known peer first; empty where nobody has it."""
    fhir_type = outgoing.FHIR_TYPES[record_type]
    newest = outgoing.newest(conn, [record_type], [record_id]).get(record_id, 0)
    rows = conn.execute(_HELD, {"type": fhir_type, "id": record_id}).mappings().all()
    return [_receipt(conn, row, newest) for row in rows]


def _receipt(conn: Connection, row: RowMapping, newest: int) -> Receipt:
    named = {"peer": row["peer"], "type": row["fhir_type"], "id": row["fhir_id"]}
    refused = conn.execute(_PARKED, named).scalar()
    return Receipt(
        peer=str(row["peer"]),
        kind=str(row["kind"]),
        url=str(row["url"]),
        remote_id=str(row["remote_id"] or row["fhir_id"]),
        version=str(row["etag"] or "").removeprefix("W/").strip('"'),
        hash=str(row["hash"]),
        at=None if row["acked_at"] is None else str(row["acked_at"]),
        waiting=newest > int(str(row["answered_seq"])),
        refused=str(refused or ""),
    )
