"""Against an independent FHIR server that checks references and profiles, with its faults switched on."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest

from app.clock import SetClock
from sync import jsontext
from sync.answers import Judgement, Kind
from sync.canonical import content_hash
from sync.dialect import Dialect
from sync.engine import Report, run_once
from sync.http import HttpLink
from sync.push import REFUSED, Push
from sync.replica import Lane, Ref
from tests.conftest import StartPeer
from tests.sync.conftest import Peer
from tests.sync.memory import Crash, MemoryReplica
from tests.sync.visits import condition, encounter, made, observation, patient, practitioner, prescription, reference, visit

pytestmark = pytest.mark.fhir_peer


@pytest.fixture
def clock() -> SetClock:
    return SetClock(datetime(2026, 3, 5, 8, tzinfo=UTC))


@pytest.fixture
def peer(any_peer: Peer) -> Peer:
    """These tests hold for servers of every kind."""
    return any_peer


def assert_arrived(site: MemoryReplica, peer: Peer, but: int = 0) -> None:
    """Everything written here is there, once, with the same content (numbers compared by value: the peer is JavaScript)."""
    theirs = peer.dump_in_ours()
    ours = {str(ref): content_hash(jsontext.loads(text)) for ref, text in site.resources.items()}
    assert len(theirs) == len(ours) - but
    for ref, one in theirs.items():
        assert content_hash(one) == ours[ref], ref


def assert_one_version_each(peer: Peer, edits: int = 0, circles: int = 0) -> None:
    """``circles``: visits that name their diagnosis, which names its visit. Where a bundle is no transaction, one of the two goes twice."""
    stats = peer.control("stats")
    assert stats["writes"] == sum(stats["types"].values()) + edits + (0 if peer.whole else circles)


def until_done(site: MemoryReplica, peer: Peer, clock: SetClock, passes: int = 400) -> list[Report]:
    """Passes until everything is answered, as the worker would make them."""
    reports = []
    for _ in range(passes):
        reports.append(run_once(site, "up", peer.link, clock))
        if reports[-1].delivered:
            return reports
    raise AssertionError(f"stuck: {reports[-1]}")


def day(site: MemoryReplica, visits: int) -> None:
    site.save(practitioner("doc"))
    for number in range(visits):
        who, when = f"p{number}", f"e{number}"
        site.save(
            patient(who, name=[{"family": "王", "given": [f"{number}"], "text": f"王{number}"}], gender="female", birthDate="1950-01-01"),
            encounter(when, who, by="doc", diagnosis=[{"condition": reference("Condition", f"c{number}")}]),
            condition(f"c{number}", who, when),
            *(observation(f"o{number}.{index}", who, when, 120 + index) for index in range(5)),
        )
        site.save(prescription(f"rx{number}", who) | {"requester": reference("Practitioner", "doc")}, lane=Lane.URGENT)


def test_a_day_offline_arrives_whole_and_comes_back_as_known(site: MemoryReplica, peer: Peer, clock: SetClock) -> None:
    day(site, 25)
    (report,) = until_done(site, peer, clock)
    assert (report.pushed, report.conflicts, report.pulled) == (226, 0, 0)
    assert_arrived(site, peer)
    assert_one_version_each(peer, circles=25)
    assert peer.control("stats")["gzipIn"] > 0
    again = run_once(site, "up", peer.link, clock)
    assert again.delivered and (again.pushed, again.pulled) == (0, 0)
    assert_one_version_each(peer, circles=25)


def test_another_site_reads_what_this_one_wrote(site: MemoryReplica, peer: Peer, clock: SetClock) -> None:
    day(site, 25)
    until_done(site, peer, clock)
    other = MemoryReplica()
    report = run_once(other, "up", peer.link, clock)
    assert report.pulled == 226 and set(other.resources) == set(site.resources)
    again = run_once(other, "up", peer.link, clock)
    assert (again.pulled, again.pushed) == (0, 0)


def test_an_edit_is_a_second_version(site: MemoryReplica, peer: Peer, clock: SetClock) -> None:
    day(site, 2)
    until_done(site, peer, clock)
    site.save(patient("p1", gender="male"))
    until_done(site, peer, clock)
    assert_one_version_each(peer, edits=1, circles=2)
    assert_arrived(site, peer)


FAULTS: dict[str, list[dict[str, Any]]] = {
    "before": [{"when": "before", "action": "drop", "match": "^POST ", "every": 2, "count": 5}],
    "during": [{"when": "during", "action": "drop", "match": "^POST ", "every": 2, "count": 5}],
    "after": [{"when": "after", "action": "drop", "match": "^POST ", "every": 2, "count": 5}],
    "truncated": [{"when": "after", "action": "truncate", "match": "^POST ", "every": 2, "count": 5}],
    "503": [{"when": "before", "action": "status", "status": 503, "retryAfter": 3, "match": "^POST ", "every": 2, "count": 5}],
    "429": [{"when": "before", "action": "status", "status": 429, "match": "^POST ", "every": 2, "count": 5}],
    "500 after": [{"when": "after", "action": "status", "status": 500, "match": "^POST ", "every": 2, "count": 5}],
    "html 200": [{"when": "after", "action": "status", "status": 200, "match": "^POST ", "every": 2, "count": 5}],
    "html 404": [{"when": "after", "action": "status", "status": 404, "match": "^POST ", "every": 2, "count": 5}],
    "reads": [{"when": "after", "action": "truncate", "match": "^GET /fhir", "every": 3, "count": 5}],
}


@pytest.mark.parametrize("name", FAULTS)
def test_nothing_is_lost_or_doubled_by(site: MemoryReplica, peer: Peer, clock: SetClock, name: str) -> None:
    """H11, T22."""
    day(site, 30)
    peer.faults(*FAULTS[name])
    reports = until_done(site, peer, clock)
    fired = peer.control("stats")["faultsFired"]
    assert len(reports) > 1 and all(one.error for one in reports[:-1]), "the fault was met, and said"
    assert fired >= 1
    assert (site.state().parked, site.state().conflicts) == ({}, {})
    assert_arrived(site, peer)
    assert_one_version_each(peer, circles=30)


def test_edits_under_lost_replies_are_no_conflicts(site: MemoryReplica, peer: Peer, clock: SetClock) -> None:
    """H7: If-Match fails on our own write, whose reply was lost."""
    day(site, 10)
    until_done(site, peer, clock)
    for number in range(10):
        site.save(observation(f"o{number}.0", f"p{number}", f"e{number}", 180))
    peer.faults({"when": "after", "action": "drop", "match": "^POST ", "count": 1})
    until_done(site, peer, clock)
    assert site.state().conflicts == {} and site.state().parked == {}
    assert_one_version_each(peer, edits=10, circles=10)
    assert_arrived(site, peer)


def test_a_poisoned_record_is_isolated(site: MemoryReplica, peer: Peer, clock: SetClock) -> None:
    """H12: this server does not say which entry it dislikes."""
    day(site, 8)
    site.save({"resourceType": "Observation", "id": made("bad"), "code": {"text": "x"}, "subject": reference("Patient", "p1")})
    for number in range(100, 105):
        site.save(*visit(number))
    report = run_once(site, "up", peer.link, clock)
    assert (report.parked, report.still_pending, report.error) == (1, 0, None)
    parked = site.state().parked[Ref("Observation", made("bad"))]
    assert parked.code == REFUSED and parked.facts["status"] == "400"
    assert not peer.whole or parked.facts["at"] == "Observation.status", "asked for less, a batch does not say where"
    assert_arrived(site, peer, but=1)


def test_a_stalled_answer_times_out(site: MemoryReplica, peer: Peer, clock: SetClock) -> None:
    site.save(patient("p1"))
    peer.faults({"when": "before", "action": "stall", "match": "^POST ", "ms": 60_000, "count": 1})
    short = HttpLink(peer.base, read_seconds=0.2)
    assert run_once(site, "up", short, clock).error == "sync_timeout"
    assert run_once(site, "up", short, clock).delivered
    short.close()
    assert_one_version_each(peer)


@pytest.mark.parametrize("seed", range(6))
def test_a_day_of_bad_luck(site: MemoryReplica, peer: Peer, clock: SetClock, seed: int) -> None:
    """H11, T22: faults of every kind, crashes of the program, and edits in between, by seed."""
    luck = random.Random(seed)
    kinds = [fault[0] for fault in FAULTS.values()]
    day(site, 12)
    edited: set[str] = set()

    def maybe_crash(step: str) -> None:
        if luck.random() < 0.08:
            raise Crash

    for _ in range(60):
        chosen = luck.choice(kinds)
        peer.faults({**chosen, "match": "/fhir", "every": luck.randint(1, 4), "count": luck.randint(1, 3)})
        site.before = site.after = maybe_crash
        try:
            report = run_once(site, "up", peer.link, clock)
            assert not (report.delivered and site.waiting())
        except Crash:
            pass
        site.before = site.after = lambda step: None
        if luck.random() < 0.3:
            number = luck.randrange(12)
            site.save(observation(f"o{number}.0", f"p{number}", f"e{number}", 150 + len(edited)))
            edited.add(f"o{number}.0")
    peer.faults()
    until_done(site, peer, clock)
    assert (site.state().parked, site.state().conflicts, site.state().flight) == ({}, {}, None)
    assert_arrived(site, peer)


def test_these_tests_can_fail(site: MemoryReplica, peer: Peer, clock: SetClock, monkeypatch: pytest.MonkeyPatch) -> None:
    """A client that believes every answer is found out by the comparison above."""
    monkeypatch.setattr("sync.push.judge", lambda answer, sent: [Judgement(Kind.TAKEN)] * sent)
    day(site, 30)
    peer.faults({"when": "before", "action": "status", "status": 503, "match": "^POST ", "every": 2, "count": 1})
    until_done(site, peer, clock)
    if peer.numbers:
        assert_arrived(site, peer)  # even so: what has no id there is asked for, and is not there
        return
    with pytest.raises(AssertionError):
        assert_arrived(site, peer)


@pytest.fixture
def late(start_fhir_peer: StartPeer) -> Iterator[Peer]:
    made_ = Peer(start_fhir_peer("--profile", "hapi", "--commit-delay", "300"))
    yield made_
    made_.close()


def test_rows_that_become_visible_out_of_order_are_all_read(site: MemoryReplica, late: Peer, clock: SetClock) -> None:
    """H11: a reader that polls while rows of older stamps still appear."""
    reader = MemoryReplica()
    for number in range(40):
        site.save(patient(f"p{number}"))
        Push(site, "up", late.link, Dialect(gzip=True), lambda: False).run()
        run_once(reader, "up", late.link, clock)
    for _ in range(500):
        run_once(reader, "up", late.link, clock)
        if len(reader.resources) == 40:
            break
    assert set(reader.resources) == set(site.resources)


def test_a_silent_batch_is_judged_by_entry(site: MemoryReplica, start_fhir_peer: StartPeer, clock: SetClock) -> None:
    """H11: HTTP 200 with a failed entry inside."""
    peer = Peer(start_fhir_peer("--profile", "hapi", "--transactions", "off"))
    site.save(*visit(1), {"resourceType": "Observation", "id": made("bad"), "code": {"text": "x"}, "subject": reference("Patient", "p1")})
    report = run_once(site, "up", peer.link, clock)
    assert (report.pushed, report.parked, report.still_pending) == (10, 1, 0)
    assert site.state().parked[Ref("Observation", made("bad"))].facts["status"] == "400"
    assert_arrived(site, peer, but=1)
    peer.close()


def test_a_small_server_s_limits_are_learnt(site: MemoryReplica, start_fhir_peer: StartPeer, clock: SetClock) -> None:
    peer = Peer(start_fhir_peer("--profile", "hapi", "--max-updates", "30", "--max-body", "9000"))
    for number in range(20):
        site.save(*visit(number))
    (report,) = until_done(site, peer, clock)
    assert report.pushed == 200
    assert Dialect.load(site.state().dialect).ceiling <= 30
    assert_arrived(site, peer)
    peer.close()
