"""One resource on the hub: create, update, versions, and what is refused."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.sync.hub.conftest import Asker, observation, patient


def test_put_creates_then_updates(hub: Asker) -> None:
    first = hub.put(patient("p1"))
    assert (first.status, first.headers["ETag"]) == (201, 'W/"1"')
    second = hub.put(patient("p1", active=True))
    assert (second.status, second.headers["ETag"]) == (200, 'W/"2"')
    assert hub.get("Patient/p1/_history/1")["meta"]["versionId"] == "1"
    versions = [one["resource"]["meta"]["versionId"] for one in hub.get("Patient/p1/_history")["entry"]]
    assert versions == ["2", "1"]


def test_identical_content_keeps_its_version(hub: Asker) -> None:
    hub.put(patient("p1", gender="female", birthDate="1950-01-01"))
    again = hub.ask("PUT", "Patient/p1", '{"birthDate":"1950-01-01", "id":"p1","gender":"female","resourceType":"Patient"}')
    assert (again.status, again.headers["ETag"]) == (200, 'W/"1"')


def test_if_match_guards_an_update(hub: Asker) -> None:
    """H7: an edit based on an old version must not silently replace a newer one."""
    hub.put(patient("p1"))
    hub.put(patient("p1", gender="male"))
    assert hub.put(patient("p1", active=True), if_match='W/"1"').status == 412
    assert hub.put(patient("p1", active=True), if_match='"2"').status == 200
    assert hub.put(patient("p9"), if_match='W/"1"').status == 412
    assert hub.put(patient("p1"), if_match="2").status == 400


def test_numbers_and_text_are_kept_as_written(hub: Asker) -> None:
    """H4: 1.00 says more than 1, and 5e1 is not ours to rewrite."""
    body = (
        '{ "resourceType":"Observation","id":"o1","meta" : {"profile":["http://x/y"],"versionId":"77","lastUpdated":"1999-01-01T00:00:00Z"},\n'
        ' "status":"final","code":{"text":"\\u8840糖"},"valueQuantity":{"value":1.00,"unit":"mmol/L"},"extension":[{"url":"http://z","valueDecimal":5e1}] }'
    )
    assert hub.ask("PUT", "Observation/o1", body).status == 201
    kept = hub.ask("GET", "Observation/o1").body.decode()
    assert '"value":1.00,' in kept and '"valueDecimal":5e1' in kept and "\\u8840糖" in kept
    meta = json.loads(kept)["meta"]
    assert meta == {"versionId": "1", "lastUpdated": "2026-03-05T01:00:00.000Z", "profile": ["http://x/y"]}
    exact = body.replace("1.00", "1.0")
    assert hub.ask("PUT", "Observation/o1", exact).headers["ETag"] == 'W/"2"', "another precision is another content"


def test_nothing_is_deleted(hub: Asker) -> None:
    hub.put(patient("p1"))
    for method, target in (("DELETE", "Patient/p1"), ("PATCH", "Patient/p1"), ("DELETE", "Patient"), ("PATCH", "Patient"), ("DELETE", "")):
        reply = hub.ask(method, target)
        assert reply.status == 405
        assert json.loads(reply.body)["resourceType"] == "OperationOutcome"
    assert hub.get("Patient/p1")["id"] == "p1"


REFUSED: list[tuple[str, Any, int]] = [
    ("Patient/p1", {"resourceType": "Patient", "id": "p2"}, 400),
    ("Patient/p1", {"resourceType": "Patient"}, 400),
    ("Patient/p1", {"resourceType": "Observation", "id": "p1"}, 400),
    ("Patient/p1", [], 400),
    ("Patient/p_1", {"resourceType": "Patient", "id": "p_1"}, 400),
    (f"Patient/{'x' * 65}", {"resourceType": "Patient", "id": "x" * 65}, 400),
    ("Patient/p1", {"resourceType": "Patient", "id": "p1", "gender": "weiblich"}, 400),
    ("Patient/p1", {"resourceType": "Patient", "id": "p1", "identifier": {"value": "1"}}, 400),
    ("Patient/p1", {"resourceType": "Patient", "id": "p1", "name": []}, 400),
    ("Patient/p1", {"resourceType": "Patient", "id": "p1", "meta": "x"}, 400),
    ("Patient/p1", {"resourceType": "Patient", "id": "p1", "language": ""}, 400),
    ("Patient/p1", {"resourceType": "Patient", "id": "p1", "language": "x" * 1_000_001}, 400),
    ("Observation/o1", {"resourceType": "Observation", "id": "o1", "code": {"text": "x"}}, 400),
    ("Observation/o1", {"resourceType": "Observation", "id": "o1", "status": "done", "code": {"text": "x"}}, 400),
    ("Observation/o1", {"resourceType": "Observation", "id": "o1", "status": ["final"], "code": {"text": "x"}}, 400),
    ("Observation/o1", {"resourceType": "Observation", "id": "o1", "status": "final"}, 400),
    ("Observation/o1", observation("o1", "nobody"), 400),
    ("Observation/o1", observation("o1", "../../etc"), 400),
    ("Observation/o1", {**observation("o1", "p1"), "subject": "Patient/p1"}, 400),
    ("Observation/o1", {**observation("o1", "p1"), "subject": {"reference": "urn:uuid:0c3151bd"}}, 400),
    ("Observation/o1", {**observation("o1", "p1"), "subject": {"reference": "Patient?identifier=1"}}, 412),
    ("MedicationRequest/m1", {"resourceType": "MedicationRequest", "id": "m1", "status": "active", "intent": "order"}, 400),
    ("Basic/b1", {"resourceType": "Basic", "id": "b1"}, 404),
    ("Patient/p1", '{"resourceType":"Patient","id":"p1","id":"p1"}', 400),
    ("Patient/p1", '{"resourceType":"Patient","id":"p1","active":NaN}', 400),
    ("Patient/p1", '{"resourceType":"Patient","id":"p1","language":"\\u0000"}', 400),
    ("Patient/p1", '{"resourceType":"Patient","id":"p1","identifier":[{"value":"\\ud800"}]}', 400),
    ("Patient/p1", '{"resourceType":"Patient","id":"p1","multipleBirthInteger":' + "9" * 5000 + "}", 400),
    ("Patient/p1", "<html><body>login</body></html>", 400),
    ("Patient/p1", "", 400),
    ("Patient/p1", '{"resourceType":"Patient","id":"p1","extension":' + "[" * 65 + "1" + "]" * 65 + "}", 400),
    ("Patient/p1", "[" * 200_000, 400),
]


@pytest.mark.parametrize(("target", "body", "status"), REFUSED, ids=range(len(REFUSED)))
def test_hostile_and_broken_resources_are_refused(hub: Asker, target: str, body: Any, status: int) -> None:
    """T7: nothing malformed is stored, and each refusal is an OperationOutcome."""
    hub.put(patient("p1"))
    reply = hub.ask("PUT", target, body)
    assert reply.status == status
    outcome = json.loads(reply.body)
    assert outcome["resourceType"] == "OperationOutcome"
    assert len(hub.get("$changes")["entry"]) == 1


def test_bytes_that_are_not_utf8_are_refused(hub: Asker) -> None:
    body = '{"resourceType":"Patient","id":"p1","language":"张"}'.encode("gb18030")
    assert hub.ask("PUT", "Patient/p1", body).status == 400


def test_other_content_types_are_refused(hub: Asker) -> None:
    assert hub.ask("PUT", "Patient/p1", patient("p1"), content_type="application/fhir+xml").status == 415
    assert hub.ask("PUT", "Patient/p1", patient("p1"), content_type="application/json; charset=utf-8").status == 201


def test_a_stranger_s_absolute_and_contained_references_pass(hub: Asker) -> None:
    hub.put(patient("p1"))
    body = observation("o1", "p1", performer=[{"reference": "http://other/fhir/Practitioner/1"}, {"reference": "#a"}, {"display": "x"}])
    assert hub.ask("PUT", "Observation/o1", body).status == 201


def test_unknown_addresses(hub: Asker) -> None:
    for target in (
        "http://hub/",
        "http://hub/fhirx",
        "Patient/p1/other",
        "Patient/p1/_history/1",
        "Nothing",
        "$unknown",
        "Patient/p1/_history",
    ):
        reply = hub.ask("GET", target)
        assert reply.status == 404, target
        assert json.loads(reply.body)["resourceType"] == "OperationOutcome"
