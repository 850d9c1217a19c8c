"""The same over the clinic's own store: encrypted records become FHIR, are sent, answered for and written down as answered."""

from __future__ import annotations

import shutil
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


@pytest.mark.fhir_peer
def test_push_of_a_clinic(benchmark: BenchmarkFixture, report: Report, peer: Peer, seeded: tuple[Path, bytes], tmp_path: Path) -> None:
    source, key = seeded
    stores: list[Store] = []

    def fresh() -> tuple[tuple[Engine], dict[str, object]]:
        peer.reset()
        copy = tmp_path / f"round{len(stores)}.db"
        shutil.copyfile(source, copy)
        stores.append(Store.open(copy, key, SystemClock()))
        return (Engine(ClinicReplica(stores[-1]), "up", peer.link, SystemClock(), ()),), {}

    def run(engine: Engine) -> Pass:
        return engine.run_once()

    try:
        done = benchmark.pedantic(run, setup=fresh, rounds=ROUNDS)
    finally:
        for store in stores:
            store.close()
    assert done.delivered and done.pushed > RESIDENTS * 8
    assert benchmark.stats is not None
    report(
        "push of the clinic's store to the validating server", done.pushed / float(benchmark.stats.stats.median), "resources/s", "≥ 1500"
    )
