"""Patients to be called because something became known after their sheet was signed."""

from __future__ import annotations

from sqlalchemy import Index

from app.store.tables.columns import clinical, refers, text

# Made at the prescriber's workstation from its own sheets, so it is not sent on.
late_call = clinical(
    "late_call",
    refers("person", "person.id"),
    refers("prescription", "prescription.id"),
    text("prescriber"),
    text("news"),  # allergy, condition, laboratory, answer, medicine
    text("code"),
    text("rule"),
    text("severity"),
    text("source"),
    text("drugs", default="[]"),  # JSON list of formulary ids
    text("facts", default="{}"),  # JSON
    text("made_at"),
    text("closed_at", optional=True),
    text("closed_by", default=""),
    text("outcome", default=""),
    text("note", default=""),
    synced=False,
)
Index(None, late_call.c.closed_at)
