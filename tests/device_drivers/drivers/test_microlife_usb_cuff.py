"""Microlife cuffs on USB."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from device_drivers.errors import Reason
from device_drivers.manifest import Model
from device_drivers.protocols.machine import Disconnected, Failed
from device_drivers.protocols.microlife_usb import Command
from device_drivers.readings import DeviceState
from device_drivers.virtual.microlife_usb import MicrolifeUsbCore
from tests.device_drivers.conftest import Room
from tests.device_drivers.cuff_talk import TIMES, WALL, YESTERDAY, CuffTalk, Script, clock, keys, same, spoilt_at
from tests.device_drivers.model_sessions import models_of
from tests.device_drivers.scenarios import covers

USB = "microlife-usb"


def three(model: str = "Microlife BP3GX1-5X") -> MicrolifeUsbCore:
    core = MicrolifeUsbCore(clock(), model)
    core.fill(3, YESTERDAY)
    return core


@models_of("microlife-usb")
@covers("microlife-usb", "fragments")
def test_every_cuff(model: Model) -> None:
    core = three(model.name)
    talk = CuffTalk(USB, core, model).run()
    assert all(same(reading, taken) for reading, taken in zip(talk.readings, core.taken, strict=True))
    assert core.commands == [command.value for command in (Command.READ_CLOCK, Command.READ_RECORDS, Command.SET_CLOCK)]
    assert not talk.refusals and {reading.clock_offset_s for reading in talk.readings} == {0.0}


@pytest.mark.parametrize("believed", TIMES)
@covers("microlife-usb", "wrong_clock")
def test_a_wrong_clock_is_measured_then_set_after_the_records(believed: datetime) -> None:
    """H9."""
    core = MicrolifeUsbCore(clock())
    core.clock.set(max(believed, datetime(2000, 1, 1)))  # noqa: DTZ001 - its records have two digits of the year
    core.press(131, 84, 70)
    talk = CuffTalk(USB, core)
    began = core.clock.now()
    talk.run()
    talk.go_on(seconds=2)
    [reading] = talk.readings
    assert reading.clock_offset_s == pytest.approx((WALL - began).total_seconds(), abs=1)
    assert reading.device_time == began.isoformat()[:16] + ":??"
    assert abs(core.clock.error_s()) <= 2


@covers("microlife-usb", "full_memory")
def test_a_full_memory() -> None:
    core = MicrolifeUsbCore(clock())
    core.fill(205, YESTERDAY - timedelta(days=3))
    assert len(keys(CuffTalk(USB, core).run().readings)) == 200


def test_a_cuff_that_cannot_be_set_still_gives_its_records() -> None:
    core = three()
    core.deaf = 9
    talk = CuffTalk(USB, core).run()
    assert len(talk.readings) == 3 and talk.states[-1] is DeviceState.DRAINED and not talk.failures


@pytest.mark.parametrize("number", range(3, 18))
@covers("microlife-usb", "corrupt_frame")
def test_a_spoilt_report_never_becomes_a_value(number: int) -> None:
    """H2: one sum over the whole answer."""
    core = three()
    talk = CuffTalk(USB, core)
    talk.faults = spoilt_at(number, 3, 0x01)
    talk.run()
    assert talk.refusals and len(talk.readings) == 3
    assert all(any(same(reading, taken) for taken in core.taken) for reading in talk.readings)


def test_a_lost_report_is_asked_for_again() -> None:
    core = three()
    talk = CuffTalk(USB, core)
    talk.faults = Script(lambda number, answer: None if number == 8 else answer)
    talk.run()
    assert len(talk.readings) == 3 and talk.refusals == ["checksum"]


@covers("microlife-usb", "power_off")
def test_power_off_in_the_middle() -> None:
    core = three()
    talk = CuffTalk(USB, core)
    talk.faults.die_after = 8
    talk.run()
    assert talk.readings == [] and talk.failures == [Failed(Reason.TIMEOUT)]
    assert len(CuffTalk(USB, core).run().readings) == 3


@covers("microlife-usb", "replay")
def test_a_replay_has_the_same_keys_and_a_pulled_cable_ends_it() -> None:
    core = three()
    first = CuffTalk(USB, core).run()
    first.go_on(seconds=1)  # the clock is set behind the records
    second = CuffTalk(USB, core).run()
    assert keys(first.readings) == keys(second.readings)
    assert second.event(Disconnected()) == [Failed(Reason.LOST)]


def test_through_the_hub(room: Room) -> None:
    core = MicrolifeUsbCore(room.clock())
    core.fill(3, YESTERDAY)
    cuff = room.report_cuff(core)
    room.know(cuff.id, USB)
    readings = room.desk.wait_readings(3)
    room.desk.wait_state(DeviceState.DRAINED)
    assert all(same(reading, taken) for reading, taken in zip(readings, core.taken, strict=True))
    room.run(cuff.close())
