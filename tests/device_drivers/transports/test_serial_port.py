"""The serial link over loopback sockets and terminal devices: opening, losing, closing, and the reasons why not."""

from __future__ import annotations

import asyncio
import errno
import select
import sys
import threading
from collections.abc import Coroutine
from typing import Any

import pytest

from device_drivers.errors import DeviceError, Reason
from device_drivers.protocols.machine import SERIAL
from device_drivers.transports.serial_port import SerialLink, _reason
from device_drivers.virtual.serial_peers import SerialPeer
from tests.device_drivers.in_loop import PATIENCE, Ear


def run(work: Coroutine[Any, Any, None]) -> None:
    asyncio.run(asyncio.wait_for(work, PATIENCE))


def test_bytes_go_both_ways_and_closing_ends_the_thread() -> None:
    async def talk() -> None:
        peer, ear = SerialPeer(), Ear()
        link = SerialLink(await peer.listen(), 9600)
        assert await link.open(ear) == frozenset({SERIAL})
        await peer.host_here()
        await link.write(SERIAL, b"question", False)
        await peer.send(b"an answer in pieces")
        assert await ear.hear_bytes(19) == b"an answer in pieces"
        await link.close()
        await peer.host_gone()
        assert bytes(peer.received) == b"question"
        for thread in port_threads():
            thread.join(PATIENCE)  # its last act was to say that the port is closed
        assert not port_threads()
        await peer.close()

    run(talk())


def port_threads() -> list[threading.Thread]:
    return [thread for thread in threading.enumerate() if thread.name.startswith("port")]


class Hasty(SerialPeer):
    """Speaks as soon as somebody is on the line, as a serial server does with what it kept."""

    def opened(self) -> None:
        self.spawn(self.send(b"kept"))


def test_what_waits_on_the_line_is_heard_and_not_before_the_connection(monkeypatch: pytest.MonkeyPatch) -> None:
    """pyserial empties a socket when it opens it: a result that a serial server kept overnight would be lost."""

    def until_it_waits(port: Any) -> None:
        select.select([port._socket], [], [], PATIENCE)

    monkeypatch.setattr("serial.urlhandler.protocol_socket.Serial._reconfigure_port", until_it_waits)

    async def listen() -> None:
        peer, ear = Hasty(), Ear()
        link = SerialLink(await peer.listen(), 9600)
        await link.open(ear)
        assert ear.events == []
        assert await ear.hear_bytes(4) == b"kept"
        await link.close()
        await peer.close()

    run(listen())


def test_a_broken_line_is_told() -> None:
    async def lose() -> None:
        peer, ear = SerialPeer(), Ear()
        link = SerialLink(await peer.listen(), 9600)
        await link.open(ear)
        await peer.host_here()
        await peer.unplug()
        await ear.hear_loss()
        await link.close()
        with pytest.raises(DeviceError) as caught:
            await link.write(SERIAL, b"x", False)
        assert caught.value.reason is Reason.LOST
        await peer.close()

    run(lose())


def test_what_was_written_before_closing_still_leaves() -> None:
    """The abort of a pump is written a moment before the port is closed."""

    async def last_words() -> None:
        peer = SerialPeer()
        link = SerialLink(await peer.listen(), 9600)
        await link.open(lambda _: None)
        await link.write(SERIAL, b"abort", False)
        await link.close()
        await peer.host_gone()
        assert bytes(peer.received) == b"abort"
        await peer.close()

    run(last_words())


@pytest.mark.parametrize("url", ["socket://127.0.0.1:1", "/dev/no-such-port", "nonsense://x"])
def test_a_port_that_is_not_there(url: str) -> None:
    async def open_it() -> None:
        link = SerialLink(url, 9600)
        with pytest.raises(DeviceError) as caught:
            await link.open(lambda _: None)
        assert caught.value.reason is Reason.PORT_MISSING
        assert caught.value.facts == {"port": url}
        await link.close()

    run(open_it())


@pytest.mark.skipif(sys.platform == "win32", reason="no pty on Windows")
def test_a_port_another_program_holds_is_busy() -> None:
    async def twice() -> None:
        peer = SerialPeer()
        url = peer.open_pty()
        first, second = SerialLink(url, 9600), SerialLink(url, 9600)
        await first.open(lambda _: None)
        with pytest.raises(DeviceError) as caught:
            await second.open(lambda _: None)
        assert caught.value.reason is Reason.PORT_BUSY
        await first.close()
        await second.close()
        await peer.close()

    run(twice())


@pytest.mark.parametrize(
    ("error", "reason"),
    [
        (OSError(errno.EACCES, "could not open port /dev/ttyUSB0: Permission denied"), Reason.PORT_DENIED),
        (OSError(errno.EBUSY, "busy"), Reason.PORT_BUSY),
        (OSError("could not open port 'COM3': PermissionError(13, 'Access is denied.', None, 5)"), Reason.PORT_BUSY),
        (OSError("could not open port 'COM9': FileNotFoundError(2, ...)"), Reason.PORT_MISSING),
        (ValueError("invalid URL"), Reason.PORT_MISSING),
    ],
)
def test_reasons_of_all_systems(error: OSError | ValueError, reason: Reason) -> None:
    assert _reason(error) is reason


def test_a_byte_stream_cannot_be_asked() -> None:
    async def ask() -> None:
        link = SerialLink("COM1", 9600)
        with pytest.raises(DeviceError) as caught:
            await link.read("2A19")
        assert caught.value.reason is Reason.NOT_SUPPORTED
        await link.subscribe(SERIAL)

    run(ask())
