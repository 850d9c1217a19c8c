"""A recorded session as a link: what was asked is answered as then, the rest comes as fast as the driver takes it."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from datetime import datetime
from typing import Any

import pytest

from device_drivers.errors import AttributeRefused, DeviceError, Reason
from device_drivers.protocols.machine import Connected, Disconnected, Notified, OperationFailed, ReadDone, Subscribed, WriteDone
from device_drivers.transports import replay
from device_drivers.transports.replay import ReplayLink
from tests.device_drivers.in_loop import PATIENCE, Ear, rounds

WALL = datetime(2026, 3, 5, 12, 0)  # noqa: DTZ001 - a device's clock has no zone
OPENED = Connected(frozenset({"2A19", "2A18", "2A52"}), WALL)


def run(work: Coroutine[Any, Any, None]) -> None:
    asyncio.run(asyncio.wait_for(work, PATIENCE))


def test_what_came_after_a_question_comes_after_it_again() -> None:
    async def play() -> None:
        ear = Ear()
        link = ReplayLink([OPENED, ReadDone("2A19", b"\x50"), Subscribed("2A18"), WriteDone("2A52"), Notified("2A18", b"1")])
        assert await link.open(ear) == OPENED.channels
        assert await link.read("2A19") == b"\x50"
        await link.subscribe("2A18")
        await rounds(5)
        assert ear.events == []
        await link.write("2A52", b"\x01\x01", True)
        assert await ear.hear(2) == [Notified("2A18", b"1"), Disconnected()]
        with pytest.raises(DeviceError) as lost:
            await link.write("2A52", b"\x01\x01", True)
        assert lost.value.reason is Reason.LOST

    run(play())


def test_a_refusal_is_refused_again_and_a_new_question_has_no_answer() -> None:
    async def play() -> None:
        link = ReplayLink([OPENED, OperationFailed("2A52", 0x81), Notified("2A18", b"1")])
        await link.open(lambda _: None)
        with pytest.raises(DeviceError) as unknown:
            await link.read("2A00")
        assert unknown.value.reason is Reason.NOT_SUPPORTED
        with pytest.raises(AttributeRefused) as refused:
            await link.write("2A52", b"\x01", True)
        assert refused.value.code == 0x81
        await link.close()

    run(play())


def test_a_question_that_is_no_longer_asked_does_not_hold_the_rest_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(replay, "STALL_SECONDS", 0.01)

    async def play() -> None:
        ear = Ear()
        link = ReplayLink([OPENED, WriteDone("2A52"), *(Notified("2A18", bytes([n])) for n in range(200))])
        await link.open(ear)
        assert [event.data[0] for event in await ear.hear(201) if isinstance(event, Notified)] == list(range(200))

    run(play())
