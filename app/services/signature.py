"""Ed25519 signatures over the stored bytes of a prescription, and what is wrong with a document that does not verify."""

from __future__ import annotations

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from app.domain.rx_document import DocumentError, fingerprint, read


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


def _genuine(data: bytes, signature: str, public_key: str) -> bool:
    try:
        Ed25519PublicKey.from_public_bytes(bytes.fromhex(public_key)).verify(bytes.fromhex(signature), data)
    except (InvalidSignature, ValueError):
        return False
    return True
