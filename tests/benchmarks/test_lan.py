"""From the nurse's save to the doctor's screen over a hub of the LAN: enrolled seats, TLS, the workstation's own threads, no internet."""

from __future__ import annotations

import statistics
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from pytest_benchmark.fixture import BenchmarkFixture

from app.clock import SystemClock
from app.domain.ids import organization_id
from sync.enrolling import enrol
from sync.hub import institutions
from sync.hub.enrolment import invite
from sync.hub.server import HubServer
from tests.benchmarks.conftest import Report
from tests.sync.conftest import KEY
from tests.sync.lan import LanSeat
from tests.sync.seats import add_person, resident

SAVES = 60
ORG = organization_id("V1")


@pytest.fixture
def seats(tmp_path: Path) -> Iterator[tuple[LanSeat, LanSeat]]:
    with HubServer(tmp_path / "lan.db", KEY, tls=True) as hub:
        with hub.store.write() as db:
            institutions.save(db, "V1", "村卫生室")
        made = []
        for name in ("A1", "B2"):
            one = enrol(hub.base_url, invite(hub.store, SystemClock(), ORG, name, "wang").code, name, name)
            made.append(LanSeat(tmp_path, name, one.base_url, one.secret()))
            made[-1].start()
        yield made[0], made[1]
        for seat in made:
            seat.close()


def test_from_save_to_screen(benchmark: BenchmarkFixture, report: Report, seats: tuple[LanSeat, LanSeat]) -> None:
    nurse, doctor = seats
    took: list[float] = []

    def save() -> None:
        begun = time.perf_counter()
        one = add_person(nurse, resident(f"居民{len(took)}"))
        took.append(doctor.wait_for(one.id) - begun)

    benchmark.pedantic(save, rounds=SAVES, warmup_rounds=2)
    p95 = statistics.quantiles(took, n=20)[-1]
    report("intake's save on the doctor's screen, p95", p95, "s", "≤ 2")
    report("the same, median", statistics.median(took), "s", "≤ 2")
    assert len(took) == SAVES + 2 and doctor.reports[-1].error is None
