"""Transactions and batches on the hub."""

from __future__ import annotations

import json

from tests.sync.hub.conftest import Asker, entry, observation, patient


def test_a_transaction_stores_all_and_answers_in_order(hub: Asker) -> None:
    reply = hub.post(entry(observation("o1", "p1")), entry(patient("p1")))
    assert reply.status == 200
    answers = [one["response"] for one in json.loads(reply.body)["entry"]]
    assert [one["status"] for one in answers] == ["201 Created", "201 Created"]
    assert [one["location"] for one in answers] == ["Observation/o1/_history/1", "Patient/p1/_history/1"]
    assert hub.get("Observation/o1")["meta"]["versionId"] == "1"


def test_a_transaction_is_all_or_nothing(hub: Asker) -> None:
    """H11: a half-stored visit would be acknowledged as whole."""
    broken = observation("o2", "p1")
    del broken["status"]
    reply = hub.post(entry(patient("p1")), entry(observation("o1", "p1")), entry(broken))
    assert reply.status == 400
    issue = json.loads(reply.body)["issue"][0]
    assert (issue["code"], issue["expression"]) == ("required", ["Bundle.entry[2]"])
    assert hub.ask("GET", "Patient/p1").status == 404
    assert hub.get("$changes").get("entry", []) == []


def test_an_unknown_reference_is_refused_by_place(hub: Asker) -> None:
    """H1: a reading must never hang on a resident the hub does not know."""
    reply = hub.post(entry(patient("p1")), entry(observation("o1", "p2")))
    assert reply.status == 400
    assert json.loads(reply.body)["issue"][0]["expression"] == ["Bundle.entry[1]"]
    assert hub.ask("GET", "Patient/p1").status == 404


def test_a_failure_while_writing_leaves_nothing(hub: Asker) -> None:
    """H11: the first entries were written already when the stale one is met."""
    hub.put(patient("p1"))
    reply = hub.post(entry(observation("o1", "p1")), entry(patient("p1", active=True), ifMatch='W/"7"'))
    assert reply.status == 412
    assert hub.ask("GET", "Observation/o1").status == 404
    assert "active" not in hub.get("Patient/p1")


def test_one_identity_twice_is_refused(hub: Asker) -> None:
    reply = hub.post(entry(patient("p1")), entry(patient("p1", active=True)))
    assert (reply.status, json.loads(reply.body)["issue"][0]["code"]) == (400, "duplicate")


def test_the_same_bundle_again_changes_nothing(hub: Asker) -> None:
    """T22: a reply was lost and the bytes are sent again."""
    bundle = [entry(patient("p1")), entry(observation("o1", "p1"))]
    hub.post(*bundle)
    again = json.loads(hub.post(*bundle).body)
    assert [one["response"]["status"] for one in again["entry"]] == ["200 OK", "200 OK"]
    assert [one["response"]["etag"] for one in again["entry"]] == ['W/"1"', 'W/"1"']
    assert len(hub.get("$changes")["entry"]) == 2


def test_cyclic_references_inside_one_transaction_are_taken(hub: Asker) -> None:
    condition = {
        "resourceType": "Condition",
        "id": "c1",
        "subject": {"reference": "Patient/p1"},
        "encounter": {"reference": "Encounter/e1"},
    }
    encounter = {
        "resourceType": "Encounter",
        "id": "e1",
        "status": "finished",
        "class": {"code": "AMB"},
        "subject": {"reference": "Patient/p1"},
        "diagnosis": [{"condition": {"reference": "Condition/c1"}}],
    }
    assert hub.post(entry(patient("p1")), entry(encounter), entry(condition)).status == 200


def test_batch_entries_stand_alone(hub: Asker) -> None:
    read = {"request": {"method": "GET", "url": "Patient?_summary=count"}}
    unknown = {"request": {"method": "GET", "url": "Patient/nobody"}}
    reply = hub.post(entry(patient("p1")), entry(observation("o1", "p9")), read, unknown, kind="batch")
    answers = json.loads(reply.body)["entry"]
    assert [one["response"]["status"][:3] for one in answers] == ["201", "400", "200", "404"]
    assert answers[2]["resource"]["total"] == 1
    assert hub.get("Patient/p1")["id"] == "p1"


def test_what_is_no_transaction_is_refused(hub: Asker) -> None:
    assert hub.post(entry(patient("p1")), kind="collection").status == 400
    assert hub.ask("POST", "", {"resourceType": "Patient", "id": "p1"}).status == 400
    delete = {"request": {"method": "DELETE", "url": "Patient/p1"}}
    assert hub.post(delete).status == 400
    assert hub.post({"resource": patient("p1"), "request": {"method": "PUT", "url": "Patient"}}).status == 400
