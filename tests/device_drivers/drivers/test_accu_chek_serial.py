"""Accu-Chek meters behind a cable: every model from the knock to the drained memory, every byte echoed."""

# ruff: noqa: DTZ001 - a device's clock has no zone
from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal

import pytest

from device_drivers import registry
from device_drivers.manifest import Model, Opening
from device_drivers.protocols import accu_chek_serial
from device_drivers.protocols.machine import SERIAL, BytesIn, Closing, Connected, Failed, Write
from device_drivers.readings import DeviceState, KnownDevice, Quantity
from device_drivers.virtual.accu_chek_serial import AccuChekSerialCore
from device_drivers.virtual.cable_meter import HI, LO, Drop
from tests.device_drivers.conftest import Room
from tests.device_drivers.meter_talk import WALL, Talk, clock, keys
from tests.device_drivers.model_sessions import models_of
from tests.device_drivers.scenarios import covers

ACCU = "accu-chek-serial"
YESTERDAY = (WALL - timedelta(days=1)).replace(second=0)


def filled(count: int) -> AccuChekSerialCore:
    core = AccuChekSerialCore(clock())
    core.fill(count, YESTERDAY)
    return core


@covers(ACCU, "fragments")
@models_of(ACCU)
def test_every_model_from_knock_to_drained(model: Model) -> None:
    core = AccuChekSerialCore(clock(), model.name)
    for drop in (Drop(YESTERDAY, 101), Drop(YESTERDAY, HI), Drop(YESTERDAY, LO), Drop(YESTERDAY, 133)):
        core.file(drop)
    core.flagged = {0}
    talk = Talk(ACCU, core, model, piece=2).run()
    assert [reading.quantity("glucose") for reading in talk.readings] == [
        Quantity(Decimal(10), "mg/dL", "<"),
        Quantity(Decimal(600), "mg/dL", ">"),
        Quantity(Decimal(101), "mg/dL"),
    ]
    assert talk.readings[2].device_time == "2026-03-04T08:41:??"
    assert talk.refusals == ["reserved"]  # the flag may say control solution: nobody's result
    assert all(len(written) == 1 for written in talk.written)


@covers(ACCU, "full_memory")
def test_a_full_memory_comes_whole() -> None:
    core = AccuChekSerialCore(clock())
    core.fill(core.capacity + 3, datetime(2025, 1, 1))
    talk = Talk(ACCU, core).run(seconds=5000)
    assert len(keys(talk.readings)) == core.capacity == len(talk.readings)


@covers(ACCU, "wrong_clock")
@pytest.mark.parametrize("believed", [datetime(2000, 1, 1, 0, 3), datetime(2037, 12, 31, 23, 59, 59), WALL + timedelta(hours=8)])
def test_a_wrong_clock_is_measured_before_it_is_set(believed: datetime) -> None:
    """H9."""
    core = AccuChekSerialCore(clock())
    core.clock.set(believed)
    core.prick(104)
    talk = Talk(ACCU, core).run()
    [reading] = talk.readings
    assert reading.device_time is not None and reading.device_time.startswith(f"{believed:%Y-%m-%dT%H:%M}")
    assert reading.clock_offset_s == talk.offset == (WALL - believed).total_seconds()
    assert abs(core.clock.error_s()) <= 2


@covers(ACCU, "corrupt_frame")
@pytest.mark.parametrize("spared", range(0, 30, 2))
def test_a_damaged_answer_never_becomes_another_value(spared: int) -> None:
    """H2, H11."""
    core = filled(5)
    whole = keys(Talk(ACCU, core).run().readings)
    talk = Talk(ACCU, core)
    talk.faults.spoil_from, talk.faults.spoil = spared, 1
    talk.run(seconds=300)
    assert keys(talk.readings) == whole


@covers(ACCU, "power_off", "replay")
def test_power_off_mid_transfer_fails_and_the_next_session_has_all_once() -> None:
    """H11."""
    core = filled(30)
    first = Talk(ACCU, core)
    first.faults.die_after = 45
    first.run()
    assert any(isinstance(action, Failed) for action in first.actions)
    second = Talk(ACCU, core).run()
    assert len(keys(first.readings + second.readings)) == 30


def test_the_last_word_switches_it_off() -> None:
    talk = Talk(ACCU, filled(1)).run()
    assert talk.machine.receive(Closing()) == [Write("serial", accu_chek_serial.OFF, response=False)]


def test_a_meter_that_echoes_the_end_of_a_command_too_is_waited_for() -> None:
    machine = registry.driver(ACCU).machine(KnownDevice("serial:X", ACCU, "x", "X"), Opening(1))
    machine.receive(Connected(frozenset({SERIAL}), WALL))
    assert machine.receive(BytesIn(accu_chek_serial.STATUS)) == [Write(SERIAL, b"\r", response=False)]
    assert machine.receive(BytesIn(b"\r")) == []


def test_nothing_that_clears_is_ever_said() -> None:
    core = filled(3)
    core.clock.set(datetime(2001, 1, 1))
    Talk(ACCU, core).run()
    assert not any(command.startswith(b"R") for command in core.commands) and b"\x0c\t1" in core.commands


def test_over_a_real_line(room: Room) -> None:
    core = AccuChekSerialCore(room.clock())
    core.fill(3, YESTERDAY)
    meter = room.cable_meter(core)
    room.know(meter.id, meter.driver)
    room.desk.wait_state(DeviceState.DRAINED)
    assert len(keys(room.desk.readings)) == 3
