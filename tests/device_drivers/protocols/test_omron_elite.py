"""Omron cuffs on the HHX cable: reports, answers, and the record in libomron's notes."""

from __future__ import annotations

from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from device_drivers.protocols import omron_elite
from device_drivers.protocols.date_time import DeviceTime
from device_drivers.protocols.omron_elite import EliteRecord
from device_drivers.protocols.refusal import Quarantine, Refused
from tests.device_drivers.protocols.strategies import relaxed, u8

# libomron protocol notes: "Get Individual Reading", return example in raw reports
RAW = [bytes.fromhex(text) for text in ("074f4b0007010300", "0706330000704b47", "0300004c00000000")]
TIMES = st.builds(
    DeviceTime, st.integers(2000, 2099), st.integers(1, 12), st.integers(1, 28), st.integers(0, 23), st.integers(0, 59), st.integers(0, 59)
)


def test_the_record_of_the_notes() -> None:
    answer = b"".join(map(omron_elite.from_report, RAW))
    data = omron_elite.decode_answer(answer)
    assert data is not None
    record = omron_elite.decode_record(data)
    assert record == EliteRecord(112, 75, 71, DeviceTime(2007, 1, 3, 0, 6, 51))


def test_the_count_of_the_notes() -> None:
    """GDC: 00 00 0a 00 08, sum 02."""
    data = omron_elite.decode_answer(b"OK" + bytes.fromhex("00000a000802"))
    assert data is not None and omron_elite.decode_bank_count(data) == 8


@given(st.builds(EliteRecord, u8, u8, st.integers(1, 255), TIMES, st.integers(0, 3)))
@relaxed
def test_record_round_trip(record: EliteRecord) -> None:
    answer = omron_elite.encode_answer(omron_elite.encode_record(record))
    reports = omron_elite.reports(answer)
    data = omron_elite.decode_answer(b"".join(map(omron_elite.from_report, reports)))
    assert data is not None and omron_elite.decode_record(data) == record


def test_an_empty_place_is_no_record() -> None:
    assert omron_elite.decode_record(bytes(14)) is None


def test_commands_carry_the_xor_of_their_argument() -> None:
    assert omron_elite.ask_record(5).hex() == b"MES".hex() + "00000505"
    assert omron_elite.ask_bank_record(1, 5).hex() == b"GME".hex() + "0001000504"
    assert omron_elite.ask_bank_count(1).hex() == b"GDC".hex() + "0001000001"


def test_clock_round_trip() -> None:
    local = datetime(2026, 3, 5, 8, 41, 20)  # noqa: DTZ001 - a device's clock has no zone
    assert omron_elite.decode_clock(omron_elite.encode_clock(local)) == DeviceTime.of(local)


@pytest.mark.parametrize(("answer", "reason"), [(b"", "short"), (b"O", "short"), (b"OFF\r\n", "unknown"), (b"OK\x01\x02", "checksum")])
def test_refused_answers(answer: bytes, reason: str) -> None:
    with pytest.raises(Refused) as refused:
        omron_elite.decode_answer(answer)
    assert refused.value.reason == reason


def test_no_is_an_answer_and_ok_may_be_bare() -> None:
    assert omron_elite.decode_answer(b"NO") is None and omron_elite.decode_answer(b"OK") == b""


@pytest.mark.parametrize(("report", "reason"), [(b"", "short"), (b"\x07\x00", "short"), (b"\x09" + bytes(9), "length")])
def test_refused_reports(report: bytes, reason: str) -> None:
    with pytest.raises(Refused) as refused:
        omron_elite.from_report(report)
    assert refused.value.reason == reason


def test_a_full_report_may_say_eight() -> None:
    assert omron_elite.from_report(b"\x08abcdefg") == b"abcdefg"


@given(st.binary(max_size=24))
@relaxed
def test_any_bytes_are_refused_in_an_orderly_way(data: bytes) -> None:
    for decode in (
        omron_elite.from_report,
        omron_elite.decode_answer,
        omron_elite.decode_record,
        omron_elite.decode_clock,
        omron_elite.decode_count,
        omron_elite.decode_bank_count,
    ):
        try:
            decode(data)
        except (Refused, Quarantine):
            continue
    assert all(len(report) == 8 for report in omron_elite.reports(data))
