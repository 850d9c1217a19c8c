"""The BP2 cuff through bleak and bumble: stored results, a result seen being taken, a power that fails, slow delivery."""

from __future__ import annotations

from datetime import timedelta

import pytest

from device_drivers.protocols import lepu_bp_session
from device_drivers.readings import DeviceState
from device_drivers.virtual.bp2 import VirtualBp2
from tests.device_drivers.conftest import Room
from tests.device_drivers.scenarios import covers

pytestmark = pytest.mark.hurried

BP2 = "lepu-bp2"


@pytest.fixture(autouse=True)
def _quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lepu_bp_session, "SETTLE_SECONDS", 0.05)
    monkeypatch.setattr(lepu_bp_session, "POLL_SECONDS", 0.1)
    monkeypatch.setattr(lepu_bp_session, "ANSWER_SECONDS", 1.0)


def on_arm(room: Room) -> VirtualBp2:
    async def make() -> VirtualBp2:
        return VirtualBp2(room.radio, "C1:00:00:00:00:50", "BP2W 0001", room.clock())

    return room.run(make())


@covers("lepu-bp2", "replay")
def test_stored_results_then_one_that_is_seen(room: Room) -> None:
    cuff = on_arm(room)
    clock = cuff.inside.clock
    clock.set(clock.now() - timedelta(minutes=2))  # its list knows seconds, and this test takes less than one
    cuff.inside.finish(118, 76, 64)
    clock.set(clock.now() + timedelta(minutes=2))
    cuff.inside.state = cuff.inside.state.IDLE
    room.run(cuff.power_on())
    room.know(cuff.id, BP2, cuff.name)
    [stored] = room.desk.wait_readings(1)
    assert not stored.seen_taken and stored.clock_offset_s is not None
    taken = room.run(cuff.press(149, 93, 77, seconds=0.6))
    room.desk.wait(lambda: any(reading.seen_taken for reading in room.desk.readings))
    seen = next(reading for reading in room.desk.readings if reading.seen_taken)
    assert seen.device_time == taken.device_time.isoformat() and seen.values[0][1].value == 149
    assert stored.key() in {reading.key() for reading in room.desk.readings[1:]}  # sent again, known by its key


@covers("lepu-bp2", "power_off")
def test_power_that_fails_in_the_middle(room: Room) -> None:
    cuff = on_arm(room)
    for pulse in range(20):
        cuff.inside.finish(118, 76, 60 + pulse)
    cuff.inside.state = cuff.inside.state.IDLE
    cuff.die_after = 2
    room.run(cuff.power_on())
    room.know(cuff.id, BP2, cuff.name)
    room.desk.wait_state(DeviceState.FAILED)
    assert room.desk.readings == []
    room.desk.wait(lambda: not cuff.powered)
    room.run(cuff.power_on())
    assert len(room.desk.wait_readings(20)) == 20


@covers("lepu-bp2", "fragments", "corrupt_frame")
def test_slow_fragmented_and_damaged(room: Room) -> None:
    cuff = on_arm(room)
    cuff.inside.finish(118, 76, 64)
    cuff.inside.state = cuff.inside.state.IDLE
    cuff.slow_s, cuff.mtu_limit = 0.002, 23
    room.run(cuff.power_on())
    room.know(cuff.id, BP2, cuff.name)
    assert len(room.desk.wait_readings(1)) == 1
    cuff.spoil_next = True
    room.desk.wait(lambda: room.desk.refusals)
    assert room.desk.refusals[0] == "checksum"
