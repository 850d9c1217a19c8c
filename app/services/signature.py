"""Ed25519 signatures over the stored bytes of a prescription, and what is wrong with a document that does not verify."""

from __future__ import annotations

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from app.domain.prescription import Prescription
from app.domain.rx_document import DocumentError, fingerprint, read
from app.services.desk import Desk
from app.store import prescriptions


def sign_bytes(seed: bytes, data: bytes) -> str:
    """The signature, hex. ``seed``: 32 bytes out of the signer's own key slot."""
    return Ed25519PrivateKey.from_private_bytes(seed).sign(data).hex()


def verify_prescription(document: bytes, sha256: str, signature: str, public_key: str) -> tuple[str, ...]:
    """Flaws of a signed document: ``format``, ``hash``, ``key`` (signed by another key than it names), ``signature``; none = genuine."""
    flaws = []
    try:
        named = str(read(document)["prescriber"]["public_key"])
    except (DocumentError, KeyError, TypeError):
        return ("format",)
    if fingerprint(document) != sha256:
        flaws.append("hash")
    if named != public_key:
        flaws.append("key")
    if not _genuine(document, signature, public_key):
        flaws.append("signature")
    return tuple(flaws)


def flaws_of(one: Prescription) -> tuple[str, ...]:
    """What is wrong with a stored sheet: flaws of its document and signature, ``chain`` where it names another sheet before it."""
    if one.document is None:
        return ("format",)
    flaws = verify_prescription(one.document, one.hash or "", one.signature or "", one.public_key or "")
    named = "" if "format" in flaws else str(read(one.document)["prev_hash"])
    return flaws if named == (one.prev_hash or "") else (*flaws, "chain")


def verify_sheets(desk: Desk) -> list[str]:
    """Ids of the signed prescriptions that are not what was signed; for whoever opened the store with a password."""
    return [one.id for one in desk.store.read(prescriptions.signed) if flaws_of(one)]


def _genuine(data: bytes, signature: str, public_key: str) -> bool:
    try:
        Ed25519PublicKey.from_public_bytes(bytes.fromhex(public_key)).verify(bytes.fromhex(signature), data)
    except (InvalidSignature, ValueError):
        return False
    return True
