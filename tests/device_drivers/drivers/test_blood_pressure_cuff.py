"""Cuffs in whole sessions: bleak, bumble's ATT and link layer, a virtual cuff that forgets only what was confirmed."""

# ruff: noqa: DTZ001 - a device's clock has no zone
from __future__ import annotations

import threading
from datetime import datetime, timedelta
from decimal import Decimal

import pytest

from device_drivers.errors import Reason
from device_drivers.protocols.ieee11073 import Special
from device_drivers.readings import DeviceState, Quantity
from tests.device_drivers.conftest import PATIENCE, Room
from tests.device_drivers.scenarios import covers

pytestmark = pytest.mark.hurried

BPS = "ble-blood-pressure"


def press(room: Room, cuff: object, systolic: int, diastolic: int, pulse: int, **more: object) -> None:
    room.run(cuff.press(Decimal(systolic), Decimal(diastolic), Decimal(pulse), **more))  # type: ignore[attr-defined]


def test_a_press_becomes_a_reading_and_the_cuff_is_drained(room: Room) -> None:
    cuff = room.cuff()
    room.know(cuff.id, BPS)
    press(room, cuff, 128, 82, 71, status=0x0004, user=1)
    [reading] = room.desk.wait_readings(1)
    assert reading.values == (
        ("systolic", Quantity(Decimal(128), "mmHg")),
        ("diastolic", Quantity(Decimal(82), "mmHg")),
        ("mean", Quantity(Decimal(97), "mmHg")),
        ("pulse", Quantity(Decimal(71), "/min")),
    )
    assert reading.device == cuff.id and reading.driver == BPS
    assert reading.user_slot == 1 and reading.flags == ("irregular_pulse",)
    assert reading.device_time == cuff.log[0].device_time.isoformat()
    assert reading.clock_offset_s is not None and abs(reading.clock_offset_s) < 2
    assert not reading.seen_taken
    drained = room.desk.wait_state(DeviceState.DRAINED)
    assert drained.battery == 100
    assert cuff.records == [] and len(cuff.clock_writes) == 1
    assert room.run(room.radio.bonded()) == 1


def test_three_old_records_come_first_and_none_was_seen_being_taken(room: Room) -> None:
    """H22: what the cuff stored earlier arrives as stored."""
    cuff = room.cuff()
    for hour in (7, 8, 9):
        cuff.preload(datetime(2026, 3, 4, hour, 30, 15), 120 + hour, 80, 70)
    room.know(cuff.id, BPS)
    press(room, cuff, 150, 95, 88)
    readings = room.desk.wait_readings(4)
    assert [reading.device_time for reading in readings[:3]] == [f"2026-03-04T{hour:02}:30:15" for hour in (7, 8, 9)]
    assert not any(reading.seen_taken for reading in readings)
    assert len({reading.key() for reading in readings}) == 4


def test_live_pressure_makes_the_result_seen_but_not_the_stored_records(room: Room) -> None:
    """H20, H22: only the measurement whose pressure came in was seen being taken."""
    cuff = room.cuff()
    cuff.preload(cuff.clock.now() - timedelta(seconds=40), 119, 79, 69)
    room.know(cuff.id, BPS)
    press(room, cuff, 138, 88, 61, seconds=1.0)
    stored, fresh = room.desk.wait_readings(2)
    assert (stored.seen_taken, fresh.seen_taken) == (False, True)
    pressures = [news.live_pressure for news in room.desk.news if news.live_pressure is not None]
    assert pressures == sorted(pressures, reverse=True) and len(pressures) > 3


@covers(BPS, "wrong_clock")
def test_a_cuff_from_1970_tells_its_offset_and_is_set_only_after_the_transfer(room: Room) -> None:
    """H22: the offset belongs to the clock the record was taken with."""
    cuff = room.cuff()
    cuff.clock.set(datetime(1970, 1, 1, 0, 5, 30))
    room.know(cuff.id, BPS)
    press(room, cuff, 131, 84, 72)
    [reading] = room.desk.wait_readings(1)
    assert reading.device_time is not None and reading.device_time.startswith("1970-01-01T00:05:3")
    assert reading.clock_offset_s is not None
    taken = datetime.fromisoformat(reading.device_time) + timedelta(seconds=reading.clock_offset_s)
    true_local = cuff.log[0].at + timedelta(hours=8)
    assert abs(taken - true_local.replace(tzinfo=None)) < timedelta(seconds=3)
    room.desk.wait_state(DeviceState.DRAINED)
    assert abs(cuff.clock.error_s()) < 2


@covers(BPS, "power_off")
def test_power_off_in_the_middle_loses_nothing_and_is_not_drained(room: Room) -> None:
    """The second record is in the air when the battery falls out: it is still there next time, and comes once."""
    cuff = room.cuff()
    cuff.preload(datetime(2026, 3, 4, 7, 30, 15), 121, 81, 71)
    cuff.preload(datetime(2026, 3, 4, 8, 30, 15), 122, 82, 72)
    room.desk.hold = threading.Event()
    room.know(cuff.id, BPS)
    room.run(cuff.wake())
    assert room.desk.entered.wait(PATIENCE)
    off = room.hub.submit(cuff.power_off())
    room.desk.hold.set()
    room.desk.wait_state(DeviceState.FAILED)
    off.result(PATIENCE)
    assert DeviceState.DRAINED not in room.desk.states
    assert cuff.records
    room.run(cuff.power_on())
    room.desk.wait_state(DeviceState.DRAINED)
    assert cuff.records == []
    keys = [reading.key() for reading in room.desk.readings]
    assert len(set(keys)) == 2 and cuff.clock.error_s() == pytest.approx(0, abs=2)


@covers(BPS, "replay")
def test_a_record_sent_twice_has_the_same_key(room: Room) -> None:
    """A replay is recognised however often it comes."""
    cuff = room.cuff()
    room.know(cuff.id, BPS)
    cuff.preload(datetime(2026, 3, 4, 7, 30, 15), 121, 81, 71)
    frame = cuff.records[0]
    room.run(cuff.wake())
    room.desk.wait_readings(1)
    room.desk.wait_state(DeviceState.DRAINED)
    seen = len(room.desk.news)
    room.run(cuff.load_garbage(frame))
    first, second = room.desk.wait_readings(2)
    assert first.key() == second.key()
    room.desk.wait_state(DeviceState.DRAINED, after=seen)


@pytest.mark.parametrize(
    ("frame", "reason"),
    [
        (bytes.fromhex("1e8a0058"), "short"),
        (bytes.fromhex("e08000500060000102030405"), "reserved"),
        (bytes.fromhex("00ff07ff07ff07"), "nan"),
        (bytes.fromhex("0000080008ff07"), "nres"),
    ],
)
@covers(BPS, "corrupt_frame")
def test_garbage_is_kept_raw_without_a_value_and_the_rest_still_comes(room: Room, frame: bytes, reason: str) -> None:
    """Quarantine: NaN, NRes, reserved bits and bad length are never a value."""
    cuff = room.cuff()
    cuff.records.append(frame)
    room.know(cuff.id, BPS)
    press(room, cuff, 128, 82, 71)
    [reading] = room.desk.wait_readings(1)
    assert room.desk.refusals == [reason]
    assert room.desk.frames[0].data == frame and room.desk.frames[0].readings == ()
    assert reading.quantity("systolic") == Quantity(Decimal(128), "mmHg")


def test_beyond_the_range_is_a_result_with_a_comparator(room: Room) -> None:
    cuff = room.cuff()
    room.know(cuff.id, BPS)
    room.run(cuff.press(Special.PLUS_INF, Decimal(110), None))
    [reading] = room.desk.wait_readings(1)
    assert reading.quantity("systolic") == Quantity(None, "mmHg", ">")
    assert reading.quantity("pulse") is None and reading.quantity("mean") is None


def test_the_cuff_keeps_its_record_until_the_journal_has_it(room: Room) -> None:
    """The confirmation leaves only after the journal returned."""
    cuff = room.cuff()
    room.desk.hold = threading.Event()
    room.know(cuff.id, BPS)
    room.hub.submit(cuff.press(Decimal(128), Decimal(82), Decimal(71)))
    assert room.desk.entered.wait(PATIENCE)
    assert len(cuff.records) == 1
    room.desk.hold.set()
    room.desk.wait_state(DeviceState.DRAINED)
    assert cuff.records == []


def test_a_journal_that_fails_withholds_the_confirmation_and_the_record_comes_again(room: Room) -> None:
    """Full disk: the reading stays in the cuff, the person is told, the next session brings it."""
    cuff = room.cuff()
    room.desk.refuse = OSError("no space left on device")
    room.know(cuff.id, BPS)
    press(room, cuff, 128, 82, 71)
    assert room.desk.wait_state(DeviceState.FAILED).reason is Reason.JOURNAL
    assert len(cuff.records) == 1 and cuff.clock_writes == []
    room.desk.refuse = None
    [reading] = room.desk.wait_readings(1)
    assert reading.quantity("systolic") == Quantity(Decimal(128), "mmHg")
    room.desk.wait_state(DeviceState.DRAINED)
    assert cuff.records == []
