"""The day of ECG in short: the stream marks every gap, and a session that does not is caught."""

from __future__ import annotations

import pytest

from tests.long.ecg_stream import HZ, LEADS, main, stream


def test_a_quarter_of_an_hour_without_an_unmarked_gap() -> None:
    report = stream(hours=0.25, seed=7)
    assert report.flaws == []
    assert report.gaps > 0 and report.refused > 0 and report.breaks > 0  # there was something to mark
    assert report.samples > 0.8 * 0.25 * 3600 * HZ * len(LEADS)


def test_a_planted_bug_is_caught(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--hours", "0.25", "--seed", "7", "--plant", "drop-gap"]) == 1
    assert "that nothing marks" in capsys.readouterr().out
