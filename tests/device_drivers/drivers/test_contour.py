"""Contour meters on USB: every model from plugging in to the drained memory, and what goes wrong between."""

# ruff: noqa: DTZ001 - a device's clock has no zone
from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal

import pytest

from device_drivers.errors import Reason
from device_drivers.manifest import Model
from device_drivers.protocols import contour_usb
from device_drivers.protocols.machine import Disconnected, Done, Failed, Result, Write
from device_drivers.readings import DeviceState, Quantity
from device_drivers.virtual.cable_meter import HI, LO, Drop
from device_drivers.virtual.contour import SENDER, ContourCore
from tests.device_drivers.meter_talk import WALL, Talk, clock, keys
from tests.device_drivers.model_sessions import models_of
from tests.device_drivers.scenarios import covers

CONTOUR = "contour-usb"
YESTERDAY = (WALL - timedelta(days=1)).replace(second=0)


def filled(count: int) -> ContourCore:
    core = ContourCore(clock())
    core.fill(count, YESTERDAY)
    return core


def mg(value: int, comparator: str = "") -> Quantity:
    return Quantity(Decimal(value), "mg/dL", comparator)


@covers(CONTOUR, "fragments")
@models_of(CONTOUR)
def test_every_model_from_plugging_in_to_drained(model: Model) -> None:
    core = ContourCore(clock(), model.name, SENDER.replace("7390", model.profile))
    for drop in (Drop(YESTERDAY, 101), Drop(YESTERDAY, HI), Drop(YESTERDAY, LO), Drop(YESTERDAY, 117, control=True)):
        core.file(drop)
    core.file(Drop(YESTERDAY, 95, meal="preprandial"))
    core.entered = 1
    talk = Talk(CONTOUR, core, model).run()
    plain, high, low, control, before = talk.readings
    assert [reading.quantity("glucose") for reading in (plain, high, low)] == [mg(101), mg(600, ">"), mg(20, "<")]
    assert control.flags == ("control_solution",) and plain.flags == ()
    assert before.context == (("meal", "preprandial"),) and before.device_time == "2026-03-04T08:41:??"
    assert talk.refusals == ["unknown"]  # insulin a person entered is no result


def test_a_result_is_durable_before_the_meter_hears_that_it_arrived() -> None:
    """H11."""
    talk = Talk(CONTOUR, filled(3)).run()
    for at, action in enumerate(talk.actions):
        if isinstance(action, Result):
            following = talk.actions[at + 1]
            assert isinstance(following, Write) and contour_usb.unpack_report(following.data) == bytes((contour_usb.ACK,))


@covers(CONTOUR, "full_memory")
def test_a_full_memory_comes_whole() -> None:
    core = ContourCore(clock())
    core.fill(core.capacity + 3, datetime(2025, 1, 1))
    talk = Talk(CONTOUR, core).run()
    assert len(keys(talk.readings)) == core.capacity == len(talk.readings)


@covers(CONTOUR, "wrong_clock")
@pytest.mark.parametrize("believed", [datetime(1970, 1, 1), datetime(2000, 1, 1, 0, 3), datetime(2037, 12, 31, 23, 59)])
def test_a_wrong_clock_is_measured_before_it_is_set(believed: datetime) -> None:
    """H9."""
    core = ContourCore(clock())
    core.clock.set(believed)
    core.prick(104)
    talk = Talk(CONTOUR, core).run()
    [reading] = talk.readings
    assert reading.device_time == f"{believed:%Y-%m-%dT%H:%M}:??"
    assert reading.clock_offset_s == (WALL - believed).total_seconds()
    assert abs(core.clock.error_s()) <= 60


def test_a_clock_that_a_pump_sets_is_left_alone() -> None:
    core = filled(2)
    core.clock.set(datetime(2026, 1, 1))
    core.clock_locked = True
    talk = Talk(CONTOUR, core).run()
    assert talk.states[-1] is DeviceState.DRAINED and not talk.failures
    assert core.clock.now() == datetime(2026, 1, 1)


@covers(CONTOUR, "replay")
def test_a_lost_acknowledgement_brings_the_same_frame_again_and_nothing_twice() -> None:
    """H11."""
    core = filled(4)
    core.lost_acknowledgements = 3
    talk = Talk(CONTOUR, core).run()
    assert len(talk.readings) == 4 == len(keys(talk.readings))


@covers(CONTOUR, "corrupt_frame")
@pytest.mark.parametrize("spared", range(2, 22, 2))
def test_a_damaged_frame_is_refused_to_the_meter_and_comes_again(spared: int) -> None:
    core = filled(6)
    whole = keys(Talk(CONTOUR, core).run().readings)
    talk = Talk(CONTOUR, core)
    talk.faults.spoil_from, talk.faults.spoil = spared, 1
    talk.run()
    assert keys(talk.readings) == whole and len(talk.readings) == 6


def test_a_meter_that_sends_only_noise_is_given_up() -> None:
    core = filled(3)
    talk = Talk(CONTOUR, core)
    talk.faults.spoil_from, talk.faults.spoil = 3, 1000
    talk.run(seconds=600)
    assert talk.failures == [Failed(Reason.PROTOCOL)]


def test_a_lost_report_is_asked_for_again() -> None:
    core = filled(3)
    talk = Talk(CONTOUR, core)
    talk.faults.lose = 2
    talk.run()
    assert len(talk.readings) == 3


@covers(CONTOUR, "power_off")
def test_power_off_mid_transfer_fails_and_the_next_session_has_all_once() -> None:
    """H11."""
    core = filled(6)
    first = Talk(CONTOUR, core)
    first.faults.die_after = 9
    first.run()
    assert first.failures == [Failed(Reason.TIMEOUT)] and 0 < len(first.readings) < 6
    second = Talk(CONTOUR, core).run()
    assert len(keys(first.readings + second.readings)) == 6


def test_a_meter_left_waiting_for_something_else_is_brought_back() -> None:
    core = filled(2)
    talk = Talk(CONTOUR, core)
    core.plugged = list  # type: ignore[method-assign]  # its ENQ came before anybody listened
    core._at, core._frames = 0, [b""]
    talk.run()
    assert len(talk.readings) == 2


def test_it_is_asked_once_per_plugging_in() -> None:
    core = filled(2)
    talk = Talk(CONTOUR, core).run()
    said = len(talk.written)
    talk.go_on(seconds=60)
    assert len(talk.written) == said and talk.machine.due is None
    assert talk.machine.receive(Disconnected()) == [Done()]
