"""Contec cuffs: every model from the handshake to the drained memory, and everything that goes wrong on the way."""

# ruff: noqa: DTZ001 - a device's clock has no zone
from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from device_drivers.errors import Reason
from device_drivers.manifest import Model
from device_drivers.protocols.contec_08a import Command
from device_drivers.protocols.contec_08a_session import POLL_SECONDS
from device_drivers.protocols.machine import HID, SERIAL, Disconnected, Failed, State
from device_drivers.readings import DeviceState
from device_drivers.virtual.contec_cuff import Contec08aCore, ContecAbpmCore
from tests.device_drivers.conftest import Room
from tests.device_drivers.cuff_talk import TIMES, WALL, YESTERDAY, CuffTalk, Script, clock, keys, same, spoilt_at
from tests.device_drivers.meter_talk import Talk
from tests.device_drivers.model_sessions import models_of
from tests.device_drivers.scenarios import covers

USB, SPP, ABPM = "contec-08a-usb", "contec-08a-spp", "contec-abpm50"


@pytest.fixture(params=[HID, SERIAL])
def core(request: pytest.FixtureRequest) -> Contec08aCore:
    return three(Contec08aCore(clock(), channel=request.param))


def three(core: Contec08aCore) -> Contec08aCore:
    """118 is below 128: a decoder that forgets the map byte would say 246."""
    core.fill(2, YESTERDAY, slot=1)
    core.clock.set(YESTERDAY + timedelta(hours=5))
    core.press(118, 78, 72, slot=3)
    core.clock.set(WALL)
    return core


@models_of("contec-08a-usb")
@covers("contec-08a-usb", "wrong_user", "fragments")
def test_every_usb_cuff(model: Model) -> None:
    core = three(Contec08aCore(clock(), model.name))
    talk = CuffTalk(USB, core, model).run()
    check(talk, core)
    assert core.acknowledged == 3 and talk.states[-1] is DeviceState.DRAINED and not talk.refusals


@models_of("contec-08a-spp")
@covers("contec-08a-spp", "wrong_user", "fragments")
def test_every_bluetooth_cuff(model: Model) -> None:
    core = three(Contec08aCore(clock(), model.name, SERIAL))
    talk = CuffTalk(SPP, core, model, piece=3).run()
    check(talk, core)
    assert core.acknowledged == 1 and talk.states[-1] is DeviceState.DRAINED and not talk.refusals


def check(talk: Talk, core: Contec08aCore) -> None:
    assert all(same(reading, taken) for reading, taken in zip(talk.readings, core.taken, strict=True))
    assert [reading.user_slot for reading in talk.readings] == [1, 1, 3]
    assert not any(reading.seen_taken or reading.sequence or reading.clock_offset_s for reading in talk.readings)


def test_the_clock_is_set_after_every_record_was_kept(core: Contec08aCore) -> None:
    core.clock.set(datetime(2009, 1, 1))
    talk = CuffTalk(core.driver, core).run()
    assert abs(core.clock.error_s()) <= 1
    assert core.commands[-2:] == [Command.TIME_NOTICE.value, core.commands[-1]] and core.commands[-1][0] == 0x4C
    talk.expect_readings_before(b"\x4c\x42")
    assert len(talk.readings) == 3


@pytest.mark.parametrize("believed", [datetime(2037, 12, 31, 23, 59, 59), WALL - timedelta(hours=8), datetime(2000, 1, 1)])
@covers("contec-08a-usb", "wrong_clock")
@covers("contec-08a-spp", "wrong_clock")
def test_records_keep_the_time_of_a_wrong_clock(core: Contec08aCore, believed: datetime) -> None:
    """H9: the cuff does not tell its clock, so nobody may say by how much it is wrong."""
    core.memory.clear()
    core.clock.set(believed)
    core.press(131, 84, 70, slot=2)
    [reading] = CuffTalk(core.driver, core).run().readings
    assert reading.device_time == believed.isoformat() and reading.clock_offset_s is None


@covers("contec-08a-usb", "full_memory", "wrong_user")
@covers("contec-08a-spp", "full_memory", "wrong_user")
def test_a_full_memory_of_three_users(core: Contec08aCore) -> None:
    core.memory.clear()
    for slot in core.slots:
        core.fill(core.capacity + 5, YESTERDAY - timedelta(days=slot), slot=slot)
    talk = CuffTalk(core.driver, core, piece=50).run()
    assert len(talk.readings) == 300 == len(keys(talk.readings))
    assert {reading.user_slot for reading in talk.readings} == {1, 2, 3}


def test_an_empty_memory_is_no_failure(core: Contec08aCore) -> None:
    core.memory.clear()
    talk = CuffTalk(core.driver, core).run()
    assert talk.readings == [] and talk.states[-1] is DeviceState.DRAINED


@covers("contec-08a-usb", "power_off")
@covers("contec-08a-spp", "power_off")
def test_power_off_in_the_middle_then_all_of_it(core: Contec08aCore) -> None:
    talk = CuffTalk(core.driver, core)
    talk.faults.die_after = 4
    talk.run()
    assert talk.failures == [Failed(Reason.TIMEOUT)]
    before = keys(talk.readings)
    again = CuffTalk(core.driver, core).run()
    assert len(again.readings) == 3 and before <= keys(again.readings)


def test_a_lost_record_is_asked_for_again(core: Contec08aCore) -> None:
    talk = CuffTalk(core.driver, core)
    talk.faults = Script(lambda number, answer: None if number == 3 else answer)
    talk.run()
    assert len(keys(talk.readings)) == 3
    assert talk.states[-1] is DeviceState.DRAINED and not talk.failures


def test_a_record_that_never_comes_is_said_aloud(core: Contec08aCore) -> None:
    """A gap in the count: nobody may think the memory was empty."""
    core.announced_more = 1
    talk = CuffTalk(core.driver, core).run()
    assert Reason.GAP in {action.reason for action in talk.actions if isinstance(action, State)}
    assert talk.states[-1] is DeviceState.DRAINED and core.acknowledged == 0


@covers("contec-08a-usb", "corrupt_frame")
@covers("contec-08a-spp", "corrupt_frame")
def test_a_spoilt_record_never_becomes_a_value(core: Contec08aCore) -> None:
    """H2. A byte without bit 7 belongs to no record; the whole burst is asked for again."""
    talk = CuffTalk(core.driver, core)
    talk.faults = spoilt_at(3, 5)
    truth = list(core.taken)
    talk.run()
    assert len(talk.readings) == 3 and talk.refusals
    assert all(any(same(reading, taken) for taken in truth) for reading in talk.readings)


@covers("contec-08a-spp", "corrupt_frame")
def test_one_byte_lost_in_the_stream_shifts_nobodys_pressure() -> None:
    """H2: records in a stream have no mark of their own, so a burst counts only when it has the announced length."""
    core = three(Contec08aCore(clock(), channel=SERIAL))
    truth = list(core.taken)
    for at in range(14):
        talk = CuffTalk(SPP, core)
        talk.faults = Script(lambda number, answer, at=at: answer[:at] + answer[at + 1 :] if number == 3 else answer)  # type: ignore[misc]
        talk.run()
        assert len(talk.readings) == 3 and talk.refusals, at
        assert all(any(same(reading, taken) for taken in truth) for reading in talk.readings), at


def test_a_month_no_year_has_is_quarantined_and_the_others_count(core: Contec08aCore) -> None:
    core.broken_date = 1
    talk = CuffTalk(core.driver, core).run()
    assert talk.refusals == ["reserved"] and len(talk.readings) == 2


def test_a_cuff_that_is_switched_off_says_so(core: Contec08aCore) -> None:
    core.switched_off = True
    talk = CuffTalk(core.driver, core).run()
    assert talk.failures == [Failed(Reason.DEVICE_ERROR)]


def test_it_is_asked_again_while_it_stays_and_gives_only_the_new_one(core: Contec08aCore) -> None:
    talk = CuffTalk(core.driver, core).run()
    core.press(142, 91, 77, slot=1)
    talk.go_on(seconds=POLL_SECONDS + 20)
    assert len(talk.readings) == 4 and same(talk.readings[-1], core.taken[-1])
    clocks = [command for command in core.commands if command[0] == 0x4C]
    assert len(clocks) == 1


@covers("contec-08a-usb", "replay")
@covers("contec-08a-spp", "replay")
def test_a_replay_has_the_same_keys(core: Contec08aCore) -> None:
    first, second = (CuffTalk(core.driver, core).run().readings for _ in range(2))
    assert keys(first) == keys(second)


def test_nobody_on_the_cable(core: Contec08aCore) -> None:
    talk = CuffTalk(core.driver, core)
    talk.faults.absent = True
    assert talk.run().failures == [Failed(Reason.TIMEOUT)]


def test_a_pulled_cable_ends_it(core: Contec08aCore) -> None:
    talk = CuffTalk(core.driver, core).run()
    assert talk.event(Disconnected()) == [Failed(Reason.LOST)]


# --- ABPM50 -----------------------------------------------------------------------------------------------------------
def recorder(core: ContecAbpmCore) -> ContecAbpmCore:
    core.fill(3, YESTERDAY)
    return core


@models_of("contec-abpm50")
@pytest.mark.parametrize("series", [False, True])
@covers("contec-abpm50", "fragments")
def test_every_recorder(model: Model, series: bool) -> None:
    core = recorder(ContecAbpmCore(clock(), model.name, series=series))
    talk = CuffTalk(ABPM, core, model, piece=2).run()
    talk.go_on(seconds=1)
    assert all(same(reading, taken) for reading, taken in zip(talk.readings, core.taken, strict=True))
    assert {reading.context for reading in talk.readings} == {(("mode", "ambulatory" if series else "casual"),)}
    assert talk.written[0].hex() == "1783ffff" and talk.written[1].hex() == "1383ffff"
    assert [word.hex() for word in talk.written[2:]] == ["1083ffff"] * 3


@pytest.mark.parametrize("believed", TIMES)
@covers("contec-abpm50", "wrong_clock")
def test_a_recorder_with_a_wrong_clock(believed: datetime) -> None:
    core = ContecAbpmCore(clock())
    core.clock.set(believed)
    core.press(128, 83, 71)
    [reading] = CuffTalk(ABPM, core).run().readings
    assert reading.device_time == core.taken[0].device_time.isoformat()[:16] + ":??"


def test_a_failed_measurement_of_the_recorder_is_no_value() -> None:
    core = recorder(ContecAbpmCore(clock()))
    core.fail_next = 1
    talk = CuffTalk(ABPM, core).run()
    assert talk.refusals == [Reason.DEVICE_ERROR] and len(talk.readings) == 2


@covers("contec-abpm50", "corrupt_frame")
def test_a_spoilt_packet_spoils_its_record_alone() -> None:
    core = recorder(ContecAbpmCore(clock()))
    talk = CuffTalk(ABPM, core)
    talk.faults = spoilt_at(2, 11)
    talk.run(seconds=30.0)
    assert all(any(same(reading, taken) for taken in core.taken) for reading in talk.readings)
    assert talk.refusals


@covers("contec-abpm50", "power_off")
def test_a_recorder_that_falls_silent_leaves_a_gap() -> None:
    core = recorder(ContecAbpmCore(clock()))
    talk = CuffTalk(ABPM, core)
    talk.faults.die_after = 4
    talk.run()
    assert len(talk.readings) == 2
    assert [action.reason for action in talk.actions if isinstance(action, State)][-1] is Reason.GAP


@covers("contec-abpm50", "full_memory", "replay")
def test_a_full_recorder_twice_has_the_same_keys() -> None:
    core = ContecAbpmCore(clock(), series=True)
    core.capacity = 255
    core.fill(260, YESTERDAY - timedelta(days=1))
    first, second = (CuffTalk(ABPM, core).run().readings for _ in range(2))
    assert len(first) == 255 == len(keys(first)) and keys(first) == keys(second)


# --- through the hub --------------------------------------------------------------------------------------------------
def test_usb_through_the_hub(room: Room) -> None:
    core = three(Contec08aCore(room.clock()))
    cuff = room.report_cuff(core)
    room.know(cuff.id, USB)
    readings = list(room.desk.wait_readings(3))
    room.desk.wait_state(DeviceState.DRAINED)
    assert all(same(reading, taken) for reading, taken in zip(readings, core.taken, strict=True))
    room.run(cuff.unplug())
    assert room.desk.wait_state(DeviceState.FAILED).reason is Reason.LOST
    assert keys(room.desk.wait_readings(6)) == keys(readings)
    room.run(cuff.close())


def test_bluetooth_through_the_hub_in_small_pieces(room: Room) -> None:
    core = three(Contec08aCore(room.clock(), channel=SERIAL))
    cuff = room.cable_cuff(core)
    room.know(cuff.id, SPP)
    readings = room.desk.wait_readings(3)
    assert all(same(reading, taken) for reading, taken in zip(readings, core.taken, strict=True))
