"""The public answer: whatever bytes come, the answer is one of three kinds and can be written as JSON."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from device_drivers.protocols.decode import answer, answer_hex, answer_lines, supported
from tests.device_drivers.protocols.device_vectors import read_vectors
from tests.device_drivers.protocols.strategies import relaxed

REASONS = {"short", "length", "checksum", "reserved", "unknown"}
FRAMES = [(vector["protocol"], vector["message"], bytes.fromhex(vector["hex"])) for vector in read_vectors()]
DECODED = [frame for frame in FRAMES if frame[:2] in set(supported())]
PRESSURE = "00bdf00b009ff0"


def _is_typed(given_answer: dict[str, object]) -> bool:
    told = json.loads(json.dumps(given_answer, allow_nan=False))
    if told["ok"] is True:
        return told.keys() == {"ok", "value"} and isinstance(told["value"], dict)
    return told["ok"] in (False, None) and told["reason"] in REASONS


@pytest.mark.parametrize(("protocol", "message"), supported())
def test_any_bytes_give_a_typed_answer(protocol: str, message: str) -> None:
    """T4, T5: a hostile or broken device gets a refusal, never a crash."""

    @relaxed
    @given(st.binary(max_size=80))
    def check(data: bytes) -> None:
        assert _is_typed(answer(protocol, message, data))

    check()


@relaxed
@given(st.sampled_from(DECODED or [("ble-date-time", "2A08", bytes(7))]), st.data())
def test_damaged_frames_give_a_typed_answer(frame: tuple[str, str, bytes], data: st.DataObject) -> None:
    """T4, T5: cut, lengthened and flipped frames of real devices."""
    protocol, message, whole = frame
    damaged = bytearray(whole[: data.draw(st.integers(0, len(whole)))] + data.draw(st.binary(max_size=4)))
    for at in data.draw(st.lists(st.integers(0, max(0, len(damaged) - 1)), max_size=3)) if damaged else []:
        damaged[at] ^= data.draw(st.integers(1, 255))
    assert _is_typed(answer(protocol, message, bytes(damaged)))


@pytest.mark.parametrize(
    ("protocol", "message"), [("", ""), ("ble-glucose", "2A35"), ("BLE-GLUCOSE", "2A18"), ("ble-glucose", "2a18"), ("x", "2A18")]
)
def test_what_no_decoder_is_for(protocol: str, message: str) -> None:
    assert answer(protocol, message, bytes(20)) == {"ok": False, "reason": "unknown"}


def test_numbers_are_json_numbers() -> None:
    value = answer_hex("ble-blood-pressure", "2A35", PRESSURE)["value"]
    assert value == {"unit": "mmHg", "systolic": 18.9, "diastolic": 11, "mean_arterial_pressure": 15.9}
    assert isinstance(value, dict)
    assert isinstance(value["diastolic"], int)


def test_parts_not_sent_are_absent_and_unknown_parts_null() -> None:
    value = answer_hex("ble-blood-pressure", "2A35", "0848005100400 0ff".replace(" ", ""))["value"]
    assert isinstance(value, dict)
    assert value["user_id"] is None
    assert "pulse_rate" not in value
    assert "status" not in value


def test_special_glucose_has_no_shifted_copy() -> None:
    """H2: HI is text, not 204700000 mg/dL."""
    value = answer_hex("ble-glucose", "2A18", "020100e90705150a1e2dfe0711")["value"]
    assert isinstance(value, dict)
    assert value["glucose"] == "+INF"
    assert "glucose_mg_dl" not in value


@pytest.mark.parametrize("text", ["0", "zz", "00 0", "é0"])
def test_text_that_is_no_hexadecimal(text: str) -> None:
    assert answer_hex("ble-date-time", "2A08", text) == {"ok": False, "reason": "unknown"}


def _line(**parts: object) -> str:
    return json.dumps(parts)


def test_batch_answers_line_by_line_in_order() -> None:
    lines = [
        _line(id="a", protocol="ble-blood-pressure", message="2A35", hex=PRESSURE),
        "",
        _line(id="b", protocol="ble-blood-pressure", message="2A35", hex="zz"),
        "{broken",
        "[1]",
        "[" * 100_000,
        _line(id=7, protocol="ble-blood-pressure", message="2A35"),
        _line(id="c", protocol="ble-blood-pressure", message="2A35", hex=5),
        _line(id={"x": 1}, protocol="nothing", message="2A35", hex=""),
        _line(id="d", protocol="ble-blood-pressure", message="2A35", hex=PRESSURE + "00"),
    ]
    told = [json.loads(line) for line in answer_lines(lines)]
    assert [(line["id"], line["ok"]) for line in told] == [
        ("a", True),
        ("b", False),
        (None, False),
        (None, False),
        (None, False),
        (7, False),
        ("c", False),
        (None, False),
        ("d", None),
    ]


def test_batch_answers_before_the_next_line_is_read() -> None:
    """A caller may wait for each answer before it asks again."""
    asked: list[str] = []

    def lines() -> Iterator[str]:
        for name in ("a", "b"):
            asked.append(name)
            yield _line(id=name, protocol="ble-date-time", message="2A08", hex="")

    answers = answer_lines(lines())
    next(answers)
    assert asked == ["a"]


@relaxed
@given(st.text(max_size=60))
def test_any_line_is_answered(line: str) -> None:
    told = list(answer_lines([line]))
    assert len(told) == (1 if line.strip() else 0)
    assert all(json.loads(text)["ok"] is False for text in told)
