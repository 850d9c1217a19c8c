"""Meters that speak in lines: every model from the knock to the drained memory, and everything that goes wrong on a cable."""

# ruff: noqa: DTZ001 - a device's clock has no zone
from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal

import pytest

from device_drivers.errors import Reason
from device_drivers.manifest import Model
from device_drivers.protocols.machine import Disconnected, Done, Failed
from device_drivers.readings import DeviceState, Kind, Quantity
from device_drivers.virtual.cable_meter import HI, LO, Drop, MeterCore
from device_drivers.virtual.text_meters import AreoCore, BgStarCore, OptiumCore, Ultra2Core
from tests.device_drivers.conftest import Room
from tests.device_drivers.meter_talk import WALL, Talk, clock, keys
from tests.device_drivers.model_sessions import models_of
from tests.device_drivers.scenarios import covers

YESTERDAY = WALL - timedelta(days=1)
CORES = [Ultra2Core, OptiumCore, BgStarCore, AreoCore]
WITH_CLOCK = [Ultra2Core, OptiumCore]


@pytest.fixture(params=CORES)
def core(request: pytest.FixtureRequest) -> MeterCore:
    made: MeterCore = request.param(clock())
    return made


def mg(value: int, comparator: str = "") -> Quantity:
    return Quantity(Decimal(value), "mg/dL", comparator)


@covers("onetouch-ultra2", "fragments")
@models_of("onetouch-ultra2")
def test_ultra2_with_control_meal_hi_and_lo(model: Model) -> None:
    core = Ultra2Core(clock(), model.name)
    core.file(Drop(YESTERDAY, LO))
    core.file(Drop(YESTERDAY + timedelta(minutes=1), 117, control=True))
    core.file(Drop(YESTERDAY + timedelta(minutes=2), 95, meal="preprandial"))
    core.file(Drop(YESTERDAY + timedelta(minutes=3), HI))
    readings = Talk("onetouch-ultra2", core, model, piece=5).run().readings
    assert [reading.quantity("glucose") for reading in readings] == [mg(600, ">"), mg(95), mg(117), mg(20, "<")]
    assert [reading.flags for reading in readings] == [(), (), ("control_solution",), ()]
    assert readings[1].context == (("meal", "preprandial"),)
    assert readings[0].device_time == "2026-03-04T08:44:20"


@covers("freestyle-optium", "fragments")
@models_of("freestyle-optium")
def test_optium_with_ketones_control_hi_and_lo(model: Model) -> None:
    core = OptiumCore(clock(), model.name)
    for month, drop in enumerate(
        (Drop(WALL, 3, ketone=True), Drop(WALL, HI), Drop(WALL, LO), Drop(WALL, 101, control=True), Drop(WALL, 118)), 5
    ):
        core.file(Drop(datetime(2025, month, 9, 17, 35), drop.value, drop.control, "", drop.ketone))
    core.ignores_first = 1
    talk = Talk("freestyle-optium", core, model, piece=4).run()
    last, control, low, high, ketone = talk.readings
    assert [reading.quantity("glucose") for reading in (last, low, high)] == [mg(118), mg(20, "<"), mg(500, ">")]
    assert control.flags == ("control_solution",) and last.flags == ()
    assert ketone.kind is Kind.LABORATORY and ketone.quantity("ketone") == Quantity(Decimal("0.17"), "mmol/L")
    assert [reading.device_time for reading in talk.readings] == [f"2025-{month:02}-09T17:35:??" for month in (9, 8, 7, 6, 5)]
    assert not talk.refusals


@covers("bgstar", "fragments")
@models_of("bgstar")
def test_bgstar_with_a_failed_measurement(model: Model) -> None:
    core = BgStarCore(clock(), model.name)
    core.file(Drop(YESTERDAY, 101, meal="postprandial"))
    core.file(Drop(YESTERDAY, 0))
    core.failed = {0}
    talk = Talk("bgstar", core, model, piece=1).run()
    [reading] = talk.readings
    assert reading.quantity("glucose") == mg(101) and reading.context == (("meal", "postprandial"),)
    assert talk.refusals == [Reason.DEVICE_ERROR]
    assert reading.clock_offset_s == 0 and reading.device_time == "2026-03-04T08:41:20"


@covers("glucomen-areo", "fragments")
@models_of("glucomen-areo")
def test_areo_sends_what_it_displays(model: Model) -> None:
    """H2: the unit stands in every line and is never assumed."""
    core = AreoCore(clock(), model.name)
    core.file(Drop(YESTERDAY, 101))
    core.file(Drop(YESTERDAY + timedelta(minutes=3), HI, meal="preprandial"))
    core.file(Drop(YESTERDAY + timedelta(minutes=5), 18, ketone=True))
    ketone, high, plain = Talk("glucomen-areo", core, model, piece=7).run().readings
    assert plain.quantity("glucose") == Quantity(Decimal("5.6"), "mmol/L")
    assert high.quantity("glucose") == Quantity(None, "mmol/L", ">") and high.context == (("meal", "preprandial"),)
    assert ketone.kind is Kind.LABORATORY and ketone.quantity("ketone") == Quantity(Decimal("1.0"), "mmol/L")
    assert plain.device_time == "2026-03-04T08:41:??" and plain.clock_offset_s is None


def test_an_empty_memory(core: MeterCore) -> None:
    talk = Talk(core.driver, core).run()
    assert talk.states[-1] is DeviceState.DRAINED and not talk.readings and not talk.refusals


@covers("onetouch-ultra2", "full_memory")
@covers("freestyle-optium", "full_memory")
@covers("bgstar", "full_memory")
@covers("glucomen-areo", "full_memory")
def test_a_full_memory_comes_whole(core: MeterCore) -> None:
    core.fill(core.capacity + 3, datetime(2025, 1, 1))
    talk = Talk(core.driver, core).run(seconds=5000)
    assert len(keys(talk.readings)) == core.capacity == len(talk.readings)


@covers("onetouch-ultra2", "wrong_clock")
@covers("freestyle-optium", "wrong_clock")
@pytest.mark.parametrize("make", WITH_CLOCK)
@pytest.mark.parametrize("believed", [datetime(2000, 1, 1, 0, 3), datetime(2037, 12, 31, 23, 59), WALL - timedelta(hours=8)])
def test_a_wrong_clock_is_measured_before_it_is_set(make: type[MeterCore], believed: datetime) -> None:
    """H9."""
    core = make(clock(), "x")
    core.clock.set(believed)
    core.prick(104)
    talk = Talk(core.driver, core).run()
    [reading] = talk.readings
    assert reading.device_time is not None and reading.device_time.startswith(believed.isoformat()[:16])
    assert reading.clock_offset_s == talk.offset == (WALL - believed).total_seconds()
    assert abs(core.clock.error_s()) <= 60


@covers("bgstar", "wrong_clock")
@pytest.mark.parametrize("believed", [datetime(2000, 1, 1, 0, 3), datetime(2037, 12, 31, 23, 59, 59)])
def test_a_wrong_clock_that_cannot_be_set_is_measured(believed: datetime) -> None:
    """H9."""
    core = BgStarCore(clock())
    core.clock.set(believed)
    core.prick(104)
    [reading] = Talk(core.driver, core).run().readings
    assert reading.device_time == believed.isoformat() and reading.clock_offset_s == (WALL - believed).total_seconds()


@covers("glucomen-areo", "wrong_clock")
@pytest.mark.parametrize("make", [BgStarCore, AreoCore])
@pytest.mark.parametrize("believed", [datetime(2000, 1, 1), datetime(2037, 12, 31, 23, 59), WALL - timedelta(hours=8)])
def test_a_clock_that_cannot_be_set_is_left_alone_and_its_time_kept_as_given(make: type[MeterCore], believed: datetime) -> None:
    core = make(clock(), "x")
    core.clock.set(believed)
    core.prick(104)
    [reading] = Talk(core.driver, core).run().readings
    assert reading.device_time is not None and reading.device_time.startswith(f"{believed:%Y-%m-%dT%H:%M}")
    assert (reading.clock_offset_s is None) is (make is AreoCore)  # it does not tell its clock
    assert core.clock.now() == believed


@covers("onetouch-ultra2", "power_off")
@covers("freestyle-optium", "power_off")
@covers("bgstar", "power_off")
@covers("glucomen-areo", "power_off")
@pytest.mark.parametrize(("make", "answers"), [(Ultra2Core, 5), (OptiumCore, 9), (BgStarCore, 7), (AreoCore, 1)])
def test_power_off_mid_transfer_fails_and_the_next_session_has_all_once(make: type[MeterCore], answers: int) -> None:
    """H11."""
    core = make(clock(), "x")
    core.fill(6, YESTERDAY)
    first = Talk(core.driver, core)
    first.faults.die_after = answers
    first.run(seconds=300)
    assert first.failures == [Failed(Reason.TIMEOUT)]
    second = Talk(core.driver, core).run()
    assert len(second.readings) == 6 == len(keys(first.readings + second.readings))


@covers("onetouch-ultra2", "corrupt_frame")
@covers("freestyle-optium", "corrupt_frame")
@covers("bgstar", "corrupt_frame")
@covers("glucomen-areo", "corrupt_frame")
@pytest.mark.parametrize("spared", range(12))
def test_damaged_answers_are_quarantined_and_asked_for_again(core: MeterCore, spared: int) -> None:
    """H2, H11: whichever answer is damaged, in the end every result is there once and is what the meter stored."""
    core.fill(5, YESTERDAY)
    whole = keys(Talk(core.driver, core).run().readings)
    talk = Talk(core.driver, core)
    talk.faults.spoil_from, talk.faults.spoil = spared, 1
    talk.run()
    assert keys(talk.readings) == whole
    assert talk.states[-1] is DeviceState.DRAINED


def test_a_lost_answer_is_asked_for_again(core: MeterCore) -> None:
    core.fill(3, YESTERDAY)
    talk = Talk(core.driver, core)
    talk.faults.lose = 1
    talk.run()
    assert len(keys(talk.readings)) == 3


def test_a_late_answer_is_not_taken_for_the_next_one() -> None:
    """H11: two answers to one question must not shift the records by one."""
    core = BgStarCore(clock())
    core.fill(6, YESTERDAY)
    whole = keys(Talk(core.driver, core).run().readings)
    talk = Talk(core.driver, core)
    answer = core.obey
    late: list[bytes] = []

    def slow(command: str) -> list[bytes]:
        if command == "get glurec 2" and not late:
            late.extend(answer(command))
            return []
        return [*answer(command), *late[:1]] if command == "get glurec 2" else answer(command)

    core.obey = slow  # type: ignore[method-assign]
    talk.run()
    assert keys(talk.readings) == whole and len(talk.readings) == 6


def test_garbage_in_the_line_is_quarantined(core: MeterCore) -> None:
    core.fill(2, YESTERDAY)
    talk = Talk(core.driver, core)
    core.plugged = lambda: [b"\xff\x00\x81"]  # type: ignore[method-assign]
    talk.run()
    assert len(talk.readings) == 2 and talk.refusals[0] == "unknown"


@covers("onetouch-ultra2", "replay")
@covers("freestyle-optium", "replay")
@covers("bgstar", "replay")
@covers("glucomen-areo", "replay")
def test_a_memory_is_taken_again_only_when_the_meter_was_away(core: MeterCore) -> None:
    core.fill(2, YESTERDAY)
    talk = Talk(core.driver, core).run()
    talk.go_on(seconds=30)
    assert len(talk.readings) == 2
    talk.faults.absent = True
    talk.go_on(seconds=15)
    core.prick(133)
    talk.faults.absent = False
    talk.go_on()
    assert len(keys(talk.readings)) == 3


def test_a_pulled_cable_after_the_transfer_is_no_failure(core: MeterCore) -> None:
    talk = Talk(core.driver, core).run()
    assert talk.machine.receive(Disconnected()) == [Done()] and talk.machine.due is None


def test_nothing_that_erases_was_said(core: MeterCore) -> None:
    core.clock.set(datetime(2001, 1, 1))
    core.fill(4, YESTERDAY)
    talk = Talk(core.driver, core).run()
    assert not any(b"DMZ" in written for written in talk.written) and len(core.memory) == 4


def test_over_a_real_line(room: Room, core: MeterCore) -> None:
    """Every answer arrives in pieces of three bytes."""
    live = type(core)(room.clock(), core.model)
    live.fill(3, YESTERDAY)
    meter = room.cable_meter(live)
    room.know(meter.id, meter.driver)
    room.desk.wait_state(DeviceState.DRAINED)
    assert len(keys(room.desk.readings)) == 3
