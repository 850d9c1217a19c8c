"""Comments of the monthly review and the answers to them, on the wire and back."""

from __future__ import annotations

import base64
import json
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.ids import organization_id
from app.domain.rx_comment import ANSWER_FORMAT, FORMAT, AnswerAct, Comment, CommentAnswer, answer_id, class_of
from app.domain.rx_document import canonical, fingerprint
from sync.fhir import comment, detected_issue, signed_words, supply_request, task, verdict
from sync.fhir.element import BadResource, NotOurs
from sync.hub.addressed import NEVER, addresses
from sync.hub.resources import check
from sync.replica import Ref
from tests.sync.fhir import records, samples
from tests.sync.fhir.test_reviews import step
from tests.sync.fhir.test_round_trips import wired

LINES = [line.id for line in samples.sheet.lines]
COUNTY = organization_id("PDY00001141010211A2001")


def found(codes: tuple[str, ...] = ("2-5", "1-10"), note: str = "") -> Comment:
    """A comment whose document says what it says."""
    bare = Comment(
        *(samples.made("comment"), samples.made("lot"), samples.resident.id, samples.sheet.id, codes, note, samples.doctor.id, samples.AT),
        signature="ef" * 64,
        public_key="ab" * 32,
    )
    told = {
        "format": FORMAT,
        "id": bare.id,
        "sheet": {"id": bare.prescription, "number": "1", "sha256": ""},
        "lot": {"id": bare.sample, "month": "2026-02", "seed": "9f2c", "population": "214", "size": "100"},
        "institution": {"id": COUNTY, "code": "PDY00001141010211A2001", "name": "县人民医院"},
        "by": {"id": bare.practitioner, "public_key": bare.public_key},
        "at": bare.at,
        "class": class_of(codes).value,
        "codes": [{"code": code, "words": code} for code in codes],
        "note": note,
    }
    data = canonical(told)
    return replace(bare, document=data, hash=fingerprint(data))


def answered(one: Comment, act: AnswerAct = AnswerAct.EXPLAINED, note: str = "家庭自测血压仍高") -> CommentAnswer:
    bare = CommentAnswer(
        *(answer_id(one.id), one.id, one.person, one.prescription, act, note, samples.doctor.id, samples.AT),
        signature="ef" * 64,
        public_key="ab" * 32,
    )
    told = {
        "format": ANSWER_FORMAT,
        "id": bare.id,
        "comment": {"id": one.id, "sha256": one.hash},
        "sheet": {"id": bare.prescription},
        "by": {"id": bare.practitioner, "public_key": bare.public_key},
        "at": bare.at,
        "act": act.value,
        "note": note,
    }
    data = canonical(told)
    return replace(bare, document=data, hash=fingerprint(data))


@given(codes=st.lists(st.sampled_from(["1-1", "2-5", "3-4"]), max_size=3, unique=True).map(tuple), note=records.maybe_words)
def test_a_comment(codes: tuple[str, ...], note: str) -> None:
    one = found(codes, note)
    body = wired(comment.to_fhir(one, LINES))
    assert comment.from_fhir(body) == one and signed_words.resident_of(body) == one.person
    assert check(body, Ref("Provenance", one.id)) == body


@given(act=st.sampled_from(AnswerAct), note=records.maybe_words)
def test_an_answer(act: AnswerAct, note: str) -> None:
    one = answered(found(), act, note)
    body = wired(comment.answer_to_fhir(one, found()))
    assert comment.answer_from_fhir(body) == one
    assert check(body, Ref("Task", one.id)) == body


def test_an_answer_is_read_by_whoever_commented_and_opens_nothing() -> None:
    body = wired(comment.answer_to_fhir(answered(found()), found()))
    assert [(one.to, one.ends) for one in addresses(body)] == [(f"Organization/{COUNTY}", NEVER)]


def test_each_is_nothing_else() -> None:
    said, answer = wired(comment.to_fhir(found(), LINES)), wired(comment.answer_to_fhir(answered(found()), found()))
    for read, body in (
        (verdict.from_fhir, said),
        (comment.from_fhir, wired(verdict.to_fhir(step(), LINES))),
        (supply_request.step_from_fhir, answer),
        (task.from_fhir, answer),
        (comment.answer_from_fhir, wired(task.to_fhir(samples.sheet, "", samples.clinic.id, ()))),
    ):
        with pytest.raises(NotOurs):
            read(body)


def changed(data: str, change: Any) -> str:
    told = change(json.loads(base64.b64decode(data)))
    return base64.b64encode(json.dumps(told, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()).decode()


@pytest.mark.parametrize(
    "change",
    [
        lambda told: told | {"id": "another"},
        lambda told: told | {"codes": 5},
        lambda told: told | {"lot": {"id": "x"}},
        lambda told: told | {"lot": told["lot"] | {"population": "viele"}},
        lambda told: told | {"format": "xiangyi/rx-comment/9"},
        lambda told: {name: value for name, value in told.items() if name != "by"},
    ],
)
def test_a_comment_that_cannot_be_read_is_set_aside(change: Any) -> None:
    body = wired(comment.to_fhir(found(), LINES))
    body["signature"][0]["data"] = changed(body["signature"][0]["data"], change)
    with pytest.raises(BadResource):
        comment.from_fhir(body)


@pytest.mark.parametrize(
    "change",
    [lambda told: told | {"act": "laughed"}, lambda told: told | {"comment": {"id": "x"}}, lambda told: {"format": told["format"]}],
)
def test_an_answer_that_cannot_be_read_is_set_aside(change: Any) -> None:
    body = wired(comment.answer_to_fhir(answered(found()), found()))
    held = body["input"][0]["valueSignature"]
    held["data"] = changed(held["data"], change)
    with pytest.raises(BadResource):
        comment.answer_from_fhir(body)


def test_each_code_is_an_issue_for_those_who_open_no_signed_bytes() -> None:
    one = found(("2-5", "3-1"), "剂量偏大")
    first, second = (wired(detected_issue.comment_to_fhir(samples.sheet, one, number)) for number in range(2))
    assert check(first, Ref("DetectedIssue", first["id"])) == first and first["id"] != second["id"]
    assert [(each["code"]["coding"][0]["code"], each["severity"]) for each in (first, second)] == [("2-5", "moderate"), ("3-1", "high")]
    assert first["evidence"] == [{"detail": [{"reference": f"Provenance/{one.id}"}]}] and first["detail"] == "剂量偏大"
