"""The harness of readings finds every bug that is planted, and none in the program as it is."""

from __future__ import annotations

import pytest

from tests.long.readings import PLANTS, READINGS, main

Capture = pytest.CaptureFixture[str]
CAUGHT = {
    "dedupe-off": "twice",
    "arming-ignored": "wrong",
    "arrival-is-time": "wrong",
    "deaf-journal": "lost",
    "errors-kept": "strange",
    "twins-mixed": "strange",
}


def scale(readings: int) -> str:
    return str(readings / READINGS)


def test_nobody_gets_another_ones(capsys: Capture) -> None:
    assert main(["--scale", scale(120), "--seed", "5"]) == 0
    assert "15 devices: 0 flaws" in capsys.readouterr().out


@pytest.mark.parametrize("plant", PLANTS)
def test_a_planted_bug_is_caught(capsys: Capture, plant: str) -> None:
    assert main(["--scale", scale(70), "--seed", "5", "--plant", plant]) == 1
    lines = [line.split() for line in capsys.readouterr().out.splitlines()]
    assert any(line[0] == CAUGHT[plant] and int(line[1]) > 0 for line in lines if len(line) == 2)
