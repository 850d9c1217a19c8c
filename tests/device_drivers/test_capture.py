"""A capture is written as it happens, without what names anybody, no longer than its limit; a full disk ends only it."""

from __future__ import annotations

import json
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from device_drivers import playback, registry
from device_drivers.capture import FORMAT, Tape
from device_drivers.errors import Reason
from device_drivers.manifest import Opening, Transport
from device_drivers.protocols.machine import BytesIn, Connected, Heard, Notified, ReadDone, Start, Write
from device_drivers.readings import DeviceState, KnownDevice
from tests.device_drivers.conftest import PATIENCE, Room
from tests.device_drivers.scripted import ScriptedDriver, install

pytestmark = pytest.mark.hurried

WALL = datetime(2026, 3, 5, 12, 0)  # noqa: DTZ001 - a device's clock has no zone
CUFF = KnownDevice("ble:C1:00:00:00:00:0A", "ble-blood-pressure", "A&D_UA-651BLE_D1F00D", "C1:00:00:00:00:0A", 7, key=b"secret")


def lines_of(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()]


def tape(path: Path, most: int = 10_000) -> Tape:
    return Tape(path, CUFF, registry.driver(CUFF.driver), "1.2", most)


def test_lines_tell_what_was_said_and_when(tmp_path: Path) -> None:
    path = tmp_path / "cuff.jsonl"
    made = tape(path)
    made.session(100.0, CUFF, Opening(5, 6))
    made.event(100.5, Connected(frozenset({"2A35", "1810"}), WALL))
    made.sent(100.5, Write("2A08", b"\x01\x02"))
    made.event(101.25, Notified("2A35", b"\x1e\x78\x00"))
    made.event(102.0, Start())
    made.close()
    made.event(103.0, Start())
    head, *rest = lines_of(path)
    assert head["format"] == FORMAT and head["driver"] == CUFF.driver and head["program"] == "1.2" and head["content"]
    assert rest == [
        {"t": 0, "session": {"token": 5, "first_sample": 6, "last_sequence": 7, "model": "", "key": 6}},
        {"t": 0.5, "event": "connected", "channels": ["1810", "2A35"], "wall": "2026-03-05T12:00:00"},
        {"t": 0.5, "sent": "write", "channel": "2A08", "hex": "0102", "response": True},
        {"t": 1.25, "event": "notified", "channel": "2A35", "hex": "1e7800"},
        {"t": 2.0, "event": "start", "patient": "adult"},
    ]
    assert "D1F00D" not in path.read_text() and "secret" not in path.read_text()


def test_nothing_in_the_file_names_the_device(tmp_path: Path) -> None:
    path = tmp_path / "cuff.jsonl"
    made = tape(path)
    made.session(0.0, CUFF, Opening(5))
    made.event(0.0, ReadDone("2A25", b"5130700123"))
    made.event(0.0, BytesIn(b"ID=D1F00D;" + bytes.fromhex("c1000000000a") + bytes.fromhex("0a00000000c1")))
    made.event(0.0, Heard(((0x010E, bytes.fromhex("c1000000000a")),), (("181D", b"\x22\x50"),)))
    made.close()
    text = path.read_text()
    for secret in (b"5130700123", b"D1F00D", bytes.fromhex("c1000000000a"), bytes.fromhex("0a00000000c1")):
        assert secret.hex() not in text
    assert lines_of(path)[2]["hex"] == (b"0" * 10).hex() and b"\x22\x50".hex() in text


def test_the_limit_is_kept_and_told(tmp_path: Path) -> None:
    path = tmp_path / "cuff.jsonl"
    made = tape(path, most=600)
    made.session(0.0, CUFF, Opening(5))
    for _ in range(50):
        made.event(0.0, Notified("2A35", bytes(20)))
    assert made.full and path.stat().st_size <= 600 + 20
    made.close()
    with path.open() as said:
        assert not playback.read(said).whole


@pytest.mark.expect_log("a recording ended")
def test_a_disk_that_fails_ends_the_recording_only(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made = tape(tmp_path / "cuff.jsonl")
    made.close()

    def full(_: str) -> int:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(made, "_file", type("Full", (), {"closed": False, "write": staticmethod(full), "close": lambda self: None})())
    made.event(0.0, Start())
    assert made.full


@pytest.mark.parametrize("kinds", [(), ("laboratory",)])
def test_of_cards_and_analysers_only_the_length_is_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kinds: tuple[str, ...]) -> None:
    made: ScriptedDriver = install(monkeypatch, lambda *_: [], Transport.HID, kinds=kinds)
    path = tmp_path / "card.jsonl"
    written = Tape(path, KnownDevice("hid:x", "scripted", "reader", "x"), made.driver, "1")
    written.event(0.0, Notified("hid", "张三110101197001010010".encode()))
    written.close()
    head, said = lines_of(path)
    assert head["content"] is False and said["hex"] == (b"0" * 24).hex()


def same(one: playback.Replayed, room: Room) -> bool:
    bare = [(r.kind, r.values, r.device_time, r.sequence, r.flags, r.context, r.raw, r.seen_taken) for r in one.readings]
    return bare == [(r.kind, r.values, r.device_time, r.sequence, r.flags, r.context, r.raw, r.seen_taken) for r in room.desk.readings]


def test_a_recorded_cuff_gives_the_same_readings_again(room: Room, tmp_path: Path) -> None:
    path = tmp_path / "cuff.jsonl"
    cuff = room.cuff()
    room.know(cuff.id, "ble-blood-pressure", cuff.name)
    room.hub.record(cuff.id, path, "1").result(PATIENCE)
    for systolic in (128, 131):
        seen = len(room.desk.news)
        room.run(cuff.press(Decimal(systolic), Decimal(82), Decimal(71)))
        room.desk.wait_state(DeviceState.DRAINED, after=seen)
    room.hub.stop_recording(cuff.id).result(PATIENCE)
    with path.open() as said:
        replayed = playback.replay(playback.read(said))
    assert len(replayed.readings) == 2 and same(replayed, room)
    for original, again in zip(room.desk.readings, replayed.readings, strict=True):
        assert original.clock_offset_s is not None and again.clock_offset_s == pytest.approx(original.clock_offset_s, abs=1e-3)


def test_a_module_at_a_cable_is_recorded_from_a_new_session_on(room: Room, tmp_path: Path) -> None:
    path = tmp_path / "module.jsonl"
    peer = room.suntech()
    device = f"serial:{peer.url}"
    room.know(device, "suntech")
    room.desk.wait_state(DeviceState.DRAINED)
    seen = len(room.desk.news)
    room.hub.record(device, path, "1").result(PATIENCE)
    room.desk.wait_state(DeviceState.DRAINED, after=seen)
    room.hub.measure(device).result(PATIENCE)
    room.desk.wait_readings(1)
    room.hub.forget(device).result(PATIENCE)
    with path.open() as said:
        replayed = playback.replay(playback.read(said))
    assert same(replayed, room)


def test_a_device_that_is_not_there_cannot_be_recorded(room: Room, tmp_path: Path) -> None:
    with pytest.raises(Exception, match=Reason.UNKNOWN_DEVICE.value):
        room.hub.record("ble:nobody", tmp_path / "x", "1").result(PATIENCE)
    cuff = room.cuff()
    room.know(cuff.id, "ble-blood-pressure")
    with pytest.raises(OSError, match="No such file"):
        room.hub.record(cuff.id, tmp_path / "no" / "x", "1").result(PATIENCE)
