"""The monthly review of signed sheets: the lot as it was drawn, and what was found; rows are only ever added and stay here."""

from __future__ import annotations

from sqlalchemy import Column, Integer

from app.store.tables.columns import clinical, refers, text

rx_sample = clinical(
    "rx_sample",
    text("month", unique=True),  # YYYY-MM
    text("seed"),
    Column("population", Integer, nullable=False),
    text("sheets"),  # JSON [prescription, …] in the order drawn
    refers("practitioner", "practitioner.id"),
    text("at"),
    person="",
    synced=False,
)

rx_comment = clinical(
    "rx_comment",
    refers("sample", "rx_sample.id", index=True),
    refers("person", "person.id"),
    refers("prescription", "prescription.id"),
    text("codes", default="[]"),  # JSON [code, …], none = reasonable
    text("note", default=""),
    refers("practitioner", "practitioner.id"),
    text("at"),
    synced=False,
)
