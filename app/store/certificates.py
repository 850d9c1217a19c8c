"""The certificates of this computer, the newest first."""

from __future__ import annotations

from dataclasses import dataclass, field

from sqlalchemy import Connection, bindparam, select

from app.store.tables.certificates import signing_certificate
from app.store.unit_of_work import UnitOfWork

INSTITUTION = ""
"""Account of the institution's own certificate."""
_FIELDS = ("id", "certificate", "chain", "sealed_key")
_OF = (
    select(*(signing_certificate.c[name] for name in _FIELDS))
    .where(signing_certificate.c.account == bindparam("account"))
    .order_by(signing_certificate.c.made_at.desc(), signing_certificate.c.id)
)


@dataclass(frozen=True, slots=True)
class StoredCertificate:
    """DER; ``chain``: certificates of the issuer one after another; ``sealed_key`` only of an imported one."""

    id: str
    certificate: bytes
    chain: bytes = b""
    sealed_key: bytes = field(default=b"", repr=False)


def of_account(conn: Connection, account: str) -> list[StoredCertificate]:
    """All of one account, or of the institution."""
    rows = conn.execute(_OF, {"account": account})
    return [StoredCertificate(row.id, row.certificate, row.chain or b"", row.sealed_key or b"") for row in rows]


def add(uow: UnitOfWork, account: str, one: StoredCertificate) -> None:
    """Keep one from now on."""
    row = {"id": one.id, "account": account, "certificate": one.certificate, "made_at": uow.at}
    uow.insert(signing_certificate, row | {"chain": one.chain or None, "sealed_key": one.sealed_key or None})
