"""Omron cuffs over the virtual radio: counters in the advert, power cuts, a bond that was stolen."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from device_drivers import registry
from device_drivers.drivers.omron_cuff import CUFFS
from device_drivers.errors import Reason
from device_drivers.readings import DeviceState, KnownDevice, Quantity
from device_drivers.virtual import home_cuffs, omron
from device_drivers.virtual.omron import OmronBrain, VirtualOmron
from tests.device_drivers.conftest import Room
from tests.device_drivers.omron_talk import LOCAL, TOKEN, TWO_USERS, shown
from tests.device_drivers.scenarios import covers

pytestmark = pytest.mark.hurried

Maker = Callable[..., Coroutine[Any, Any, Any]]


def on_the_air(room: Room, brain: OmronBrain, number: int, name: str = "BLEsmart_000001") -> VirtualOmron:
    """number: an address of its own for each test, for the driver remembers what it has read while the program runs."""

    async def make() -> VirtualOmron:
        device = VirtualOmron(room.radio, f"C1:00:00:00:00:{number:02X}", name, brain)
        await device.power_on()
        return device

    return room.run(make())


@pytest.mark.parametrize("number", [TWO_USERS, TOKEN])
def test_a_press_comes_over_the_air_once_and_the_cuff_is_then_left_alone(room: Room, number: str) -> None:
    brain = OmronBrain(room.clock(), CUFFS[number], number)
    brain.pairing = True
    device = on_the_air(room, brain, 0x70 if number == TOKEN else 0x71)
    device.gap = 0.001
    room.do(brain.press, 128, 82, 71)
    room.know(device.id, "omron-ble", device.name)
    [reading] = room.desk.wait_readings(1)
    assert shown(reading) == set(brain.taken[0].values)
    room.desk.wait_state(DeviceState.DRAINED)
    sessions = device.sessions
    assert room.hub.scan(0.5).result(15)
    assert device.sessions == sessions
    seen = len(room.desk.news)
    room.do(brain.press, 133, 86, 77)
    assert room.desk.wait_readings(2)[1].quantity("systolic") == Quantity(Decimal(133), "mmHg")
    room.desk.wait_state(DeviceState.DRAINED, after=seen)


@covers("omron-ble", "power_off")
def test_power_off_over_the_air_and_back(room: Room) -> None:
    brain = OmronBrain(room.clock(), CUFFS[TOKEN], TOKEN)
    device = on_the_air(room, brain, 0x72)
    for number in range(12):
        room.do(brain.press, 110 + number, 70, 60, at=LOCAL + timedelta(minutes=number))
    device.die_after = 6
    room.know(device.id, "omron-ble", device.name)
    assert room.desk.wait_state(DeviceState.FAILED).reason is Reason.LOST
    room.run(device.power_on())
    room.desk.wait_state(DeviceState.DRAINED)
    assert len({reading.key() for reading in room.desk.readings}) == 12


@covers("omron-ble", "second_host")
def test_a_bond_that_another_host_took_is_told_aloud(room: Room) -> None:
    """H24."""
    brain = OmronBrain(room.clock(), CUFFS[TOKEN], TOKEN)
    device = on_the_air(room, brain, 0x73)
    room.know(device.id, "omron-ble", device.name)
    room.do(brain.press, 128, 82, 71)
    room.desk.wait_readings(1)
    room.desk.wait_state(DeviceState.DRAINED)
    seen = len(room.desk.news)
    room.run(device.taken_over(room.radio))
    room.do(brain.press, 131, 85, 72)
    assert room.desk.wait_state(DeviceState.FAILED, after=seen).reason is Reason.BOND_ELSEWHERE
    assert len(room.desk.readings) == 1


@pytest.mark.parametrize("maker", [omron.make, omron.make_scale, home_cuffs.make, home_cuffs.make_yonker])
def test_the_demos_devices_measure_and_are_read(room: Room, maker: Maker) -> None:
    device = room.run(maker(room.radio, 0x80, room.clock()))
    room.hub.add(KnownDevice(device.id, device.driver, device.name, device.address, model=device.model)).result(15)
    taken = room.run(device.take())
    [reading] = room.desk.wait_readings(1)
    assert set(taken.values) <= shown(reading) and device.taken == [taken]
    assert registry.driver(device.driver).manifest.profile(device.model) or device.driver in ("microlife-ble", "yonker-ble")
