"""What drawing costs: the live ECG in parts of a core, and a switch of pages."""

from __future__ import annotations

import math
import subprocess
import sys
import time
from pathlib import Path

import pytest
from PySide6.QtCore import QEventLoop, QTimer
from PySide6.QtWidgets import QApplication, QWidget
from pytest_benchmark.fixture import BenchmarkFixture

from tests.benchmarks.conftest import Report
from ui import gallery
from ui.widgets.ecg_sweep import EcgSweep
from ui.widgets.frames import column
from ui.widgets.gallery import catalogue, curves
from ui.window import MainWindow, PageEntry

ROOT = Path(__file__).resolve().parents[2]
HZ, LEADS, FPS = 250, 3, 30
BEAT = [round(1000 * math.exp(-(((n % 200 - 50) / 4) ** 2)) + 20 * math.sin(n * 1.3)) for n in range(HZ)]


@pytest.fixture(autouse=True)
def dressed(qapp: QApplication) -> None:
    gallery.dress(qapp, 1.2)


def sweeping() -> EcgSweep:
    """Three leads across the reference screen."""
    sweep = EcgSweep(measured_dots_per_mm=4.0)
    sweep.resize(1366, 600)
    sweep.show()
    sweep.set_signal(("I", "II", "III"), HZ, 1000)
    return sweep


def test_ecg_frames(benchmark: BenchmarkFixture, report: Report) -> None:
    """One second of three leads in thirty frames, painted as fast as it goes."""
    sweep = sweeping()

    def second() -> int:
        sweep.feed([BEAT] * LEADS)
        for _ in range(FPS):
            sweep.repaint(sweep.advance(1 / FPS))
        return sweep.waiting_samples

    assert benchmark(second) < HZ
    assert benchmark.stats is not None
    report("ECG, 3 leads, 250 Hz, 30 frames", float(benchmark.stats.stats.median) * 100, "% of a core", "≤ 4")


def test_ecg_live(benchmark: BenchmarkFixture, report: Report) -> None:
    """Three seconds by the timer, as on the page, packets twice a second."""
    sweep = sweeping()

    def live() -> float:
        loop, source = QEventLoop(), QTimer(interval=500)
        source.timeout.connect(lambda: sweep.feed([BEAT[: HZ // 2]] * LEADS))
        QTimer.singleShot(3000, loop.quit)
        start, wall = time.process_time(), time.monotonic()
        sweep.start()
        source.start()
        loop.exec()
        source.stop()
        sweep.stop()
        return (time.process_time() - start) / (time.monotonic() - wall)

    part = benchmark.pedantic(live, rounds=1)
    assert 0 < part < 1
    report("ECG live by the timer", part * 100, "% of a core", "≤ 4")


def test_page_switch(benchmark: BenchmarkFixture, report: Report) -> None:
    """From the key to the painted page, both made before."""
    window = MainWindow()
    window.resize(1366, 768)
    window.set_entries([PageEntry("a", catalogue, "甲", "doctor"), PageEntry("b", curves, "乙", "ecg")])
    window.show()
    for key in ("a", "b"):
        window.open(key)

    def switch() -> QWidget:
        page = window.open("a" if window.current == "b" else "b")
        QApplication.processEvents()
        window.repaint()
        return page

    assert benchmark(switch).isVisible()
    assert benchmark.stats is not None
    report("switch page", float(benchmark.stats.stats.median) * 1000, "ms", "≤ 80")


START = """
import time
from ui.app import make_application
from ui.window import MainWindow
app = make_application(["xiangyi"])
window = MainWindow()
window.resize(1366, 768)
window.show()
app.processEvents()
window.grab()
resident = [line.split()[1] for line in open("/proc/self/status") if line.startswith("VmRSS")]
print(time.process_time(), int(resident[0]) / 1024)
"""


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="reads /proc")
def test_start_of_the_shell(benchmark: BenchmarkFixture, report: Report) -> None:
    """Interpreter to the painted empty window, warm; sign-in and store come on top."""

    def start() -> list[float]:
        done = subprocess.run([sys.executable, "-c", START], cwd=ROOT, capture_output=True, text=True, check=True)
        return [float(part) for part in done.stdout.split()]

    seconds, megabytes = benchmark.pedantic(start, rounds=3)
    assert seconds > 0
    report("window alone, CPU", seconds, "s", "≤ 0.8")
    report("window alone, VmRSS", megabytes, "MB", "≤ 150")


def test_first_paint_of_a_form(benchmark: BenchmarkFixture, report: Report) -> None:
    """Building and painting a page for the first time."""

    def first() -> bool:
        page = QWidget()
        page.setLayout(column(catalogue()))
        page.resize(1366, 768)
        page.show()
        page.grab()
        shown = page.isVisible()
        page.close()
        page.deleteLater()
        return shown

    assert benchmark(first)
    assert benchmark.stats is not None
    report("build and paint a full page", float(benchmark.stats.stats.median) * 1000, "ms", "≤ 80")
