"""The virtual devices themselves: what they do that a driver of ours never asks for, and how their hearts beat."""

# ruff: noqa: DTZ001 - a device's clock has no zone
from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from itertools import pairwise

import pytest
from bumble.core import UUID
from bumble.device import Peer

from device_drivers.hub import CHINA
from device_drivers.protocols import racp
from device_drivers.virtual.device_clock import DeviceClock
from device_drivers.virtual.heart import Heart
from tests.device_drivers.conftest import PATIENCE, Room


@pytest.mark.parametrize("rate", [40, 72, 150])
def test_a_heart_beats_at_its_rate_with_one_peak_per_beat(rate: int) -> None:
    heart = Heart(rate)
    assert len(heart.peaks(60.0)) == pytest.approx(rate, abs=3)
    signal = [heart.millivolts(index / 125) for index in range(125 * 20)]
    crossings = sum(1 for before, after in pairwise(signal) if before < 0.6 <= after)
    assert crossings == len(heart.peaks(20.0))
    assert 0.9 < max(signal) < 1.4 and -0.5 < min(signal) < -0.1


def test_the_same_second_gives_the_same_value_in_any_order() -> None:
    forward, backward = Heart(75), Heart(75)
    seconds = [index / 10 for index in range(300)]
    assert [forward.millivolts(s) for s in seconds] == [backward.millivolts(s) for s in reversed(seconds)][::-1]


def test_a_device_clock_runs_on_from_where_it_was_set() -> None:
    true = [datetime(2026, 3, 5, 0, 0, tzinfo=UTC)]
    clock = DeviceClock(lambda: true[0], CHINA)
    assert clock.now() == datetime(2026, 3, 5, 8, 0)
    clock.set(datetime(1970, 1, 1))
    true[0] += timedelta(hours=2)
    assert clock.now() == datetime(1970, 1, 1, 2)
    assert clock.error_s() < -50 * 365 * 86400


def test_the_meter_deletes_when_asked_so_that_not_asking_is_worth_something(room: Room) -> None:
    """The other hosts of the world do ask; bumble's own client stands in for one."""
    meter = room.meter(bonded=False)

    async def delete_all() -> bytes:
        await meter.prick(Decimal("5.5"))
        connection = await room.radio.central.connect(meter.address)
        peer = Peer(connection)
        await peer.discover_all()
        [control] = peer.get_characteristics_by_uuid(UUID.from_16_bits(0x2A52))
        answers: asyncio.Queue[bytes] = asyncio.Queue()
        await control.subscribe(answers.put_nowait)
        await control.write_value(bytes((racp.Op.DELETE, racp.Operator.ALL)), with_response=True)
        answer = await asyncio.wait_for(answers.get(), PATIENCE)
        await connection.disconnect()
        return answer

    assert racp.decode_response(room.run(delete_all())) == racp.Response(racp.Op.DELETE, racp.Result.SUCCESS)
    assert meter.memory == {}


def test_a_host_that_does_not_confirm_gets_the_record_again(room: Room) -> None:
    """bumble's own client, disconnecting inside the indication: the cuff keeps what was not confirmed."""
    cuff = room.cuff(bonded=False)

    async def vanish() -> None:
        await cuff.press(Decimal(128), Decimal(82), Decimal(71))
        connection = await room.radio.central.connect(cuff.address)
        peer = Peer(connection)
        await peer.discover_all()
        [measurement] = peer.get_characteristics_by_uuid(UUID.from_16_bits(0x2A35))
        gone = asyncio.Event()
        connection.on(connection.EVENT_DISCONNECTION, lambda _: gone.set())
        mute: Callable[[object], None] = lambda confirmation: None  # noqa: E731
        setattr(connection.gatt_client, "send_confirmation", mute)  # noqa: B010
        seen: asyncio.Queue[bytes] = asyncio.Queue()
        await measurement.subscribe(seen.put_nowait)
        await asyncio.wait_for(seen.get(), PATIENCE)
        await connection.disconnect()
        await gone.wait()

    room.run(vanish())
    assert len(cuff.records) == 1
