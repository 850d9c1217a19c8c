"""The harness that kills finds what it is there to find, and nothing in the store as it is."""

from __future__ import annotations

import pytest

from tests.long.kill import ROUNDS, main

Capture = pytest.CaptureFixture[str]


def scale(rounds: int) -> str:
    return str(rounds / ROUNDS)


def test_the_store_survives(capsys: Capture) -> None:
    assert main(["--scale", scale(4), "--seed", "7"]) == 0
    assert "4 kills" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("plant", "rounds", "flaw"), [("early_ack", 10, "lost: visit"), ("torn", 10, "torn: "), ("unhashed", 1, "row_hash")]
)
def test_a_planted_bug_is_caught(capsys: Capture, plant: str, rounds: int, flaw: str) -> None:
    assert main(["--scale", scale(rounds), "--plant", plant]) == 1
    assert flaw in capsys.readouterr().out
