"""The monthly review of signed sheets: the lot as it was drawn, and what was found; what the prescriber answered.

Rows are only ever added. The lot is told to the institution's other seats; what was found, and the answer, travel as signed documents.
"""

from __future__ import annotations

from sqlalchemy import Column, Integer, LargeBinary

from app.store.tables.columns import clinical, refers, text

rx_sample = clinical(
    "rx_sample",
    text("month", index=True),  # YYYY-MM; several where seats drew before they met: the first counts
    refers("organization", "organization.id"),
    text("seed"),
    Column("population", Integer, nullable=False),
    text("sheets"),  # JSON [prescription, …] in the order drawn
    refers("practitioner", "practitioner.id"),
    text("at"),
    person="",
)

rx_comment = clinical(
    "rx_comment",
    text("sample", index=True),  # of another workstation where the comment came from there
    refers("person", "person.id"),
    refers("prescription", "prescription.id", index=True),
    text("codes", default="[]"),  # JSON [code, …], none = reasonable
    text("note", default=""),
    refers("practitioner", "practitioner.id"),
    text("at"),
    Column("document", LargeBinary, nullable=False),
    text("hash"),
    text("signature"),
    text("public_key"),
)

rx_comment_answer = clinical(
    "rx_comment_answer",
    refers("comment", "rx_comment.id", unique=True),
    refers("person", "person.id"),
    refers("prescription", "prescription.id"),
    text("act"),
    text("note", default=""),
    refers("practitioner", "practitioner.id"),
    text("at"),
    Column("document", LargeBinary, nullable=False),
    text("hash"),
    text("signature"),
    text("public_key"),
)
