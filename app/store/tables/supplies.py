"""What was last prescribed of each drug to each resident: kept by triggers of the schema, so that a list over everybody reads little."""

from __future__ import annotations

from sqlalchemy import Column, Float, Index, Integer, Table

from app.store.tables.columns import metadata, text

# Worked out from sheets and lines alone; whatever writes those, sync too, keeps it.
last_supply = Table(
    "last_supply",
    metadata,
    text("person", primary_key=True),
    text("drug", primary_key=True),
    text("name"),
    Column("days", Integer, nullable=False),
    text("prescription"),  # the newest sheet in force that has it
    text("number", optional=True),
    text("signed_at"),
    text("before_at"),  # when the one before it was signed, '' = it is the first
    text("long_at"),  # when the newest 长期处方 with it was signed, '' = none
    Column("runs_out", Float, nullable=False),  # Julian day: the instant of signing and the days supplied
    Index(None, "runs_out"),
    sqlite_with_rowid=False,
)
