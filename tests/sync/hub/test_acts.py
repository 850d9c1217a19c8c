"""Writes without an id of the client's own: conditional PUT, POST, If-None-Exist, references inside a bundle."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.sync.hub.conftest import Asker, observation, patient

CARD = "urn:x|7"


def known(**more: object) -> dict[str, Any]:
    return {"resourceType": "Patient", "identifier": [{"system": "urn:x", "value": "7"}], **more}


def entry(body: dict[str, Any], method: str, url: str, full_url: str = "", **request: str) -> dict[str, Any]:
    return {"resource": body, "request": {"method": method, "url": url, **request}, **({"fullUrl": full_url} if full_url else {})}


def located(location: str) -> str:
    return location.partition("/_history")[0].rpartition("/fhir/")[2] or location.partition("/_history")[0]


def test_a_conditional_put_creates_and_then_changes_one(hub: Asker) -> None:
    first = hub.ask("PUT", f"Patient?identifier={CARD}", known())
    again = hub.ask("PUT", f"Patient?identifier={CARD}", known(active=True))
    assert (first.status, again.status) == (201, 200)
    place = located(again.headers["Location"])
    assert located(first.headers["Location"]) == place
    assert hub.get(place)["active"] is True and hub.get("Patient?_summary=count")["total"] == 1


def test_a_conditional_put_takes_the_clients_id_for_a_new_one_and_no_other_later(hub: Asker) -> None:
    assert hub.ask("PUT", f"Patient?identifier={CARD}", known(id="mine")).status == 201
    assert hub.get("Patient/mine")["id"] == "mine"
    assert hub.ask("PUT", f"Patient?identifier={CARD}", known(id="other")).status == 400


def test_a_condition_that_finds_several_is_refused(hub: Asker) -> None:
    hub.put(known(id="a"))
    hub.put(known(id="b"))
    assert hub.ask("PUT", f"Patient?identifier={CARD}", known()).status == 412
    assert hub.ask("POST", "Patient", known(), if_none_exist=f"identifier={CARD}").status == 412


@pytest.mark.parametrize("condition", ["_count=1", "_format=json"])
def test_a_condition_that_names_nothing_is_refused(hub: Asker, condition: str) -> None:
    """Else a slip of the pen would change whatever is there first."""
    hub.put(patient("a"))
    assert hub.ask("PUT", f"Patient?{condition}", known()).status == 412


def test_post_creates_and_if_none_exist_creates_once(hub: Asker) -> None:
    places = [located(hub.ask("POST", "Patient", known(), if_none_exist=f"identifier={CARD}").headers["Location"]) for _ in range(2)]
    assert places[0] == places[1]
    assert located(hub.ask("POST", "Patient", patient("ignored")).headers["Location"]) != "Patient/ignored"
    assert hub.get("Patient?_summary=count")["total"] == 2


def test_if_match_holds_for_a_conditional_put(hub: Asker) -> None:
    hub.put(known(id="a"))
    assert hub.ask("PUT", f"Patient?identifier={CARD}", known(active=True), if_match='W/"7"').status == 412
    assert hub.ask("PUT", f"Patient?identifier={CARD}", known(active=True), if_match='W/"1"').status == 200


def test_entries_refer_to_each_other_before_they_have_ids(hub: Asker) -> None:
    """The number keeps its spelling though the text is written anew."""
    weight = {"code": "kg", "value": 0}
    reading = observation("x", "x", valueQuantity=weight) | {"subject": {"reference": "urn:uuid:p"}}
    text = json.dumps(reading | {"id": None}).replace('"id": null, ', "").replace('"value": 0', '"value": 1.00')
    bundle = (
        '{"resourceType":"Bundle","type":"transaction","entry":['
        f'{{"fullUrl":"urn:uuid:o","resource":{text},"request":{{"method":"POST","url":"Observation"}}}},'
        f'{{"fullUrl":"urn:uuid:p","resource":{json.dumps(known())},"request":{{"method":"POST","url":"Patient"}}}}]}}'
    )
    answers = json.loads(hub.ask("POST", "", bundle).body)["entry"]
    made, owner = (located(one["response"]["location"]) for one in answers)
    stored = hub.ask("GET", made).body.decode()
    assert json.loads(stored)["subject"]["reference"] == owner and '"value":1.00' in stored


def test_a_reference_may_be_a_search(hub: Asker) -> None:
    hub.put(known(id="p1"))
    found = observation("o1", "p1") | {"subject": {"reference": f"Patient?identifier={CARD}"}}
    assert hub.put(found).status == 201
    assert hub.get("Observation/o1")["subject"]["reference"] == "Patient/p1"
    lost = observation("o2", "p1") | {"subject": {"reference": "Patient?identifier=urn:x|8"}}
    assert hub.put(lost).status == 412


def test_one_resource_twice_in_a_bundle_under_two_names(hub: Asker) -> None:
    """Two conditional PUTs that find one resource are no two (HAPI #8183)."""
    hub.put(known(id="p1"))
    url = f"Patient?identifier={CARD}"
    reply = hub.post(entry(known(), "PUT", url), entry(known(active=True), "PUT", url))
    assert reply.status == 400 and json.loads(reply.body)["issue"][0]["code"] == "duplicate"
    assert hub.get("Patient/p1")["meta"]["versionId"] == "1"


def test_a_transaction_may_read_what_it_wrote(hub: Asker) -> None:
    read = {"request": {"method": "GET", "url": "Patient/p1"}}
    answers = json.loads(hub.post(read, entry(patient("p1"), "PUT", "Patient/p1")).body)["entry"]
    assert [one["response"]["status"][:3] for one in answers] == ["200", "201"]
    assert answers[0]["resource"]["id"] == "p1"


@pytest.mark.parametrize(
    ("method", "url"),
    [
        ("PUT", "Patient"),
        ("PUT", "Patient/p1?identifier=x"),
        ("POST", "Patient/p1"),
        ("PATCH", "Patient/p1"),
        ("PUT", "../x"),
        ("DELETE", "Patient/p1"),
    ],
)
def test_what_is_no_write(hub: Asker, method: str, url: str) -> None:
    assert hub.post(entry(patient("p1"), method, url)).status == 400


def test_a_part_is_marked_as_a_part(hub: Asker) -> None:
    """Anti-entropy compares ids and versions; nobody may take the part for the whole."""
    hub.put(patient("p1", active=True, meta={"tag": [{"code": "a"}]}))
    found = hub.get("Patient?_elements=id,meta")["entry"][0]["resource"]
    assert found["meta"].pop("lastUpdated") and found == {
        "resourceType": "Patient",
        "id": "p1",
        "meta": {
            "versionId": "1",
            "tag": [{"code": "a"}, {"system": "http://terminology.hl7.org/CodeSystem/v3-ObservationValue", "code": "SUBSETTED"}],
        },
    }


def test_a_resident_is_looked_up_by_name_and_birth(hub: Asker) -> None:
    hub.put(patient("p1", name=[{"text": "王秀兰", "family": "王", "given": ["秀兰"]}], birthDate="1951-02-03"))
    hub.put(patient("p2", name=[{"text": "王秀"}], birthDate="1951-02-03"))
    assert hub.get("Patient?name=王秀兰&birthdate=1951-02-03")["total"] == 1
    assert hub.get("Patient?name=王秀")["total"] == hub.get("Patient?birthdate=eq1951-02-03")["total"] == 2
    assert hub.get("Patient?name=秀兰")["total"] == 1 and hub.get("Patient?name=李")["total"] == 0
    assert hub.ask("GET", "Observation?name=x").status == 400
