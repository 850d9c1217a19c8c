"""Frames of OneTouch meters over Bluetooth."""

# ruff: noqa: DTZ001 - a device's clock has no zone
from __future__ import annotations

from contextlib import suppress
from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from device_drivers.protocols import onetouch_ble
from device_drivers.protocols.onetouch_ble import Answer, OneTouchRecord
from device_drivers.protocols.refusal import Refused
from tests.device_drivers.protocols.strategies import relaxed, u8

moments = st.datetimes(datetime(2000, 1, 1), datetime(2100, 1, 1)).map(lambda moment: moment.replace(microsecond=0))
records = st.builds(OneTouchRecord, moments, st.integers(1, 0xFFFF), st.booleans(), st.sampled_from((None, "preprandial", "postprandial")))


@given(u8, st.binary(max_size=20))
@relaxed
def test_an_answer_comes_back(status: int, body: bytes) -> None:
    answer = Answer(status, body)
    assert onetouch_ble.decode_answer(onetouch_ble.encode_answer(answer)) == answer


@given(records)
@relaxed
def test_a_record_comes_back(record: OneTouchRecord) -> None:
    assert onetouch_ble.decode_record(onetouch_ble.encode_record(record)) == record


@given(st.binary(max_size=30))
@relaxed
def test_any_bytes_are_an_answer_or_a_refusal(data: bytes) -> None:
    for decode in (onetouch_ble.decode_answer, onetouch_ble.decode_record, onetouch_ble.moment_of):
        with suppress(Refused):
            assert decode(data) is not None


@pytest.mark.parametrize(
    ("command", "frame"),
    [
        (onetouch_ble.READ_CLOCK, "0102090003200203"),
        (onetouch_ble.READ_COUNT, "0102090003270003"),
        (onetouch_ble.read_record(258), "01020a0003b3020103"),
    ],
)
def test_questions_as_public_programs_send_them(command: bytes, frame: str) -> None:
    """The head, without its checksum."""
    assert onetouch_ble.question(command)[:-2].hex() == frame
    assert onetouch_ble.decode_question(onetouch_ble.question(command)) == command


@pytest.mark.parametrize("body", ["00000000000000000000" + "00", "0000000064000200000000", "0000000064000000000001"])
def test_an_event_is_no_glucose(body: str) -> None:
    with pytest.raises(Refused):
        onetouch_ble.decode_record(bytes.fromhex(body))
