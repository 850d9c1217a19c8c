"""The same over the clinic's own store: encrypted records become FHIR, are sent and answered for; and are taken in elsewhere."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from pytest_benchmark.fixture import BenchmarkFixture

from app.clock import SystemClock
from app.paths import DataFolder
from app.services.practice import seed
from app.services.signin import SignIn
from app.store import sync_state
from app.store.database import Store
from sync.clinic import ClinicReplica
from sync.engine import Engine
from sync.engine import Report as Pass
from sync.http import HttpLink
from sync.hub.server import HubServer
from tests.app.conftest import CHEAP, FORM, PASSWORD
from tests.benchmarks.conftest import Report
from tests.sync.conftest import Peer

RESIDENTS, ROUNDS = 150, 3


@pytest.fixture
def seeded(tmp_path: Path) -> tuple[Path, bytes]:
    """A closed database with the practice clinic's residents, all of it waiting to be sent, and its key."""
    from app.services.setup import set_up

    folder = DataFolder(tmp_path / "clinic").make()
    set_up(folder, FORM, SystemClock(), CHEAP)
    desk = SignIn(folder, SystemClock()).sign_in("wang", PASSWORD)
    seed(desk, RESIDENTS)
    desk.store.write(lambda uow: sync_state.add_peer(uow, "up", "cloud", "http://localhost"), desk.actor).result()
    desk.store.close()
    return folder.database, desk.keys.data_key


@contextmanager
def seats(folder: Path, key: bytes) -> Iterator[Callable[[Path | None], Store]]:
    """Opens copies of a database, or with None empty ones that know their upstream."""
    stores: list[Store] = []

    def opened(source: Path | None) -> Store:
        place = folder / f"seat{len(stores)}.db"
        if source is not None:
            shutil.copyfile(source, place)
        stores.append(Store.open(place, key, SystemClock()))
        if source is None:
            stores[-1].write(lambda uow: sync_state.add_peer(uow, "up", "hub", "http://localhost")).result()
        return stores[-1]

    try:
        yield opened
    finally:
        for store in stores:
            store.close()


def run(engine: Engine) -> Pass:
    return engine.run_once()


def a_second(benchmark: BenchmarkFixture, resources: int) -> float:
    """Resources a second in the median round."""
    assert benchmark.stats is not None
    return resources / float(benchmark.stats.stats.median)


@pytest.mark.fhir_peer
def test_push_of_a_clinic(benchmark: BenchmarkFixture, report: Report, peer: Peer, seeded: tuple[Path, bytes], tmp_path: Path) -> None:
    source, key = seeded
    with seats(tmp_path, key) as opened:

        def fresh() -> tuple[tuple[Engine], dict[str, object]]:
            peer.reset()
            return (Engine(ClinicReplica(opened(source)), "up", peer.link, SystemClock(), ()),), {}

        done = benchmark.pedantic(run, setup=fresh, rounds=ROUNDS)
    assert done.delivered and done.pushed > RESIDENTS * 8
    report("push of the clinic's store to the validating server", a_second(benchmark, done.pushed), "resources/s", "≥ 1500")


def test_pull_into_a_fresh_seat(
    benchmark: BenchmarkFixture, report: Report, hub: HubServer, seeded: tuple[Path, bytes], tmp_path: Path
) -> None:
    """Seat and hub share one process here, as in the demo."""
    source, key = seeded
    link = HttpLink(hub.base_url)
    with seats(tmp_path, key) as opened:
        sent = Engine(ClinicReplica(opened(source)), "up", link, SystemClock()).run_once()

        def fresh() -> tuple[tuple[Engine], dict[str, object]]:
            return (Engine(ClinicReplica(opened(None)), "up", link, SystemClock()),), {}

        done = benchmark.pedantic(run, setup=fresh, rounds=ROUNDS)
    link.close()
    assert done.delivered and done.pulled == sent.pushed and done.pushed == done.set_aside == 0
    report("pull into a fresh seat's store", a_second(benchmark, done.pulled), "resources/s", "≥ 1500")
