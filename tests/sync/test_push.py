"""Sending: nothing lost, nothing twice, one bad record in nobody's way."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from sync import envelope, jsontext
from sync.canonical import content_hash
from sync.dialect import Dialect
from sync.http import HttpLink
from sync.link import Answer, Link, LinkFault, PeerStop
from sync.outbox import WAITS
from sync.push import CHANGING, CONFLICT, DELETED_THERE, LOST_THERE, REFUSED, TOO_LARGE, Push
from sync.replica import InFlight, Lane, Ref
from tests.sync.conftest import EMPTY, Between, outcome
from tests.sync.memory import Crash, MemoryReplica
from tests.sync.visits import condition, encounter, made, observation, patient, practitioner, prescription, reference, visit


def push(site: MemoryReplica, link: Link, dialect: Dialect | None = None) -> Push:
    """A run to its end."""
    made_ = Push(site, "up", link, dialect or Dialect(gzip=True), lambda: False)
    made_.run()
    return made_


def on_hub(link: HttpLink) -> dict[str, dict[str, Any]]:
    """Every resource of the hub, read from its feed, with the version it is at."""
    found: dict[str, dict[str, Any]] = {}
    answer = link.get("$changes", [("_count", "1000")])
    while True:
        bundle = answer.bundle()
        for entry in bundle.entries:
            found[f"{entry.resource['resourceType']}/{entry.resource['id']}"] = entry.resource
        url = bundle.link("next")
        if url is None:
            return found
        answer = link.get(url)


def versions(link: HttpLink) -> set[str]:
    return {one["meta"]["versionId"] for one in on_hub(link).values()}


def refs(body: bytes) -> list[str]:
    return [entry.part("request")["url"] for entry in envelope.read(body.decode()).entries]


def assert_arrived(site: MemoryReplica, link: HttpLink, but: int = 0) -> None:
    """Everything written at the site is on the hub, once and with the same content."""
    theirs = on_hub(link)
    ours = {str(ref): content_hash(jsontext.loads(text)) for ref, text in site.resources.items()}
    assert len(ours) - but == len(theirs)
    assert all(content_hash(one) == ours[ref] for ref, one in theirs.items())


BAD = {"resourceType": "Observation", "id": made("bad"), "code": {"text": "no status"}, "subject": reference("Patient", "p1")}


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
    assert [len(refs(body)) for body in between.posted] == [50, 100, 200, 200, 50]
    assert dialect.entries == 200


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


# ---- refusals


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
    with pytest.raises(PeerStop) as stop:
        push(site, between)
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


# ---- sizes and encodings


def test_413_halves_and_remembers(site: MemoryReplica, between: Between, link: HttpLink) -> None:
    for number in range(10):
        site.save(*visit(number))
    between.before = lambda method, body: Answer(413, {}, b"<html>too large</html>") if len(refs(body)) > 12 else None
    dialect = Dialect(gzip=True)
    push(site, between, dialect)
    assert [len(refs(body)) for body in between.posted[:3]] == [50, 25, 12]
    assert max(len(refs(body)) for body in between.posted[2:]) <= 12 and dialect.ceiling == 12
    assert_arrived(site, link)


def test_a_limit_said_in_words_halves_too(site: MemoryReplica, between: Between, link: HttpLink) -> None:
    for number in range(10):
        site.save(*visit(number))
    words = {"details": {"text": "Transaction contains more update operations than allowed"}}
    between.before = lambda method, body: outcome(400, **words) if len(refs(body)) > 50 else None
    dialect = Dialect(gzip=True, entries=100)
    push(site, between, dialect)
    assert dialect.ceiling == 50
    assert_arrived(site, link)


def test_a_single_resource_too_large_for_the_peer_is_parked(site: MemoryReplica, between: Between, link: HttpLink) -> None:
    site.save(*visit(1), observation("huge", "p1", note=[{"text": "x" * 5_000}]))
    between.before = lambda method, body: Answer(413) if len(body) > 5_000 else None
    push(site, between)
    assert site.state().parked[Ref("Observation", made("huge"))].code == TOO_LARGE
    assert_arrived(site, link, but=1)


@pytest.mark.parametrize("status", [400, 415])
def test_a_peer_without_gzip_is_spoken_to_plainly(site: MemoryReplica, between: Between, link: HttpLink, status: int) -> None:
    site.save(*visit(1))
    between.before = lambda method, body: outcome(status) if method == "POST" else None
    dialect = Dialect()
    push(site, between, dialect)
    assert dialect.gzip is False
    assert_arrived(site, link)
    site.save(patient("p9"))
    before = len(between.posted)
    push(site, between, dialect)
    assert len(between.posted) == before + 1


def test_repeated_timeouts_make_bundles_smaller(site: MemoryReplica, between: Between, link: HttpLink) -> None:
    for number in range(5):
        site.save(*visit(number))
    between.before = lambda method, body: LinkFault("sync_timeout") if len(refs(body)) > 25 else None
    dialect = Dialect(gzip=True)
    for _ in range(2):
        with pytest.raises(LinkFault):
            push(site, between, dialect)
    push(site, between, dialect)
    assert [len(refs(body)) for body in between.posted][:4] == [50, 50, 25, 25]
    assert_arrived(site, link)


# ---- answers that must not be believed

TWO = [patient("p1"), patient("p2")]


def _response(*statuses: object) -> Answer:
    entries = [{"response": {"status": status}} for status in statuses]
    return Answer(200, {}, json.dumps({"resourceType": "Bundle", "type": "transaction-response", "entry": entries}).encode())


@pytest.mark.parametrize(
    ("answer", "code"),
    [
        (Answer(200, {}, b"<html>log in</html>"), "sync_not_fhir"),
        (Answer(200, {}, b"{}"), "sync_not_fhir"),
        (Answer(200, {}, EMPTY), "sync_bad_answer"),
        (_response("201 Created"), "sync_bad_answer"),
        (_response("201", "201", "201"), "sync_bad_answer"),
        (_response("201", None), "sync_bad_answer"),
        (_response("201", "2011"), "sync_bad_answer"),
        (_response("201", "ok"), "sync_bad_answer"),
        (Answer(200, {}, json.dumps({"resourceType": "Bundle", "type": "searchset", "entry": [{}, {}]}).encode()), "sync_bad_answer"),
        (Answer(404, {}, b"<html>not found</html>"), "sync_not_fhir"),
        (Answer(403, {}, b""), "sync_not_fhir"),
        (Answer(503, {"retry-after": "7"}, b""), "sync_server"),
        (Answer(429, {}, b""), "sync_server"),
        (Answer(302, {}, b""), "sync_not_fhir"),
    ],
    ids=range(14),
)
def test_an_answer_that_proves_nothing_keeps_everything(
    site: MemoryReplica, between: Between, link: HttpLink, answer: Answer, code: str
) -> None:
    """H11, T7: a captive portal says 200 to everything."""
    site.save(*TWO)
    between.before = lambda method, body: answer
    with pytest.raises(LinkFault) as fault:
        push(site, between)
    assert fault.value.code == code
    assert fault.value.retry_after == (7.0 if "retry-after" in answer.headers else None)
    assert site.state().flight is not None and site.state().parked == {}
    between.before = lambda method, body: None
    push(site, between)
    assert between.posted[0] == between.posted[1]
    assert site.waiting() == []
    assert_arrived(site, link)


def test_what_was_answered_is_not_sent_again_with_the_rest(site: MemoryReplica, between: Between, link: HttpLink) -> None:
    """H7: sent once more, the acknowledged part could overwrite what another seat made of it meanwhile."""
    site.save(*TWO)
    between.after = lambda method, body: _response("201", "503 Busy")
    with pytest.raises(LinkFault) as fault:
        push(site, between)
    assert fault.value.code == "sync_server" and site.waiting() == [Ref("Patient", made("p2"))]
    kept = site.state().flight
    assert kept is not None and kept.body == between.posted[0]
    between.after = lambda method, body: None
    push(site, between)
    assert refs(between.posted[1]) == [f"Patient/{made('p2')}"]
    assert site.waiting() == [] and site.state().flight is None
    assert_arrived(site, link)


def test_an_edit_after_a_lost_reply_and_a_crash_is_no_conflict(site: MemoryReplica, between: Between, link: HttpLink) -> None:
    """H7: the peer holds a form of ours that was never acknowledged; our newer form is no clash with it."""
    site.save(*visit(1))
    push(site, link)
    for number in range(7):
        site.save(observation(f"o1.{number}", "p1", "e1", 200 + number))
    between.after = lambda method, body: LinkFault("sync_cut") if method == "POST" else None
    with pytest.raises(LinkFault):
        push(site, between)
    between.after = lambda method, body: None
    count = iter(range(9))
    site.after = lambda step: (_ for _ in ()).throw(Crash) if step == "settle" and next(count) == 1 else None
    with pytest.raises(Crash):
        push(site, link)
    site.after = lambda step: None
    for number in range(7):
        site.save(observation(f"o1.{number}", "p1", "e1", 300 + number))
    run = push(site, link)
    assert (run.tally.parked, site.state().conflicts, site.waiting()) == (0, {}, [])
    assert_arrived(site, link)


@pytest.mark.parametrize("answer", [Answer(401), _response("201", "401 Unauthorized")])
def test_a_refused_credential_stops_and_keeps_everything(site: MemoryReplica, between: Between, answer: Answer) -> None:
    site.save(*TWO)
    between.before = lambda method, body: answer
    with pytest.raises(PeerStop) as stop:
        push(site, between)
    assert stop.value.code == "sync_login" and len(site.waiting()) == 2


def test_a_transaction_that_was_run_as_a_batch_is_judged_by_entry(site: MemoryReplica, between: Between) -> None:
    """H11: HTTP 200 around a failed entry (Medplum without transactions)."""
    site.save(patient("p1"), patient("p2"), observation("o2", "p2"))
    entries: list[dict[str, Any]] = [
        {"response": {"status": "201", "etag": 'W/"a"', "location": f"https://x/fhir/Patient/{made('p1')}/_history/a"}},
        {
            "response": {
                "status": "422",
                "outcome": {"resourceType": "OperationOutcome", "issue": [{"code": "invariant", "diagnostics": "x"}]},
            }
        },
        {"response": {"status": "400", "outcome": {}}},
    ]
    body = json.dumps({"resourceType": "Bundle", "type": "transaction-response", "entry": entries}).encode()
    between.before = lambda method, sent: Answer(200, {}, body)
    run = push(site, between)
    known = site.state().known[Ref("Patient", made("p1"))]
    assert (known.etag, known.remote_id) == ('W/"a"', made("p1"))
    assert site.state().parked[Ref("Patient", made("p2"))].facts == {"status": "422", "issue": "invariant", "said": "x"}
    assert site.waiting() == [Ref("Observation", made("o2"))]
    assert run.left_out[Ref("Observation", made("o2"))] == WAITS
    assert len(between.posted) == 1


def _after_first_push(site: MemoryReplica, link: Link, between: Between, read: Answer) -> Push:
    site.save(patient("p1"), patient("p2"))
    push(site, link)
    site.save(patient("p1", active=True))
    site.save(patient("p2", active=True))
    between.before = lambda method, body: outcome(412) if made("p1").encode() in body and method == "POST" else None
    between.after = lambda method, body: read if method == "GET" and made("p1").encode() in body else None
    return push(site, between)


@pytest.mark.parametrize(
    ("read", "code"),
    [(outcome(410), DELETED_THERE), (outcome(404), LOST_THERE)],
)
def test_what_vanished_at_the_peer_is_for_a_person(site: MemoryReplica, link: HttpLink, between: Between, read: Answer, code: str) -> None:
    """H16: a server that was wiped or put back is not filled again blindly."""
    _after_first_push(site, link, between, read)
    assert site.state().parked[Ref("Patient", made("p1"))].code == code
    assert site.waiting() == []


def test_a_proxy_s_404_is_no_loss_at_the_peer(site: MemoryReplica, link: HttpLink, between: Between) -> None:
    """T7: only the server itself can say that a record is gone."""
    with pytest.raises(LinkFault) as fault:
        _after_first_push(site, link, between, Answer(404, {}, b"<html>not found</html>"))
    assert fault.value.code == "sync_not_fhir" and site.state().parked == {}
    between.before = between.after = lambda method, body: None
    push(site, between)
    assert site.waiting() == []


def test_a_412_on_an_unchanged_version_waits(site: MemoryReplica, link: HttpLink, between: Between) -> None:
    run = _after_first_push(site, link, between, None)  # type: ignore[arg-type]
    assert run.left_out == {Ref("Patient", made("p1")): CHANGING}
    assert site.waiting() == [Ref("Patient", made("p1"))]


def test_a_deletion_at_the_peer_is_for_a_person(site: MemoryReplica, between: Between) -> None:
    site.save(patient("p1"))
    between.before = lambda method, body: outcome(410)
    push(site, between)
    assert site.state().parked[Ref("Patient", made("p1"))].code == DELETED_THERE


def test_server_made_ids_are_a_clear_no(site: MemoryReplica, between: Between) -> None:
    site.save(patient("p1"))
    with pytest.raises(PeerStop) as stop:
        push(site, between, Dialect(client_ids=False))
    assert stop.value.code == "sync_server_ids" and between.posted == []


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
