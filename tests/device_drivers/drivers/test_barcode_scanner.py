"""Barcode scanners on a serial line: each line once, whatever ends it, and nothing ever journalled or written."""

from __future__ import annotations

import pytest

from device_drivers.errors import Reason
from device_drivers.manifest import Model
from device_drivers.protocols.machine import BytesIn, Disconnected, Failed
from device_drivers.readings import DeviceState, Scan
from device_drivers.virtual.front_desk import Scanner
from tests.device_drivers.bench_talk import Bench, clock
from tests.device_drivers.conftest import Room
from tests.device_drivers.model_sessions import models_of
from tests.device_drivers.scenarios import covers

DRIVER = "barcode-serial"


def scanner(bench: Bench) -> Scanner:
    assert isinstance(bench.instrument, Scanner)
    return bench.instrument


@covers("barcode-serial", "fragments", "replay")
@models_of("barcode-serial")
def test_every_model(model: Model) -> None:
    bench = Bench(Scanner(clock(), model.name), piece=3).connect()
    for text, identifier in (("LAB-000101", "]C0"), ("6901234567892", "]E0"), ("11010519491231002X", "]Q1"), ("LAB-000101", "]C0")):
        scanner(bench).scan(text, identifier)
        bench.pump().wait(1)
    assert bench.shown == [
        Scan("serial:x", "LAB-000101", "code128"),
        Scan("serial:x", "6901234567892", "ean"),
        Scan("serial:x", "11010519491231002X", "qr"),
        Scan("serial:x", "LAB-000101", "code128"),
    ]
    assert bench.written == [] and bench.journalled == [] and bench.states == [DeviceState.CONNECTED]


@pytest.mark.parametrize("suffix", [b"\r", b"\n", b"\r\n", b"\x03\r", b""])
def test_whatever_ends_a_line(suffix: bytes) -> None:
    bench = Bench(Scanner(clock(), suffix=suffix), piece=2).connect()
    scanner(bench).prefix = False
    for number in (1, 2):
        scanner(bench).scan(f"LAB-00010{number}")
        bench.pump().wait(1)
    assert bench.shown == [Scan("serial:x", "LAB-000101"), Scan("serial:x", "LAB-000102")]


def test_gs1_data_are_marked_and_keep_their_separators() -> None:
    bench = Bench(Scanner(clock())).connect()
    scanner(bench).scan("0106901234567892172712311047A\x1d21S1", "]d2")
    assert bench.pump().shown == [Scan("serial:x", "0106901234567892172712311047A\x1d21S1", "gs1")]


def test_two_codes_in_one_piece_are_two_scans_and_empty_lines_none() -> None:
    bench = Bench(Scanner(clock())).connect()
    bench.event(BytesIn(b"\r\nLAB-1\r\n\r\nLAB-2\r"))
    assert [one.text for one in bench.shown if isinstance(one, Scan)] == ["LAB-1", "LAB-2"]


@covers("barcode-serial", "corrupt_frame")
def test_an_endless_code_is_dropped_and_the_next_one_read() -> None:
    """T5."""
    bench = Bench(Scanner(clock())).connect()
    for _ in range(10):
        bench.event(BytesIn(b"x" * 1000))
    bench.event(BytesIn(b"x\rLAB-1\r"))
    assert [one.text for one in bench.shown if isinstance(one, Scan)] == ["LAB-1"]


@covers("barcode-serial", "power_off")
def test_a_pulled_cable_forgets_half_a_code() -> None:
    bench = Bench(Scanner(clock())).connect()
    bench.event(BytesIn(b"LAB-"))
    assert bench.event(Disconnected()) == [Failed(Reason.LOST)] and bench.machine.due is None


def test_over_a_line(room: Room) -> None:
    instrument = Scanner(room.clock())
    peer = room.bench(instrument)
    room.know(peer.id, DRIVER)
    room.desk.wait_state(DeviceState.CONNECTED)
    room.do(instrument.scan, "LAB-000101")
    room.desk.wait(lambda: room.desk.others)
    assert room.desk.others == [Scan(peer.id, "LAB-000101", "code128")] and room.desk.frames == []
