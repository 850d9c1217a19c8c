"""`xiangyi devices import`: an ECG that came as a file waits for its resident; a stranger's file changes nothing."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from app.cli import main
from app.clock import SystemClock
from app.demo.clinic import DOCTOR, PASSWORD, prepare
from app.paths import DataFolder
from app.services.ecg_stored import StoredEcgs
from app.services.signin import SignIn
from tests.device_drivers.protocols.device_vectors import vectors_path

Capture = pytest.CaptureFixture[str]
REAL = vectors_path().with_name("lepu_er3_W20240111145412.bin")


@pytest.fixture
def folder(tmp_path: Path) -> DataFolder:
    """A practice clinic."""
    made = DataFolder(tmp_path / "clinic")
    prepare(made, SystemClock(), residents=1)
    return made


def given(folder: DataFolder, file: Path) -> int:
    reading, writing = os.pipe()
    os.write(writing, f"{PASSWORD}\n".encode())
    os.close(writing)
    try:
        return main(["--data", str(folder.root), "--password-fd", str(reading), "devices", "import", str(file), "--login", DOCTOR])
    finally:
        os.close(reading)


@pytest.mark.skipif(not REAL.exists(), reason=f"no recording at {REAL}")
def test_a_real_file_waits_for_its_resident(folder: DataFolder, capsys: Capture) -> None:
    assert given(folder, REAL) == 0
    assert given(folder, REAL) == 0
    assert REAL.name in capsys.readouterr().out
    desk = SignIn(folder, SystemClock()).sign_in(DOCTOR, PASSWORD)
    (one,) = StoredEcgs(desk).waiting()
    desk.store.close()
    assert one.seconds == 495 and set(one.leads) >= {"I", "II", "V1"}


@pytest.mark.parametrize("content", [b"", b"hello", bytes(300)])
def test_another_file_is_told_of_in_words(folder: DataFolder, tmp_path: Path, capsys: Capture, content: bytes) -> None:
    file = tmp_path / "photo.ECG"
    file.write_bytes(content)
    assert given(folder, file) != 0
    assert "photo.ECG" in capsys.readouterr().err
    assert given(folder, tmp_path / "none.ECG") != 0
