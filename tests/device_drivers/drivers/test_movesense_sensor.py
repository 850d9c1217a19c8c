"""The Movesense sensor through bleak and bumble."""

from __future__ import annotations

import pytest

from device_drivers.virtual.movesense_sensor import VirtualMovesense
from tests.device_drivers.conftest import PATIENCE, Room

pytestmark = pytest.mark.hurried


def test_a_stream_and_its_end(room: Room) -> None:
    async def make() -> VirtualMovesense:
        sensor = VirtualMovesense(room.radio, "C1:00:00:00:00:60", "Movesense 204730000081", room.clock())
        await sensor.power_on()
        return sensor

    sensor = room.run(make())
    room.know(sensor.id, "movesense", sensor.name)
    room.hub.start_ecg(sensor.id).result(PATIENCE)
    room.desk.wait(lambda: len(room.desk.blocks) >= 8)
    room.hub.stop_ecg(sensor.id).result(PATIENCE)
    room.desk.wait(lambda: not sensor.inside.subscribed)
    samples = [sample for block in room.desk.blocks for sample in block.samples]
    assert samples == sensor.inside.log[: len(samples)]
