"""What a device gives again is kept raw; only a whole session makes it 'given before'. Two machines, one of which speaks."""

# ruff: noqa: DTZ001 - a device's clock has no zone
from __future__ import annotations

from datetime import datetime
from decimal import Decimal

from device_drivers.protocols.either import Either
from device_drivers.protocols.machine import Actions, Connected, Event, Keep, Result, Session, State
from device_drivers.protocols.repeats import GivenBefore, Repeating
from device_drivers.readings import DeviceState, Kind, Quantity, Reading

WALL = datetime(2026, 3, 5, 8, 41, 20)


def reading(systolic: int) -> Reading:
    values = (("systolic", Quantity(Decimal(systolic), "mmHg")),)
    return Reading("ble:X", "d", Kind.BLOOD_PRESSURE, values, "2026-03-05T08:41:20", None, None, None, (), (), False, bytes((systolic,)))


class Giving(Session):
    """Gives these readings in one frame when it is connected, and is then drained or not."""

    def __init__(self, *systolics: int, drained: bool = True) -> None:
        super().__init__("ble:X", "d")
        self._readings = tuple(map(reading, systolics))
        self._drained = drained

    def receive(self, event: Event) -> Actions:
        given: Actions = [Result("c", b"raw", self._readings)]
        return [*given, State(DeviceState.DRAINED)] if self._drained else given


def told(before: GivenBefore | None, *systolics: int, drained: bool = True) -> Actions:
    machine = Repeating(Giving(*systolics, drained=drained), "ble:X", before)
    return machine.receive(Connected(frozenset(), WALL))


def test_the_second_time_only_what_is_new_is_told() -> None:
    before = GivenBefore()
    assert told(before, 120)[0] == Result("c", b"raw", (reading(120),))
    assert told(before, 120, 130)[0] == Result("c", b"raw", (reading(130),))
    assert told(before, 120, 130)[0] == Keep("c", b"raw")


def test_a_session_that_did_not_end_well_counts_for_nothing() -> None:
    before = GivenBefore()
    told(before, 120, drained=False)
    assert told(before, 120)[0] == Result("c", b"raw", (reading(120),))


def test_without_a_memory_everything_is_told() -> None:
    assert told(None, 120)[0] == told(None, 120)[0] == Result("c", b"raw", (reading(120),))


def test_the_end_is_told() -> None:
    ends: list[int] = []
    Repeating(Giving(120), "ble:X", None, lambda: ends.append(1)).receive(Connected(frozenset(), WALL))
    Repeating(Giving(120, drained=False), "ble:X", None, lambda: ends.append(2)).receive(Connected(frozenset(), WALL))
    assert ends == [1]


def test_what_a_device_offers_chooses_who_speaks_and_the_time_goes_along() -> None:
    first, second = Giving(120), Giving(130)
    machine = Either(first, second, lambda channels: "b" in channels)
    machine.tick(7.0)
    assert machine.receive(Connected(frozenset({"b"}), WALL))[0] == Result("c", b"raw", (reading(130),))
    assert second.now == 7.0 and machine.due is None
    other = Either(first, second, lambda channels: "b" in channels)
    assert other.receive(Connected(frozenset({"a"}), WALL))[0] == Result("c", b"raw", (reading(120),))
