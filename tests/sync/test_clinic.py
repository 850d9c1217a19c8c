"""Workstations through a hub and through an independent server: nothing lost, nothing twice, nothing overwritten."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import requests

from app.domain.clinical import Allergy, Answer, Condition, Fact, FactKind
from app.domain.encounter import Encounter, EncounterStatus
from app.domain.ids import new_id
from app.domain.measurement import MeasuredValue, MeasurementStatus
from app.domain.person import Phone
from app.domain.prescription import PrescriptionState
from app.store import audit, clinical, conflicts, corrections, devices, ecg, encounters, measurements, people, prescriptions, sync_state
from app.store.unit_of_work import UnitOfWork
from sync.http import HttpLink
from sync.hub.server import HubServer
from sync.renaming import asked
from sync.replica import Lane
from tests.sync.conftest import EVERYBODY, KEY, Between, Peer, emptied
from tests.sync.fhir import samples
from tests.sync.seats import RECORDS, UP, Seat, add_person, record_visit, resident, settled


@pytest.fixture(params=["hub", *EVERYBODY])
def link(request: pytest.FixtureRequest) -> Iterator[HttpLink]:
    """Our own hub, and servers of others that are written to in other ways: what holds for one holds for all."""
    made = HttpLink(request.getfixturevalue("hub").base_url if request.param == "hub" else emptied(request, request.param))
    yield made
    made.close()


on_our_hub = pytest.mark.parametrize("link", ["hub"], indirect=True)


def test_a_visit_reaches_the_other_seat_whole(seat: Seat, other: Seat, link: HttpLink) -> None:
    """Every record, the signal to the last step, the signed bytes; and nothing is sent on by the seat that pulled it."""
    seat.write(record_visit)
    sent = seat.sync(link)
    settled(sent)
    assert sent.pushed > len(RECORDS)
    received = other.sync(link)
    settled(received)
    assert received.pushed == 0
    expected = seat.whole()
    assert {name: value for name, value in other.whole().items() if value != expected[name]} == {}
    assert other.whole()[f"prescription/{samples.sheet.id}"].document == samples.sheet.document
    assert list(other.store.read(lambda conn: list(audit.verify(conn)))) == []
    again = [one.sync(link) for one in (seat, other, seat)]
    settled(*again)
    assert [(one.pushed, one.pulled) for one in again] == [(0, 0)] * 3


def test_a_device_of_another_seat_is_not_taken_on_here(seat: Seat, other: Seat, link: HttpLink) -> None:
    serial = replace(samples.cuff, id=new_id(), hub_id="serial:/dev/ttyUSB0", added_at="2026-03-05T00:00:00.000Z")
    other.write(lambda uow: devices.save(uow, replace(serial, id=new_id(), sticker="蓝1")))
    seat.write(lambda uow: devices.save(uow, replace(serial, sticker="红1")))
    settled(seat.sync(link), other.sync(link))
    assert [one.sticker for one in other.store.read(devices.known)] == ["蓝1"]
    there = other.read("device", serial.id)
    assert (there.hub_id, there.serial) == (f"elsewhere:{serial.id}", serial.serial)


def test_nothing_known_is_told_and_taken_back(seat: Seat, link: HttpLink) -> None:
    """H17: whoever reads the server never meets a "no allergy" that no longer holds."""
    one = add_person(seat, resident())
    seat.write(lambda uow: clinical.answer(uow, Fact(new_id(), one.id, FactKind.ALLERGY, Answer.NO, uow.at, "本人"), None))
    settled(seat.sync(link))
    assert statuses(link, one.id) == ["active"]
    seat.write(lambda uow: clinical.add_allergy(uow, Allergy(new_id(), one.id, "青霉素"), None))
    settled(seat.sync(link))
    assert sorted(statuses(link, one.id)) == ["active", "inactive"]
    codes = {entry["code"].get("text"): entry["clinicalStatus"]["coding"][0]["code"] for entry in there(link, "AllergyIntolerance", one.id)}
    assert codes == {"青霉素": "active", "无已知过敏史": "inactive"}


def there(link: Any, fhir_type: str, person: str) -> list[dict[str, Any]]:
    """What the server has about a resident, under whatever id it knows that one."""
    found = searched(link, "Patient", [("_id", person)]) or searched(link, "Patient", [asked("Patient", [person])])
    if fhir_type == "Patient":
        return found
    (patient,) = found
    return searched(link, fhir_type, [("patient", f"Patient/{patient['id']}")])


NEWEST = {"Cache-Control": "no-cache"}
"""HAPI answers the same question within a minute as it did the first time, unless told so."""


def searched(link: Any, fhir_type: str, query: list[tuple[str, str]]) -> list[dict[str, Any]]:
    return [entry["resource"] for entry in json.loads(link.get(fhir_type, query, NEWEST).body).get("entry", [])]


def statuses(link: HttpLink, person: str) -> list[str]:
    return [one["clinicalStatus"]["coding"][0]["code"] for one in there(link, "AllergyIntolerance", person)]


def test_two_seats_move_one_visit_on(seat: Seat, other: Seat, link: HttpLink) -> None:
    """The nurse triages offline while the doctor has begun: both steps stand, nobody is asked."""
    one = add_person(seat, resident())
    visit = Encounter(new_id(), one.id, EncounterStatus.ARRIVED, samples.visit.kind, "2026-03-05T00:41:00.000Z")
    seat.write(lambda uow: encounters.add(uow, visit))
    settled(seat.sync(link), other.sync(link))
    triaged = replace(visit, status=EncounterStatus.TRIAGED, triaged_at="2026-03-05T00:50:00.000Z", urgent=True)
    begun = replace(visit, status=EncounterStatus.IN_PROGRESS, started_at="2026-03-05T00:55:00.000Z", note="头晕")
    other.write(lambda uow: encounters.change(uow, begun))
    seat.write(lambda uow: encounters.change(uow, triaged))
    for turn in (other, seat, other):
        settled(turn.sync(link))
    both = replace(begun, triaged_at=triaged.triaged_at, urgent=True)
    assert [turn.read("encounter", visit.id) for turn in (seat, other)] == [both, both]


def test_what_both_changed_waits_for_a_person(seat: Seat, other: Seat, link: HttpLink) -> None:
    """H7: neither form is lost; the one that is chosen stands everywhere."""
    one = add_person(seat, resident())
    settled(seat.sync(link), other.sync(link))
    seat.write(lambda uow: people.change(uow, replace(one, name="李四儿", phones=(Phone("13811111111"),))))
    other.write(lambda uow: people.change(uow, replace(one, name="李思", phones=(Phone("13822222222"),))))
    settled(seat.sync(link))
    report = other.sync(link)
    assert report.error is None and report.parked == 1 and not report.delivered
    (conflict,) = other.store.read(conflicts.undecided)
    assert (conflict.person, conflict.fhir_type) == (one.id, "Patient")
    assert {field["label"]: (field["here"], field["there"]) for field in conflict.fields} == {"Patient.name.text": ('"李思"', '"李四儿"')}
    (parked,) = other.store.read(sync_state.parked)
    assert (parked.code, parked.person) == ("sync_conflict", one.id)
    assert other.read("person", one.id).name == "李思"
    other.write(lambda uow: conflicts.settle(uow, conflict.id, "here", "account"))
    settled(other.sync(link), seat.sync(link))
    assert {turn.read("person", one.id).name for turn in (seat, other)} == {"李思"}


def test_the_other_sides_form_is_taken_where_a_person_says_so(seat: Seat, other: Seat, link: HttpLink) -> None:
    one = add_person(seat, resident())
    settled(seat.sync(link), other.sync(link))
    seat.write(lambda uow: people.change(uow, replace(one, name="李四儿")))
    other.write(lambda uow: people.change(uow, replace(one, name="李思")))
    settled(seat.sync(link))
    assert other.sync(link).parked == 1
    (conflict,) = other.store.read(conflicts.undecided)
    other.write(lambda uow: conflicts.settle(uow, conflict.id, "there", "account"))
    report = other.sync(link)
    settled(report)
    assert report.pushed == 0
    assert other.read("person", one.id).name == "李四儿" and not other.store.read(conflicts.undecided)


def test_an_edit_on_its_way_is_not_taken_for_sent(seat: Seat, between: Between) -> None:
    """H11: the acknowledgement of the first form does not answer for the second."""
    one = add_person(seat, resident())

    def edited(method: str, _: bytes) -> None:
        if method.startswith("POST") and seat.read("person", one.id).name != "新名":
            seat.write(lambda uow: people.change(uow, replace(one, name="新名")))

    between.before = edited
    settled(seat.sync(between))
    settled(seat.sync(between))
    assert names(between, one.id) == ["新名"]


def test_what_is_taken_back_while_it_is_on_its_way_is_taken_back_everywhere(seat: Seat, other: Seat, between: Between) -> None:
    """H25, sync.md 4.9, 3: the answer to the first form does not swallow the second."""
    seat.write(record_visit)

    def taken_back(method: str, body: bytes) -> None:
        here = seat.read("measurement", samples.first.id)
        if method.startswith("POST") and samples.first.id.encode() in body and here.status is not MeasurementStatus.ENTERED_IN_ERROR:
            seat.write(lambda uow: measurements.mark_error(uow, samples.first.id, "另一个人"))

    between.before = taken_back
    settled(seat.sync(between), seat.sync(between), other.sync(between))
    assert other.read("measurement", samples.first.id).status is MeasurementStatus.ENTERED_IN_ERROR


def names(link: Any, person: str) -> list[str]:
    return [name["text"] for one in there(link, "Patient", person) for name in one["name"]]


def test_the_bundle_on_its_way_is_sent_again_after_a_crash(seat: Seat, other: Seat, between: Between) -> None:
    """The very bytes, once, although the program ended between sending and hearing."""
    seat.write(record_visit)

    class Gone(Exception):
        pass

    def crash(method: str, _: bytes) -> None:
        if method.startswith("POST"):
            raise Gone

    between.after = crash
    with pytest.raises(Gone):
        seat.sync(between)
    seat.restart()
    between.after = lambda method, body: None
    settled(seat.sync(between))
    assert between.posted[0] == between.posted[1]
    settled(other.sync(between))
    assert other.whole() == seat.whole()
    here = other.store.read(lambda conn: conn.exec_driver_sql("SELECT count(*), count(DISTINCT remote_id) FROM peer_record").one())
    assert here[0] == here[1] == seat.store.read(lambda conn: conn.exec_driver_sql("SELECT count(*) FROM peer_record").scalar_one())


def hub_versions(link: Any) -> dict[str, str]:
    entries = json.loads(link.get("$changes", [("_count", "1000")]).body)["entry"]
    return {f"{one['resource']['resourceType']}/{one['resource']['id']}": one["resource"]["meta"]["versionId"] for one in entries}


def test_urgent_things_go_first_and_waveforms_last(seat: Seat, between: Between) -> None:
    one = add_person(seat, resident())
    strip = replace(samples.strip, id=new_id(), person=one.id, encounter=None, device="")
    seat.write(lambda uow: ecg.take_in(uow, strip, samples.strip_samples, None))
    seat.write(lambda uow: clinical.add_condition(uow, Condition(new_id(), one.id, None, "I10", "高血压"), None))
    critical = replace(samples.measurements[3], id=new_id(), person=one.id, encounter=None, critical=True)
    seat.write(lambda uow: measurements.add(uow, critical))
    waiting = seat.store.read(lambda conn: sync_state.lanes(conn, UP))
    assert [waiting[lane].pending for lane in Lane] == [1, 1, 1, 1]
    settled(seat.sync(between))
    order = [re.split("[/?]", entry["request"]["url"])[0] for body in between.posted for entry in json.loads(body)["entry"]]
    assert order.index("Observation") < order.index("Condition")
    assert order[-1] == "Observation"


def test_a_recording_still_running_is_nobodys_business(seat: Seat, link: HttpLink) -> None:
    one = add_person(seat, resident())
    strip = replace(samples.strip, id=new_id(), person=one.id, encounter=None, device="", status="recording", seconds=0)
    seat.write(lambda uow: ecg.start(uow, strip, None))
    report = seat.sync(link)
    settled(report)
    assert report.pushed == 1 and there(link, "Observation", one.id) == []
    seat.write(lambda uow: ecg.put_second(uow, strip.id, 0, [[1] * 125, [2] * 125]))
    seat.write(lambda uow: ecg.finish(uow, strip.id))
    settled(seat.sync(link))
    assert [one["status"] for one in there(link, "Observation", one.id)] == ["final"]


def test_a_draft_stays_where_it_is_written(seat: Seat, link: HttpLink) -> None:
    one = add_person(seat, resident())
    visit = replace(samples.visit, id=new_id(), person=one.id, practitioner=None)
    draft = replace(samples.sheet, id=new_id(), person=one.id, encounter=visit.id, prescriber=None, state=PrescriptionState.DRAFT)

    def written(uow: UnitOfWork) -> None:
        encounters.add(uow, visit)
        prescriptions.add(uow, draft)

    seat.write(written)
    settled(seat.sync(link))
    assert there(link, "MedicationRequest", one.id) == []


def test_a_cancelled_sheet_is_cancelled_everywhere_and_never_comes_back(seat: Seat, other: Seat, link: HttpLink) -> None:
    seat.write(record_visit)
    settled(seat.sync(link), other.sync(link))
    seat.write(lambda uow: prescriptions.set_state(uow, samples.sheet.id, PrescriptionState.APPROVED, "approve"))
    other.write(lambda uow: prescriptions.set_state(uow, samples.sheet.id, PrescriptionState.CANCELLED, "cancel", "开错药"))
    for turn in (seat, other, seat, other):
        assert turn.sync(link).error is None
    sheets = [turn.read("prescription", samples.sheet.id) for turn in (seat, other)]
    assert [one.state for one in sheets] == [PrescriptionState.CANCELLED] * 2
    assert [one.document for one in sheets] == [samples.sheet.document] * 2
    requests = there(link, "MedicationRequest", samples.resident.id)
    assert {one["status"] for one in requests} == {"cancelled"}


def test_a_wrong_reading_is_taken_back_everywhere(seat: Seat, other: Seat, link: HttpLink) -> None:
    seat.write(record_visit)
    settled(seat.sync(link), other.sync(link))
    seat.write(lambda uow: measurements.mark_error(uow, samples.first.id, "另一个人"))
    settled(seat.sync(link), other.sync(link))
    assert other.read("measurement", samples.first.id).status is MeasurementStatus.ENTERED_IN_ERROR


def test_a_death_and_its_being_taken_back_are_known_everywhere(seat: Seat, other: Seat, link: HttpLink) -> None:
    one = add_person(seat, resident())
    settled(seat.sync(link), other.sync(link))
    for day in (date(2026, 3, 1), None):
        seat.write(lambda uow, day=day: people.change(uow, replace(one, deceased=day)))  # type: ignore[misc]
        settled(seat.sync(link), other.sync(link))
        assert {turn.read("person", one.id).deceased for turn in (seat, other)} == {day}


def test_what_was_taken_back_goes_first_and_is_told_to_whoever_saw_it(seat: Seat, other: Seat, link: HttpLink) -> None:
    """H25: before the vital signs that wait, and the other seat notes whom to tell."""
    seat.write(record_visit)
    settled(seat.sync(link), other.sync(link))
    seat.write(lambda uow: measurements.mark_error(uow, samples.first.id, "另一个人"))
    waiting = seat.store.read(lambda conn: sync_state.lanes(conn, UP))
    assert waiting[Lane.URGENT].pending == 1
    later = replace(samples.sheet, id=new_id(), number="X-B1-20990101-0001", signed_at="2099-01-01T00:00:00.000Z", lines=())
    other.write(lambda uow: prescriptions.add(uow, later))
    settled(seat.sync(link))
    other.sync(link)  # the sheet made up here cannot be sent; that is not the matter
    calls = other.store.read(corrections.calls)
    assert [(one.ref, one.prescription) for one in calls] == [(samples.first.id, later.id)]


@on_our_hub
def test_a_new_hub_is_offered_everything_again(seat: Seat, link: HttpLink, tmp_path: Path) -> None:
    seat.write(record_visit)
    first = seat.sync(link)
    settled(first)
    with HubServer(tmp_path / "second.db", KEY) as fresh:
        second = HttpLink(fresh.base_url)
        report = seat.sync(second)
        assert report.pushed in (0, first.pushed)
        settled(seat.sync(second))
        assert hub_versions(second).keys() == hub_versions(link).keys()
        second.close()


@on_our_hub
def test_a_refusal_is_shown_and_can_be_tried_again(seat: Seat, hub: HubServer, between: Between) -> None:
    one = add_person(seat, resident())
    settled(seat.sync(between))
    seat.write(lambda uow: people.change(uow, replace(one, householder="x" * 1_100_000)))
    assert seat.sync(between).parked == 1
    (parked,) = seat.store.read(sync_state.parked)
    assert (parked.fhir_type, parked.fhir_id, parked.person) == ("Patient", one.id, one.id)
    assert seat.store.read(lambda conn: sync_state.backlog(conn, UP)) == sync_state.Waiting(0, None, 1)
    seat.write(lambda uow: sync_state.retry_parked(uow, UP, "Patient", one.id))
    assert seat.store.read(lambda conn: sync_state.backlog(conn, UP)).pending == 1
    seat.write(lambda uow: people.change(uow, one))
    settled(seat.sync(between))


def until_delivered(seat: Seat, peer: Peer) -> None:
    """A busy machine may time out; the worker would call again."""
    reports = [seat.sync(peer.link)]
    while reports[-1].error == "sync_timeout" and len(reports) < 10:
        reports.append(seat.sync(peer.link))
    settled(reports[-1])


@pytest.mark.fhir_peer
def test_a_day_through_an_independent_server(seat: Seat, other: Seat, peer: Peer) -> None:
    """Client ids, references checked, pages by time: what one seat wrote the other has, value by value."""
    seat.write(record_visit)
    until_delivered(seat, peer)
    dump = peer.dump()
    pressure = dump[f"Observation/{samples.first.id}"]
    assert [one["valueQuantity"]["value"] for one in pressure["component"]] == [150, 92, 72]
    until_delivered(other, peer)
    found, expected = other.whole(), seat.whole()
    sheet = f"prescription/{samples.sheet.id}"
    assert found[sheet].document == samples.sheet.document
    assert [name for name in expected if found[name] != expected[name]] == []
    assert MeasuredValue("glucose", Decimal("7.80"), "mmol/L") in found[f"measurement/{samples.measurements[3].id}"].values


def test_whoever_is_no_record_here_is_not_referred_to(seat: Seat, link: HttpLink) -> None:
    one = add_person(seat, resident())
    reading = replace(samples.measurements[3], id=new_id(), person=one.id, encounter=None, taken_by="left long ago")
    seat.write(lambda uow: measurements.add(uow, reading))
    settled(seat.sync(link))
    assert [one.get("performer") for one in there(link, "Observation", one.id)] == [None]


@pytest.mark.fhir_peer
def test_two_residents_joined_at_the_server_stay_two_here_and_are_shown_as_linked(seat: Seat, peer: Peer) -> None:
    """sync.md 4.9, 26: rows are never moved from one person to another, whatever a server makes of its patients."""
    kept, gone = add_person(seat, resident()), add_person(seat, resident("李四儿"))
    reading = replace(samples.measurements[3], id=new_id(), person=gone.id, encounter=None, taken_by=None)
    seat.write(lambda uow: measurements.add(uow, reading))
    settled(seat.sync(peer.link))
    there_ = peer.dump()[f"Patient/{gone.id}"] | {"link": [{"other": {"reference": f"Patient/{kept.id}"}, "type": "replaced-by"}]}
    with requests.put(f"{peer.base}/Patient/{gone.id}", json=there_, timeout=5) as reply:
        assert reply.status_code == 200
    settled(seat.sync(peer.link))
    assert seat.read("person", gone.id) == gone and seat.read("measurement", reading.id).person == gone.id
    assert seat.store.read(lambda conn: people.linked(conn, kept.id)) == {kept.id, gone.id}
