"""Holes in the numbers of a device's records (H11: a record is lost and nobody knows)."""

from __future__ import annotations

from decimal import Decimal

import pytest

from device_drivers.gaps import Numbers
from device_drivers.readings import DeviceState, Kind, Quantity, Reading
from tests.device_drivers.conftest import Room


def reading(sequence: int | None, slot: int | None = None) -> Reading:
    value = (("glucose", Quantity(Decimal("5.1"), "mmol/L")),)
    return Reading("ble:X", "d", Kind.GLUCOSE, value, None, None, sequence, slot, (), (), False, b"")


@pytest.mark.parametrize(
    ("last", "came", "refused", "missing"),
    [
        (None, [5, 6, 7], 0, 0),
        (4, [5, 6, 7], 0, 0),
        (4, [7, 5, 6], 0, 0),
        (4, [6, 7], 0, 1),
        (4, [5, 7], 0, 1),
        (4, [5, 7], 1, 0),  # the number between is that of the refused frame
        (4, [4, 5], 0, 0),  # the device begins its answer with the last one kept
        (90, [1, 2], 0, 0),  # a new battery: it counts from 1 again
        (None, [1, 9], 0, 7),
        (4, [], 3, 0),
    ],
)
def test_what_never_came(last: int | None, came: list[int], refused: int, missing: int) -> None:
    numbers = Numbers(last)
    numbers.note(tuple(reading(number) for number in came))
    for _ in range(refused):
        numbers.note_refused()
    assert numbers.missing() == missing


def test_each_slot_may_count_for_itself_and_some_do_not_count() -> None:
    numbers = Numbers(None)
    numbers.note((reading(1, 1), reading(2, 1), reading(7, 2), reading(8, 2), reading(None, 3)))
    assert numbers.missing() == 0


def test_a_hole_is_told_aloud_after_the_session(room: Room) -> None:
    meter = room.meter()
    for value in (Decimal("5.1"), Decimal("5.2"), Decimal("5.3")):
        room.run(meter.prick(value))
    del meter.memory[sorted(meter.memory)[1]]
    room.know(meter.id, "ble-glucose")
    room.desk.wait(lambda: any(news.reason == "gap" for news in room.desk.news))
    told = next(news for news in room.desk.news if news.reason == "gap")
    assert told.state is not DeviceState.FAILED and len(room.desk.readings) == 2
