"""What pharmacists said of signed sheets and what prescribers answered; each row is a signed step, written once."""

from __future__ import annotations

from sqlalchemy import Column, LargeBinary

from app.store.tables.columns import clinical, refers, text

review_step = clinical(
    "review_step",
    refers("person", "person.id"),
    refers("prescription", "prescription.id", index=True),
    text("sheet_hash"),
    text("act"),
    refers("practitioner", "practitioner.id"),
    text("at"),
    text("seen", default="[]"),  # JSON: ids of the steps before it
    text("objections", default="[]"),  # JSON [{code, lines}, …]
    text("proposals", default="[]"),  # JSON [{line, what, value}, …]
    text("note", default=""),
    text("new_sheet", optional=True),  # may not be here yet
    text("outcome", default=""),
    Column("document", LargeBinary, nullable=False),
    text("hash"),
    text("signature"),
    text("public_key"),
)
