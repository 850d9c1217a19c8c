"""Allergy ↔ AllergyIntolerance as it was told, and the statement that none is known, which servers look for in this type."""

from __future__ import annotations

from typing import Any

from app.domain.clinical import Allergy
from app.domain.ids import derived_id
from sync.fhir.build import Json, absent, coding, concept, extension, reference, resource, wire_instant
from sync.fhir.codes import ABSENT_UNKNOWN, ALLERGY_CLINICAL, ALLERGY_TOKEN, ALLERGY_VERIFICATION
from sync.fhir.element import Element, NotOurs, needed, opened

TYPE = "AllergyIntolerance"

ERROR = "entered-in-error"
NONE_KNOWN = "no-known-allergies"
_SEVERITIES = frozenset({"mild", "moderate", "severe"})


def to_fhir(allergy: Allergy, recorder: str | None = None) -> Json:
    """``recorder``: the practitioner who wrote it down. An erroneous one must not have a clinical status (R4 ait-2)."""
    wrong = allergy.verification == ERROR
    return resource(
        TYPE,
        allergy.id,
        extension=[extension("clinical-status", valueCode=allergy.clinical_status if wrong else "")],
        clinicalStatus=None if wrong else concept(coding(ALLERGY_CLINICAL, allergy.clinical_status)),
        verificationStatus=concept(coding(ALLERGY_VERIFICATION, allergy.verification)),
        code=concept(coding(ALLERGY_TOKEN, allergy.token), text=allergy.text),
        patient=reference("Patient", allergy.person),
        recordedDate=wire_instant(allergy.recorded_at),
        recorder=reference("Practitioner", recorder),
        asserter={"display": allergy.source},
        reaction=[_reaction(allergy)] if allergy.reaction or allergy.severity else None,
    )


def from_fhir(body: Any) -> Allergy:
    """Raises NotOurs for a statement that none is known (ours travels as a Fact) and where no word says what it is."""
    found = opened(body, TYPE)
    code = found.child("code")
    if code.codes(ABSENT_UNKNOWN):
        raise NotOurs(TYPE + ".code", "a statement about all allergies")
    text = code.words()
    if not text:
        raise NotOurs(TYPE + ".code", "no words")
    reactions = found.each("reaction")
    return Allergy(
        id=found.need("id"),
        person=needed(found.target("patient", "Patient"), TYPE + ".patient"),
        text=text,
        token=code.code(ALLERGY_TOKEN),
        reaction=next((words for one in reactions if (words := _manifestation(one))), ""),
        severity=next((told for one in reactions if (told := one.text("severity")) in _SEVERITIES), ""),
        source=found.child("asserter").text("display"),
        clinical_status=_clinical(found),
        verification=found.child("verificationStatus").code(ALLERGY_VERIFICATION) or "unconfirmed",
        recorded_at=found.moment("recordedDate") or "",
    )


def none_known_id(person: str) -> str:
    """Id of the one resource that says of a resident that no allergy is known."""
    return derived_id("no-known-allergies", person)


def none_known(person: str, at: str, source: str, holds: bool) -> Json:
    """The statement as of the last answer; where it holds no longer it stays, inactive and refuted, so that nobody reads the old one."""
    return resource(
        TYPE,
        none_known_id(person),
        clinicalStatus=concept(coding(ALLERGY_CLINICAL, "active" if holds else "inactive")),
        verificationStatus=concept(coding(ALLERGY_VERIFICATION, "unconfirmed" if holds else "refuted")),
        code=concept(coding(ABSENT_UNKNOWN, NONE_KNOWN, "No known allergies"), text="无已知过敏史"),
        patient=reference("Patient", person),
        recordedDate=wire_instant(at),
        asserter={"display": source},
    )


def _reaction(allergy: Allergy) -> Json:
    shown = concept(text=allergy.reaction) if allergy.reaction else absent("unknown")
    return {"manifestation": [shown], "severity": allergy.severity}


def _manifestation(reaction: Element) -> str:
    return next((words for one in reaction.each("manifestation") if (words := one.words())), "")


def _clinical(found: Element) -> str:
    """What says nothing counts as active, the side that warns."""
    told = found.extension("clinical-status").text("valueCode") or found.child("clinicalStatus").code(ALLERGY_CLINICAL)
    return told or "active"
