"""The table of a benchmark run, and the page it is written into."""

import json
from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest


@pytest.fixture
def page(script: Callable[[str], ModuleType]) -> ModuleType:
    return script("benchmark_page")


def run_of(*figures: tuple[str, float, str, str]) -> dict[str, Any]:
    rows = [{"what": what, "value": value, "unit": unit, "limit": limit} for what, value, unit, limit in figures]
    benchmarks = [{"extra_info": {"figures": [row]}} for row in rows] + [{"extra_info": {}}]
    return {"benchmarks": benchmarks, "machine_info": {}, "datetime": "2026-03-05T08:00:00"}


GOOD, BAD = ("save", 2.5, "ms", "≤ 3"), ("push", 900.0, "resources/s", "≥ 1500")


def test_a_row_says_whether_its_limit_is_kept(page: ModuleType) -> None:
    told = page.table(run_of(GOOD, BAD)).splitlines()
    assert told[2:] == ["| save | 2.5 ms | ≤ 3 ms | yes |", "| push | 900 resources/s | ≥ 1500 resources/s | **no** |"]


def test_the_page_keeps_what_is_around_the_figures(page: ModuleType) -> None:
    before = f"# Speed\n{page.FROM}old\n{page.TO}after\n"
    once = page.written(before, run_of(GOOD))
    assert once.startswith("# Speed\n") and once.endswith("after\n") and "old" not in once and "Measured 2026-03-05" in once
    assert page.written(once, run_of(GOOD)) == once
    with pytest.raises(ValueError, match="unpack"):
        page.written("# Speed\n", run_of(GOOD))


def test_a_run_is_shown_and_written_when_wanted(page: ModuleType, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    result, doc = tmp_path / "run.json", tmp_path / "page.md"
    doc.write_text(page.FROM + page.TO, encoding="utf-8")
    result.write_text(json.dumps(run_of(GOOD)), encoding="utf-8")
    assert page.show(result, doc, False) is True
    assert "save" in capsys.readouterr().out and "save" not in doc.read_text(encoding="utf-8")
    result.write_text(json.dumps(run_of(GOOD, BAD)), encoding="utf-8")
    assert page.show(result, doc, True) is False
    assert "push" in doc.read_text(encoding="utf-8")
