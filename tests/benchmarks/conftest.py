"""What every benchmark shares: the figure it reports beside the limit it is held to."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from pytest_benchmark.fixture import BenchmarkFixture

from tests.benchmarks.township import township
from tests.sync.conftest import hub, peer

__all__ = ["hub", "peer", "report", "township"]

Report = Callable[[str, float, str, str], None]
"""What was measured, the value, its unit, the limit in words ("≤ 80", "≥ 1500")."""


@pytest.fixture
def report(benchmark: BenchmarkFixture) -> Report:
    """Writes a figure into the benchmark's record, from which docs/benchmarks.md is made.

    A limit is reported, not asserted: a busy machine must not turn a change red. What was done is asserted by the test.
    """

    def write(what: str, value: float, unit: str, limit: str) -> None:
        rows = benchmark.extra_info.setdefault("figures", [])
        rows.append({"what": what, "value": round(value, 3), "unit": unit, "limit": limit})

    return write
