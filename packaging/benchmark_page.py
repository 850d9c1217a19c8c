"""The figures of a benchmark run as a table, printed and, if wanted, written into docs/benchmarks.md."""

from __future__ import annotations

import json
import os
import platform
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

FROM, TO = "<!-- figures -->\n", "<!-- end of figures -->\n"


def figures(run: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    """Every figure that a benchmark reported, in the order of the run."""
    for benchmark in run["benchmarks"]:
        yield from benchmark["extra_info"].get("figures", [])


def holds(figure: Mapping[str, Any]) -> bool:
    """Whether the value keeps its limit, "≤ 80" or "≥ 1500"."""
    sign, number = figure["limit"].split()
    return bool(figure["value"] <= float(number) if sign == "≤" else figure["value"] >= float(number))


def table(run: Mapping[str, Any]) -> str:
    """One row per figure."""
    rows = [
        f"| {one['what']} | {one['value']:g} {one['unit']} | {one['limit']} {one['unit']} | {'yes' if holds(one) else '**no**'} |"
        for one in figures(run)
    ]
    return "\n".join(["| what | measured | limit | kept |", "|---|---|---|---|", *rows, ""])


def machine(run: Mapping[str, Any]) -> str:
    """Where it was measured."""
    cpu = run["machine_info"].get("cpu", {}).get("brand_raw", platform.machine())
    return f"Measured {run['datetime'][:10]} on {os.cpu_count()} × {cpu}, Python {platform.python_version()}, {platform.system()}.\n"


def written(page: str, run: Mapping[str, Any]) -> str:
    """The page with its figures replaced. ValueError for a page without their place."""
    before, rest = page.split(FROM)
    _, after = rest.split(TO)
    return f"{before}{FROM}{machine(run)}\n{table(run)}{TO}{after}"


def show(result: Path, page: Path, write: bool) -> bool:
    """Print the table of a run's JSON; True when every limit was kept."""
    run = json.loads(result.read_text(encoding="utf-8"))
    print(table(run))
    if write:
        page.write_text(written(page.read_text(encoding="utf-8"), run), encoding="utf-8")
    return all(map(holds, figures(run)))
