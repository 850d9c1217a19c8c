"""One bad record is in nobody's way: it is found, set aside by name, and the rest arrives."""

from __future__ import annotations

import json

import pytest

from sync.dialect import Dialect
from sync.http import HttpLink
from sync.link import Answer, PeerStop
from sync.outbox import WAITS
from sync.push import REFUSED
from sync.replica import Ref
from tests.sync.conftest import Between, outcome
from tests.sync.memory import MemoryReplica
from tests.sync.runs import BAD, assert_arrived, on_hub, push
from tests.sync.visits import condition, encounter, made, observation, patient, reference, visit


def test_one_poisoned_record_stops_nobody_else(site: MemoryReplica, between: Between, link: HttpLink) -> None:
    """H12: one bad record must not silence a clinic for weeks."""
    site.save(
        *visit(1),
        BAD,
        {
            "resourceType": "Provenance",
            "id": made("prov"),
            "target": [reference("Observation", "bad")],
            "recorded": "2026-03-05T08:00:00+08:00",
            "agent": [{"who": {"display": "x"}}],
        },
    )
    for number in range(2, 30):
        site.save(*visit(number))
    run = push(site, between)
    assert run.tally.parked == 1 and site.waiting() == [Ref("Provenance", made("prov"))]
    assert run.left_out[Ref("Provenance", made("prov"))] == WAITS
    parked = site.state().parked[Ref("Observation", made("bad"))]
    assert (parked.code, parked.facts["status"], parked.facts["issue"]) == (REFUSED, "400", "required")
    assert_arrived(site, link, but=2)
    site.save(BAD | {"status": "final"})
    again = push(site, link)
    assert again.tally.acked == 2 and site.waiting() == []
    assert_arrived(site, link)


def test_a_poisoned_record_is_found_without_the_server_s_help(site: MemoryReplica, between: Between, link: HttpLink) -> None:
    """At most log2(50)+1 extra calls until the other 49 are delivered."""
    for number in range(4):
        site.save(*visit(number))
    site.save(*visit(4, readings=6), BAD)

    def silent(method: str, body: bytes) -> Answer | None:
        return outcome(400) if b'"no status"' in body else None

    between.before = silent
    run = push(site, between)
    assert run.tally.parked == 1
    assert len(between.posted) - 1 <= 1 + 6 + 1
    assert b'"no status"' in between.posted[-1], "the culprit itself is asked about last"
    assert_arrived(site, link, but=1)


def test_a_poisoned_patient_holds_only_those_who_refer_to_it(site: MemoryReplica, link: HttpLink) -> None:
    """H1: readings of a resident the hub refuses stay here, and are sent once the resident is repaired."""
    site.save(*visit(1))
    site.save(patient("p2", gender="weiblich"), encounter("e2", "p2"), observation("o2", "p2", "e2"))
    site.save(*visit(3))
    run = push(site, link)
    assert set(site.waiting()) == {Ref("Encounter", made("e2")), Ref("Observation", made("o2"))}
    assert set(run.left_out.values()) == {REFUSED, WAITS}
    site.save(patient("p2", gender="female"))
    push(site, link)
    assert site.waiting() == []
    assert_arrived(site, link)


def test_an_update_that_is_refused_does_not_hold_back_new_readings(site: MemoryReplica, link: HttpLink) -> None:
    site.save(*visit(1))
    push(site, link)
    site.save(patient("p1", gender="weiblich"))
    site.save(observation("new", "p1", "e1"))
    run = push(site, link)
    assert (run.tally.acked, run.tally.parked, site.waiting()) == (1, 1, [])


def test_several_poisoned_records_are_all_found(site: MemoryReplica, between: Between, link: HttpLink) -> None:
    for number in range(20):
        bad = [BAD | {"id": made(f"bad{number}"), "subject": reference("Patient", f"p{number}")}] if number % 4 == 0 else []
        site.save(*visit(number), *bad)
    run = push(site, between)
    assert (run.tally.parked, site.waiting()) == (5, [])
    assert_arrived(site, link, but=5)


def test_a_circle_with_a_poisoned_member_is_parked_by_name(site: MemoryReplica, link: HttpLink) -> None:
    bad = condition("c1", "p1", "e1")
    del bad["subject"]
    site.save(*visit(2), patient("p1"), bad, encounter("e1", "p1", diagnosis=[{"condition": reference("Condition", "c1")}]))
    run = push(site, link)
    assert dict(run.left_out) == {Ref("Condition", made("c1")): REFUSED, Ref("Encounter", made("e1")): WAITS}
    assert set(site.state().parked) == {Ref("Condition", made("c1"))}


def test_a_server_that_refuses_everything_parks_nothing(site: MemoryReplica, between: Between) -> None:
    """H12: a wrong address must not push a whole clinic's records aside."""
    for number in range(20):
        site.save(*visit(number))
    between.before = lambda method, body: outcome(404, diagnostics="unknown tenant")
    dialect = Dialect(gzip=True)
    with pytest.raises(PeerStop) as stop:
        push(site, between, dialect)
    assert dialect.client_ids, "that it knows no ids of ours was a guess"
    assert stop.value.code == "sync_refuses_all" and stop.value.facts["said"] == "unknown tenant"
    assert site.state().parked == {} and len(site.waiting()) == 200


def test_own_unusable_json_is_parked_too(site: MemoryReplica, link: HttpLink) -> None:
    site.save(patient("p1"), patient("p2"))
    site.resources[Ref("Patient", made("p1"))] = '{"resourceType":"Patient","value":NaN}'
    site.resources[Ref("Patient", made("p2"))] = json.dumps(patient("p2", active=False))
    site.references = lambda ref: []  # type: ignore[method-assign]
    run = push(site, link)
    assert (run.tally.acked, run.tally.parked) == (1, 1)
    assert site.state().parked[Ref("Patient", made("p1"))].code == "sync_unsendable"


def test_what_has_no_fhir_form_is_done_with(site: MemoryReplica, link: HttpLink) -> None:
    site.save(patient("p1"))
    del site.resources[Ref("Patient", made("p1"))]
    site.references = lambda ref: []  # type: ignore[method-assign]
    push(site, link)
    assert site.waiting() == [] and on_hub(link) == {}
