"""Cuffs of service 1810 model by model: layouts, users, A&D's own service, numbered records; no radio."""

# ruff: noqa: DTZ001 - a device's clock has no zone
from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from device_drivers import profiles, registry
from device_drivers.drivers import blood_pressure_cuff
from device_drivers.errors import Reason
from device_drivers.hub import CHINA
from device_drivers.manifest import Advert, Model, Opening
from device_drivers.protocols import and_custom, racp
from device_drivers.protocols.enhanced_pressure_session import EnhancedPressureSession
from device_drivers.protocols.machine import Connected, Done, Failed, Notified, Write
from device_drivers.protocols.quirks import PLAIN, Quirks
from device_drivers.protocols.user_data import CONTROL_POINT
from device_drivers.readings import DeviceState, KnownDevice, Quantity, Reading
from device_drivers.virtual.device_clock import DeviceClock
from device_drivers.virtual.pressure_brain import NumberedBrain, PressureBrain
from tests.device_drivers.conftest import Room
from tests.device_drivers.model_sessions import models_of
from tests.device_drivers.pump import Pump
from tests.device_drivers.scenarios import covers

pytestmark = pytest.mark.hurried

WORLD = datetime(2026, 3, 5, 0, 41, 20, tzinfo=UTC)
LOCAL = datetime(2026, 3, 5, 8, 41, 20)
BPS, BEURER = "ble-blood-pressure", "ble-blood-pressure-beurer"
AND = Quirks(vendor="and")
USERS = Quirks(consent_code=0x020E)


@pytest.fixture(autouse=True)
def just_started(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(blood_pressure_cuff, "since_taken_on", blood_pressure_cuff.Since())


def clock() -> DeviceClock:
    return DeviceClock(lambda: WORLD, CHINA)


def quirks_of(driver_id: str, model: str) -> Quirks:
    """What the driver gives its session for a model."""
    for path in profiles.SHIPPED.glob("cuffs*.toml"):
        profile = profiles.read(path, registry.STANDARDS)
        if profile.manifest.id == driver_id:
            return profile.of(KnownDevice("ble:X", driver_id, "", "X", model=model))
    raise AssertionError(driver_id)


def session(brain: PressureBrain, quirks: Quirks = PLAIN, device: str = "ble:X") -> Pump:
    known = KnownDevice(device, BPS, "", "X")
    return Pump(blood_pressure_cuff.cuff(known, Opening(1000), quirks), brain).connect()


def shown(reading: Reading) -> set[tuple[str, Decimal | None, str]]:
    return {(name, quantity.value, quantity.unit) for name, quantity in reading.values if name != "mean"}


def systolics(run: Pump) -> list[int]:
    return [int(quantity.value) for reading in run.readings if (quantity := reading.quantity("systolic")) and quantity.value]


# --- every model ------------------------------------------------------------------------------------------------------
def check_model(driver_id: str, model: Model) -> None:
    quirks = quirks_of(driver_id, model.name)
    brain = PressureBrain(clock(), model.name, quirks)
    brain.clock.set(LOCAL - timedelta(hours=1))
    taken = brain.press(138, 88, 71, status=0x0004)
    name = f"{model.adverts[0]}_0001" if model.adverts else "cuff"
    known = KnownDevice(f"ble:{model.name}", driver_id, name, "X", model=model.name)
    run = Pump(registry.driver(driver_id).machine(known, Opening(1000)), brain).connect().run()
    readings = {reading.key(): reading for reading in run.readings}
    [reading] = readings.values()
    assert shown(reading) == set(taken.values) and reading.flags == ("irregular_pulse",) and reading.user_slot == 1
    assert (reading.quantity("mean") is None) is quirks.zero_mean_is_none
    assert reading.clock_offset_s == 3600.0 and abs(brain.clock.error_s()) <= 10  # the world stands still meanwhile
    assert run.ending == Done() and DeviceState.DRAINED in run.states and run.refusals == []
    if model.adverts:
        found = registry.match(Advert("X", name, frozenset({"1810"}), -60))
        assert found is not None and found.id == driver_id and found.model_of(name) == model


@models_of(BPS)
def test_every_cuff_gives_what_it_measured(model: Model) -> None:
    check_model(BPS, model)


@models_of(BEURER)
def test_every_cuff_of_beurers_layout_gives_what_it_measured(model: Model) -> None:
    check_model(BEURER, model)


# --- quirks -----------------------------------------------------------------------------------------------------------
def test_a_cuff_that_sends_all_every_time_tells_only_what_is_new() -> None:
    quirks = Quirks(sends_all=True)
    brain = PressureBrain(clock(), "BM54", quirks)
    brain.press(121, 81, 71)
    assert systolics(session(brain, quirks).run()) == [121]
    brain.press(131, 85, 72)
    again = session(brain, quirks).run()
    assert systolics(again) == [131] and len(again.journal) == 2
    assert session(brain, quirks).run().readings == []


def test_a_clock_the_profile_denies_is_neither_read_nor_set() -> None:
    quirks = Quirks(clock="none")
    brain = PressureBrain(clock(), "x", quirks)
    brain.press(121, 81, 71)
    run = session(brain, quirks).run()
    assert run.readings[0].clock_offset_s is None and brain.written_log == []


def test_a_clock_that_may_not_be_set_is_only_read() -> None:
    quirks = Quirks(clock_set=False)
    brain = PressureBrain(clock(), "x", quirks)
    brain.clock.set(LOCAL - timedelta(hours=1))
    brain.press(121, 81, 71)
    run = session(brain, quirks).run()
    assert run.readings[0].clock_offset_s == 3600.0 and brain.written_log == []
    assert run.ending == Done() and DeviceState.DRAINED in run.states


@covers(BPS, "corrupt_frame")
def test_a_frame_with_a_vendors_prefix_is_kept_without_value() -> None:
    """fe 20 27 ...: reserved flags, and a length the flags do not ask for."""
    run = session(PressureBrain(clock(), "x"))
    run.run(until=lambda: DeviceState.TRANSFERRING in run.states)
    for frame in ("fe2027800058006700ea070305082914470001", "e2800058006700ea0703050829144700"):
        run.feed(Notified("2A35", bytes.fromhex(frame)))
    assert run.refusals and set(run.refusals) <= {"reserved", "length", "short"} and run.readings == []


# --- users ------------------------------------------------------------------------------------------------------------
@covers(BPS, "wrong_user")
def test_every_user_is_opened_and_keeps_its_slot() -> None:
    brain = PressureBrain(clock(), "HEM-9200T", USERS, users=2)
    brain.press(131, 85, 72, user=2)
    brain.press(121, 81, 71, user=1)
    run = session(brain, USERS).run()
    assert [(reading.user_slot, reading.quantity("systolic")) for reading in run.readings] == [
        (1, Quantity(Decimal(121), "mmHg")),
        (2, Quantity(Decimal(131), "mmHg")),
    ]
    consents = [data.hex() for channel, data in brain.written_log if channel == CONTROL_POINT]
    assert consents == ["02010e02", "02020e02", "02030e02"]
    assert run.ending == Done() and brain.unsent == []


def test_a_wrong_code_is_told_and_the_cuff_is_not_called_drained() -> None:
    brain = PressureBrain(clock(), "x", USERS)
    brain.press(121, 81, 71)
    run = session(brain, Quirks(consent_code=1)).run()
    assert run.ending == Failed(Reason.PAIRING_REFUSED) and DeviceState.DRAINED not in run.states and len(brain.unsent) == 1


def test_a_consent_without_an_answer_is_not_waited_for_for_ever() -> None:
    brain = PressureBrain(clock(), "x", USERS)
    brain._consent = lambda data: None  # type: ignore[method-assign]
    assert session(brain, USERS).run().ending == Failed(Reason.PAIRING_REFUSED)


def test_an_answer_that_is_none_is_kept() -> None:
    run = session(PressureBrain(clock(), "x", USERS), USERS)
    run.feed(Notified(CONTROL_POINT, b"\x20\x01\x01"))
    assert run.refusals == ["unknown"]


# --- A&D --------------------------------------------------------------------------------------------------------------
def asked_for_stored(brain: PressureBrain) -> int:
    return brain.written_log.count((and_custom.CHANNEL, and_custom.SEND_STORED))


def test_what_an_and_cuff_stored_is_asked_for_once_after_the_program_was_started() -> None:
    """A record the system confirmed and nobody kept comes again; later sessions bring only what is new."""
    brain = PressureBrain(clock(), "UA-651BLE", AND)
    brain.press(121, 81, 71)
    brain.unsent.clear()  # confirmed by a system whose program died
    first = session(brain, AND).run()
    assert systolics(first) == [121] and asked_for_stored(brain) == 1 and brain.hang_ups == 1
    brain.press(131, 85, 72)
    second = session(brain, AND).run()
    assert systolics(second) == [131] and asked_for_stored(brain) == 1
    assert {data for channel, data in brain.written_log if channel == and_custom.CHANNEL} == {and_custom.SEND_STORED, and_custom.HANG_UP}


def test_a_cuff_taken_on_anew_gives_everything_again() -> None:
    """In a new hub, or after it was forgotten: nothing of its earlier sessions counts."""
    for quirks in (AND, Quirks(sends_all=True)):
        brain = PressureBrain(clock(), "x", quirks)
        brain.press(121, 81, 71)
        session(brain, quirks).run()
        assert session(brain, quirks).run().readings == []
        taken_on = registry.driver(BPS).taken_on
        assert taken_on is not None
        taken_on("ble:X")
        assert systolics(session(brain, quirks).run()) == [121]


def test_a_session_that_broke_off_asks_again() -> None:
    brain = PressureBrain(clock(), "UA-651BLE", AND)
    brain.press(121, 81, 71)
    run = session(brain, AND)
    run.run(until=lambda: asked_for_stored(brain) == 1)
    run.hang_up()
    session(brain, AND).run()
    assert asked_for_stored(brain) == 2


def test_a_cuff_held_for_pairing_is_left_to_who_holds_it_unless_our_bond_is_gone() -> None:
    known = KnownDevice("ble:X", BPS, "A&D_UA-651BLE_1", "X")
    driver = registry.driver(BPS)
    assert driver.has_news is not None
    pairing, waiting = (Advert("X", known.name, frozenset({"1810"}), -60, flags=flags) for flags in (0x05, 0x06))
    assert driver.has_news(pairing, known)  # new here: it is held for us
    assert driver.has_news(waiting, known)
    session(PressureBrain(clock(), "UA-651BLE", AND), AND).run()
    assert not driver.has_news(pairing, known)  # its owner's phone is paired
    assert driver.has_news(waiting, known)  # and now our bond is gone: no session follows
    assert driver.has_news(pairing, known)
    assert driver.has_news(Advert("X", "BM54", frozenset({"1810"}), -60, flags=0x05), KnownDevice("ble:Y", BPS, "BM54", "Y"))


# --- numbered records -------------------------------------------------------------------------------------------------
def numbered(brain: NumberedBrain, last: int | None = None) -> Pump:
    known = KnownDevice("ble:N", BPS, "", "N", last_sequence=last)
    return Pump(blood_pressure_cuff.cuff(known, Opening(1000), PLAIN), brain).connect()


@pytest.mark.parametrize("with_crc", [True, False])
@covers(BPS, "fragments")
def test_numbered_records_are_asked_for_since_the_last_one_kept(with_crc: bool) -> None:
    brain = NumberedBrain(clock(), with_crc=with_crc, segment=9)
    brain.clock.set(LOCAL - timedelta(minutes=3))
    for number in range(4):
        brain.press(120 + number, 80, 70, user=2)
    run = numbered(brain).run()
    assert [reading.sequence for reading in run.readings] == [1, 2, 3, 4] and systolics(run) == [120, 121, 122, 123]
    reading = run.readings[0]
    assert shown(reading) == set(brain.taken[0].values) and reading.user_slot == 2 and reading.clock_offset_s == 180.0
    assert reading.device_time == "2026-03-05T08:38:20" and abs(brain.clock.error_s()) <= 1
    since = numbered(brain, last=3).run()
    assert [reading.sequence for reading in since.readings] == [4]
    assert {request.op for request in brain.requests} == {racp.Op.REPORT}
    assert numbered(brain, last=4).run().ending == Done()


@covers(BPS, "corrupt_frame")
def test_a_missing_segment_spoils_its_record_alone() -> None:
    brain = NumberedBrain(clock(), segment=9)
    for number in range(3):
        brain.press(120 + number, 80, 70)
    run = numbered(brain)
    run.run(until=lambda: len(brain.outbox) > 6)
    del brain.outbox[1]
    run.run()
    assert systolics(run) == [121, 122] and "unknown" in run.refusals


@covers(BPS, "corrupt_frame")
def test_a_damaged_record_is_kept_without_value() -> None:
    brain = NumberedBrain(clock(), segment=64)
    brain.press(120, 80, 70)
    run = numbered(brain)
    run.run(until=lambda: len(brain.outbox) > 1)
    channel, data = brain.outbox.popleft()
    brain.outbox.appendleft((channel, data[:-1] + bytes((data[-1] ^ 1,))))
    run.run()
    assert run.refusals == ["checksum"] and run.readings == []


def test_a_cuff_that_falls_silent_is_told_to_stop() -> None:
    brain = NumberedBrain(clock())
    brain.silent = True
    run = numbered(brain).run()
    assert run.ending == Failed(Reason.TIMEOUT)
    assert [action.data for action in run.actions if isinstance(action, Write)][-1] == racp.abort()


def test_power_off_in_the_middle_of_numbered_records_is_a_loss() -> None:
    brain = NumberedBrain(clock())
    brain.press(120, 80, 70)
    run = numbered(brain)
    run.run(until=lambda: bool(brain.outbox))
    run.hang_up()
    assert run.ending == Failed(Reason.LOST)


def test_fresh_numbers_and_live_pressure_of_a_numbered_cuff() -> None:
    session_ = EnhancedPressureSession("ble:N", BPS, None, 5000)
    run = Pump(session_, NumberedBrain(clock()))
    run.feed(Connected(frozenset({"2B34", "2B35", "2B36", "2A52"}), LOCAL))
    run.feed(Notified("2B35", bytes.fromhex("009600ff07ff07")))
    run.feed(Notified("2B34", bytes.fromhex("00800050006000")))
    assert DeviceState.MEASURING in run.states
    [reading] = run.readings
    assert reading.sequence == 5001 and reading.device_time is None
    run.feed(Notified("2B34", b"\x80"))
    run.feed(Notified("2B34", bytes.fromhex("00ff07ff07ff07")))
    run.feed(Notified("2A52", b"\x07\x00"))
    assert run.refusals == ["short", "nan", "unknown"]
    assert EnhancedPressureSession("x", "y", None, 1).receive(Connected(frozenset({"2A35"}), LOCAL)) == [Failed(Reason.NOT_SUPPORTED)]


# --- over the air -----------------------------------------------------------------------------------------------------
def test_users_and_their_codes_over_the_air(room: Room) -> None:
    brain = PressureBrain(room.clock(), "HEM-9200T", USERS, users=2)
    device = room.gatt(brain, "cuff")
    room.do(brain.press, 121, 81, 71)
    known = KnownDevice(device.id, BPS, "cuff", device.address, model="Omron HEM-9200T")
    room.hub.add(known).result(15)
    [reading] = room.desk.wait_readings(1)
    assert reading.user_slot == 1
    room.desk.wait_state(DeviceState.DRAINED)


def test_an_and_cuff_gives_what_it_stored_and_is_let_go_over_the_air(room: Room) -> None:
    brain = PressureBrain(room.clock(), "UA-651BLE", AND)
    device = room.gatt(brain, "A&D_UA-651BLE_V")
    room.do(brain.press, 121, 81, 71)
    room.know(device.id, BPS, "A&D_UA-651BLE_V")
    room.desk.wait_readings(1)
    room.desk.wait(lambda: brain.hang_ups)
    assert asked_for_stored(brain) == 1
