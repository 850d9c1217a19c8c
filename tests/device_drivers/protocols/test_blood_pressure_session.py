"""The cuff's session without any link: what it asks, when it calls a cuff drained, what it takes for seen."""

# ruff: noqa: DTZ001 - a device's clock has no zone
from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal

import pytest

from device_drivers.errors import Reason
from device_drivers.protocols.blood_pressure import (
    BloodPressureMeasurement,
    CuffPressure,
    Extras,
    PressureUnit,
    encode_cuff_pressure,
    encode_measurement,
)
from device_drivers.protocols.blood_pressure_session import BEURER, BloodPressureSession
from device_drivers.protocols.date_time import DeviceTime, encode_date_time
from device_drivers.protocols.machine import (
    Actions,
    Connected,
    Disconnected,
    Done,
    Failed,
    Notified,
    OperationFailed,
    Read,
    ReadDone,
    Result,
    State,
    Subscribe,
    Subscribed,
    Wait,
    Write,
    WriteDone,
)
from device_drivers.readings import DeviceState, Reading

WALL = datetime(2026, 3, 5, 8, 41, 20)
ALL = frozenset({"2A35", "2A36", "2A08", "2A19", "2A24", "2A49"})
BARE = frozenset({"2A35"})
LIVE = Notified("2A36", encode_cuff_pressure(CuffPressure(PressureUnit.MMHG, Decimal(150))))


def record(taken: datetime | None, systolic: int = 128) -> Notified:
    extras = Extras(DeviceTime.of(taken) if taken else None, Decimal(71))
    frame = BloodPressureMeasurement(PressureUnit.MMHG, Decimal(systolic), Decimal(82), Decimal(97), extras)
    return Notified("2A35", encode_measurement(frame))


def listening(channels: frozenset[str] = ALL, clock: datetime | None = WALL) -> BloodPressureSession:
    session = BloodPressureSession("ble:X", "ble-blood-pressure", token=1000)
    session.receive(Connected(channels, WALL))
    if clock is not None and "2A08" in channels:
        session.receive(ReadDone("2A08", encode_date_time(DeviceTime.of(clock))))
    session.receive(Subscribed("2A35"))
    return session


def reading_of(actions: Actions) -> Reading:
    return next(action.readings[0] for action in actions if isinstance(action, Result))


def states(actions: Actions) -> list[DeviceState]:
    return [action.state for action in actions if isinstance(action, State)]


def test_live_pressure_is_subscribed_before_the_result() -> None:
    session = BloodPressureSession("ble:X", "ble-blood-pressure", 1)
    asked = session.receive(Connected(ALL, WALL))
    assert asked[1:] == [Read("2A19"), Read("2A24"), Read("2A08"), Subscribe("2A36"), Subscribe("2A35")]


def test_a_device_without_the_measurement_is_not_a_cuff() -> None:
    session = BloodPressureSession("ble:X", "ble-blood-pressure", 1)
    assert session.receive(Connected(frozenset({"2A19"}), WALL)) == [Failed(Reason.NOT_SUPPORTED)]


def test_the_offset_is_host_minus_device() -> None:
    session = listening(clock=WALL - timedelta(hours=1))
    assert reading_of(session.receive(record(WALL))).clock_offset_s == 3600.0


def test_a_clock_with_unknown_parts_gives_no_offset() -> None:
    session = listening(clock=None)
    assert session.receive(ReadDone("2A08", bytes(7))) == []
    assert reading_of(session.receive(record(WALL))).clock_offset_s is None


def test_silence_is_probed_with_the_clock_and_an_answer_means_drained() -> None:
    session = listening()
    session.receive(record(WALL))
    assert session.tick(0.9) == []
    assert session.tick(1.0) == [Write("2A08", encode_date_time(DeviceTime.of(WALL + timedelta(seconds=1))))]
    assert session.receive(WriteDone("2A08")) == [State(DeviceState.DRAINED), Read("2A08")]
    assert session.tick(4.0) == [Done()]


def test_a_record_taken_after_the_clock_was_set_is_not_corrected_by_its_old_error() -> None:
    """H22: three minutes slow, then set: corrected once more, the record would fall to whoever was armed three minutes ago."""
    session = listening(clock=WALL - timedelta(minutes=3))
    session.tick(1.0)
    session.receive(WriteDone("2A08"))
    assert session.receive(ReadDone("2A08", encode_date_time(DeviceTime.of(WALL)))) == []
    assert abs(reading_of(session.receive(record(WALL))).clock_offset_s or 99) <= 1.0


def test_a_cuff_that_refuses_the_clock_is_there_all_the_same() -> None:
    session = listening()
    session.tick(1.0)
    assert states(session.receive(OperationFailed("2A08", 0x03))) == [DeviceState.DRAINED]


def test_without_a_clock_the_battery_is_the_probe() -> None:
    session = listening(frozenset({"2A35", "2A19"}))
    assert session.tick(1.0) == [Read("2A19")]
    assert states(session.receive(ReadDone("2A19", b"\x50"))) == [DeviceState.DRAINED]


def test_nothing_to_ask_is_taken_as_drained() -> None:
    assert states(listening(BARE).tick(1.0)) == [DeviceState.DRAINED]


def test_no_answer_to_the_probe_is_a_dead_cuff() -> None:
    session = listening()
    session.receive(record(WALL))
    session.tick(1.0)
    assert session.tick(13.1) == [Failed(Reason.LOST)]


def test_a_prompt_farewell_is_a_good_end_a_late_one_is_a_loss() -> None:
    """A cuff ends at once; a dead one is missed only when the supervision time is over."""
    prompt = listening()
    prompt.receive(record(WALL))
    prompt.tick(0.5)
    assert prompt.receive(Disconnected()) == [State(DeviceState.DRAINED), Done()]
    late = listening()
    late.receive(record(WALL))
    late.tick(0.9)
    assert late.receive(Disconnected()) == [Failed(Reason.LOST)]


def test_a_cuff_that_hangs_up_without_a_word_is_not_called_drained() -> None:
    """It may have lost its bond; a green border would be a guess."""
    session = listening()
    session.tick(0.2)
    assert session.receive(Disconnected()) == [State(DeviceState.IDLE), Done()]


def test_a_link_lost_before_the_subscription_is_a_loss() -> None:
    session = BloodPressureSession("ble:X", "ble-blood-pressure", 1)
    session.receive(Connected(ALL, WALL))
    assert session.receive(Disconnected()) == [Failed(Reason.LOST)]


def test_a_measurement_under_way_when_the_link_breaks_is_a_loss() -> None:
    session = listening()
    session.receive(LIVE)
    assert session.receive(Disconnected()) == [Failed(Reason.LOST)]


def test_while_pressure_comes_in_the_cuff_is_not_called_drained() -> None:
    session = listening()
    for second in range(1, 41):
        session.tick(float(second) - 0.5)
        assert states(session.receive(LIVE)) == [DeviceState.MEASURING]


@pytest.mark.parametrize(
    ("taken", "live_for", "seen"),
    [
        (WALL + timedelta(seconds=35), 35.0, True),
        (WALL - timedelta(seconds=5), 35.0, True),  # stamps the start of the measurement
        (WALL - timedelta(seconds=40), 35.0, False),  # the person before
        (WALL - timedelta(days=400), 35.0, False),
        (datetime(2026, 3, 5, 8, 41, 0), 35.0, True),  # a clock of minutes
        (datetime(2026, 3, 5, 8, 41, 0), 3.0, False),  # faster than an arm can be measured
        (datetime(2026, 3, 5, 8, 39, 0), 35.0, False),
        (None, 35.0, True),
        (None, 3.0, False),
    ],
)
def test_what_counts_as_seen_being_taken(taken: datetime | None, live_for: float, seen: bool) -> None:
    """H22: a stored record that arrives while a measurement runs is not that measurement."""
    session = listening()
    session.receive(LIVE)
    session.tick(live_for)
    assert reading_of(session.receive(record(taken))).seen_taken is seen


def test_a_hundred_stored_records_after_live_pressure_are_not_it() -> None:
    """H22."""
    session = listening()
    session.receive(LIVE)
    session.tick(30.0)
    stored = [reading_of(session.receive(record(WALL - timedelta(minutes=10 * n + 2), 100 + n))) for n in range(100)]
    assert not any(reading.seen_taken for reading in stored)
    assert reading_of(session.receive(record(WALL + timedelta(seconds=28)))).seen_taken


def test_only_one_record_belongs_to_one_measurement() -> None:
    session = listening()
    session.receive(LIVE)
    session.tick(30.0)
    assert reading_of(session.receive(record(WALL + timedelta(seconds=29)))).seen_taken
    assert not reading_of(session.receive(record(WALL + timedelta(seconds=29), 130))).seen_taken


def test_records_without_time_or_number_are_told_apart() -> None:
    session = listening()
    first, second = (reading_of(session.receive(record(None))) for _ in range(2))
    assert first.values == second.values and first.key() != second.key()


def test_a_beurer_is_known_by_its_model_and_waits_before_subscribing() -> None:
    session = BloodPressureSession("ble:X", "ble-blood-pressure-beurer", 1, replace(BEURER, settle_ms=100))
    asked = session.receive(Connected(BARE, WALL))
    assert asked[-2:] == [Wait(0.1), Subscribe("2A35")]
    generic = listening()
    generic.receive(ReadDone("2A24", b"BM85"))
    # reserved flag, big-endian pulse 71 and status 1, a user byte that no flag announces, a mean of 0 that means none
    frame = Notified("2A35", bytes.fromhex("568a0058000000ea0703050829140047ff0001"))
    for cuff in (session, generic):
        reading = reading_of(cuff.receive(frame))
        assert {name: int(quantity.value or 0) for name, quantity in reading.values} == {"systolic": 138, "diastolic": 88, "pulse": 71}
        assert reading.flags == ("body_movement",) and reading.user_slot is None
    assert not any(isinstance(action, Result) for action in listening().receive(frame))


def test_pressure_in_kpa_is_shown_live_in_mmhg_and_kept_as_sent() -> None:
    session = listening()
    kpa = encode_cuff_pressure(CuffPressure(PressureUnit.KPA, Decimal("20.0")))
    live = session.receive(Notified("2A36", kpa))
    assert [action.live_pressure for action in live if isinstance(action, State)] == [150]
    assert [action.live_pressure for action in session.receive(Notified("2A36", b"\x00")) if isinstance(action, State)] == [None]
    frame = BloodPressureMeasurement(PressureUnit.KPA, Decimal("16.0"), Decimal("11.0"), Decimal("13.0"))
    reading = reading_of(session.receive(Notified("2A35", encode_measurement(frame))))
    assert {quantity.unit for _, quantity in reading.values} == {"kPa"}
