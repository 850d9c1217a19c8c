"""Prescriptions as signed, their lines and printed copies."""

from __future__ import annotations

from sqlalchemy import Column, Float, Index, Integer, LargeBinary, Table, UniqueConstraint

from app.store.tables.columns import clinical, flag, metadata, refers, text

prescription = clinical(
    "prescription",
    refers("person", "person.id", index=True),
    refers("encounter", "encounter.id", index=True),
    text("kind"),
    text("state"),
    text("number", optional=True, unique=True),
    text("payment"),
    flag("long_term"),
    text("extend_reason", default=""),
    text("diagnoses"),  # JSON [[icd10, display], …]
    text("overrides", default="[]"),  # JSON
    text("review", default="{}"),  # JSON: pack, findings and checks at signing
    refers("prescriber", "practitioner.id", optional=True),
    text("signed_at", optional=True),
    text("valid_until", optional=True),
    Column("document", LargeBinary),
    text("hash", optional=True),
    text("prev_hash", optional=True),
    text("signature", optional=True),
    text("public_key", optional=True),
    text("based_on", optional=True),
    text("cancelled_at", optional=True),
    text("cancel_reason", default=""),
)
Index(None, prescription.c.signed_at)
Index(None, prescription.c.state, prescription.c.signed_at)
Index(None, prescription.c.prev_hash)

prescription_line = clinical(
    "prescription_line",
    refers("prescription", "prescription.id", index=True),
    refers("person", "person.id"),
    Column("n", Integer, nullable=False),
    text("drug"),
    text("name"),
    text("form"),
    text("strength"),
    text("single"),
    text("dose_unit"),
    text("frequency"),
    text("per_day"),
    text("route"),
    Column("days", Integer, nullable=False),
    text("quantity"),
    text("quantity_unit"),
    text("skin_test", default=""),
    text("as_needed", default=""),
    text("note", default=""),
    Column("price_fen", Integer),
    UniqueConstraint("prescription", "n"),
)

printed_copy = clinical(
    "printed_copy",
    refers("prescription", "prescription.id", index=True),
    refers("person", "person.id"),
    Column("copy_no", Integer, nullable=False),
    text("printed_at"),
    text("printed_by"),
    text("sha256"),  # of the PDF
    synced=False,
)

# Kept by triggers of the schema from sheets, lines and steps of reviews, whatever writes those; in order of signing, so that a period is
# read in one piece.
sheet_tally = Table(
    "sheet_tally",
    metadata,
    text("signed_at", primary_key=True),
    text("prescription", primary_key=True),
    text("prescriber"),
    text("state"),
    Column("lines", Integer, nullable=False),
    text("drugs"),  # JSON [product, …] of the lines
    text("overrides"),  # JSON ["rule reason", …] of the findings it was signed in spite of
    flag("doubted"),  # sent back at least once by somebody else than the prescriber, about this very document
    flag("refused"),
    flag("answered"),  # signed anew by the prescriber after a return
    Column("minutes", Float),  # from signing to the first verdict, empty = nobody has judged
    sqlite_with_rowid=False,
)
