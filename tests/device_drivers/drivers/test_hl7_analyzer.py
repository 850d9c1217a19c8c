"""Mindray analysers: one message at a time, each acknowledged when it is kept, controls never a resident's."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from decimal import Decimal

import pytest

from device_drivers.errors import Reason
from device_drivers.manifest import Model
from device_drivers.protocols import hl7
from device_drivers.protocols.hl7 import Hl7Message, Order
from device_drivers.protocols.hl7_session import Hl7Session
from device_drivers.protocols.machine import BytesIn, Connected, Disconnected, Done, Failed, Keep, Refuse, Result, Write
from device_drivers.readings import DeviceState, Quantity
from device_drivers.virtual.mindray import Mindray
from tests.device_drivers.bench_talk import WALL, Bench, clock, context, numbers, only, truth
from tests.device_drivers.conftest import Room
from tests.device_drivers.model_sessions import models_of
from tests.device_drivers.protocols.device_vectors import read_vectors
from tests.device_drivers.scenarios import covers

HL7 = "hl7-mindray"
CAPTURES = {vector["id"]: bytes.fromhex(vector["hex"]) for vector in read_vectors() if vector["protocol"] == "hl7v2-mllp"}
shared = pytest.mark.skipif(not CAPTURES, reason="no shared frames here")


def mindray(bench: Bench) -> Mindray:
    assert isinstance(bench.instrument, Mindray)
    return bench.instrument


def chemistry() -> Bench:
    return Bench(Mindray(clock())).connect()


def answers(bench: Bench) -> list[tuple[str, str, str]]:
    """Kind, MSA-1 and MSA-2 of everything we said."""
    said = [hl7.decode_frame(data) for data in bench.written]
    return [(one.header[9], one.first("MSA")[1], one.first("MSA")[2]) for one in said]


@covers("hl7-mindray", "fragments")
@models_of("hl7-mindray")
def test_every_model(model: Model) -> None:
    """Three specimens, fragmented, one by one; the specimen is the barcode, the test id the analyser's."""
    instrument = Mindray(clock(), model.name)
    bench = Bench(instrument, piece=11).connect()
    for number in range(3):
        instrument.specimen = f"LAB-00010{number}"
        instrument.no_cr = number == 1
        instrument.take()
    bench.pump()
    assert [numbers(reading) for reading in bench.readings] == [truth(taken) for taken in instrument.taken]
    assert [context(reading, "specimen") for reading in bench.readings] == ["LAB-000100", "LAB-000101", "LAB-000102"]
    for reading in bench.readings:
        assert reading.flags == () and reading.device_time == "2026-03-05T08:41:20" and reading.clock_offset_s == 0
        assert context(reading, "result_kind") == "patient" and not reading.seen_taken
        assert all(quantity.label and quantity.reference and quantity.flag == "N" for _, quantity in reading.values)
    assert answers(bench) == [("ACK^R01", "AA", str(number)) for number in (1, 2, 3)]
    assert bench.states[-1] is DeviceState.DRAINED and not bench.refusals


@shared
def test_a_message_of_a_real_bs_200e() -> None:
    bench = chemistry()
    bench.event(BytesIn(CAPTURES["hl7v2-mllp-258"]))
    [reading] = bench.readings
    assert only(reading) == Quantity(Decimal("5.000000"), "g/ml", label="test2", reference="-")
    assert context(reading, "specimen") == "LAB-000123" and context(reading, "instrument") == "Mindray BS-200E"
    assert answers(bench) == [("ACK^R01", "AA", "1")]


@shared
def test_a_control_of_a_real_bs_200_is_nobodys() -> None:
    """H22: the values stand in the OBR."""
    bench = chemistry()
    bench.event(BytesIn(CAPTURES["hl7v2-mllp-259"]))
    [reading] = bench.readings
    assert reading.flags == ("quality_control",) and context(reading, "result_kind") == "qc"
    assert reading.values == (("1", Quantity(Decimal("98.200000"), "mg/dL", label="GLU")),)
    assert context(reading, "control") == "CTRL-Normal" and context(reading, "target_mean") == "100.000000"
    assert context(reading, "specimen") is None


@pytest.mark.parametrize("model", ["Mindray BS-240", "Mindray BC-5150"])
def test_a_control_is_marked(model: str) -> None:
    instrument = Mindray(clock(), model)
    bench = Bench(instrument).connect()
    instrument.control()
    [reading] = bench.pump().readings
    assert reading.flags == ("quality_control",) and context(reading, "result_kind") == "qc"
    acknowledged = hl7.decode_frame(bench.written[0])
    assert acknowledged.header[11] == ("Q" if instrument.haematology else "P")


def test_a_calibration_is_marked() -> None:
    bench = chemistry()
    mindray(bench).calibration()
    [reading] = bench.pump().readings
    assert reading.flags == ("quality_control",) and context(reading, "result_kind") == "calibration"


@pytest.mark.parametrize("kind", ["3", "patient", "00"])
def test_a_message_that_does_not_say_whose_results_it_has_is_quarantined(kind: str) -> None:
    bench = chemistry()
    mindray(bench).post("ORU^R01", kind, ["OBR|1|LAB-1|2|M|Y", "OBX|1|NM|2|GLU|5.3|mmol/L|||||F"])
    assert bench.pump().readings == [] and bench.refusals == ["reserved"]
    assert answers(bench) == [("ACK^R01", "AR", "1")]


def test_settings_pictures_and_age_are_no_results() -> None:
    instrument = Mindray(clock(), "Mindray BC-5380")
    bench = Bench(instrument).connect()
    instrument.take()
    instrument.post(
        "ORU^R01", "", ["OBR|1||S1|00001^Automated Count^99MRC", "OBX|1|ED|15050^Histogram^99MRC||^Image^BMP^Base64^AAAA||||||F"]
    )
    [reading] = bench.pump().readings
    assert {name for name, _ in reading.values} == {"6690-2", "789-8", "718-7", "777-3"}
    assert context(reading, "Take Mode") == "O" and context(reading, "Age") == "22"


@pytest.mark.parametrize(
    ("value", "kind", "expected"),
    [
        ("<0.50", "NM", Quantity(Decimal("0.50"), "mmol/L", "<", label="GLU")),
        (">^33.3", "SN", Quantity(Decimal("33.3"), "mmol/L", ">", label="GLU")),
        ("Neg\\T\\Pos", "ST", Quantity(None, "mmol/L", text="Neg&Pos", label="GLU")),
        ("1^阳性^L", "CE", Quantity(None, "mmol/L", text="阳性", label="GLU")),
    ],
)
def test_values(value: str, kind: str, expected: Quantity) -> None:
    bench = chemistry()
    mindray(bench).charset = "UNICODE"
    mindray(bench).post("ORU^R01", "0", ["OBR|1|LAB-1|2|M|Y", f"OBX|1|{kind}|2|GLU|{value}|mmol/L|||||F"])
    [reading] = bench.pump().readings
    assert only(reading) == expected


@pytest.mark.parametrize("line", ["OBX|1|NM||GLU|5.3|mmol/L|||||F", "OBX|1|NM|2|GLU||mmol/L|||||F", "OBX|1|NM|2|GLU|5.3|mmol/L|||||X"])
def test_a_line_without_test_or_value_is_no_result(line: str) -> None:
    """The name (OBX-4) can be edited by an operator: it is no identity."""
    bench = chemistry()
    mindray(bench).post("ORU^R01", "0", ["OBR|1|LAB-1|2|M|Y", line])
    assert bench.pump().readings == [] and answers(bench) == [("ACK^R01", "AA", "1")]


@pytest.mark.parametrize(("charset", "sure"), [("UNICODE", True), ("GB 18030-2000", True), ("ASCII", False)])
def test_names_in_chinese_whatever_the_message_says(charset: str, sure: bool) -> None:
    bench = chemistry()
    header = f"MSH|^~\\&|Mindray|BS|||20260305084120||ORU^R01|1|P|2.3.1||||0||{charset}|||"
    segments = [header, "OBR|1|LAB-1|2|M|Y", "OBX|1|NM|2|血糖|5.3|mmol/L|||||F"]
    encoding = "utf-8" if charset == "UNICODE" else "gb18030"
    bench.event(BytesIn(b"\x0b" + "".join(f"{one}\r" for one in segments).encode(encoding) + b"\x1c\r"))
    [reading] = bench.readings
    assert only(reading).label == "血糖" and (context(reading, "charset") is None) == sure


# --- the connection ----------------------------------------------------------------------------------------------------
def test_nothing_is_acknowledged_before_it_is_kept() -> None:
    """H24."""
    bench = chemistry()
    for _ in range(3):
        bench.instrument.take()
    bench.pump()
    order = [type(action) for action in bench.actions if isinstance(action, Result | Write)]
    assert order == [Result, Write] * 3


@covers("hl7-mindray", "replay")
def test_a_lost_acknowledgement_brings_a_message_twice_and_its_results_once() -> None:
    """H11: the same id and the same content."""
    bench = chemistry()
    mindray(bench).lost_acks = 2
    bench.instrument.take()
    assert len(bench.pump().readings) == 1 and len(bench.written) == 3
    assert [type(action) for action in bench.journalled] == [Result, Keep, Keep]


def test_an_id_that_comes_again_with_other_content_is_another_message() -> None:
    """Some analysers count from 1 at every start."""
    instrument = Mindray(clock())
    bench = Bench(instrument).connect()
    for number in range(3):
        instrument._number = 0
        instrument.specimen = f"LAB-{number}"
        instrument.take()
        bench.pump()
    assert len({reading.key() for reading in bench.readings}) == 3


@covers("hl7-mindray", "replay", "wrong_clock")
def test_a_result_sent_again_by_an_operator_keeps_its_key() -> None:
    """H21: another message id, another message time, the same specimen and test time."""
    instrument = Mindray(clock())
    bench = Bench(instrument).connect()
    segments = ["OBR|1|LAB-1|2|M|Y||20260305080000", "OBX|1|NM|2|GLU|5.3|mmol/L|||||F"]
    instrument.post("ORU^R01", "0", segments)
    instrument.clock.set(WALL + timedelta(hours=2))
    instrument.post("ORU^R01", "0", segments)
    first, second = bench.pump().readings
    assert first.key() == second.key() and first.clock_offset_s == 0 and second.clock_offset_s == -7200


@covers("hl7-mindray", "corrupt_frame")
def test_damaged_and_strange_bytes_are_kept_aside_and_the_next_message_is_read() -> None:
    bench = chemistry()
    bench.event(BytesIn(b"noise\r\n\x0bMSH|half a mess"))
    bench.instrument.take()
    assert len(bench.pump().readings) == 1 and bench.refusals == ["unknown"]
    assert b"".join(action.raw for action in bench.journalled[:1] if isinstance(action, Refuse)).startswith(b"noise")


def test_half_a_message_is_given_up_after_a_while() -> None:
    bench = chemistry()
    bench.event(BytesIn(b"\x0bMSH|^~\\&|Mindray|BS|"))
    assert bench.refusals == []
    bench.wait(31)
    assert bench.refusals == ["short"] and bench.readings == []


def test_a_message_of_another_kind_is_refused_and_answered() -> None:
    bench = chemistry()
    mindray(bench).post("ADT^A01", "", ["PID|1"])
    bench.pump()
    assert bench.refusals == ["unknown"] and answers(bench) == [("ACK^A01", "AR", "1")]


def test_our_acknowledgements_are_not_acknowledged() -> None:
    bench = chemistry()
    bench.event(BytesIn(hl7.encode_frame(["MSH|^~\\&|M|BS|||20260305084120||ACK^Q03|9|P|2.3.1||||||ASCII|||", "MSA|AA|9|"])))
    assert bench.written == [] and len(bench.journalled) == 1


def test_an_endless_message_is_bounded() -> None:
    """T5: memory stays bounded whatever is sent."""
    bench = chemistry()
    bench.event(BytesIn(b"\x0bMSH|" + b"x" * 300_000))
    assert set(bench.refusals) == {"length"} and bench.readings == []
    bench.instrument.take()
    assert len(bench.pump().readings) == 1


@covers("hl7-mindray", "power_off")
def test_power_off_and_on_again() -> None:
    """H11: what was not acknowledged is sent again over the next connection, and has the same key."""
    instrument = Mindray(clock())
    first = Bench(instrument).connect()
    instrument.take()
    first.cut = True
    sent = instrument.outbox[0][1]
    first.event(BytesIn(sent))
    assert first.event(Disconnected()) == [Failed(Reason.LOST)]
    instrument.gone()
    second = Bench(instrument).connect()
    assert [reading.key() for reading in second.readings] == [reading.key() for reading in first.readings]
    assert not instrument.queue


def test_an_analyser_that_calls_and_hangs_up_ends_the_session_well() -> None:
    bench = Bench(Mindray(clock()), address="tcp://127.0.0.1:1?from=127.0.0.1").connect()
    assert bench.event(Disconnected()) == [Done()]


# --- queries -----------------------------------------------------------------------------------------------------------
def test_without_a_worklist_nothing_is_found() -> None:
    bench = chemistry()
    mindray(bench).ask_for_orders()
    bench.pump()
    [answer] = mindray(bench).answers
    assert answer.kind == "QCK^Q02" and answer.first("QAK")[2] == "NF" and answer.first("MSA")[2] == "1"


def test_a_haematology_analyser_is_told_that_there_is_no_order() -> None:
    instrument = Mindray(clock(), "Mindray BC-5150")
    bench = Bench(instrument).connect()
    instrument.ask_for_orders()
    bench.pump()
    [answer] = instrument.answers
    assert answer.kind == "ORR^O02" and answer.first("MSA")[1] == "AR" and not instrument.queue


def test_with_a_worklist_the_order_is_told() -> None:
    order = Order("LAB-000101", (("2", "GLU"), ("5", "A|B")), sample_id="101", specimen="Serum")
    session = Hl7Session("serial:x", HL7, 1, lambda barcode: order if barcode == "LAB-000101" else None)
    session.receive(Connected(frozenset(), WALL))
    instrument = Mindray(clock())
    instrument.ask_for_orders()
    said = session.receive(BytesIn(instrument.outbox[0][1]))
    found, told = (hl7.decode_frame(action.data) for action in said if isinstance(action, Write))
    assert found.first("QAK")[2] == "OK" and told.kind == "DSR^Q03"
    lines: dict[str, Hl7Message | str] = {line[1]: line[3] for line in told.all("DSP")}
    assert lines["21"] == "LAB-000101" and lines["26"] == "Serum" and lines["29"] == "2^GLU^^" and lines["30"] == "5^A\\F\\B^^"
    assert told.first("QRD")[8] == "LAB-000101"


# --- over real lines ---------------------------------------------------------------------------------------------------
def test_an_analyser_calls_the_listener(room: Room) -> None:
    instrument = Mindray(room.clock())
    peer = room.bench(instrument)
    port = room.run(_free_port())
    room.know(f"tcp:tcp://127.0.0.1:{port}?from=127.0.0.1", HL7)
    room.run(peer.call("127.0.0.1", port))
    for number in range(3):
        instrument.specimen = f"LAB-{number}"
        room.do(instrument.take)
    readings = room.desk.wait_readings(3)
    assert [numbers(reading) for reading in readings] == [truth(taken) for taken in instrument.taken]
    room.run(peer.unplug())
    room.desk.wait_state(DeviceState.IDLE, after=2)
    assert room.desk.refusals == [] and len(room.desk.frames) == 3, "each was said once, the first one before the line was noticed too"


async def _free_port() -> int:
    server = await asyncio.start_server(lambda _, writer: writer.close(), "127.0.0.1", 0)
    port: int = server.sockets[0].getsockname()[1]
    server.close()
    await server.wait_closed()
    return port


def test_over_a_serial_server(room: Room) -> None:
    instrument = Mindray(room.clock(), "Mindray BC-5300")
    peer = room.bench(instrument)
    room.know(peer.id, HL7)
    room.do(instrument.take)
    [reading] = room.desk.wait_readings(1)
    assert numbers(reading) == truth(instrument.taken[0])
