"""The harness of thirty days finds every bug that is planted, and none in the program as it is."""

from __future__ import annotations

import pytest

from tests.long.due_lists import PLANTS, RESIDENTS, main

SMALL = str(20 / RESIDENTS)


def test_every_morning_agrees(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--scale", SMALL, "--seed", "3"]) == 0
    assert ": 0 flaws" in capsys.readouterr().out


@pytest.mark.parametrize("plant", PLANTS)
def test_a_planted_bug_is_caught(capsys: pytest.CaptureFixture[str], plant: str) -> None:
    assert main(["--scale", SMALL, "--seed", "3", "--plant", plant]) == 1
    assert "reckoned" in capsys.readouterr().out
