"""Answers that must not be believed: what proves nothing settles nothing."""

from __future__ import annotations

import json

import pytest

from sync.dialect import Dialect
from sync.http import HttpLink
from sync.link import Answer, Link, LinkFault, PeerStop
from sync.outbox import WAITS
from sync.push import CHANGING, DELETED_THERE, LOST_THERE, Push
from sync.replica import Ref
from tests.sync.conftest import EMPTY, Between, outcome
from tests.sync.memory import Crash, MemoryReplica
from tests.sync.runs import assert_arrived, push, refs
from tests.sync.visits import made, observation, patient, visit

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
    """H11: HTTP 200 around a failed entry (Medplum without transactions). What failed goes again, what it needs first."""
    site.save(patient("p1"), patient("p2"), observation("o2", "p2"))
    invariant = {"resourceType": "OperationOutcome", "issue": [{"code": "invariant", "diagnostics": "x"}]}
    answers = {
        f"Patient/{made('p1')}": {"status": "201", "etag": 'W/"a"', "location": f"https://x/fhir/Patient/{made('p1')}/_history/a"},
        f"Patient/{made('p2')}": {"status": "422", "outcome": invariant},
        f"Observation/{made('o2')}": {"status": "400", "outcome": {}},
    }

    def judged(method: str, sent: bytes) -> Answer:
        entries = [{"response": answers[ref]} for ref in refs(sent)]
        kind = json.loads(sent)["type"]
        return Answer(200, {}, json.dumps({"resourceType": "Bundle", "type": f"{kind}-response", "entry": entries}).encode())

    between.before = judged
    dialect = Dialect(gzip=True)
    run = push(site, between, dialect)
    known = site.state().known[Ref("Patient", made("p1"))]
    assert (known.etag, known.remote_id) == ('W/"a"', made("p1"))
    assert site.state().parked[Ref("Patient", made("p2"))].facts == {"status": "422", "issue": "invariant", "said": "x"}
    assert site.waiting() == [Ref("Observation", made("o2"))]
    assert run.left_out[Ref("Observation", made("o2"))] == WAITS
    assert [json.loads(body)["type"] for body in between.posted] == ["transaction", "batch"] and not dialect.transactions
    assert refs(between.posted[1]) == [f"Patient/{made('p2')}"]


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
