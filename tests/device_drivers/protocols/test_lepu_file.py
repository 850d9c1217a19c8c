"""Stored Lepu recordings: DPCM steps and four-channel rows."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from device_drivers.protocols import lepu_file
from device_drivers.protocols.refusal import Refused
from tests.device_drivers.protocols.strategies import relaxed, s16

HEADER = bytes(range(10))


def _step(last: int, sample: int) -> bytes:
    """The shortest DPCM step from `last` to `sample`."""
    change = sample - last
    if -127 < change < 127:
        return change.to_bytes(1, "little", signed=True)
    if 127 <= change <= 382:
        return bytes((0x7F, change - 127))
    return bytes((0x81, -127 - change)) if -382 <= change <= -127 else b"\x80" + sample.to_bytes(2, "little", signed=True)


@relaxed
@given(st.lists(s16 | st.integers(-400, 400), max_size=50))
def test_dpcm_round_trip(samples: list[int]) -> None:
    wire = b"".join(_step(last, sample) for last, sample in zip([0, *samples], samples, strict=False))
    assert lepu_file.decode_dpcm(wire) == tuple(samples)


@pytest.mark.parametrize("wire", ["80", "800c", "057f", "81"])
def test_a_cut_off_step_is_short(wire: str) -> None:
    with pytest.raises(Refused) as refused:
        lepu_file.decode_dpcm(bytes.fromhex(wire))
    assert refused.value.reason == "short"


def test_masked_rows() -> None:
    """H15: a masked channel is absolute, the others go on from where they were."""
    rows = bytes.fromhex("800f 0a00 1400 1e00 2800  01ff0280  8005 6400 01 c800 ff".replace(" ", ""))
    prefix = lepu_file.decode_four_channels(HEADER + rows)
    assert prefix.header == HEADER
    assert prefix.lead_v5 == (10, 11, 100)
    assert prefix.lead_i == (20, 19, 20)
    assert prefix.lead_ii == (30, 32, 200)
    assert prefix.lead_v1 == (40, -88, -89)


@pytest.mark.parametrize("tail", ["01", "010203", "80", "8001", "80ff0000"])
def test_an_incomplete_last_row_is_left_out(tail: str) -> None:
    prefix = lepu_file.decode_four_channels(HEADER + bytes((1, 2, 3, 4)) + bytes.fromhex(tail))
    assert (prefix.lead_v5, prefix.lead_i, prefix.lead_ii, prefix.lead_v1) == ((1,), (2,), (3,), (4,))


def test_no_rows_and_no_header() -> None:
    assert lepu_file.decode_four_channels(HEADER).lead_i == ()
    with pytest.raises(Refused):
        lepu_file.decode_four_channels(HEADER[:-1])
