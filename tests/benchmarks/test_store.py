"""How long a visit takes to be durable: records, audit rows and change rows in one transaction, synchronous=FULL."""

from __future__ import annotations

import itertools
from pathlib import Path

from pytest_benchmark.fixture import BenchmarkFixture
from sqlalchemy import func, select

from app.store.database import Store
from app.store.tables.log import audit, change
from tests.benchmarks.conftest import Report
from tests.long.visits import KEY, NURSE, ROWS, ids_of, write_visit

SAVES = 400


def test_save_a_visit(benchmark: BenchmarkFixture, report: Report, tmp_path: Path) -> None:
    store = Store.open(tmp_path / "clinic.db", KEY)
    numbers = itertools.count()
    for number in range(SAVES + 21):
        ids_of(number)  # a page knows them before it saves

    def save() -> None:
        number = next(numbers)
        store.write(lambda uow: write_visit(uow, number), NURSE).result()

    benchmark.pedantic(save, rounds=SAVES, warmup_rounds=20)
    assert benchmark.stats is not None
    times = sorted(benchmark.stats.stats.data)
    report("save a visit of four readings, median", times[len(times) // 2] * 1_000, "ms", "≤ 3")
    report("save a visit of four readings, 99 %", times[len(times) * 99 // 100] * 1_000, "ms", "≤ 12")
    written = store.read(lambda conn: [conn.execute(select(func.count()).select_from(log)).scalar_one() for log in (audit, change)])
    store.close()
    assert written == [next(numbers) * ROWS] * 2
