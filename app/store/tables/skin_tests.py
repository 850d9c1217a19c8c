"""Skin tests, their readings, and what else was written about them."""

from __future__ import annotations

from sqlalchemy import Column, Index, Integer

from app.store.tables.columns import clinical, flag, refers, text

skin_test = clinical(
    "skin_test",
    refers("person", "person.id"),
    refers("encounter", "encounter.id", optional=True),
    text("drug"),
    text("name"),
    text("batch"),
    text("concentration"),
    text("site"),
    Column("minutes", Integer, nullable=False),
    refers("by", "practitioner.id"),
    text("at", index=True),
    text("adrenaline", default=""),
    text("without", default=""),
)
Index(None, skin_test.c.person, skin_test.c.at)

skin_reading = clinical(
    "skin_reading",
    refers("person", "person.id", index=True),
    refers("test", "skin_test.id", index=True),
    text("result"),
    refers("by", "practitioner.id"),
    text("at"),
    text("diameter", default=""),
    flag("flush"),
    flag("pseudopodia"),
)

skin_step = clinical(
    "skin_step",
    refers("person", "person.id", index=True),
    refers("test", "skin_test.id", index=True),
    text("act"),
    refers("by", "practitioner.id"),
    text("at"),
    text("batch", default=""),
    Column("minutes", Integer, nullable=False, server_default="0"),
    text("note", default=""),
)
