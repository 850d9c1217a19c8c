"""What an answer to a bundle means."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sync.answers import Judgement, Kind, body_of, judge
from sync.link import Answer, LinkFault, PeerStop
from tests.sync.conftest import outcome


def answer(*responses: dict[str, Any], kind: str = "transaction-response") -> Answer:
    entries = [{"response": one} for one in responses]
    return Answer(200, {}, json.dumps({"resourceType": "Bundle", "type": kind, "entry": entries}).encode())


def test_statuses_etags_and_ids_by_entry() -> None:
    found = judge(
        answer(
            {"status": "201 Created", "etag": 'W/"1"', "location": "Patient/a/_history/1"},
            {"status": "200", "etag": '"x-9"', "location": "https://h/fhir/Patient/b"},
            {"status": "204"},
            {"status": "409 Conflict"},
            {"status": "410"},
            {"status": "403"},
            {"status": "429"},
            {"status": "500"},
            kind="batch-response",
        ),
        8,
    )
    assert isinstance(found, list)
    kinds = [Kind.TAKEN] * 3 + [Kind.CONFLICT, Kind.GONE, Kind.REFUSED, Kind.LATER, Kind.LATER]
    assert [one.kind for one in found] == kinds
    assert [(one.etag, one.remote_id) for one in found[:3]] == [('W/"1"', "a"), ('"x-9"', "b"), (None, None)]


@pytest.mark.parametrize(
    ("status", "kind"),
    [
        (400, Kind.REFUSED),
        (403, Kind.REFUSED),
        (404, Kind.REFUSED),
        (422, Kind.REFUSED),
        (409, Kind.CONFLICT),
        (412, Kind.CONFLICT),
        (410, Kind.GONE),
        (413, Kind.TOO_LARGE),
    ],
)
def test_a_bundle_that_was_not_carried_out(status: int, kind: Kind) -> None:
    found = judge(outcome(status, diagnostics="words"), 3)
    assert isinstance(found, Judgement) and found.kind is kind and found.culprit is None


@pytest.mark.parametrize("status", [408, 425, 429, 500, 502, 503, 504, 599])
def test_what_passes_is_tried_again(status: int) -> None:
    with pytest.raises(LinkFault):
        judge(outcome(status), 1)


def test_401_stops() -> None:
    with pytest.raises(PeerStop):
        judge(Answer(401), 1)


@pytest.mark.parametrize(
    ("issue", "culprit"),
    [
        ({"expression": ["Bundle.entry[2]"]}, 2),
        ({"expression": ["Bundle.entry[1].resource.status"]}, 1),
        ({"location": ["Bundle.entry[0]"]}, 0),
        ({"expression": ["Bundle.entry[1]", "Bundle.entry[2]"]}, None),
        ({"expression": ["Bundle.entry[3]"]}, None),
        ({"expression": ["Observation.status"]}, None),
        ({"expression": "Bundle.entry[1]"}, None),
        ({"expression": [7]}, None),
        ({}, None),
    ],
)
def test_the_culprit_a_server_names(issue: dict[str, Any], culprit: int | None) -> None:
    found = judge(outcome(400, **issue), 3)
    assert isinstance(found, Judgement) and found.culprit == culprit


def test_a_server_s_words_are_kept_short() -> None:
    found = judge(outcome(422, diagnostics="x" * 10_000, expression=["y" * 10_000]), 1)
    assert isinstance(found, Judgement)
    assert {name: len(text) for name, text in found.facts.items()} == {"status": 3, "issue": 7, "said": 300, "at": 300}


@given(
    st.integers(200, 599),
    st.recursive(
        st.none() | st.integers() | st.text(),
        lambda inner: (
            st.lists(inner)
            | st.dictionaries(
                st.sampled_from(["resourceType", "type", "entry", "issue", "response", "status", "expression", "details", "code"]), inner
            )
        ),
        max_leaves=15,
    ),
)
def test_no_answer_is_ever_taken_for_an_acknowledgement_by_mistake(status: int, body: object) -> None:
    """H11, T7: whatever a server says, only a whole list of entries counts."""
    try:
        found = judge(Answer(status, {}, json.dumps(body).encode()), 2)
    except (LinkFault, PeerStop):
        return
    assert isinstance(found, Judgement) and found.kind is not Kind.TAKEN


@pytest.mark.parametrize("body", [b"", b"<html>", b"[]", b'{"resourceType":"Patient","id":"b"}', b'{"resourceType":"Group","id":"a"}'])
def test_a_read_that_gave_something_else(body: bytes) -> None:
    assert body_of(Answer(200, {}, body), "Patient", "a") is None
