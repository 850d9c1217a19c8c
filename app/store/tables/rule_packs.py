"""Signed rule packs that were brought here, each kept as it came; which of them is in use is a setting."""

from __future__ import annotations

from sqlalchemy import Column, LargeBinary

from app.store.tables.columns import clinical, text

# id: SHA-256 of the manifest, which names the hash of every file. Never synced: a workstation takes what its own site trusts.
rule_pack = clinical(
    "rule_pack",
    text("pack"),
    text("version"),
    text("title"),
    text("valid_from"),
    text("signed_by"),  # JSON [[name, key], …] of those the site trusted when it came
    Column("body", LargeBinary, nullable=False),
    text("taken_at"),
    text("taken_by"),
    person="",
    synced=False,
)
