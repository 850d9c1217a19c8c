"""A resource says the same before and after it went under another server's ids."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import Any

import pytest

from sync import jsontext
from sync.canonical import content_hash
from sync.fhir.build import urn
from sync.fhir.codes import UUID_SYSTEM
from sync.renaming import KEY_SYSTEM, asked, inward, outward, own_id, search_of, targets
from sync.replica import Ref
from tests.sync.visits import made

BASE = "https://server/fhir"
P1, E1 = made("p1"), made("e1")
THERE = {Ref("Patient", P1): "9001", Ref("Encounter", E1): "x-7"}
HERE = {Ref(ref.fhir_type, there): ref.fhir_id for ref, there in THERE.items()}


def body(fhir_type: str, fhir_id: str, **more: Any) -> dict[str, Any]:
    return {"resourceType": fhir_type, "id": fhir_id, **more}


BODIES = [
    body("Patient", P1, identifier=[{"system": UUID_SYSTEM, "value": f"urn:uuid:{P1}"}, {"system": "urn:card", "value": "5"}]),
    body("Practitioner", made("doc")),
    body("Device", "not-a-uuid", identifier=[{"system": "urn:serial", "value": "17"}]),
    body("Device", "A." + "z" * 62),
    body("Patient", P1, identifier=[{"system": UUID_SYSTEM, "value": f"urn:uuid:{made(name)}"} for name in ("p1", "other")]),
    body("Observation", made("o"), subject={"reference": f"Patient/{P1}"}, encounter={"reference": f"Encounter/{E1}/_history/3"}),
    body("Observation", made("o"), subject={"reference": f"Patient/{P1}", "display": "x"}, performer=[{"reference": "Practitioner/gone"}]),
    body("Observation", made("o"), hasMember=[{"reference": f"Observation/{made('later')}"}, {"reference": "#inside"}]),
    body(
        "Observation",
        made("o"),
        subject={"identifier": {"system": "urn:card", "value": "5"}},
        extension=[{"url": "urn:x", "valueCode": "y"}],
    ),
    body("List", made("lot"), entry=[{"item": {"type": "MedicationRequest", "identifier": urn(made("sheet"))}}]),
    body("Provenance", made("v"), target=[{"reference": f"Patient/{P1}"}]),
    body("Provenance", made("v"), meta={"tag": [{"system": "urn:t", "code": "k"}]}),
    body("Observation", made("o"), valueQuantity={"value": Decimal("5.00")}, note=[{"text": f"reference: Patient/{P1}"}]),
]


@pytest.mark.parametrize("known", [False, True], ids=["new there", "known there"])
@pytest.mark.parametrize("resource", BODIES, ids=range(len(BODIES)))
def test_there_and_back(resource: dict[str, Any], known: bool) -> None:
    """sync.md 4.9, 31: unknown extensions, decimals, long ids and ids that are no UUIDs."""
    ref = Ref(resource["resourceType"], resource["id"])
    told = outward(resource, ref, "777" if known else None, THERE.get)
    assert told.get("id") == ("777" if known else None)
    assert own_id(told) == ref.fhir_id
    back = inward(jsontext.loads(jsontext.dumps(told | {"id": "777"})), ref.fhir_id, HERE.get, BASE)
    assert content_hash(back) == content_hash(resource)
    assert jsontext.dumps(back).count("5.00") == jsontext.dumps(resource).count("5.00")
    assert THERE[Ref("Patient", P1)] in json.dumps(told, default=str) or f"Patient/{P1}" not in json.dumps(resource.get("subject"))


def test_what_the_server_found_under_our_own_id_is_not_marked() -> None:
    resource = body("Practitioner", "dr-wang", name=[{"text": "王"}])
    assert outward(resource, Ref("Practitioner", "dr-wang"), "dr-wang", THERE.get) == resource


@pytest.mark.parametrize(
    ("ref", "search"),
    [
        (Ref("Patient", P1), f"Patient?identifier=urn%3Axiangyi%3Aid%7C{P1}"),
        (Ref("Device", "A." + "z" * 62), f"Device?identifier=urn%3Axiangyi%3Aid%7CA.{'z' * 62}"),
        (Ref("Provenance", made("v")), f"Provenance?_tag=urn%3Axiangyi%3Aid%7C{made('v')}"),
    ],
)
def test_the_condition_names_one_key_of_ours(ref: Ref, search: str) -> None:
    assert search_of(ref) == search
    assert asked("Patient", ["a", "b"]) == ("identifier", "urn:xiangyi:id|a,urn:xiangyi:id|b")


def test_a_resource_has_one_name_of_ours_there() -> None:
    """A second one would make the search ambiguous, and the reader's choice."""
    resource = body("Patient", P1, identifier=[{"system": KEY_SYSTEM, "value": made("other")}, {"system": "urn:card", "value": "5"}])
    told = outward(resource, Ref("Patient", P1), None, THERE.get)
    assert told["identifier"] == [{"system": "urn:card", "value": "5"}, {"system": KEY_SYSTEM, "value": P1}]


def test_what_is_not_there_yet_is_referred_to_by_its_identifier() -> None:
    resource = body("Encounter", E1, diagnosis=[{"condition": {"reference": f"Condition/{made('c')}"}}])
    told = outward(resource, Ref("Encounter", E1), None, lambda ref: None)
    condition = told["diagnosis"][0]["condition"]
    assert condition == {"type": "Condition", "identifier": {"system": KEY_SYSTEM, "value": made("c")}}
    back = inward(jsontext.loads(jsontext.dumps(told)), E1, HERE.get, BASE)
    assert content_hash(back) == content_hash(resource)


def test_references_that_name_their_server_are_ours_too_and_others_stay() -> None:
    there = body("Observation", "1", subject={"reference": f"{BASE}/Patient/9001"}, device={"reference": "https://other/fhir/Device/1"})
    back = inward(there, made("o"), HERE.get, BASE)
    assert back["subject"] == {"reference": f"Patient/{P1}"} and back["device"] == there["device"]
    assert set(targets(there, BASE)) == {Ref("Patient", "9001")}


@pytest.mark.parametrize(
    "rows",
    [
        None,
        7,
        [None, 7, "x"],
        [{"system": UUID_SYSTEM, "value": f"urn:uuid:{P1}"}],
        [{"system": KEY_SYSTEM, "value": "../../etc"}],
        [{"system": KEY_SYSTEM}],
        [{"system": "urn:x", "value": P1}],
    ],
)
def test_a_strangers_numbers_are_no_ids_of_ours(rows: object) -> None:
    """T7."""
    assert own_id(body("Patient", "9", identifier=rows)) is None
    assert inward(body("Patient", "9", identifier=rows), "9", HERE.get, BASE)["id"] == "9"
