"""A device bonded here that a second computer took over: told aloud, and nothing is read or lost in silence."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest

from device_drivers.errors import Reason
from device_drivers.protocols.blood_pressure_session import BEURER
from device_drivers.protocols.quirks import Quirks
from device_drivers.readings import DeviceState
from device_drivers.virtual.device_clock import DeviceClock
from device_drivers.virtual.glucose_brain import GlucoseBrain
from device_drivers.virtual.onetouch_ble import OneTouchBrain
from device_drivers.virtual.pressure_brain import PressureBrain
from device_drivers.virtual.sig_devices import OximeterBrain, ScaleBrain, ThermometerBrain
from tests.device_drivers.conftest import Room
from tests.device_drivers.scenarios import covers

pytestmark = pytest.mark.hurried

DEVICES: list[tuple[str, str, Callable[[DeviceClock], Any], Callable[[Any], object]]] = [
    ("ble-blood-pressure-beurer", "BM59", lambda clock: PressureBrain(clock, "BM59", BEURER), lambda cuff: cuff.press(128, 82, 71)),
    ("ble-glucose", "meter+00000001", lambda clock: GlucoseBrain(clock, "x", Quirks()), lambda meter: meter.prick(Decimal("5.5"))),
    ("ble-thermometer", "FT95", lambda clock: ThermometerBrain(clock, "FT95"), lambda one: one.press(Decimal("36.8"))),
    ("ble-oximeter", "Oximeter", lambda clock: OximeterBrain(clock, "x", streams=False), lambda one: one.spot(Decimal(96), Decimal(71))),
    ("ble-scale", "A&D_UC-352BLE", lambda clock: ScaleBrain(clock, "UC-352BLE"), lambda scale: scale.step_on(Decimal("63.45"))),
    ("onetouch-ble", "OneTouch 0001", OneTouchBrain, lambda meter: meter.prick(117)),
]


@covers("ble-blood-pressure-beurer", "second_host")
@covers("ble-glucose", "second_host")
@covers("ble-thermometer", "second_host")
@covers("ble-oximeter", "second_host")
@covers("ble-scale", "second_host")
@covers("onetouch-ble", "second_host")
@pytest.mark.expect_log(r"(no|find a) connection for|connection 0x\w+ not found")  # the virtual air, where both ends hang up at once
@pytest.mark.parametrize(("driver", "name", "made", "measure"), DEVICES, ids=[device[0] for device in DEVICES])
def test_a_device_another_host_took_over_is_told_aloud_and_keeps_its_result(
    room: Room, driver: str, name: str, made: Callable[[DeviceClock], Any], measure: Callable[[Any], object]
) -> None:
    """H24: pairing from a second computer silently removes the first bond, and results would go there unseen."""
    brain = made(room.clock())
    device = room.gatt(brain, name)
    room.do(measure, brain)
    room.know(device.id, driver, name)
    room.desk.wait_readings(1)
    room.desk.wait_state(DeviceState.DRAINED)
    seen, read = len(room.desk.news), len(room.desk.readings)
    room.run(device.hang_up())
    room.run(device.taken_over(room.radio))
    room.do(measure, brain)
    assert room.desk.wait_state(DeviceState.FAILED, after=seen).reason is Reason.BOND_ELSEWHERE
    assert len(room.desk.readings) == read
