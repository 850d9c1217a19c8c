"""Institutions, staff, roles and the accounts of this PC."""

from __future__ import annotations

from sqlalchemy import Table

from app.store.tables.columns import clinical, flag, metadata, refers, text

organization = clinical(
    "organization",
    text("code", unique=True),
    text("name"),
    text("type_code"),
    text("phone", default=""),
    text("division", default=""),
    person="",
)

practitioner = clinical(
    "practitioner",
    refers("organization", "organization.id"),
    text("staff_no"),
    text("name"),
    text("licence_no", default=""),
    text("title", default=""),
    flag("may_prescribe"),
    flag("narcotic_right"),
    text("antibiotic_tier"),
    text("rights_from", optional=True),
    text("rights_to", optional=True),
    person="",
)

role = Table(
    "role",
    metadata,
    text("name", primary_key=True),
    text("permissions"),  # JSON list of service verbs
    text("working_page"),
    info={"audited": True, "synced": False, "person": "", "key": "name"},
)

practitioner_role = clinical(
    "practitioner_role",
    refers("practitioner", "practitioner.id", index=True),
    refers("organization", "organization.id"),
    refers("role", "role.name"),
    text("valid_from"),
    text("valid_to", optional=True),
    person="",
)

# Who may sign in on this PC; its key slot lies in keyslots.json. Never synced.
account = clinical(
    "account",
    text("login", unique=True),
    refers("practitioner", "practitioner.id"),
    refers("role", "role.name"),
    text("public_key", default=""),
    text("created_at"),
    text("disabled_at", optional=True),
    person="",
    synced=False,
)

setting = Table(
    "setting",
    metadata,
    text("key", primary_key=True),
    text("value"),  # JSON
    info={"audited": True, "synced": False, "person": "", "key": "key"},
)
