"""Condition ↔ Condition: ICD-10 with the national clinical code beside it."""

from __future__ import annotations

import re
from typing import Any

from app.domain.clinical import Condition
from sync.fhir.build import Json, assembled, coding, concept, extension, reference, wire_instant, wire_time
from sync.fhir.codes import CONDITION_CATEGORY, CONDITION_CLINICAL, CONDITION_VERIFICATION, ICD10, ICD10_CN
from sync.fhir.element import Element, NotOurs, needed, opened

TYPE = "Condition"

ERROR = "entered-in-error"
_ACTIVE = frozenset({"active", "recurrence", "relapse"})
_DATE_TIME = re.compile(r"\d{4}(-\d\d(-\d\d(T\d\d:\d\d:\d\d(\.\d+)?Z)?)?)?")


def to_fhir(condition: Condition, recorder: str | None = None) -> Json:
    """``recorder``: the practitioner who wrote it down. An erroneous one must not have a clinical status (R4 con-5)."""
    wrong = condition.verification == ERROR
    onset = condition.onset or ""
    dated = bool(_DATE_TIME.fullmatch(onset))
    return assembled(
        TYPE,
        condition.id,
        extension=[extension("clinical-status", valueCode=condition.clinical_status if wrong else "")],
        clinicalStatus=None if wrong else concept(coding(CONDITION_CLINICAL, condition.clinical_status)),
        verificationStatus=concept(coding(CONDITION_VERIFICATION, condition.verification)),
        category=[concept(coding(CONDITION_CATEGORY, "encounter-diagnosis" if condition.encounter else "problem-list-item"))],
        code=concept(
            coding(ICD10, condition.icd10, condition.display),
            coding(ICD10_CN, condition.cn_code, condition.display),
            text=condition.display,
        ),
        subject=reference("Patient", condition.person),
        encounter=reference("Encounter", condition.encounter),
        **{"onsetDateTime": wire_time(onset)} if dated else {"onsetString": onset},
        recordedDate=wire_instant(condition.recorded_at),
        recorder=reference("Practitioner", recorder),
    )


def from_fhir(body: Any) -> Condition:
    """Raises NotOurs where neither a code nor a word says what it is."""
    found = opened(body, TYPE)
    code = found.child("code")
    display = code.words()
    if not display:
        raise NotOurs(TYPE + ".code", "no words")
    return Condition(
        id=found.need("id"),
        person=needed(found.target("subject", "Patient"), TYPE + ".subject"),
        encounter=found.target("encounter", "Encounter"),
        icd10=code.code(ICD10),
        display=display,
        cn_code=code.code(ICD10_CN),
        clinical_status=_clinical(found),
        verification=found.child("verificationStatus").code(CONDITION_VERIFICATION) or "unconfirmed",
        onset=found.time("onsetDateTime") or found.text("onsetString") or None,
        recorded_at=found.moment("recordedDate") or "",
    )


def _clinical(found: Element) -> str:
    """Ours know active and resolved; what says nothing counts as active, the side that warns."""
    told = found.extension("clinical-status").text("valueCode") or found.child("clinicalStatus").code(CONDITION_CLINICAL)
    return "active" if told in _ACTIVE or not told else "resolved"
