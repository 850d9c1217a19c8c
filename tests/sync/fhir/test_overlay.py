"""Strangers' content survives when we write their resources back (sync.md 4.9 no. 31)."""

from __future__ import annotations

import copy
from dataclasses import replace
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from app.domain.person import Person
from sync.canonical import content_hash
from sync.fhir import condition, encounter, observation, person
from sync.fhir.overlay import laid_over
from tests.sync.fhir import records
from tests.sync.fhir.test_round_trips import wired

NAMES = ["communication", "maritalStatus", "generalPractitioner", "multipleBirthInteger", "_birthDate", "photo"]
junk = st.recursive(
    st.text("ab", min_size=1, max_size=3) | st.integers(0, 9) | st.booleans(), lambda inner: st.lists(inner, min_size=1, max_size=2)
)
extensions = st.fixed_dictionaries({"url": st.sampled_from(["urn:a", "urn:b"]), "valueString": st.text("xyz", min_size=1, max_size=3)})


def planted(body: dict[str, Any], unknown: dict[str, Any], marks: list[dict[str, Any]]) -> dict[str, Any]:
    """The body as a stranger might hold it: members, extensions and an identifier that we do not know."""
    base: dict[str, Any] = copy.deepcopy(body) | unknown
    base["extension"] = [*marks, *base.get("extension", [])]
    base["identifier"] = [{"system": "urn:hospital", "value": "77", "assigner": {"display": "县医院"}}, *base.get("identifier", [])]
    for one in base.get("telecom", []):
        one["period"] = {"start": "2020"}
    return {name: value for name, value in base.items() if value != []}


@given(records.persons, records.persons, st.dictionaries(st.sampled_from(NAMES), junk, max_size=3), st.lists(extensions, max_size=3))
def test_what_we_do_not_know_stays(one: Person, other: Person, unknown: dict[str, Any], marks: list[dict[str, Any]]) -> None:
    other = replace(other, id=one.id)
    before = wired(person.to_fhir(one))
    base = planted(before, unknown, marks)
    merged = laid_over(base, before, wired(person.to_fhir(other)))
    assert person.from_fhir(merged) == other
    assert {name: merged.get(name) for name in unknown} == unknown
    assert [mark for mark in merged.get("extension", []) if mark["url"] in ("urn:a", "urn:b")] == marks
    assert base["identifier"][0] in merged["identifier"]
    kept = {phone.number for phone in one.phones if phone.relation == "本人"} & {p.number for p in other.phones if p.relation == "本人"}
    assert {call["value"] for call in merged.get("telecom", []) if "period" in call} == kept


@given(records.persons, st.dictionaries(st.sampled_from(NAMES), junk, max_size=3), st.lists(extensions, max_size=3))
def test_nothing_changed_nothing_moves(one: Person, unknown: dict[str, Any], marks: list[dict[str, Any]]) -> None:
    before = wired(person.to_fhir(one))
    base = planted(before, unknown, marks)
    assert laid_over(base, before, before) == base


@given(records.measurements(), records.measurements())
def test_a_changed_measurement_is_read_back(one: Any, other: Any) -> None:
    other = replace(other, id=one.id)
    before, ours = wired(observation.to_fhir(one)), wired(observation.to_fhir(other))
    read = observation.from_fhir(laid_over(before, before, ours))
    assert replace(read, values=(), flags=()) == replace(other, values=(), flags=())
    assert set(read.values) == set(other.values) and sorted(read.flags) == sorted(other.flags)


def stranger(**more: Any) -> dict[str, Any]:
    return {
        "resourceType": "Encounter",
        "id": "e1",
        "status": "in-progress",
        "class": {"system": "http://terminology.hl7.org/CodeSystem/v3-ActCode", "code": "AMB"},
        "subject": {"reference": "Patient/p1", "display": "张三"},
        "period": {"start": "2026-03-05T08:00:00+08:00"},
        **more,
    }


def test_whoever_took_part_stays_in_a_visit() -> None:
    base = stranger(participant=[{"individual": {"reference": "Practitioner/old"}, "period": {"start": "2026-03-05"}}])
    record = encounter.from_fhir(base)
    ours = encounter.to_fhir(replace(record, practitioner="new"))
    merged = laid_over(base, encounter.to_fhir(record), ours)
    assert merged["participant"][0] == base["participant"][0]
    assert encounter.participants_of(merged) == ("old", "new")
    assert encounter.from_fhir(merged).practitioner == "new"
    assert merged["subject"]["display"] == "张三"


def test_one_form_of_a_choice_at_a_time() -> None:
    base = {
        "resourceType": "Condition",
        "id": "c1",
        "subject": {"reference": "Patient/p1"},
        "code": {"text": "高血压", "coding": [{"system": "http://snomed.info/sct", "code": "1"}]},
        "onsetAge": {"value": 40, "unit": "a"},
    }
    record = condition.from_fhir(base)
    before = condition.to_fhir(record)
    assert content_hash(laid_over(base, before, before)) == content_hash(base)
    merged = laid_over(base, before, condition.to_fhir(replace(record, onset="2019-05", icd10="I10")))
    assert merged["onsetDateTime"] == "2019-05" and "onsetAge" not in merged
    assert [one["code"] for one in merged["code"]["coding"]] == ["1", "I10"]
