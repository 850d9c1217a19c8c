"""FreeStyle Neo meters on USB: every model from plugging in to the drained memory, and what goes wrong between."""

# ruff: noqa: DTZ001 - a device's clock has no zone
from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal

import pytest

from device_drivers.errors import Reason
from device_drivers.manifest import Model
from device_drivers.protocols.machine import Disconnected, Done, Failed
from device_drivers.readings import DeviceState, Kind, Quantity
from device_drivers.virtual.cable_meter import HI, LO, Drop
from device_drivers.virtual.freestyle_hid import NeoCore
from tests.device_drivers.meter_talk import WALL, Talk, clock, keys
from tests.device_drivers.model_sessions import models_of
from tests.device_drivers.scenarios import covers

NEO = "freestyle-hid"
YESTERDAY = (WALL - timedelta(days=1)).replace(second=0)


def filled(count: int) -> NeoCore:
    core = NeoCore(clock())
    core.fill(count, YESTERDAY)
    return core


@covers(NEO, "fragments")
@models_of(NEO)
def test_every_model_from_plugging_in_to_drained(model: Model) -> None:
    core = NeoCore(clock(), model.name)
    for drop in (Drop(YESTERDAY, 101), Drop(YESTERDAY, HI), Drop(YESTERDAY, LO), Drop(YESTERDAY, 117, control=True)):
        core.file(drop)
    core.file(Drop(YESTERDAY, 18, ketone=True))
    core.entered = 2
    talk = Talk(NEO, core, model).run()
    ketone, control, low, high, plain = talk.readings
    assert plain.quantity("glucose") == Quantity(Decimal(101), "mg/dL") and plain.device_time == "2026-03-04T08:41:??"
    assert high.quantity("glucose") == Quantity(Decimal(500), "mg/dL", ">")
    assert low.quantity("glucose") == Quantity(Decimal(20), "mg/dL", "<")
    assert control.flags == ("control_solution",) and plain.flags == ()
    assert ketone.kind is Kind.LABORATORY and ketone.quantity("ketone") == Quantity(Decimal("1.00"), "mmol/L")
    assert talk.states[-1] is DeviceState.DRAINED and not talk.refusals


@covers(NEO, "full_memory")
def test_a_full_memory_comes_whole_and_an_empty_one_is_no_failure() -> None:
    core = NeoCore(clock())
    core.fill(core.capacity + 3, datetime(2025, 1, 1))
    talk = Talk(NEO, core).run()
    assert len(keys(talk.readings)) == core.capacity == len(talk.readings)
    assert Talk(NEO, NeoCore(clock())).run().states[-1] is DeviceState.DRAINED


@covers(NEO, "wrong_clock")
@pytest.mark.parametrize("believed", [datetime(2000, 1, 1, 0, 3), datetime(2037, 12, 31, 23, 59)])
def test_a_wrong_clock_is_measured_before_it_is_set(believed: datetime) -> None:
    """H9."""
    core = NeoCore(clock())
    core.clock.set(believed)
    core.prick(104)
    talk = Talk(NEO, core).run()
    [reading] = talk.readings
    assert reading.device_time == f"{believed:%Y-%m-%dT%H:%M}:??"
    assert reading.clock_offset_s == (WALL - believed).total_seconds()
    assert abs(core.clock.error_s()) <= 60


@covers(NEO, "corrupt_frame", "replay")
@pytest.mark.parametrize("spared", range(4, 14))
@covers(NEO, "corrupt_frame")
def test_a_damaged_report_spoils_the_sum_and_all_is_asked_for_again(spared: int) -> None:
    """H2."""
    core = filled(9)
    whole = keys(Talk(NEO, core).run().readings)
    talk = Talk(NEO, core)
    talk.faults.spoil_from, talk.faults.spoil = spared, 1
    talk.run()
    assert keys(talk.readings) == whole and len(talk.readings) == 9


@covers(NEO, "power_off")
def test_power_off_mid_transfer_stores_nothing_of_the_broken_list() -> None:
    """H11: no result stands before the sum over all of them holds; the next session has them."""
    core = filled(9)
    first = Talk(NEO, core)
    first.faults.die_after = 10
    first.run()
    assert first.failures == [Failed(Reason.TIMEOUT)] and first.readings == [] and "short" in first.refusals
    assert len(keys(Talk(NEO, core).run().readings)) == 9


def test_a_lost_report_is_asked_for_again() -> None:
    talk = Talk(NEO, filled(3))
    talk.faults.lose = 1
    assert len(talk.run().readings) == 3


def test_it_is_asked_once_per_plugging_in() -> None:
    core = filled(2)
    talk = Talk(NEO, core).run()
    talk.go_on(seconds=60)
    assert core.commands == ["$date?", "$time?", "$result?"] and talk.machine.due is None
    assert talk.machine.receive(Disconnected()) == [Done()]
