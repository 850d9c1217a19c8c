"""X.509 certificates that PDF copies are signed with: the institution's own, and those of the accounts of this computer."""

from __future__ import annotations

from sqlalchemy import Column, LargeBinary

from app.store.tables.columns import clinical, text

# id: SHA-256 of the certificate. Certificates and chain are DER. ``sealed_key``: PKCS #8, AES-GCM under a key out of the owner's own
# slot, only of a certificate that was imported; every other key is derived from what the slot holds and stored nowhere.
signing_certificate = clinical(
    "signing_certificate",
    text("account", default=""),  # '' = the institution's
    Column("certificate", LargeBinary, nullable=False),
    Column("chain", LargeBinary),
    Column("sealed_key", LargeBinary),
    text("made_at"),
    person="",
    synced=False,
)
