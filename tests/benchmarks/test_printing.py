"""How long a prescription and a strip take to become a PDF, and how large they are."""

from __future__ import annotations

import math

import pytest
from pytest_benchmark.fixture import BenchmarkFixture

from app.printing.ecg import EcgSheet, LeadTrace, ecg_pdf
from app.printing.fonts import warm_up
from app.printing.prescription import prescription_pdf
from app.printing.preview import rasterise
from tests.app.printing.sheets import BUSY
from tests.benchmarks.conftest import Report


@pytest.fixture(autouse=True)
def warm() -> None:
    warm_up()


def milliseconds(benchmark: BenchmarkFixture) -> float:
    assert benchmark.stats is not None
    return float(benchmark.stats.stats.median) * 1000


def test_prescription(benchmark: BenchmarkFixture, report: Report) -> None:
    """Five drugs with long names."""
    pdf = benchmark(prescription_pdf, BUSY)
    assert len(rasterise(pdf)) == 1
    report("prescription PDF, five drugs", milliseconds(benchmark), "ms", "≤ 40")
    report("its size", len(pdf) / 1000, "kB", "≤ 56")


def test_preview(benchmark: BenchmarkFixture, report: Report) -> None:
    pages = benchmark(rasterise, prescription_pdf(BUSY))
    assert len(pages) == 1
    report("prescription to screen, 108 dpi", milliseconds(benchmark), "ms", "≤ 40")


def test_strip(benchmark: BenchmarkFixture, report: Report) -> None:
    """Thirty seconds of one lead at 250 Hz."""
    samples = [round(200 * math.exp(-(((n % 200) - 60) ** 2) / 12) + 8 * math.sin(n * 1.7)) for n in range(7_500)]
    sheet = EcgSheet("卫生室", "王秀英", "女", "66岁", "", "2026-03-05 08:55:12", "心电贴 绿1", (LeadTrace("I", samples, 250, 5_000),), 75)
    pdf = benchmark(ecg_pdf, sheet)
    assert len(rasterise(pdf)) == 1
    report("ECG strip PDF, 30 s", milliseconds(benchmark), "ms", "≤ 150")
    report("its size", len(pdf) / 1000, "kB", "≤ 60")
