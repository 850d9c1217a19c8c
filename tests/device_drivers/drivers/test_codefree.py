"""The SD CodeFree: from its knock to the drained memory, and what goes wrong on a cable."""

# ruff: noqa: DTZ001 - a device's clock has no zone
from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal

import pytest

from device_drivers.errors import Reason
from device_drivers.manifest import Model
from device_drivers.protocols.machine import BytesIn, Failed
from device_drivers.readings import DeviceState, Quantity
from device_drivers.virtual.cable_meter import HI, LO, Drop
from device_drivers.virtual.codefree import CodeFreeCore
from tests.device_drivers.conftest import Room
from tests.device_drivers.meter_talk import WALL, Talk, clock, keys
from tests.device_drivers.model_sessions import models_of
from tests.device_drivers.scenarios import covers

CODEFREE = "sd-codefree"
YESTERDAY = WALL - timedelta(days=1)


def filled(count: int) -> CodeFreeCore:
    core = CodeFreeCore(clock())
    core.fill(count, YESTERDAY)
    return core


@covers(CODEFREE, "fragments")
@models_of(CODEFREE)
def test_every_model_from_knock_to_drained(model: Model) -> None:
    core = CodeFreeCore(clock(), model.name)
    for drop in (Drop(YESTERDAY, 101, meal="preprandial"), Drop(YESTERDAY, HI), Drop(YESTERDAY, LO)):
        core.file(Drop(core.stamp(drop.taken), drop.value, meal=drop.meal))
    talk = Talk(CODEFREE, core, model, piece=2).run()
    assert [reading.quantity("glucose") for reading in talk.readings] == [
        Quantity(Decimal(10), "mg/dL", "<"),
        Quantity(Decimal(600), "mg/dL", ">"),
        Quantity(Decimal(101), "mg/dL"),
    ]
    assert talk.readings[2].context == (("meal", "preprandial"),)
    assert talk.readings[0].device_time == "2026-03-04T08:41:??" and talk.readings[0].clock_offset_s is None
    assert talk.refusals == ["unknown"]  # the 00 some adapters put before the first frame


@covers(CODEFREE, "full_memory")
def test_a_full_memory_comes_whole() -> None:
    core = CodeFreeCore(clock())
    core.fill(core.capacity + 3, datetime(2025, 1, 1))
    talk = Talk(CODEFREE, core).run()
    assert len(keys(talk.readings)) == core.capacity == len(talk.readings)


@covers(CODEFREE, "wrong_clock")
@pytest.mark.parametrize("believed", [datetime(2000, 1, 1, 0, 3), datetime(2037, 12, 31, 23, 59), WALL - timedelta(hours=8)])
def test_a_wrong_clock_is_neither_corrected_by_guess_nor_set(believed: datetime) -> None:
    """H9: it cannot be asked, so how far it is off is not known."""
    core = CodeFreeCore(clock())
    core.clock.set(believed)
    core.prick(104)
    [reading] = Talk(CODEFREE, core).run().readings
    assert reading.device_time == f"{believed:%Y-%m-%dT%H:%M}:??" and reading.clock_offset_s is None
    assert not any(message.startswith(b"ADATE") for message in core.heard)


@covers(CODEFREE, "corrupt_frame")
@pytest.mark.parametrize("spared", [3, 4, 6])
def test_a_record_that_never_came_is_told_and_comes_next_time(spared: int) -> None:
    """H11: a fetch skips the record whose answer was damaged; silence about it would lose it."""
    core = filled(6)
    first = Talk(CODEFREE, core)
    first.faults.spoil_from, first.faults.spoil = spared, 1
    first.run()
    assert first.failures == [Failed(Reason.GAP)] and len(first.readings) == 5
    second = Talk(CODEFREE, core).run()
    assert len(keys(first.readings + second.readings)) == 6 == len(second.readings)


@covers(CODEFREE, "power_off", "replay")
def test_power_off_mid_transfer_fails_and_the_next_session_has_all_once() -> None:
    """H11."""
    core = filled(6)
    first = Talk(CODEFREE, core)
    first.faults.die_after = 4
    first.run()
    assert first.failures == [Failed(Reason.TIMEOUT)] and len(first.readings) == 2
    second = Talk(CODEFREE, core).run()
    assert len(keys(first.readings + second.readings)) == 6


def test_switched_on_again_it_is_read_again() -> None:
    core = filled(2)
    talk = Talk(CODEFREE, core).run()
    core.prick(99)
    for answer in core.plugged():
        talk.event(BytesIn(answer))
    talk.go_on()
    assert len(keys(talk.readings)) == 3


def test_before_the_meter_speaks_nothing_is_said() -> None:
    core = filled(2)
    talk = Talk(CODEFREE, core)
    talk.faults.absent = True
    talk.run(seconds=60)
    assert talk.written == [] and not talk.failures


def test_over_a_real_line(room: Room) -> None:
    core = CodeFreeCore(room.clock())
    core.fill(3, YESTERDAY)
    meter = room.cable_meter(core)
    room.know(meter.id, meter.driver)
    room.desk.wait_state(DeviceState.DRAINED)
    assert len(keys(room.desk.readings)) == 3


def test_two_equal_results_in_one_minute_are_two_and_stay_two() -> None:
    """H11: its clock has no seconds; two residents may have the same value in the same minute."""
    core = CodeFreeCore(clock())
    for _ in range(2):
        core.prick(101)
    first, second = Talk(CODEFREE, core).run(), Talk(CODEFREE, core).run()
    assert len(keys(first.readings)) == 2 and keys(first.readings) == keys(second.readings)
