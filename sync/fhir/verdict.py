"""Step of a review ↔ Provenance over the lines of the sheet, with the canonical bytes that were signed; what it says is read from those.

A verification signature (ASTM E1762) for a pharmacist's verdict, an author's for a prescriber's answer. ``activity`` and ``reason`` repeat
the verdict in codes for servers that do not open signed bytes.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from app.domain.review import FORMAT, VERDICTS, Objection, ProposedChange, ReviewAct, ReviewStep
from app.rules.reviewing import review_policy
from sync.fhir import codes, signed_words
from sync.fhir.build import Json, coding, concept
from sync.fhir.element import BadResource, Element
from sync.fhir.signed_words import AUTHOR, VERDICT, VERIFIED

TYPE = signed_words.TYPE


def to_fhir(step: ReviewStep, lines: Sequence[str]) -> Json:
    """``lines``: ids of the sheet's lines."""
    words = review_policy().reasons
    why = [concept(coding(codes.RX_COMMENT, one.code, words.get(one.code, "")), text=step.note) for one in step.objections]
    return signed_words.to_fhir(VERDICT, step, lines, VERIFIED if step.act in VERDICTS else AUTHOR, step.act.value, why)


def from_fhir(body: Any) -> ReviewStep:
    """Raises NotOurs for a Provenance of anything else. Whether hash and signature fit is for the reader to check."""
    said, told, document = signed_words.from_fhir(VERDICT, FORMAT, body)
    try:
        return _step(document, said, told)
    except (KeyError, TypeError, ValueError):
        raise BadResource(TYPE + ".signature.data", "no review in canonical form") from None


def _step(document: bytes, said: Any, told: Element) -> ReviewStep:
    return ReviewStep(
        id=said["id"],
        person=signed_words.person_of(told),
        prescription=said["sheet"]["id"],
        sheet_hash=said["sheet"]["sha256"],
        act=ReviewAct(said["act"]),
        practitioner=said["by"]["id"],
        at=said["at"],
        **signed_words.proof(told, document),
        seen=tuple(said["seen"]),
        objections=tuple(Objection(one["code"], tuple(int(line) - 1 for line in one["lines"])) for one in said["objections"]),
        proposals=tuple(ProposedChange(int(one["line"]) - 1, one["what"], one["value"]) for one in said["proposals"]),
        note=said["note"],
        new_sheet=said["new_sheet"] or None,
        outcome=said["outcome"],
    )
