"""院外用药, a row for each answer."""

from __future__ import annotations

from sqlalchemy import Index

from app.store.tables.columns import clinical, refers, text

outside_medicine = clinical(
    "outside_medicine",
    refers("person", "person.id"),
    text("medicine", index=True),
    text("drug", default=""),
    text("name"),
    text("source"),
    text("taking"),
    refers("by", "practitioner.id", optional=True),
    text("at"),
    text("code", default="", index=True),
    text("place", default=""),
    text("single", default=""),
    text("unit", default=""),
    text("frequency", default=""),
    text("use", default=""),
    text("since", default=""),
    text("stopped", default=""),
    text("reason", default=""),
)
Index(None, outside_medicine.c.person, outside_medicine.c.at)
