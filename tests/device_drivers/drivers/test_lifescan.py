"""LifeScan meters: every model from the knock to the drained memory, and everything that goes wrong on a cable."""

# ruff: noqa: DTZ001 - a device's clock has no zone
from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal

import pytest

from device_drivers.errors import Reason
from device_drivers.manifest import Model
from device_drivers.protocols.lifescan_binary import LifeScanFrame, Link, UltraEasy, decode_frame, encode_frame, seconds_since
from device_drivers.protocols.machine import BytesIn, Closing, Disconnected, Done, Failed
from device_drivers.readings import DeviceState, Quantity
from device_drivers.virtual.cable_meter import HI, LO, Drop, MeterCore
from device_drivers.virtual.lifescan import UltraEasyCore, VerioIQCore
from tests.device_drivers.conftest import Room
from tests.device_drivers.meter_talk import WALL, Talk, clock, keys
from tests.device_drivers.model_sessions import models_of
from tests.device_drivers.scenarios import covers

EASY, IQ = "lifescan-ultraeasy", "lifescan-verio-iq"
YESTERDAY = WALL - timedelta(days=1)


@pytest.fixture(params=[UltraEasyCore, VerioIQCore])
def core(request: pytest.FixtureRequest) -> MeterCore:
    made: MeterCore = request.param(clock())
    return made


def three(core: MeterCore) -> MeterCore:
    core.file(Drop(YESTERDAY, 101))
    core.file(Drop(YESTERDAY + timedelta(minutes=7, seconds=12), HI))
    core.file(Drop(YESTERDAY + timedelta(hours=3), LO))
    return core


@covers(EASY, "fragments")
@models_of(EASY)
def test_every_ultra_easy_from_knock_to_drained(model: Model) -> None:
    core = three(UltraEasyCore(clock(), model.name))
    talk = Talk(EASY, core, model, piece=3).run()
    assert [reading.quantity("glucose") for reading in talk.readings] == [
        Quantity(Decimal(20), "mg/dL", "<"),
        Quantity(Decimal(600), "mg/dL", ">"),
        Quantity(Decimal(101), "mg/dL"),
    ]
    assert [reading.device_time for reading in talk.readings] == ["2026-03-04T11:41:20", "2026-03-04T08:48:32", "2026-03-04T08:41:20"]
    assert not any(reading.seen_taken or reading.sequence for reading in talk.readings)
    assert talk.states[-1] is DeviceState.DRAINED and not talk.refusals


@covers(IQ, "fragments")
@models_of(IQ)
def test_every_verio_iq_with_control_and_meal(model: Model) -> None:
    core = VerioIQCore(clock(), model.name)
    core.file(Drop(YESTERDAY, 117, control=True))
    core.file(Drop(YESTERDAY, 95, meal="preprandial"))
    after, control = Talk(IQ, core, model, piece=2).run().readings
    assert control.flags == ("control_solution",) and after.flags == ()
    assert after.context == (("meal", "preprandial"),) and after.device_time == "2026-03-04T08:41:20"


@covers(EASY, "wrong_clock")
@covers(IQ, "wrong_clock")
@pytest.mark.parametrize("believed", [datetime(1970, 1, 1), datetime(2000, 1, 1, 0, 3), datetime(2037, 12, 31, 23, 59, 59)])
def test_a_wrong_clock_is_measured_before_it_is_set(core: MeterCore, believed: datetime) -> None:
    """H9: records keep the time they were stored with; the offset is that of the clock they were taken by."""
    if core.driver == IQ and believed.year < 2000:
        believed = datetime(2000, 1, 1)  # its clock cannot be earlier
    core.clock.set(believed)
    core.prick(104)
    talk = Talk(core.driver, core).run()
    [reading] = talk.readings
    assert reading.device_time == believed.isoformat()
    assert reading.clock_offset_s == talk.offset == (WALL - believed).total_seconds()
    assert abs(core.clock.error_s()) <= 1


def test_a_right_clock_is_left_alone(core: MeterCore) -> None:
    core.clock.set(WALL + timedelta(seconds=45))
    Talk(core.driver, core).run()
    assert core.clock.error_s() == 45


@covers(EASY, "full_memory")
@covers(IQ, "full_memory")
def test_a_full_memory_comes_whole(core: MeterCore) -> None:
    core.fill(core.capacity + 3, datetime(2025, 1, 1))
    talk = Talk(core.driver, core).run(seconds=5000)
    assert len(talk.readings) == core.capacity == len(keys(talk.readings))


@covers(EASY, "power_off", "replay")
@covers(IQ, "power_off", "replay")
def test_power_off_mid_transfer_fails_and_the_next_session_has_all_once(core: MeterCore) -> None:
    """H11: what came before the break is kept, nothing twice."""
    core.fill(6, YESTERDAY)
    first = Talk(core.driver, core)
    first.faults.die_after = 9 if core.driver == EASY else 5
    first.run()
    assert first.failures == [Failed(Reason.TIMEOUT)] and 0 < len(first.readings) < 6
    second = Talk(core.driver, core).run()
    assert len(second.readings) == 6 == len(keys(first.readings + second.readings))


@covers(EASY, "corrupt_frame")
@covers(IQ, "corrupt_frame")
def test_damaged_answers_are_quarantined_and_asked_for_again(core: MeterCore) -> None:
    core.fill(3, YESTERDAY)
    talk = Talk(core.driver, core)
    talk.faults.spoil_from, talk.faults.spoil = 2, 2
    talk.run()
    assert len(keys(talk.readings)) == 3 == len(talk.readings)
    assert talk.refusals


def test_lost_answers_are_asked_for_again(core: MeterCore) -> None:
    core.fill(3, YESTERDAY)
    talk = Talk(core.driver, core)
    talk.faults.lose = 1
    talk.run()
    assert len(talk.readings) == 3


def test_a_lost_acknowledgement_brings_the_same_frame_again_and_nothing_twice() -> None:
    """H11: the meter repeats with the same sequence bit."""
    core = UltraEasyCore(clock())
    core.fill(4, YESTERDAY)
    core.lost_acknowledgements = 3
    talk = Talk(EASY, core).run()
    assert len(talk.readings) == 4 == len(keys(talk.readings))


def test_a_result_is_durable_before_the_meter_hears_that_it_arrived() -> None:
    """H11."""
    core = UltraEasyCore(clock())
    core.prick(100)
    talk = Talk(EASY, core).run()
    at = next(i for i, action in enumerate(talk.actions) if getattr(action, "readings", ()))
    following = talk.actions[at + 1]
    assert decode_frame(following.data).has(Link.ACKNOWLEDGE)  # type: ignore[union-attr]


def test_a_cable_without_meter_is_no_failure_and_a_meter_put_on_is_noticed(core: MeterCore) -> None:
    core.fill(2, YESTERDAY)
    talk = Talk(core.driver, core)
    talk.faults.absent = True
    talk.run(seconds=60)
    assert not talk.failures and not talk.readings and len(talk.written) > 10
    talk.faults.absent = False
    talk.go_on()
    assert len(talk.readings) == 2


def test_a_memory_is_taken_again_only_when_the_meter_was_away(core: MeterCore) -> None:
    core.fill(2, YESTERDAY)
    talk = Talk(core.driver, core).run()
    talk.go_on(seconds=30)
    assert len(talk.readings) == 2
    talk.faults.absent = True
    talk.go_on(seconds=15)
    core.prick(133)
    talk.faults.absent = False
    talk.go_on()
    assert len(keys(talk.readings)) == 3


def test_a_pulled_cable(core: MeterCore) -> None:
    core.fill(2, YESTERDAY)
    talk = Talk(core.driver, core)
    talk.faults.die_after = 3
    talk.run(seconds=1)
    assert talk.machine.receive(Disconnected()) == [Failed(Reason.LOST)]
    drained = Talk(core.driver, core).run()
    assert drained.machine.receive(Disconnected()) == [Done()] and drained.machine.due is None


def test_the_last_word_to_an_ultra_easy_is_a_disconnect() -> None:
    core = UltraEasyCore(clock())
    talk = Talk(EASY, core).run()
    [farewell] = talk.machine.receive(Closing())
    assert decode_frame(farewell.data).has(Link.DISCONNECT)  # type: ignore[union-attr]
    assert talk.machine.due is None


def test_a_meter_that_hangs_up_by_itself_is_read_from_the_start() -> None:
    core = UltraEasyCore(clock())
    core.fill(5, YESTERDAY)
    talk = Talk(EASY, core)
    talk.run(until=DeviceState.TRANSFERRING)
    core.hear(encode_frame(LifeScanFrame(Link.DISCONNECT)))
    talk.event(BytesIn(encode_frame(LifeScanFrame(Link.DISCONNECT))))
    talk.go_on()
    assert len(keys(talk.readings)) == 5


def test_a_record_of_an_unknown_layout_is_quarantined() -> None:
    core = VerioIQCore(clock())
    core.prick(100)
    talk = Talk(IQ, core)
    core.recorded = lambda prefix, index: prefix + b"\x06" + seconds_since(UltraEasy.EPOCH, WALL)  # type: ignore[method-assign]
    talk.run()
    assert set(talk.refusals) == {"short"} and not talk.readings and talk.failures


@pytest.mark.parametrize("make", [UltraEasyCore, VerioIQCore])
def test_over_a_real_line_taken_off_and_put_back(room: Room, make: type[VerioIQCore]) -> None:
    """Every answer arrives in pieces of three bytes; a result taken while it was off the cable comes too, nothing twice."""
    core = make(room.clock())
    core.fill(4, YESTERDAY)
    meter = room.cable_meter(core)
    room.know(meter.id, meter.driver)
    room.desk.wait_state(DeviceState.DRAINED)
    assert len(room.desk.readings) == 4
    seen = len(room.desk.news)
    room.run(meter.take())
    room.desk.wait_state(DeviceState.DRAINED, after=seen)
    assert len(keys(room.desk.readings)) == 5
