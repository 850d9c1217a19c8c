"""Numbered paper sheets of this seat for a power cut: reserved in blocks, entered later, each number once."""

from __future__ import annotations

from sqlalchemy import Index

from app.store.tables.columns import clinical, refers, text

# Numbers belong to one seat, whose printer made them; what was written on a sheet travels as the visit it became.
paper_sheet = clinical(
    "paper_sheet",
    text("seat"),
    text("reserved_at"),
    text("reserved_by", default=""),
    refers("person", "person.id", optional=True),
    refers("encounter", "encounter.id", optional=True),
    text("happened_at", default=""),
    text("entered_at", default=""),
    text("entered_by", default=""),
    text("spoiled", default=""),  # why it never became a visit
    synced=False,
)
Index(None, paper_sheet.c.entered_at, paper_sheet.c.spoiled)
