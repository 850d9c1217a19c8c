"""The audit trail (hash-chained, append-only) and the change log that sync reads."""

from __future__ import annotations

from sqlalchemy import Column, Index, Integer, Table

from app.store.tables.columns import metadata, text

# No index but the number: it is written with every save and read as a whole, to be verified.
audit = Table(
    "audit",
    metadata,
    Column("seq", Integer, primary_key=True),
    text("ts_utc"),
    text("boot_id"),
    Column("mono_ns", Integer, nullable=False),
    text("account", default=""),
    text("role", default=""),
    text("seat", default=""),
    text("action"),  # create, update, read, print, export, sign, cancel, sync, login, logout, lock, refuse …
    text("type"),
    text("ref", default=""),
    text("person", default=""),
    text("outcome"),
    text("reason", default=""),
    text("detail", default=""),  # JSON without names
    text("row_hash", default=""),
    text("prev"),
    text("hash"),
)

change = Table(
    "change",
    metadata,
    Column("seq", Integer, primary_key=True),
    text("tx"),
    text("type"),
    text("id"),
    text("op"),  # insert, update
    text("origin"),  # local, or a peer's id
    text("account", default=""),
    text("at"),
    Index(None, "origin", "seq"),
    Index(None, "type", "id", "seq"),
)
