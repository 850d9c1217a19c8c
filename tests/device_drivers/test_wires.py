"""Devices that are plugged in or call, through the hub: pipes in memory, hot-plug, callers, limits."""

from __future__ import annotations

import os
import socket
from functools import partial
from pathlib import Path

import pytest

from device_drivers import watch, wires
from device_drivers.errors import Reason
from device_drivers.manifest import Transport
from device_drivers.protocols.machine import (
    HID,
    SERIAL,
    Actions,
    BytesIn,
    Connected,
    Disconnected,
    Done,
    Event,
    Failed,
    Keep,
    Notified,
    Write,
)
from device_drivers.readings import DeviceState, Frame, KnownDevice
from device_drivers.transports import pipe, serial_port
from device_drivers.transports.pipe import PipeLink
from device_drivers.transports.serial_port import SerialLink
from device_drivers.virtual.serial_peers import SerialPeer
from tests.device_drivers.conftest import PATIENCE, Room
from tests.device_drivers.scripted import Scripted, install


def echo(_: Scripted, event: Event) -> Actions:
    match event:
        case Notified(channel, data):
            return [Keep(channel, data), Write(channel, data[::-1], response=False)]
        case BytesIn(data):
            return [Keep(SERIAL, data), Write(SERIAL, data[::-1], response=False)]
        case Disconnected():
            return [Failed(Reason.LOST)]
    return []


class Device:
    """A HID device in memory. links: one for each session."""

    def __init__(self, name: str) -> None:
        self.links: list[PipeLink] = []
        self.name = name
        self.address = pipe.PREFIX + name

    def plug(self) -> None:
        pipe.plug(self.name, self._connect)

    def opened(self, times: int) -> bool:
        return len(self.links) == times and self.links[-1].is_open

    def _connect(self) -> PipeLink:
        self.links.append(PipeLink(frozenset({HID})))
        return self.links[-1]

    async def say(self, data: bytes) -> None:
        self.links[-1].notify(HID, data)

    async def pull(self) -> None:
        pipe.unplug(self.name)
        self.links[-1].hang_up()


def has(things: list[Frame], count: int) -> bool:
    return len(things) == count


def told(room: Room, reason: Reason, after: int) -> bool:
    return any(news.reason is reason for news in room.desk.news[after:])


def reached(room: Room, state: DeviceState, times: int) -> bool:
    return len([news for news in room.desk.news if news.state is state]) >= times


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(wires, "PLUG_SECONDS", 0.01)


def test_a_device_is_served_when_it_is_plugged_in_and_again_when_it_comes_back(
    room: Room, monkeypatch: pytest.MonkeyPatch, quick: None
) -> None:
    monkeypatch.setattr(watch, "FAILURE_SECONDS", (60.0,))  # a plug is not waited for so long
    made = install(monkeypatch, echo, Transport.HID, usb_ids=((0x0483, 0x5750),))
    device = Device("scale")
    room.hub.add(KnownDevice("hid:scale", "scripted", "scale", device.address)).result(PATIENCE)
    assert room.desk.wait_state(DeviceState.FAILED).reason is Reason.USB_MISSING
    for round_ in (1, 2):
        device.plug()
        room.desk.wait(partial(device.opened, round_))
        room.run(device.say(b"\x01\x02"))
        room.desk.wait(partial(has, room.desk.frames, round_))
        room.desk.wait(lambda: device.links[-1].written == [(HID, b"\x02\x01")])
        seen = len(room.desk.news)
        room.run(device.pull())
        assert room.desk.wait_state(DeviceState.FAILED, after=seen).reason is Reason.LOST
        room.desk.wait(partial(told, room, Reason.USB_MISSING, seen))
    assert [type(session.events[0]) for session in made.sessions] == [Connected, Connected]
    room.hub.forget("hid:scale").result(PATIENCE)


def test_what_cannot_be_had_is_told_and_forgotten_at_once(room: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    install(monkeypatch, echo, Transport.HID)
    room.hub.add(KnownDevice("hid:x", "scripted", "x", "no usb name")).result(PATIENCE)
    assert room.desk.wait_state(DeviceState.FAILED).reason is Reason.USB_MISSING
    room.hub.forget("hid:x").result(PATIENCE)
    assert len(room.desk.frames) == 0


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def call(port: int) -> socket.socket:
    return socket.create_connection(("127.0.0.1", port), PATIENCE)


def listening(room: Room, allowed: str) -> int:
    port = free_port()
    known = KnownDevice(f"tcp:{port}", "scripted", "analyser", f"tcp://127.0.0.1:{port}?from={allowed}")
    room.hub.add(known).result(PATIENCE)
    room.run(_listens())
    return port


async def _listens() -> None:
    """One turn of the hub's loop: the server is there."""


def test_an_analyser_that_calls_is_served_connection_by_connection(room: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    made = install(monkeypatch, echo, Transport.TCP)
    port = listening(room, "127.0.0.1")
    for round_ in (1, 2):
        room.desk.wait(partial(reached, room, DeviceState.IDLE, round_))
        with call(port) as analyser:
            analyser.sendall(b"AB")
            assert analyser.recv(2) == b"BA"
        room.desk.wait(partial(reached, room, DeviceState.FAILED, round_))
    assert len(made.sessions) == 2 and [frame.data for frame in room.desk.frames] == [b"AB", b"AB"]


@pytest.mark.expect_log("a caller that is not on the list")
def test_a_stranger_is_told_of(room: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    made = install(monkeypatch, echo, Transport.TCP)
    port = listening(room, "10.0.0.0/8")
    with call(port) as stranger:
        assert stranger.recv(1) == b""
    room.desk.wait(lambda: any(news.reason is Reason.PEER_REFUSED for news in room.desk.news))
    assert made.sessions == []


def test_an_address_that_is_not_ours_is_told(room: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    install(monkeypatch, echo, Transport.TCP)
    port = free_port()
    with socket.socket() as other:
        other.bind(("127.0.0.1", port))
        other.listen()
        known = KnownDevice("tcp:x", "scripted", "analyser", f"tcp://127.0.0.1:{port}?from=127.0.0.1")
        room.hub.add(known).result(PATIENCE)
        assert room.desk.wait_state(DeviceState.FAILED).reason is Reason.LISTEN_FAILED


def test_an_analyser_may_end_its_session_well(room: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    install(monkeypatch, lambda _, event: [Keep(SERIAL, event.data), Done()] if isinstance(event, BytesIn) else [], Transport.TCP)
    with call(listening(room, "127.0.0.0/8")) as analyser:
        analyser.sendall(b"x")
        assert analyser.recv(1) == b""
    assert len(room.desk.frames) == 1


@pytest.mark.skipif(os.name != "posix", reason="no terminal devices")
def test_a_serial_adapter_that_is_plugged_in_is_served_at_once(
    room: Room, monkeypatch: pytest.MonkeyPatch, quick: None, tmp_path: Path
) -> None:
    monkeypatch.setattr(watch, "FAILURE_SECONDS", (60.0,))
    install(monkeypatch, echo, Transport.SERIAL, baud=4800, serial_format="7E1")
    port, peer = tmp_path / "ttyUSB0", SerialPeer()

    async def line() -> str:
        return peer.open_pty()

    url = room.run(line())
    room.hub.add(KnownDevice("serial:x", "scripted", "x", str(port))).result(PATIENCE)
    assert room.desk.wait_state(DeviceState.FAILED).reason is Reason.PORT_MISSING
    port.symlink_to(url)
    room.desk.wait_state(DeviceState.CONNECTING)
    room.hub.forget("serial:x").result(PATIENCE)
    room.run(peer.close())


@pytest.mark.parametrize("form", ["8N1", "7E1", "8O2"])
def test_serial_formats(form: str) -> None:
    assert serial_port.is_format(form) and not serial_port.is_format(form[:2]) and not serial_port.is_format("9N1")
    with pytest.raises(ValueError, match="no serial format"):
        SerialLink("COM1", 9600, form + "x")
