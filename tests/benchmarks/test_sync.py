"""How fast records leave and arrive."""

from __future__ import annotations

from pathlib import Path

import pytest
from pytest_benchmark.fixture import BenchmarkFixture

from app.clock import SystemClock
from sync.dialect import Dialect, learn
from sync.http import HttpLink
from sync.hub.server import HubServer
from sync.link import Link
from sync.pull import Pull
from sync.push import Push
from tests.benchmarks.conftest import Report
from tests.hapi import server as hapi
from tests.sync.conftest import KEY, Peer
from tests.sync.memory import MemoryReplica
from tests.sync.visits import visit

VISITS, ROUNDS = 300, 4
RESOURCES = VISITS * 10


def backlog() -> MemoryReplica:
    site = MemoryReplica()
    for number in range(VISITS):
        site.save(*visit(number))
    return site


def push(site: MemoryReplica, link: Link) -> int:
    run = Push(site, "up", link, learn(Dialect(), link, SystemClock().now()), lambda: False)
    run.run()
    return run.tally.acked


def a_second(benchmark: BenchmarkFixture) -> float:
    """Resources a second in the median round."""
    assert benchmark.stats is not None
    return RESOURCES / float(benchmark.stats.stats.median)


@pytest.mark.fhir_peer
def test_push_to_a_validating_server(benchmark: BenchmarkFixture, report: Report, peer: Peer) -> None:
    def fresh() -> tuple[tuple[MemoryReplica, Link], dict[str, object]]:
        peer.reset()
        return (backlog(), peer.link), {}

    done = benchmark.pedantic(push, setup=fresh, rounds=ROUNDS)
    report("push to the validating server", a_second(benchmark), "resources/s", "≥ 1500")
    assert done == RESOURCES


@pytest.mark.hapi
def test_push_to_hapi(benchmark: BenchmarkFixture, report: Report, hapi_base: str) -> None:
    """A server in Java with its database in memory; the rounds before the median warm it up."""
    link = HttpLink(hapi_base)

    def fresh() -> tuple[tuple[MemoryReplica, Link], dict[str, object]]:
        hapi.empty(hapi_base)
        return (backlog(), link), {}

    done = benchmark.pedantic(push, setup=fresh, rounds=ROUNDS, warmup_rounds=2)
    link.close()
    report("push to HAPI FHIR", a_second(benchmark), "resources/s", "≥ 300")
    assert done == RESOURCES


def test_push_to_the_hub(benchmark: BenchmarkFixture, report: Report, tmp_path: Path) -> None:
    """Client and hub share one process here, as in the demo."""
    hubs: list[HubServer] = []

    def fresh() -> tuple[tuple[MemoryReplica, Link], dict[str, object]]:
        hubs.append(HubServer(tmp_path / f"hub{len(hubs)}.db", KEY))
        return (backlog(), HttpLink(hubs[-1].start())), {}

    try:
        done = benchmark.pedantic(push, setup=fresh, rounds=ROUNDS)
    finally:
        for hub in hubs:
            hub.stop()
    report("push to the hub", a_second(benchmark), "resources/s", "≥ 1500")
    assert done == RESOURCES


def test_pull_from_the_hub(benchmark: BenchmarkFixture, report: Report, hub: HubServer) -> None:
    link = HttpLink(hub.base_url)
    push(backlog(), link)

    def pull(site: MemoryReplica) -> int:
        run = Pull(site, "up", link, Dialect(hub=True), lambda: False)
        run.run()
        return run.applied.changed

    done = benchmark.pedantic(pull, setup=lambda: ((MemoryReplica(),), {}), rounds=ROUNDS)
    link.close()
    report("pull from the hub", a_second(benchmark), "resources/s", "≥ 1500")
    assert done == RESOURCES
