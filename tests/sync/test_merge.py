"""Whose form of a resource stands."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sync import jsontext
from sync.canonical import content_hash
from sync.merge import Clash, Decision, decide, three_way


@pytest.mark.parametrize(
    ("base", "ours", "theirs", "expected"),
    [
        (None, None, "t", Decision.THEIRS),
        ("b", "b", "t", Decision.THEIRS),
        ("b", "o", "b", Decision.OURS),
        ("b", "o", "o", Decision.SAME),
        (None, "o", "o", Decision.SAME),
        ("b", "o", "t", Decision.CLASH),
        (None, "o", "t", Decision.CLASH),
        ("b", None, "t", Decision.THEIRS),
        ("b", None, "b", Decision.THEIRS),
    ],
)
def test_decisions(base: str | None, ours: str | None, theirs: str, expected: Decision) -> None:
    """H7: an unsent edit is never overwritten, and what moved only at the peer is always taken."""
    assert decide(base, ours, theirs) is expected


AT = "2026-03-05T08:00:00+08:00"


def visit(**more: Any) -> dict[str, Any]:
    return {"resourceType": "Encounter", "id": "e", "status": "arrived", "period": {"start": AT}, **more}


def reached(*states: str) -> list[dict[str, Any]]:
    return [{"status": state, "period": {"start": AT}} for state in states]


def test_two_seats_move_one_visit_on() -> None:
    """The nurse triages while the doctor, who saw only the arrival, begins: nobody is asked."""
    base = visit(statusHistory=reached("arrived"))
    nurse = visit(status="triaged", statusHistory=reached("arrived", "triaged"), priority={"text": "急"})
    doctor = visit(
        status="in-progress", statusHistory=reached("arrived", "in-progress"), participant=[{"individual": {"reference": "Practitioner/d"}}]
    )
    for ours, theirs in ((nurse, doctor), (doctor, nurse)):
        merged = three_way(base, ours, theirs)
        assert not merged.clashes
        assert merged.body["status"] == "in-progress"
        assert {one["status"] for one in merged.body["statusHistory"]} == {"arrived", "triaged", "in-progress"}
        assert merged.body["participant"] == doctor["participant"] and merged.body["priority"] == nurse["priority"]


def test_both_added_to_a_list() -> None:
    base = {"resourceType": "Patient", "id": "p", "telecom": [{"system": "phone", "value": "1"}]}
    ours = base | {"telecom": [{"system": "phone", "value": "1"}, {"system": "phone", "value": "2"}]}
    theirs = base | {"telecom": [{"system": "phone", "value": "3"}, {"system": "phone", "value": "1", "rank": 1}]}
    merged = three_way(base, ours, theirs)
    assert not merged.clashes
    assert sorted(one["value"] for one in merged.body["telecom"]) == ["1", "2", "3"]


@pytest.mark.parametrize("agreed", [{}, visit(identifier=[{"system": "urn:no", "value": "1"}])], ids=["nothing agreed", "agreed"])
def test_what_both_say_stands_once(agreed: dict[str, Any]) -> None:
    """H7: a resident read in from files twice has one number."""
    shared = [*agreed.get("identifier", []), {"system": "urn:card", "value": "5"}]
    ours, theirs = visit(identifier=shared), visit(identifier=[{"system": "urn:x", "value": "y"}, *shared])
    merged = three_way(agreed, ours, theirs)
    assert not merged.clashes
    assert sorted(one["value"] for one in merged.body["identifier"]) == sorted(one["value"] for one in theirs["identifier"])


def test_what_both_changed_is_for_a_person() -> None:
    base = {"resourceType": "Patient", "id": "p", "birthDate": "1950-01-01", "gender": "male"}
    merged = three_way(base, base | {"birthDate": "1950-01-11", "gender": "female"}, base | {"birthDate": "1951-01-01"})
    assert merged.clashes == (Clash("Patient.birthDate", '"1950-01-11"', '"1951-01-01"'),)
    assert merged.body["gender"] == "female"


def test_half_a_quantity_of_each_side_is_never_made() -> None:
    """A value of one side with the unit of the other would be a third meaning (H19)."""
    base = {"resourceType": "Observation", "id": "o", "valueQuantity": {"value": 140, "unit": "mg/dL"}}
    ours = base | {"valueQuantity": {"value": 7.8, "unit": "mg/dL"}}
    theirs = base | {"valueQuantity": {"value": 140, "unit": "mmol/L"}}
    merged = three_way(jsontext.loads(json.dumps(base)), jsontext.loads(json.dumps(ours)), jsontext.loads(json.dumps(theirs)))
    assert [one.path for one in merged.clashes] == ["Observation.valueQuantity"]


def state(code: str) -> dict[str, Any]:
    return {"coding": [{"system": "http://terminology.hl7.org/CodeSystem/allergyintolerance-clinical", "code": code}]}


@pytest.mark.parametrize(("here", "there"), [("resolved", "active"), ("active", "resolved")])
def test_an_allergy_stays_active(here: str, there: str) -> None:
    """H16: a merge never takes an allergy away."""
    base = {"resourceType": "AllergyIntolerance", "id": "a", "clinicalStatus": state("inactive")}
    merged = three_way(base, base | {"clinicalStatus": state(here)}, base | {"clinicalStatus": state(there)})
    assert not merged.clashes and merged.body["clinicalStatus"] == state("active")


@pytest.mark.parametrize(
    ("here", "there", "stands"),
    [
        ("active", "cancelled", "cancelled"),
        ("stopped", "active", "stopped"),
        ("on-hold", "active", "on-hold"),
        ("completed", "cancelled", None),
    ],
)
def test_a_requests_status_goes_to_its_end(here: str, there: str, stands: str | None) -> None:
    base = {"resourceType": "MedicationRequest", "id": "r", "status": "draft"}
    merged = three_way(base, base | {"status": here}, base | {"status": there})
    assert (merged.body["status"] if not merged.clashes else None) == stands


people = st.fixed_dictionaries(
    {"resourceType": st.just("Patient"), "id": st.just("p")},
    optional={
        "gender": st.sampled_from(["male", "female"]),
        "telecom": st.lists(st.fixed_dictionaries({"system": st.just("phone"), "value": st.sampled_from("1234")}), min_size=1, max_size=3),
        "address": st.lists(st.fixed_dictionaries({"text": st.sampled_from("xyz")}), min_size=1, max_size=1),
    },
)


@given(people, people, people)
def test_merging_knows_no_side_when_only_one_moved(base: dict[str, Any], one: dict[str, Any], other: dict[str, Any]) -> None:
    assert three_way(base, base, other).body == other
    assert content_hash(three_way(base, one, base).body) == content_hash(one)
    assert not three_way(base, one, one).clashes
