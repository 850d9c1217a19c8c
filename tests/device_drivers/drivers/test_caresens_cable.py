"""CareSens meters: every model from the knock to the drained memory, on a serial and on a HID cable."""

# ruff: noqa: DTZ001 - a device's clock has no zone
from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal

import pytest

from device_drivers.errors import Reason
from device_drivers.manifest import Model
from device_drivers.protocols.caresens_cable_session import UART_9600_8N1, UART_ON
from device_drivers.protocols.machine import HID, HID_FEATURE, Connected, Failed, Write
from device_drivers.readings import DeviceState, Kind, Quantity
from device_drivers.virtual.cable_meter import HI, LO, Drop, MeterCore, ReportMeter
from device_drivers.virtual.caresens_cable import CareSensCore, CareSensHidCore
from tests.device_drivers.conftest import Room
from tests.device_drivers.meter_talk import WALL, Talk, clock, keys, machine
from tests.device_drivers.model_sessions import models_of
from tests.device_drivers.scenarios import covers

YESTERDAY = WALL - timedelta(days=1)


@pytest.fixture(params=[CareSensCore, CareSensHidCore])
def core(request: pytest.FixtureRequest) -> MeterCore:
    made: MeterCore = request.param(clock())
    return made


def through_all(driver: str, core: MeterCore, model: Model) -> None:
    """HI, LO, control solution, a meal and a ketone."""
    for drop in (Drop(YESTERDAY, 101, meal="fasting"), Drop(YESTERDAY, HI), Drop(YESTERDAY, LO), Drop(YESTERDAY, 117, control=True)):
        core.file(drop)
    core.file(Drop(YESTERDAY, 6, ketone=True))
    talk = Talk(driver, core, model, piece=3).run()
    plain, high, low, control, ketone = talk.readings
    assert plain.quantity("glucose") == Quantity(Decimal(101), "mg/dL") and plain.context == (("meal", "fasting"),)
    assert high.quantity("glucose") == Quantity(Decimal(600), "mg/dL", ">")
    assert low.quantity("glucose") == Quantity(Decimal(20), "mg/dL", "<")
    assert control.flags == ("control_solution",) and plain.flags == () and plain.device_time == "2026-03-04T08:41:20"
    assert ketone.kind is Kind.LABORATORY and ketone.quantity("ketone") == Quantity(Decimal("0.6"), "mmol/L")
    assert talk.states[-1] is DeviceState.DRAINED and not talk.refusals


@covers("caresens-serial", "fragments")
@models_of("caresens-serial")
def test_every_serial_model(model: Model) -> None:
    core = CareSensCore(clock(), model.name)
    through_all("caresens-serial", core, model)
    assert len(core.taken) == 5


@models_of("caresens-hid")
@covers("caresens-hid", "fragments")
def test_every_hid_model(model: Model) -> None:
    core = CareSensHidCore(clock(), model.name)
    through_all("caresens-hid", core, model)
    assert len(core.taken) == 5


def test_the_hid_cable_is_told_the_speed_first() -> None:
    offered = Connected(frozenset({HID, HID_FEATURE}), WALL)
    said = [action for action in machine("caresens-hid").receive(offered) if isinstance(action, Write)]
    assert [write.data for write in said[:2]] == [UART_9600_8N1, UART_ON] and said[2].channel == HID
    without = machine("caresens-hid").receive(Connected(frozenset({HID}), WALL))
    assert without == [Failed(Reason.NOT_SUPPORTED)]


@covers("caresens-serial", "full_memory")
@covers("caresens-hid", "full_memory")
def test_a_full_memory_comes_whole(core: MeterCore) -> None:
    core.fill(core.capacity + 3, datetime(2025, 1, 1))
    talk = Talk(core.driver, core).run(seconds=5000)
    assert len(keys(talk.readings)) == core.capacity == len(talk.readings)


@covers("caresens-serial", "wrong_clock")
@covers("caresens-hid", "wrong_clock")
@pytest.mark.parametrize("believed", [datetime(2000, 1, 1, 0, 3), datetime(2037, 12, 31, 23, 59, 59)])
def test_a_wrong_clock_is_measured_before_it_is_set(core: MeterCore, believed: datetime) -> None:
    """H9."""
    core.clock.set(believed)
    core.prick(104)
    talk = Talk(core.driver, core).run()
    [reading] = talk.readings
    assert reading.device_time == believed.isoformat()
    assert reading.clock_offset_s == talk.offset == (WALL - believed).total_seconds()
    assert abs(core.clock.error_s()) <= 1


@covers("caresens-serial", "power_off", "replay")
@covers("caresens-hid", "power_off", "replay")
def test_power_off_mid_transfer_fails_and_the_next_session_has_all_once(core: MeterCore) -> None:
    """H11."""
    core.fill(60, YESTERDAY)
    first = Talk(core.driver, core)
    first.faults.die_after = 3 if core.driver == "caresens-serial" else 7
    first.run()
    assert first.failures == [Failed(Reason.TIMEOUT)] and len(first.readings) == 27
    second = Talk(core.driver, core).run()
    assert len(keys(first.readings + second.readings)) == 60


@covers("caresens-serial", "corrupt_frame")
@pytest.mark.parametrize("spared", [0, 1])
def test_a_damaged_answer_is_asked_for_again(spared: int) -> None:
    core = CareSensCore(clock())
    core.fill(5, YESTERDAY)
    talk = Talk(core.driver, core)
    talk.faults.spoil_from, talk.faults.spoil = spared, 1
    talk.run()
    assert len(keys(talk.readings)) == 5 and talk.refusals


def test_a_lost_answer_is_asked_for_again(core: MeterCore) -> None:
    core.fill(3, YESTERDAY)
    talk = Talk(core.driver, core)
    talk.faults.lose = 1
    talk.run()
    assert len(keys(talk.readings)) == 3


def test_over_a_real_line(room: Room) -> None:
    core = CareSensCore(room.clock())
    core.fill(3, YESTERDAY)
    meter = room.cable_meter(core)
    room.know(meter.id, meter.driver)
    room.desk.wait_state(DeviceState.DRAINED)
    assert len(keys(room.desk.readings)) == 3


@covers("caresens-hid", "fragments")
def test_through_the_hub_over_reports(room: Room) -> None:
    core = CareSensHidCore(room.clock())
    core.fill(30, YESTERDAY)

    async def plug() -> ReportMeter:
        return ReportMeter(core, "caresens-1")

    meter = room.run(plug())
    room.know(meter.id, meter.driver)
    room.desk.wait_state(DeviceState.DRAINED)
    assert len(keys(room.desk.readings)) == 30
    room.run(meter.close())


@covers("caresens-hid", "corrupt_frame")
def test_a_damaged_report_is_asked_for_again() -> None:
    core = CareSensHidCore(clock())
    core.fill(20, YESTERDAY)
    talk = Talk(core.driver, core)
    talk.faults.spoil_from, talk.faults.spoil = 2, 1
    answer = core.hear
    core.hear = lambda data: [b"\0" * 64, *answer(data)]  # type: ignore[method-assign]
    talk.run()
    assert len(keys(talk.readings)) == 20 and "length" in talk.refusals
