"""A stick pulled out, full, read-only or not what it seems."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from app.errors import KnownError
from sync.courier import stick
from tests.sync.courier.conftest import HubByHand, SeatByHand
from tests.sync.seats import add_person, resident

_LIMITED = """
import resource, signal, sys
from pathlib import Path
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[2]), int(sys.argv[2])))
from app.errors import KnownError
from sync.courier import stick
try:
    stick.put(Path(sys.argv[1]), "a.age", b"x" * 100_000)
except KnownError as error:
    print(error.code)
"""


@pytest.mark.parametrize("room", [0, 1, 4096, 99_999])
def test_a_stick_that_fills_up_keeps_the_file_of_before(tmp_path: Path, room: int) -> None:
    stick.put(tmp_path, "a.age", b"before")
    run = subprocess.run([sys.executable, "-c", _LIMITED, str(tmp_path), str(room)], capture_output=True, text=True, check=True)
    assert run.stdout.strip() == "courier_full"
    assert (tmp_path / "a.age").read_bytes() == b"before" and [one.name for one in tmp_path.iterdir()] == ["a.age"]


def test_pulled_out_while_writing(seat: SeatByHand, hub: HubByHand, stick_folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    add_person(seat, resident())

    def gone(path: Path, data: bytes) -> None:
        path.write_bytes(data[: len(data) // 2])
        raise OSError(5, "Input/output error")

    monkeypatch.setattr(stick, "_write", gone)
    with pytest.raises(KnownError, match="courier_unwritable"):
        seat.courier.export(stick_folder, seat.courier.correspondent())
    monkeypatch.undo()
    assert not list(stick_folder.glob("*.age")) and seat.waiting(hub).pending
    assert hub.courier.take(seat.courier.export(stick_folder, seat.courier.correspondent()).path).delivered


def test_every_way_a_file_can_be_cut_short(seat: SeatByHand, hub: HubByHand, stick_folder: Path) -> None:
    add_person(seat, resident())
    path = seat.courier.export(stick_folder, seat.courier.correspondent()).path
    whole = path.read_bytes()
    for length in (*range(0, len(whole), 37), len(whole) - 1):
        path.write_bytes(whole[:length])
        with pytest.raises(KnownError, match="courier_unreadable"):
            hub.courier.take(path)
    assert not hub.versions()
    path.write_bytes(whole)
    assert hub.courier.take(path).delivered


def test_links_and_folders_and_giants_are_not_read(tmp_path: Path) -> None:
    (tmp_path / "real").write_bytes(b"x" * 20)
    (tmp_path / "link").symlink_to(tmp_path / "real")
    os.mkfifo(tmp_path / "pipe")
    for name in ("link", "pipe", "none", "."):
        with pytest.raises(KnownError, match="courier_gone"), stick.taken(tmp_path / name, 100):
            pass
    with pytest.raises(KnownError, match="courier_large"), stick.taken(tmp_path / "real", 10):
        pass
    with stick.taken(tmp_path / "real", 20) as file:
        assert len(file.read()) == 20


@pytest.fixture
def stick_folder(tmp_path: Path) -> Path:
    return tmp_path / "usb"
