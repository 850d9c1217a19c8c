"""The meter's session without any link: its patience, its retries, its aborts."""

# ruff: noqa: DTZ001 - a device's clock has no zone
from __future__ import annotations

from datetime import datetime
from decimal import Decimal

import pytest

from device_drivers.errors import Reason
from device_drivers.protocols import racp
from device_drivers.protocols.date_time import DeviceTime
from device_drivers.protocols.glucose import (
    Concentration,
    ConcentrationUnit,
    GlucoseContext,
    GlucoseMeasurement,
    encode_context,
    encode_measurement,
)
from device_drivers.protocols.glucose_session import GlucoseSession
from device_drivers.protocols.machine import (
    Actions,
    Cancel,
    Closing,
    Connected,
    Disconnected,
    Done,
    Failed,
    Keep,
    Notified,
    OperationFailed,
    Refuse,
    Result,
    State,
    Subscribe,
    Wait,
    Write,
)
from device_drivers.readings import DeviceState

WALL = datetime(2026, 3, 5, 8, 41, 20)
CHANNELS = frozenset({"2A18", "2A34", "2A52"})
VALUE = Concentration(Decimal("0.0078"), ConcentrationUnit.MOL_PER_L, 1, 1)
SUCCESS = Notified("2A52", racp.encode_response(racp.Op.REPORT, racp.Result.SUCCESS))


def control(data: bytes) -> Write:
    return Write("2A52", data)


def opened(last: int | None = None) -> tuple[GlucoseSession, Actions]:
    session = GlucoseSession("ble:X", "ble-glucose", last)
    return session, session.receive(Connected(CHANNELS, WALL))


def counted(count: int) -> Notified:
    return Notified("2A52", racp.encode_record_count(count))


def measured(number: int, minutes: int | None = 0, value: Concentration | None = VALUE) -> Notified:
    return Notified("2A18", encode_measurement(GlucoseMeasurement(number, DeviceTime.of(WALL), minutes, value)))


def context(number: int, meal: int | None) -> Notified:
    return Notified("2A34", encode_context(GlucoseContext(number, meal=meal)))


def reporting(last: int | None = None) -> GlucoseSession:
    session, _ = opened(last)
    session.receive(counted(3))
    return session


def results(actions: Actions) -> Result:
    return next(action for action in actions if isinstance(action, Result))


def test_all_three_subscriptions_come_before_the_first_request() -> None:
    _, asked = opened()
    assert [action for action in asked if not isinstance(action, State)] == [
        Subscribe("2A18"),
        Subscribe("2A34"),
        Subscribe("2A52"),
        Wait(0.5),
        control(racp.count_all()),
    ]


@pytest.mark.parametrize(("last", "request_"), [(None, racp.count_all()), (7, racp.count_since(8)), (65535, racp.count_all())])
def test_what_is_counted(last: int | None, request_: bytes) -> None:
    assert opened(last)[1][-1] == control(request_)


def test_a_context_is_joined_whether_it_comes_before_or_after() -> None:
    session = reporting()
    assert session.receive(context(2, 1)) == [Keep("2A34", context(2, 1).data)]
    for event in (measured(1), measured(2), context(1, 2)):
        assert isinstance(session.receive(event)[0], Keep)
    readings = results(session.receive(SUCCESS)).readings
    assert [dict(reading.context).get("meal") for reading in readings] == ["postprandial", "preprandial"]
    assert readings[0].raw == measured(1).data + context(1, 2).data


def test_the_time_is_the_one_the_meter_shows() -> None:
    """Base time plus offset: the offset carries the zone and the corrections of the owner."""
    session = reporting()
    session.receive(measured(1, minutes=339))
    [reading] = results(session.receive(SUCCESS)).readings
    assert reading.device_time == "2026-03-05T14:20:20"


def test_a_record_without_a_value_is_refused() -> None:
    assert reporting().receive(measured(1, value=None)) == [Refuse("2A18", measured(1, value=None).data, "no_value")]


def test_thirty_silent_seconds_end_with_an_abort() -> None:
    session = reporting()
    session.tick(20.0)
    session.receive(measured(1))
    assert session.tick(49.9) == []
    assert session.tick(50.0) == [control(racp.abort())]
    assert session.tick(53.1) == [Failed(Reason.TIMEOUT)]


def test_an_acknowledged_abort_ends_the_session() -> None:
    session = reporting()
    assert session.receive(Cancel()) == [control(racp.abort())]
    assert session.receive(Cancel()) == []
    answer = Notified("2A52", racp.encode_response(racp.Op.ABORT, racp.Result.SUCCESS))
    assert session.receive(answer) == [Failed(Reason.CANCELLED)]


def test_closing_in_a_report_aborts_it() -> None:
    assert reporting().receive(Closing()) == [control(racp.abort())]
    session, _ = opened()
    assert session.receive(Closing()) == []


@pytest.mark.parametrize("code", [0x80, 0x81, 0xFD, 0xFE])
def test_a_busy_or_unconfigured_meter_is_asked_again_after_one_and_five_seconds(code: int) -> None:
    session, _ = opened()
    assert session.receive(OperationFailed("2A52", code)) == []
    assert session.tick(1.0) == [control(racp.count_all())]
    assert session.receive(OperationFailed("2A52", code)) == []
    assert session.tick(5.9) == []
    assert session.tick(6.0) == [control(racp.count_all())]
    assert session.receive(OperationFailed("2A52", code)) == [Failed(Reason.PROTOCOL)]


def test_another_refusal_is_final() -> None:
    session, _ = opened()
    assert session.receive(OperationFailed("2A52", 0x03)) == [Failed(Reason.PROTOCOL)]


def test_a_report_that_was_not_completed_gives_no_readings() -> None:
    """Records may be missing in the middle: they are asked for again next time."""
    session = reporting()
    session.receive(measured(1))
    answer = Notified("2A52", racp.encode_response(racp.Op.REPORT, racp.Result.PROCEDURE_NOT_COMPLETED))
    assert session.receive(answer) == [Failed(Reason.PROTOCOL)]


def test_a_link_lost_in_the_report_gives_no_readings() -> None:
    session = reporting()
    session.receive(measured(1))
    assert session.receive(Disconnected()) == [Failed(Reason.LOST)]


def test_nothing_new_is_compared_with_the_newest_record_before_it_is_believed() -> None:
    session, _ = opened(last=7)
    assert session.receive(counted(0)) == [control(racp.report_last())]
    session.receive(measured(7))
    assert session.receive(SUCCESS) == [State(DeviceState.DRAINED), Done()]


def test_a_meter_that_does_not_count_is_asked_to_report() -> None:
    session, _ = opened(last=7)
    answer = Notified("2A52", racp.encode_response(racp.Op.COUNT, racp.Result.OP_CODE_NOT_SUPPORTED))
    assert session.receive(answer) == [control(racp.report_since(8))]


def test_nonsense_from_the_control_point_is_kept_and_ends_the_session() -> None:
    session = reporting()
    assert session.receive(Notified("2A52", b"\x09\x00")) == [Refuse("2A52", b"\x09\x00", "unknown"), control(racp.abort())]


def test_a_device_without_records_is_no_meter() -> None:
    session = GlucoseSession("ble:X", "ble-glucose", None)
    assert session.receive(Connected(frozenset({"2A18"}), WALL)) == [Failed(Reason.NOT_SUPPORTED)]
