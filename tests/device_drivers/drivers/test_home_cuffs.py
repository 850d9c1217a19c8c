"""Microlife and Yonker cuffs in whole sessions: every model by name against its brain, some over the virtual radio."""

# ruff: noqa: DTZ001 - a device's clock has no zone
from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from device_drivers.errors import Reason
from device_drivers.hub import CHINA
from device_drivers.manifest import Model, Opening
from device_drivers.protocols import microlife, microlife_session
from device_drivers.protocols.machine import Connected, Done, Failed, Notified, OperationFailed, Result
from device_drivers.protocols.microlife_session import MicrolifeSession
from device_drivers.protocols.yonker import MEASUREMENT
from device_drivers.protocols.yonker_session import YonkerSession
from device_drivers.readings import DeviceState, KnownDevice, Quantity, Reading
from device_drivers.registry import driver
from device_drivers.virtual.device_clock import DeviceClock
from device_drivers.virtual.home_cuffs import CAPACITY, MicrolifeBrain, YonkerBrain
from tests.device_drivers.conftest import Room
from tests.device_drivers.model_sessions import models_of
from tests.device_drivers.pump import Pump
from tests.device_drivers.scenarios import covers

pytestmark = pytest.mark.hurried

WORLD = datetime(2026, 3, 5, 0, 41, 20, tzinfo=UTC)
LOCAL = datetime(2026, 3, 5, 8, 41, 20)


def clock() -> DeviceClock:
    return DeviceClock(lambda: WORLD, CHINA)


def shown(reading: Reading) -> set[tuple[str, Decimal | None, str]]:
    return {(name, quantity.value, quantity.unit) for name, quantity in reading.values}


def named(model: Model, driver_id: str) -> KnownDevice:
    return KnownDevice(f"ble:{model.name}", driver_id, model.adverts[0], "X", model=model.name)


# --- Microlife --------------------------------------------------------------------------------------------------------
def microlife_pump(brain: MicrolifeBrain, piece: int | None = None) -> Pump:
    return Pump(MicrolifeSession("ble:X", "microlife-ble"), brain, piece=piece).connect()


@models_of("microlife-ble")
def test_every_microlife_gives_what_it_measured_once(model: Model) -> None:
    brain = MicrolifeBrain(clock(), model.adverts[0])
    taken = brain.press(128, 82, 71)
    known = named(model, "microlife-ble")
    run = Pump(driver("microlife-ble").machine(known, Opening(1)), brain).connect().run()
    [reading] = run.readings
    assert shown(reading) == set(taken.values) and reading.device_time == "2026-03-05T08:41:??"
    assert reading.clock_offset_s is None and not reading.seen_taken and reading.device == known.device
    assert run.ending == Done() and DeviceState.DRAINED in run.states
    assert [frame.op for frame in brain.asked] == ["read_records", "set_time", "disconnect"]
    again = Pump(driver("microlife-ble").machine(known, Opening(2)), brain).connect().run()
    assert again.readings == [] and again.ending == Done()


@pytest.mark.parametrize("piece", [None, 7, 1])
@covers("microlife-ble", "full_memory", "fragments")
def test_a_full_memory_comes_whole_however_it_is_cut(piece: int | None) -> None:
    brain = MicrolifeBrain(clock())
    for number in range(CAPACITY + 3):
        brain.press(80 + number, 60, 70, at=LOCAL - timedelta(minutes=200 - number))
    run = microlife_pump(brain, piece).run()
    assert [reading.quantity("systolic") for reading in run.readings] == [
        Quantity(Decimal(83 + number), "mmHg") for number in range(CAPACITY)
    ]


@pytest.mark.parametrize("wrong", [datetime(2000, 1, 1, 0, 5), datetime(2037, 6, 1, 12, 30), datetime(2026, 3, 5, 7, 41)])
@covers("microlife-ble", "wrong_clock")
def test_a_wrong_clock_is_set_after_the_records_and_never_corrected_by_guess(wrong: datetime) -> None:
    """H22: its clock cannot be asked, so how far it was off is not known."""
    brain = MicrolifeBrain(clock())
    brain.clock.set(wrong)
    brain.press(128, 82, 71)
    run = microlife_pump(brain).run()
    assert run.readings[0].device_time == wrong.strftime("%Y-%m-%dT%H:%M:??")
    assert run.readings[0].clock_offset_s is None
    assert abs(brain.clock.error_s()) <= 1


@covers("microlife-ble", "corrupt_frame")
def test_a_spoilt_frame_is_kept_without_value_and_asked_for_again() -> None:
    brain = MicrolifeBrain(clock())
    brain.press(128, 82, 71)
    run = microlife_pump(brain)
    run.run(until=lambda: len(brain.outbox) > 1)
    channel, data = brain.outbox.pop()
    brain.outbox.append((channel, data[:-1] + bytes((data[-1] ^ 1,))))
    run.run()
    assert "checksum" in run.refusals and len(run.readings) == 1 and run.ending == Done()


def test_an_impossible_date_is_kept_without_value() -> None:
    brain = MicrolifeBrain(clock())
    brain.press(128, 82, 71)
    frame = microlife.decode_frame(microlife.encode_records(brain.records))
    spoilt = bytearray(frame.payload)
    spoilt[microlife.RECORDS_AT + 4] = 13
    session = MicrolifeSession("ble:X", "microlife-ble")
    session.receive(Connected(frozenset({"FFF1", "FFF2"}), LOCAL))
    run = Pump(session, MicrolifeBrain(clock()))
    run.feed(Notified("FFF1", microlife.encode_frame(microlife.MicrolifeFrame(False, bytes(spoilt)))))
    assert run.refusals == ["reserved"] and run.readings == []


def test_a_deaf_cuff_is_asked_three_times() -> None:
    brain = MicrolifeBrain(clock())
    brain.deaf = True
    run = microlife_pump(brain).run()
    assert run.ending == Failed(Reason.TIMEOUT) and len(brain.asked) == microlife_session.ATTEMPTS


def test_power_off_before_the_records_is_a_loss_and_after_them_a_good_end() -> None:
    brain = MicrolifeBrain(clock())
    run = microlife_pump(brain)
    run.hang_up()
    assert run.ending == Failed(Reason.LOST)
    run = microlife_pump(brain)
    run.run(until=lambda: DeviceState.DRAINED in run.states)
    run.hang_up()
    assert run.ending == Done()


def test_another_device_with_such_a_service_is_refused() -> None:
    session = MicrolifeSession("ble:X", "microlife-ble")
    assert session.receive(Connected(frozenset({"FFF1"}), LOCAL)) == [Failed(Reason.NOT_SUPPORTED)]
    assert session.receive(OperationFailed("FFF1", 3)) == [Failed(Reason.PROTOCOL)]


def test_a_press_on_a_microlife_comes_over_the_air(room: Room) -> None:
    brain = MicrolifeBrain(room.clock())
    device = room.gatt(brain, "A6 BT")
    device.piece, device.gap = 5, 0.002
    taken = room.do(brain.press, 128, 82, 71)
    room.know(device.id, "microlife-ble", "A6 BT")
    [reading] = room.desk.wait_readings(1)
    assert shown(reading) == set(taken.values)
    room.desk.wait_state(DeviceState.DRAINED)


@covers("microlife-ble", "power_off")
def test_a_microlife_that_dies_in_the_middle_gives_all_when_it_is_back(room: Room) -> None:
    brain = MicrolifeBrain(room.clock())
    device = room.gatt(brain, "A6 BT", 0x61)
    for number in range(5):
        room.do(brain.press, 111 + number, 71, 61, LOCAL + timedelta(minutes=number))
    device.die_after = 2
    room.know(device.id, "microlife-ble", "A6 BT")
    assert room.desk.wait_state(DeviceState.FAILED).reason is Reason.LOST
    assert room.desk.readings == []
    room.run(device.power_on())
    assert len({reading.key() for reading in room.desk.wait_readings(5)}) == 5


@covers("microlife-ble", "replay")
def test_the_memory_it_gives_every_time_has_the_same_keys() -> None:
    """H3."""
    brain = MicrolifeBrain(clock())
    for minute in range(4):
        brain.press(111 + minute, 71, 61, at=LOCAL - timedelta(minutes=9 - minute))
    first, second = ([reading.key() for reading in microlife_pump(brain).run().readings] for _ in range(2))
    assert first == second and len(set(first)) == 4


@covers("microlife-ble", "corrupt_frame")
def test_a_damaged_length_does_not_swallow_the_answers_behind_it() -> None:
    """H11: the frame claims four thousand bytes; when the cuff falls silent it is none, and what came is kept."""
    brain = MicrolifeBrain(clock())
    brain.press(128, 82, 71)
    run = microlife_pump(brain)
    run.run(until=lambda: len(brain.outbox) > 1)
    channel, data = brain.outbox.popleft()
    brain.outbox.appendleft((channel, data[:2] + b"\x0f\xff" + data[4:]))
    run.run()
    assert len(run.readings) == 1 and run.ending == Done() and run.refusals


@covers("microlife-ble", "power_off")
def test_half_an_answer_is_kept_when_the_power_fails_in_it() -> None:
    brain = MicrolifeBrain(clock())
    brain.press(128, 82, 71)
    run = microlife_pump(brain)
    run.run(until=lambda: len(brain.outbox) > 1)
    sent = brain.outbox[0][1]
    run.run(until=lambda: len(brain.outbox) == 1)
    run.hang_up()
    assert run.ending == Failed(Reason.LOST) and run.readings == [] and run.journal[-1].raw.startswith(sent)


# --- Yonker -----------------------------------------------------------------------------------------------------------
@models_of("yonker-ble")
def test_every_yonker_gives_what_it_measured(model: Model) -> None:
    brain = YonkerBrain(clock(), model.name)
    taken = brain.press(131, 103, 81)
    run = Pump(driver("yonker-ble").machine(named(model, "yonker-ble"), Opening(1)), brain).connect().run()
    [reading] = run.readings
    assert shown(reading) == set(taken.values) and reading.device_time == "2026-03-05T08:41:??"
    assert run.ending == Done() and DeviceState.DRAINED in run.states and brain.written_log == []


@covers("yonker-ble", "corrupt_frame")
def test_frames_of_another_kind_are_kept_and_never_a_value() -> None:
    """The maker's oximeters speak through the same characteristic."""
    brain = YonkerBrain(clock())
    run = Pump(YonkerSession("ble:X", "yonker-ble"), brain).connect().run(until=lambda: not brain.outbox, seconds=1)
    run.feed(Notified(MEASUREMENT, bytes.fromhex("8062616000")))
    assert DeviceState.MEASURING in run.states and run.readings == []
    brain.press(131, 103, 81)
    assert len(run.run().readings) == 1


@covers("yonker-ble", "corrupt_frame")
def test_a_short_or_impossible_frame_is_kept_without_value() -> None:
    run = Pump(YonkerSession("ble:X", "yonker-ble"), YonkerBrain(clock())).connect()
    for text in ("818367510000190b1813", "81836751000020131813" + "00" * 5):
        run.feed(Notified(MEASUREMENT, bytes.fromhex(text)))
    assert run.refusals == ["short", "reserved"]


def test_a_yonker_gone_before_it_said_anything_is_a_loss() -> None:
    run = Pump(YonkerSession("ble:X", "yonker-ble"), YonkerBrain(clock())).connect()
    run.hang_up()
    assert run.ending == Failed(Reason.LOST)
    other = YonkerSession("ble:X", "yonker-ble")
    assert other.receive(Connected(frozenset({"2A35"}), LOCAL)) == [Failed(Reason.NOT_SUPPORTED)]
    assert other.receive(OperationFailed(MEASUREMENT, 5)) == [Failed(Reason.PROTOCOL)]


def test_a_press_on_a_yonker_comes_over_the_air(room: Room) -> None:
    brain = YonkerBrain(room.clock())
    device = room.gatt(brain, "YK-IBPA1")
    room.know(device.id, "yonker-ble", "YK-IBPA1")
    taken = room.do(brain.press, 131, 103, 81)
    [reading] = room.desk.wait_readings(1)
    assert shown(reading) == set(taken.values) and brain.unsent == []


def yonker_pump(brain: YonkerBrain, slow: float = 0.0) -> Pump:
    return Pump(YonkerSession("ble:X", "yonker-ble"), brain, slow=slow).connect()


@covers("yonker-ble", "power_off", "replay")
def test_a_measurement_that_did_not_arrive_comes_next_time_and_twice_is_once() -> None:
    """H11, H3."""
    brain = YonkerBrain(clock())
    brain.press(131, 103, 81)
    brain.press(128, 99, 80, at=LOCAL - timedelta(minutes=3))
    first = yonker_pump(brain).run(until=lambda: len(brain.outbox) == 1)
    sent = next(action for action in first.journal if isinstance(action, Result))
    first.feed(Notified(MEASUREMENT, sent.raw))
    first.hang_up()
    second = yonker_pump(brain).run()
    assert len(first.readings) == 2 and len(second.readings) == 1
    assert len({reading.key() for reading in (*first.readings, *second.readings)}) == 2


@covers("yonker-ble", "wrong_clock")
@pytest.mark.parametrize("wrong", [datetime(2000, 1, 1, 0, 5), datetime(2037, 6, 1, 12, 30), datetime(2026, 3, 5, 0, 41)])
def test_a_yonkers_time_is_kept_as_given_and_never_corrected_by_guess(wrong: datetime) -> None:
    """H22: its clock can be neither asked nor set."""
    brain = YonkerBrain(clock())
    brain.clock.set(wrong)
    brain.press(131, 103, 81)
    [reading] = yonker_pump(brain).run().readings
    assert reading.device_time == wrong.strftime("%Y-%m-%dT%H:%M:??") and reading.clock_offset_s is None and brain.written_log == []


@covers("yonker-ble", "fragments")
@pytest.mark.parametrize("slow", [0.5, 2.5, 45.0])
def test_slow_measurements_are_waited_for_and_a_cut_one_is_never_a_value(slow: float) -> None:
    brain = YonkerBrain(clock())
    brain.press(131, 103, 81)
    run = yonker_pump(brain, slow)
    run.run(until=lambda: bool(brain.outbox))
    whole = brain.outbox[0][1]
    for size in range(1, len(whole)):
        run.feed(Notified(MEASUREMENT, whole[:size]))
    assert run.readings == [] and len(run.refusals) == len(whole) - 1
    assert len(run.run().readings) == 1
