"""Accu-Chek meters on USB: every model from association to release, and what goes wrong between."""

# ruff: noqa: DTZ001 - a device's clock has no zone
from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal

import pytest

from device_drivers.errors import Reason
from device_drivers.manifest import Model
from device_drivers.protocols import phd_apdu
from device_drivers.protocols.machine import Closing, Disconnected, Done, Failed, Notified, Result, State, Write
from device_drivers.protocols.phd_apdu import Apdu, Choice, Service
from device_drivers.readings import DeviceState, Quantity
from device_drivers.virtual.accu_chek_usb import AccuChekCore
from device_drivers.virtual.cable_meter import HI, LO, Drop, ReportMeter
from tests.device_drivers.conftest import Room
from tests.device_drivers.meter_talk import WALL, Talk, clock, keys
from tests.device_drivers.model_sessions import models_of
from tests.device_drivers.scenarios import covers

ACCU = "accu-chek-usb"
YESTERDAY = WALL - timedelta(days=1)


def filled(count: int) -> AccuChekCore:
    core = AccuChekCore(clock())
    core.fill(count, YESTERDAY)
    return core


def mg(value: int) -> Quantity:
    return Quantity(Decimal(value), "mg/dL")


@covers(ACCU, "fragments")
@models_of(ACCU)
def test_every_model_from_association_to_release(model: Model) -> None:
    core = AccuChekCore(clock(), model.name, model.profile)
    for drop in (Drop(YESTERDAY, 101), Drop(YESTERDAY, HI), Drop(YESTERDAY, LO), Drop(YESTERDAY, 117, control=True)):
        core.file(drop)
    talk = Talk(ACCU, core, model, piece=7).run()
    plain, high, low, control = talk.readings
    assert plain.quantity("glucose") == mg(101) and plain.device_time == "2026-03-04T08:41:20"
    assert high.quantity("glucose") == Quantity(None, "mg/dL", ">") and low.quantity("glucose") == Quantity(None, "mg/dL", "<")
    assert control.flags == ("control_solution",) and plain.flags == ()
    assert talk.states[-1] is DeviceState.DRAINED and not talk.refusals
    assert talk.written[-1] == phd_apdu.release_request()


def test_a_page_is_durable_before_it_is_confirmed() -> None:
    """H11."""
    talk = Talk(ACCU, filled(45)).run()
    pages = [at for at, action in enumerate(talk.actions) if isinstance(action, Result)]
    assert len(pages) == 3
    for at in pages:
        following = talk.actions[at + 1]
        assert isinstance(following, Write) and following.data[8:10] == phd_apdu.u16(Service.EVENT_ANSWER)


@covers(ACCU, "full_memory")
def test_a_full_memory_comes_whole() -> None:
    core = AccuChekCore(clock())
    core.fill(core.capacity + 3, datetime(2025, 1, 1))
    talk = Talk(ACCU, core).run()
    assert len(keys(talk.readings)) == core.capacity == len(talk.readings)


def test_an_empty_store() -> None:
    talk = Talk(ACCU, AccuChekCore(clock())).run()
    assert not talk.readings and talk.states[-1] is DeviceState.DRAINED


def test_a_meter_that_says_nothing_of_its_segments() -> None:
    core = filled(3)
    core.with_map = False
    assert len(keys(Talk(ACCU, core).run().readings)) == 3


@covers(ACCU, "wrong_clock")
@pytest.mark.parametrize("believed", [datetime(1970, 1, 1), datetime(2000, 1, 1, 0, 3), datetime(2037, 12, 31, 23, 59, 59)])
def test_a_wrong_clock_is_measured_before_it_is_set(believed: datetime) -> None:
    """H9."""
    core = AccuChekCore(clock())
    core.clock.set(believed)
    core.prick(104)
    talk = Talk(ACCU, core).run()
    [reading] = talk.readings
    assert reading.device_time == believed.isoformat()
    assert reading.clock_offset_s == talk.offset == (WALL - believed).total_seconds()
    assert abs(core.clock.error_s()) <= 1


@covers(ACCU, "replay")
def test_a_lost_confirmation_brings_the_same_page_again_and_nothing_twice() -> None:
    """H11."""
    core = filled(45)
    core.lost_confirmations = 2
    talk = Talk(ACCU, core).run()
    assert len(talk.readings) == 45 == len(keys(talk.readings))


def test_marks_on_results() -> None:
    """H2: what the meter calls invalid is no value; what it calls a test is nobody's."""
    core = filled(4)
    core.statuses = {0: 0x8000, 1: 0x0800, 2: 0x4000}
    talk = Talk(ACCU, core).run()
    assert [reading.flags for reading in talk.readings] == [("quality_control",), ("questionable",), ()]
    assert talk.refusals == ["no_value"]


def test_a_busy_store_is_asked_later() -> None:
    core = filled(3)
    core.busy = 2
    assert len(Talk(ACCU, core).run().readings) == 3


@covers(ACCU, "power_off")
def test_power_off_mid_transfer_fails_and_the_next_session_has_all_once() -> None:
    """H11."""
    core = filled(60)
    first = Talk(ACCU, core)
    first.faults.die_after = 6
    first.run()
    assert first.failures == [Failed(Reason.TIMEOUT)] and len(first.readings) == 20
    second = Talk(ACCU, core).run()
    assert len(keys(first.readings + second.readings)) == 60


@pytest.mark.parametrize("lost", [1, 2])
def test_lost_transfers_are_asked_for_again(lost: int) -> None:
    core = filled(3)
    talk = Talk(ACCU, core)
    talk.run(until=DeviceState.TRANSFERRING)
    talk.faults.lose = lost
    talk.go_on()
    assert len(keys(talk.readings)) == 3


def test_a_meter_that_waited_too_long_must_be_plugged_in_anew() -> None:
    core = filled(1)
    core.plugged = list  # type: ignore[method-assign]
    talk = Talk(ACCU, core).run(seconds=30)
    assert State(DeviceState.CONNECTED, Reason.REPLUG) in talk.actions


def test_a_meter_that_aborts_and_one_that_is_let_go() -> None:
    talk = Talk(ACCU, filled(60))
    talk.run(until=DeviceState.TRANSFERRING)
    assert talk.machine.receive(Closing())[-1:] == [Write("bulk", phd_apdu.release_request(), response=False)]
    aborted = Talk(ACCU, filled(60))
    aborted.run(until=DeviceState.TRANSFERRING)
    abort = phd_apdu.encode_apdu(Apdu(Choice.ABORT, b"\0\0"))
    assert aborted.machine.receive(Notified("bulk", abort))[-1] == Failed(Reason.PROTOCOL)


def test_nothing_that_clears_is_ever_asked() -> None:
    core = filled(30)
    core.clock.set(datetime(2001, 1, 1))
    talk = Talk(ACCU, core).run()
    allowed = {0, phd_apdu.CONFIG_EVENT, phd_apdu.SEGMENT_EVENT, phd_apdu.SEGMENT_INFO, phd_apdu.TRIGGER, phd_apdu.SET_TIME}
    assert {kind for _, kind in core.services} == allowed and talk.machine.receive(Disconnected()) == [Done()]


def test_through_the_hub_pulled_out_and_plugged_in_again(room: Room) -> None:
    core = AccuChekCore(room.clock())
    core.fill(4, YESTERDAY)

    async def plug() -> ReportMeter:
        return ReportMeter(core, "accu-chek-1", "bulk")

    meter = room.run(plug())
    room.know(meter.id, meter.driver)
    room.desk.wait_state(DeviceState.DRAINED)
    seen = len(room.desk.news)
    room.run(meter.take())
    room.desk.wait_state(DeviceState.DRAINED, after=seen)
    assert len(keys(room.desk.readings)) == 5
    room.run(meter.close())


@covers(ACCU, "corrupt_frame")
def test_damaged_transfers_are_quarantined_and_asked_for_again() -> None:
    """H2: USB itself guards the bytes; what is no APDU, or one whose lengths do not fit, is none all the same."""
    core = filled(3)
    whole = keys(Talk(ACCU, core).run().readings)
    talk = Talk(ACCU, core)
    answer, torn = core.hear, [b"\xe7\x00\x00\x04\x00\x09\x00\x01", b"noise"]
    core.hear = lambda data: [*torn[:1], *answer(data)]  # type: ignore[method-assign]
    talk.run()
    assert keys(talk.readings) == whole and "length" in talk.refusals
