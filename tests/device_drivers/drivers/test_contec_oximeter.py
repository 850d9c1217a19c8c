"""The Contec oximeter in whole sessions."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal

import pytest

from device_drivers import registry
from device_drivers.errors import Reason
from device_drivers.hub import CHINA
from device_drivers.manifest import Model, Opening
from device_drivers.protocols import steady
from device_drivers.protocols.machine import Done, Failed
from device_drivers.readings import KnownDevice, Quantity
from device_drivers.virtual.contec_oximeter import ContecOximeterBrain, make
from device_drivers.virtual.device_clock import DeviceClock
from tests.device_drivers.conftest import Room
from tests.device_drivers.model_sessions import models_of
from tests.device_drivers.pump import Pump
from tests.device_drivers.scenarios import covers

DRIVER = "contec-cms50"


def session(piece: int | None = None) -> tuple[Pump, ContecOximeterBrain]:
    brain = ContecOximeterBrain(DeviceClock(lambda: datetime(2026, 3, 5, tzinfo=UTC), CHINA))
    machine = registry.driver(DRIVER).machine(KnownDevice("x:1", DRIVER, "", "1"), Opening(token=1000))
    return Pump(machine, brain, piece=piece).connect().run(seconds=0), brain


def show(run: Pump, brain: ContecOximeterBrain, spo2: int | None, pulse: int, seconds: int) -> None:
    for _ in range(seconds):
        brain.second(spo2, pulse)
        run.run(seconds=0)
        run.wait(1.0)


@models_of(DRIVER)
def test_one_finger_one_value(model: Model) -> None:
    run, brain = session()
    show(run, brain, 97, 71, 15)
    show(run, brain, None, 0, 5)
    show(run, brain, 92, 88, 15)
    assert [reading.quantity("spo2") for reading in run.readings] == [Quantity(Decimal(97), "%"), Quantity(Decimal(92), "%")]
    assert all(reading.seen_taken for reading in run.readings) and len({reading.key() for reading in run.readings}) == 2
    assert model.adverts == ("SpO2",) and {data.hex() for _, data in brain.written_log} == {"9b011c"}


@covers(DRIVER, "fragments")
def test_packets_in_pieces() -> None:
    run, brain = session(piece=5)
    show(run, brain, 97, 71, 15)
    assert len(run.readings) == 1


def test_the_pulse_wave_is_not_journalled() -> None:
    run, brain = session()
    show(run, brain, 97, 71, 60)
    assert len(run.journal) < 15


def test_an_oximeter_that_does_not_hear_is_told_again_then_given_up() -> None:
    run, brain = session()
    brain.deaf = 99
    brain.streaming = False
    assert run.run().ending == Failed(Reason.TIMEOUT)


@covers(DRIVER, "power_off")
def test_a_finger_taken_out_too_early_gives_nothing_and_the_end_is_told() -> None:
    run, brain = session()
    show(run, brain, 97, 71, 4)
    run.hang_up()
    assert run.readings == [] and run.ending == Failed(Reason.LOST)


def test_switched_off_after_the_value_is_a_good_end() -> None:
    run, brain = session()
    show(run, brain, 97, 71, 12)
    run.hang_up()
    assert len(run.readings) == 1 and run.ending == Done()


@covers(DRIVER, "corrupt_frame")
def test_a_finger_over_the_air(room: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(steady, "WINDOW_SECONDS", 0.5)
    device = room.run(make(room.radio, 1, room.clock()))
    device.spoil = 1
    room.know(device.id, DRIVER, "SpO2080971")
    room.hub.submit(device.measure(96, 66, values=12, every=0.1))
    [reading] = room.desk.wait_readings(1)
    assert reading.quantity("spo2") == Quantity(Decimal(96), "%")
    assert "checksum" in room.desk.refusals
