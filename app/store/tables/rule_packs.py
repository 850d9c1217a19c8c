"""Signed rule packs that were brought here, each kept as it came; which of them is in use is a setting; what a server offers; the county's files."""

from __future__ import annotations

from sqlalchemy import Column, LargeBinary, Table

from app.store.tables.columns import clinical, metadata, text

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

# Insurance list and issuers as the county signed them. Synced: one seat takes in, the others follow what they trust.
county_file = clinical(
    "county_file",
    text("kind"),
    text("number"),
    text("issued", index=True),
    text("text"),  # JSON with its signatures
    person="",
)

# What a server published and nobody here has taken into use yet; ``id`` is the Library's. The site's trust is asked when somebody looks.
rule_pack_offer = Table(
    "rule_pack_offer",
    metadata,
    text("id", primary_key=True),
    text("peer"),
    text("title"),
    text("binary", default=""),  # where its bytes lie, if they did not come along
    Column("body", LargeBinary),
    text("at"),
)
