"""`xiangyi devices record` and `replay`: through the open workstation, what is shown, and what is told when it fails."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from app.cli import main
from app.clock import SystemClock
from app.demo.clinic import DOCTOR, PASSWORD, prepare
from app.errors import KnownError
from app.paths import DataFolder
from app.wishes import RECORD_DEVICE, STOP_RECORDING, WishServer
from device_drivers import registry
from device_drivers.capture import Tape
from device_drivers.manifest import Opening
from device_drivers.protocols.machine import Connected, Disconnected, Notified, Subscribed
from device_drivers.readings import KnownDevice
from tests.app.cli.test_devices import FRAME

Capture = pytest.CaptureFixture[str]


@pytest.fixture
def capture_file(tmp_path: Path) -> Path:
    """A cuff that sent one pressure."""
    from datetime import datetime

    path = tmp_path / "cuff.jsonl"
    known = KnownDevice("ble:AA", "ble-blood-pressure", "UA-651BLE", "AA")
    tape = Tape(path, known, registry.driver(known.driver), "1")
    tape.session(0.0, known, Opening(1))
    tape.event(0.0, Connected(frozenset({"2A35"}), datetime(2026, 3, 5, 8, 41)))  # noqa: DTZ001 - a device's clock has no zone
    tape.event(0.1, Subscribed("2A35"))
    tape.event(0.2, Notified("2A35", bytes.fromhex(FRAME)))
    tape.event(5.0, Disconnected())
    tape.close()
    return path


def test_a_capture_is_replayed_as_readings(capsys: Capture, capture_file: Path) -> None:
    assert main(["devices", "--json", "replay", str(capture_file)]) == 0
    told = json.loads(capsys.readouterr().out.splitlines()[0])
    assert told["kind"] == "blood_pressure" and told["values"]["systolic"]["value"] == "120"
    assert main(["devices", "replay", str(capture_file), "--language", "en"]) == 0
    assert "1 readings, 0 frames without a value" in capsys.readouterr().out


def test_a_file_that_is_none_is_told(capsys: Capture, tmp_path: Path) -> None:
    path = tmp_path / "x.jsonl"
    path.write_text("{}\n", encoding="utf-8")
    assert main(["devices", "replay", str(path), "--language", "en"]) == 1
    assert "is no device recording" in capsys.readouterr().err
    assert main(["devices", "replay", str(tmp_path / "missing"), "--language", "en"]) == 1


class Station:
    """An open workstation as far as a wish reaches it."""

    def __init__(self) -> None:
        self.wishes: list[tuple[str, Mapping[str, Any]]] = []
        self.refuse = ""

    def __call__(self, wish: str, facts: Mapping[str, Any]) -> Mapping[str, Any]:
        self.wishes.append((wish, facts))
        if self.refuse and wish == RECORD_DEVICE:
            raise KnownError("recording_failed", said=self.refuse)
        return {}


@pytest.fixture
def station(folder: DataFolder) -> Iterator[Station]:
    """The data folder is set up and in use."""
    folder.signin.write_text("{}", encoding="utf-8")
    made = Station()
    with folder.lock(), WishServer(folder.wish_file, made):
        yield made


def test_the_open_workstation_records(capsys: Capture, folder: DataFolder, station: Station, tmp_path: Path) -> None:
    file = tmp_path / "cuff.jsonl"
    assert main(["--data", str(folder.root), "devices", "record", "ble:AA", str(file), "--seconds", "0.01"]) == 0
    assert station.wishes == [(RECORD_DEVICE, {"device": "ble:AA", "file": str(file)}), (STOP_RECORDING, {"device": "ble:AA"})]
    assert "已录完" in capsys.readouterr().out


def test_why_it_cannot_is_told_in_words(capsys: Capture, folder: DataFolder, station: Station, tmp_path: Path) -> None:
    station.refuse = "unknown_device"
    assert main(["--data", str(folder.root), "--language", "en", "devices", "record", "ble:AA", str(tmp_path / "x")]) == 1
    assert "This device is not registered" in capsys.readouterr().err and len(station.wishes) == 1


def test_udev_rules_name_every_usb_device(capsys: Capture) -> None:
    assert main(["devices", "udev"]) == 0
    told = capsys.readouterr().out
    for one in registry.manifests():
        for vendor, product in one.usb_ids:
            assert f'ATTRS{{idVendor}}=="{vendor:04x}", ATTRS{{idProduct}}=="{product:04x}"' in told
    assert "xiangyi devices udev" in told


def test_without_an_open_workstation_one_is_opened_for_it(capsys: Capture, folder: DataFolder, tmp_path: Path) -> None:
    """What the device sends meanwhile is a measurement: it needs the store, hence a password."""
    prepare(folder, SystemClock(), 2)
    known = folder.root / "devices.jsonl"
    read, write = os.pipe()
    os.write(write, f"{PASSWORD}\n".encode())
    os.close(write)
    words = ["--data", str(folder.root), "--password-fd", str(read), "--language", "en"]
    try:
        assert main([*words, "devices", "record", "ble:nobody", str(known), "--login", DOCTOR]) == 1
    finally:
        os.close(read)
    assert "This device is not registered" in capsys.readouterr().err and not known.exists()
    with folder.lock():
        assert folder.database.exists()
