"""Every Bluetooth glucose meter by name with its own quirks, and what each quirk keeps from a resident's record."""

# ruff: noqa: DTZ001 - a device's clock has no zone
from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from device_drivers import registry
from device_drivers.hub import CHINA
from device_drivers.manifest import Model, Opening
from device_drivers.protocols import racp
from device_drivers.protocols.glucose import ConcentrationUnit
from device_drivers.protocols.machine import Done
from device_drivers.protocols.quirks import Quirks
from device_drivers.readings import DeviceState, Kind, KnownDevice, Quantity
from device_drivers.virtual.device_clock import DeviceClock
from device_drivers.virtual.glucose_brain import FULL, GlucoseBrain, make
from tests.device_drivers.conftest import Room
from tests.device_drivers.model_sessions import models_of
from tests.device_drivers.pump import Pump
from tests.device_drivers.scenarios import covers

GLS = "ble-glucose"
CARESENS = Quirks(vendor="caresens", ketone_meal=6, month_13=True)
TNG = Quirks(since=False, bogus_year=2037)
QUIRKS = {
    "CareSens N Premier": CARESENS,
    "CareSens Dual": CARESENS,
    "FORA TN'G": TNG,
    "FORA TN'G Voice": TNG,
    "BeneCheck": Quirks(multi_analyte=True),
}
NOW = datetime(2026, 3, 5, 8, 41, 20)
MASS = ConcentrationUnit.KG_PER_L


def brain_of(model: str) -> GlucoseBrain:
    clock = DeviceClock(lambda: datetime(2026, 3, 5, 0, 41, 20, tzinfo=UTC), CHINA)
    return GlucoseBrain(clock, model, QUIRKS.get(model, Quirks()), notifies=model.startswith("Contour"))


def pump(brain: GlucoseBrain, model: str, last: int | None = None) -> Pump:
    known = KnownDevice("x:1", GLS, "", "1", last_sequence=last, model=model)
    return Pump(registry.driver(GLS).machine(known, Opening(token=1)), brain)


def mmol(value: str) -> Quantity:
    return Quantity(Decimal(value), "mmol/L")


@models_of(GLS)
def test_every_model(model: Model) -> None:
    brain = brain_of(model.name)
    for value in ("5.5", "7.8", "11.2"):
        brain.prick(Decimal(value), meal=3)
    run = pump(brain, model.name).connect().run()
    assert [reading.quantity("glucose") for reading in run.readings] == [mmol("5.5"), mmol("7.8"), mmol("11.2")]
    assert all(("meal", "fasting") in reading.context for reading in run.readings)
    assert run.ending == Done() and DeviceState.DRAINED in run.states
    assert all(reading.clock_offset_s is not None for reading in run.readings)
    assert not any(request[:1] == bytes((racp.Op.DELETE,)) for request in brain.requests)


@models_of(GLS)
@covers(GLS, "replay")
def test_every_model_gives_only_what_is_new_or_the_same_again(model: Model) -> None:
    brain = brain_of(model.name)
    for value in ("5.5", "7.8"):
        brain.prick(Decimal(value), meal=1)
    first = pump(brain, model.name).connect().run()
    brain.prick(Decimal("6.6"), meal=2)
    again = pump(brain, model.name, last=2).connect().run()
    assert len({reading.key() for reading in (*first.readings, *again.readings)}) == 3
    assert len(again.readings) == (1 if brain.quirks.since else 3)


# --- i-SENS -----------------------------------------------------------------------------------------------------------
def test_a_ketone_is_a_laboratory_result() -> None:
    brain = brain_of("CareSens Dual")
    brain.ketone(Decimal("1.3"))
    brain.prick(Decimal("5.5"), meal=1)
    run = pump(brain, "CareSens Dual").connect().run()
    ketone, glucose = run.readings
    assert ketone.kind is Kind.LABORATORY and ketone.values == (("ketone", mmol("1.3")),)
    assert glucose.kind is Kind.GLUCOSE and glucose.quantity("glucose") == mmol("5.5")


def test_a_record_whose_context_was_lost_may_be_a_ketone_and_is_no_glucose() -> None:
    brain = brain_of("CareSens Dual")
    brain.prick(Decimal(130), MASS, meal=1, with_context=False)
    run = pump(brain, "CareSens Dual").connect().run()
    assert run.readings == [] and run.refusals == ["no_context"]


def test_month_13_is_january() -> None:
    brain = brain_of("CareSens Dual")
    brain.broken_january = True
    brain.clock.set(datetime(2026, 1, 31, 7, 30, 15))
    brain.prick(Decimal("5.5"))
    run = pump(brain, "CareSens Dual").connect().run()
    [reading] = run.readings
    assert reading.device_time == "2026-01-31T07:30:15"
    assert reading.clock_offset_s == pytest.approx((NOW - datetime(2026, 1, 31, 7, 30, 15)).total_seconds(), abs=2)


def test_month_13_of_another_meter_is_no_time() -> None:
    brain = brain_of("Accu-Chek Guide")
    brain.broken_january = True
    brain.clock.set(datetime(2026, 1, 31, 7, 30, 15))
    brain.prick(Decimal("5.5"))
    run = pump(brain, "Accu-Chek Guide").connect().run()
    assert run.readings == [] and run.refusals == ["reserved"]


@pytest.mark.parametrize("wrong", [datetime(1970, 1, 1, 3, 0), datetime(2037, 6, 1, 12, 30), datetime(2026, 3, 5, 7, 41)])
@covers(GLS, "wrong_clock")
def test_the_makers_own_clock_is_told_first_and_set_last(wrong: datetime) -> None:
    """H22."""
    brain = brain_of("CareSens N Premier")
    brain.clock.set(wrong)
    brain.prick(Decimal("5.5"))
    run = pump(brain, "CareSens N Premier").connect().run()
    [reading] = run.readings
    assert reading.device_time == wrong.isoformat() and reading.clock_offset_s is not None
    assert abs(wrong + timedelta(seconds=reading.clock_offset_s) - NOW) < timedelta(seconds=3)
    writes = [channel for channel, _ in brain.written_log]
    assert writes[0] == writes[-1] == "FFF1" and "2A52" in writes[1:-1]


# --- FORA TN'G, BeneCheck, Contour -------------------------------------------------------------------------------------
@covers(GLS, "full_memory")
def test_a_full_memory_makes_up_a_record_that_is_nobodys() -> None:
    brain = brain_of("FORA TN'G")
    for number in range(FULL):
        brain.clock.set(NOW - timedelta(hours=FULL - number))
        brain.prick(Decimal(40 + number % 90) / 10)
    brain.make_up_a_record()
    run = pump(brain, "FORA TN'G", last=440).connect().run()
    assert len(run.readings) == FULL and run.refusals == ["bogus"]
    assert [request for request in brain.requests if len(request) > 2] == []  # never asked "since"


@pytest.mark.parametrize("value", ["0.4", "0.7", "45"])
def test_another_test_filed_as_glucose_is_refused_where_a_meter_does_that(value: str) -> None:
    brain = brain_of("BeneCheck")
    brain.prick(Decimal(value))
    brain.prick(Decimal("5.5"))
    run = pump(brain, "BeneCheck").connect().run()
    assert [reading.quantity("glucose") for reading in run.readings] == [mmol("5.5")] and run.refusals == ["implausible"]


def test_a_true_low_of_an_ordinary_meter_is_kept() -> None:
    """0.8 mmol/L is an emergency, not a mistake."""
    brain = brain_of("Accu-Chek Guide")
    brain.prick(Decimal("0.8"))
    [reading] = pump(brain, "Accu-Chek Guide").connect().run().readings
    assert reading.quantity("glucose") == mmol("0.8")


def test_the_companion_record_below_zero_is_nobodys() -> None:
    brain = brain_of("Accu-Chek Guide")
    brain.prick(Decimal("-0.1"))
    run = pump(brain, "Accu-Chek Guide").connect().run()
    assert run.readings == [] and run.refusals == ["implausible"]


def test_what_is_notified_unasked_and_reported_again_is_one() -> None:
    brain = brain_of("Contour Next One")
    brain.prick(Decimal("5.5"))
    run = pump(brain, "Contour Next One").connect().run()
    assert len(run.readings) == 1


def test_a_caresens_over_the_air(room: Room) -> None:
    meter = room.run(make(room.radio, 1, room.clock()))
    meter.brain.clock.set(datetime(2037, 1, 1, 0, 0, 30))
    room.do(meter.brain.ketone, Decimal("0.9"))
    room.know(meter.id, GLS, "CareSens 0001")
    [reading] = room.desk.wait_readings(1)
    assert reading.values == (("ketone", mmol("0.9")),) and reading.device_time == "2037-01-01T00:00:30"
    room.desk.wait_state(DeviceState.DRAINED)
    room.desk.wait(lambda: abs(meter.brain.clock.error_s()) < 2)
