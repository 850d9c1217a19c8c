"""Omron cuffs on USB: the HHX cable's commands and the memory frames, every model, and what goes wrong on the way."""

from __future__ import annotations

import re
from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from device_drivers.errors import Reason
from device_drivers.manifest import Model, Opening
from device_drivers.protocols.machine import HID, HID_FEATURE, Connected, Disconnected, Event, Failed, Write
from device_drivers.protocols.omron import Op
from device_drivers.protocols.omron_elite_session import BANKS, OmronEliteSession
from device_drivers.readings import DeviceState, KnownDevice
from device_drivers.registry import driver
from device_drivers.virtual.omron_usb import OmronCableCore, OmronMemoryCore
from tests.device_drivers.conftest import Room
from tests.device_drivers.cuff_talk import TIMES, WALL, YESTERDAY, CuffTalk, Script, clock, keys, same, spoilt_at
from tests.device_drivers.model_sessions import models_of
from tests.device_drivers.protocols.strategies import relaxed
from tests.device_drivers.scenarios import covers
from tests.device_drivers.whitelists import cable_cuffs

CABLE, MEMORY = "omron-hhx", "omron-usb"


def profile(driver_id: str, model: Model) -> str:
    return driver(driver_id).manifest.profile(model.name)


def cable(model: Model) -> OmronCableCore:
    core = OmronCableCore(clock(), model.name, banks=profile(CABLE, model) == "banks")
    core.fill(3, YESTERDAY)
    core.press(142, 91, 77, slot=core.slots[-1])
    return core


def plain() -> OmronCableCore:
    core = OmronCableCore(clock())
    core.fill(3, YESTERDAY)
    return core


# --- the HHX cable ----------------------------------------------------------------------------------------------------
@models_of("omron-hhx")
@covers("omron-hhx", "wrong_user", "fragments")
def test_every_cuff_on_the_cable(model: Model) -> None:
    core = cable(model)
    talk = CuffTalk(CABLE, core, model).run()
    banks = core.dialect is BANKS
    assert len(talk.readings) == 4 and all(any(same(reading, taken) for taken in core.taken) for reading in talk.readings)
    assert [reading.user_slot for reading in talk.readings] == ([0, 0, 0, 1] if banks else [None] * 4)
    assert talk.offset == (None if banks else 0.0)
    assert core.features == [core.dialect.mode] and not talk.refusals
    talk.go_on(seconds=1)
    assert core.commands[-1] == core.dialect.end


@pytest.mark.parametrize("believed", [*TIMES[1:], datetime(2000, 1, 1)])  # noqa: DTZ001 - a device's clock has no zone
@covers("omron-hhx", "wrong_clock")
def test_the_clock_is_read_and_records_keep_their_time(believed: datetime) -> None:
    """H9. Nothing is written: no way to set this clock is documented."""
    core = OmronCableCore(clock())
    core.clock.set(believed)
    core.press(131, 84, 70)
    talk = CuffTalk(CABLE, core).run()
    [reading] = talk.readings
    assert reading.device_time == believed.isoformat() and reading.clock_offset_s == (WALL - believed).total_seconds()


@covers("omron-hhx", "full_memory")
def test_the_newest_record_comes_first_and_a_full_memory_whole() -> None:
    core = OmronCableCore(clock())
    core.capacity = 90
    core.fill(95, YESTERDAY)
    talk = CuffTalk(CABLE, core).run()
    assert len(keys(talk.readings)) == 90
    assert [reading.device_time for reading in talk.readings] == sorted((r.device_time or "" for r in talk.readings), reverse=True)


def test_no_is_asked_again() -> None:
    """libomron: the cuff sometimes says NO to a record it has."""
    core = plain()
    core.sulks = 2
    talk = CuffTalk(CABLE, core).run()
    assert len(talk.readings) == 3 and not talk.refusals


@pytest.mark.parametrize("number", range(2, 13))
@covers("omron-hhx", "corrupt_frame")
def test_a_spoilt_report_never_becomes_a_value(number: int) -> None:
    """H2: the XOR of the answer tells."""
    core = plain()
    talk = CuffTalk(CABLE, core)
    talk.faults = spoilt_at(number, 1, 0x21)
    talk.run()
    assert talk.refusals and len(talk.readings) == 3
    assert all(any(same(reading, taken) for taken in core.taken) for reading in talk.readings)


def test_a_lost_report_is_asked_for_again() -> None:
    core = plain()
    talk = CuffTalk(CABLE, core)
    talk.faults = Script(lambda number, answer: None if number == 6 else answer)
    talk.run()
    assert len(talk.readings) == 3


@covers("omron-hhx", "power_off", "replay")
def test_power_off_in_the_middle_then_all_of_it() -> None:
    core = plain()
    talk = CuffTalk(CABLE, core)
    talk.faults.die_after = 9
    assert talk.run().failures == [Failed(Reason.TIMEOUT)]
    again = CuffTalk(CABLE, core).run()
    assert 0 < len(talk.readings) < 3 == len(again.readings) and keys(talk.readings) < keys(again.readings)


def test_a_cuff_that_sleeps_does_not_answer() -> None:
    core = plain()
    core.asleep = True
    assert CuffTalk(CABLE, core).run().failures == [Failed(Reason.TIMEOUT)]


def test_an_empty_bank_is_no_failure() -> None:
    model = next(model for model in driver(CABLE).manifest.models if model.profile == "banks")
    core = OmronCableCore(clock(), model.name, banks=True)
    talk = CuffTalk(CABLE, core, model).run()
    assert talk.readings == [] and talk.states[-1] is DeviceState.DRAINED


BANK_WORDS = {
    HID_FEATURE: "74bc",  # the mode that gives readings
    HID: "|".join(
        (
            "07(?:00){7}|02(?:00){7}",  # the clearing block
            f"07{b'GDC'.hex()}00(?:00|01)0000|01(?:00|01)(?:00){{6}}",  # number of records of a bank, and its sum
            f"07{b'GME'.hex()}00(?:00|01)00[0-9a-f]{{2}}|01[0-9a-f]{{2}}(?:00){{6}}",  # a record of a bank, and its sum
            f"05{b'END'.hex()}ffff0000",  # let go
        )
    ),
}


@given(st.lists(st.tuples(st.sampled_from(cable_cuffs.EVENTS[CABLE]), st.floats(0.01, 3.0)), max_size=15))
@relaxed
def test_nothing_else_is_ever_told_to_a_cuff_with_banks(events: list[tuple[Event, float]]) -> None:
    """The other dialect's words are on the list of the whitelist: it is what a cuff without a named model is told."""
    session = OmronEliteSession("hid:x", CABLE, BANKS)
    actions = session.receive(Connected(frozenset({HID, HID_FEATURE}), WALL))
    now = 0.0
    for event, seconds in events:
        now += seconds
        actions += [*session.tick(now), *session.receive(event)]
    for write in (action for action in actions if isinstance(action, Write)):
        assert re.fullmatch(BANK_WORDS[write.channel], write.data.hex()), write.data.hex()


# --- memory frames ----------------------------------------------------------------------------------------------------
@models_of("omron-usb")
@covers("omron-usb", "full_memory", "wrong_user", "fragments")
def test_every_cuff_with_a_socket(model: Model) -> None:
    slots = 60 if profile(MEMORY, model) else 100
    core = OmronMemoryCore(clock(), model.name, capacity=slots)
    core.fill(slots + 3, YESTERDAY - timedelta(days=1), slot=1)
    core.fill(2, YESTERDAY, slot=2)
    talk = CuffTalk(MEMORY, core, model).run()
    assert len(talk.readings) == slots + 2 == len(keys(talk.readings))
    assert [reading.user_slot for reading in talk.readings] == [1] * slots + [2] * 2
    assert all(any(same(reading, taken) for taken in core.taken) for reading in talk.readings)
    assert core.frames[-1].op is Op.END and {frame.op for frame in core.frames} == {Op.START, Op.READ, Op.END}
    assert core.frames[-2].address + core.frames[-2].size == 0x02AC + 2 * slots * 14


def two() -> OmronMemoryCore:
    core = OmronMemoryCore(clock())
    core.fill(2, YESTERDAY, slot=1)
    core.press(142, 91, 77, slot=2)
    return core


def test_it_answers_only_while_it_is_on_and_is_asked_again() -> None:
    core = two()
    core.asleep = True
    talk = CuffTalk(MEMORY, core)
    talk.run(seconds=20)
    assert talk.readings == [] and not talk.failures
    core.asleep = False
    talk.go_on()
    assert len(talk.readings) == 3
    core.press(128, 80, 66, slot=1)
    talk.go_on(seconds=60)
    assert len(talk.readings) == 4 and same(talk.readings[-1], core.taken[-1])


@pytest.mark.parametrize("number", [1, 2, 36])
@covers("omron-usb", "corrupt_frame")
def test_a_spoilt_block_is_read_again(number: int) -> None:
    """H2."""
    core = two()
    talk = CuffTalk(MEMORY, core)
    talk.faults = spoilt_at(number, 9, 0x10)
    talk.run()
    assert talk.refusals == ["checksum"] and len(talk.readings) == 3
    assert all(any(same(reading, taken) for taken in core.taken) for reading in talk.readings)


def test_a_late_block_does_not_shift_the_records() -> None:
    """An answer to the question before is not the answer to this one: its address tells."""
    core = two()
    talk = CuffTalk(MEMORY, core)
    seen: list[bytes] = []

    def late(number: int, answer: bytes) -> bytes:
        seen.append(answer)
        return seen[-2] if number == 3 else answer

    talk.faults = Script(late)
    talk.run()
    assert len(talk.readings) == 3 and talk.refusals == ["unknown"]


@covers("omron-usb", "power_off")
def test_power_off_while_it_is_read() -> None:
    core = two()
    talk = CuffTalk(MEMORY, core)
    talk.faults.die_after = 2
    talk.run()
    assert talk.failures == [Failed(Reason.TIMEOUT)] and len(talk.readings) == 2
    assert len(CuffTalk(MEMORY, core).run().readings) == 3


@pytest.mark.parametrize("believed", [TIMES[1], TIMES[2], datetime(2000, 1, 1)])  # noqa: DTZ001 - no zone
@covers("omron-usb", "wrong_clock", "replay")
def test_records_keep_the_time_of_a_wrong_clock_and_a_replay_its_keys(believed: datetime) -> None:
    """H9: where the clock lies in this memory is not known, so nobody may say by how much it is wrong."""
    core = OmronMemoryCore(clock())
    core.clock.set(believed)
    core.press(131, 84, 70, slot=2)
    first, second = (CuffTalk(MEMORY, core).run().readings for _ in range(2))
    assert [reading.device_time for reading in first] == [believed.isoformat()] and first[0].clock_offset_s is None
    assert keys(first) == keys(second)


def test_a_date_no_calendar_has_is_quarantined() -> None:
    core = two()
    core.broken_date = True
    talk = CuffTalk(MEMORY, core).run()
    assert talk.refusals == ["reserved"] and len(talk.readings) == 2


@pytest.mark.parametrize("driver_id", [CABLE, MEMORY])
def test_a_pulled_cable_ends_it(driver_id: str) -> None:
    machine = driver(driver_id).machine(KnownDevice("hid:x", driver_id, "x", "x"), Opening(1))
    machine.receive(Connected(frozenset({HID, HID_FEATURE}), WALL))
    assert machine.receive(Disconnected()) == [Failed(Reason.LOST)] and machine.due is None


# --- through the hub --------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(("driver_id", "count"), [(CABLE, 3), (MEMORY, 3)])
def test_through_the_hub(room: Room, driver_id: str, count: int) -> None:
    core = OmronCableCore(room.clock()) if driver_id == CABLE else OmronMemoryCore(room.clock())
    core.fill(count, YESTERDAY)
    cuff = room.report_cuff(core)
    room.know(cuff.id, driver_id)
    readings = room.desk.wait_readings(count)
    room.desk.wait_state(DeviceState.DRAINED)
    assert all(any(same(reading, taken) for taken in core.taken) for reading in readings)
    room.run(cuff.close())
