"""A signed document about a sheet ↔ Provenance over its lines: what a verdict and a comment of the monthly review have in common.

The canonical bytes go whole (Signature.data); an extension under a mark of its own says what kind they are of, whose sheet they are
about, and hash, signature and key as they were stored.
"""

from __future__ import annotations

import base64
from collections.abc import Sequence
from typing import Any, TypedDict

from app.domain.review import ReviewStep
from app.domain.rx_comment import Comment, CommentAnswer
from app.domain.rx_document import DocumentError, read
from sync.fhir import codes
from sync.fhir.build import Json, coding, concept, group, octets, part, reference, resource, wire_instant
from sync.fhir.element import BadResource, Element, Unreadable, marked, needed, opened

TYPE = "Provenance"
VERIFIED = ("1.2.840.10065.1.12.1.5", "Verification Signature")
AUTHOR = ("1.2.840.10065.1.12.1.1", "Author's Signature")
"""Purposes of a signature (ASTM E1762)."""
VERDICT, COMMENT = "reviewed", "commented"
"""The marks there are."""
Signed = ReviewStep | Comment | CommentAnswer
"""The records that keep a document with its signature."""


class Proof(TypedDict):
    """What is kept of a signature, by the names that the records have for it."""

    document: bytes
    hash: str
    signature: str
    public_key: str


def proof(told: Element, document: bytes) -> Proof:
    """As it was stored where it was signed; ``told``: the extension beside the document."""

    def stored(name: str) -> str:
        return needed(told.part(name).octets(), f"{TYPE}.extension.{name}")

    return Proof(document=document, hash=stored("sha256"), signature=stored("signature"), public_key=stored("publicKey"))


def proven(told: Signed) -> list[Json | None]:
    """The inverse of :func:`proof`."""
    return [octets("sha256", told.hash), octets("signature", told.signature), octets("publicKey", told.public_key)]


def to_fhir(mark: str, told: Signed, lines: Sequence[str], kind: tuple[str, str], activity: str, reason: Sequence[Json | None]) -> Json:
    """``lines``: ids of the sheet's lines; ``kind``: purpose of the signature; ``reason``: codes for servers that open no signed bytes."""
    return resource(
        TYPE,
        told.id,
        extension=[
            group(
                mark,
                part("prescription", valueString=told.prescription),
                part("resident", valueReference=reference("Patient", told.person)),
                *proven(told),
            )
        ],
        target=[reference("MedicationRequest", line) for line in lines],
        recorded=wire_instant(told.at),
        reason=list(reason),
        activity=concept(coding(codes.REVIEW_ACT, activity)),
        agent=[{"who": reference("Practitioner", told.practitioner)}],
        signature=[signature(told, kind)],
    )


def signature(told: Signed, kind: tuple[str, str]) -> Json:
    """The document as a Signature."""
    return {
        "type": [coding(codes.SIGNATURE_TYPE, *kind)],
        "when": wire_instant(told.at),
        "who": reference("Practitioner", told.practitioner),
        "targetFormat": "application/json",
        "sigFormat": "application/json",
        "data": base64.b64encode(told.document).decode("ascii"),
    }


def resident_of(body: Any) -> str | None:
    """Id of the resident it is about, None for any other resource."""
    try:
        found = opened(body, TYPE)
        told = found.extension(VERDICT) or found.extension(COMMENT)
        return told.part("resident").target("valueReference", "Patient")
    except Unreadable:
        return None


def from_fhir(mark: str, form: str, body: Any) -> tuple[Json, Element, bytes]:
    """What the signed document says, the extension beside it, and the bytes.

    Raises NotOurs for a Provenance of anything else. Whether hash and signature fit is for the reader to check.
    """
    found, told = marked(body, TYPE, mark, "another signature")
    document = next(iter(found.each("signature")), Element({}, TYPE + ".signature")).binary("data")
    try:
        said = read(document, form)
        named = said["id"], said["sheet"]["id"]
    except (DocumentError, KeyError, TypeError):
        raise BadResource(TYPE + ".signature.data", "not in canonical form") from None
    if named != (found.text("id"), told.part("prescription").text("valueString")):
        raise BadResource(TYPE + ".signature.data", "about something else")
    return said, told, document


def person_of(told: Element) -> str:
    """Id of the resident."""
    return needed(told.part("resident").target("valueReference", "Patient"), TYPE + ".extension")
