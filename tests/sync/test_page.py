"""What comes in from elsewhere: strangers' content, broken resources, what waits, what a person must decide."""

from __future__ import annotations

import base64
import json
from dataclasses import replace
from decimal import Decimal
from functools import partial
from typing import Any

import pytest

from app.domain.ids import new_id
from app.domain.measurement import Measurement
from app.domain.person import Phone
from app.store import conflicts, measurements, peer_records, people, sync_state
from app.store import ecg as ecg_store
from app.store.unit_of_work import UnitOfWork
from sync import jsontext
from sync.canonical import content_hash
from sync.fhir import ecg
from sync.http import HttpLink
from sync.replica import Page, Ref, Remote
from tests.sync.fhir import samples
from tests.sync.seats import UP, Seat, add_person, record_visit, resident, settled


def remote(body: dict[str, Any], version: str = "1") -> Remote:
    return Remote(Ref(body["resourceType"], body["id"]), f'W/"{version}"', "2026-03-05T00:00:00.000Z", jsontext.dumps(body).encode())


def stranger(person: str) -> dict[str, Any]:
    return {
        "resourceType": "Patient",
        "id": person,
        "text": {"status": "generated", "div": "<div>旧</div>"},
        "name": [{"family": "王", "given": ["秀英"], "period": {"start": "2020"}}],
        "maritalStatus": {"text": "已婚"},
        "extension": [{"url": "urn:hospital:vip", "valueBoolean": True}],
        "telecom": [{"system": "email", "value": "a@b.cn"}],
    }


def test_a_strangers_content_survives_our_edit(seat: Seat, link: HttpLink) -> None:
    """sync.md 4.9 no. 31; a narrative that told the old story goes."""
    key = new_id()
    base = stranger(key)
    assert seat.replica.apply(UP, Page((remote(base),), "5")).changed == 1
    assert seat.replica.cursor(UP) == "5"
    assert seat.replica.pending(UP, 0, 10) == [] and seat.replica.is_settled(UP, Ref("Patient", key))
    body = seat.replica.body(Ref("Patient", key))
    assert body is not None and content_hash(jsontext.loads(body.decode())) == content_hash(base)
    one = seat.read("person", key)
    assert one.name == "王秀英"
    seat.write(lambda uow: people.change(uow, replace(one, phones=(Phone("13800000009"),))))
    ours = jsontext.loads((seat.replica.body(Ref("Patient", key)) or b"").decode())
    assert ours["telecom"] == [*base["telecom"], {"system": "phone", "value": "13800000009", "rank": 1}]
    assert {name: ours[name] for name in ("name", "maritalStatus", "extension")} == {
        name: base[name] for name in ("name", "maritalStatus", "extension")
    }
    assert "text" not in ours


def test_what_is_no_record_of_ours_is_kept_as_received(seat: Seat) -> None:
    one = add_person(seat, resident())
    subject = {"reference": f"Patient/{one.id}"}
    laboratory = {"resourceType": "Observation", "id": "lab1", "status": "final", "code": {"text": "血钾"}, "subject": subject}
    broken = {"resourceType": "Observation", "id": "bad1", "code": {"coding": [{"system": "http://loinc.org", "code": "8310-5"}]}}
    fact = {"resourceType": "Flag", "id": "f1", "status": "active", "subject": subject}
    applied = seat.replica.apply(UP, Page((remote(laboratory), remote(broken), remote(fact)), "1"))
    assert (applied.changed, applied.set_aside) == (2, 1)
    assert seat.store.read(lambda conn: sync_state.set_aside_count(conn, UP)) == 1
    again = seat.replica.apply(UP, Page((remote(laboratory), remote(broken), remote(fact)), "1"))
    assert (again.same, again.changed, again.set_aside) == (3, 0, 0)
    assert seat.replica.body(Ref("Observation", "lab1")) is None


def test_what_comes_before_what_it_refers_to_waits_for_it(seat: Seat, other: Seat, link: HttpLink) -> None:
    """In a circle (a visit and its diagnosis) one of the two always comes first."""
    seat.write(record_visit)
    settled(seat.sync(link))
    entries = json.loads(link.get("$changes", [("_count", "1000")]).body, parse_float=Decimal)["entry"]
    backwards = [remote(entry["resource"]) for entry in reversed(entries)]
    for one in backwards:
        other.replica.apply(UP, Page((one,), None))
    for one in reversed(backwards):
        other.replica.apply(UP, Page((replace_version(one),), None))
    found, expected = other.whole(), seat.whole()
    names = [name for name in expected if found[name] != expected[name]]
    assert names == []


def replace_version(one: Remote) -> Remote:
    return Remote(one.ref, 'W/"2"', one.updated, one.body[:-1] + b',"language":"zh-CN"}')


def add_measurement(one: Measurement, uow: UnitOfWork) -> None:
    measurements.add(uow, one)


def test_one_reading_on_two_residents_is_for_a_person(seat: Seat, other: Seat, link: HttpLink) -> None:
    """H1: two seats drained one cuff; both records stay until somebody says whose reading it is."""
    reading = replace(samples.measurements[3], reading_key="ab" * 32, encounter=None)
    for turn, name in ((seat, "甲"), (other, "乙")):
        one = add_person(turn, resident(name))
        turn.write(partial(add_measurement, replace(reading, id=new_id(), person=one.id)))
    settled(seat.sync(link))
    report = other.sync(link)
    assert report.conflicts == 1
    (conflict,) = other.store.read(conflicts.undecided)
    assert [field["label"] for field in conflict.fields] == ["reading_key"]


def test_a_dose_never_changes_after_signing(seat: Seat) -> None:
    """H25."""
    seat.write(record_visit)
    line = samples.sheet.lines[0].id
    body = jsontext.loads((seat.replica.body(Ref("MedicationRequest", line)) or b"").decode())
    body["dosageInstruction"][0]["doseAndRate"][0]["doseQuantity"]["value"] = Decimal(5)
    seat.write(lambda uow: sync_state.note(uow, UP, sent_seq=10_000))
    applied = seat.replica.apply(UP, Page((remote(body),), None))
    assert applied.conflicts == 1
    assert seat.read("prescription", samples.sheet.id).lines == samples.sheet.lines


def test_a_signature_that_does_not_fit_is_set_aside(seat: Seat, other: Seat) -> None:
    seat.write(record_visit)
    body = jsontext.loads((seat.replica.body(Ref("Provenance", samples.sheet.id)) or b"").decode())
    spoilt = next(one for one in body["extension"][0]["extension"] if one["url"] == "sha256")
    spoilt["valueBase64Binary"] = base64.b64encode(bytes(32)).decode()
    assert other.replica.apply(UP, Page((remote(body),), None)).set_aside == 1


@pytest.mark.parametrize("pages", [1, 2, 3])
def test_a_recording_that_comes_before_its_segments_is_put_together(seat: Seat, pages: int) -> None:
    """A server may give what it stored within one millisecond in any order."""
    one = samples.resident
    add_person(seat, one)
    strip = replace(samples.long_strip, encounter=None, device="")
    bodies = [ecg.to_fhir(strip, samples.long_samples)]
    bodies += [ecg.segment_to_fhir(strip, samples.long_samples, number) for number in range(ecg.segment_count(strip))]
    assert len(bodies) > 2
    for part in range(pages):
        seat.replica.apply(UP, Page(tuple(remote(body) for body in bodies[part::pages]), None))
    assert seat.read("ecg_recording", strip.id) == strip
    assert seat.store.read(lambda conn: ecg_store.samples(conn, strip.id)) == samples.long_samples
    kept = seat.store.read(lambda conn: peer_records.foreign_ids(conn, ecg.TYPE, [strip.id]))
    assert not kept
