"""How long a review takes: the shipped pack with every check, for a sheet of five drugs and for one beside five current medicines."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from pytest_benchmark.fixture import BenchmarkFixture

from app.clock import SetClock
from app.domain.staff import Organization
from app.rules.engine import evaluate
from app.rules.findings import CheckState, Review
from app.rules.pack import load_pack
from app.services.desk import Desk
from app.services.prescribing import Prescribing
from app.services.rx_draft import RxDraft, RxDraftLine
from app.services.session import Session, SignedIn
from app.store import people
from app.store.database import Store
from tests.app.conftest import KEY, MORNING, person
from tests.app.rules.contexts import line, patient, sheet
from tests.benchmarks.conftest import Report

FIVE_DRUGS = sheet(
    line("metformin-tab", "500"),
    line("glimepiride-tab", "2"),
    line("amlodipine-tab", "5"),
    line("aspirin-ec-tab", "100"),
    line("atorvastatin-tab", "20"),
    who=patient("66", "2", conditions=("E11.9", "I10", "E78.5"), diagnoses=("I10", "E11.9")),
)
"""A diabetic with hypertension: no pair is sorted out early, every check has its facts."""
WITH_MEDICINES = replace(
    FIVE_DRUGS,
    medicines=sheet(medicines=("warfarin-tab", "digoxin-tab", "furosemide-tab", "omeprazole-cap", "sertraline-tab")).medicines,
)


def _median_ms(benchmark: BenchmarkFixture) -> float:
    assert benchmark.stats is not None
    return float(benchmark.stats.stats.median) * 1000


def _check_complete(review: Review) -> None:
    """The time of a review that gave up half-way would flatter it."""
    assert CheckState.FAILED not in {run.state for run in review.checks}
    assert {"interaction", "duplicate", "dose", "quantity"} <= {run.check for run in review.ran}


def test_five_drugs(benchmark: BenchmarkFixture, report: Report) -> None:
    _check_complete(benchmark(evaluate, FIVE_DRUGS, load_pack()))
    report("review of five drugs, all rules", _median_ms(benchmark), "ms", "≤ 20")


def test_five_drugs_and_five_medicines(benchmark: BenchmarkFixture, report: Report) -> None:
    _check_complete(benchmark(evaluate, WITH_MEDICINES, load_pack()))
    report("review of five drugs beside five current medicines", _median_ms(benchmark), "ms", "≤ 20")


def test_while_typing(benchmark: BenchmarkFixture, report: Report, tmp_path: Path) -> None:
    """A key in a dose field to the findings beside it: facts read from the encrypted store, all rules run."""
    clock = SetClock(MORNING)
    store = Store.open(tmp_path / "clinic.db", KEY, clock)
    session, resident = Session(), person()
    session.set(
        SignedIn("a", "wang", "王建国", "", "001", "doctor", frozenset({"rx.write"}), "rx", "A1", Organization("o", "X", "村卫生室"), None)
    )
    store.write(lambda uow: people.add(uow, resident)).result()
    lines = tuple(RxDraftLine(line.drug, line.single, "qd", "oral", 28) for line in FIVE_DRUGS.lines)
    draft = RxDraft("rx", resident.id, "visit", lines=lines, diagnoses=(("I10", "高血压"), ("E11.9", "2型糖尿病")), payment="城乡居民医保")
    rx = Prescribing(Desk(store, session, clock, "A1"), load_pack())
    review = benchmark(rx.review, draft)
    report("five drugs, from the key to the findings", _median_ms(benchmark), "ms", "≤ 50")
    assert CheckState.FAILED not in {run.state for run in review.checks} and {"RX-QTY-01"} <= {found.code for found in review.findings}
    store.close()
