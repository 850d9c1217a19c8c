"""Analysers that speak ASTM: each model in its own manner, and everything that goes wrong between ENQ and EOT."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest

from device_drivers.errors import Reason
from device_drivers.manifest import Model
from device_drivers.protocols import astm
from device_drivers.protocols.astm import AstmFrame, encode_frame
from device_drivers.protocols.machine import BytesIn, Closing, Disconnected, Done, Failed, Keep, Refuse, Result, Write
from device_drivers.readings import DeviceState, Kind, Quantity
from device_drivers.virtual.astm_analyzer import AstmAnalyzer
from tests.device_drivers.bench_talk import WALL, Bench, clock, context, numbers, only, truth
from tests.device_drivers.conftest import Room
from tests.device_drivers.model_sessions import models_of
from tests.device_drivers.scenarios import covers

EITHER = pytest.mark.parametrize("driver", ["astm", "astm-tcp"])


def xp100(driver: str = "astm") -> Bench:
    return Bench(AstmAnalyzer(clock(), driver=driver)).connect()


@covers("astm", "fragments")
@models_of("astm")
def test_every_model_at_a_cable(model: Model) -> None:
    check_model(model, "astm")


@covers("astm-tcp", "fragments")
@models_of("astm-tcp")
def test_every_model_that_calls(model: Model) -> None:
    check_model(model, "astm-tcp")


def check_model(model: Model, driver: str) -> None:
    """The model's own frames, specimen and test ids; three specimens, fragmented."""
    instrument = AstmAnalyzer(clock(), model.name, driver)
    bench = Bench(instrument, piece=7).connect()
    instrument.keep_alive()
    for number in range(3):
        instrument.specimen = f"LAB-00010{number}"
        instrument.take()
        bench.pump().wait(1)
    assert [numbers(reading) for reading in bench.readings] == [truth(taken) for taken in instrument.taken]
    assert [context(reading, "specimen") for reading in bench.readings] == ["LAB-000100", "LAB-000101", "LAB-000102"]
    for reading in bench.readings:
        assert reading.kind is Kind.LABORATORY and reading.flags == () and not reading.seen_taken
        assert reading.device_time == "2026-03-05T08:41:20"
        assert context(reading, "result_kind") == "patient"
        assert context(reading, "instrument") == instrument.manner.sender
    assert len({reading.key() for reading in bench.readings}) == 3
    assert bench.states[-1] is DeviceState.DRAINED and not bench.refusals and not instrument.queue


# --- what must never be a resident's -----------------------------------------------------------------------------------
def test_a_control_is_marked() -> None:
    """H22: O-12 says Q."""
    bench = xp100()
    instrument = bench.instrument
    assert isinstance(instrument, AstmAnalyzer)
    instrument.control()
    [reading] = bench.pump().wait(1).readings
    assert reading.flags == ("quality_control",) and context(reading, "result_kind") == "qc"


@pytest.mark.parametrize("specimen", ["QC-0001", "qc 12", "QC1"])
def test_a_sample_named_as_a_control_is_marked(specimen: str) -> None:
    bench = xp100()
    bench.instrument.specimen = specimen
    bench.instrument.take()
    [reading] = bench.pump().wait(1).readings
    assert reading.flags == ("quality_control",)


@pytest.mark.parametrize(("mark", "kind"), [("T", "training"), ("D", "debugging"), ("Q", "qc")])
def test_a_trial_is_marked(mark: str, kind: str) -> None:
    bench = xp100()
    instrument = bench.instrument
    assert isinstance(instrument, AstmAnalyzer)
    instrument.send([f"H|\\^&|||X|||||||{mark}|1|20260305084120".encode(), b"P|1", b"O|1|LAB-1", b"R|1|^^^Glu|5.3|mmol/L", b"L|1|N"])
    [reading] = bench.pump().wait(1).readings
    assert reading.flags == ("quality_control",) and context(reading, "result_kind") == kind


# --- values ------------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ("  5.50", Quantity(Decimal("5.50"), "g/L", flag="N")),
        ("<0.05", Quantity(Decimal("0.05"), "g/L", "<", flag="N")),
        ("> 1000", Quantity(Decimal(1000), "g/L", ">", flag="N")),
        ("NEGATIVE", Quantity(None, "g/L", text="NEGATIVE", flag="N")),
        ("++", Quantity(None, "g/L", text="++", flag="N")),
        ("-", Quantity(None, "g/L", text="-", flag="N")),
        ("NaN", Quantity(None, "g/L", text="NaN", flag="N")),
        ("1/2", Quantity(None, "g/L", text="1/2", flag="N")),
    ],
)
def test_a_value_is_a_number_or_words(said: str, expected: Quantity) -> None:
    bench = xp100()
    instrument = bench.instrument
    assert isinstance(instrument, AstmAnalyzer)
    instrument.say_value("X", said, "g/L")
    [reading] = bench.pump().wait(1).readings
    assert only(reading) == expected


@pytest.mark.parametrize("said", ["", "   ", "-----", "****", "??"])
def test_no_value_is_no_reading(said: str) -> None:
    bench = xp100()
    instrument = bench.instrument
    assert isinstance(instrument, AstmAnalyzer)
    instrument.say_value("X", said, "g/L")
    assert bench.pump().wait(1).readings == [] and not bench.refusals


# --- the line ----------------------------------------------------------------------------------------------------------
def test_nothing_is_acknowledged_before_it_is_kept() -> None:
    """H24."""
    bench = Bench(AstmAnalyzer(clock(), "HORIBA ABX Pentra XLR")).connect()
    bench.instrument.take()
    bench.pump().wait(1)
    journalled = acknowledged = 0
    for action in bench.actions:
        journalled += isinstance(action, Keep | Result)
        acknowledged += isinstance(action, Write) and action.data == b"\x06"
        assert acknowledged <= journalled + 1  # the ENQ is acknowledged, too
    assert journalled == 8


@covers("astm", "corrupt_frame")
@covers("astm-tcp", "corrupt_frame")
@EITHER
def test_damaged_frames_are_refused_and_come_again(driver: str) -> None:
    bench = xp100(driver)
    bench.instrument.spoil = 2
    bench.instrument.take()
    [reading] = bench.pump().wait(5).readings
    assert numbers(reading) == truth(bench.instrument.taken[0])
    assert bench.refusals == ["checksum", "checksum"] and bench.written.count(b"\x15") == 2


def test_after_six_refusals_the_analyser_gives_up_and_nothing_is_taken() -> None:
    bench = xp100()
    bench.instrument.spoil = 99
    bench.instrument.take()
    assert bench.pump().wait(30).readings == [] and bench.written.count(b"\x15") == 6
    assert set(bench.refusals) == {"checksum"}


@covers("astm", "replay")
@covers("astm-tcp", "replay")
@EITHER
@pytest.mark.parametrize("model", ["Sysmex XP-100", "HORIBA ABX Pentra XLR", "Roche cobas c 111"])
def test_a_lost_acknowledgement_brings_a_frame_twice_and_a_result_once(model: str, driver: str) -> None:
    bench = Bench(AstmAnalyzer(clock(), model, driver)).connect()
    instrument = bench.instrument
    assert isinstance(instrument, AstmAnalyzer)
    instrument.take()
    instrument.lost_acks = 3
    [reading] = bench.pump().wait(5).readings
    assert numbers(reading) == truth(instrument.taken[0]) and not bench.refusals


@covers("astm", "power_off")
@covers("astm-tcp", "power_off")
@EITHER
def test_power_off_in_the_middle_of_a_message(driver: str) -> None:
    """H11: a half message is no result; the whole one comes with the next line."""
    instrument = AstmAnalyzer(clock(), "HORIBA ABX Pentra XLR", driver)
    first = Bench(instrument).connect()
    frames = [encode_frame(AstmFrame(at, text, True)) for at, text in ((1, b"H|\\^&|||X\r"), (2, b"P|1\r"), (3, b"R|1|^^^A|1\r"))]
    for data in (b"\x05", *frames):
        first.event(BytesIn(data))
    first.event(Disconnected())
    assert first.readings == [] and first.refusals == ["short"] and first.failures == [Failed(Reason.LOST)]
    instrument.gone()
    instrument.take()
    [reading] = Bench(instrument).connect().wait(1).readings
    assert numbers(reading) == truth(instrument.taken[0])


def test_silence_in_the_middle_of_a_message_frees_the_line() -> None:
    bench = xp100()
    bench.event(BytesIn(b"\x05" + encode_frame(AstmFrame(1, b"H|\\^&|||X\r", True))))
    bench.wait(16)
    assert bench.refusals == ["short"] and bench.reasons == [Reason.TIMEOUT]
    bench.instrument.take()
    assert len(bench.pump().wait(1).readings) == 1


def test_an_analyser_that_begins_anew_is_heard_from_the_beginning() -> None:
    bench = xp100()
    bench.event(BytesIn(b"\x05" + encode_frame(AstmFrame(1, b"H|\\^&|||X\r", True)) + encode_frame(AstmFrame(2, b"R|1|^^^A|1\r", True))))
    bench.instrument.take()
    [reading] = bench.pump().wait(1).readings
    assert numbers(reading) == truth(bench.instrument.taken[0]) and bench.refusals == ["short"]


def test_a_lost_frame_end_does_not_swallow_the_next_message() -> None:
    bench = xp100()
    bench.event(BytesIn(b"\x05\x021H|\\^&|||X"))
    bench.instrument.take()
    assert len(bench.pump().wait(1).readings) == 1 and bench.refusals == ["short"]


def test_the_end_of_a_line_that_never_comes_is_not_waited_for() -> None:
    """Some analysers send no CR LF behind a frame."""
    bench = xp100()
    frame = encode_frame(AstmFrame(1, b"H|\\^&|||X|||||||P||20260305084120\rR|1|^^^A|1\rL|1|N\r", True))[:-2]
    bench.event(BytesIn(b"\x05" + frame))
    assert bench.written == [b"\x06"] and len(bench.readings) == 1
    assert bench.wait(0.3).written == [b"\x06", b"\x06"]


def test_an_analyser_that_does_not_ask_is_heard_all_the_same() -> None:
    bench = xp100()
    bench.event(BytesIn(encode_frame(AstmFrame(1, b"H|\\^&|||X|||||||P||20260305084120\rR|1|^^^A|1\rL|1|N\r", True))))
    assert len(bench.readings) == 1 and bench.written == [b"\x06"]


def test_a_frame_out_of_the_blue_is_quarantined() -> None:
    bench = xp100()
    bench.event(BytesIn(encode_frame(AstmFrame(4, b"R|1|^^^A|1\r", True))))
    assert bench.readings == [] and bench.refusals == ["unknown"] and bench.written == []


def test_a_frame_out_of_order_is_not_taken() -> None:
    bench = xp100()
    bench.event(BytesIn(b"\x05" + encode_frame(AstmFrame(1, b"H|\\^&|||X\r", True)) + encode_frame(AstmFrame(3, b"R|1|^^^A|1\r", True))))
    assert bench.refusals == ["unknown"] and bench.written[-1] == b"\x15"


def test_a_message_without_end_is_bounded() -> None:
    """T5: memory stays bounded whatever is sent."""
    bench = xp100()
    bench.event(BytesIn(b"\x05"))
    text = b"H|\\^&|||X\r" + b"C|1|I|" + b"x" * 60_000 + b"\r"
    for number in range(1, 30):
        bench.event(BytesIn(encode_frame(AstmFrame(number % 8, text, False))))
    assert "length" in bench.refusals and bench.readings == []


def test_keep_alives_are_answered_and_change_nothing() -> None:
    bench = Bench(AstmAnalyzer(clock(), "HORIBA Yumizen H500", "astm-tcp"), address="tcp://127.0.0.1:1?from=127.0.0.1").connect()
    instrument = bench.instrument
    assert isinstance(instrument, AstmAnalyzer)
    for _ in range(5):
        instrument.keep_alive()
        bench.pump().wait(60)
    assert bench.written == [b"\x06"] * 5 and bench.journalled == [] and bench.states == [DeviceState.CONNECTED]
    assert bench.event(Disconnected()) == [Done()]


# --- queries -----------------------------------------------------------------------------------------------------------
def test_a_query_is_answered_with_nothing_known() -> None:
    bench = xp100()
    instrument = bench.instrument
    assert isinstance(instrument, AstmAnalyzer)
    instrument.ask_for_orders()
    bench.pump().wait(2)
    answer = b"".join(data for data in bench.written if data.startswith(b"\x02"))
    message = astm.decode_message(answer).message
    assert message.records[-1].fields == ("L", "1", "I") and bench.written[-1] == b"\x04"
    assert bench.readings == [] and not bench.refusals


def test_at_contention_the_analyser_wins() -> None:
    """LIS1-A 6.2.7: both want the line; we give way and come back later."""
    bench = xp100()
    query = b"H|\\^&|||X|||||||P||20260305084120\rQ|1|^LAB-1||ALL\rL|1|N\r"
    result = query.replace(b"Q|1|^LAB-1||ALL", b"R|1|^^^A|1")
    for data in (b"\x05", encode_frame(AstmFrame(1, query, True)), b"\x04"):
        bench.event(BytesIn(data))
    assert bench.written[-1] == b"\x05"
    for data in (b"\x05", encode_frame(AstmFrame(1, result, True)), b"\x04"):
        bench.event(BytesIn(data))
    assert len(bench.readings) == 1 and bench.written[-1] == b"\x06"
    bench._pending.clear()
    assert bench.wait(21).written[-1] == b"\x04"  # asked again, answered to the end
    assert any(data.startswith(b"\x022L|1|I") for data in bench.written)


def test_an_analyser_that_sends_without_asking_wins_the_line_too() -> None:
    bench = xp100()
    query = b"H|\\^&|||X|||||||P||20260305084120\rQ|1|^LAB-1||ALL\rL|1|N\r"
    for data in (b"\x05", encode_frame(AstmFrame(1, query, True)), b"\x04"):
        bench.event(BytesIn(data))
    bench._pending.clear()
    bench.event(BytesIn(encode_frame(AstmFrame(1, b"H|\\^&|||X\r", True))))
    bench.wait(14)
    bench.event(BytesIn(encode_frame(AstmFrame(2, b"R|1|^^^A|1\rL|1|N\r", True))))
    assert len(bench.readings) == 1 and b"\x04" not in bench.written


def test_an_answer_nobody_takes_is_given_up() -> None:
    bench = xp100()
    instrument = bench.instrument
    assert isinstance(instrument, AstmAnalyzer)
    instrument.ask_for_orders()
    bench.pump()
    bench.cut = True
    bench.wait(60)
    assert bench.written[-1] == b"\x04"


# --- clocks and keys ---------------------------------------------------------------------------------------------------
@covers("astm", "wrong_clock")
@covers("astm-tcp", "wrong_clock")
@EITHER
def test_the_clock_is_measured_and_the_time_left_as_it_is(driver: str) -> None:
    """H9."""
    bench = Bench(AstmAnalyzer(clock(), "Siemens DCA Vantage", driver))
    bench.instrument.clock.set(WALL - timedelta(days=365))
    bench.connect().instrument.take()
    [reading] = bench.pump().wait(1).readings
    assert reading.device_time == "2025-03-05T08:41:20" and reading.clock_offset_s == 365 * 86400


def test_the_same_message_again_has_the_same_key_another_specimen_another() -> None:
    """H21: an operator sends yesterday's results once more."""
    bench = xp100()
    records = [b"H|\\^&|||X|||||||P||%s", b"P|1", b"O|1|%s", b"R|1|^^^A|Negative||||||||20260305084120", b"L|1|N"]
    instrument = bench.instrument
    assert isinstance(instrument, AstmAnalyzer)
    for time, specimen in ((b"20260305084120", b"LAB-1"), (b"20260306101010", b"LAB-1"), (b"20260306101010", b"LAB-2")):
        instrument.send([records[0] % time, records[1], records[2] % specimen, *records[3:]])
        bench.pump().wait(1)
    first, again, other = bench.readings
    assert first.key() == again.key() != other.key()


def test_results_without_specimen_or_time_are_never_one() -> None:
    """Nothing tells them apart but the session: rather one too many than a lost one."""
    bench = xp100()
    instrument = bench.instrument
    assert isinstance(instrument, AstmAnalyzer)
    for _ in range(2):
        instrument.send([b"H|\\^&|||X", b"R|1|^^^A|Negative", b"L|1|N"])
        bench.pump().wait(1)
    first, second = bench.readings
    assert first.values == second.values and first.key() != second.key()


def test_closing_says_nothing_and_keeps_what_was_half() -> None:
    bench = xp100()
    bench.event(BytesIn(b"\x05" + encode_frame(AstmFrame(1, b"H|\\^&|||X\r", True))))
    assert [type(action) for action in bench.event(Closing())] == [Refuse]
    assert bench.machine.due is None


# --- over a real line --------------------------------------------------------------------------------------------------
def test_over_a_socket_and_after_a_pulled_cable(room: Room) -> None:
    instrument = AstmAnalyzer(room.clock())
    peer = room.bench(instrument)
    room.know(peer.id, "astm")
    room.do(instrument.take)
    [reading] = room.desk.wait_readings(1)
    assert numbers(reading) == truth(instrument.taken[0])
    room.run(peer.unplug())
    room.run(peer.host_gone())
    instrument.specimen = "LAB-000102"
    room.do(instrument.take)
    room.desk.wait(lambda: context(room.desk.readings[-1], "specimen") == "LAB-000102")
    assert len({reading.key() for reading in room.desk.readings}) == 2  # one whose acknowledgement was cut off comes again
