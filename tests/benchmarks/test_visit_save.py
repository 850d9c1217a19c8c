"""Saving a visit: values, visit, summary, audit and change log in one transaction, synchronous=FULL."""

from __future__ import annotations

import statistics
import time
from pathlib import Path

from pytest_benchmark.fixture import BenchmarkFixture

from app.clock import SetClock
from app.domain.encounter import EncounterStatus
from app.domain.measurement import MeasurementKind
from app.domain.staff import Organization
from app.services.desk import Desk
from app.services.intake import Intake
from app.services.measuring import Typed
from app.services.session import Session, SignedIn
from app.store import people
from app.store.database import Store
from tests.app.conftest import KEY, MORNING, person
from tests.benchmarks.conftest import Report

VISITS = 400
TYPED = (
    Typed(MeasurementKind.BLOOD_PRESSURE, "142/90"),
    Typed(MeasurementKind.WEIGHT, "123斤"),
    Typed(MeasurementKind.HEIGHT, "一米五六"),
    Typed(MeasurementKind.WAIST, "2尺6"),
    Typed(MeasurementKind.TEMPERATURE, "36.5"),
)


def test_saving_a_visit_with_five_values(benchmark: BenchmarkFixture, report: Report, tmp_path: Path) -> None:
    """On the test folder's own disk; 400 residents, one visit each, timed from the call to the durable answer."""
    clock = SetClock(MORNING)
    store = Store.open(tmp_path / "clinic.db", KEY, clock)
    session = Session()
    may = frozenset({"intake.measure", "queue.read"})
    session.set(SignedIn("a", "wang", "王建国", "", "001", "nurse", may, "measuring", "A1", Organization("o", "X", "村卫生室"), None))
    intake = Intake(Desk(store, session, clock, "A1"))
    residents = [person(name=f"村民{n}", serial=n % 999, phone="") for n in range(VISITS)]
    for one in residents:
        store.write(lambda uow, one=one: people.add(uow, one)).result()  # type: ignore[misc]
    visits = [intake.open_visit(one.id).id for one in residents]
    took: list[float] = []

    def all_of_them() -> None:
        for visit in visits:
            began = time.perf_counter()
            intake.save(visit, TYPED)
            took.append(1000 * (time.perf_counter() - began))

    benchmark.pedantic(all_of_them, rounds=1, iterations=1)
    took.sort()
    report("save of a visit, median", statistics.median(took), "ms", "≤ 3")
    report("save of a visit, p99", took[int(0.99 * len(took))], "ms", "≤ 12")
    saved = intake.state(visits[-1])
    assert len(saved.measurements) == len(TYPED) and saved.encounter.status is EncounterStatus.TRIAGED
    store.close()
