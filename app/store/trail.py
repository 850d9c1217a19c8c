"""The audit trail read backwards, page by page: it has no index but its number, so a page walks from where the last one ended."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import Connection, select

from app.store.rows import among, listed
from app.store.tables.log import audit


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which rows; an empty field wants all. ``since`` and ``until``: instants of the store, the latter not included."""

    since: str = ""
    until: str = ""
    account: str | None = None
    persons: Collection[str] = ()
    action: str = ""
    type: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """One row as it stands in the file, without its hashes."""

    seq: int
    at: str
    account: str
    role: str
    seat: str
    action: str
    type: str
    ref: str
    person: str
    outcome: str
    reason: str
    detail: str


_SHOWN = [
    audit.c[name] for name in ("seq", "ts_utc", "account", "role", "seat", "action", "type", "ref", "person", "outcome", "reason", "detail")
]


def rows(conn: Connection, wanted: Wanted, before: int | None, limit: int) -> list[Row]:
    """At most ``limit`` rows, the newest first. ``before``: only older ones than this number."""
    query = select(*_SHOWN).order_by(audit.c.seq.desc()).limit(limit)
    told: dict[str, str] = {}
    if before is not None:
        query = query.where(audit.c.seq < before)
    if wanted.since:
        query = query.where(audit.c.ts_utc >= wanted.since)
    if wanted.until:
        query = query.where(audit.c.ts_utc < wanted.until)
    if wanted.account is not None:
        query = query.where(audit.c.account == wanted.account)
    if wanted.persons:
        query = query.where(among(audit.c.person, "persons"))
        told["persons"] = listed(wanted.persons)
    if wanted.action:
        query = query.where(audit.c.action == wanted.action)
    if wanted.type:
        query = query.where(audit.c.type == wanted.type)
    return [Row(*row) for row in conn.execute(query, told)]
