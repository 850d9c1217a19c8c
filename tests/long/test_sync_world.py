"""The small world finds every bug that is planted, and comes to rest without one."""

from __future__ import annotations

import pytest

from tests.long.sync_world import PLANTS, SEEDS, main

Capture = pytest.CaptureFixture[str]
CAUGHT = {
    "allergies-dropped": ("1", 4, "lost: allergy"),
    "status-goes-back": ("4", 30, "back: visit"),
    "hub-forgets": ("1", 10, "lost: "),
}


def scale(seeds: int) -> str:
    return str(seeds / SEEDS)


def test_all_come_to_say_the_same(capsys: Capture) -> None:
    assert main(["--scale", scale(4), "--seed", "3"]) == 0
    assert "4 seeds, 5 workstations, a hub and a cloud: 0 flaws" in capsys.readouterr().out


@pytest.mark.parametrize("plant", CAUGHT)
def test_a_planted_bug_is_caught(capsys: Capture, plant: str) -> None:
    seed, seeds, flaw = CAUGHT[plant]
    assert main(["--scale", scale(seeds), "--seed", seed, "--plant", plant]) == 1
    assert any(line.startswith(flaw) for line in capsys.readouterr().out.splitlines())


def test_every_plant_has_its_test() -> None:
    assert PLANTS.keys() - {""} == CAUGHT.keys()
