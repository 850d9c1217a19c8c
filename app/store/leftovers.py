"""What came from elsewhere and became no record of ours: kept as received, set aside, or in the way of what stands here."""

from __future__ import annotations

from sqlalchemy import Connection, bindparam, select
from sqlalchemy.engine import RowMapping

from app.store.tables.sync import conflict, foreign, set_aside


def foreign_types(conn: Connection) -> list[str]:
    """Types of which something is kept as received."""
    return sorted(conn.execute(select(foreign.c.fhir_type).distinct()).scalars())


def foreign_page(conn: Connection, fhir_type: str, after: str, limit: int) -> list[RowMapping]:
    """Resources of a type kept as received, by id, from behind ``after``."""
    query = select(foreign.c.fhir_id, foreign.c.json).where(
        foreign.c.fhir_type == bindparam("type"), foreign.c.fhir_id > bindparam("after")
    )
    given = {"type": fhir_type, "after": after, "most": limit}
    return list(conn.execute(query.order_by(foreign.c.fhir_id).limit(bindparam("most")), given).mappings())


def foreign_of_peer(conn: Connection, peer: str) -> list[RowMapping]:
    """What a peer gave and became no record: fhir_type, fhir_id, person, json."""
    columns = foreign.c.fhir_type, foreign.c.fhir_id, foreign.c.person, foreign.c.json
    query = select(*columns).where(foreign.c.peer == bindparam("_peer")).order_by(foreign.c.fhir_type, foreign.c.fhir_id)
    return list(conn.execute(query, {"_peer": peer}).mappings())


def clashes_of(conn: Connection, peer: str) -> list[tuple[str, str]]:
    """Type and id of what a peer gave otherwise than it stands here, and nobody settled yet."""
    query = select(conflict.c.fhir_type, conflict.c.fhir_id).where(conflict.c.peer == bindparam("_peer"), conflict.c.settled_at.is_(None))
    return [(row.fhir_type, row.fhir_id) for row in conn.execute(query.order_by(conflict.c.id), {"_peer": peer})]


def set_aside_of(conn: Connection, peer: str) -> list[RowMapping]:
    """What of a peer's feed could not be taken in, in its order."""
    return list(
        conn.execute(select(set_aside).where(set_aside.c.peer == bindparam("_peer")).order_by(set_aside.c.id), {"_peer": peer}).mappings()
    )
