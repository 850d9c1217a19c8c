"""The audit trail: append-only, each row's hash over the one before it (reliability.md §4)."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, select

from app.clock import BOOT_ID
from app.store.rows import canonical, insert_rows, row_hash
from app.store.tables import metadata
from app.store.tables.log import audit

GENESIS = "0" * 64
_HASHED = tuple(column.name for column in audit.columns if column.name != "hash")


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts: the account signed in (id, '' = the program itself), its role, and the seat of this workstation."""

    account: str = ""
    role: str = ""
    seat: str = ""
    practitioner: str = ""


PROGRAM = Actor()


@dataclass(frozen=True, slots=True)
class Act:
    """One thing that happened. ``detail`` holds no names; ``row_hash`` binds the row as it was left."""

    action: str
    type: str
    ref: str = ""
    person: str = ""
    outcome: str = "ok"
    reason: str = ""
    detail: str = ""
    row_hash: str = ""


@dataclass(frozen=True, slots=True)
class Head:
    """The newest row's number and hash."""

    seq: int = 0
    hash: str = GENESIS


def head(conn: Connection) -> Head:
    """Where the chain ends."""
    last = conn.execute(select(audit.c.seq, audit.c.hash).order_by(audit.c.seq.desc()).limit(1)).one_or_none()
    return Head() if last is None else Head(last.seq, last.hash)


def chained(after: Head, acts: Sequence[Act], actor: Actor, at: str, mono_ns: int) -> tuple[list[dict[str, Any]], Head]:
    """Rows for the acts, linked behind a head, and the new head."""
    rows = []
    for act in acts:
        row: dict[str, Any] = {
            "seq": after.seq + 1,
            "ts_utc": at,
            "boot_id": BOOT_ID,
            "mono_ns": mono_ns,
            "account": actor.account,
            "role": actor.role,
            "seat": actor.seat,
            "action": act.action,
            "type": act.type,
            "ref": act.ref,
            "person": act.person,
            "outcome": act.outcome,
            "reason": act.reason,
            "detail": act.detail,
            "row_hash": act.row_hash,
            "prev": after.hash,
        }
        row["hash"] = link(row)
        rows.append(row)
        after = Head(row["seq"], row["hash"])
    return rows, after


def append(conn: Connection, rows: Sequence[Mapping[str, Any]]) -> None:
    """Write chained rows."""
    insert_rows(conn, audit, rows)


def link(row: Mapping[Any, Any]) -> str:
    """SHA-256 over every other column; the one before is among them."""
    return hashlib.sha256(canonical([row[name] for name in _HASHED]).encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Flaw:
    """Something that does not fit: ``code`` chain_gap, chain_hash, row_hash, row_older, row_unaudited or row_missing."""

    code: str
    type: str
    ref: str


Tell = Callable[[str, float], None]
"""Hears how far a check is: its stage, and the share of that stage that is done, 0 to 1."""
_TOLD_EVERY = 1000


def nobody_asks(_stage: str, _share: float) -> None:
    """How far a check is, told to nobody."""


def verify(conn: Connection, tell: Tell = nobody_asks) -> Iterator[Flaw]:
    """Walk the chain and compare every audited row with itself and with the newest audit row about it. Stages: chain, rows."""
    yield from _chain(conn, tell)
    tables = [table.name for table in metadata.sorted_tables if table.info.get("audited") and "row_hash" in table.c]
    for done, name in enumerate(tables):
        tell("rows", done / len(tables))
        yield from _rows(conn, name)


def _chain(conn: Connection, tell: Tell) -> Iterator[Flaw]:
    before, last = Head(), max(1, head(conn).seq)
    for row in conn.execute(select(audit).order_by(audit.c.seq)).mappings():
        if row["seq"] != before.seq + 1 or row["prev"] != before.hash:
            yield Flaw("chain_gap", "audit", str(row["seq"]))
        if link(row) != row["hash"]:
            yield Flaw("chain_hash", "audit", str(row["seq"]))
        before = Head(row["seq"], row["hash"])
        if before.seq % _TOLD_EVERY == 0:
            tell("chain", before.seq / last)


def _rows(conn: Connection, name: str) -> Iterator[Flaw]:
    table = metadata.tables[name]
    acts = select(audit.c.ref, audit.c.row_hash).where(audit.c.type == name, audit.c.row_hash != "").order_by(audit.c.seq)
    newest: dict[str, str] = {row.ref: row.row_hash for row in conn.execute(acts)}
    for row in conn.execute(select(table)).mappings():
        known = newest.pop(row["id"], "")
        if row_hash(row) != row["row_hash"]:
            yield Flaw("row_hash", name, row["id"])
        elif known != row["row_hash"]:
            yield Flaw("row_older" if known else "row_unaudited", name, row["id"])
    for ref in newest:
        yield Flaw("row_missing", name, ref)
