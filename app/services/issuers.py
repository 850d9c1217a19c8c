"""Further issuers whose certificates count here: those of the county's CA, each with its list of revoked certificates (RFC 5280 §5)."""

from __future__ import annotations

import base64
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from cryptography import x509
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import NameOID

from app.errors import KnownError
from app.services.certificates import der, named
from app.services.desk import Desk
from app.store import settings
from app.store.database import Reading
from app.store.unit_of_work import UnitOfWork

KEY, MANAGE = "certificate.issuers", "settings.manage"
MOST_BYTES = 16 * 1024 * 1024
_PEM = b"-----BEGIN"

Stored = list[dict[str, str]]


@dataclass(frozen=True, slots=True)
class Issuer:
    """One issuer and, where it is here, which of its certificates it took back."""

    certificate: x509.Certificate
    revoked: x509.CertificateRevocationList | None = None

    @property
    def name(self) -> str:
        """Organization, else common name."""
        subject = self.certificate.subject
        return named(subject, NameOID.ORGANIZATION_NAME) or named(subject, NameOID.COMMON_NAME)

    @property
    def fingerprint(self) -> str:
        """SHA-256, hex."""
        return self.certificate.fingerprint(SHA256()).hex()

    @property
    def until(self) -> datetime:
        """Last moment of the certificate."""
        return self.certificate.not_valid_after_utc

    @property
    def listed_at(self) -> datetime | None:
        """When its list was made; None = there is none here."""
        return None if self.revoked is None else self.revoked.last_update_utc

    def revoked_at(self, one: x509.Certificate) -> datetime | None:
        """When it took a certificate of its own back; None = it did not, as far as the list says."""
        if self.revoked is None or one.issuer != self.certificate.subject:
            return None
        found = self.revoked.get_revoked_certificate_by_serial_number(one.serial_number)
        return None if found is None else found.revocation_date_utc


@dataclass(frozen=True, slots=True)
class Taken:
    """What a file held: new issuers, newer lists."""

    issuers: tuple[str, ...]
    lists: tuple[str, ...]


class Issuers:
    """Kept on this workstation; whoever manages it takes in and drops."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def listed(self) -> list[Issuer]:
        """In the order they came."""
        return [_issuer(row) for row in self._desk.store.read(_rows)]

    def take_in(self, body: bytes) -> Taken:
        """A file with certificates and lists, PEM (several one after another) or DER.

        Raises KnownError ``issuer_unreadable``, ``issuer_not_ca`` (somebody's own certificate issues nothing), ``issuer_out_of_date``,
        ``crl_unknown`` (a list of an issuer that is not here, or not signed by it).
        """
        return self._desk.write(MANAGE, lambda uow: merge(uow, body, self._desk.clock.now()))

    def drop(self, fingerprint: str) -> None:
        """Its word counts no more. An unknown one is nothing."""
        self._desk.write(MANAGE, lambda uow: settings.put(uow, KEY, [_stored(one) for one in _others(uow, fingerprint)]))


def checked(body: bytes, now: datetime) -> tuple[list[x509.Certificate], list[x509.CertificateRevocationList]]:
    """What a file holds. Raises what :meth:`Issuers.take_in` says of it by itself."""
    certificates, lists = _read(body)
    for one in certificates:
        _check(one, now)
    return certificates, lists


def merge(uow: UnitOfWork, body: bytes, now: datetime) -> Taken:
    """Lay a file to those that are here. Raises as :meth:`Issuers.take_in`."""
    certificates, lists = checked(body, now)
    known = [_issuer(row) for row in _rows(uow.conn)]
    here = {one.fingerprint for one in known}
    new = [Issuer(one) for one in certificates if one.fingerprint(SHA256()).hex() not in here]
    merged = [*known, *new]
    for revoked in lists:
        merged = _with_list(merged, revoked)
    settings.put(uow, KEY, [_stored(one) for one in merged])
    return Taken(tuple(one.name for one in new), tuple(_name_of(one) for one in lists))


def _others(uow: UnitOfWork, fingerprint: str) -> Iterator[Issuer]:
    return (one for one in map(_issuer, _rows(uow.conn)) if one.fingerprint != fingerprint)


def _rows(conn: Reading) -> Stored:
    none: Stored = []
    return settings.get(conn, KEY, none)


def _issuer(row: dict[str, str]) -> Issuer:
    revoked = row.get("revoked", "")
    return Issuer(
        x509.load_der_x509_certificate(base64.b64decode(row["certificate"])),
        x509.load_der_x509_crl(base64.b64decode(revoked)) if revoked else None,
    )


def _stored(one: Issuer) -> dict[str, str]:
    revoked = b"" if one.revoked is None else one.revoked.public_bytes(Encoding.DER)
    return {"certificate": base64.b64encode(der(one.certificate)).decode(), "revoked": base64.b64encode(revoked).decode()}


def _read(body: bytes) -> tuple[list[x509.Certificate], list[x509.CertificateRevocationList]]:
    if not body or len(body) > MOST_BYTES:
        raise KnownError("issuer_unreadable")
    try:
        if _PEM in body:
            found = list(_blocks(body))
            certificates = [x509.load_pem_x509_certificate(one) for one in found if b"CERTIFICATE-----" in one.splitlines()[0]]
            lists = [x509.load_pem_x509_crl(one) for one in found if b"X509 CRL" in one.splitlines()[0]]
        else:
            certificates, lists = _read_der(body)
    except ValueError as error:
        raise KnownError("issuer_unreadable") from error
    if not certificates and not lists:
        raise KnownError("issuer_unreadable")
    return certificates, lists


def _blocks(body: bytes) -> Iterator[bytes]:
    """Each PEM block of a file."""
    for part in body.split(_PEM)[1:]:
        yield _PEM + part


def _read_der(body: bytes) -> tuple[list[x509.Certificate], list[x509.CertificateRevocationList]]:
    try:
        return [x509.load_der_x509_certificate(body)], []
    except ValueError:
        return [], [x509.load_der_x509_crl(body)]


def _check(one: x509.Certificate, now: datetime) -> None:
    try:
        issues = one.extensions.get_extension_for_class(x509.BasicConstraints).value.ca
    except x509.ExtensionNotFound:
        issues = False
    if not issues:
        raise KnownError("issuer_not_ca", name=Issuer(one).name)
    if not one.not_valid_before_utc <= now <= one.not_valid_after_utc:
        raise KnownError("issuer_out_of_date", name=Issuer(one).name, day=one.not_valid_after_utc.date().isoformat())


def _with_list(known: Iterable[Issuer], revoked: x509.CertificateRevocationList) -> list[Issuer]:
    """The issuers with a list laid to the one that signed it; an older list than is there changes nothing."""
    found, made = False, []
    for one in known:
        mine = one.certificate.subject == revoked.issuer and _signed_by(revoked, one.certificate)
        newer = mine and (one.listed_at is None or one.listed_at <= revoked.last_update_utc)
        made.append(Issuer(one.certificate, revoked) if newer else one)
        found = found or mine
    if not found:
        raise KnownError("crl_unknown", name=_name_of(revoked))
    return made


def _signed_by(revoked: x509.CertificateRevocationList, issuer: x509.Certificate) -> bool:
    try:
        return revoked.is_signature_valid(issuer.public_key())  # type: ignore[arg-type]
    except (TypeError, ValueError):
        return False


def _name_of(revoked: x509.CertificateRevocationList) -> str:
    return named(revoked.issuer, NameOID.ORGANIZATION_NAME) or named(revoked.issuer, NameOID.COMMON_NAME)
