"""OneTouch meters over Bluetooth in whole sessions."""

# ruff: noqa: DTZ001 - a device's clock has no zone
from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from device_drivers import registry
from device_drivers.errors import Reason
from device_drivers.hub import CHINA
from device_drivers.manifest import Model, Opening
from device_drivers.protocols import onetouch_ble, onetouch_ble_session
from device_drivers.protocols.machine import Done, Failed
from device_drivers.readings import DeviceState, KnownDevice, Quantity
from device_drivers.virtual.device_clock import DeviceClock
from device_drivers.virtual.onetouch_ble import CAPACITY, OneTouchBrain, make
from tests.device_drivers.conftest import Room
from tests.device_drivers.model_sessions import models_of
from tests.device_drivers.pump import Pump
from tests.device_drivers.scenarios import covers

pytestmark = pytest.mark.hurried

DRIVER = "onetouch-ble"
NOW = datetime(2026, 3, 5, 8, 41, 20)


def brain_of(model: str = "") -> OneTouchBrain:
    return OneTouchBrain(DeviceClock(lambda: datetime(2026, 3, 5, 0, 41, 20, tzinfo=UTC), CHINA), model)


def pump(brain: OneTouchBrain, last: int | None = None) -> Pump:
    known = KnownDevice("x:1", DRIVER, "", "1", last_sequence=last)
    return Pump(registry.driver(DRIVER).machine(known, Opening(token=1)), brain)


def mg(value: int, comparator: str = "") -> Quantity:
    return Quantity(Decimal(value), "mg/dL", comparator)


@models_of(DRIVER)
def test_every_model(model: Model) -> None:
    brain = brain_of(model.name)
    brain.prick(99, meal="preprandial")
    brain.prick(141, meal="postprandial")
    run = pump(brain).connect().run()
    assert [(reading.sequence, reading.quantity("glucose")) for reading in run.readings] == [(1, mg(99)), (2, mg(141))]
    assert [dict(reading.context)["meal"] for reading in run.readings] == ["preprandial", "postprandial"]
    assert run.ending == Done() and DeviceState.DRAINED in run.states
    assert not any(command[:1] == b"\x1a" for command in brain.commands)


def test_only_what_is_new_is_fetched() -> None:
    brain = brain_of()
    for value in range(100, 110):
        brain.prick(value)
    run = pump(brain, last=7).connect().run()
    assert [reading.sequence for reading in run.readings] == [8, 9, 10]
    assert pump(brain, last=10).connect().run().readings == []


@covers(DRIVER, "full_memory")
def test_a_full_memory_has_lost_its_oldest_numbers() -> None:
    brain = brain_of()
    for number in range(CAPACITY + 20):
        brain.preload(NOW - timedelta(hours=number), 100)
    run = pump(brain).connect().run()
    assert [run.readings[0].sequence, run.readings[-1].sequence] == [21, CAPACITY + 20] and len(run.readings) == CAPACITY


def test_an_empty_slot_is_passed_over() -> None:
    brain = brain_of()
    for value in (100, 101, 102):
        brain.prick(value)
    del brain.memory[2]
    brain.counter = 3
    run = pump(brain, last=0).connect().run()
    assert [reading.sequence for reading in run.readings][-1] == 3 and run.ending == Done()


def test_a_counter_that_fell_is_a_new_memory() -> None:
    brain = brain_of()
    brain.prick(100)
    assert [reading.sequence for reading in pump(brain, last=40).connect().run().readings] == [1]


@pytest.mark.parametrize("wrong", [datetime(2000, 1, 1, 0, 5), datetime(2037, 6, 1, 12, 30), datetime(2026, 3, 5, 7, 41)])
@covers(DRIVER, "wrong_clock")
def test_a_wrong_clock_is_told_first_and_set_last(wrong: datetime) -> None:
    """H22."""
    brain = brain_of()
    brain.clock.set(wrong)
    brain.prick(100)
    run = pump(brain).connect().run()
    [reading] = run.readings
    assert reading.device_time == wrong.isoformat() and reading.clock_offset_s is not None
    assert abs(wrong + timedelta(seconds=reading.clock_offset_s) - NOW) < timedelta(seconds=3)
    assert brain.commands[0] == onetouch_ble.READ_CLOCK and brain.commands[-1][:2] == b"\x20\x01"
    assert abs(brain.clock.error_s()) < 3


@pytest.mark.parametrize(("raw", "shown"), [(601, mg(600, ">")), (19, mg(20, "<")), (600, mg(600))])
def test_hi_and_lo(raw: int, shown: Quantity) -> None:
    brain = brain_of()
    brain.prick(raw)
    assert pump(brain).connect().run().readings[0].quantity("glucose") == shown


def test_control_solution_and_events_are_nobodys_glucose() -> None:
    """H39."""
    brain = brain_of()
    brain.prick(110, control=True)
    brain.file_raw(bytes(4) + b"\x00\x00\x00\x00\x00\x00\x09")
    run = pump(brain).connect().run()
    assert [reading.flags for reading in run.readings] == [("control_solution",)] and run.refusals == ["unknown"]


def test_a_lost_answer_is_asked_for_again() -> None:
    brain = brain_of()
    brain.prick(100)
    brain.lost = 2
    run = pump(brain).connect().run()
    assert len(run.readings) == 1 and brain.commands[:3] == [onetouch_ble.READ_CLOCK] * 3


def test_a_silent_meter_is_given_up() -> None:
    brain = brain_of()
    brain.lost = 99
    run = pump(brain).connect().run()
    assert run.ending == Failed(Reason.TIMEOUT) and DeviceState.DRAINED not in run.states


@covers(DRIVER, "second_host")
def test_a_meter_that_is_not_bonded_says_so() -> None:
    brain = brain_of()
    brain.unbonded = True
    assert pump(brain).connect().run().ending == Failed(Reason.PAIRING_REFUSED)


@covers(DRIVER, "replay")
def test_the_same_record_read_again_has_the_same_key() -> None:
    """H3: another workstation, or one that was set up anew."""
    brain = brain_of()
    for value in range(100, 104):
        brain.prick(value)
    first, second = ([reading.key() for reading in pump(brain).connect().run().readings] for _ in range(2))
    assert first == second and len(set(first)) == 4


@covers(DRIVER, "fragments", "corrupt_frame")
@pytest.mark.parametrize("slow", [0.0, 1.5])
def test_slow_answers_are_waited_for_and_half_of_one_is_asked_for_again(slow: float) -> None:
    brain = brain_of()
    for value in (101, 102, 103):
        brain.prick(value)
    run = Pump(pump(brain).machine, brain, slow=slow).connect()
    run.run(until=lambda: len(brain.commands) == 4 and len(brain.outbox) == 2)
    acknowledged, (channel, answer) = brain.outbox
    brain.outbox.clear()
    brain.outbox.extend((acknowledged, (channel, answer[:9]), (channel, answer[9:])))
    run.run(seconds=3000)
    assert [reading.quantity("glucose") for reading in run.readings] == [mg(101), mg(102), mg(103)]
    assert len(run.refusals) == 2 and run.ending == Done()


# --- over the air -----------------------------------------------------------------------------------------------------
def test_a_drop_over_the_air(room: Room) -> None:
    meter = room.run(make(room.radio, 1, room.clock()))
    room.do(meter.brain.prick, 117)
    room.know(meter.id, DRIVER, "OneTouch 0001")
    [reading] = room.desk.wait_readings(1)
    assert reading.quantity("glucose") == mg(117) and room.desk.wait_state(DeviceState.DRAINED)


@covers(DRIVER, "power_off")
def test_power_off_in_the_middle_goes_on_where_it_stopped(room: Room) -> None:
    meter = room.run(make(room.radio, 1, room.clock()))
    for value in range(100, 106):
        room.do(meter.brain.prick, value)
    meter.die_after = 12
    room.know(meter.id, DRIVER, "OneTouch 0001")
    assert room.desk.wait_state(DeviceState.FAILED).reason is Reason.LOST
    room.run(meter.power_on())
    room.desk.wait_state(DeviceState.DRAINED)
    assert [reading.sequence for reading in room.desk.readings] == [1, 2, 3, 4, 5, 6]


@covers(DRIVER, "corrupt_frame")
def test_a_corrupt_answer_is_kept_and_asked_for_again(room: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(onetouch_ble_session, "ANSWER_SECONDS", 0.3)
    meter = room.run(make(room.radio, 1, room.clock()))
    room.do(meter.brain.prick, 117)
    meter.spoil = 4
    room.know(meter.id, DRIVER, "OneTouch 0001")
    [reading] = room.desk.wait_readings(1)
    assert reading.quantity("glucose") == mg(117) and "checksum" in room.desk.refusals
