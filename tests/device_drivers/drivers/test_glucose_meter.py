"""Meters in whole sessions: bleak, bumble's ATT, a virtual meter with a record access control point."""

# ruff: noqa: DTZ001 - a device's clock has no zone
from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal

import pytest

from device_drivers.errors import Reason
from device_drivers.protocols import racp
from device_drivers.protocols.glucose import ConcentrationUnit
from device_drivers.protocols.ieee11073 import Special
from device_drivers.readings import DeviceState, Kind, Quantity
from device_drivers.virtual.meter import VirtualMeter
from tests.device_drivers.conftest import Room
from tests.device_drivers.scenarios import covers

pytestmark = pytest.mark.hurried

GLS = "ble-glucose"
MOLAR, MASS = ConcentrationUnit.MOL_PER_L, ConcentrationUnit.KG_PER_L


def fill(meter: VirtualMeter, count: int) -> None:
    for hour in range(count):
        meter.store(Decimal(50 + hour) / 10, MOLAR, datetime(2026, 3, 4, 6, 0, 10) + timedelta(hours=hour))


def asked_to_delete(meter: VirtualMeter) -> list[bytes]:
    return [request for request in meter.requests if request[:1] == bytes((racp.Op.DELETE,))]


def test_a_drop_becomes_a_reading_with_its_context(room: Room) -> None:
    """H24: the meal is what the meter says, never a default."""
    meter = room.meter()
    room.know(meter.id, GLS)
    room.run(meter.prick(Decimal("7.8"), meal=3))
    [reading] = room.desk.wait_readings(1)
    assert reading.kind is Kind.GLUCOSE and reading.sequence == 1
    assert reading.values == (("glucose", Quantity(Decimal("7.8"), "mmol/L")),)
    assert reading.context == (("sample", "capillary_whole_blood"), ("site", "finger"), ("meal", "fasting"))
    assert reading.device_time == meter.log[0].device_time.isoformat()
    assert reading.clock_offset_s is not None and abs(reading.clock_offset_s) < 2
    assert not reading.seen_taken
    assert room.desk.wait_state(DeviceState.DRAINED).battery == 90
    assert not asked_to_delete(meter) and len(meter.memory) == 1


def test_without_a_context_there_is_no_meal(room: Room) -> None:
    """H24: class is never computed without context, so none is made up."""
    meter = room.meter()
    room.know(meter.id, GLS)
    room.run(meter.prick(Decimal(140), MASS))
    [reading] = room.desk.wait_readings(1)
    assert reading.quantity("glucose") == Quantity(Decimal(140), "mg/dL")
    assert "meal" not in dict(reading.context)


def test_only_what_is_new_is_fetched(room: Room) -> None:
    meter = room.meter()
    fill(meter, 5)
    room.know(meter.id, GLS, last_sequence=3)
    room.run(meter.wake())
    readings = room.desk.wait_readings(2)
    assert [reading.sequence for reading in readings] == [4, 5]
    room.desk.wait_state(DeviceState.DRAINED)
    seen = len(room.desk.news)
    room.run(meter.prick(Decimal("6.1")))
    room.desk.wait_readings(3)
    room.desk.wait_state(DeviceState.DRAINED, after=seen)
    assert racp.report_since(6) in meter.requests
    assert [reading.sequence for reading in room.desk.readings] == [4, 5, 6]


@covers(GLS, "replay")
def test_the_same_record_fetched_by_two_workstations_has_the_same_key(room: Room) -> None:
    """A replay is recognised: the whole memory twice gives every key once."""
    meter = room.meter()
    fill(meter, 4)
    room.know(meter.id, GLS)
    room.run(meter.wake())
    room.desk.wait_readings(4)
    seen = len(room.desk.news)
    room.know(meter.id, GLS)  # taken on anew, without memory of what was kept
    room.run(meter.wake())
    readings = room.desk.wait_readings(8)
    room.desk.wait_state(DeviceState.DRAINED, after=seen)
    assert len({reading.key() for reading in readings}) == 4


@covers(GLS, "power_off")
def test_power_off_in_the_middle_then_everything_comes_once(room: Room) -> None:
    meter = room.meter()
    fill(meter, 6)
    meter.die_after = 3
    room.know(meter.id, GLS)
    room.run(meter.wake())
    assert room.desk.wait_state(DeviceState.FAILED).reason is Reason.LOST
    assert room.desk.readings == [] and len(room.desk.frames) == 3  # kept raw, completed by nothing yet
    room.run(meter.power_on())
    readings = room.desk.wait_readings(6)
    assert [reading.sequence for reading in readings] == [1, 2, 3, 4, 5, 6]


@pytest.mark.parametrize(
    ("value", "comparator"),
    [(Special.PLUS_INF, ">"), (Special.MINUS_INF, "<")],
)
def test_hi_and_lo_are_results(room: Room, value: Special, comparator: str) -> None:
    meter = room.meter()
    room.know(meter.id, GLS)
    room.run(meter.prick(value))
    [reading] = room.desk.wait_readings(1)
    assert reading.quantity("glucose") == Quantity(None, "mmol/L", comparator)


@pytest.mark.parametrize(("bit", "comparator"), [(5, ">"), (6, "<")])
def test_hi_and_lo_as_status_bits_keep_the_limit(room: Room, bit: int, comparator: str) -> None:
    meter = room.meter()
    room.know(meter.id, GLS)
    room.run(meter.prick(Decimal("33.3"), status=1 << bit))
    [reading] = room.desk.wait_readings(1)
    assert reading.quantity("glucose") == Quantity(Decimal("33.3"), "mmol/L", comparator)


@pytest.mark.parametrize(("value", "reason"), [(Special.NAN, "nan"), (Special.NRES, "nres"), (Special.RFU, "reserved")])
def test_no_number_is_no_value(room: Room, value: Special, reason: str) -> None:
    meter = room.meter()
    room.know(meter.id, GLS)
    meter.store(value, MOLAR, meter.clock.now())
    room.run(meter.prick(Decimal("5.5")))
    [reading] = room.desk.wait_readings(1)
    assert reading.sequence == 2 and room.desk.refusals == [reason]


def test_a_ketone_filed_as_glucose_is_no_glucose(room: Room) -> None:
    """i-SENS meters mark it with the reserved meal 6."""
    meter = room.meter()
    room.know(meter.id, GLS)
    meter.store(Decimal("0.4"), MOLAR, meter.clock.now(), meal=6)
    room.run(meter.prick(Decimal("5.5"), meal=1))
    [reading] = room.desk.wait_readings(1)
    assert reading.sequence == 2 and "reserved" in room.desk.refusals


def test_control_solution_says_so(room: Room) -> None:
    """H39: a control result must never pass for a resident's."""
    meter = room.meter()
    room.know(meter.id, GLS)
    room.run(meter.prick(Decimal("6.6"), sample_type=10, location=4))
    [reading] = room.desk.wait_readings(1)
    assert "control_solution" in reading.flags and ("sample", "control_solution") in reading.context


@covers(GLS, "wrong_clock")
def test_a_clock_in_1970_gives_its_offset(room: Room) -> None:
    meter = room.meter()
    meter.clock.set(datetime(1970, 1, 1, 3, 0, 0))
    room.know(meter.id, GLS)
    room.run(meter.prick(Decimal("5.5")))
    [reading] = room.desk.wait_readings(1)
    assert reading.device_time is not None and reading.device_time.startswith("1970-01-01T03:00")
    assert reading.clock_offset_s is not None and reading.clock_offset_s == pytest.approx(-meter.clock.error_s(), abs=2)
    assert meter.clock.now().year == 1970  # its records carry offsets of their own: the clock is left alone


def test_a_meter_that_knows_no_since_is_read_whole(room: Room) -> None:
    meter = room.meter()
    meter.knows_since = False
    fill(meter, 3)
    room.know(meter.id, GLS, last_sequence=2)
    room.run(meter.wake())
    assert [reading.sequence for reading in room.desk.wait_readings(3)] == [1, 2, 3]


def test_a_meter_that_counts_from_one_again_is_noticed(room: Room) -> None:
    """A new board: records 1 and 2 are new although 40 was kept."""
    meter = room.meter()
    meter.reset_memory()
    fill(meter, 2)
    room.know(meter.id, GLS, last_sequence=40)
    room.run(meter.wake())
    assert [reading.sequence for reading in room.desk.wait_readings(2)] == [1, 2]


def test_a_busy_meter_is_asked_again(room: Room) -> None:
    meter = room.meter()
    meter.busy_refusals = 1
    room.know(meter.id, GLS)
    room.run(meter.prick(Decimal("5.5")))
    room.desk.wait_readings(1)
    assert meter.requests[0] == meter.requests[1] == racp.count_all()


def test_nothing_new_is_a_good_end(room: Room) -> None:
    meter = room.meter()
    fill(meter, 2)
    room.know(meter.id, GLS, last_sequence=2)
    room.run(meter.wake())
    room.desk.wait_state(DeviceState.DRAINED)
    assert room.desk.readings == [] and not asked_to_delete(meter)
