"""Every virtual meter on a cable as the demo adds it: made by number, read by the hub, a new result taken, nothing twice."""

from __future__ import annotations

from types import ModuleType

import pytest

from device_drivers.readings import DeviceState
from device_drivers.virtual import (
    accu_chek_serial,
    accu_chek_usb,
    caresens_cable,
    codefree,
    contour,
    freestyle_hid,
    lifescan,
    text_meters,
)
from tests.device_drivers.conftest import Room
from tests.device_drivers.meter_talk import keys

pytestmark = pytest.mark.hurried

FAMILIES = [accu_chek_serial, accu_chek_usb, caresens_cable, codefree, contour, freestyle_hid, lifescan, text_meters]


@pytest.mark.parametrize("family", FAMILIES, ids=lambda family: family.__name__.rpartition(".")[2])
def test_made_read_and_read_again_after_a_new_result(room: Room, family: ModuleType) -> None:
    meter = room.run(family.make(None, 7, room.clock()))
    assert "7" in meter.name and meter.model and meter.driver
    room.know(meter.id, meter.driver, meter.name)
    room.desk.wait_state(DeviceState.DRAINED)
    seen = len(room.desk.news)
    taken = room.run(meter.take())
    room.desk.wait_state(DeviceState.DRAINED, after=seen)
    assert len(keys(room.desk.readings)) == 1 and meter.taken == [taken] and taken.device == meter.id
    room.run(meter.close())
