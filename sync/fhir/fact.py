"""Fact ↔ Observation: what was asked of a resident, three-valued; a question that was not asked is not a no (H17)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from app.domain.clinical import Answer, Fact, FactKind
from sync.fhir.build import Json, absent, assembled, coding, concept, reference, wire_instant
from sync.fhir.codes import ANSWER, FACT, LOINC, OBSERVATION_CATEGORY
from sync.fhir.element import Element, NotOurs, needed, opened

TYPE = "Observation"

_QUESTIONS: Mapping[FactKind, tuple[str, str]] = {
    FactKind.ALLERGY: ("", "有无过敏史"),
    FactKind.PREGNANT: ("82810-3", "是否怀孕"),
    FactKind.LACTATING: ("", "是否哺乳"),
    FactKind.CONDITIONS: ("", "有无既往疾病"),
    FactKind.MEDICINES: ("", "是否另服其他药品"),
    FactKind.HLA_B1502: ("", "HLA-B*15:02 基因是否阳性"),
    FactKind.HLA_B5801: ("", "HLA-B*58:01 基因是否阳性"),
}
_SHOWN = {Answer.YES: "是", Answer.NO: "否"}
_LOINC_ANSWERS = {(FactKind.PREGNANT, Answer.YES): "LA15173-0", (FactKind.PREGNANT, Answer.NO): "LA26683-5"}


def to_fhir(fact: Fact, recorder: str | None = None) -> Json:
    """``recorder``: the practitioner who asked; who answered (本人, 家属, 病历) is a performer by word only."""
    loinc, question = _QUESTIONS[fact.kind]
    return assembled(
        TYPE,
        fact.id,
        status="final",
        category=[concept(coding(OBSERVATION_CATEGORY, "social-history"))],
        code=concept(coding(LOINC, loinc), coding(FACT, fact.kind.value), text=question),
        subject=reference("Patient", fact.person),
        effectiveDateTime=wire_instant(fact.at),
        performer=[{"display": fact.source} if fact.source else None, reference("Practitioner", recorder)],
        **_answer(fact),
    )


def from_fhir(body: Any) -> Fact:
    """Raises NotOurs for another observation; of strangers' only pregnancy with a LOINC answer is understood."""
    found = opened(body, TYPE)
    kind = _kind(found)
    if found.need("status") not in ("final", "amended", "corrected"):
        raise NotOurs(TYPE + ".status", "no answer that stands")
    return Fact(
        id=found.need("id"),
        person=needed(found.target("subject", "Patient"), TYPE + ".subject"),
        kind=kind,
        answer=_read_answer(found, kind),
        at=needed(found.moment("effectiveDateTime"), TYPE + ".effectiveDateTime"),
        source=next((shown for one in found.each("performer") if (shown := one.text("display"))), ""),
    )


def _answer(fact: Fact) -> Json:
    if fact.answer is Answer.NOT_ASKED:
        return {"dataAbsentReason": absent("not-asked")}
    known = coding(LOINC, _LOINC_ANSWERS.get((fact.kind, fact.answer), ""))
    return {"valueCodeableConcept": concept(known, coding(ANSWER, fact.answer.value), text=_SHOWN[fact.answer])}


def _kind(found: Element) -> FactKind:
    code = found.child("code")
    told, loincs = code.code(FACT), code.codes(LOINC)
    kind = next((kind for kind, (loinc, _) in _QUESTIONS.items() if kind == told or (loinc and loinc in loincs)), None)
    if kind is None:
        raise NotOurs(TYPE + ".code", "another observation")
    return kind


def _read_answer(found: Element, kind: FactKind) -> Answer:
    if found.has("dataAbsentReason"):
        return Answer.NOT_ASKED
    value = found.child("valueCodeableConcept")
    told, loincs = value.code(ANSWER), value.codes(LOINC)
    answer = next((one for one in _SHOWN if one == told or _LOINC_ANSWERS.get((kind, one), "-") in loincs), None)
    if answer is None:
        raise NotOurs(TYPE + ".value", "no answer we know")
    return answer
