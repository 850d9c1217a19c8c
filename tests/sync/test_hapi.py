"""Against HAPI FHIR itself: what only a server that nobody here wrote can show. What holds for every server is in the other modules."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from typing import Any

import pytest

from app.clock import SetClock
from sync.dialect import Dialect
from sync.engine import run_once
from sync.http import HttpLink
from sync.link import LinkFault
from sync.renaming import own_id
from sync.replica import Ref
from tests.hapi import server
from tests.long.faulty_road import Road
from tests.sync.conftest import Between, Peer
from tests.sync.memory import MemoryReplica
from tests.sync.seats import NOW, UP, Seat, record_visit
from tests.sync.test_peer import assert_arrived, day, until_done
from tests.sync.visits import made, observation, patient, reference, visit

pytestmark = pytest.mark.hapi


class Hapi(Peer):
    """What is in it, told by its own history."""

    def __init__(self, base: str) -> None:
        super().__init__(base, "medplum" if "--server-ids" in server.options() else "hapi")
        self.link.close()
        self.link = HttpLink(base, read_seconds=60)  # the first requests are slow, until Java has compiled what is used most

    def reset(self) -> None:
        server.empty(self.base)

    def control(self, what: str, body: object = None) -> Any:
        assert what == "dump"
        newest: dict[tuple[str, str], dict[str, Any]] = {}
        for one in self.versions():
            newest.setdefault((one["resourceType"], one["id"]), one)
        return list(newest.values())

    def versions(self) -> list[dict[str, Any]]:
        """Every version of every resource, newest first. Without _since it would be cut to as many as a minute ago."""
        found: list[dict[str, Any]] = []
        url: str | None = f"{self.base}/_history?_count=200&_since=2000-01-01T00:00:00Z"
        while url is not None:
            with self._session.get(url, headers={"Cache-Control": "no-cache"}) as reply:
                page = reply.json()
            found += [one["resource"] for one in page.get("entry", ()) if "resource" in one]
            url = next((one["url"] for one in page["link"] if one["relation"] == "next"), None)
        return found


@pytest.fixture
def hapi(hapi_base: str) -> Iterator[Hapi]:
    made_ = Hapi(hapi_base)
    made_.reset()
    yield made_
    made_.close()


@pytest.fixture
def clock() -> SetClock:
    return SetClock(NOW)


def circles(hapi: Hapi, visits: int) -> int:
    """Versions more where it numbers: of a visit and its diagnosis that name each other one goes twice."""
    return visits if hapi.numbers else 0


def test_a_day_arrives_whole_once_and_is_read_elsewhere(site: MemoryReplica, hapi: Hapi, clock: SetClock) -> None:
    day(site, 25)
    (report,) = until_done(site, hapi, clock)
    assert (report.pushed, report.conflicts, report.pulled) == (226, 0, 0)
    assert_arrived(site, hapi)
    assert len(hapi.versions()) == 226 + circles(hapi, 25)
    again = run_once(site, "up", hapi.link, clock)
    assert again.delivered and (again.pushed, again.pulled) == (0, 0)
    reader = MemoryReplica()
    assert run_once(reader, "up", hapi.link, clock).pulled == 226
    assert set(reader.resources) == set(site.resources)


def test_what_it_is_like_is_learnt(site: MemoryReplica, hapi: Hapi, clock: SetClock) -> None:
    """It says nothing of update-as-create, and does it; it takes packed bodies."""
    site.save(*visit(1))
    until_done(site, hapi, clock)
    learnt = Dialect.load(site.state().dialect)
    assert (learnt.client_ids, learnt.ids_proven) == (not hapi.numbers, not hapi.numbers)
    assert (learnt.hub, learnt.transactions, learnt.gzip, learnt.batch_reads) == (False, True, True, True)


def test_edits_under_lost_replies_are_no_conflicts(site: MemoryReplica, hapi: Hapi, clock: SetClock) -> None:
    """H7: If-Match fails on our own write, whose reply was lost."""
    day(site, 4)
    until_done(site, hapi, clock)
    for number in range(4):
        site.save(observation(f"o{number}.0", f"p{number}", f"e{number}", 180))
    between, lost = Between(hapi.link), iter([LinkFault("sync_cut")])
    between.after = lambda method, body: next(lost, None) if method == "POST" and b"PUT" in body else None
    reports = [run_once(site, "up", between, clock) for _ in range(2)]
    assert reports[0].error == "sync_cut" and reports[1].delivered
    assert site.state().conflicts == {} and site.state().parked == {}
    assert len(hapi.versions()) == len(site.resources) + 4 + circles(hapi, 4)
    assert_arrived(site, hapi)


POISON: dict[str, dict[str, Any]] = {
    "a date that is none": {"effectiveDateTime": "yesterday"},
    "a code that is none": {"status": "perhaps"},
    "somebody unknown": {"performer": [reference("Practitioner", "nobody")]},
    "no number": {"valueQuantity": {"value": "much"}},
}


@pytest.mark.parametrize("name", POISON)
def test_a_poisoned_record_is_isolated(site: MemoryReplica, hapi: Hapi, clock: SetClock, name: str) -> None:
    """H12: the other records arrive, and what it said is kept for a person."""
    if hapi.numbers and name == "somebody unknown":
        pytest.skip("who is not there is named by an identifier where ids are not ours")
    day(site, 3)
    run_once(site, "up", hapi.link, clock)
    site.save(*visit(7))
    bad = {
        "resourceType": "Observation",
        "id": made("bad"),
        "status": "final",
        "code": {"text": "x"},
        "subject": reference("Patient", "p1"),
    }
    site.save(bad | POISON[name])
    report = run_once(site, "up", hapi.link, clock)
    assert (report.parked, report.still_pending, report.error) == (1, 0, None)
    parked = site.state().parked[Ref("Observation", made("bad"))]
    assert parked.facts["status"] in ("400", "422") and "HAPI-" in str(parked.facts["said"])
    assert_arrived(site, hapi, but=1)


def test_what_was_deleted_there_is_for_a_person(site: MemoryReplica, hapi: Hapi, clock: SetClock) -> None:
    """sync.md 4.9, 26: an edit does not raise the dead without a word."""
    site.save(patient("p1"), patient("p2"))
    until_done(site, hapi, clock)
    (there,) = [one["id"] for one in hapi.versions() if own_id(one) == made("p1") or one["id"] == made("p1")]
    with hapi._session.delete(f"{hapi.base}/Patient/{there}") as reply:
        assert reply.status_code == 200
    site.save(patient("p1", gender="male"), patient("p2", gender="male"))
    report = run_once(site, "up", hapi.link, clock)
    assert report.error is None and report.parked == 1
    assert site.state().parked.keys() == {Ref("Patient", made("p1"))}


def test_ids_of_its_own(site: MemoryReplica, hapi: Hapi, clock: SetClock) -> None:
    """Written to as to a server that numbers everything: conditional PUTs, and references in its numbers."""
    site.state().dialect = Dialect(client_ids=False).dump()
    day(site, 5)
    until_done(site, hapi, clock)
    assert all(one["id"].isdigit() for one in hapi.versions())
    assert_arrived(site, hapi)
    site.save(patient("p1", gender="male"))
    until_done(site, hapi, clock)
    assert_arrived(site, hapi)
    reader = MemoryReplica()
    reader.state().dialect = Dialect(client_ids=False).dump()
    assert run_once(reader, "up", hapi.link, clock).pulled == len(site.resources)
    assert set(reader.resources) == set(site.resources)


@pytest.mark.parametrize("seed", range(2))
def test_a_bad_road_loses_and_doubles_nothing(site: MemoryReplica, hapi: Hapi, clock: SetClock, seed: int) -> None:
    """H11, T22: four requests of ten meet a fault; the server itself stays."""
    day(site, 12)
    with Road(hapi.base, random.Random(seed), 0.4, lambda: hapi.base) as road:
        road.open = False
        link = HttpLink(road.base_url, read_seconds=3)
        reports = [run_once(site, "up", link, clock)]
        while not reports[-1].delivered and len(reports) < 300:
            reports.append(run_once(site, "up", link, clock))
        link.close()
        assert road.faults >= 3
    assert reports[-1].delivered and (site.state().parked, site.state().conflicts, site.state().flight) == ({}, {}, None)
    assert_arrived(site, hapi)


def said_of(hapi: Hapi, ref: Ref, body: bytes) -> list[str]:
    """What HAPI's validator has against a resource: errors, no advice."""
    url = f"{hapi.base}/{ref.fhir_type}/$validate"
    with hapi._session.post(url, data=body, headers={"Content-Type": "application/fhir+json"}) as reply:
        told = reply.json()["issue"]
    return [f"{ref} {one['diagnostics']}" for one in told if one["severity"] in ("error", "fatal")]


def test_its_validator_finds_no_error_in_a_visit(seat: Seat, hapi: Hapi) -> None:
    """R4's definitions, invariants, bindings and UCUM units, as the reference implementation reads them."""
    seat.write(record_visit)
    bodies = {one.ref: body for one in seat.replica.pending(UP, 0, 2_000) if (body := seat.replica.body(one.ref)) is not None}
    assert len(bodies) > 30
    assert [said for ref, body in bodies.items() for said in said_of(hapi, ref, body)] == []
    ref, body = next((ref, body) for ref, body in bodies.items() if ref.fhir_type == "Observation")
    assert said_of(hapi, ref, json.dumps({name: value for name, value in json.loads(body).items() if name != "status"}).encode())


def test_a_comparison_by_its_history_can_fail(site: MemoryReplica, hapi: Hapi, clock: SetClock) -> None:
    """A record that it does not have, and one that differs, are found out."""
    site.save(patient("p1"))
    until_done(site, hapi, clock)
    site.resources[Ref("Patient", made("p1"))] = json.dumps(patient("p1", gender="male"))
    with pytest.raises(AssertionError):
        assert_arrived(site, hapi)
