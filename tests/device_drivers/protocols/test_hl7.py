"""HL7 over MLLP: frames, fields by the standard's numbers, whose results, and hostile bytes."""

# ruff: noqa: DTZ001 - analysers have no zone
from __future__ import annotations

from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from device_drivers.protocols import hl7
from device_drivers.protocols.byte_stream import Refusal
from device_drivers.protocols.hl7 import Answer, ResultKind, decode_frame, decode_results, encode_frame, result_kind
from device_drivers.protocols.refusal import Quarantine, Refused
from tests.device_drivers.protocols.strategies import fed, pieces, relaxed

WALL = datetime(2026, 3, 5, 8, 41, 20)


def header(kind: str = "ORU^R01", result: str = "0", processing: str = "P") -> str:
    return f"MSH|^~\\&|Mindray|BS-240|||20260305084120||{kind}|77|{processing}|2.3.1||||{result}||UNICODE|||"


FRAME = encode_frame([header(), "PID|1", "OBR|1|LAB-1|2|M|Y", "OBX|1|NM|2|血糖|5.3|mmol/L|-||||F"])


def test_fields_have_the_standards_numbers() -> None:
    message = decode_results(FRAME)
    assert (message.header[1], message.header[2], message.header[3], message.header[10]) == ("|", "^~\\&", "Mindray", "77")
    assert message.first("OBX")[4] == "血糖" and message.first("OBX")[99] == "" and message.first("ZZZ")[1] == ""


@pytest.mark.parametrize("tail", [b"\r\x1c\r", b"\x1c\r", b"\n\x1c\r", b"\x1c\r\r\n"])
def test_the_last_segment_ends_in_any_way(tail: bytes) -> None:
    assert len(decode_results(FRAME[:-3] + tail).segments) == 4


def test_escapes_are_resolved_in_readings_only() -> None:
    message = decode_frame(encode_frame([header(), "OBX|1|ST|2|a\\F\\b|x\\S\\y\\T\\z\\R\\w\\E\\"]))
    assert message.first("OBX")[4] == "a\\F\\b" and message.unescaped(message.first("OBX")[4]) == "a|b"
    assert message.unescaped(message.first("OBX")[5]) == "x^y&z~w\\"


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "short"),
        (FRAME[:-1], "short"),
        (FRAME[:-2], "short"),
        (FRAME[:40], "short"),
        (FRAME[1:], "unknown"),
        (FRAME + b"x", "length"),
        (b"\x0bMSH\x1c\r", "short"),
        (b"\x0bPID|1|xxxxxxx\r\x1c\r", "unknown"),
        (b"\x0bMSHx^~\\&xx\r\x1c\r", "unknown"),
        (b"\x0bMSH|^~\\&|\x1cx", "unknown"),
        (b"\x0b\x0b", "short"),
        (encode_frame([header("ACK^R01")]), "unknown"),
        (encode_frame([header("ORU^R03")]), "unknown"),
    ],
)
def test_what_is_no_result_message(data: bytes, reason: str) -> None:
    with pytest.raises(Refused) as caught:
        decode_results(data)
    assert caught.value.reason == reason


@pytest.mark.parametrize(
    ("stated", "processing", "kind"),
    [
        ("0", "P", ResultKind.PATIENT),
        ("1", "P", ResultKind.CALIBRATION),
        ("2", "P", ResultKind.QC),
        ("2", "Q", ResultKind.QC),
        ("", "P", ResultKind.PATIENT),
        ("", "", ResultKind.PATIENT),
        ("", "Q", ResultKind.QC),
        ("NE", "P", ResultKind.PATIENT),
        ("NE", "Q", ResultKind.QC),
        ("0", "Q", None),  # two fields that contradict each other
        ("3", "P", None),
        ("", "D", None),
        ("", "T", None),
    ],
)
def test_whose_results(stated: str, processing: str, kind: ResultKind | None) -> None:
    """H22."""
    message = decode_frame(encode_frame([header("ORU^R01", stated, processing)]))
    if kind is not None:
        assert result_kind(message) is kind
        return
    with pytest.raises(Quarantine):
        result_kind(message)


def test_an_acknowledgement_brings_back_what_it_answers() -> None:
    ack = decode_frame(hl7.encode_ack(decode_frame(FRAME), WALL))
    assert ack.kind == "ACK^R01" and ack.header[10] == ack.first("MSA")[2] == "77" and ack.header[18] == "UNICODE"
    assert (ack.header[5], ack.header[6], ack.header[7]) == ("Mindray", "BS-240", "20260305084120")
    refused = decode_frame(hl7.encode_ack(decode_frame(FRAME), WALL, Answer.UNKNOWN_MESSAGE))
    assert (refused.first("MSA")[1], refused.first("MSA")[6]) == ("AR", "200")


@relaxed
@given(st.lists(st.integers(0, 400), max_size=6))
def test_cuts_make_no_difference(cuts: list[int]) -> None:
    data = b"noise" + FRAME + FRAME[:30] + FRAME + b"\r\n"
    whole = fed(hl7.stream(), [data])
    assert fed(hl7.stream(), pieces(data, cuts)) == whole
    assert [item for item in whole if isinstance(item, bytes)] == [FRAME, FRAME]


@relaxed
@given(st.binary(max_size=120))
def test_any_bytes_between_the_marks_give_a_message_or_a_refusal(data: bytes) -> None:
    """T4, T5."""
    try:
        message = decode_frame(b"\x0b" + data + b"\x1c\r")
    except Refused as refused:
        assert refused.reason in {"short", "length", "unknown"}
    else:
        assert message.segments[0].name == "MSH"


def test_a_long_message_that_never_ends_costs_neither_memory_nor_time() -> None:
    stream = hl7.stream()
    found: list[bytes | Refusal] = []
    for _ in range(300):
        found += stream.feed(b"\x0bMSH|" + b"x" * 4000)
        assert stream.pending <= hl7.LONGEST + 256
    assert sum(len(item.raw) for item in found if isinstance(item, Refusal)) + stream.pending == 300 * 4005
