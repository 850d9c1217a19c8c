"""Sinocare frames: what is sent is what is read, noise is skipped, nothing but a refusal is ever raised."""

# ruff: noqa: DTZ001 - a device's clock has no zone
from __future__ import annotations

from contextlib import suppress
from datetime import datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from device_drivers.protocols import sinocare
from device_drivers.protocols.date_time import DeviceTime
from device_drivers.protocols.refusal import Quarantine, Refused
from device_drivers.protocols.sinocare import Command, GlucoseResult, RecordPacket, SinocareFrame
from tests.device_drivers.protocols.strategies import fed, pieces, relaxed, u8, u16

frames = st.builds(SinocareFrame, st.binary(min_size=2, max_size=2), u8, st.binary(max_size=100))
moments = st.datetimes(datetime(2000, 1, 1), datetime(2099, 12, 31)).map(lambda moment: moment.replace(microsecond=0))
results = st.builds(GlucoseResult, moments.map(DeviceTime.of), st.integers(0, 0xFFFF).map(lambda tenths: Decimal(tenths) / 10))


@given(frames)
@relaxed
def test_a_frame_comes_back(frame: SinocareFrame) -> None:
    assert sinocare.decode_frame(sinocare.encode_frame(frame)) == frame


@given(results)
@relaxed
def test_a_result_comes_back(result: GlucoseResult) -> None:
    assert sinocare.result_of(sinocare.encode_result(result)) == result
    assert sinocare.decode_record(sinocare.encode_record(result)) == result


@given(st.lists(results, max_size=8), u8, u8)
@relaxed
def test_a_packet_of_records_comes_back(stored: list[GlucoseResult], total: int, number: int) -> None:
    packet = RecordPacket(total, number, tuple(map(sinocare.encode_record, stored)))
    assert sinocare.record_packet(sinocare.decode_frame(sinocare.encode_record_packet(b"\x00\x02", packet))) == packet


@given(moments, st.booleans())
@relaxed
def test_the_clock_is_set_with_and_without_seconds(moment: datetime, with_seconds: bool) -> None:
    frame = sinocare.decode_frame(sinocare.set_time(b"\x00\x12", moment, with_seconds=with_seconds))
    assert frame.command == Command.SET_TIME
    assert sinocare.time_of(frame.payload).local() == (moment if with_seconds else moment.replace(second=0))


@given(st.binary(max_size=40))
@relaxed
def test_any_bytes_are_a_frame_or_a_refusal(data: bytes) -> None:
    for decode in (sinocare.decode_frame, sinocare.decode_live_result, sinocare.decode_record, sinocare.result_of, sinocare.time_of):
        with suppress(Refused, Quarantine):
            decode(data)
    found = fed(sinocare.stream(), [data])
    assert sum(one.size if isinstance(one, SinocareFrame) else len(one.raw) for one in found) == len(data)


@given(st.lists(frames, max_size=5), st.lists(u16, max_size=8))
@relaxed
def test_however_the_stream_is_cut_the_frames_are_the_same(sent: list[SinocareFrame], cuts: list[int]) -> None:
    line = b"".join(map(sinocare.encode_frame, sent))
    assert fed(sinocare.stream(), pieces(line, cuts)) == sent


def test_the_result_of_a_real_meter_with_its_unit() -> None:
    """An 安稳+Air: 8.6 mmol/L on 16 May 2017 at 02:04:29."""
    payload = bytes.fromhex("11051002041d005600011e090000"[:28])
    result = sinocare.result_of(payload)
    assert (result.time.text(), result.glucose) == ("2017-05-16T02:04:29", Decimal("8.6"))
    assert sinocare.unit_of(payload) == "mmol/L"
    assert sinocare.unit_of(payload[:-1] + b"\x01") == "mg/dL"


@pytest.mark.parametrize("command", [0x08, 0x03])
def test_no_encoder_deletes_or_starts(command: int) -> None:
    assert command not in set(Command)
