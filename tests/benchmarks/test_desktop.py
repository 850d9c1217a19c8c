"""Start to the painted sign-in page, page switch on real pages, and the memory of a practice clinic in use."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from itertools import cycle
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication, QWidget
from pytest_benchmark.fixture import BenchmarkFixture
from pytestqt.qtbot import QtBot

from app.clock import RunningClock, SystemClock
from app.demo.clinic import prepare
from app.paths import DataFolder
from tests.benchmarks.conftest import Report
from tests.ui.desktop_run import Run
from ui import gallery

ROOT = Path(__file__).resolve().parents[2]

START = """
import sys, time
from app.clock import RunningClock, SystemClock
from app.paths import DataFolder
from ui.app import make_application
from ui.desktop import Desktop
from ui.station import Occasion
from pathlib import Path

def never():
    raise SystemExit(2)

app = make_application(["xiangyi"])
desktop = Desktop(app, Occasion(DataFolder(Path(sys.argv[1])), SystemClock(), never))
desktop.begin()
app.processEvents()
desktop.window.grab()
resident = [line.split()[1] for line in open("/proc/self/status") if line.startswith("VmRSS")]
loaded = sorted({"sqlalchemy", "sync", "bleak", "requests", "reportlab", "alembic"} & set(sys.modules))
print(time.process_time(), int(resident[0]) / 1024, *loaded, flush=True)
import os
os._exit(0)
"""

PRACTICE = """
import sys, tempfile, time
from pathlib import Path
from app.clock import RunningClock, SystemClock
from app.demo.clinic import DOCTOR, PASSWORD
from app.demo.window import Demo
from app.paths import DataFolder

def resident():
    line = [line.split()[1] for line in open("/proc/self/status") if line.startswith("VmRSS")][0]
    return int(line) / 1024

def main():
    from ui.tour import Tour
    with tempfile.TemporaryDirectory() as kept:
        demo = Demo(DataFolder(Path(kept) / "data").make(), SystemClock())
        tour = Tour(demo.occasion(), Path(kept))
        tour.desktop.begin()
        tour.sign_in(DOCTOR, PASSWORD)
        clinic, practice = tour.desktop.clinic, tour.desktop.practice
        presses = [handle.press() for handle in practice.handles[:5]]
        for _ in range(3):
            for key in tour.desktop.window.page_keys():
                tour.desktop.window.open(key)
                tour.rest(0.2)
        tour.until(lambda: clinic.sync.summary().delivered, "upload", 240)
        for press in presses:
            tour.until(press.done, "press", 60)
        tour.rest(2)
        print(resident(), clinic.inbox.count(), flush=True)
        tour.desktop.window.close()
        tour.until(lambda: tour.desktop.is_over, "close")
        demo.close()

if __name__ == "__main__":
    main()
"""

pytestmark = pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="reads /proc")


@pytest.fixture(scope="module")
def clinic(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A clinic that was set up."""
    folder = DataFolder(tmp_path_factory.mktemp("start") / "data")
    prepare(folder, SystemClock(), 2)
    return folder.root


def test_start_to_the_painted_sign_in_page(clinic: Path, benchmark: BenchmarkFixture, report: Report) -> None:
    """Interpreter to the painted page with its tiles, warm; nothing heavy may be loaded by then."""

    def start() -> list[str]:
        done = subprocess.run([sys.executable, "-c", START, str(clinic)], cwd=ROOT, capture_output=True, text=True, check=True)
        return done.stdout.split()

    seconds, megabytes, *loaded = benchmark.pedantic(start, rounds=3)
    assert loaded == []
    report("start to painted sign-in, CPU", float(seconds), "s", "≤ 0.8")
    report("start to painted sign-in, VmRSS", float(megabytes), "MB", "≤ 150")


def test_switch_between_real_pages(
    qapp: QApplication, clinic: Path, tmp_path: Path, qtbot: QtBot, benchmark: BenchmarkFixture, report: Report
) -> None:
    """From the key to the painted page, over the real services; every page was opened before."""
    gallery.dress(qapp, 1.2)
    run = Run(qtbot, DataFolder(Path(shutil.copytree(clinic, tmp_path / "data"))), RunningClock())
    run.begin()
    run.sign_in()
    window = run.desktop.window
    keys = cycle(window.page_keys())
    for key in window.page_keys():
        window.open(key)
        QApplication.processEvents()

    def switch() -> QWidget:
        page = window.open(next(keys))
        QApplication.processEvents()
        window.repaint()
        return page

    assert benchmark.pedantic(switch, rounds=40).isVisible()
    assert benchmark.stats is not None
    report("switch between real pages", float(benchmark.stats.stats.median) * 1000, "ms", "≤ 80")
    report("the slowest of 40", float(benchmark.stats.stats.max) * 1000, "ms", "≤ 160")
    run.desktop.end()


def test_memory_of_a_practice_clinic_in_use(tmp_path: Path, benchmark: BenchmarkFixture, report: Report) -> None:
    """Window, store, hub and virtual radio in one process: 200 residents uploaded, devices pressed, every page opened three times."""
    script = tmp_path / "practice.py"
    script.write_text(PRACTICE, encoding="utf-8")

    def play() -> list[str]:
        done = subprocess.run(
            [sys.executable, str(script)], cwd=ROOT, env={**os.environ, "PYTHONPATH": str(ROOT)}, capture_output=True, text=True, check=True
        )
        return done.stdout.split()

    megabytes, unclaimed = benchmark.pedantic(play, rounds=1)
    assert int(unclaimed) >= 2
    report("practice clinic in use, VmRSS", float(megabytes), "MB", "≤ 280")
