"""How fast frames of a recorded session go through the runner: decoded, journaled, told; the disk is not in it."""

from __future__ import annotations

import asyncio
import struct
from collections.abc import Sequence
from datetime import UTC, datetime

import pytest
from pytest_benchmark.fixture import BenchmarkFixture

from device_drivers import registry
from device_drivers.hub import CHINA
from device_drivers.manifest import Opening
from device_drivers.protocols import glucose_session
from device_drivers.protocols.machine import Connected, Event, Notified, Subscribed, WriteDone
from device_drivers.readings import Frame, KnownDevice
from device_drivers.runner import Runner, Told
from device_drivers.transports.replay import ReplayLink
from tests.benchmarks.conftest import Report

FRAMES = 20_000
NOON = datetime(2026, 3, 5, 4, 0, tzinfo=UTC)
WALL = datetime(2026, 3, 5, 12, 0)  # noqa: DTZ001 - a device's clock has no zone


def cuff() -> list[Event]:
    """Whole records: three pressures, a time, a pulse, a user, a status."""
    frame = struct.Struct("<B3HHBBBBBHBH")
    sent = [
        frame.pack(0x1E, 100 + at % 90, 60 + at % 50, 80, 2026, 3, 1 + at // 1440 % 28, at // 60 % 24, at % 60, 0, 75, 1, 0)
        for at in range(FRAMES)
    ]
    return [Connected(frozenset({"2A35", "2A49"}), WALL), Subscribed("2A35"), *(Notified("2A35", data) for data in sent)]


def meter() -> list[Event]:
    """A meter's memory, asked for all of it."""
    frame = struct.Struct("<BHHBBBBBHB")
    sent = [
        frame.pack(0x02, 1 + at, 2026, 3, 1 + at // 1440 % 28, at // 60 % 24, at % 60, 0, 0xB << 12 | 70 + at % 60, 0x11)
        for at in range(FRAMES)
    ]
    asked: list[Event] = [Subscribed("2A18"), Subscribed("2A34"), Subscribed("2A52"), WriteDone("2A52")]
    counted: list[Event] = [Notified("2A52", b"\x05\x00" + FRAMES.to_bytes(2, "little")), WriteDone("2A52")]
    records: list[Event] = [Notified("2A18", data) for data in sent]
    return [Connected(frozenset({"2A18", "2A34", "2A52"}), WALL), *asked, *counted, *records, Notified("2A52", b"\x06\x00\x01\x01")]


async def play(driver_id: str, events: Sequence[Event]) -> tuple[int, int]:
    """Frames journaled, readings in them."""
    kept = [0, 0]

    def journal(frame: Frame) -> None:
        kept[0] += 1
        kept[1] += len(frame.readings)

    def tell(_: Told) -> None:
        pass

    known = KnownDevice("ble:X", driver_id, "x", "X")
    machine = registry.driver(driver_id).machine(known, Opening(1))
    link = ReplayLink(events)
    await Runner(known, machine, link, journal=journal, news=tell, clock=lambda: NOON, zone=CHINA).run()
    return kept[0], kept[1]


@pytest.mark.parametrize(("driver_id", "events"), [("ble-blood-pressure", cuff()), ("ble-glucose", meter())])
def test_decode_and_publish(
    benchmark: BenchmarkFixture, report: Report, monkeypatch: pytest.MonkeyPatch, driver_id: str, events: list[Event]
) -> None:
    monkeypatch.setattr(glucose_session, "SETTLE_SECONDS", 0.0)
    kept = benchmark.pedantic(lambda: asyncio.run(play(driver_id, events)), rounds=7, warmup_rounds=1)
    assert benchmark.stats is not None
    quickest = min(benchmark.stats.stats.data)  # what other processes take of this machine is not the hub's
    report(f"decode and publish records, {driver_id}", FRAMES / quickest, "/s", "≥ 20000")
    assert kept[1] == FRAMES
