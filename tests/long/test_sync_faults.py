"""The harness of sync faults finds every bug that is planted, and none in the program as it is."""

from __future__ import annotations

import pytest

from tests.long.sync_faults import FAULTS, main

Capture = pytest.CaptureFixture[str]
CAUGHT = {
    "status-unchecked": ("false green", "lost"),
    "ack-without-answer": ("false green", "lost"),
    "fresh-bytes": ("stuck",),
    "cursor-before-rows": ("lost",),
    "new-ids": ("doubled", "lost", "stuck"),
    "green-while-it-waits": ("false green",),
    "refusal-believed": ("stuck",),
    "not-durable": ("not durable",),
    "last-edit-forgotten": ("false green", "lost"),
}


def scale(faults: int) -> str:
    return str(faults / FAULTS)


@pytest.mark.fhir_peer
def test_everything_arrives_once_on_either_server(capsys: Capture) -> None:
    assert main(["--scale", scale(60), "--seed", "5"]) == 0
    told = capsys.readouterr().out
    assert "0 lost, 0 doubled, 0 stuck, 0 false green, 0 flaws" in told and "hub: lost after" in told


@pytest.mark.parametrize("plant", CAUGHT)
def test_a_planted_bug_is_caught(capsys: Capture, plant: str) -> None:
    assert main(["--scale", scale(100), "--seed", "5", "--server", "hub", "--plant", plant]) == 1
    assert any(line.startswith(CAUGHT[plant]) for line in capsys.readouterr().out.splitlines())
