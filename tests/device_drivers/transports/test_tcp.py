"""Analysers that call: who may, one session a connection, limits, and a caller that comes back."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from typing import Any

import pytest

from device_drivers.errors import DeviceError, Reason
from device_drivers.protocols.machine import SERIAL, BytesIn, Disconnected, Event
from device_drivers.transports import tcp
from device_drivers.transports.tcp import Door, Listener
from tests.device_drivers.conftest import PATIENCE

HERE = "tcp://127.0.0.1:0?from=127.0.0.1"


def run(work: Coroutine[Any, Any, None]) -> None:
    asyncio.run(asyncio.wait_for(work, PATIENCE))


class Line:
    """What one connection delivered."""

    def __init__(self) -> None:
        self.events: list[Event] = []
        self._changed = asyncio.Event()

    def __call__(self, event: Event) -> None:
        self.events.append(event)
        self._changed.set()

    @property
    def data(self) -> bytes:
        return b"".join(event.data for event in self.events if isinstance(event, BytesIn))

    async def until(self, event_or_data: Event | bytes) -> None:
        while event_or_data not in self.events and event_or_data != self.data:
            self._changed.clear()
            await self._changed.wait()


def test_a_door_needs_host_port_and_callers() -> None:
    door = Door.read("tcp://192.168.1.5:5600?from=192.168.1.20,10.1.0.0/16")
    assert (door.host, door.port) == ("192.168.1.5", 5600)
    assert door.lets_in("192.168.1.20") and door.lets_in("10.1.77.3") and door.lets_in("::ffff:10.1.0.1")
    assert not door.lets_in("192.168.1.21") and not door.lets_in("") and not door.lets_in("analyser")


@pytest.mark.parametrize("address", ["tcp://0.0.0.0:5600", "tcp://127.0.0.1:5600?from="])
def test_where_nobody_is_named_nobody_may_call(address: str) -> None:
    assert not Door.read(address).lets_in("127.0.0.1")


@pytest.mark.parametrize("address", ["tcp://:5600", "tcp://h", "http://h:1", "tcp://h:x", "tcp://h:1?from=nonsense", "tcp://[::1:5"])
def test_an_address_that_is_none(address: str) -> None:
    with pytest.raises(DeviceError) as caught:
        Door.read(address)
    assert caught.value.reason is Reason.LISTEN_FAILED


def test_a_caller_is_heard_and_answered() -> None:
    async def talk() -> None:
        listener, line = Listener(HERE, lambda: None), Line()
        await listener.start()
        reader, writer = await asyncio.open_connection("127.0.0.1", listener.port)
        link = await listener.next()
        assert await link.open(line) == frozenset({SERIAL})
        writer.write(b"\x05")
        await line.until(b"\x05")
        await link.write(SERIAL, b"\x06", False)
        assert await reader.readexactly(1) == b"\x06"
        writer.close()
        await line.until(Disconnected())
        with pytest.raises(DeviceError) as lost:
            await link.write(SERIAL, b"\x06", False)
        assert lost.value.reason is Reason.LOST
        await link.close()
        await listener.close()

    run(talk())


@pytest.mark.expect_log("a caller that is not on the list")
def test_a_stranger_is_sent_away_and_told_of() -> None:
    async def knock() -> None:
        refused: list[bool] = []
        listener = Listener("tcp://127.0.0.1:0?from=10.0.0.0/8", lambda: refused.append(True))
        await listener.start()
        reader, writer = await asyncio.open_connection("127.0.0.1", listener.port)
        assert await reader.read() == b""
        assert refused == [True]
        writer.close()
        await listener.close()

    run(knock())


def test_a_caller_that_calls_again_has_lost_its_old_connection() -> None:
    async def again() -> None:
        listener, first, second = Listener(HERE, lambda: None), Line(), Line()
        await listener.start()
        _, old = await asyncio.open_connection("127.0.0.1", listener.port)
        link = await listener.next()
        await link.open(first)
        _, new = await asyncio.open_connection("127.0.0.1", listener.port)
        await first.until(Disconnected())
        await link.close()
        link = await listener.next()
        await link.open(second)
        new.write(b"again")
        await second.until(b"again")
        assert first.events == [Disconnected()]
        for end in (old, new):
            end.close()
        await link.close()
        await listener.close()

    run(again())


@pytest.mark.expect_log("an analyser sent more than")
def test_a_flood_ends_the_connection(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tcp, "CONNECTION_MOST", 100)

    async def flood() -> None:
        listener, line = Listener(HERE, lambda: None), Line()
        await listener.start()
        _, writer = await asyncio.open_connection("127.0.0.1", listener.port)
        link = await listener.next()
        await link.open(line)
        writer.write(bytes(200))
        await line.until(Disconnected())
        assert line.events[-1] == Disconnected()
        writer.close()
        await link.close()
        await listener.close()

    run(flood())


def test_no_more_callers_wait_than_there_is_room_for() -> None:
    async def crowd() -> None:
        listener = Listener(HERE, lambda: None)
        await listener.start()
        callers = [await asyncio.open_connection("127.0.0.1", listener.port) for _ in range(tcp.WAITING_MOST + 1)]
        assert await callers[-1][0].read() == b""
        for _, writer in callers:
            writer.close()
        await listener.close()

    run(crowd())


def test_a_port_that_is_taken_is_told() -> None:
    async def taken() -> None:
        first = Listener(HERE, lambda: None)
        await first.start()
        second = Listener(f"tcp://127.0.0.1:{first.port}?from=127.0.0.1", lambda: None)
        with pytest.raises(DeviceError) as caught:
            await second.start()
        assert caught.value.reason is Reason.LISTEN_FAILED
        await first.close()

    run(taken())
