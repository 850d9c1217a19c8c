"""Sinocare meters in whole sessions: every model by name against its brain, some over the virtual radio and a port."""

# ruff: noqa: DTZ001 - a device's clock has no zone
from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from device_drivers import registry
from device_drivers.errors import Reason
from device_drivers.hub import CHINA
from device_drivers.manifest import Model, Opening
from device_drivers.protocols import sinocare
from device_drivers.protocols.date_time import DeviceTime
from device_drivers.protocols.machine import Done, Failed, Notified
from device_drivers.protocols.sinocare import Command, GlucoseResult, SinocareFrame
from device_drivers.readings import DeviceState, KnownDevice, Quantity
from device_drivers.virtual.device_clock import DeviceClock
from device_drivers.virtual.sinocare import CAPACITY, SinocareBrain
from tests.device_drivers.conftest import Room
from tests.device_drivers.model_sessions import models_of
from tests.device_drivers.pump import Pump
from tests.device_drivers.scenarios import covers

pytestmark = pytest.mark.hurried

WORLD = datetime(2026, 3, 5, 0, 41, 20, tzinfo=UTC)
MORNING = datetime(2026, 3, 5, 7, 30, 15)


def brain_of(machine: str = "0012", *, old: bool = False, port: bool = False, write_on: str = "FFB2") -> SinocareBrain:
    return SinocareBrain(DeviceClock(lambda: WORLD, CHINA), machine, old=old, port=port, write_on=write_on)


def pump(brain: SinocareBrain, driver: str = "sinocare-sn", model: str = "三诺 安稳+Air") -> Pump:
    known = KnownDevice("x:1", driver, "", "1", model=model)
    return Pump(registry.driver(driver).machine(known, Opening(token=1)), brain)


def mmol(tenths: int) -> Quantity:
    return Quantity(Decimal(tenths) / 10, "mmol/L")


@models_of("sinocare-sn")
def test_every_model_on_the_air(model: Model) -> None:
    brain = brain_of(model.profile)
    brain.preload(MORNING, Decimal("6.1"))
    run = pump(brain, model=model.name).connect()
    run.run(seconds=20)
    brain.drop(Decimal("7.8"))
    run.run()
    stored, fresh = run.readings
    assert (stored.quantity("glucose"), stored.seen_taken, stored.device_time) == (mmol(61), False, MORNING.isoformat())
    assert (fresh.quantity("glucose"), fresh.seen_taken) == (mmol(78), True)
    assert brain.written_log[0][1][3:5].hex() == model.profile and run.ending == Done()
    assert not {0x08, 0x03} & set(brain.asked)


@models_of("sinocare-sn-port")
def test_every_model_at_a_port(model: Model) -> None:
    brain = brain_of(model.profile, port=True, old=model.profile == "0002")
    brain.preload(MORNING, Decimal("6.1"))
    run = pump(brain, "sinocare-sn-port", model.name).connect().run(seconds=20)
    brain.drop(Decimal("11.2"))
    run.run(seconds=300)
    assert [reading.quantity("glucose") for reading in run.readings] == [mmol(61), mmol(112)]
    assert run.ending is None and DeviceState.DRAINED in run.states  # the port stays open


@covers("sinocare-sn", "replay")
def test_a_live_result_and_its_stored_twin_are_one() -> None:
    brain = brain_of()
    run = pump(brain).connect().run(seconds=20)
    brain.drop(Decimal("7.8"))
    run.run()
    again = pump(brain).connect().run()
    assert [reading.key() for reading in again.readings] == [reading.key() for reading in run.readings]


@pytest.mark.parametrize("old", [True, False])
@pytest.mark.parametrize("wrong", [datetime(2000, 1, 1, 0, 5, 9), datetime(2037, 6, 1, 12, 30, 9), datetime(2026, 3, 5, 7, 41, 9)])
@covers("sinocare-sn", "wrong_clock")
def test_a_wrong_clock_is_told_first_and_set_last(old: bool, wrong: datetime) -> None:
    """H22; the first generation takes no seconds."""
    brain = brain_of(old=old)
    brain.clock.set(wrong)
    brain.preload(wrong - timedelta(minutes=5), Decimal("6.1"))
    run = pump(brain).connect().run()
    [reading] = run.readings
    true_local = WORLD.astimezone(CHINA).replace(tzinfo=None)
    assert reading.clock_offset_s is not None
    assert abs(wrong + timedelta(seconds=reading.clock_offset_s) - true_local) <= timedelta(seconds=60)
    assert brain.asked == [Command.READ_DEVICE_ID, Command.READ_RECORDS, Command.SET_TIME]
    sent = [data for _, data in brain.written_log][-1]
    assert len(sent) == (12 if old else 13) and abs(brain.clock.error_s()) < 60


@covers("sinocare-sn", "full_memory")
def test_a_full_memory_comes_whole() -> None:
    brain = brain_of()
    for number in range(CAPACITY + 3):
        brain.preload(datetime(2026, 1, 1) + timedelta(hours=number), Decimal(40 + number % 100) / 10)
    run = pump(brain).connect().run()
    assert len({reading.key() for reading in run.readings}) == CAPACITY


@covers("sinocare-sn", "corrupt_frame")
def test_a_frame_of_a_meter_for_uric_acid_is_no_glucose() -> None:
    brain = brain_of()
    run = pump(brain).connect().run(seconds=20)
    brain.say_other("000a", bytes.fromhex("1a03050829140154000000cd"))
    run.run()
    assert run.readings == [] and "unknown_machine" in run.refusals


def test_a_bad_strip_is_no_value() -> None:
    brain = brain_of()
    run = pump(brain).connect().run(seconds=20)
    brain.fail()
    run.run()
    assert run.readings == [] and run.refusals == ["device_error"]


@pytest.mark.parametrize("value", ["0", "33.4", "6553.5"])
def test_a_number_no_strip_can_measure_is_no_value(value: str) -> None:
    brain = brain_of()
    run = pump(brain).connect().run(seconds=20)
    brain.drop(Decimal(value))
    run.run()
    assert run.readings == [] and run.refusals == ["implausible"]


def test_a_meter_that_knows_no_question_still_gives_its_results() -> None:
    brain = brain_of()
    brain.deaf_to = {Command.READ_DEVICE_ID, Command.READ_RECORDS}
    run = pump(brain).connect().run(seconds=30)
    brain.drop(Decimal("5.5"))
    run.run()
    [reading] = run.readings
    assert reading.quantity("glucose") == mmol(55) and reading.clock_offset_s is None


def test_either_characteristic_will_do() -> None:
    brain = brain_of(write_on="FFB1")
    brain.preload(MORNING, Decimal("6.1"))
    assert len(pump(brain).connect().run().readings) == 1


@covers("sinocare-sn", "fragments")
def test_halves_of_frames_are_put_together() -> None:
    brain = brain_of()
    brain.preload(MORNING, Decimal("6.1"))
    run = Pump(pump(brain).machine, brain, piece=5).connect().run()
    assert len(run.readings) == 1


def test_a_transfer_that_stops_is_not_drained() -> None:
    brain = brain_of()
    for minute in range(6):
        brain.preload(MORNING + timedelta(minutes=minute), Decimal("6.1"))
    run = pump(brain).connect().run(until=lambda: len(brain.outbox) == 2)
    brain.outbox.clear()
    brain.deaf_to = {Command.READ_RECORDS}
    run.run()
    assert run.ending == Failed(Reason.TIMEOUT) and DeviceState.DRAINED not in run.states


def test_an_old_result_told_as_a_new_one_is_not_seen_being_taken() -> None:
    """H22: switched on before the host was there, it tells somebody's result of half an hour ago by itself."""
    brain = brain_of("0012")
    run = pump(brain).connect()
    run.run(seconds=20)
    told = GlucoseResult(DeviceTime.of(brain.clock.now() - timedelta(minutes=30)), Decimal("5.1"))
    brain.outbox.append(("FFB2", sinocare.encode_frame(SinocareFrame(brain.machine, 4, sinocare.encode_result(told)))))
    run.run(seconds=5)
    (reading,) = run.readings
    assert (reading.quantity("glucose"), reading.seen_taken) == (mmol(51), False)


def test_switched_off_after_the_transfer_is_a_good_end_and_before_it_is_not() -> None:
    run = pump(brain_of()).connect().run(seconds=20)
    run.hang_up()
    assert run.run().ending == Done()
    early = pump(brain_of()).connect()
    early.hang_up()
    assert early.run().ending == Failed(Reason.LOST)


# --- over the air and at a port ---------------------------------------------------------------------------------------
def test_a_drop_comes_over_the_air_in_pieces(room: Room) -> None:
    brain = SinocareBrain(room.clock(), "0012")
    brain.preload(MORNING, Decimal("6.1"))
    device = room.gatt(brain, "AW+AIR")
    device.piece, device.gap = 4, 0.003
    room.know(device.id, "sinocare-sn", "AW+AIR")
    room.desk.wait_state(DeviceState.DRAINED)
    room.do(brain.drop, Decimal("7.8"))
    readings = room.desk.wait_readings(2)
    assert [(reading.quantity("glucose"), reading.seen_taken) for reading in readings] == [(mmol(61), False), (mmol(78), True)]


@covers("sinocare-sn", "power_off")
def test_power_off_in_the_middle_loses_nothing(room: Room) -> None:
    brain = SinocareBrain(room.clock(), "0012")
    for minute in range(8):
        brain.preload(MORNING + timedelta(minutes=minute), Decimal(60 + minute) / 10)
    device = room.gatt(brain, "AW+AIR")
    device.die_after = 3
    room.know(device.id, "sinocare-sn", "AW+AIR")
    assert room.desk.wait_state(DeviceState.FAILED).reason is Reason.LOST
    room.run(device.power_on())
    room.desk.wait_state(DeviceState.DRAINED)
    assert len({reading.key() for reading in room.desk.readings}) == 8


@covers("sinocare-sn-port", "corrupt_frame")
def test_a_corrupt_result_is_kept_without_value(room: Room) -> None:
    brain = SinocareBrain(room.clock(), "0004", port=True)
    peer = room.on_cable(brain)
    room.know(f"serial:{peer.url}", "sinocare-sn-port", "WL-1")
    room.desk.wait_state(DeviceState.DRAINED)
    peer.spoil = 1
    room.do(brain.drop, Decimal("7.8"))
    room.do(brain.drop, Decimal("5.1"))
    [reading] = room.desk.wait_readings(1)
    assert reading.quantity("glucose") == mmol(51) and "checksum" in room.desk.refusals


# --- at a port when things go wrong -------------------------------------------------------------------------------------
PORT, WL1 = "sinocare-sn-port", "三诺 WL-1 (串口)"


def stored(count: int, *, port: bool = True) -> SinocareBrain:
    brain = brain_of("0004" if port else "0012", port=port)
    for number in range(count):
        brain.preload(MORNING + timedelta(minutes=number), Decimal(40 + number % 100) / 10)
    return brain


def at_port(brain: SinocareBrain, piece: int | None = None) -> Pump:
    run = Pump(pump(brain, PORT, WL1).machine, brain, piece=piece).connect()
    return run.run(until=lambda: DeviceState.DRAINED in run.states, seconds=600)


@covers("sinocare-sn-port", "full_memory", "replay")
def test_a_full_memory_comes_whole_at_a_port_and_again_with_the_same_keys() -> None:
    """H3."""
    brain = stored(CAPACITY + 3)
    first, second = ({reading.key() for reading in at_port(brain).readings} for _ in range(2))
    assert first == second and len(first) == CAPACITY


@covers("sinocare-sn-port", "wrong_clock")
@pytest.mark.parametrize("wrong", [datetime(2000, 1, 1, 0, 5, 9), datetime(2037, 6, 1, 12, 30, 9), datetime(2026, 3, 5, 0, 41, 9)])
def test_a_wrong_clock_at_a_port_is_told_first_and_set_last(wrong: datetime) -> None:
    """H22."""
    brain = brain_of("0004", port=True)
    brain.clock.set(wrong)
    brain.preload(wrong, Decimal("6.1"))
    [reading] = at_port(brain).readings
    assert reading.device_time == wrong.isoformat() and reading.clock_offset_s is not None
    true_local = WORLD.astimezone(CHINA).replace(tzinfo=None)
    assert abs(wrong + timedelta(seconds=reading.clock_offset_s) - true_local) <= timedelta(seconds=60)
    assert abs(brain.clock.error_s()) < 60


@covers("sinocare-sn-port", "fragments")
@pytest.mark.parametrize("piece", [1, 5, 64])
def test_pieces_and_merged_frames_at_a_port(piece: int) -> None:
    brain = stored(5)
    run = pump(brain, PORT, WL1).connect()
    run.run(until=lambda: len(brain.outbox) > 2)
    merged = b"".join(data for _, data in brain.outbox)
    channel = brain.outbox[0][0]
    brain.outbox.clear()
    brain.outbox.extend((channel, merged[at : at + piece]) for at in range(0, len(merged), piece))
    run.run(until=lambda: DeviceState.DRAINED in run.states, seconds=600)
    assert len({reading.key() for reading in run.readings}) == 5 and run.refusals == []


@covers("sinocare-sn-port", "power_off")
def test_power_off_in_the_middle_at_a_port_loses_nothing() -> None:
    """H11."""
    brain = stored(8)
    first = pump(brain, PORT, WL1).connect()
    first.run(until=lambda: len(brain.outbox) == 2)
    first.hang_up()
    assert first.ending == Failed(Reason.LOST) and DeviceState.DRAINED not in first.states
    second = at_port(brain)
    assert len({reading.key() for reading in (*first.readings, *second.readings)}) == 8


@covers("sinocare-sn", "corrupt_frame")
@covers("sinocare-sn-port", "corrupt_frame")
@pytest.mark.parametrize("port", [False, True])
def test_a_damaged_packet_of_stored_results_is_kept_without_value_and_is_no_end(port: bool) -> None:
    """H2, H11: what the packet carried is still in the meter, so the transfer must not pass for whole."""
    brain = stored(6, port=port)
    run = (pump(brain, PORT, WL1) if port else pump(brain)).connect()
    run.run(until=lambda: len(brain.outbox) == 3)
    channel, data = brain.outbox[1]
    brain.outbox[1] = (channel, data[:-1] + bytes((data[-1] ^ 1,)))
    run.run(until=lambda: DeviceState.DRAINED in run.states, seconds=600)
    assert "checksum" in run.refusals and DeviceState.DRAINED in run.states
    assert len({reading.key() for reading in run.readings}) == 6


@covers("sinocare-sn", "corrupt_frame")
def test_where_every_answer_is_damaged_the_meter_is_not_called_drained() -> None:
    """H11: silence may mean that it does not know the question; damage never does."""
    brain = stored(2, port=False)
    run = pump(brain).connect()
    while not run.over:
        run.run(until=lambda: Command.READ_RECORDS in brain.asked and bool(brain.outbox), seconds=600)
        if brain.outbox:
            channel, data = brain.outbox.popleft()
            run.feed(Notified(channel, data[:-1] + bytes((data[-1] ^ 1,))))
    assert run.ending == Failed(Reason.TIMEOUT) and DeviceState.DRAINED not in run.states and run.readings == []


@covers("sinocare-sn", "corrupt_frame")
@pytest.mark.parametrize("port", [False, True])
def test_a_damaged_length_does_not_swallow_what_comes_behind(port: bool) -> None:
    """H11: a frame that claims 255 bytes waits for them; when the meter falls silent it is none."""
    brain = stored(4, port=port)
    run = (pump(brain, PORT, WL1) if port else pump(brain)).connect()
    run.run(until=lambda: len(brain.outbox) == 2)
    channel, data = brain.outbox.popleft()
    brain.outbox.appendleft((channel, data[:2] + b"\xff" + data[3:]))
    run.run(until=lambda: DeviceState.DRAINED in run.states, seconds=600)
    assert len({reading.key() for reading in run.readings}) == 4 and run.refusals


@covers("sinocare-sn", "power_off")
def test_half_a_frame_is_kept_when_the_power_fails_in_it() -> None:
    """H11: every byte that came is in the journal."""
    brain = stored(2, port=False)
    run = pump(brain).connect()
    run.run(until=lambda: Command.READ_RECORDS in brain.asked and bool(brain.outbox))
    channel, data = brain.outbox.popleft()
    run.feed(Notified(channel, data[:9]))
    run.hang_up()
    assert run.ending == Failed(Reason.LOST) and run.journal[-1].raw == data[:9] and run.refusals == ["short"]
