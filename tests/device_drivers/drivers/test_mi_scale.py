"""Mi scales in whole sessions: adverts of every model, and their history over a connection."""

# ruff: noqa: DTZ001 - a device's clock has no zone
from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from device_drivers import registry
from device_drivers.errors import Reason
from device_drivers.hub import CHINA
from device_drivers.manifest import Advert, Model, Opening
from device_drivers.protocols.machine import Connected, Done, Failed, Heard
from device_drivers.readings import KnownDevice, Quantity
from device_drivers.virtual.device_clock import DeviceClock
from device_drivers.virtual.mi_scale import MiScaleBrain, make
from tests.device_drivers.conftest import Room
from tests.device_drivers.model_sessions import models_of
from tests.device_drivers.pump import Pump
from tests.device_drivers.scenarios import covers

DRIVER = "mi-scale"
NOW = datetime(2026, 3, 5, 8, 41, 20)


def brain_of(service: str) -> MiScaleBrain:
    return MiScaleBrain(DeviceClock(lambda: datetime(2026, 3, 5, 0, 41, 20, tzinfo=UTC), CHINA), service)


def pump(brain: MiScaleBrain) -> Pump:
    return Pump(registry.driver(DRIVER).machine(KnownDevice("x:1", DRIVER, "", "1"), Opening(token=1)), brain)


def listening(brain: MiScaleBrain) -> Pump:
    run = pump(brain)
    run.feed(Connected(frozenset(), NOW))
    return run


def hear(run: Pump, brain: MiScaleBrain, frames: list[bytes]) -> None:
    for frame in frames:
        for _ in range(5):  # every advert many times
            run.wait(0.2)
            run.feed(Heard(data=((brain.service, frame),)))


@models_of(DRIVER)
def test_every_model_gives_one_weighing_per_load(model: Model) -> None:
    brain = brain_of(model.profile)
    run = listening(brain)
    hear(run, brain, brain.frames(Decimal("63.45")))
    brain.clock.set(NOW + timedelta(minutes=2))
    hear(run, brain, brain.frames(Decimal("71.20")))
    assert [reading.quantity("weight") for reading in run.readings] == [Quantity(Decimal("63.45"), "kg"), Quantity(Decimal("71.20"), "kg")]
    assert all(reading.seen_taken for reading in run.readings)
    advert = Advert("1", f"{model.adverts[0]}", frozenset(), None)
    assert registry.match(advert) is registry.driver(DRIVER).manifest


def test_what_is_repeated_after_stepping_off_is_not_a_new_weighing() -> None:
    """The load-removed repeat of the last weight must not be stored."""
    brain = brain_of("181B")
    run = listening(brain)
    hear(run, brain, brain.frames(Decimal("63.45"))[2:])
    assert run.readings == []


def test_a_stable_frame_without_a_climbing_one_was_not_seen_being_taken() -> None:
    brain = brain_of("181B")
    run = listening(brain)
    hear(run, brain, brain.frames(Decimal("63.45"))[1:])
    [reading] = run.readings
    assert not reading.seen_taken


@pytest.mark.parametrize(("unit", "shown", "weight"), [("jin", "126.9", ("63.45", "kg")), ("lb", "140.2", ("140.2", "[lb_av]"))])
def test_jin_are_half_kilograms_and_pounds_stay_pounds(unit: str, shown: str, weight: tuple[str, str]) -> None:
    brain = brain_of("181D")
    run = listening(brain)
    hear(run, brain, brain.frames(Decimal(shown), unit))
    assert run.readings[0].quantity("weight") == Quantity(Decimal(weight[0]), weight[1])


@covers(DRIVER, "wrong_clock")
def test_a_clock_in_1970_gives_its_error() -> None:
    brain = brain_of("181D")
    brain.clock.set(datetime(1970, 1, 1, 10, 26, 21))
    run = listening(brain)
    hear(run, brain, brain.frames(Decimal("87.2")))
    [reading] = run.readings
    assert reading.device_time == "1970-01-01T10:26:21" and reading.clock_offset_s is not None
    assert abs(datetime(1970, 1, 1, 10, 26, 21) + timedelta(seconds=reading.clock_offset_s) - NOW) < timedelta(seconds=5)


@covers(DRIVER, "corrupt_frame")
def test_damaged_adverts_are_kept_once_without_value() -> None:
    brain = brain_of("181B")
    run = listening(brain)
    hear(run, brain, [bytes(5), b"\xff" * 13])
    assert run.readings == [] and len(run.refusals) == 2


@pytest.mark.parametrize("service", ["181D", "181B"])
def test_history_comes_over_a_connection_and_is_not_acknowledged(service: str) -> None:
    brain = brain_of(service)
    for minute in range(3):
        brain.clock.set(NOW + timedelta(minutes=minute - 60))
        brain.frames(Decimal(60 + minute))
    run = pump(brain).connect().run()
    assert [reading.quantity("weight") for reading in run.readings] == [Quantity(Decimal(60 + minute), "kg") for minute in range(3)]
    assert not any(reading.seen_taken for reading in run.readings) and run.ending == Done()
    assert {data[:1] for channel, data in brain.written_log if channel != "2A2B"} == {b"\x01", b"\x02"}


def test_an_interrupted_history_is_not_drained() -> None:
    brain = brain_of("181B")
    brain.frames(Decimal(60))
    run = pump(brain).connect().run(until=lambda: bool(run_written(brain)))
    brain.outbox.clear()
    assert run.run().ending == Failed(Reason.TIMEOUT)


def run_written(brain: MiScaleBrain) -> list[bytes]:
    return [data for _, data in brain.written_log if data == b"\x02"]


@covers(DRIVER, "replay")
def test_a_live_weighing_and_its_history_are_one() -> None:
    brain = brain_of("181B")
    run = listening(brain)
    hear(run, brain, brain.frames(Decimal("63.45")))
    stored = pump(brain).connect().run()
    assert [reading.key() for reading in stored.readings] == [reading.key() for reading in run.readings]


def weighed(service: str, count: int) -> MiScaleBrain:
    brain = brain_of(service)
    for minute in range(count):
        brain.clock.set(NOW + timedelta(minutes=minute - 2 * count))
        brain.frames(Decimal(500 + minute) / 10)
    brain.clock.set(NOW)
    return brain


@covers(DRIVER, "full_memory", "fragments")
@pytest.mark.parametrize("service", ["181D", "181B"])
@pytest.mark.parametrize("slow", [0.0, 2.0, 7.0])
def test_a_full_history_comes_whole_slowly_and_two_records_at_once(service: str, slow: float) -> None:
    """Sixty of a scale whose oldest were overwritten; it puts two records into one notification."""
    brain = weighed(service, 75)
    brain.history = [first + second for first, second in zip(brain.history[15::2], brain.history[16::2], strict=True)]
    run = Pump(pump(brain).machine, brain, slow=slow).connect().run(seconds=2000)
    assert [reading.quantity("weight") for reading in run.readings] == [Quantity(Decimal(500 + at) / 10, "kg") for at in range(15, 75)]
    assert run.ending == Done() and run.refusals == []


@covers(DRIVER, "power_off")
def test_power_off_in_the_history_loses_nothing() -> None:
    """H11: the scale's own mark is never moved, so that it tells all of it again."""
    brain = weighed("181B", 8)
    first = pump(brain).connect().run(until=lambda: len(brain.outbox) == 4)
    first.hang_up()
    assert first.ending == Failed(Reason.LOST) and len(first.readings) == 5
    second = pump(brain).connect().run()
    assert len(second.readings) == 8 == len({reading.key() for reading in (*first.readings, *second.readings)})


@covers(DRIVER, "wrong_clock")
@pytest.mark.parametrize("wrong", [datetime(1970, 1, 1, 3, 0), datetime(2037, 6, 1, 12, 30), NOW - timedelta(hours=8)])
def test_a_wrong_clock_over_a_connection_is_told_first_and_set_last(wrong: datetime) -> None:
    """H22."""
    brain = brain_of("181B")
    brain.clock.set(wrong)
    brain.frames(Decimal("63.45"))
    [reading] = pump(brain).connect().run().readings
    assert reading.device_time == wrong.isoformat() and reading.clock_offset_s == (NOW - wrong).total_seconds()
    assert abs(brain.clock.error_s()) < 10


@covers(DRIVER, "corrupt_frame")
def test_a_record_of_the_history_that_is_no_whole_one_is_kept_without_value() -> None:
    brain = weighed("181B", 3)
    brain.history[1] = brain.history[1][:-1]
    run = pump(brain).connect().run()
    assert len(run.readings) == 2 and run.refusals == ["length"] and run.ending == Done()


def test_somebody_steps_on_a_scale_in_the_air(room: Room) -> None:
    scale = room.run(make(room.radio, 1, room.clock()))
    room.know(scale.id, DRIVER, "MIBFS")
    room.hub.submit(scale.step_on(Decimal("63.45")))
    [reading] = room.desk.wait_readings(1)
    assert reading.quantity("weight") == Quantity(Decimal("63.45"), "kg")
    assert scale.sessions == 0  # heard, not connected
