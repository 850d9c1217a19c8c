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
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID

from app.clock import iso
from app.errors import KnownError
from app.services.certificates import Certificates, Credential, der, named
from app.services.desk import Desk
from app.store.audit import Act

FIELD = "Xiangyi"
MOST_BYTES = 64 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class PdfSignature:
    """One signature. ``at``: as the signer's clock had it, nobody else vouches for it; ``issuer``: who says that it is them.

    ``known``: the issuer is this institution; ``untouched``: what was signed is as it was.
    """

    name: str
    organization: str
    issuer: str
    at: str
    reason: str
    known: bool
    untouched: bool
    fingerprint: str


@dataclass(frozen=True, slots=True)
class PdfVerdict:
    """``whole``: nothing was changed or added after the last signature. Without a signature nothing is known of it."""

    signatures: tuple[PdfSignature, ...]
    whole: bool

    @property
    def sound(self) -> bool:
        """Signed by people this institution knows, and nothing changed."""
        return bool(self.signatures) and self.whole and all(one.known and one.untouched for one in self.signatures)


class PdfSigning:
    """Copies on their way out."""

    def __init__(self, desk: Desk) -> None:
        self._desk, self.certificates = desk, Certificates(desk)

    def sign(self, pdf: bytes, reason: str = "") -> bytes:
        """The same PDF with a signature behind it, of whoever is signed in. Raises KnownError ``rx_no_key``, ``pdf_not_signed``."""
        actor = self._desk.allow("rx.print")
        signed = _signed(pdf, self.certificates.mine(), self._desk.who.name, reason)
        act = Act("sign", "pdf", hashlib.sha256(signed).hexdigest())
        self._desk.store.write(lambda uow: uow.note(act), actor).result()
        return signed

    def check(self, pdf: bytes) -> PdfVerdict:
        """Who signed and whether it is untouched. Raises KnownError ``pdf_unreadable``."""
        return check_pdf(pdf, self.certificates.institutions())


def check_pdf(pdf: bytes, trusted: Iterable[x509.Certificate]) -> PdfVerdict:
    """Look at every signature; ``trusted``: the certificates whose word counts. Raises KnownError ``pdf_unreadable``."""
    logging.getLogger("pyhanko").setLevel(logging.CRITICAL)  # what it finds is told in the verdict
    from pyhanko.pdf_utils.reader import PdfFileReader
    from pyhanko.sign.validation.status import SignatureCoverageLevel

    if len(pdf) > MOST_BYTES:
        raise KnownError("pdf_unreadable")
    roots = [_asn1(one) for one in trusted]
    try:
        found = [(_validated(one, roots), one) for one in PdfFileReader(io.BytesIO(pdf)).embedded_signatures]
    except Exception as error:  # a stranger's file: whatever a parser stumbles over, there is no verdict
        raise KnownError("pdf_unreadable") from error
    whole = bool(found) and found[-1][0].coverage is SignatureCoverageLevel.ENTIRE_FILE
    return PdfVerdict(tuple(_told(status, one) for status, one in found), whole)


def _signed(pdf: bytes, own: Credential, name: str, reason: str) -> bytes:
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


def _validated(one: Any, roots: list[Any]) -> Any:
    from pyhanko.sign.validation import validate_pdf_signature
    from pyhanko_certvalidator import ValidationContext

    context = ValidationContext(
        trust_roots=roots, allow_fetching=False, revocation_mode="soft-fail", moment=one.self_reported_timestamp or None
    )
    return validate_pdf_signature(one, signer_validation_context=context)


def _told(status: Any, one: Any) -> PdfSignature:
    certificate = x509.load_der_x509_certificate(status.signing_cert.dump())
    at: datetime | None = one.self_reported_timestamp
    return PdfSignature(
        name=named(certificate.subject, NameOID.COMMON_NAME),
        organization=named(certificate.subject, NameOID.ORGANIZATION_NAME),
        issuer=named(certificate.issuer, NameOID.ORGANIZATION_NAME) or named(certificate.issuer, NameOID.COMMON_NAME),
        at="" if at is None else iso(at),
        reason=str(one.sig_object.get("/Reason", "")),
        known=bool(status.trusted),
        untouched=bool(status.intact and status.valid and status.docmdp_ok),
        fingerprint=hashlib.sha256(der(certificate)).hexdigest(),
    )


def _asn1(one: x509.Certificate) -> Any:
    from asn1crypto.x509 import Certificate

    return Certificate.load(der(one))
