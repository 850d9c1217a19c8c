"""Thermometers, oximeters, scales and straps in whole sessions: every model by name, some over the virtual radio."""

# ruff: noqa: DTZ001 - a device's clock has no zone
from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from device_drivers import registry
from device_drivers.errors import Reason
from device_drivers.hub import CHINA
from device_drivers.manifest import Model, Opening
from device_drivers.protocols.ieee11073 import Special
from device_drivers.protocols.machine import Cancel, Done, Failed, Notified
from device_drivers.readings import DeviceState, Kind, KnownDevice, Quantity
from device_drivers.virtual.device_clock import DeviceClock
from device_drivers.virtual.sig_devices import OximeterBrain, ScaleBrain, SigBrain, StrapBrain, ThermometerBrain
from tests.device_drivers.conftest import PATIENCE, Room
from tests.device_drivers.model_sessions import models_of
from tests.device_drivers.pump import Pump
from tests.device_drivers.scenarios import covers

pytestmark = pytest.mark.hurried

WORLD = datetime(2026, 3, 5, 0, 41, 20, tzinfo=UTC)
NOW = datetime(2026, 3, 5, 8, 41, 20)
OMRON_CODE = "Bluetooth WSS 0x181D, users opened with Omron's code"
HTS, PLX, WSS, HRS = "ble-thermometer", "ble-oximeter", "ble-scale", "ble-heart-rate"


def clock() -> DeviceClock:
    return DeviceClock(lambda: WORLD, CHINA)


def pump(driver: str, brain: SigBrain, model: str = "") -> Pump:
    known = KnownDevice("x:1", driver, model, "1", model=model)
    return Pump(registry.driver(driver).machine(known, Opening(token=1_700_000_000_000)), brain)


def each_second(run: Pump, show: Callable[[], None], seconds: int) -> None:
    for _ in range(seconds):
        show()
        run.run(seconds=0)
        run.wait(1.0)


@models_of(HTS)
def test_every_thermometer(model: Model) -> None:
    brain = ThermometerBrain(clock(), model.name)
    taken = brain.press(Decimal("36.8"))
    run = pump(HTS, brain, model.name).connect().run()
    [reading] = run.readings
    assert reading.kind is Kind.TEMPERATURE and reading.values == (("temperature", Quantity(Decimal("36.8"), "Cel")),)
    assert reading.context == (("site", "ear"),) and reading.device_time == taken.device_time.isoformat()
    assert not reading.seen_taken and run.ending == Done() and brain.records == [] and run.battery == 80


@models_of(PLX)
def test_every_oximeter(model: Model) -> None:
    brain = OximeterBrain(clock(), model.name)
    brain.spot(Decimal(96), Decimal(71))
    run = pump(PLX, brain, model.name).connect().run()
    [reading] = run.readings
    assert reading.values == (("spo2", Quantity(Decimal(96), "%")), ("pulse", Quantity(Decimal(71), "/min")))
    assert run.ending == Done() and DeviceState.DRAINED in run.states


@models_of(WSS)
def test_every_scale(model: Model) -> None:
    code = 0x020E if model.name == OMRON_CODE else -1
    brain = ScaleBrain(clock(), model.name, body=code < 0, code=code)
    brain.step_on(Decimal("63.45"), user=2, fat=None if code >= 0 else Decimal("21.5"))
    run = pump(WSS, brain, model.name).connect().run()
    [reading] = run.readings
    assert reading.values == (("weight", Quantity(Decimal("63.45"), "kg")),) and reading.user_slot == 2
    assert run.ending == Done() and brain.records == []  # the second half is kept, it is no second weighing


@covers(WSS, "wrong_user")
def test_each_user_is_opened_in_turn_and_keeps_its_slot() -> None:
    brain = ScaleBrain(clock(), "HBF-222T", code=0x020E, users=3)
    brain.step_on(Decimal("63.45"), user=1)
    brain.measured_at = NOW - timedelta(minutes=3)
    brain.step_on(Decimal("71.20"), user=3)
    run = pump(WSS, brain, OMRON_CODE).connect().run()
    assert [(reading.user_slot, reading.quantity("weight")) for reading in run.readings] == [
        (1, Quantity(Decimal("63.45"), "kg")),
        (3, Quantity(Decimal("71.20"), "kg")),
    ]
    assert brain.opened == [1, 2, 3] and run.ending == Done() and abs(brain.clock.error_s()) < 30


def test_a_scale_with_another_code_is_not_said_to_be_empty() -> None:
    brain = ScaleBrain(clock(), "HBF-222T", code=1234)
    brain.step_on(Decimal("63.45"), user=1)
    run = pump(WSS, brain, OMRON_CODE).connect().run()
    assert run.ending == Failed(Reason.PAIRING_REFUSED) and DeviceState.DRAINED not in run.states


@models_of(HRS)
def test_every_strap(model: Model) -> None:
    brain = StrapBrain(clock(), model.name)
    run = pump(HRS, brain, model.name).connect().run(seconds=0)
    each_second(run, lambda: brain.second(72), 12)
    run.hang_up()
    [reading] = run.readings
    assert reading.values == (("heart_rate", Quantity(Decimal(72), "/min")),) and reading.seen_taken
    assert run.ending == Done()


@pytest.mark.parametrize("wrong", [datetime(1970, 1, 1, 3, 0), datetime(2037, 6, 1, 12, 30), datetime(2026, 3, 5, 7, 41)])
@covers(HTS, "wrong_clock")
def test_a_wrong_clock_is_told_first_and_set_last(wrong: datetime) -> None:
    """H22: the offset belongs to the clock the record was taken with."""
    brain = ThermometerBrain(clock(), "FT95")
    brain.clock.set(wrong)
    brain.press(Decimal("36.8"))
    run = pump(HTS, brain).connect().run()
    [reading] = run.readings
    assert reading.device_time == wrong.isoformat()
    assert reading.clock_offset_s == pytest.approx((NOW - wrong).total_seconds(), abs=2)
    assert [channel for channel, _ in brain.written_log] == ["2A2B"] and abs(brain.clock.error_s()) < 10


def test_fahrenheit_stays_fahrenheit() -> None:
    brain = ThermometerBrain(clock(), "FT95")
    brain.press(Decimal("98.2"), fahrenheit=True, site=None)
    [reading] = pump(HTS, brain).connect().run().readings
    assert reading.quantity("temperature") == Quantity(Decimal("98.2"), "[degF]") and reading.context == ()


@pytest.mark.parametrize(("value", "reason"), [(Special.NAN, "nan"), (Special.NRES, "nres"), (Special.RFU, "reserved")])
def test_no_number_is_no_value(value: Special, reason: str) -> None:
    brain = ThermometerBrain(clock(), "FT95")
    brain.press(value)
    run = pump(HTS, brain).connect().run()
    assert run.readings == [] and run.refusals == [reason]


def test_only_the_measurement_whose_signs_came_in_was_seen() -> None:
    """H22."""
    brain = ThermometerBrain(clock(), "FT95")
    brain.measured_at = NOW - timedelta(minutes=5)
    brain.press(Decimal("37.0"))
    brain.measured_at = None
    run = pump(HTS, brain).connect().run(seconds=5)
    brain.press(Decimal("36.6"), live=True)
    run.run()
    assert [reading.seen_taken for reading in run.readings] == [False, True]


def test_a_record_without_time_or_number_gets_one() -> None:
    brain = ThermometerBrain(clock(), "FT95")
    run = pump(HTS, brain).connect().run(seconds=5)
    brain.press(Decimal("36.6"), with_time=False)
    brain.press(Decimal("36.6"), with_time=False)
    run.run()
    assert len({reading.key() for reading in run.readings}) == 2


@pytest.mark.parametrize("bit", [12, 13, 15, 11, 10])
def test_a_saturation_the_oximeter_itself_rejects_is_no_value(bit: int) -> None:
    """calibration, unavailable, invalid, test, demonstration."""
    brain = OximeterBrain(clock(), "PLX")
    brain.spot(Decimal(96), Decimal(71), status=1 << bit)
    run = pump(PLX, brain).connect().run()
    assert run.readings == [] and len(run.refusals) == 1


def test_a_questionable_one_says_so_and_a_missing_pulse_is_none() -> None:
    brain = OximeterBrain(clock(), "PLX")
    brain.spot(Decimal(96), Special.NAN, status=1 << 14)
    [reading] = pump(PLX, brain).connect().run().readings
    assert reading.flags == ("questionable_measurement",) and reading.quantity("pulse") is None


def test_a_stream_without_spot_checks_gives_one_value_per_finger() -> None:
    brain = OximeterBrain(clock(), "PLX", spots=False)
    run = pump(PLX, brain).connect().run(seconds=0)
    each_second(run, lambda: brain.second(Decimal(97), Decimal(66)), 20)
    each_second(run, lambda: brain.second(Special.NAN, Special.NAN), 5)
    each_second(run, lambda: brain.second(Decimal(92), Decimal(88)), 20)
    assert [reading.quantity("spo2") for reading in run.readings] == [Quantity(Decimal(97), "%"), Quantity(Decimal(92), "%")]
    assert all(reading.seen_taken and reading.device_time is None for reading in run.readings)
    assert len({reading.key() for reading in run.readings}) == 2


def test_beside_a_stream_the_spot_check_is_the_one_value_and_was_seen() -> None:
    brain = OximeterBrain(clock(), "PLX")
    run = pump(PLX, brain).connect().run(seconds=0)
    each_second(run, lambda: brain.second(Decimal(97), Decimal(66)), 12)
    brain.spot(Decimal(97), Decimal(66))
    run.run()
    [reading] = run.readings
    assert reading.seen_taken and reading.device_time is not None


def test_a_strap_without_skin_gives_nothing() -> None:
    brain = StrapBrain(clock(), "H9")
    run = pump(HRS, brain).connect().run(seconds=0)
    each_second(run, lambda: brain.second(72, contact=False), 12)
    assert run.readings == []


def test_pounds_stay_pounds_and_a_failed_weighing_is_none() -> None:
    brain = ScaleBrain(clock(), "UC-352BLE")
    brain.step_on(Decimal("140.2"), pounds=True)
    brain.step_on(None)
    run = pump(WSS, brain).connect().run()
    [reading] = run.readings
    assert reading.quantity("weight") == Quantity(Decimal("140.2"), "[lb_av]") and run.refusals == ["unsuccessful"]


def test_a_device_without_the_profile_is_told() -> None:
    run = pump(HTS, StrapBrain(clock(), "H9")).connect()
    assert run.ending == Failed(Reason.NOT_SUPPORTED)


def test_a_cancel_ends_the_session() -> None:
    run = pump(HTS, ThermometerBrain(clock(), "FT95")).connect()
    run.feed(Cancel())
    assert run.ending == Failed(Reason.CANCELLED)


@pytest.mark.parametrize("garbage", [b"", b"\x02", b"\xff" * 30, b"\x06" + bytes(11)])
@covers(HTS, "corrupt_frame")
def test_garbage_is_kept_without_value(garbage: bytes) -> None:
    run = pump(HTS, ThermometerBrain(clock(), "FT95")).connect().run(seconds=2)
    run.feed(Notified("2A1C", garbage))
    assert run.readings == [] and len(run.refusals) == 1


# --- over the air -----------------------------------------------------------------------------------------------------
def test_a_thermometer_over_the_air_is_drained_and_set(room: Room) -> None:
    brain = ThermometerBrain(room.clock(), "FT95")
    brain.clock.set(datetime(2037, 1, 1, 0, 0, 30))
    device = room.gatt(brain, "FT95")
    room.do(brain.press, Decimal("37.9"))
    room.know(device.id, HTS, "FT95")
    [reading] = room.desk.wait_readings(1)
    assert reading.quantity("temperature") == Quantity(Decimal("37.9"), "Cel")
    assert room.desk.wait_state(DeviceState.DRAINED).battery == 80
    room.desk.wait(lambda: not brain.records and abs(brain.clock.error_s()) < 2)
    assert room.run(room.radio.bonded()) == 1


def test_a_record_is_forgotten_only_when_the_journal_has_it(room: Room) -> None:
    brain = ScaleBrain(room.clock(), "UC-352BLE")
    device = room.gatt(brain, "A&D_UC-352BLE")
    room.do(brain.step_on, Decimal("63.45"))
    room.desk.hold = threading.Event()
    room.know(device.id, WSS, "A&D_UC-352BLE")
    assert room.desk.entered.wait(PATIENCE)
    assert len(brain.records) == 1
    room.desk.hold.set()
    room.desk.wait_state(DeviceState.DRAINED)
    assert brain.records == []


@covers(WSS, "power_off")
def test_power_off_in_the_middle_loses_nothing(room: Room) -> None:
    brain = ScaleBrain(room.clock(), "UC-352BLE")
    for tenth in range(4):
        brain.measured_at = datetime(2026, 3, 4, 7, 30, tenth)
        room.do(brain.step_on, Decimal(600 + tenth) / 10)
    device = room.gatt(brain, "A&D_UC-352BLE")
    device.die_after = 2
    room.know(device.id, WSS, "A&D_UC-352BLE")
    assert room.desk.wait_state(DeviceState.FAILED).reason is Reason.LOST
    room.run(device.power_on())
    room.desk.wait_state(DeviceState.DRAINED)
    assert len({reading.key() for reading in room.desk.readings}) == 4


@pytest.mark.expect_log("pairing failure")
@covers(HTS, "second_host")
def test_a_device_bonded_to_another_host_is_told(room: Room) -> None:
    brain = ThermometerBrain(room.clock(), "FT95")
    device = room.gatt(brain, "FT95")
    room.do(device.refuse_pairing)
    room.do(brain.press, Decimal("37.9"))
    room.know(device.id, HTS, "FT95")
    assert room.desk.wait_state(DeviceState.FAILED).reason is Reason.PAIRING_REFUSED
    assert len(brain.records) == 1
