"""The harness that kills after a confirmation finds a journal that is late, and nothing in the one we have."""

from __future__ import annotations

import pytest

from tests.long.callback_kill import ROUNDS, main

Capture = pytest.CaptureFixture[str]


def scale(rounds: int) -> str:
    return str(rounds / ROUNDS)


def test_what_was_confirmed_is_kept(capsys: Capture) -> None:
    """H11: 1,000 rounds in the long harness, a few here."""
    assert main(["--scale", scale(5), "--seed", "7"]) == 0
    assert "5 kills" in capsys.readouterr().out


def test_a_journal_that_is_late_is_caught(capsys: Capture) -> None:
    assert main(["--scale", scale(4), "--plant", "journal-late"]) == 1
    assert "lost: record" in capsys.readouterr().out
