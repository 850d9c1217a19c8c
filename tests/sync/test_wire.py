"""Servers that give ids of their own or run no transactions: what goes first, what is learnt, and what a person must see."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
import requests

from app.clock import SetClock
from sync.canonical import content_hash
from sync.dialect import Dialect
from sync.engine import run_once
from sync.fhir.codes import UUID_SYSTEM
from sync.http import HttpLink
from sync.id_map import DOUBLED
from sync.link import Answer, LinkFault
from sync.push import LOST_THERE, REFUSED
from sync.renaming import KEY_SYSTEM
from sync.replica import Lane, Ref
from tests.conftest import StartPeer
from tests.sync.conftest import Between, Peer, outcome, says_nothing_of_ids
from tests.sync.memory import MemoryReplica
from tests.sync.runs import push, refs
from tests.sync.seats import NOW
from tests.sync.visits import condition, encounter, made, observation, patient, practitioner, reference, visit

pytestmark = pytest.mark.fhir_peer


@pytest.fixture
def numbers(profile_base: Any) -> Iterator[Peer]:
    """A server that gives ids of its own."""
    server = Peer(profile_base("medplum"), "medplum")
    server.reset()
    yield server
    server.reset()
    server.close()


@pytest.fixture
def between(numbers: Peer) -> Between:
    return Between(numbers.link)


@pytest.fixture
def clock() -> SetClock:
    return SetClock(NOW)


def store_there(peer: Peer, *resources: dict[str, Any]) -> list[dict[str, Any]]:
    """Written by somebody else, under the server's ids."""
    found = []
    for one in resources:
        with requests.post(f"{peer.base}/{one['resourceType']}", json=one, timeout=5) as reply:
            assert reply.status_code == 201
            found.append(reply.json())
    return found


def known(fhir_id: str) -> list[dict[str, str]]:
    return [{"system": KEY_SYSTEM, "value": fhir_id}]


def own() -> Dialect:
    return Dialect(client_ids=False, gzip=True)


def test_nothing_is_ever_created_by_a_plain_post(site: MemoryReplica, between: Between) -> None:
    """A lost reply would double it."""
    site.save(*visit(1))
    push(site, between, own())
    requests_ = [entry["request"] for body in between.posted for entry in json.loads(body)["entry"]]
    assert len(requests_) == 10 and {one["method"] for one in requests_} == {"PUT"}
    assert all("?identifier=" in one["url"] for one in requests_)


def test_what_is_referred_to_goes_in_a_bundle_before(site: MemoryReplica, between: Between) -> None:
    site.save(*visit(1))
    push(site, between, own())
    assert [[ref.partition("?")[0] for ref in refs(body)] for body in between.posted] == [
        ["Patient"],
        ["Encounter"],
        ["Observation"] * 7 + ["Condition"],
    ]
    assert all(json.loads(body)["type"] == "batch" for body in between.posted)


def test_an_update_goes_to_the_server_s_own_id_with_if_match(site: MemoryReplica, between: Between) -> None:
    site.save(*visit(1))
    push(site, between, own())
    site.save(observation("o1.0", "p1", "e1", 190))
    push(site, between, own())
    (entry,) = json.loads(between.posted[-1])["entry"]
    there = site.state().known[Ref("Observation", made("o1.0"))]
    assert there.remote_id is not None and there.remote_id != made("o1.0")
    assert entry["request"]["url"] == f"Observation/{there.remote_id}" and entry["resource"]["id"] == there.remote_id
    assert entry["request"]["ifMatch"].startswith('W/"')


def test_a_circle_goes_by_identifier_first_and_in_full_afterwards(site: MemoryReplica, numbers: Peer) -> None:
    """sync.md 4.9, 23: a visit names its diagnosis, which names its visit."""
    site.save(patient("p1"), encounter("e1", "p1", diagnosis=[{"condition": reference("Condition", "c1")}]), condition("c1", "p1", "e1"))
    run = push(site, numbers.link, own())
    assert run.tally.acked == 3 and site.waiting() == []
    dump = numbers.dump()
    (there,) = (one for one in dump.values() if one["resourceType"] == "Encounter")
    assert there["diagnosis"][0]["condition"]["reference"] in dump
    assert numbers.control("stats")["writes"] == 4


def test_another_seat_that_reads_between_the_two_steps_sees_the_same_visit(site: MemoryReplica, numbers: Peer, clock: SetClock) -> None:
    visit_ = encounter("e1", "p1", diagnosis=[{"condition": reference("Condition", "c1")}])
    site.save(patient("p1"), visit_, condition("c1", "p1", "e1"))
    seen: list[str] = []
    between, reader = Between(numbers.link), MemoryReplica()

    def read(method: str, body: bytes) -> None:
        if method == "POST" and b"Condition?identifier" in body:
            run_once(reader, "up", HttpLink(numbers.base), clock)
            seen.append(content_hash(json.loads(reader.resources[Ref("Encounter", made("e1"))])))

    between.before = read
    push(site, between, own())
    assert seen == [content_hash(visit_)]


def test_a_diagnosis_that_comes_after_its_visit_is_asked_for(site: MemoryReplica, numbers: Peer, clock: SetClock) -> None:
    """Pages are read references first, but a circle has no first: ids that were never met are looked up."""
    site.save(patient("p1"), encounter("e1", "p1", diagnosis=[{"condition": reference("Condition", "c1")}]), condition("c1", "p1", "e1"))
    push(site, numbers.link, own())
    reader = MemoryReplica()
    assert run_once(reader, "up", numbers.link, clock).pulled == 3
    assert {ref: content_hash(json.loads(text)) for ref, text in reader.resources.items()} == {
        ref: content_hash(json.loads(text)) for ref, text in site.resources.items()
    }
    assert reader.waiting() == [] and run_once(reader, "up", numbers.link, clock).pulled == 0


def test_a_stranger_s_own_resource_keeps_the_server_s_id_here(site: MemoryReplica, numbers: Peer, clock: SetClock) -> None:
    (theirs,) = store_there(
        numbers, {"resourceType": "Patient", "name": [{"text": "外来"}], "extension": [{"url": "urn:x", "valueCode": "y"}]}
    )
    assert run_once(site, "up", numbers.link, clock).pulled == 1
    ref = Ref("Patient", theirs["id"])
    edited = json.loads(site.resources[ref]) | {"gender": "male"}
    site.save({name: value for name, value in edited.items() if name != "meta"})
    site.save(observation("o1", "p1") | {"subject": {"reference": str(ref)}})
    assert run_once(site, "up", numbers.link, clock).delivered
    stored = numbers.dump()
    assert stored[str(ref)]["gender"] == "male" and stored[str(ref)]["extension"] == theirs["extension"]
    assert "identifier" not in stored[str(ref)]
    assert [one["subject"]["reference"] for one in stored.values() if one["resourceType"] == "Observation"] == [str(ref)]


def test_two_resources_under_one_number_are_for_a_person(site: MemoryReplica, numbers: Peer, clock: SetClock) -> None:
    """sync.md 4.9, 25: neither the server nor we may choose; everything else goes on."""
    twin = {"resourceType": "Patient", "identifier": known(made("p1"))}
    store_there(numbers, twin, twin | {"gender": "male"})
    site.save({"resourceType": "Patient", "id": made("p1")}, observation("o1", "p1"), patient("p2"))
    report = run_once(site, "up", numbers.link, clock)
    assert (report.error, report.parked, report.still_pending) == (None, 1, 1)
    assert site.state().parked[Ref("Patient", made("p1"))].code == DOUBLED
    assert Ref("Patient", made("p2")) in site.state().known
    assert DOUBLED in site.state().unreadable


def test_a_server_that_was_wiped_is_not_filled_again_blindly(site: MemoryReplica, numbers: Peer) -> None:
    """sync.md 4.9, 28."""
    site.save(*visit(1))
    push(site, numbers.link, own())
    numbers.reset()
    site.save(observation("o1.0", "p1", "e1", 190))
    push(site, numbers.link, own())
    assert site.state().parked[Ref("Observation", made("o1.0"))].code == LOST_THERE
    assert numbers.control("stats")["types"] == {}


def test_an_answer_without_an_id_is_asked_for_one(site: MemoryReplica, between: Between) -> None:
    """Without a location, as some servers answer an update: believed only where the server can be asked."""
    site.save(*visit(1))

    def bare(method: str, body: bytes) -> Answer | None:
        if method != "POST":
            return None
        entries = [{"response": {"status": "200"}} for _ in refs(body)]
        return Answer(200, {}, json.dumps({"resourceType": "Bundle", "type": "batch-response", "entry": entries}).encode())

    between.after = bare
    run = push(site, between, own())
    assert run.tally.acked == 10 and all(one.remote_id for one in site.state().known.values())


def test_an_acknowledgement_of_what_is_not_there_is_not_believed(site: MemoryReplica, between: Between) -> None:
    site.save(patient("p1"))
    said = {"resourceType": "Bundle", "type": "batch-response", "entry": [{"response": {"status": "201"}}]}
    between.before = lambda method, body: Answer(200, {}, json.dumps(said).encode()) if method == "POST" else None
    with pytest.raises(LinkFault) as fault:
        push(site, between, own())
    assert fault.value.code == "sync_bad_answer" and len(site.waiting()) == 1


def test_the_circle_is_closed_after_a_crash_between_its_steps(site: MemoryReplica, numbers: Peer) -> None:
    site.save(patient("p1"), encounter("e1", "p1", diagnosis=[{"condition": reference("Condition", "c1")}]), condition("c1", "p1", "e1"))
    between = Between(numbers.link)
    between.before = lambda method, body: LinkFault("sync_cut") if b"Condition?identifier" in body else None
    with pytest.raises(LinkFault):
        push(site, between, own())
    push(site, numbers.link, own())
    assert site.waiting() == [] and len(numbers.dump()) == 3
    (there,) = (one for one in numbers.dump().values() if one["resourceType"] == "Encounter")
    assert there["diagnosis"][0]["condition"]["reference"] in numbers.dump()


@pytest.mark.parametrize(
    "refusal",
    [
        outcome(404, code="not-found"),
        outcome(405),
        outcome(400, diagnostics="HAPI-0959: Can not create resource with ID x, ID must not be supplied, client-assigned ids are disabled"),
    ],
    ids=["404", "405", "in words"],
)
def test_a_server_that_hides_that_it_numbers_is_found_out(site: MemoryReplica, numbers: Peer, refusal: Answer) -> None:
    """/metadata promised ids of ours; what really happens counts."""
    site.save(*visit(1))
    between, dialect = Between(numbers.link), Dialect(gzip=True)
    between.before = lambda method, body: refusal if b'"transaction"' in body else None
    push(site, between, dialect)
    assert not dialect.client_ids and site.waiting() == [] and len(numbers.dump()) == 10
    assert len(between.posted) == 4


def test_what_arrived_under_our_ids_is_not_made_anew_by_number(site: MemoryReplica, peer: Peer) -> None:
    """The reply to the first bundle is lost; before it is asked again, something read there says that the server numbers."""
    site.save(*visit(1), practitioner("dr"))
    between = Between(peer.link)
    between.after = lambda method, body: LinkFault("sync_cut") if method.startswith("POST") else None
    with pytest.raises(LinkFault):
        push(site, between, Dialect(gzip=True))
    there = set(peer.dump())
    assert len(there) == 11 and len(site.waiting()) == 11
    push(site, peer.link, own())
    assert site.waiting() == [] and set(peer.dump()) == there
    site.save(observation("o1.0", "p1", "e1", 190), observation("late", "p1", "e1"))
    push(site, peer.link, own())
    assert site.waiting() == [] and len(peer.dump()) == 12 and there < set(peer.dump())


def test_a_number_of_another_server_is_not_taken_for_ours(site: MemoryReplica, peer: Peer) -> None:
    """Asking what arrived under our ids must not find somebody else's ``Device/a-17``."""
    site.save({"resourceType": "Device", "id": "a-17", "serialNumber": "ours"})
    between = Between(peer.link)
    between.before = lambda method, body: LinkFault("sync_cut") if method.startswith("POST") else None
    with pytest.raises(LinkFault):
        push(site, between, Dialect(gzip=True))
    with requests.put(
        f"{peer.base}/Device/a-17", json={"resourceType": "Device", "id": "a-17", "serialNumber": "theirs"}, timeout=5
    ) as reply:
        assert reply.status_code == 201
    push(site, peer.link, own())
    assert sorted(one["serialNumber"] for one in peer.dump().values()) == ["ours", "theirs"]


def test_a_server_that_refuses_ids_half_way_keeps_what_it_took_where_it_is(site: MemoryReplica, peer: Peer) -> None:
    """What was taken proves that ids of ours do; the rest is no reason to call it all by number."""
    site.save(*visit(1))
    between, dialect = Between(peer.link), Dialect(gzip=True)

    def half(method: str, body: bytes) -> Answer | None:
        if b'"transaction"' not in body:
            return None
        entries = json.loads(body)["entry"]
        taken = peer.link.post(json.dumps({"resourceType": "Bundle", "type": "batch", "entry": entries[:1]}).encode(), False)
        told = [*json.loads(taken.body)["entry"], *({"response": {"status": "405"}} for _ in entries[1:])]
        return Answer(200, {}, json.dumps({"resourceType": "Bundle", "type": "transaction-response", "entry": told}).encode())

    between.before = half
    push(site, between, dialect)
    assert (dialect.client_ids, dialect.transactions, site.waiting()) == (True, False, [])
    assert set(peer.dump()) == set(map(str, site.resources))


def test_one_refusal_does_not_double_what_another_seat_wrote_under_our_ids(site: MemoryReplica, peer: Peer) -> None:
    """A doctor of both seats, and a server that says nothing of ids: it holds one of ours, so it takes them."""
    first = MemoryReplica()
    first.save(practitioner("dr"))
    push(first, peer.link)
    site.save(practitioner("dr"), *visit(1))
    between, dialect = Between(peer.link), Dialect(gzip=True)
    refusals = [outcome(404, diagnostics="not now")]
    between.before = lambda method, body: refusals.pop() if method.startswith("POST") and refusals else None
    push(site, between, dialect)
    assert dialect.client_ids and dialect.ids_proven and not site.waiting()
    assert set(peer.dump()) == set(map(str, site.resources))


def test_one_missing_page_does_not_make_a_server_one_that_numbers(site: MemoryReplica, peer: Peer) -> None:
    """A server that took our ids before is not suspected."""
    site.save(*visit(1))
    dialect = Dialect(gzip=True)
    push(site, peer.link, dialect)
    assert dialect.ids_proven
    site.save(patient("p9"))
    between = Between(peer.link)
    between.before = lambda method, body: outcome(404) if method == "POST" else None
    push(site, between, dialect)
    assert (dialect.client_ids and site.waiting() == [Ref("Patient", made("p9"))]) or site.state().parked


def test_a_limit_on_conditions_makes_bundles_smaller(site: MemoryReplica, between: Between) -> None:
    """Medplum takes 8 conditional entries in one serialised step."""
    for number in range(3):
        site.save(*visit(number))
    words = {"details": {"text": "Transaction requires strict isolation but has too many entries"}}
    between.before = lambda method, body: outcome(400, **words) if method == "POST" and len(refs(body)) > 8 else None
    dialect = own()
    push(site, between, dialect)
    assert site.waiting() == [] and dialect.ceiling <= 8
    assert len(refs(between.posted[-1])) <= 8


def test_a_resource_changed_twice_stands_once_in_a_bundle(site: MemoryReplica, between: Between) -> None:
    """sync.md 4.9, 24: two conditions that meet one resource in a bundle lose one of them on some servers (HAPI 8183)."""
    site.save(patient("p1"), tx="t")
    site.save(patient("p1", active=True), tx="t")
    site.save(patient("p1", active=False))
    push(site, between, own())
    urls = [url for body in between.posted for url in refs(body)]
    assert len(urls) == len(set(urls)) == 1


def test_a_poisoned_record_stops_nobody_else(site: MemoryReplica, numbers: Peer) -> None:
    """H12: the culprit is parked with the server's reason, what refers to it waits, the rest arrives."""
    bad = {"resourceType": "Encounter", "id": made("bad"), "subject": reference("Patient", "p1")}
    site.save(*visit(1), bad, observation("held", "p1", "bad"), lane=Lane.VITALS)
    site.save(*visit(2))
    run = push(site, numbers.link, own())
    assert site.state().parked[Ref("Encounter", made("bad"))].code == REFUSED
    assert site.waiting() == [Ref("Observation", made("held"))] and run.tally.acked == 20


def test_ids_that_are_no_uuids_go_there_and_come_back(site: MemoryReplica, numbers: Peer, clock: SetClock) -> None:
    site.save(
        *({"resourceType": "Device", "id": one, "deviceName": [{"name": one, "type": "other"}]} for one in ("cuff-1", "A." + "z" * 62))
    )
    push(site, numbers.link, own())
    reader = MemoryReplica()
    run_once(reader, "up", numbers.link, clock)
    assert set(reader.resources) == set(site.resources)


def test_a_reader_sees_that_a_server_numbers_by_what_it_reads(site: MemoryReplica, numbers: Peer, clock: SetClock) -> None:
    """HAPI's statement says nothing of ids: whoever has written nothing yet would take its numbers for the names of our records."""
    for number in range(3):
        site.save(*visit(number))
    run_once(site, "up", numbers.link, clock)
    reader, silent = MemoryReplica(), says_nothing_of_ids(Between(numbers.link))
    assert run_once(reader, "up", silent, clock).pulled == 30
    assert set(reader.resources) == set(site.resources)
    assert not Dialect.load(reader.state().dialect).client_ids
    reader.save(patient("new"))
    assert run_once(reader, "up", silent, clock).delivered and set(numbers.dump_in_ours()) == set(map(str, reader.resources))


def test_a_stranger_s_own_uuid_says_nothing_of_the_server(site: MemoryReplica, peer: Peer, clock: SetClock) -> None:
    key = {"system": UUID_SYSTEM, "value": "urn:uuid:7415ef9a-0b18-5178-84e5-01567450f0f2"}
    with requests.put(f"{peer.base}/Patient/n1", json=patient("p1") | {"id": "n1", "identifier": [key]}, timeout=5) as reply:
        assert reply.status_code in (200, 201)
    assert run_once(site, "up", peer.link, clock).pulled == 1
    assert set(site.resources) == {Ref("Patient", "n1")} and Dialect.load(site.state().dialect).client_ids


def test_a_server_without_transactions_is_given_batches_from_the_start(
    site: MemoryReplica, start_fhir_peer: StartPeer, profile_base: Any
) -> None:
    server = Peer(profile_base("batch"), "batch")
    server.reset()
    site.save(*visit(1))
    between = Between(server.link)
    assert run_once(site, "up", between, SetClock(NOW)).delivered
    assert {json.loads(body)["type"] for body in between.posted} == {"batch"} and len(between.posted) == 3
    server.close()
