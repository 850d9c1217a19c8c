"""What the institution says of its products, one row each, and the batches of each on its shelf."""

from __future__ import annotations

from sqlalchemy import Column, ForeignKey, Integer, Table

from app.store.tables.columns import flag, metadata, text

# Drug knowledge itself is the rule pack's; names and strength stand here only of products that it does not have.
formulary = Table(
    "formulary",
    metadata,
    text("drug", primary_key=True),
    text("id", unique=True),  # of the institution's row of it, on every seat the same
    Column("pack_price_fen", Integer),
    flag("hidden"),
    text("insurance", default=""),
    text("source"),
    Column("pack_size", Integer),
    text("pack_word", default=""),
    text("trade_name", default=""),
    text("name", optional=True),  # NULL: the rule pack has the product
    text("form", default=""),
    text("strength", optional=True),
    text("unit", default=""),
    text("piece", default=""),
    text("maker", default=""),
    text("control", default=""),
    text("version", default=""),
    text("catalogue", default=""),
    text("withdrawn_at", optional=True),
    text("confirmed_by", optional=True),
    text("confirmed_at", optional=True),
    text("confirmation", default=""),
    text("confirmed_key", default=""),
    text("confirmed_pack", default=""),
    text("updated_at"),
    Column("revision", Integer, nullable=False, index=True),
    text("row_hash"),
    info={"audited": True, "synced": True, "person": "", "key": "id"},
)

formulary_batch = Table(
    "formulary_batch",
    metadata,
    Column("drug", ForeignKey("formulary.drug"), primary_key=True),
    text("number", primary_key=True),
    text("expiry", optional=True),
    Column("stock", Integer, nullable=False),  # pieces
)
