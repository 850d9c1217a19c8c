"""The ledger of the shelf, what was given out against which line, which packs are gone, and what was paid for it."""

from __future__ import annotations

from sqlalchemy import Column, ForeignKey, Index, Integer, Table

from app.store.tables.columns import clinical, flag, metadata, refers, text

dispense = clinical(
    "dispense",
    refers("person", "person.id", index=True),
    refers("encounter", "encounter.id"),
    refers("prescription", "prescription.id", index=True),
    refers("line", "prescription_line.id"),
    text("drug"),
    text("name"),
    text("batch"),
    text("expiry", optional=True),
    Column("pieces", Integer, nullable=False),
    text("piece"),
    text("status", index=True),
    refers("prepared_by", "practitioner.id"),
    text("prepared_at"),
    text("codes", default="[]"),  # JSON [{key, pieces, product, split}, …]
    refers("handed_by", "practitioner.id", optional=True),
    text("handed_at", optional=True, index=True),
    text("reason", default=""),
    text("shelf", default=""),
    refers("back_by", "practitioner.id", optional=True),
    text("back_at", optional=True),
)

# the same as in dispense.codes, to be found by code
dispense_code = Table(
    "dispense_code",
    metadata,
    text("code", primary_key=True),
    Column("dispense", ForeignKey("dispense.id"), primary_key=True, index=True),
    Column("pieces", Integer, nullable=False),
    text("product", index=True),
    text("drug"),
    flag("split"),
)

# codes that came from another seat and were here already: few, where all that were ever sold are many
code_twice = Table("code_twice", metadata, text("code", primary_key=True))

settlement = clinical(
    "settlement",
    refers("person", "person.id"),
    refers("sheet", "prescription.id", index=True),
    refers("organization", "organization.id"),
    text("way"),
    Column("amount_fen", Integer, nullable=False),
    Column("reckoned_fen", Integer),
    Column("insured_fen", Integer, nullable=False),
    text("number"),
    text("reason"),
    refers("by", "practitioner.id"),
    text("at", index=True),
    text("takes_back", default=""),
)

stock_move = clinical(
    "stock_move",
    text("drug"),
    text("batch"),
    text("expiry", optional=True),
    text("kind"),
    Column("pieces", Integer, nullable=False),
    text("at", index=True),
    text("by"),
    text("reason", default=""),
    text("note", default=""),
    text("dispense", optional=True, index=True),
    person="",
)
# every sum over a ledger that only grows is taken from an index alone
Index(None, stock_move.c.drug, stock_move.c.batch, stock_move.c.pieces)
Index(None, stock_move.c.drug, stock_move.c.at, stock_move.c.pieces)
