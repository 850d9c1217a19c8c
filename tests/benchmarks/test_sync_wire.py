"""What syncing costs on the wire and while nothing happens: the reference visit, a slow line, a first panel, an idle cycle.

The reference visit (tests/reference_visit.json) is what the program writes of one: ``python -m tests.sync.fhir.test_reference_visit``
makes it anew of its records after a change of the forms, and a test beside holds it to that.
"""

from __future__ import annotations

import base64
import json
import random
import re
import time
import uuid
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

import pytest
from pytest_benchmark.fixture import BenchmarkFixture

from app.clock import SystemClock
from app.domain.ids import near, new_id
from app.domain.person import Phone
from device_drivers.readings import key_of
from sync import jsontext
from sync.dialect import Dialect, learn
from sync.fhir import person
from sync.http import HttpLink
from sync.hub.server import HubServer
from sync.push import Push
from tests.benchmarks.conftest import Report
from tests.sync.conftest import Peer
from tests.sync.fhir import samples
from tests.sync.fhir.test_reference_visit import PLACE as REFERENCE
from tests.sync.memory import MemoryReplica
from tests.sync.seats import Seat

SHARED = {samples.doctor.id, samples.clinic.id, samples.cuff.id}
VISITS, RESIDENTS, CHANGES = 40, 2_000, 1_000_000
BITS, ROUND_TRIP = 64_000, 0.3
_UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
_KEY = re.compile(r'(?<=:reading-key","value":)"[A-Za-z0-9_-]{16}"')
_BYTES = re.compile(r'(?<="valueBase64Binary":)"([^"]+)"')
_NUMBER = re.compile(r'"value":(\d+)')
_MINUTE = re.compile(r"T\d\d:\d\d:\d\d")


class Shape:
    """The reference visit, from which others of the same shape are made: ids, readings' keys, signatures, numbers and times of their own.

    A visit's records are named beside it, as the program does. Staff, clinic, device and the doctor's public key stay; a sheet follows the one before it, as one seat's chain does.
    """

    def __init__(self, dice: random.Random) -> None:
        self._texts = REFERENCE.read_text(encoding="utf-8").strip("[]\n").split(",\n")
        signed = json.loads(self._texts[-1])
        told = {part["url"]: part["valueBase64Binary"] for part in signed["extension"][0]["extension"]}
        self._document: str = signed["signature"][0]["data"]
        self._key, self._hash, self._before = (f'"{told[name]}"' for name in ("publicKey", "sha256", "previous"))
        self._last = self._before
        self._dice = dice
        visit = json.loads(self._texts[0])
        self._visit, self._person = visit["id"], visit["subject"]["reference"].removeprefix("Patient/")

    def _fresh(self) -> str:
        return str(uuid.UUID(int=self._dice.getrandbits(128), version=4))

    def visit(self) -> list[str]:
        """Another visit's resources as text."""
        same: dict[str, str] = {self._before: self._last, self._key: self._key, self._visit: self._fresh(), self._person: self._fresh()}
        document = self._varied(base64.b64decode(self._document).decode(), same)
        found = [self._varied(text.replace(self._document, "DOCUMENT"), same) for text in self._texts]
        self._last = same[self._hash]
        return [text.replace("DOCUMENT", base64.b64encode(document.encode()).decode()) for text in found]

    def _varied(self, text: str, same: dict[str, str]) -> str:
        dice = self._dice

        def named(found: re.Match[str]) -> str:
            return found[0] if found[0] in SHARED else same.setdefault(found[0], near(same[self._visit], self._fresh()))

        def drawn(found: re.Match[str]) -> str:
            fresh = dice.randbytes(len(base64.b64decode(found[1])))
            return same.setdefault(found[0], f'"{base64.b64encode(fresh).decode()}"')

        def timed(found: re.Match[str]) -> str:
            return same.setdefault(found[0], f"T{dice.randint(8, 17):02}:{dice.randint(0, 59):02}:{dice.randint(0, 59):02}")

        def keyed(found: re.Match[str]) -> str:
            return same.setdefault(found[0], f'"{key_of(str(dice.random()))}"')

        text = _KEY.sub(keyed, _BYTES.sub(drawn, _UUID.sub(named, text)))
        text = _NUMBER.sub(lambda found: f'"value":{max(1, int(found[1]) + dice.randint(-9, 9))}', text)
        return _MINUTE.sub(timed, text)


def reference_visits(count: int, dice: random.Random) -> MemoryReplica:
    """A site with so many visits to send, each one transaction."""
    site, shape = MemoryReplica(), Shape(dice)
    for _ in range(count):
        site.save(*shape.visit())
    return site


class Sent(NamedTuple):
    """Bytes each way, headers included, and how many requests it took."""

    up: int
    down: int
    requests: int


def sent(site: MemoryReplica, base: str, visits_a_bundle: int) -> Sent:
    """Push everything, as to a server whose /metadata was read before."""
    link = HttpLink(base)
    resources = len(json.loads(REFERENCE.read_text(encoding="utf-8"))) * visits_a_bundle
    seed = {json.loads(text)["subject"]["reference"] for text in site.resources.values() if "subject" in json.loads(text)}
    about = MemoryReplica()
    about.save(*({"resourceType": "Patient", "id": one.removeprefix("Patient/")} for one in sorted(seed)))
    about.save({"resourceType": "Practitioner", "id": samples.doctor.id}, {"resourceType": "Organization", "id": samples.clinic.id})
    about.save({"resourceType": "Device", "id": samples.cuff.id})
    Push(about, "up", link, Dialect(gzip=True), lambda: False).run()
    known = learn(Dialect(gzip=True, entries=resources, ceiling=resources), link, SystemClock().now())
    before = link.bytes_up, link.bytes_down
    run = Push(site, "up", link, known, lambda: False)
    run.run()
    assert run.tally.acked == len(site.resources)
    link.close()
    return Sent(link.bytes_up - before[0], link.bytes_down - before[1], -(-len(site.resources) // resources))


def test_bytes_of_the_reference_visit(benchmark: BenchmarkFixture, report: Report, hub: HubServer) -> None:
    site = reference_visits(VISITS, random.Random(4))
    done = benchmark.pedantic(sent, (site, hub.base_url, 10), rounds=1)
    report("reference visit up to our hub, bundles of 10", done.up / VISITS, "B", "≤ 1000")
    assert 0 < done.up / VISITS < 1_000


def test_bytes_of_one_reference_visit(benchmark: BenchmarkFixture, report: Report, hub: HubServer) -> None:
    """As most of them go: each when it is saved."""
    site = reference_visits(VISITS, random.Random(6))
    done = benchmark.pedantic(sent, (site, hub.base_url, 1), rounds=1)
    report("reference visit up to our hub, by itself", done.up / VISITS, "B", "≤ 3000")
    assert 0 < done.up / VISITS < 3_000


@pytest.mark.fhir_peer
@pytest.mark.parametrize(("visits", "limit"), [(10, 1_500), (40, 1_000)], ids=["tens", "forties"])
def test_bytes_of_the_reference_visit_for_any_server(
    benchmark: BenchmarkFixture, report: Report, peer: Peer, visits: int, limit: int
) -> None:
    """gzip alone, which every server knows; a new id or hash costs it 5 bits a letter, and its window holds two visits.

    A backlog goes in bundles of forty (:data:`sync.dialect.MOST_ENTRIES`), the first few excepted.
    """
    site = reference_visits(VISITS, random.Random(4))
    done = benchmark.pedantic(sent, (site, peer.base, visits), rounds=1)
    report(f"reference visit up to any server (gzip), bundles of {visits}", done.up / VISITS, "B", f"≤ {limit}")
    assert 0 < done.up / VISITS <= limit


def test_forty_visits_over_a_slow_line(benchmark: BenchmarkFixture, report: Report, hub: HubServer) -> None:
    """Reckoned from the bytes and the round trips (64 kbit/s shared by both directions, 0.3 s)."""
    site = reference_visits(VISITS, random.Random(5))
    done = benchmark.pedantic(sent, (site, hub.base_url, 10), rounds=1)
    seconds = (done.up + done.down) * 8 / BITS + done.requests * ROUND_TRIP
    report("40 reference visits over 64 kbit/s", seconds, "s", "≤ 15")
    assert seconds < 60


def test_the_first_panel(benchmark: BenchmarkFixture, report: Report, hub: HubServer, tmp_path: Path) -> None:
    """Residents with their demographics, from the hub into an empty encrypted store."""
    site, link = MemoryReplica(), HttpLink(hub.base_url)
    people = [replace(samples.resident, id=new_id(), identifiers=(), phones=(Phone(f"138{n:08}"),)) for n in range(RESIDENTS)]
    for one in people:
        site.save(jsontext.dumps(person.to_fhir(one, [], None)))
    Push(site, "up", link, Dialect(gzip=True), lambda: False).run()
    seat = Seat(tmp_path, "panel")
    done = benchmark.pedantic(seat.sync, (link,), rounds=1)
    seat.store.close()
    link.close()
    assert done.pulled == RESIDENTS and done.delivered and benchmark.stats is not None
    report("first panel of 2,000 residents", float(benchmark.stats.stats.median), "s", "≤ 20")


_SETTLED = (
    "INSERT INTO change (tx, type, id, op, origin, account, at) WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i+1 FROM n WHERE i < ?)"
    " SELECT 'tx' || i / 10, 'measurement', 'm' || i, 'insert', 'local', '', '2026-03-05T08:00:00.000Z' FROM n"
)


def test_an_idle_cycle_with_a_million_records(benchmark: BenchmarkFixture, report: Report, hub: HubServer, tmp_path: Path) -> None:
    """All of them delivered; nothing is new on either side."""
    seat, link = Seat(tmp_path, "idle"), HttpLink(hub.base_url)
    seat.sync(link)
    seat.store.raw(lambda driver: driver.execute(_SETTLED, (CHANGES,))).result()
    seat.store.raw(lambda driver: driver.execute("UPDATE peer SET sent_seq = (SELECT max(seq) FROM change)")).result()
    seat.sync(link)
    up, down, cpu = link.bytes_up, link.bytes_down, time.process_time()
    done = benchmark.pedantic(seat.sync, (link,), rounds=5)
    cycles = 5
    cpu, wire = (time.process_time() - cpu) / cycles, (link.bytes_up - up + link.bytes_down - down) / cycles
    seat.store.close()
    link.close()
    assert done.delivered and (done.pushed, done.pulled) == (0, 0)
    report("idle cycle at 1 M local records, CPU with the hub's", cpu * 1000, "ms", "≤ 300")
    report("idle cycle at 1 M local records, both ways", wire, "B", "≤ 2000")
