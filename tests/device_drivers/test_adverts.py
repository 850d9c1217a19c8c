"""What adverts alone can do, through the hub: values on the air, news that is worth a connection, models named by it."""

from __future__ import annotations

from typing import Any

import pytest
from bumble.core import UUID, AdvertisingData

from device_drivers.manifest import Advert, Model, Proof, Transport
from device_drivers.protocols.machine import Actions, Closing, Connected, Done, Event, Heard, Keep, Paired, Presented
from device_drivers.readings import Bonded, Card, DeviceState, KnownDevice, Scan
from device_drivers.transports import heard, pipe
from device_drivers.transports.pipe import PipeLink
from device_drivers.virtual.cuff import VirtualCuff
from tests.device_drivers.conftest import PATIENCE, Room
from tests.device_drivers.scripted import Scripted, install

MODEL = Model("Xiaomi MISCALE2", Proof.SPECIFICATION, "test", ("MIBCS",))


def advert(name: str, service_data: bytes, maker: bytes) -> bytes:
    parts = [
        (AdvertisingData.FLAGS, b"\x05"),
        (AdvertisingData.SERVICE_DATA_16_BIT_UUID, UUID.from_16_bits(0x181B).to_bytes() + service_data),
        (AdvertisingData.MANUFACTURER_SPECIFIC_DATA, b"\x57\x01" + maker),
        (AdvertisingData.COMPLETE_LOCAL_NAME, name.encode()),
    ]
    return bytes(AdvertisingData(parts))


async def on_air(room: Room, packet: bytes) -> Any:
    device = room.radio.device("scale", "C1:00:00:00:00:44")
    await device.power_on()
    await device.start_advertising(advertising_data=packet, advertising_interval_min=30.0, advertising_interval_max=30.0)
    return device


def keep(_: Scripted, event: Event) -> Actions:
    return [Keep("181B", event.data[0][1])] if isinstance(event, Heard) else []


def test_a_scale_that_only_advertises_is_heard_and_never_connected(room: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(heard, "SILENCE_SECONDS", 0.3)
    made = install(monkeypatch, keep, Transport.BLE, heard_only=True, models=(MODEL,))
    device = room.run(on_air(room, advert("MIBCS", b"\x02\xa6", b"\x01\x02\x03")))
    room.know("ble:C1:00:00:00:00:44", "scripted")
    room.desk.wait(lambda: len(room.desk.frames) >= 3)
    seen = len(room.desk.news)
    room.run(device.stop_advertising())
    room.desk.wait_state(DeviceState.IDLE, after=seen)
    session = made.sessions[0]
    assert session.events[-1] == Closing()
    assert isinstance(session.events[0], Connected) and session.events[0].channels == frozenset()
    assert session.events[1] == Heard(((0x0157, b"\x01\x02\x03"),), (("181B", b"\x02\xa6"),))
    assert session.known.model == "Xiaomi MISCALE2"
    assert DeviceState.FAILED not in room.desk.states


def test_a_device_is_connected_only_when_its_driver_sees_news(room: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[Advert] = []

    def has_news(said: Advert, known: KnownDevice) -> bool:
        asked.append(said)
        return len(asked) > 5

    made = install(monkeypatch, lambda _, event: [Done()] if isinstance(event, Connected) else [], Transport.BLE, has_news)
    cuff: VirtualCuff = room.cuff(bonded=False)
    room.know(cuff.id, "scripted")
    room.run(cuff.wake())
    room.desk.wait(lambda: made.sessions)
    assert len(asked) >= 6 and asked[0].flags == 6 and "1810" in asked[0].services


def test_a_scan_names_the_model(room: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    device = room.run(on_air(room, advert("MIBCS", b"\x02\xa6", b"")))
    cuff = room.cuff()
    room.run(cuff.wake())
    found = {one.device: one for one in room.hub.scan(0.4).result(PATIENCE)}
    assert found[cuff.id].model.startswith("A&D") and "ble:C1:00:00:00:00:44" in found
    room.run(device.stop_advertising())


def test_a_secret_a_card_and_a_code_are_news_and_the_secret_is_known_next_time(room: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    card = Card("hid:x", "resident", "张三", "1", "01", "1970-01-01", "某村", "110101197001010010", "某局", "2010-01-01", "2030-01-01")
    scan = Scan("hid:x", "LAB-1", "QR")

    def answer(machine: Scripted, event: Event) -> Actions:
        if not isinstance(event, Connected):
            return []
        return [Paired(b"secret"), Presented(card), Presented(scan), Done()]

    made = install(monkeypatch, answer, Transport.HID)
    address = pipe.plug("reader", PipeLink)
    room.hub.add(KnownDevice("hid:x", "scripted", "reader", address)).result(PATIENCE)
    room.desk.wait(lambda: len(made.sessions) >= 2)
    pipe.unplug("reader")
    assert room.desk.others[:3] == [Bonded("hid:x", b"secret"), card, scan]
    assert [session.known.key for session in made.sessions[:2]] == [b"", b"secret"]
    assert room.desk.frames == []  # a card is told, never journalled
