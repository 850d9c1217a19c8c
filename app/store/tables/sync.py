"""What each peer holds, what is on its way, and what a person must decide."""

from __future__ import annotations

from sqlalchemy import Column, Index, Integer, LargeBinary, Table

from app.store.tables.columns import metadata, text

peer = Table(
    "peer",
    metadata,
    text("id", primary_key=True),
    text("kind"),  # hub, cloud, courier
    text("url"),
    text("epoch", optional=True),
    text("dialect", optional=True),  # JSON, see sync.dialect
    text("cursor", optional=True),
    Column("sent_seq", Integer, nullable=False, server_default="0"),  # every local change up to here is answered
    Column("clock_offset_ms", Integer),
    text("secret", default=""),  # JSON: how to sign in there
    text("added_at"),
    text("last_ok_at", optional=True),
    text("report", default="{}"),  # JSON of the last pass, for the sync page
    text("compared", default="{}"),  # JSON: when it was counted and listed against us, and what differed
)

peer_record = Table(
    "peer_record",
    metadata,
    text("peer", primary_key=True),
    text("fhir_type", primary_key=True),
    text("fhir_id", primary_key=True),
    text("remote_id", optional=True),
    text("etag", optional=True),
    text("hash", default=""),
    Column("base", LargeBinary),  # gzip of the body last agreed on
    Column("answered_seq", Integer, nullable=False, server_default="0"),  # this resource's changes up to here are answered
    text("acked_at", optional=True),  # when it took this version from us; a version that came from it has none
    sqlite_with_rowid=False,
)
# Only servers that number resources themselves have rows in it.
Index(
    "ix_peer_record_remote_id",
    peer_record.c.peer,
    peer_record.c.fhir_type,
    peer_record.c.remote_id,
    sqlite_where=peer_record.c.remote_id != peer_record.c.fhir_id,
)

in_flight = Table(
    "in_flight",
    metadata,
    text("peer", primary_key=True),
    Column("n", Integer, primary_key=True),
    Column("body", LargeBinary, nullable=False),  # gzip of the exact bytes
    text("covers"),  # JSON
)

receipt = Table(
    "receipt",
    metadata,
    Column("id", Integer, primary_key=True),
    text("peer"),
    text("kind"),
    text("body"),
    text("at"),
)

parked = Table(
    "parked",
    metadata,
    text("peer", primary_key=True),
    text("fhir_type", primary_key=True),
    text("fhir_id", primary_key=True),
    Column("seq", Integer, nullable=False),
    text("code"),
    text("facts"),  # JSON
    text("at"),
)

conflict = Table(
    "conflict",
    metadata,
    Column("id", Integer, primary_key=True),
    text("peer"),
    text("fhir_type"),
    text("fhir_id"),
    text("person", optional=True),
    text("fields"),  # JSON [{label, here, there}]
    text("here", default="{}"),  # JSON {who, when, where}
    text("there", default="{}"),
    Column("agreed", LargeBinary),  # the form both began from
    Column("ours", LargeBinary),
    Column("theirs", LargeBinary, nullable=False),
    text("hash", default=""),  # of theirs
    text("at"),
    text("settled_at", optional=True),
    text("settled_by", optional=True),
    text("choice", default=""),
    Index(None, "settled_at"),
)

foreign = Table(
    "foreign",
    metadata,
    text("fhir_type", primary_key=True),
    text("fhir_id", primary_key=True),
    text("person", optional=True),
    text("json"),
    text("peer"),
    text("etag", optional=True),
    text("at"),
    Index(None, "person"),
)

# Entries of a feed that could not be taken in; the rest of the page went on.
set_aside = Table(
    "set_aside",
    metadata,
    Column("id", Integer, primary_key=True),
    text("peer"),
    text("code"),
    text("facts"),
    text("at"),
    text("seen_at", optional=True),  # somebody has looked at it
)

# Residents from elsewhere, looked up by hand: their records are as they were at that time.
brought = Table(
    "brought",
    metadata,
    text("person", primary_key=True),
    text("peer"),
    text("at"),
)
