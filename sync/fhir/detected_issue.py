"""Findings of the rules and objections of a pharmacist → DetectedIssue, for servers and systems that do not open signed documents.

Each is part of a signed document, of the sheet or of a verdict, and told by whoever signed that; a workstation that receives one keeps it
as received.
"""

from __future__ import annotations

from app.domain.ids import derived_id
from app.domain.prescription import Prescription
from app.domain.review import ReviewAct, ReviewStep
from app.domain.rx_comment import Comment, CommentClass, class_of
from app.rules.findings import Severity
from app.rules.reviewing import review_policy
from app.services.review_context import SignedFinding
from sync.fhir import codes
from sync.fhir.build import Json, coding, concept, extension, reference, resource, wire_instant

TYPE = "DetectedIssue"

# R4 detectedissue-severity: high = life-threatening or requires action, moderate, low.
_SEVERITY = {Severity.BLOCK: "high", Severity.OVERRIDE: "high", Severity.WARN: "moderate", Severity.PASSIVE: "low"}


def finding_id(prescription: str, number: int) -> str:
    """Id of the ``number``-th finding of a sheet, counted from 0."""
    return derived_id("finding", prescription, str(number))


def objection_id(step: str, number: int) -> str:
    """Id of the ``number``-th objection of a verdict, counted from 0."""
    return derived_id("objection", step, str(number))


def finding_to_fhir(sheet: Prescription, number: int, found: SignedFinding) -> Json:
    """What the rules said at signing; the prescriber's reason as its mitigation."""
    key, one = finding_id(sheet.id, number), found.finding
    at, by = wire_instant(sheet.signed_at), reference("Practitioner", sheet.prescriber)
    mitigation = {"action": concept(text=found.reason), "date": at, "author": by} if found.reason else None
    return resource(
        TYPE,
        key,
        extension=[extension("rule", valueString=one.rule)],
        status="final",
        code=concept(coding(codes.RX_FINDING, one.code)),
        severity=_SEVERITY[one.severity],
        patient=reference("Patient", sheet.person),
        identifiedDateTime=at,
        implicated=_lines(sheet, one.lines),
        mitigation=[mitigation] if mitigation else None,
    )


def objection_to_fhir(sheet: Prescription, step: ReviewStep, number: int) -> Json:
    """What a pharmacist objects to."""
    key, one = objection_id(step.id, number), step.objections[number]
    words = review_policy().reasons.get(one.code, one.code)
    return resource(
        TYPE,
        key,
        status="final",
        code=concept(coding(codes.RX_COMMENT, one.code, words)),
        severity="high" if step.act is ReviewAct.REFUSED else "moderate",
        patient=reference("Patient", sheet.person),
        identifiedDateTime=wire_instant(step.at),
        author=reference("Practitioner", step.practitioner),
        implicated=_lines(sheet, one.lines),
        evidence=[{"detail": [reference("Provenance", step.id)]}],
        detail=step.note or words,
    )


def comment_issue_id(comment: str, number: int) -> str:
    """Id of the ``number``-th code of a comment of the monthly review, counted from 0."""
    return derived_id("rx-comment-issue", comment, str(number))


def comment_to_fhir(sheet: Prescription, one: Comment, number: int) -> Json:
    """What the monthly review found in a sheet, one issue for each code; an excessive prescription (3-x) is the gravest."""
    key, code = comment_issue_id(one.id, number), one.codes[number]
    words = review_policy().comment_codes.get(code, code)
    return resource(
        TYPE,
        key,
        status="final",
        code=concept(coding(codes.RX_COMMENT, code, words)),
        severity={CommentClass.EXCESSIVE: "high", CommentClass.UNFIT: "moderate"}.get(class_of([code]), "low"),
        patient=reference("Patient", sheet.person),
        identifiedDateTime=wire_instant(one.at),
        author=reference("Practitioner", one.practitioner),
        implicated=_lines(sheet, ()),
        evidence=[{"detail": [reference("Provenance", one.id)]}],
        detail=one.note or words,
    )


def _lines(sheet: Prescription, numbers: tuple[int, ...]) -> list[Json | None]:
    """The lines meant, all where none is named or none of those is there."""
    named = [sheet.lines[number] for number in numbers if 0 <= number < len(sheet.lines)]
    return [reference("MedicationRequest", line.id) for line in named or sheet.lines]
