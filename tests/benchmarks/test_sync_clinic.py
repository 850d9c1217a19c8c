"""The same over the clinic's own store: encrypted records become FHIR, are sent and answered for; and are taken in elsewhere."""

from __future__ import annotations

import multiprocessing
import shutil
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from multiprocessing.connection import Connection
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
from tests.long import visits
from tests.sync.conftest import KEY, Peer

RESIDENTS, ROUNDS = 150, 5
VISITS, AT_ONCE = 10_000, 250


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


@pytest.fixture
def backlog(tmp_path: Path) -> Path:
    """A closed database with ten thousand visits of a resident, an encounter and four readings, a transaction each, and nothing sent."""
    place = tmp_path / "backlog.db"
    store = Store.open(place, visits.KEY, SystemClock())
    store.write(lambda uow: sync_state.add_peer(uow, "up", "cloud", "http://localhost")).result()
    for start in range(0, VISITS, AT_ONCE):
        written = [
            store.write(lambda uow, number=number: visits.write_visit(uow, number), visits.NURSE)  # type: ignore[misc]
            for number in range(start, start + AT_ONCE)
        ]
        for one in written:
            one.result()
    store.close()
    return place


def delivered(benchmark: BenchmarkFixture, backlog: Path, link: HttpLink) -> tuple[Pass, float]:
    """The pass that delivers all of it, and its seconds."""
    store = Store.open(backlog, visits.KEY, SystemClock())
    try:
        done = benchmark.pedantic(run, (Engine(ClinicReplica(store), "up", link, SystemClock(), ()),), rounds=1)
    finally:
        store.close()
    assert benchmark.stats is not None
    return done, float(benchmark.stats.stats.median)


def hub_process(path: str, told: Connection) -> None:
    """A hub until its process is ended; tells its address."""
    told.send(HubServer(Path(path), KEY).start())
    threading.Event().wait()


@pytest.fixture
def hub_apart(tmp_path: Path) -> Iterator[str]:
    """The address of a hub in a process of its own, as a clinic has it."""
    here, there = multiprocessing.Pipe()
    process = multiprocessing.get_context("spawn").Process(target=hub_process, args=(str(tmp_path / "hub.db"), there), daemon=True)
    process.start()
    yield str(here.recv())
    process.terminate()
    process.join()


def test_a_backlog_to_the_hub(benchmark: BenchmarkFixture, report: Report, hub_apart: str, backlog: Path) -> None:
    """With what the hub's feed says back of it."""
    link = HttpLink(hub_apart)
    done, seconds = delivered(benchmark, backlog, link)
    link.close()
    assert done.delivered and done.pushed == VISITS * visits.ROWS
    report("backlog of 10,000 visits to our hub", seconds, "s", "≤ 120")


@pytest.mark.fhir_peer
def test_a_backlog_to_a_validating_server(benchmark: BenchmarkFixture, report: Report, peer: Peer, backlog: Path) -> None:
    done, seconds = delivered(benchmark, backlog, peer.link)
    assert done.delivered and done.pushed == VISITS * visits.ROWS
    report("backlog of 10,000 visits to the validating server", seconds, "s", "≤ 120")
