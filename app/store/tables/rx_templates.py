"""Templates of prescriptions, a row for each version."""

from __future__ import annotations

from sqlalchemy import Index

from app.store.tables.columns import clinical, flag, one_of, refers, text

rx_template = clinical(
    "rx_template",
    refers("organization", "organization.id"),
    text("scope"),
    text("name"),
    text("icd10", default=""),
    text("diagnosis", default=""),
    text("lines"),  # JSON list
    text("herbs", default="[]"),  # JSON list
    text("decoction", default="null"),  # JSON
    refers("by", "practitioner.id"),
    text("at"),
    text("replaces", default="[]"),  # JSON list
    flag("gone"),
    one_of("scope", "own", "site"),
    person="",
)
Index(None, rx_template.c.organization, rx_template.c.scope, rx_template.c.by)
