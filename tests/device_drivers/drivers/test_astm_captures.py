"""Sessions over the bytes real analysers sent: six ASTM models and a miniVIDAS, each under its own name."""

# ruff: noqa: DTZ001 - analysers have no zone

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

import pytest

from device_drivers.manifest import Model
from device_drivers.protocols.machine import BytesIn, Disconnected
from device_drivers.readings import Quantity
from device_drivers.virtual.astm_analyzer import AstmAnalyzer, MiniVidas
from tests.device_drivers.bench_talk import WALL, Bench, clock, context, numbers, truth, words
from tests.device_drivers.model_sessions import models_of
from tests.device_drivers.protocols.device_vectors import read_vectors
from tests.device_drivers.scenarios import covers

CAPTURES = {vector["id"]: bytes.fromhex(vector["hex"]) for vector in read_vectors() if vector["protocol"] in ("astm", "minividas")}
captured = pytest.mark.skipif(not CAPTURES, reason="no shared frames here")


def session_over(capture: bytes, model: str) -> Bench:
    """A session that is sent what a real analyser sent, ENQ before and EOT behind."""
    driver = "astm-tcp" if model == "Cepheid GeneXpert" else "astm"
    bench = Bench(AstmAnalyzer(clock(), model, driver)).connect()
    bench.event(BytesIn(b"\x05"))
    for part in capture.replace(b"\n\x02", b"\n\0\x02").split(b"\0"):
        bench.event(BytesIn(part))
        bench.wait(0.5)
    bench.event(BytesIn(b"\x04"))
    return bench


@captured
def test_dca_vantage_as_captured() -> None:
    [reading] = session_over(CAPTURES["astm-248"], "Siemens DCA Vantage").readings
    assert [(name, f"{q.value}", q.unit) for name, q in reading.values] == [
        ("Alb", "63.7", "mg/L"),
        ("Crt", "230.8", "mg/dL"),
        ("Ratio", "27.6", "mg/g"),
    ]
    assert reading.device_time == "2024-08-20T15:10:30" and context(reading, "patient_id") == "BU24R554"


@captured
def test_cobas_c_111_as_captured_every_frame_acknowledged() -> None:
    bench = session_over(CAPTURES["astm-249"], "Roche cobas c 111")
    [reading] = bench.readings
    assert reading.values == (("413", Quantity(Decimal("40.13"), "g/L", flag="N")),)
    assert context(reading, "specimen") == "T20 10134GA D28" and reading.device_time == "2023-08-03T13:17:00"
    assert bench.written == [b"\x06"] * 8


@captured
def test_cobas_c_311_as_captured() -> None:
    """Component 1 of its specimen field is a running number."""
    [reading] = session_over(CAPTURES["astm-250"], "Roche cobas c 311").readings
    assert context(reading, "specimen") == "CL-PL-24-0370" and reading.device_time == "2024-02-03T13:20:11"
    assert len(reading.values) == 7 and reading.quantity("687/") == Quantity(Decimal("15.0"), "U/l", flag="N")


@captured
def test_sysmex_as_captured() -> None:
    [reading] = session_over(CAPTURES["astm-253"], "Sysmex XP-100").readings
    assert len(reading.values) == 20 and context(reading, "specimen") == "113" and reading.clock_offset_s is None
    assert reading.quantity("HGB") == Quantity(Decimal("10.1"), "g/dL", flag="N")


@captured
def test_genexpert_as_captured_keeps_words_and_every_probe() -> None:
    bench = session_over(CAPTURES["astm-255"], "Cepheid GeneXpert")
    [reading] = bench.readings
    assert words(reading)["MTB-RIF"] == "NOT DETECTED" and context(reading, "specimen") == "PR25A137"
    assert len(reading.values) > 50


@captured
def test_pentra_as_captured_leaves_out_what_it_could_not_measure() -> None:
    [reading] = session_over(CAPTURES["astm-256"], "HORIBA ABX Pentra XLR").readings
    assert context(reading, "not_measured") == "BAS#,BAS%" and reading.quantity("BAS#") is None
    assert len(reading.values) == 19 and context(reading, "specimen") == "S1234"


# --- miniVIDAS ---------------------------------------------------------------------------------------------------------
@covers("minividas", "fragments")
@models_of("minividas")
def test_mini_vidas_record_by_record(model: Model) -> None:
    bench = Bench(MiniVidas(clock(), model.name), piece=5).connect()
    bench.instrument.take()
    bench.pump()
    bench.instrument.take()
    readings = bench.pump().readings
    assert [numbers(reading) for reading in readings] == [truth(taken) for taken in bench.instrument.taken]
    assert words(readings[0]) == {"HBCT": "Positif"} and context(readings[0], "specimen") == "LAB-000101"
    assert readings[0].device_time == "2026-??-??T08:41:??" and context(readings[0], "device_date") == "03/05/26"


@covers("minividas", "corrupt_frame")
def test_mini_vidas_sends_a_damaged_record_again() -> None:
    bench = Bench(MiniVidas(clock())).connect()
    bench.instrument.spoil = 1
    bench.instrument.take()
    assert len(bench.pump().readings) == 1 and bench.refusals == ["checksum"] and b"\x15" in bench.written


def test_mini_vidas_records_of_another_kind_are_kept_aside() -> None:
    instrument = MiniVidas(clock())
    instrument.kind = "qcr"
    bench = Bench(instrument).connect()
    instrument.take()
    assert bench.pump().readings == [] and bench.refusals == ["unknown"]


@captured
def test_mini_vidas_as_captured() -> None:
    bench = Bench(MiniVidas(clock())).connect()
    bench.event(BytesIn(b"\x05" + CAPTURES["minividas-252"]))
    [reading] = bench.readings
    assert reading.values == (("HBCT", Quantity(Decimal("0.05"), "", text="Positif", label="Anti-HBc Total II")),)
    assert reading.device_time == "2024-10-25T18:35:??" and bench.written == [b"\x06", b"\x06"]


@covers("minividas", "power_off", "replay")
def test_mini_vidas_is_switched_off_before_it_heard_our_acknowledgement() -> None:
    """H11: it sends the record again, and its key is the same."""
    instrument = MiniVidas(clock())
    first = Bench(instrument).connect()
    instrument.take()
    record = instrument.queue[0]
    first.event(BytesIn(b"\x05" + record[:20]))
    first.event(Disconnected())
    assert first.readings == [] and first.refusals
    second = Bench(instrument).connect()
    second.event(BytesIn(b"\x05" + record + record))
    assert len(second.readings) == 3 and len({reading.key() for reading in second.readings}) == 1 and not second.refusals


@covers("minividas", "wrong_clock")
@pytest.mark.parametrize(("believed", "told"), [(datetime(1999, 12, 31, 23, 59), "2099-12-31T23:59:??"), (WALL, "2026-??-??T08:41:??")])
def test_mini_vidas_time_is_kept_as_it_says_it(believed: datetime, told: str) -> None:
    """H9: two digits of a year and no time of the message: there is nothing to measure its clock by."""
    instrument = MiniVidas(clock())
    instrument.clock.set(believed)
    bench = Bench(instrument).connect()
    instrument.take()
    [reading] = bench.pump().readings
    assert reading.device_time == told and reading.clock_offset_s is None
