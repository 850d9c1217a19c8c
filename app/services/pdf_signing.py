"""A PDF copy signed by whoever gives it out (PAdES B-B, ETSI EN 319 142-1), and what a signed PDF says of itself.

pyHanko does the work; it is imported with the first signature, since it costs half a second and 40 MB. Nothing is fetched from a
network: what cannot be said without is not said.
"""

from __future__ import annotations

import hashlib
import io
import logging
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID

from app.clock import iso, local_day
from app.errors import KnownError
from app.services.certificates import Certificates, Credential, der, named
from app.services.desk import Desk
from app.services.issuers import Issuer, Issuers
from app.store.audit import Act

FIELD = "Xiangyi"
MOST_BYTES = 64 * 1024 * 1024


class Trust(StrEnum):
    """Whether the certificate of a signature tells who signed."""

    OWN = "own"  # issued by this institution
    LISTED = "listed"  # by an issuer that the settings name
    STRANGER = "stranger"  # by somebody nobody here knows
    FALSE = "false"  # it names an issuer that is known here and did not issue it
    EXPIRED = "expired"  # it had run out when the signature was made
    EARLY = "early"  # it was not valid yet
    REVOKED = "revoked"  # its issuer took it back


@dataclass(frozen=True, slots=True)
class PdfSignature:
    """One signature. ``at``: as the signer's clock had it, nobody else vouches for it; ``issuer``: who says that it is them.

    ``untouched``: what was signed is as it was. ``until``, ``since``, ``listed``: last day of the certificate, the day on which it was
    taken back, the day of the issuer's list that was looked at; '' = none.
    """

    name: str
    organization: str
    issuer: str
    at: str
    reason: str
    trust: Trust
    untouched: bool
    fingerprint: str
    until: str = ""
    since: str = ""
    listed: str = ""

    @property
    def known(self) -> bool:
        """Whether the name can be relied on."""
        return self.trust in {Trust.OWN, Trust.LISTED}


@dataclass(frozen=True, slots=True)
class PdfVerdict:
    """``whole``: nothing was changed or added after the last signature. Without a signature nothing is known of it."""

    signatures: tuple[PdfSignature, ...]
    whole: bool

    @property
    def sound(self) -> bool:
        """Signed by people whose issuer counts here, and nothing changed."""
        return bool(self.signatures) and self.whole and all(one.known and one.untouched for one in self.signatures)


class PdfSigning:
    """Copies on their way out."""

    def __init__(self, desk: Desk) -> None:
        self._desk, self.certificates, self.issuers = desk, Certificates(desk), Issuers(desk)

    def sign(self, pdf: bytes, reason: str = "") -> bytes:
        """The same PDF with a signature behind it, of whoever is signed in. Raises KnownError ``rx_no_key``, ``pdf_not_signed``."""
        actor = self._desk.allow("rx.print")
        signed = signed_pdf(pdf, self.certificates.mine(), self._desk.who.name, reason)
        act = Act("sign", "pdf", hashlib.sha256(signed).hexdigest())
        self._desk.store.write(lambda uow: uow.note(act), actor).result()
        return signed

    def check(self, pdf: bytes) -> PdfVerdict:
        """Who signed and whether it is untouched. Raises KnownError ``pdf_unreadable``."""
        return check_pdf(pdf, self.certificates.institutions(), self.issuers.listed(), self._desk.clock.now())


def check_pdf(pdf: bytes, own: Iterable[x509.Certificate], issuers: Iterable[Issuer] = (), now: datetime | None = None) -> PdfVerdict:
    """Look at every signature. ``own``: certificates of this institution; ``issuers``: further ones whose word counts; ``now``: for a
    signature that says no time. Raises KnownError ``pdf_unreadable``."""
    logging.getLogger("pyhanko").setLevel(logging.CRITICAL)  # what it finds is told in the verdict
    from pyhanko.pdf_utils.reader import PdfFileReader
    from pyhanko.sign.validation.status import SignatureCoverageLevel

    if len(pdf) > MOST_BYTES:
        raise KnownError("pdf_unreadable")
    known = Known(tuple(own), tuple(issuers), now)
    try:
        found = [(_validated(one, known), one) for one in PdfFileReader(io.BytesIO(pdf)).embedded_signatures]
    except Exception as error:  # a stranger's file: whatever a parser stumbles over, there is no verdict
        raise KnownError("pdf_unreadable") from error
    whole = bool(found) and found[-1][0].coverage is SignatureCoverageLevel.ENTIRE_FILE
    return PdfVerdict(tuple(_told(status, one, known) for status, one in found), whole)


def signed_pdf(pdf: bytes, own: Credential, name: str, reason: str) -> bytes:
    """The PDF with a signature of a credential behind it, at this computer's time. Raises KnownError ``pdf_not_signed``."""
    from asn1crypto.keys import PrivateKeyInfo
    from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
    from pyhanko.pdf_utils.misc import PdfError
    from pyhanko.sign import PdfSignatureMetadata, PdfSigner, SimpleSigner
    from pyhanko.sign.fields import SigSeedSubFilter
    from pyhanko_certvalidator.registry import SimpleCertificateStore

    store = SimpleCertificateStore()
    store.register_multiple([_asn1(one) for one in own.chain])
    plain = own.key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())
    signer = SimpleSigner(signing_cert=_asn1(own.certificate), signing_key=PrivateKeyInfo.load(plain), cert_registry=store)
    about = PdfSignatureMetadata(
        field_name=FIELD, md_algorithm="sha256", subfilter=SigSeedSubFilter.PADES, name=name, reason=reason or None
    )
    out = io.BytesIO()
    try:
        PdfSigner(about, signer=signer).sign_pdf(IncrementalPdfFileWriter(io.BytesIO(pdf)), output=out)
    except (PdfError, ValueError) as error:
        raise KnownError("pdf_not_signed") from error
    return out.getvalue()


@dataclass(frozen=True, slots=True)
class Known:
    """Who is known here."""

    own: tuple[x509.Certificate, ...]
    issuers: tuple[Issuer, ...]
    now: datetime | None

    @property
    def roots(self) -> tuple[x509.Certificate, ...]:
        """All whose word counts."""
        return (*self.own, *(one.certificate for one in self.issuers))

    def issuer_of(self, one: x509.Certificate) -> Issuer | None:
        """The listed issuer that a certificate names; one with a list first."""
        named_so = [known for known in self.issuers if known.certificate.subject == one.issuer]
        return next((known for known in named_so if known.revoked is not None), next(iter(named_so), None))

    def revoked_at(self, certificates: Iterable[x509.Certificate]) -> datetime | None:
        """When the first of them was taken back."""
        days = (known.revoked_at(one) for one in certificates for known in self.issuers)
        return min((day for day in days if day is not None), default=None)


def _validated(one: Any, known: Known) -> Any:
    from pyhanko.sign.validation import validate_pdf_signature
    from pyhanko_certvalidator import ValidationContext

    context = ValidationContext(
        trust_roots=[_asn1(root) for root in known.roots],
        allow_fetching=False,
        revocation_mode="soft-fail",
        moment=one.self_reported_timestamp or known.now,
    )
    return validate_pdf_signature(one, signer_validation_context=context)


def _trust(status: Any, certificate: x509.Certificate, at: datetime | None, known: Known) -> Trust:
    """The gravest first: what was taken back is told even of a certificate that ran out since."""
    if known.revoked_at((certificate, *_others(status))) is not None:
        return Trust.REVOKED
    if status.trusted:
        return Trust.LISTED if not any(_issued(certificate, one) for one in known.own) and known.issuers else Trust.OWN
    if any(root.subject == certificate.issuer and not _issued(certificate, root) for root in known.roots):
        return Trust.FALSE
    if not any(root.subject == certificate.issuer for root in known.roots):
        return Trust.STRANGER
    if at is not None and at > certificate.not_valid_after_utc:
        return Trust.EXPIRED
    return Trust.EARLY if at is not None and at < certificate.not_valid_before_utc else Trust.STRANGER


def _issued(one: x509.Certificate, by: x509.Certificate) -> bool:
    try:
        one.verify_directly_issued_by(by)
    except (ValueError, TypeError, InvalidSignature):
        return False
    return True


def _others(status: Any) -> list[x509.Certificate]:
    """The certificates between the signer and the issuer that is known, where a path was found."""
    path = status.validation_path
    return [] if path is None else [x509.load_der_x509_certificate(one.dump()) for one in path]


def _told(status: Any, one: Any, known: Known) -> PdfSignature:
    certificate = x509.load_der_x509_certificate(status.signing_cert.dump())
    at: datetime | None = one.self_reported_timestamp
    revoked, issuer = known.revoked_at((certificate, *_others(status))), known.issuer_of(certificate)
    return PdfSignature(
        name=named(certificate.subject, NameOID.COMMON_NAME),
        organization=named(certificate.subject, NameOID.ORGANIZATION_NAME),
        issuer=named(certificate.issuer, NameOID.ORGANIZATION_NAME) or named(certificate.issuer, NameOID.COMMON_NAME),
        at="" if at is None else iso(at),
        reason=str(one.sig_object.get("/Reason", "")),
        trust=_trust(status, certificate, at or known.now, known),
        untouched=bool(status.intact and status.valid and status.docmdp_ok),
        fingerprint=hashlib.sha256(der(certificate)).hexdigest(),
        until=local_day(certificate.not_valid_after_utc).isoformat(),
        since="" if revoked is None else local_day(revoked).isoformat(),
        listed="" if issuer is None or issuer.listed_at is None else local_day(issuer.listed_at).isoformat(),
    )


def _asn1(one: x509.Certificate) -> Any:
    from asn1crypto.x509 import Certificate

    return Certificate.load(der(one))
