"""Polar PMD: ECG frames, settings, control point, packed acceleration."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from device_drivers.protocols import polar_pmd
from device_drivers.protocols.polar_pmd import ControlResponse, ControlWrite, EcgFrame, Op, Setting, Settings
from device_drivers.protocols.refusal import Refused
from tests.device_drivers.protocols.strategies import relaxed, u8, u16

S24 = st.integers(-(1 << 23), (1 << 23) - 1)
HEAD = bytes.fromhex("00 0094357700000000")
S32 = st.integers(-(1 << 31), (1 << 31) - 1)
VALUES = st.lists(u16, min_size=1, max_size=4).map(tuple)
SETTINGS: st.SearchStrategy[Settings] = st.fixed_dictionaries(
    {},
    optional={
        Setting.SAMPLE_RATE_HZ: VALUES,
        Setting.RESOLUTION_BITS: VALUES,
        Setting.RANGE: VALUES,
        Setting.RANGE_MILLI: st.lists(S32, min_size=1, max_size=3).map(tuple),
        Setting.CHANNELS: st.lists(u8, min_size=1, max_size=3).map(tuple),
    },
)


@relaxed
@given(st.integers(0, (1 << 64) - 1), st.lists(S24, max_size=80).map(tuple))
def test_ecg_round_trip(timestamp: int, samples: tuple[int, ...]) -> None:
    frame = EcgFrame(timestamp, 0, samples)
    assert polar_pmd.decode_ecg_frame(polar_pmd.encode_ecg_frame(frame)) == frame


@pytest.mark.parametrize(
    ("kind", "payload", "samples"),
    [(0, "ffff7f000080", (8388607, -8388608)), (1, "ffffff000040", (16383, 0)), (2, "ffffff000004", (262143, 0))],
)
def test_sample_types(kind: int, payload: str, samples: tuple[int, ...]) -> None:
    """H15: each frame type has its own width and sign."""
    frame = polar_pmd.decode_ecg_frame(HEAD + bytes((kind,)) + bytes.fromhex(payload))
    assert frame.samples_uv == samples


def test_rows_of_type_three() -> None:
    frame = polar_pmd.decode_ecg_frame(HEAD + b"\x03" + bytes.fromhex("ffffff 000080 07".replace(" ", "")))
    assert [(row.first, row.second, row.status) for row in frame.rows] == [(-1, -8388608, 7)]


@pytest.mark.parametrize(
    ("wire", "reason"),
    [
        (b"", "short"),
        (HEAD, "short"),
        (HEAD + bytes((0, 1, 2)), "length"),
        (HEAD + bytes((3, 1, 2, 3)), "length"),
        (b"\x02" + HEAD[1:] + bytes((0, 1, 2, 3)), "unknown"),
        (HEAD + bytes((4, 1, 2, 3)), "unknown"),
        (HEAD + bytes((0x80, 1, 2, 3)), "unknown"),
    ],
)
def test_refused_ecg_frames(wire: bytes, reason: str) -> None:
    with pytest.raises(Refused) as refused:
        polar_pmd.decode_ecg_frame(wire)
    assert refused.value.reason == reason


@relaxed
@given(SETTINGS)
def test_settings_round_trip(settings: Settings) -> None:
    assert polar_pmd.decode_settings(polar_pmd.encode_settings(settings)) == settings


@pytest.mark.parametrize(("wire", "reason"), [("00", "short"), ("00028200", "short"), ("09010100", "unknown")])
def test_refused_settings(wire: str, reason: str) -> None:
    with pytest.raises(Refused) as refused:
        polar_pmd.decode_settings(bytes.fromhex(wire))
    assert refused.value.reason == reason


@relaxed
@given(st.builds(ControlResponse, st.sampled_from(Op), u8, u8, st.booleans(), st.binary(max_size=20)))
def test_control_response_round_trip(response: ControlResponse) -> None:
    assert polar_pmd.decode_control_response(polar_pmd.encode_control_response(response)) == response


def test_a_response_may_end_with_its_status() -> None:
    assert polar_pmd.decode_control_response(bytes.fromhex("f0030000")) == ControlResponse(Op.STOP, 0, 0)


@pytest.mark.parametrize(("wire", "reason"), [("f00102", "short"), ("f1010200", "unknown"), ("f0090200", "unknown")])
def test_refused_control_responses(wire: str, reason: str) -> None:
    with pytest.raises(Refused) as refused:
        polar_pmd.decode_control_response(bytes.fromhex(wire))
    assert refused.value.reason == reason


def test_the_writes_of_an_ecg_session() -> None:
    assert polar_pmd.start_ecg().hex(" ") == "02 00 00 01 82 00 01 01 0e 00"
    assert polar_pmd.stop_ecg().hex(" ") == "03 00"
    started = polar_pmd.decode_control_write(polar_pmd.start_ecg())
    assert started == ControlWrite(Op.START, 0, {Setting.SAMPLE_RATE_HZ: (130,), Setting.RESOLUTION_BITS: (14,)})


@pytest.mark.parametrize(("wire", "reason"), [("02", "short"), ("030000", "length"), ("010000", "length"), ("0700", "unknown")])
def test_refused_control_writes(wire: str, reason: str) -> None:
    with pytest.raises(Refused) as refused:
        polar_pmd.decode_control_write(bytes.fromhex(wire))
    assert refused.value.reason == reason


def _packed(rows: list[tuple[int, int, int]], bits: int) -> bytes:
    """One block of deltas, packed from the lowest bit on."""
    whole = 0
    for at, delta in enumerate(delta for row in rows for delta in row):
        whole |= (delta & (1 << bits) - 1) << at * bits
    return bytes((bits, len(rows))) + whole.to_bytes((bits * len(rows) * 3 + 7) // 8, "little")


DELTAS = st.integers(-100, 100)


@relaxed
@given(st.lists(st.tuples(DELTAS, DELTAS, DELTAS), max_size=20), st.integers(8, 32), st.integers(0, 20))
def test_packed_deltas_add_up(deltas: list[tuple[int, int, int]], bits: int, split: int) -> None:
    payload = bytes(6) + _packed(deltas[:split], bits) + _packed(deltas[split:], bits + 1 if bits < 32 else bits)
    expected = [(0, 0, 0)]
    for x, y, z in deltas:
        expected.append((expected[-1][0] + x, expected[-1][1] + y, expected[-1][2] + z))
    assert polar_pmd.decode_acc_delta(payload) == tuple(expected)


@pytest.mark.parametrize(
    ("payload", "reason"),
    [(bytes(5), "short"), (bytes(6) + b"\x05", "short"), (bytes(6) + b"\x08\x02\x00", "short"), (bytes(6) + b"\x21\x00", "reserved")],
)
def test_refused_deltas(payload: bytes, reason: str) -> None:
    with pytest.raises(Refused) as refused:
        polar_pmd.decode_acc_delta(payload)
    assert refused.value.reason == reason


def test_blocks_of_width_zero_repeat_the_row() -> None:
    assert polar_pmd.decode_acc_delta(bytes.fromhex("010002000300 0002")) == ((1, 2, 3),) * 3
