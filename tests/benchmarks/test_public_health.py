"""A township of 40,000 residents, 15,500 cases and 250,000 visits: its numbers, the residents behind them, and who is due today."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from pytest_benchmark.fixture import BenchmarkFixture

from app.domain.indicators import ASKED
from app.services.authenticity import Authenticity
from app.services.desk import Desk
from app.services.indicators import Indicators
from app.services.today import Today
from app.store.database import Store
from tests.benchmarks.conftest import Report
from tests.benchmarks.township import CASES, RESIDENTS, VISITS, seated

WHERE = "among 40,000 residents, 15,500 cases, 250,000 visits"
YEAR_END = date(2025, 12, 31)


@pytest.fixture
def desk(township: Store) -> Desk:
    return seated(township, "doctor", "indicators.read", "chart.read")


def cpu(work: Callable[[], Any], times: int) -> tuple[Any, list[float]]:
    """What it gives, and the milliseconds of each time: a machine that does other things, too, says little by the clock."""
    took: list[float] = []
    found = None
    for _ in range(times):
        start = time.thread_time()
        found = work()
        took.append((time.thread_time() - start) * 1_000)
    return found, took


def test_the_cockpit(benchmark: BenchmarkFixture, report: Report, desk: Desk) -> None:
    indicators = Indicators(desk)
    board, took = benchmark.pedantic(lambda: cpu(lambda: indicators.board(YEAR_END), 5), rounds=1)
    report(f"every number of public health at a year's end {WHERE}, first time, CPU", took[0], "ms", "≤ 1000")
    report("the same again, median CPU", sorted(took)[2], "ms", "≤ 1000")
    behind, took = cpu(lambda: indicators.behind(board, ASKED["hypertension.standard"]), 3)
    report("the residents behind a number, median CPU", sorted(took)[1], "ms", "≤ 1000")
    months, took = cpu(lambda: indicators.chart(board, ASKED["hypertension.controlled"]), 1)
    report("a number at the end of each of twelve months, CPU", took[0], "ms", "≤ 5000")
    assert (board.residents, board.cases) == (RESIDENTS, CASES) and board.people < board.cases
    assert behind.total == board.number(ASKED["hypertension.standard"]).below - board.number(ASKED["hypertension.standard"]).part > 0
    assert months[-1].number == board.number(ASKED["hypertension.controlled"]) and len(months) == 12


def test_a_quarter_is_checked(benchmark: BenchmarkFixture, report: Report, desk: Desk) -> None:
    checks = Authenticity(desk)
    found, took = benchmark.pedantic(lambda: cpu(lambda: checks.check(date(2025, 10, 1), YEAR_END), 3), rounds=1)
    report(
        "a quarter's records looked through for what is not genuine, waiting times and work, median CPU", sorted(took)[1], "ms", "≤ 3000"
    )
    assert VISITS // 20 < found.visits < VISITS // 12 and found.digits[0].found.odd and len(found.work) == 12


def test_who_is_due_today(benchmark: BenchmarkFixture, report: Report, desk: Desk) -> None:
    today = Today(desk)
    found, took = benchmark.pedantic(lambda: cpu(today.due, 5), rounds=1)
    report(f"who is due today {WHERE}, first time, CPU", took[0], "ms", "≤ 500")
    report("who is due today again, median CPU", sorted(took)[2], "ms", "≤ 500")
    assert found.cases == CASES and 0 < found.people < CASES
