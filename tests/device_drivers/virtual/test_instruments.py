"""The virtual laboratory and front desk as the practice clinic adds them: made, taken on, a button pressed, the truth told."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

import pytest

from device_drivers import registry
from device_drivers.readings import Card, KnownDevice, Scan
from device_drivers.virtual import astm_analyzer, bedside, front_desk, mindray
from device_drivers.virtual.astm_analyzer import AstmAnalyzer
from device_drivers.virtual.device_clock import DeviceClock
from device_drivers.virtual.instrument import BenchDevice, Instrument
from device_drivers.virtual.mindray import Mindray
from tests.device_drivers.bench_talk import clock, numbers, truth
from tests.device_drivers.conftest import PATIENCE, Room

pytestmark = pytest.mark.hurried

Maker = Callable[[object, int, DeviceClock], Awaitable[BenchDevice]]


def added(room: Room, make: Maker) -> BenchDevice:
    """Made and taken on, under the model it says it is."""

    async def made() -> BenchDevice:
        return await make(None, 1, room.clock())

    device = room.run(made())
    room.peers.append(device)
    assert device.model in {model.name for model in registry.driver(device.driver).manifest.models}
    known = KnownDevice(device.id, device.driver, device.name, device.id.partition(":")[2], model=device.model)
    room.hub.add(known).result(PATIENCE)
    return device


@pytest.mark.parametrize("make", [astm_analyzer.make, mindray.make, bedside.make], ids=["astm", "hl7", "poct1a"])
def test_an_analyser_of_the_practice_clinic(room: Room, make: Maker) -> None:
    device = added(room, make)
    taken = room.run(device.take())
    [reading] = room.desk.wait_readings(1)
    assert numbers(reading) == truth(taken) and taken in device.taken and reading.device == device.id


def test_the_front_desk_of_the_practice_clinic(room: Room) -> None:
    reader, scanner = added(room, front_desk.make), added(room, front_desk.make_scanner)
    room.run(reader.take())
    room.desk.wait(lambda: room.desk.others)
    room.run(scanner.take())
    room.desk.wait(lambda: len(room.desk.others) == 2)
    card, scan = room.desk.others
    assert isinstance(card, Card) and isinstance(scan, Scan) and scan.text == "LAB-000101" and room.desk.frames == []


@pytest.mark.parametrize("kind", [AstmAnalyzer, Mindray])
def test_what_is_measured_before_the_host_is_noticed_is_said_once(kind: type[Instrument]) -> None:
    """Said at once and again when the host is noticed, the second telling would be cut by whoever unplugs behind the result."""
    instrument = kind(clock())
    instrument.gone()
    instrument.take()
    assert not instrument.outbox
    instrument.connected()
    assert len(instrument.outbox) == 1


@pytest.mark.parametrize("make", [astm_analyzer.make, mindray.make, bedside.make], ids=["astm", "hl7", "poct1a"])
def test_what_could_not_be_kept_is_not_acknowledged_and_comes_again(room: Room, make: Maker) -> None:
    """H24: a full disk; the analyser keeps its result until it is on ours."""
    device = added(room, make)
    room.desk.refuse = OSError("disk full")
    taken = room.run(device.take())
    assert room.desk.entered.wait(PATIENCE) and room.desk.readings == []
    room.desk.refuse = None
    assert numbers(room.desk.wait_readings(1)[0]) == truth(taken)
