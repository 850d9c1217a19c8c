"""An audit trail of 100,000 rows, as a busy clinic has after a year: a page, a filter that finds little, a whole check."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from pytest_benchmark.fixture import BenchmarkFixture

from app.clock import SetClock
from app.store import trail
from app.store.audit import Act, Flaw, verify
from app.store.database import Store
from app.store.trail import Wanted
from app.store.unit_of_work import UnitOfWork
from tests.app.conftest import KEY, MORNING
from tests.benchmarks.conftest import Report

ROWS, SAVE = 100_000, 1000


@pytest.fixture(scope="module")
def trodden(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """Five looks to one save, of 500 residents by turns; a single one was ever printed."""
    clock = SetClock(MORNING)
    store = Store.open(tmp_path_factory.mktemp("trail") / "clinic.db", KEY, clock)

    def work(uow: UnitOfWork, start: int) -> None:
        for number in range(start, start + SAVE):
            action = "print" if number == 5 else "create" if number % 6 == 0 else "read"
            uow.note(Act(action, "chart", f"visit-{number}", f"resident-{number % 500}", row_hash="0" * 64 if action == "create" else ""))

    for start in range(0, ROWS, SAVE):
        clock.forward(3600)
        store.write(lambda uow, start=start: work(uow, start)).result()  # type: ignore[misc]
    yield store
    store.close()


def test_the_newest_page_and_one_far_back(benchmark: BenchmarkFixture, trodden: Store, report: Report) -> None:
    def look() -> list[int]:
        pages = [trodden.read(lambda conn, before=before: trail.rows(conn, Wanted(), before, 200)) for before in (None, 500)]  # type: ignore[misc]
        return [rows[0].seq for rows in pages]

    assert benchmark.pedantic(look, rounds=50, warmup_rounds=5) == [ROWS, 499]
    report("two pages of the audit trail among 100,000 rows, median", median(benchmark) * 1000, "ms", "≤ 60")


def test_a_filter_that_finds_one_row_in_all(benchmark: BenchmarkFixture, trodden: Store, report: Report) -> None:
    found = benchmark.pedantic(lambda: trodden.read(lambda conn: trail.rows(conn, Wanted(action="print"), None, 200)), rounds=5)
    assert [row.seq for row in found] == [6]
    report("a filter that finds one audit row in 100,000, median", median(benchmark) * 1000, "ms", "≤ 1000")


def test_the_whole_chain_is_checked(benchmark: BenchmarkFixture, trodden: Store, report: Report) -> None:
    shares: list[float] = []

    def tell(stage: str, share: float) -> None:
        shares.extend([share] if stage == "chain" else [])

    def check() -> list[Flaw]:
        return trodden.read(lambda conn: [one for one in verify(conn, tell) if one.code.startswith("chain")])

    assert benchmark.pedantic(check, rounds=1) == [] and len(shares) == ROWS // 1000
    report("checking a chain of 100,000 audit rows", median(benchmark), "s", "≤ 30")


def median(benchmark: BenchmarkFixture) -> float:
    """Seconds."""
    assert benchmark.stats is not None
    ordered = sorted(benchmark.stats.stats.data)
    return float(ordered[len(ordered) // 2])
