"""A comment of the monthly review (处方点评) ↔ Provenance over the sheet's lines; its prescriber's answer ↔ Task for who wrote the comment.

The comment is the pharmacist's own resource, as a verdict is, and is read where its resident is. The answer is a Task owned by the
pharmacist's institution, which may read the sheet no more: a Task is read by whom it names (sync.hub.addressed), and being done it opens
nothing else. Both are told once; what counts are the signed bytes they carry.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from app.domain.rx_comment import ANSWER_FORMAT, FORMAT, AnswerAct, Comment, CommentAnswer
from app.domain.rx_document import DocumentError, read
from app.rules.reviewing import review_policy
from sync.fhir import codes, signed_words
from sync.fhir.build import Json, coding, concept, group, part, reference, resource, wire_instant
from sync.fhir.element import BadResource, Element, marked, needed
from sync.fhir.signed_words import AUTHOR, COMMENT, VERIFIED

TYPE, ANSWER = signed_words.TYPE, "Task"
KIND = "rx-comment-answer"


def to_fhir(one: Comment, lines: Sequence[str]) -> Json:
    """``lines``: ids of the sheet's lines."""
    words = review_policy().comment_codes
    why = [concept(coding(codes.RX_COMMENT, code, words.get(code, "")), text=one.note) for code in one.codes]
    return signed_words.to_fhir(COMMENT, one, lines, VERIFIED, "commented", why)


def from_fhir(body: Any) -> Comment:
    """Raises NotOurs for a Provenance of anything else. Whether hash and signature fit is for the reader to check."""
    said, told, document = signed_words.from_fhir(COMMENT, FORMAT, body)
    try:
        return _comment(said, told, document)
    except (KeyError, TypeError, ValueError):
        raise BadResource(TYPE + ".signature.data", "no comment in canonical form") from None


def _comment(said: Any, told: Element, document: bytes) -> Comment:
    _ = int(said["lot"]["population"]), int(said["lot"]["size"]), said["lot"]["month"], said["lot"]["seed"], said["institution"]["name"]
    return Comment(
        id=said["id"],
        sample=said["lot"]["id"],
        person=signed_words.person_of(told),
        prescription=said["sheet"]["id"],
        codes=tuple(one["code"] for one in said["codes"]),
        note=said["note"],
        practitioner=said["by"]["id"],
        at=said["at"],
        **signed_words.proof(told, document),
    )


def answer_to_fhir(one: CommentAnswer, comment: Comment) -> Json:
    """The answer, for the institution whose pharmacist wrote the comment."""
    asked = read(comment.document, FORMAT)["institution"]["id"]
    return resource(
        ANSWER,
        one.id,
        extension=[
            group(
                KIND,
                part("prescription", valueString=one.prescription),
                *signed_words.proven(one),
            )
        ],
        status="completed",
        businessStatus=concept(coding(codes.REVIEW_ACT, one.act.value), text=one.note),
        intent="order",
        code=concept(coding(codes.TASK_KIND, KIND), text="处方点评反馈"),
        focus=reference(TYPE, one.comment),
        **{"for": reference("Patient", one.person)},
        authoredOn=wire_instant(one.at),
        requester=reference("Practitioner", one.practitioner),
        owner=reference("Organization", asked),
        input=[{"type": concept(text="document"), "valueSignature": signed_words.signature(one, AUTHOR)}],
    )


def answer_from_fhir(body: Any) -> CommentAnswer:
    """Raises NotOurs for a Task of anything else. Whether hash and signature fit is for the reader to check."""
    found, told = marked(body, ANSWER, KIND, "another task")
    document = next(iter(found.each("input")), Element({}, ANSWER + ".input")).child("valueSignature").binary("data")
    try:
        said = read(document, ANSWER_FORMAT)
        one = _answer(said, found, told, document)
    except (DocumentError, KeyError, TypeError, ValueError):
        raise BadResource(ANSWER + ".input", "no answer in canonical form") from None
    if (one.id, one.comment) != (found.text("id"), found.target("focus", TYPE)):
        raise BadResource(ANSWER + ".input", "about something else")
    return one


def _answer(said: Any, found: Element, told: Element, document: bytes) -> CommentAnswer:
    return CommentAnswer(
        id=said["id"],
        comment=said["comment"]["id"],
        person=needed(found.target("for", "Patient"), ANSWER + ".for"),
        prescription=said["sheet"]["id"],
        act=AnswerAct(said["act"]),
        note=said["note"],
        practitioner=said["by"]["id"],
        at=said["at"],
        **signed_words.proof(told, document),
    )
