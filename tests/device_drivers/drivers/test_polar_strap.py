"""The Polar strap through bleak and bumble: a stream, its stop, a strap that goes off."""

from __future__ import annotations

import pytest

from device_drivers.errors import Reason
from device_drivers.readings import DeviceState
from device_drivers.virtual.strap import VirtualStrap
from tests.device_drivers.conftest import PATIENCE, Room
from tests.device_drivers.scenarios import covers

pytestmark = pytest.mark.hurried

POLAR = "polar-pmd"


def worn(room: Room) -> VirtualStrap:
    async def make() -> VirtualStrap:
        strap = VirtualStrap(room.radio, "C1:00:00:00:00:40", "Polar H10 0A1B2C3D", room.clock())
        await strap.power_on()
        return strap

    return room.run(make())


def test_ecg_and_heart_rate_at_the_same_time(room: Room) -> None:
    strap = worn(room)
    room.know(strap.id, POLAR, strap.name)
    room.hub.start_ecg(strap.id).result(PATIENCE)
    room.desk.wait(lambda: len(room.desk.blocks) >= 4)
    room.hub.stop_ecg(strap.id).result(PATIENCE)
    room.desk.wait(lambda: not strap.inside.streaming)
    samples = [sample for block in room.desk.blocks for sample in block.samples]
    assert samples == strap.inside.log[: len(samples)]
    assert room.desk.blocks[-1].heart_rate == 68 and any(block.rr_1024 for block in room.desk.blocks)
    assert {frame.channel for frame in room.desk.frames} == {"2A37"}
    assert strap.inside.stops == 1


@covers("polar-pmd", "power_off")
def test_a_strap_that_is_taken_off_is_lost_and_comes_back(room: Room) -> None:
    strap = worn(room)
    room.know(strap.id, POLAR, strap.name)
    room.hub.start_ecg(strap.id).result(PATIENCE)
    room.desk.wait(lambda: room.desk.blocks)
    off = room.hub.submit(strap.power_off())
    assert room.desk.wait_state(DeviceState.FAILED).reason is Reason.LOST
    off.result(PATIENCE)
    before, end = len(room.desk.blocks), room.desk.blocks[-1].first + len(room.desk.blocks[-1].samples)
    room.run(strap.power_on())
    room.desk.wait(lambda: len(room.desk.blocks) > before)
    assert room.desk.blocks[before].first > end
