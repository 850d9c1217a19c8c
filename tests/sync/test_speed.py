"""How fast records leave and arrive. Run with ``pytest --benchmark-only tests/sync/test_speed.py``."""

from __future__ import annotations

from collections.abc import Callable
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
from tests.sync.conftest import KEY, Peer
from tests.sync.memory import MemoryReplica
from tests.sync.visits import visit

VISITS = 300
RESOURCES = VISITS * 10
LIMIT = 1_500.0
"""Resources a second, to a server that checks profiles and references."""


def backlog() -> MemoryReplica:
    site = MemoryReplica()
    for number in range(VISITS):
        site.save(*visit(number))
    return site


def push(site: MemoryReplica, link: Link) -> int:
    run = Push(site, "up", link, learn(Dialect(), link, SystemClock().now()), lambda: False)
    run.run()
    return run.tally.acked


def hold(benchmark: BenchmarkFixture, work: Callable[..., int], setup: Callable[[], object]) -> None:
    """All resources in every round, and the best round within the limit."""
    done = benchmark.pedantic(work, setup=setup, rounds=4)  # type: ignore[no-untyped-call]
    assert done == RESOURCES
    assert benchmark.stats is not None
    found = RESOURCES / benchmark.stats.stats.min
    benchmark.extra_info["resources per second"] = round(found)
    assert found >= LIMIT


@pytest.mark.fhir_peer
def test_push_to_a_validating_server(benchmark: BenchmarkFixture, peer: Peer) -> None:
    def fresh() -> tuple[tuple[MemoryReplica, Link], dict[str, object]]:
        peer.reset()
        return (backlog(), peer.link), {}

    hold(benchmark, push, fresh)


def test_push_to_the_hub(benchmark: BenchmarkFixture, tmp_path: Path) -> None:
    """Client and hub share one process here, as in the demo."""
    hubs: list[HubServer] = []

    def fresh() -> tuple[tuple[MemoryReplica, Link], dict[str, object]]:
        hubs.append(HubServer(tmp_path / f"hub{len(hubs)}.db", KEY))
        return (backlog(), HttpLink(hubs[-1].start())), {}

    try:
        hold(benchmark, push, fresh)
    finally:
        for hub in hubs:
            hub.stop()


def test_pull_from_the_hub(benchmark: BenchmarkFixture, hub: HubServer) -> None:
    link = HttpLink(hub.base_url)
    push(backlog(), link)

    def pull(site: MemoryReplica) -> int:
        run = Pull(site, "up", link, Dialect(hub=True), lambda: False)
        run.run()
        return run.applied.changed

    hold(benchmark, pull, lambda: ((MemoryReplica(),), {}))
    link.close()
