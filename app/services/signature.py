"""Ed25519 signatures over the stored bytes of a prescription, and what is wrong with a document that does not verify."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from app.domain.prescription import Prescription, PrescriptionLine
from app.domain.rx_document import GENESIS, DocumentError, fingerprint, read
from app.services.desk import Desk
from app.services.session import SignedIn
from app.store import prescriptions
from app.store.audit import Flaw


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
    if not genuine(document, signature, public_key):
        flaws.append("signature")
    return tuple(flaws)


def flaws_of(one: Prescription) -> tuple[str, ...]:
    """What is wrong with a stored sheet: flaws of its document and signature, ``chain`` where it names another sheet before it."""
    if one.document is None:
        return ("format",)
    flaws = verify_prescription(one.document, one.hash or "", one.signature or "", one.public_key or "")
    named = "" if "format" in flaws else str(read(one.document)["prev_hash"])
    return flaws if named == (one.prev_hash or "") else (*flaws, "chain")


def verify_sheets(desk: Desk) -> list[Flaw]:
    """Signed prescriptions that are not what was signed; for whoever opened the store with a password.

    ``signature``: document or signature; ``sheet_lines``: the lines beside the document say something else; ``sheet_chain``:
    two sheets follow the same one, or one of this seat follows a sheet that is not here.
    """
    sheets = desk.store.read(prescriptions.signed)
    damaged = {one.id for one in sheets if flaws_of(one)}
    codes = [("signature", one) for one in sheets if one.id in damaged]
    codes += [("sheet_lines", one) for one in sheets if one.id not in damaged and not _lines_agree(one)]
    codes += [("sheet_chain", one) for one in _unchained(sheets, desk.session.current)]
    return [Flaw(code, "prescription", one.id) for code, one in codes]


def number_series(who: SignedIn) -> str:
    """How every prescription number of this seat begins: ``institution code-seat-``."""
    return f"{who.organization.code}-{who.seat}-"


_LINE = ("id", "drug", "name", "dose_unit", "frequency", "route", "quantity_unit", "skin_test", "as_needed")
_NUMBERS = ("single", "per_day", "quantity")


def _lines_agree(one: Prescription) -> bool:
    document = read(one.document or b"")
    head = (document["id"], document["number"], document["patient"]["id"], document["signed_at"])
    if head != (one.id, one.number, one.person, one.signed_at) or len(document["lines"]) != len(one.lines):
        return False
    return all(_line_agrees(line, told) for line, told in zip(one.lines, document["lines"], strict=True))


def _line_agrees(line: PrescriptionLine, told: Mapping[str, Any]) -> bool:
    words = all(getattr(line, name) == told[name] for name in _LINE)
    numbers = all(getattr(line, name) == Decimal(told[name]) for name in _NUMBERS)
    return words and numbers and str(line.days) == told["days"]


def _unchained(sheets: Sequence[Prescription], who: SignedIn | None) -> Iterator[Prescription]:
    """Of another seat's sheets some may not be here; none of this seat's may be missing."""
    own = number_series(who) if who is not None else None
    hashes = {one.hash for one in sheets} | {GENESIS}
    followed: set[tuple[str, str]] = set()
    for one in sheets:
        place = ((one.number or "").rsplit("-", 2)[0], one.prev_hash or "")
        lost = own is not None and (one.number or "").startswith(own) and one.prev_hash not in hashes
        if lost or place in followed:
            yield one
        followed.add(place)


def genuine(data: bytes, signature: str, public_key: str) -> bool:
    """Whether the key made the signature over these bytes; keys and signatures in hex."""
    try:
        Ed25519PublicKey.from_public_bytes(bytes.fromhex(public_key)).verify(bytes.fromhex(signature), data)
    except (InvalidSignature, ValueError):
        return False
    return True
