"""Abbott's text in reports: both sums must hold, nothing but measurements is a result."""

# ruff: noqa: DTZ001 - a device's clock has no zone
from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from device_drivers.protocols import freestyle_hid as abbott
from device_drivers.protocols.refusal import Quarantine, Refused
from device_drivers.readings import Quantity
from tests.device_drivers.protocols.strategies import relaxed

LINES = st.lists(
    st.text(st.characters(min_codepoint=33, max_codepoint=126), min_size=1, max_size=30).map(str.encode), min_size=1, max_size=6
)
MINUTES = st.datetimes(min_value=datetime(2000, 1, 1), max_value=datetime(2099, 12, 31))


@relaxed
@given(LINES)
def test_records_round_trip(lines: list[bytes]) -> None:
    message = abbott.message_of(abbott.encode_answer(abbott.encode_records(lines)))
    assert abbott.records_of(message) == lines


@relaxed
@given(LINES, st.integers(0, 300), st.integers(1, 127))
def test_one_changed_byte_is_refused(lines: list[bytes], at: int, flip: int) -> None:
    """H2."""
    wire = bytearray(abbott.encode_answer(abbott.encode_records(lines)))
    at %= wire.index(b"CKSM")
    wire[at] ^= flip
    with pytest.raises(Refused):
        abbott.message_of(bytes(wire))


@relaxed
@given(st.integers(0, 255), st.binary(max_size=300))
def test_reports_round_trip(kind: int, data: bytes) -> None:
    reports = abbott.pack_reports(kind, data)
    assert all(len(report) == abbott.REPORT for report in reports)
    assert b"".join(abbott.unpack_report(report)[2:] for report in reports) == data


@relaxed
@given(MINUTES, st.integers(0, 500), st.booleans())
def test_results_round_trip(moment: datetime, value: int, control: bool) -> None:
    result = abbott.decode_result(abbott.encode_result(17, str(value), moment, control=control))
    assert (result.value, result.control, result.ketone) == (Quantity(Decimal(value), "mg/dL"), control, False)
    assert result.taken.text() == f"{moment:%Y-%m-%dT%H:%M}:??"


def test_a_stopped_clock_is_unknown() -> None:
    """H9."""
    assert abbott.decode_clock(b"255,255,255\r\n", b"255,255\r\n").local() is None


def test_a_refused_command_is_no_answer() -> None:
    with pytest.raises(Refused) as refused:
        abbott.message_of(b"CKSM:00000000\r\nCMD Fail!\r\n")
    assert refused.value.reason == "unknown"


@pytest.mark.parametrize("kind", ["6", "10", "11", "x"])
def test_what_is_no_measurement(kind: str) -> None:
    assert not abbott.is_result(f"{kind},1,3,4,26,8,41,1,0".encode())


DECODERS: list[Callable[[bytes], object]] = [
    abbott.unpack_report,
    abbott.message_of,
    abbott.records_of,
    abbott.decode_result,
    lambda data: abbott.decode_clock(data, data),
]


@relaxed
@given(st.binary(max_size=80) | st.text("0123456789,HILO", max_size=60).map(str.encode), st.sampled_from(DECODERS))
def test_any_bytes_are_understood_or_refused(data: bytes, decode: Callable[[bytes], object]) -> None:
    try:
        assert decode(data) is not None
    except (Refused, Quarantine) as error:
        assert error.reason
