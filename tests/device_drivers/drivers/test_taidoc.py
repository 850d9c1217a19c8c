"""TaiDoc meters in whole sessions: every model by name against its brain, some over the virtual radio and a cable."""

# ruff: noqa: DTZ001 - a device's clock has no zone
from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from device_drivers import registry
from device_drivers.errors import Reason
from device_drivers.hub import CHINA
from device_drivers.manifest import Model, Opening
from device_drivers.protocols import taidoc_session
from device_drivers.protocols.machine import BytesIn, Cancel, Done, Failed
from device_drivers.protocols.taidoc import Command
from device_drivers.readings import DeviceState, Kind, KnownDevice, Quantity, Reading
from device_drivers.virtual.device_clock import DeviceClock, Taken
from device_drivers.virtual.taidoc import CAPACITY, TaiDocBrain
from tests.device_drivers.conftest import Room
from tests.device_drivers.model_sessions import models_of
from tests.device_drivers.pump import Pump
from tests.device_drivers.scenarios import covers

WORLD = datetime(2026, 3, 5, 0, 41, 20, tzinfo=UTC)
LOCAL = datetime(2026, 3, 5, 8, 41, 20)
MMHG = "mmHg"


def clock() -> DeviceClock:
    return DeviceClock(lambda: WORLD, CHINA)


def pump(model: Model, brain: TaiDocBrain, driver: str = "taidoc", *, unnamed: bool = False) -> Pump:
    known = KnownDevice("x:1", driver, "TAIDOC" if unnamed else (model.adverts or ("",))[0], "1", model="" if unnamed else model.name)
    return Pump(registry.driver(driver).machine(known, Opening(token=1_700_000_000_000)), brain)


def use(brain: TaiDocBrain) -> Taken:
    """A measurement as this kind of meter makes it."""
    match brain.profile:
        case "pressure" | "pressure-users":
            return brain.press(128, 82, 71, user=1)
        case "dual":
            return brain.press(141, 91, 66, user=2)
        case "thermometer":
            return brain.forehead(368)
        case "oximeter-live":
            return brain.put_on(97, 72)
        case "scale":
            return brain.step_on(Decimal("63.4"), 158)
    return brain.strip(117, note=1)


def shown(reading: Reading) -> set[tuple[str, Decimal | None, str]]:
    return {(name, quantity.value, quantity.unit) for name, quantity in reading.values}


@models_of("taidoc")
def test_every_model_gives_what_it_measured(model: Model) -> None:
    brain = TaiDocBrain(clock(), model.profile)
    taken = use(brain)
    run = pump(model, brain).connect()
    run.run(until=lambda: bool(run.readings))
    brain.finger = None  # only an oximeter has one
    [reading] = run.run().readings
    assert set(taken.values) <= shown(reading)
    assert run.ending == Done() and DeviceState.DRAINED in run.states
    assert 0x52 not in brain.asked and brain.asked[-1] == Command.POWER_OFF
    live = model.profile == "oximeter-live"
    assert reading.seen_taken is live and (reading.device_time is None) is live


@models_of("taidoc-cable")
def test_every_meter_on_a_cable(model: Model) -> None:
    brain = TaiDocBrain(clock(), model.profile, cable=True)
    brain.strip(117)
    run = pump(model, brain, "taidoc-cable").connect().run(seconds=5)
    assert [reading.quantity("glucose") for reading in run.readings] == [Quantity(Decimal(117), "mg/dL")]
    assert DeviceState.DRAINED in run.states and run.ending is None  # the line stays open
    brain.strip(98)
    run.run(seconds=60)
    assert [reading.quantity("glucose") for reading in run.readings][1:] == [Quantity(Decimal(98), "mg/dL")]
    assert 0x50 not in brain.asked and 0x52 not in brain.asked


def model_named(name: str) -> Model:
    return next(model for model in registry.driver("taidoc").manifest.models if model.name == name)


P30, STRIP, OXIMETER = (model_named(name) for name in ("FORA P30 Plus", "TaiDoc TD-4257", "TaiDoc TD-8255"))


def test_a_model_not_known_by_name_is_known_by_its_number_or_not_at_all() -> None:
    """A cuff read as a glucose meter would turn 128 mmHg into 128 mg/dL."""
    brain = TaiDocBrain(clock(), "pressure-users")
    brain.press(128, 82, 71, user=1)
    assert pump(P30, brain, unnamed=True).connect().run().readings[0].kind is Kind.BLOOD_PRESSURE
    brain = TaiDocBrain(clock(), "pressure-users")
    brain.press(128, 82, 71, user=1)
    brain.deaf_to = {Command.READ_MODEL}
    run = pump(P30, brain, unnamed=True).connect().run()
    assert run.readings == [] and run.ending == Failed(Reason.NOT_SUPPORTED)


@covers("taidoc", "full_memory")
def test_the_newest_comes_first_and_a_full_memory_whole() -> None:
    brain = TaiDocBrain(clock(), "strip")
    for number in range(CAPACITY + 5):
        brain.clock.set(datetime(2026, 3, 1) + timedelta(minutes=7 * number))
        brain.strip(60 + number)
    run = pump(STRIP, brain).connect().run(seconds=5000)
    assert len(run.readings) == CAPACITY and len({reading.key() for reading in run.readings}) == CAPACITY
    assert run.readings[0].quantity("glucose") == Quantity(Decimal(60 + CAPACITY + 4), "mg/dL")


@covers("taidoc", "wrong_user")
def test_users_keep_their_slots() -> None:
    brain = TaiDocBrain(clock(), "pressure-users")
    brain.press(121, 81, 71, user=1)
    brain.press(131, 85, 72, user=3)
    run = pump(P30, brain).connect().run()
    assert [(reading.user_slot, reading.quantity("systolic")) for reading in run.readings] == [
        (1, Quantity(Decimal(121), MMHG)),
        (3, Quantity(Decimal(131), MMHG)),
    ]


@pytest.mark.parametrize("wrong", [datetime(2000, 1, 1, 0, 5), datetime(2037, 6, 1, 12, 30), datetime(2026, 3, 5, 7, 41)])
@covers("taidoc", "wrong_clock")
def test_a_wrong_clock_gives_its_error_first_and_is_set_last(wrong: datetime) -> None:
    """H22: the offset belongs to the clock the record was taken with."""
    brain = TaiDocBrain(clock(), "pressure-users")
    brain.clock.set(wrong)
    brain.press(128, 82, 71, user=1)
    run = pump(P30, brain).connect().run()
    [reading] = run.readings
    assert reading.device_time == wrong.strftime("%Y-%m-%dT%H:%M:??")
    assert reading.clock_offset_s is not None
    true_local = WORLD.astimezone(CHINA).replace(tzinfo=None)
    assert abs(wrong + timedelta(seconds=reading.clock_offset_s) - true_local) <= timedelta(seconds=60)
    assert brain.asked.index(Command.SET_CLOCK) > brain.asked.index(Command.READ_RESULT_VALUE)
    assert abs(brain.clock.error_s()) <= 60


def test_a_right_clock_is_left_alone() -> None:
    brain = TaiDocBrain(clock(), "strip")
    brain.strip(100)
    pump(STRIP, brain).connect().run()
    assert Command.SET_CLOCK not in brain.asked


def test_control_solution_says_so() -> None:
    """H39."""
    brain = TaiDocBrain(clock(), "strip")
    brain.strip(110, note=3)
    [reading] = pump(STRIP, brain).connect().run().readings
    assert reading.flags == ("control_solution",)


def test_a_silent_meter_is_asked_three_times_then_given_up() -> None:
    brain = TaiDocBrain(clock(), "strip")
    brain.strip(100)
    brain.deaf_to = {Command.READ_COUNT}
    run = pump(STRIP, brain).connect().run()
    assert brain.asked.count(Command.READ_COUNT) == taidoc_session.TRIES
    assert run.ending == Failed(Reason.TIMEOUT) and DeviceState.DRAINED not in run.states


def test_a_meter_that_greets_in_between_is_asked_again() -> None:
    brain = TaiDocBrain(clock(), "strip")
    brain.strip(100)
    run = pump(STRIP, brain).connect()
    run.run(until=lambda: Command.READ_COUNT in brain.asked)
    brain._wake()
    assert len(run.run().readings) == 1 and run.ending == Done()


def test_a_cancel_ends_the_session() -> None:
    brain = TaiDocBrain(clock(), "strip")
    brain.strip(100)
    run = pump(STRIP, brain).connect()
    run.feed(Cancel())
    assert run.ending == Failed(Reason.CANCELLED)


@covers("taidoc", "fragments")
def test_halves_of_frames_are_put_together() -> None:
    brain = TaiDocBrain(clock(), "strip")
    brain.strip(100)
    run = pump(STRIP, brain)
    run._piece = 3
    assert len(run.connect().run().readings) == 1


def test_an_oximeter_without_a_finger_gives_nothing() -> None:
    brain = TaiDocBrain(clock(), "oximeter-live")
    run = pump(OXIMETER, brain).connect().run()
    assert run.readings == [] and run.ending == Done()


def test_one_finger_gives_one_value() -> None:
    brain = TaiDocBrain(clock(), "oximeter-live")
    brain.put_on(96, 66)
    run = pump(OXIMETER, brain).connect()
    run.run(seconds=60)
    brain.finger = None
    run.run(seconds=10)
    brain.put_on(93, 88)
    run.run(seconds=30)
    assert [reading.quantity("spo2") for reading in run.readings] == [Quantity(Decimal(96), "%"), Quantity(Decimal(93), "%")]
    assert len({reading.key() for reading in run.readings}) == 2


# --- over the air and over a cable ------------------------------------------------------------------------------------
def test_a_press_comes_over_the_air_and_the_cuff_is_switched_off(room: Room) -> None:
    brain = TaiDocBrain(room.clock(), "pressure-users")
    device = room.gatt(brain, "FORA P30 PLUS")
    device.piece, device.gap = 3, 0.005
    room.know(device.id, "taidoc", "FORA P30 PLUS")
    taken = room.do(brain.press, 128, 82, 71, 1)
    [reading] = room.desk.wait_readings(1)
    assert set(taken.values) == shown(reading) and reading.user_slot == 1
    room.desk.wait_state(DeviceState.DRAINED)
    room.desk.wait(lambda: not brain.unsent)


@covers("taidoc", "power_off")
def test_power_off_in_the_middle_loses_nothing(room: Room) -> None:
    brain = TaiDocBrain(room.clock(), "strip")
    device = room.gatt(brain, "TAIDOC TD4257")
    for raw in (101, 102, 103):
        room.do(brain.strip, raw)
    device.die_after = 7
    room.know(device.id, "taidoc", "TAIDOC TD4257")
    assert room.desk.wait_state(DeviceState.FAILED).reason is Reason.LOST
    room.run(device.power_on())
    room.desk.wait_state(DeviceState.DRAINED)
    assert {reading.quantity("glucose") for reading in room.desk.readings} == {Quantity(Decimal(raw), "mg/dL") for raw in (101, 102, 103)}
    assert len({reading.key() for reading in room.desk.readings}) == 3


@covers("taidoc-cable", "corrupt_frame")
def test_a_corrupt_frame_is_kept_without_value_and_asked_for_again(room: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(taidoc_session, "ANSWER_SECONDS", 0.3)
    brain = TaiDocBrain(room.clock(), "strip", cable=True)
    peer = room.on_cable(brain)
    room.do(brain.strip, 117)
    brain.outbox.clear()
    peer.spoil = 2
    room.know(f"serial:{peer.url}", "taidoc-cable", "TD-4277")
    [reading] = room.desk.wait_readings(1)
    assert reading.quantity("glucose") == Quantity(Decimal(117), "mg/dL")
    assert "checksum" in room.desk.refusals


@covers("taidoc-cable", "power_off")
def test_a_pulled_cable_is_told_and_the_rest_comes_when_it_is_back(room: Room) -> None:
    brain = TaiDocBrain(room.clock(), "strip", cable=True)
    peer = room.on_cable(brain)
    for raw in (101, 102):
        room.do(brain.strip, raw)
    brain.outbox.clear()
    peer.die_after = 6
    room.know(f"serial:{peer.url}", "taidoc-cable", "TD-4277")
    room.desk.wait(lambda: len({reading.key() for reading in room.desk.readings}) == 2)
    assert DeviceState.FAILED in room.desk.states


# --- the same meters when things go wrong, over the air and on their cable ---------------------------------------------
WAYS = ["taidoc", "taidoc-cable"]
CABLE = registry.driver("taidoc-cable").manifest.models[0]


def strips(driver: str, values: list[int]) -> TaiDocBrain:
    """A strip meter with results a minute apart, the last one now."""
    brain = TaiDocBrain(clock(), "strip", cable=driver == "taidoc-cable")
    for number, raw in enumerate(values, 1 - len(values)):
        brain.clock.set(LOCAL + timedelta(minutes=number))
        brain.strip(raw)
    return brain


def read(brain: TaiDocBrain, driver: str, piece: int | None = None) -> Pump:
    """A whole session; on a cable as long as its first round."""
    run = pump(STRIP if driver == "taidoc" else CABLE, brain, driver)
    run._piece = piece
    return run.connect().run(until=lambda: DeviceState.DRAINED in run.states, seconds=9000)


def glucose(run: Pump) -> list[int]:
    return [int(quantity.value) for reading in run.readings if (quantity := reading.quantity("glucose")) and quantity.value]


@covers("taidoc-cable", "full_memory")
def test_a_full_memory_comes_whole_over_a_cable_too() -> None:
    values = [60 + number % 300 for number in range(CAPACITY + 5)]
    run = read(strips("taidoc-cable", values), "taidoc-cable")
    assert glucose(run) == values[:4:-1] and len({reading.key() for reading in run.readings}) == CAPACITY


@covers("taidoc-cable", "wrong_clock")
@pytest.mark.parametrize("wrong", [datetime(2000, 1, 1, 0, 5), datetime(2037, 6, 1, 12, 30), datetime(2026, 3, 5, 0, 41)])
def test_a_wrong_clock_on_a_cable_gives_its_error_first_and_is_set_last(wrong: datetime) -> None:
    """H22."""
    brain = TaiDocBrain(clock(), "strip", cable=True)
    brain.clock.set(wrong)
    brain.strip(117)
    [reading] = read(brain, "taidoc-cable").readings
    assert reading.device_time == wrong.strftime("%Y-%m-%dT%H:%M:??") and reading.clock_offset_s is not None
    assert abs(wrong + timedelta(seconds=reading.clock_offset_s) - LOCAL) <= timedelta(seconds=60) and abs(brain.clock.error_s()) <= 60


@covers("taidoc", "replay")
@covers("taidoc-cable", "replay")
@pytest.mark.parametrize("driver", WAYS)
def test_the_whole_memory_again_has_the_same_keys(driver: str) -> None:
    """H3: the meter keeps what it gave and gives it to every session."""
    first, second = (read(strips(driver, [101, 102, 103]), driver) for _ in range(2))
    keys = [{reading.key() for reading in run.readings} for run in (first, second)]
    assert keys[0] == keys[1] and len(keys[0]) == 3


@pytest.mark.parametrize("driver", WAYS)
def test_two_equal_results_of_one_minute_do_not_hide_what_is_older(driver: str) -> None:
    """H11: it keeps no seconds and no numbers, so that the second looks like the first."""
    brain = strips(driver, [98, 117])
    brain.strip(117)
    assert sorted(set(glucose(read(brain, driver)))) == [98, 117]


@covers("taidoc", "fragments")
@covers("taidoc-cable", "fragments")
@pytest.mark.parametrize("driver", WAYS)
@pytest.mark.parametrize("piece", [1, 3, 7])
def test_frames_in_pieces_and_two_frames_at_once(driver: str, piece: int) -> None:
    assert glucose(read(strips(driver, [101, 102]), driver, piece)) == [102, 101]
    brain = strips(driver, [101, 102])
    greeted = brain.outbox[0]
    brain.outbox[0] = (greeted[0], greeted[1] + greeted[1])
    assert glucose(read(brain, driver)) == [102, 101]


@covers("taidoc", "corrupt_frame")
@covers("taidoc-cable", "corrupt_frame")
@pytest.mark.parametrize("driver", WAYS)
@pytest.mark.parametrize("answers", range(2, 8))
def test_whichever_answer_is_damaged_it_is_kept_and_asked_for_again(driver: str, answers: int) -> None:
    """H2."""
    brain = strips(driver, [101, 102])
    brain.outbox.clear()
    run = pump(STRIP if driver == "taidoc" else CABLE, brain, driver).connect()
    run.run(until=lambda: len(brain.asked) >= answers and bool(brain.outbox))
    channel, data = brain.outbox.pop()
    brain.outbox.append((channel, data[:-3] + bytes((data[-3] ^ 0x10,)) + data[-2:]))
    run.run(until=lambda: DeviceState.DRAINED in run.states)
    assert glucose(run) == [102, 101] and "checksum" in run.refusals


@covers("taidoc-cable", "power_off")
def test_a_meter_taken_off_its_cable_in_the_middle_is_read_again() -> None:
    brain = strips("taidoc-cable", [101, 102, 103, 104])
    first = pump(CABLE, brain, "taidoc-cable").connect()
    first.run(until=lambda: len(first.readings) == 2)
    first.hang_up()
    assert first.ending == Failed(Reason.LOST) and DeviceState.DRAINED not in first.states
    second = read(brain, "taidoc-cable")
    assert len({reading.key() for reading in (*first.readings, *second.readings)}) == 4


@covers("taidoc", "power_off")
@covers("taidoc-cable", "power_off")
@pytest.mark.parametrize("driver", WAYS)
def test_half_a_frame_is_kept_when_the_power_fails_in_it(driver: str) -> None:
    """H11: every byte that came is in the journal."""
    run = pump(STRIP if driver == "taidoc" else CABLE, strips(driver, [101]), driver)
    run._piece = 5
    run.connect().run(until=lambda: bool(run.readings))
    run.feed(BytesIn(b"\x51\x2b\x01"))
    run.hang_up()
    assert run.journal[-1].raw == b"\x51\x2b\x01" and run.refusals[-1] == "short"
