"""What every device of a profile of the Bluetooth SIG comes through: power cuts, wrong clocks, full memories, repeats, damage."""

# ruff: noqa: DTZ001 - a device's clock has no zone
from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from device_drivers import registry
from device_drivers.drivers import blood_pressure_cuff
from device_drivers.errors import Reason
from device_drivers.hub import CHINA
from device_drivers.manifest import Opening
from device_drivers.protocols.blood_pressure_session import BEURER as BEURER_LAYOUT
from device_drivers.protocols.machine import Done, Failed, Notified
from device_drivers.protocols.quirks import Quirks
from device_drivers.readings import DeviceState, KnownDevice, Quantity, Reading
from device_drivers.virtual.brain import Brain
from device_drivers.virtual.device_clock import DeviceClock
from device_drivers.virtual.glucose_brain import GlucoseBrain
from device_drivers.virtual.pressure_brain import PressureBrain
from device_drivers.virtual.sig_devices import OximeterBrain, ScaleBrain, StrapBrain, ThermometerBrain
from tests.device_drivers.pump import Pump
from tests.device_drivers.scenarios import covers

BPS, BEURER, GLS = "ble-blood-pressure", "ble-blood-pressure-beurer", "ble-glucose"
HTS, PLX, WSS, HRS = "ble-thermometer", "ble-oximeter", "ble-scale", "ble-heart-rate"
WORLD = datetime(2026, 3, 5, 0, 41, 20, tzinfo=UTC)
NOW = datetime(2026, 3, 5, 8, 41, 20)
WRONG = [datetime(1970, 1, 1, 3, 0), datetime(2037, 6, 1, 12, 30), NOW - timedelta(hours=8)]


@dataclass(frozen=True)
class Case:
    """A driver's device and its button: measure(brain, how many tenths, units or mmHg above an ordinary value)."""

    driver: str
    channel: str
    name: str
    brain: Callable[[DeviceClock], Any]
    measure: Callable[[Any, int], object]


CUFF = Case(BPS, "2A35", "systolic", PressureBrain, lambda brain, more: brain.press(110 + more, 70, 60))
BEURERS = Case(BEURER, "2A35", "systolic", lambda clock: PressureBrain(clock, "BM59", BEURER_LAYOUT), CUFF.measure)
THERMOMETER = Case(
    HTS, "2A1C", "temperature", lambda clock: ThermometerBrain(clock, "x"), lambda brain, more: brain.press(Decimal(340 + more) / 10)
)
OXIMETER = Case(
    PLX, "2A5E", "pulse", lambda clock: OximeterBrain(clock, "x"), lambda brain, more: brain.spot(Decimal(96), Decimal(50 + more))
)
SCALE = Case(
    WSS, "2A9D", "weight", lambda clock: ScaleBrain(clock, "x"), lambda brain, more: brain.step_on(Decimal(600 + more) / 10, user=2)
)
STORING = [pytest.param(case, id=case.driver) for case in (CUFF, BEURERS, THERMOMETER, OXIMETER, SCALE)]


@pytest.fixture(autouse=True)
def just_started(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(blood_pressure_cuff, "since_taken_on", blood_pressure_cuff.Since())


def clock() -> DeviceClock:
    return DeviceClock(lambda: WORLD, CHINA)


def pump(driver: str, brain: Brain, **how: Any) -> Pump:
    machine = registry.driver(driver).machine(KnownDevice("ble:X", driver, "", "X"), Opening(token=1_700_000_000_000))
    return Pump(machine, brain, **how).connect()


def numbers(case: Case, readings: list[Reading]) -> list[Decimal]:
    return [quantity.value for reading in readings if (quantity := reading.quantity(case.name)) and quantity.value is not None]


def keys(readings: list[Reading]) -> set[str]:
    return {reading.key() for reading in readings}


def one_by_one(case: Case, brain: Any, count: int) -> list[Decimal]:
    """So many measurements, a minute apart; what the displays showed."""
    for number in range(count):
        brain.clock.set(NOW - timedelta(minutes=count - number))
        case.measure(brain, number)
    brain.clock.set(NOW)
    return [value for taken in brain.taken for name, value, _ in taken.values if name == case.name]


@covers(BPS, "full_memory")
@covers(BEURER, "full_memory")
@covers(HTS, "full_memory")
@covers(PLX, "full_memory")
@covers(WSS, "full_memory")
@pytest.mark.parametrize("case", STORING)
def test_a_full_memory_that_wrapped_comes_whole_and_oldest_first(case: Case) -> None:
    brain = case.brain(clock())
    shown = one_by_one(case, brain, brain.capacity + 7)
    run = pump(case.driver, brain).run()
    assert numbers(case, run.readings) == shown[7:] and len(keys(run.readings)) == brain.capacity
    assert run.ending == Done() and DeviceState.DRAINED in run.states


@covers(BPS, "power_off")
@covers(BEURER, "power_off")
@covers(HTS, "power_off")
@covers(PLX, "power_off")
@covers(WSS, "power_off")
@pytest.mark.parametrize("case", STORING)
def test_power_off_in_the_middle_loses_nothing_and_is_not_drained(case: Case) -> None:
    """H11."""
    brain = case.brain(clock())
    shown = one_by_one(case, brain, 8)
    first = pump(case.driver, brain).run(until=lambda: len(brain.outbox) == 5)
    first.wait(0.9)  # it is missed only when the supervision time is over
    first.hang_up()
    assert first.ending == Failed(Reason.LOST) and DeviceState.DRAINED not in first.states and len(first.readings) == 3
    second = pump(case.driver, brain).run()
    together = {reading.key(): reading for reading in (*first.readings, *second.readings)}
    assert numbers(case, list(together.values())) == shown and second.ending == Done()


@covers(BPS, "wrong_clock")
@covers(BEURER, "wrong_clock")
@covers(HTS, "wrong_clock")
@covers(PLX, "wrong_clock")
@covers(WSS, "wrong_clock")
@pytest.mark.parametrize("case", STORING)
@pytest.mark.parametrize("wrong", WRONG)
def test_a_wrong_clock_is_told_first_and_set_last(case: Case, wrong: datetime) -> None:
    """H22: the offset belongs to the clock the record was taken with."""
    brain = case.brain(clock())
    brain.clock.set(wrong)
    case.measure(brain, 20)
    run = pump(case.driver, brain).run()
    [reading] = run.readings
    assert reading.device_time == wrong.isoformat() and reading.clock_offset_s == (NOW - wrong).total_seconds()
    assert len(brain.written_log) == 1 and abs(brain.clock.error_s()) < 10


@covers(BPS, "replay")
@covers(BEURER, "replay")
@covers(HTS, "replay")
@covers(PLX, "replay")
@covers(WSS, "replay")
@pytest.mark.parametrize("case", STORING)
def test_what_is_sent_again_has_the_same_key(case: Case) -> None:
    """H3: within a session, and in a later one because the confirmation was lost."""
    brain = case.brain(clock())
    one_by_one(case, brain, 3)
    run = pump(case.driver, brain).run(until=lambda: bool(brain.outbox))
    sent = list(brain.outbox)
    run.run(until=lambda: not brain.outbox)
    for channel, data in sent:
        run.feed(Notified(channel, data))
    blood_pressure_cuff.since_taken_on.forget("ble:X")
    later = pump(case.driver, case.brain(clock())).run(seconds=1.0)
    for channel, data in sent:
        later.feed(Notified(channel, data))
    assert len(run.readings) == 6 and len(later.readings) == 3
    assert len(keys([*run.readings, *later.readings])) == 3


@covers(BEURER, "corrupt_frame")
@covers(HTS, "corrupt_frame")
@covers(PLX, "corrupt_frame")
@covers(WSS, "corrupt_frame")
@pytest.mark.parametrize("case", STORING)
def test_half_a_record_or_more_than_one_is_never_a_value(case: Case) -> None:
    """H2: cut at any length, as a link with too small packets does, too long, or with every flag set."""
    brain = case.brain(clock())
    case.measure(brain, 20)
    run = pump(case.driver, brain).run(until=lambda: bool(brain.outbox))
    [(channel, whole)] = brain.outbox
    broken = [*(whole[:size] for size in range(len(whole))), whole + b"\x00", b"\xff" * len(whole)]
    brain.outbox.clear()
    for frame in broken:
        run.feed(Notified(channel, frame))
    assert run.readings == [] and len(run.refusals) == len(broken)
    run.feed(Notified(channel, whole))
    assert len(run.readings) == 1


@covers(BPS, "fragments")
@covers(BEURER, "fragments")
@covers(HTS, "fragments")
@covers(PLX, "fragments")
@covers(WSS, "fragments")
@pytest.mark.parametrize("case", STORING)
@pytest.mark.parametrize("slow", [0.4, 1.4, 2.5])
def test_however_slowly_records_come_each_comes_once(case: Case, slow: float) -> None:
    """Longer between two records than the session takes for the end: they are still heard."""
    brain = case.brain(clock())
    shown = one_by_one(case, brain, 5)
    run = pump(case.driver, brain, slow=slow).run()
    assert numbers(case, run.readings) == shown and len(run.readings) == 5 and run.ending == Done()


@covers(BEURER, "wrong_user")
@covers(WSS, "wrong_user")
def test_the_slot_is_what_the_device_says_and_nobody_is_guessed() -> None:
    cuff, scale = BEURERS.brain(clock()), SCALE.brain(clock())
    for user in (1, 2):
        cuff.press(120 + user, 80, 70, user=user)
        scale.step_on(Decimal(60 + user), user=user)
    scale.step_on(Decimal(70))
    assert [reading.user_slot for reading in pump(BEURER, cuff).run().readings] == [1, 2]
    assert [reading.user_slot for reading in pump(WSS, scale).run().readings] == [1, 2, None]


# --- glucose meters -----------------------------------------------------------------------------------------------------
def meter(count: int = 3) -> GlucoseBrain:
    brain = GlucoseBrain(clock(), "x", Quirks())
    for number in range(count):
        brain.prick(Decimal(50 + number) / 10, meal=1)
    return brain


@covers(GLS, "fragments")
@pytest.mark.parametrize("slow", [1.0, 12.0, 29.0])
def test_a_meter_may_take_its_time_between_two_records(slow: float) -> None:
    run = pump(GLS, meter(), slow=slow).run(seconds=2000)
    assert [reading.sequence for reading in run.readings] == [1, 2, 3] and run.ending == Done()
    assert all(("meal", "preprandial") in reading.context for reading in run.readings)


@covers(GLS, "corrupt_frame")
@pytest.mark.parametrize("damage", [lambda data: data[:-1], lambda data: data + b"\x00", lambda data: b"\xff" * len(data), lambda _: b""])
def test_a_damaged_record_is_kept_without_value_and_the_others_come(damage: Callable[[bytes], bytes]) -> None:
    """H2."""
    brain = meter()
    number, measurement, context = brain.memory[1]
    brain.memory[1] = (number, damage(measurement), context)
    run = pump(GLS, brain).run()
    assert [reading.sequence for reading in run.readings] == [1, 3] and len(run.refusals) == 1
    assert damage(measurement) in [action.raw for action in run.journal]


@covers(GLS, "corrupt_frame")
def test_a_damaged_context_takes_no_meal_along() -> None:
    """H24."""
    brain = meter(1)
    number, measurement, context = brain.memory[0]
    assert context is not None
    brain.memory[0] = (number, measurement, context[:-1])
    run = pump(GLS, brain).run()
    [reading] = run.readings
    assert run.refusals == ["short"] and "meal" not in dict(reading.context)


# --- straps -------------------------------------------------------------------------------------------------------------
def seconds(run: Pump, brain: StrapBrain, count: int, every: float = 1.0) -> None:
    for _ in range(count):
        brain.second(72)
        run.run(seconds=0)
        run.wait(every)


@covers(HRS, "power_off")
def test_a_strap_that_is_lost_before_it_held_still_gives_nothing_and_that_is_told() -> None:
    brain = StrapBrain(clock(), "x")
    run = pump(HRS, brain).run(seconds=0)
    seconds(run, brain, 4)
    run.hang_up()
    assert run.readings == [] and run.ending == Failed(Reason.LOST)
    again = pump(HRS, brain).run(seconds=0)
    seconds(again, brain, 12)
    assert [reading.quantity("heart_rate") for reading in again.readings] == [Quantity(Decimal(72), "/min")]


@covers(HRS, "fragments")
@pytest.mark.parametrize("every", [0.3, 1.0, 2.5])
def test_a_slow_strap_gives_its_one_value_too(every: float) -> None:
    brain = StrapBrain(clock(), "x")
    run = pump(HRS, brain).run(seconds=0)
    seconds(run, brain, round(30 / every), every)
    assert len(run.readings) == 1


@covers(HRS, "corrupt_frame")
def test_damaged_beats_are_kept_and_never_a_rate() -> None:
    brain = StrapBrain(clock(), "x")
    run = pump(HRS, brain).run(seconds=0)
    brain.second(72)
    [(channel, beat)] = brain.outbox
    brain.outbox.clear()
    broken = [*(beat[:size] for size in range(len(beat))), beat + b"\x00", b"\xff" * len(beat)]
    for _ in range(12):
        for frame in broken:
            run.feed(Notified(channel, frame))
        run.wait(1.0)
    assert run.readings == [] and len(run.refusals) == 12 * len(broken)
