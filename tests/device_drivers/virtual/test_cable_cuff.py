"""Every virtual cuff on a cable as the practice clinic makes it: known to the hub, measured by a button, read like a real one."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from device_drivers import registry
from device_drivers.readings import DeviceState
from device_drivers.virtual import contec_cuff, kiosk, microlife_usb, omron_usb, serial_peers
from device_drivers.virtual.contec_cuff import Contec08aCore
from tests.device_drivers.conftest import Room
from tests.device_drivers.cuff_talk import YESTERDAY, clock, same

pytestmark = pytest.mark.hurried

MAKERS: list[Callable[..., Any]] = [
    contec_cuff.make,
    contec_cuff.make_recorder,
    kiosk.make,
    kiosk.make_height_weight,
    kiosk.make_terumo,
    microlife_usb.make,
    omron_usb.make,
    omron_usb.make_cable,
    serial_peers.make,
]


@pytest.mark.parametrize("maker", MAKERS, ids=[f"{maker.__module__.rpartition('.')[2]}.{maker.__name__}" for maker in MAKERS])
def test_a_measurement_of_it_reaches_the_journal(room: Room, maker: Callable[..., Any]) -> None:
    device = room.run(maker(None, 7, room.clock()))
    assert device.model in {model.name for model in registry.driver(device.driver).manifest.models} and device.name
    earlier = len(device.taken)
    known = room.know(device.id, device.driver)
    room.desk.wait_state(DeviceState.DRAINED)  # a cable is pulled between two transfers here, not in the middle of one
    if hasattr(device, "host_here"):
        room.run(device.host_here())
    taken = room.run(device.take())
    assert len(device.taken) == earlier + 1 and device.taken[-1] is taken
    room.desk.wait(lambda: any(same(reading, taken) for reading in room.desk.readings))
    room.hub.forget(known.device).result(15)
    room.run(device.close())


def test_the_oldest_record_of_a_user_goes_when_the_memory_is_full() -> None:
    core = Contec08aCore(clock())
    core.capacity = 3
    core.fill(5, YESTERDAY, slot=1)
    core.fill(1, YESTERDAY, slot=2)
    times = [pressed.taken for pressed in core.memory if pressed.slot == 1]
    assert len(times) == 3 and times == sorted(times) and len(core.memory) == 4 and len(core.taken) == 6


def test_a_virtual_visomat_answers_and_gives_no_reading(room: Room) -> None:
    device = room.run(kiosk.make_visomat(None, 1, room.clock()))
    room.run(device.take())
    room.know(device.id, device.driver)
    room.desk.wait(lambda: room.desk.refusals)
    assert room.desk.readings == []
    room.run(device.close())
