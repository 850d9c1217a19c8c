"""The log holds what happened and nothing of whom."""

from __future__ import annotations

import logging
import re
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from app import logs
from app.logs import LogFiles, hide_names, mask

log = logging.getLogger("clinic.test")


@pytest.fixture
def files(tmp_path: Path) -> Iterator[LogFiles]:
    with LogFiles(tmp_path / "logs") as open_:
        yield open_


def written(files: LogFiles) -> str:
    return files.path.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    "number",
    [
        "11010519491231002X",
        "110105194912310021",
        "110105491231002",
        "13812345678",
        "138 1234 5678",
        "+86 13812345678",
        "010-12345678",
        "0371-6543210",
        "41022200100100001",
    ],
)
def test_numbers_of_people_are_masked(number: str) -> None:
    assert mask(f"found {number}, twice") == "found ***, twice"
    assert mask(f"电话{number}。") == "电话***。"


@pytest.mark.parametrize(
    "text", ["port 8090", "120/80 mmHg", "2026-03-05T08:00:00.123Z", "d3b07384-d9a0-4c9b-8f3e-1a2b3c4d5e6f", "1234567890123456789012"]
)
def test_other_numbers_are_kept(text: str) -> None:
    assert mask(text) == text


def test_known_names_are_masked_longest_first() -> None:
    hide_names(["王秀英", "欧阳", "欧阳秀英", "王", " "])
    assert mask("王秀英 and 欧阳秀英 of 王村") == "*** and *** of 王村"


def test_the_list_of_names_stays_small(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(logs, "_MOST_NAMES", 2)
    hide_names(["甲一", "乙二", "丙三"])
    assert mask("甲一 乙二 丙三") == "甲一 *** ***"


def test_a_line_has_time_level_thread_and_place(files: LogFiles) -> None:
    log.info("hello")
    assert re.search(r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z INFO \[MainThread\] clinic\.test: hello$", written(files), re.MULTILINE)


@pytest.mark.expect_log("it broke")
def test_a_traceback_is_masked_and_shows_no_variables(files: LogFiles) -> None:
    patient = "李四光"
    hide_names([patient])
    try:
        raise ValueError(f"no room for {patient}, 13812345678")
    except ValueError:
        log.exception("it broke")
    told = written(files)
    assert "ValueError: no room for ***, ***" in told and "Traceback" in told and "patient = " not in told


@pytest.mark.expect_log("uncaught")
def test_a_thread_that_dies_is_written_down(files: LogFiles) -> None:
    def die() -> None:
        raise RuntimeError("in a thread")

    thread = threading.Thread(target=die, name="doomed")
    thread.start()
    thread.join()
    assert "CRITICAL [doomed] app.logs: uncaught" in written(files) and "RuntimeError: in a thread" in written(files)


@pytest.mark.expect_log("uncaught|ignored by the interpreter")
def test_hooks_write_and_are_given_back(tmp_path: Path) -> None:
    before = (sys.excepthook, threading.excepthook, sys.unraisablehook)
    with LogFiles(tmp_path) as files:
        error = OSError("at the end")
        sys.excepthook(OSError, error, None)
        sys.excepthook(KeyboardInterrupt, KeyboardInterrupt("by hand"), None)
        told = written(files)
    assert "OSError: at the end" in told and "by hand" not in told
    assert (sys.excepthook, threading.excepthook, sys.unraisablehook) == before


def test_files_rotate(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(logs, "FILE_BYTES", 2_000)
    with LogFiles(tmp_path):
        for number in range(300):
            log.info("line %d", number)
    kept = sorted(path.name for path in tmp_path.glob("xiangyi.log*"))
    assert kept == ["xiangyi.log", *(f"xiangyi.log.{number}" for number in range(1, logs.FILES))]
    assert all(path.stat().st_size <= 2_000 for path in tmp_path.glob("xiangyi.log*"))


def test_a_crash_in_c_leaves_its_stacks(tmp_path: Path) -> None:
    code = "import sys, faulthandler; from pathlib import Path; from app.logs import LogFiles; LogFiles(Path(sys.argv[1])); faulthandler._sigsegv()"
    ended = subprocess.run([sys.executable, "-c", code, str(tmp_path)], capture_output=True, check=False)
    assert ended.returncode != 0
    assert "Fatal Python error" in (tmp_path / "xiangyi-crash.txt").read_text(encoding="utf-8")
