"""Step of a review ↔ Provenance over the lines of the sheet, with the canonical bytes that were signed; what it says is read from those.

A verification signature (ASTM E1762) for a pharmacist's verdict, an author's for a prescriber's answer. ``activity`` and ``reason`` repeat
the verdict in codes for servers that do not open signed bytes.
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Sequence
from typing import Any

from app.domain.review import FORMAT, VERDICTS, Objection, ProposedChange, ReviewAct, ReviewStep
from app.domain.rx_document import DocumentError, read
from app.rules.reviewing import review_policy
from sync.fhir import codes
from sync.fhir.build import Json, coding, concept, group, part, reference, resource, wire_instant
from sync.fhir.element import BadResource, Element, NotOurs, needed, opened

TYPE = "Provenance"
VERIFIED, AUTHOR = "1.2.840.10065.1.12.1.5", "1.2.840.10065.1.12.1.1"
_MARK = "reviewed"


def to_fhir(step: ReviewStep, lines: Sequence[str]) -> Json:
    """``lines``: ids of the sheet's lines."""
    at, who = wire_instant(step.at), reference("Practitioner", step.practitioner)
    words = review_policy().reasons
    kind = (VERIFIED, "Verification Signature") if step.act in VERDICTS else (AUTHOR, "Author's Signature")
    return resource(
        TYPE,
        step.id,
        extension=[
            group(
                _MARK,
                part("prescription", valueString=step.prescription),
                part("resident", valueReference=reference("Patient", step.person)),
                part("sha256", valueString=step.hash),
                part("signature", valueString=step.signature),
                part("publicKey", valueString=step.public_key),
            )
        ],
        target=[reference("MedicationRequest", line) for line in lines],
        recorded=at,
        reason=[concept(coding(codes.RX_COMMENT, one.code, words.get(one.code, "")), text=step.note) for one in step.objections],
        activity=concept(coding(codes.REVIEW_ACT, step.act.value)),
        agent=[{"who": who}],
        signature=[
            {
                "type": [coding(codes.SIGNATURE_TYPE, *kind)],
                "when": at,
                "who": who,
                "targetFormat": "application/json",
                "sigFormat": "application/json",
                "data": base64.b64encode(step.document).decode("ascii"),
            }
        ],
    )


def resident_of(body: Any) -> str | None:
    """Id of the resident a step is about, None for any other resource."""
    try:
        return opened(body, TYPE).extension(_MARK).part("resident").target("valueReference", "Patient")
    except (BadResource, NotOurs):
        return None


def from_fhir(body: Any) -> ReviewStep:
    """Raises NotOurs for a Provenance of anything else. Whether hash and signature fit is for the reader to check."""
    found = opened(body, TYPE)
    told = found.extension(_MARK)
    if not told:
        raise NotOurs(TYPE + ".extension", "not a review of this program")
    document = _document(found)
    try:
        step = _step(document, read(document, FORMAT), told)
    except (DocumentError, KeyError, TypeError, ValueError):
        raise BadResource(TYPE + ".signature.data", "no review in canonical form") from None
    if (step.id, step.prescription) != (found.text("id"), told.part("prescription").text("valueString")):
        raise BadResource(TYPE + ".signature.data", "about something else")
    return step


def _step(document: bytes, said: Any, told: Element) -> ReviewStep:
    return ReviewStep(
        id=said["id"],
        person=needed(told.part("resident").target("valueReference", "Patient"), TYPE + ".extension"),
        prescription=said["sheet"]["id"],
        sheet_hash=said["sheet"]["sha256"],
        act=ReviewAct(said["act"]),
        practitioner=said["by"]["id"],
        at=said["at"],
        document=document,
        hash=told.part("sha256").need("valueString"),
        signature=told.part("signature").need("valueString"),
        public_key=told.part("publicKey").need("valueString"),
        seen=tuple(said["seen"]),
        objections=tuple(Objection(one["code"], tuple(int(line) - 1 for line in one["lines"])) for one in said["objections"]),
        proposals=tuple(ProposedChange(int(one["line"]) - 1, one["what"], one["value"]) for one in said["proposals"]),
        note=said["note"],
        new_sheet=said["new_sheet"] or None,
        outcome=said["outcome"],
    )


def _document(found: Element) -> bytes:
    signature = next(iter(found.each("signature")), Element({}, TYPE + ".signature"))
    try:
        return base64.b64decode(signature.need("data"), validate=True)
    except (binascii.Error, ValueError):
        raise BadResource(TYPE + ".signature.data", "not base64") from None
