"""Eight streaming devices at once for a moment: all came, and a block lost on the way is found."""

from __future__ import annotations

import pytest

from tests.long.ble_load import main

Capture = pytest.CaptureFixture[str]


def test_eight_devices_stream_without_a_loss(capsys: Capture) -> None:
    assert main(["--minutes", "0.05"]) == 0
    assert "8 devices" in capsys.readouterr().out


def test_a_lost_block_is_found(capsys: Capture) -> None:
    assert main(["--minutes", "0.05", "--devices", "2", "--plant", "drop"]) == 1
    assert "a hole of" in capsys.readouterr().out
