"""How long it takes from a typed letter to the list of products."""

from __future__ import annotations

from pytest_benchmark.fixture import BenchmarkFixture

from app.rules.pack import load_pack
from app.services.drug_search import DrugSearch
from tests.benchmarks.conftest import Report


def test_search(benchmark: BenchmarkFixture, report: Report) -> None:
    """One letter gives the longest list; four letters that nothing matches are searched twice."""
    search = DrugSearch(load_pack().products)

    def typed() -> int:
        return len(search.find("a", {})) + len(search.find("qqqq", {}))

    assert benchmark(typed) > 0
    assert benchmark.stats is not None
    report("formulary search, two of the slowest", float(benchmark.stats.stats.median) * 1000, "ms", "≤ 5")
