"""Sending: nothing lost, nothing twice, whatever breaks off in between."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest

from sync import envelope
from sync.dialect import MOST_ENTRIES, Dialect
from sync.http import HttpLink
from sync.link import LinkFault
from sync.push import CONFLICT, Push
from sync.replica import InFlight, Lane, Ref
from tests.sync.conftest import Between
from tests.sync.memory import Crash, MemoryReplica
from tests.sync.runs import assert_arrived, on_hub, push, refs, versions
from tests.sync.visits import condition, encounter, made, observation, patient, practitioner, prescription, reference, visit


def test_a_day_arrives_whole(site: MemoryReplica, link: HttpLink) -> None:
    for number in range(30):
        site.save(*visit(number))
    run = push(site, link)
    assert run.tally.acked == 300
    assert site.waiting() == [] and site.state().flight is None
    assert_arrived(site, link)
    again = push(site, link)
    assert again.tally.acked == 0


def test_numbers_arrive_as_they_were_written(site: MemoryReplica, link: HttpLink) -> None:
    """H4: trailing zeros are precision."""
    site.save(patient("p1"))
    text = json.dumps(observation("o1", "p1")).replace("130", "1.00")
    site.save(text)
    push(site, link)
    assert '"value": 1.00' in link.get(f"Observation/{made('o1')}").body.decode()


def test_references_go_before_what_refers_even_across_transactions(site: MemoryReplica, between: Between) -> None:
    """A prescription overtakes, and takes along what it refers to (H6: the hub would refuse it otherwise)."""
    for number in range(40):
        site.save(*visit(number))
    site.save(patient("late"), practitioner("doc"))
    site.save(prescription("rx", "late") | {"requester": reference("Practitioner", "doc")}, lane=Lane.URGENT)
    push(site, between, Dialect(gzip=True, entries=20))
    first = refs(between.posted[0])
    assert first[:3] in (
        [f"Patient/{made('late')}", f"Practitioner/{made('doc')}", f"MedicationRequest/{made('rx')}"],
        [f"Practitioner/{made('doc')}", f"Patient/{made('late')}", f"MedicationRequest/{made('rx')}"],
    )


def test_waveforms_go_last_though_their_visit_is_urgent(site: MemoryReplica, between: Between) -> None:
    ecg = observation("ecg", "p0", valueSampledData=None) | {"valueString": "x"}
    del ecg["valueQuantity"], ecg["valueSampledData"]
    site.save(patient("p0"), tx="one")
    site.save(prescription("rx", "p0"), lane=Lane.URGENT, tx="one")
    site.save(ecg, lane=Lane.BULK, tx="one")
    site.save(*visit(1))
    push(site, between, Dialect(gzip=True, entries=2))
    order = [ref for body in between.posted for ref in refs(body)]
    assert order[0] == f"Patient/{made('p0')}" and order[1] == f"MedicationRequest/{made('rx')}"
    assert order[-1] == f"Observation/{made('ecg')}"


def test_what_was_urgent_meanwhile_goes_with_the_next_bundle(site: MemoryReplica, between: Between) -> None:
    for number in range(10):
        site.save(*visit(number))

    def meanwhile(method: str, body: bytes) -> None:
        if len(between.posted) == 1:
            site.save(patient("new"), prescription("rx", "new"), lane=Lane.URGENT)

    between.before = meanwhile
    push(site, between, Dialect(gzip=True, entries=10, ceiling=10))
    assert refs(between.posted[1])[:2] == [f"Patient/{made('new')}", f"MedicationRequest/{made('rx')}"]


def test_a_resource_changed_in_several_transactions_is_sent_once(site: MemoryReplica, between: Between) -> None:
    site.save(patient("p1"))
    site.save(patient("p1", active=True), observation("o1", "p1"))
    push(site, between)
    assert sorted(ref for body in between.posted for ref in refs(body)) == sorted([f"Patient/{made('p1')}", f"Observation/{made('o1')}"])


def test_circular_references_stay_together(site: MemoryReplica, link: HttpLink) -> None:
    diagnosis = [{"condition": reference("Condition", "c1")}]
    site.save(patient("p1"), condition("c1", "p1", "e1"), encounter("e1", "p1", diagnosis=diagnosis))
    push(site, link, Dialect(gzip=True, entries=2))
    assert_arrived(site, link)


def test_a_unit_larger_than_a_bundle_goes_in_parts(site: MemoryReplica, between: Between, link: HttpLink) -> None:
    site.save(*visit(1, readings=57))
    push(site, between, Dialect(gzip=True, entries=25, ceiling=25))
    assert [len(refs(body)) for body in between.posted] == [25, 25, 10]
    assert_arrived(site, link)


def test_bundles_grow_with_success(site: MemoryReplica, between: Between) -> None:
    for number in range(60):
        site.save(*visit(number))
    dialect = Dialect(gzip=True)
    push(site, between, dialect)
    assert [len(refs(body)) for body in between.posted] == [50, 100, 200, 250]
    assert dialect.entries == MOST_ENTRIES


# ---- crashes and lost replies


def test_a_lost_reply_is_answered_by_the_same_bytes(site: MemoryReplica, between: Between, link: HttpLink) -> None:
    """T22: the hub had stored it; sending again must not store it twice."""
    site.save(*visit(1))
    between.after = lambda method, body: LinkFault("sync_cut")
    with pytest.raises(LinkFault):
        push(site, between)
    assert len(site.waiting()) == 10
    kept = site.state().flight
    site.save(observation("o1.0", "p1", "e1", 180), observation("more", "p1"))
    between.after = lambda method, body: None
    push(site, between)
    assert kept is not None and between.posted[0] == between.posted[1] == kept.body
    assert site.waiting() == []
    assert_arrived(site, link)
    assert on_hub(link)[f"Observation/{made('o1.0')}"]["meta"]["versionId"] == "2"


@pytest.mark.parametrize("step", ["put_in_flight", "settle"])
@pytest.mark.parametrize("when", ["before", "after"])
def test_a_crash_at_any_step_loses_and_doubles_nothing(site: MemoryReplica, link: HttpLink, step: str, when: str) -> None:
    """H11, T15: the program dies around each write of the sending side."""
    for number in range(12):
        site.save(*visit(number))

    def die(at: str) -> None:
        if at == step:
            raise Crash

    setattr(site, when, die)
    with pytest.raises(Crash):
        push(site, link)
    setattr(site, when, lambda at: None)
    site.save(observation("o1.0", "p1", "e1", 190))
    push(site, link)
    assert site.waiting() == [] and site.state().flight is None
    assert_arrived(site, link)
    theirs = on_hub(link)
    assert {ref for ref, one in theirs.items() if one["meta"]["versionId"] != "1"} <= {f"Observation/{made('o1.0')}"}


def test_an_edit_during_a_push_is_not_taken_for_sent(site: MemoryReplica, between: Between, link: HttpLink) -> None:
    """H11: the acknowledgement answers for the form that was sent, not for the newer one."""
    site.save(*visit(1))
    edits = iter([observation("o1.0", "p1", "e1", 190)])

    def meanwhile(method: str, body: bytes) -> None:
        for one in edits:
            site.save(one)

    between.before = meanwhile
    made_ = Push(site, "up", between, Dialect(gzip=True), lambda: len(between.posted) > 0)
    made_.run()
    assert site.waiting() == [Ref("Observation", made("o1.0"))]
    push(site, link)
    assert on_hub(link)[f"Observation/{made('o1.0')}"]["valueQuantity"]["value"] == 190


def test_an_edit_of_the_acknowledged_goes_with_if_match(site: MemoryReplica, between: Between) -> None:
    site.save(patient("p1"))
    push(site, between)
    site.save(patient("p1", active=True))
    push(site, between)
    entry = envelope.read(between.posted[-1].decode()).entries[0]
    assert entry.part("request")["ifMatch"] == 'W/"1"'


def test_the_own_write_behind_a_412_is_known_again(site: MemoryReplica, between: Between, link: HttpLink) -> None:
    """An update was stored, its reply lost, and If-Match now fails on our own version."""
    site.save(*visit(1), *visit(2))
    push(site, link)
    for number in range(7):
        site.save(observation(f"o1.{number}", "p1", "e1", 200 + number))
    between.after = lambda method, body: LinkFault("sync_cut")
    with pytest.raises(LinkFault):
        push(site, between)
    between.after = lambda method, body: None
    run = push(site, between)
    assert (run.tally.parked, run.tally.merged, site.waiting()) == (0, 0, [])
    assert_arrived(site, link)
    assert versions(link) == {"1", "2"}
    assert len(between.posted) <= 4


def test_another_seat_s_edit_is_merged_not_overwritten(site: MemoryReplica, link: HttpLink) -> None:
    """H7: both edited; ours must wait for a person, theirs must stand."""
    site.save(patient("p1"), patient("p2"))
    push(site, link)
    other = MemoryReplica()
    other.resources.update(site.resources)
    other.peers["up"] = site.peers["up"].__class__(known=dict(site.state().known))
    other.save(patient("p1", gender="female"))
    push(other, link)
    site.save(patient("p1", gender="male"), patient("p2", active=True))
    run = push(site, link)
    assert (run.tally.parked, run.left_out) == (1, {Ref("Patient", made("p1")): CONFLICT})
    assert on_hub(link)[f"Patient/{made('p1')}"]["gender"] == "female"
    assert on_hub(link)[f"Patient/{made('p2')}"]["active"] is True
    assert Ref("Patient", made("p1")) in site.state().conflicts
    site.save(patient("p1", gender="male", active=True))
    push(site, link)
    assert on_hub(link)[f"Patient/{made('p1')}"]["gender"] == "male", "the person's decision is sent on top of theirs"


def test_a_kept_bundle_of_another_time_is_sent_as_it_is(site: MemoryReplica, between: Between, link: HttpLink) -> None:
    site.save(patient("p1"))
    site.before = lambda step: (_ for _ in ()).throw(Crash) if step == "settle" else None
    with pytest.raises(Crash):
        push(site, between)
    kept = site.state().flight
    assert isinstance(kept, InFlight)
    site.before = lambda step: None
    site.save(patient("p1", active=True))
    push(site, between)
    assert between.posted[1] == kept.body
    assert on_hub(link)[f"Patient/{made('p1')}"]["active"] is True


def test_halting_stops_between_bundles(site: MemoryReplica, between: Between) -> None:
    for number in range(30):
        site.save(*visit(number))
    halted: Callable[[], bool] = lambda: len(between.posted) >= 2  # noqa: E731
    Push(site, "up", between, Dialect(gzip=True), halted).run()
    assert len(between.posted) == 2 and len(site.waiting()) == 150 and site.state().flight is None
