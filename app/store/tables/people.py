"""Residents with their numbers, phones and search keys, and what is known of them for good."""

from __future__ import annotations

from sqlalchemy import Column, ForeignKey, Index, Integer, Table, Text

from app.store.tables.columns import clinical, metadata, one_of, refers, text

person = clinical(
    "person",
    text("name"),
    text("sex"),
    text("birth", optional=True),
    text("deceased", optional=True),
    text("householder", default=""),
    text("division", default=""),
    text("village", default=""),
    text("village_group", default=""),
    text("address", default=""),
    text("identifiers"),  # JSON [[kind, value], …]; the order is the person's, the keys below are for searching
    text("phones"),  # JSON [[number, relation], …]
    text("temporary_reason", default=""),  # why there is no ID number
    text("created_at"),
    text("updated_at"),
    person="id",
)

# Derived from person, rebuilt at will: one B-tree serves name, initials, pinyin, village, numbers and their tails.
person_key = Table(
    "person_key",
    metadata,
    Column("kind", Text, primary_key=True),
    Column("key", Text, primary_key=True),
    Column("person", Text, ForeignKey("person.id"), primary_key=True),
    Index(None, "person"),
    sqlite_with_rowid=False,
)

# Two records of one human. Rows keep the person they were written for; charts read the linked set.
person_link = clinical(
    "person_link",
    refers("a", "person.id", index=True),
    refers("b", "person.id", index=True),
    text("reason"),
    text("made_at"),
    text("made_by"),
    text("undone_at", optional=True),
    text("undone_by", optional=True),
    person="a",
)

condition = clinical(
    "condition",
    refers("person", "person.id", index=True),
    refers("encounter", "encounter.id", optional=True),
    text("icd10"),
    text("display"),
    text("cn_code", default=""),
    text("clinical_status"),
    text("verification"),
    text("onset", optional=True),
    text("recorded_at"),
    text("recorded_by", optional=True),
)

allergy = clinical(
    "allergy",
    refers("person", "person.id", index=True),
    text("text"),
    text("token", default=""),
    text("reaction", default=""),
    text("severity", default=""),
    text("source", default=""),
    text("clinical_status"),
    text("verification"),
    text("recorded_at"),
    text("recorded_by", optional=True),
)

fact = clinical(
    "fact",
    refers("person", "person.id"),
    text("kind"),
    text("answer"),
    text("at"),
    text("source", default=""),
    text("recorded_by", optional=True),
    one_of("answer", "yes", "no", "not_asked"),
)
Index(None, fact.c.person, fact.c.kind, fact.c.at)

draft = Table(
    "draft",
    metadata,
    text("id", primary_key=True),
    text("kind"),  # encounter, prescription, resident, intake …
    text("person", optional=True),
    text("encounter", optional=True),
    text("account"),
    text("body"),  # JSON
    text("saved_at"),
    Column("revision", Integer, nullable=False, server_default="1"),
    Index(None, "account", "kind"),
    Index(None, "encounter"),
)
