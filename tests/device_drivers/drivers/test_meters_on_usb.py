"""Meters that USB reads out each time they are plugged in: what holds for all of them, whatever they speak."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest

from device_drivers.readings import DeviceState
from device_drivers.virtual.cable_meter import MeterCore, ReportMeter
from device_drivers.virtual.contour import ContourCore
from device_drivers.virtual.device_clock import DeviceClock
from device_drivers.virtual.freestyle_hid import NeoCore
from tests.device_drivers.conftest import Room
from tests.device_drivers.meter_talk import WALL, Talk, clock, keys

YESTERDAY = (WALL - timedelta(days=1)).replace(second=0)
each_meter = pytest.mark.parametrize("make", [ContourCore, NeoCore])


@each_meter
def test_through_the_hub_pulled_out_and_plugged_in_again(room: Room, make: Callable[[DeviceClock], MeterCore]) -> None:
    core = make(room.clock())
    core.fill(4, YESTERDAY)

    async def plug() -> ReportMeter:
        return ReportMeter(core, f"{core.driver}-1")

    meter = room.run(plug())
    room.know(meter.id, meter.driver)
    room.desk.wait_state(DeviceState.DRAINED)
    seen = len(room.desk.news)
    room.run(meter.take())
    room.desk.wait_state(DeviceState.DRAINED, after=seen)
    assert len(keys(room.desk.readings)) == 5
    room.run(meter.close())


@each_meter
def test_two_equal_results_in_one_minute_are_two_and_stay_two(make: Callable[[DeviceClock], MeterCore]) -> None:
    """H11: their clocks have no seconds; two residents may have the same value in the same minute."""
    core = make(clock())
    for _ in range(2):
        core.prick(101)
    first, second = Talk(core.driver, core).run(), Talk(core.driver, core).run()
    assert len(keys(first.readings)) == 2 and keys(first.readings) == keys(second.readings)
