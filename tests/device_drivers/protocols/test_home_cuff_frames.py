"""Microlife and Yonker frames: round trips, any bytes, any cut, and what follows noise."""

# ruff: noqa: DTZ001 - a device's clock has no zone
from __future__ import annotations

from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from device_drivers.protocols import microlife, yonker
from device_drivers.protocols.byte_stream import Refusal
from device_drivers.protocols.date_time import DeviceTime
from device_drivers.protocols.microlife import MicrolifeFrame, MicrolifeRecord
from device_drivers.protocols.refusal import Refused
from device_drivers.protocols.yonker import YonkerMeasurement
from tests.device_drivers.protocols.strategies import fed, pieces, relaxed, u8

frames = st.builds(MicrolifeFrame, st.booleans(), st.binary(max_size=300))
minutes = st.datetimes(min_value=datetime(2001, 1, 1), max_value=datetime(2099, 12, 31)).map(
    lambda moment: DeviceTime(moment.year, moment.month, moment.day, moment.hour, moment.minute, None)
)


@given(frames)
@relaxed
def test_a_frame_comes_back_as_it_was(frame: MicrolifeFrame) -> None:
    assert microlife.decode_frame(microlife.encode_frame(frame)) == frame


@given(st.binary(max_size=60))
@relaxed
def test_any_bytes_are_decoded_or_refused(data: bytes) -> None:
    for decode in (lambda raw: microlife.decode_frame(raw).time, microlife.decode_record, yonker.decode_measurement):
        try:
            decode(data)
        except Refused as refused:
            assert refused.reason in {"short", "length", "checksum", "reserved", "unknown"}


@given(st.lists(frames, max_size=4), st.lists(st.integers(0, 2000), max_size=8))
@relaxed
def test_any_cut_gives_the_same_frames(sent: list[MicrolifeFrame], cuts: list[int]) -> None:
    wire = b"".join(map(microlife.encode_frame, sent))
    assert fed(microlife.stream(), pieces(wire, cuts)) == sent


@given(st.binary(max_size=40).filter(lambda noise: 0x4D not in noise), frames)
@relaxed
def test_a_frame_behind_noise_is_found(noise: bytes, frame: MicrolifeFrame) -> None:
    found = fed(microlife.stream(), [noise + microlife.encode_frame(frame)])
    assert [one for one in found if not isinstance(one, Refusal)] == [frame]
    assert b"".join(one.raw for one in found if isinstance(one, Refusal)) == noise


def test_a_length_that_asks_for_more_than_a_memory_is_garbage() -> None:
    stream = microlife.stream()
    for _ in range(50):
        stream.feed(bytes.fromhex("4d3affff") + bytes(200))
    assert stream.pending < 5000


@given(st.lists(st.builds(MicrolifeRecord, u8, u8, u8, minutes), max_size=20))
@relaxed
def test_records_come_back_as_they_were(records: list[MicrolifeRecord]) -> None:
    payload = microlife.decode_frame(microlife.encode_records(records)).payload
    assert [microlife.decode_record(slot) for slot in microlife.record_slots(payload)] == records


def test_the_commands_a_host_can_build() -> None:
    assert microlife.read_records().hex() == "4dff000900000000000000fd52"
    assert microlife.disconnect().hex() == "4dff00020452"
    assert microlife.set_time(datetime(2024, 6, 15, 14, 30, 45)).hex() == "4dff00080d18060f0e1e2de7"


@pytest.mark.parametrize("payload", ["0d1806", "0d180d0f0e1e2d", "0d18060f191e2d"])
def test_a_time_no_clock_has_is_refused(payload: str) -> None:
    with pytest.raises(Refused):
        _ = MicrolifeFrame(True, bytes.fromhex(payload)).time


@given(st.builds(YonkerMeasurement, u8, u8, u8, minutes))
@relaxed
def test_a_yonker_measurement_comes_back_as_it_was(measured: YonkerMeasurement) -> None:
    assert yonker.decode_measurement(yonker.encode_measurement(measured)) == measured


@pytest.mark.parametrize(
    ("hexes", "reason"),
    [
        ("818367510000190b1813", "short"),
        ("818367510000190b1813120000000000", "length"),
        ("808367510000190b18131200000000", "unknown"),
        ("818367510000190d18131200000000", "reserved"),
    ],
)
def test_yonker_frames_that_are_none(hexes: str, reason: str) -> None:
    with pytest.raises(Refused) as caught:
        yonker.decode_measurement(bytes.fromhex(hexes))
    assert caught.value.reason == reason
