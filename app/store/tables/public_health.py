"""Enrolments, filled forms, and tries to reach somebody."""

from __future__ import annotations

from sqlalchemy import Column, Index, Integer

from app.store.tables.columns import clinical, one_of, refers, text

enrolment = clinical(
    "enrolment",
    refers("person", "person.id", index=True),
    text("programme"),
    text("opened_on"),
    text("basis"),
    refers("opened_by", "practitioner.id"),
    text("opened_at"),
    text("closed_on", default=""),
    text("closing", default=""),
    text("closed_by", default=""),
    text("note", default=""),
)
Index(None, enrolment.c.programme, enrolment.c.closed_on, enrolment.c.person)

filled_form = clinical(
    "filled_form",
    refers("person", "person.id"),
    refers("encounter", "encounter.id", optional=True, index=True),
    text("form"),
    Column("version", Integer, nullable=False),
    text("day"),
    text("values"),  # JSON {field: [kind, source, text, …]}
    refers("by", "practitioner.id"),
    text("at"),
    text("status"),
    text("replaces", default=""),
    text("reason", default=""),
    # of values, for registers and rates: written with them, never changed
    text("way", default=""),
    text("control", default=""),
    text("next_on", default=""),
    text("systolic", default=""),
    text("diastolic", default=""),
    text("fasting", default=""),
    text("refer_reason", default=""),
    one_of("status", "completed", "entered-in-error"),
)
# everything that tells who is due, so that no form is read for it
Index(
    "ix_filled_form_newest",
    *(filled_form.c[name] for name in ("person", "form", "status", "day", "at", "next_on", "id")),
)
Index(None, filled_form.c.form, filled_form.c.day)

contact = clinical(
    "contact",
    refers("person", "person.id"),
    text("about"),
    text("way"),
    text("outcome"),
    refers("by", "practitioner.id"),
    text("at"),
    text("next_on", default=""),
    text("note", default=""),
)
Index(None, contact.c.person, contact.c.at)
