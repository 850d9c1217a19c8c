"""Who must hear that a value was taken back: those who saw it, and whoever must call a patient about a sheet signed by it."""

from __future__ import annotations

from sqlalchemy import Index

from app.store.tables.columns import clinical, refers, text

# Made at each workstation from its own audit trail and sheets, so it is not sent on.
correction = clinical(
    "correction",
    refers("person", "person.id"),
    text("type"),  # what was taken back: measurement, ecg_recording
    text("ref"),
    refers("encounter", "encounter.id", optional=True),
    refers("account", "account.id", optional=True),  # who saw the value; NULL = a call-back, anybody's
    refers("prescription", "prescription.id", optional=True),  # the sheet a call-back is about
    text("reason"),
    text("made_at"),
    text("closed_at", optional=True),
    text("closed_by", default=""),
    text("outcome", default=""),  # seen; of a call-back: unchanged, stopped, replaced, unreachable
    text("note", default=""),
    synced=False,
)
Index(None, correction.c.account, correction.c.closed_at)
