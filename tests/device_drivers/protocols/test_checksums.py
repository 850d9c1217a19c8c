"""Checksums against the published check values of their algorithms (message '123456789')."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from device_drivers.protocols import checksums
from tests.device_drivers.protocols.strategies import relaxed

CHECK = b"123456789"


@pytest.mark.parametrize(
    ("compute", "expected"),
    [
        (checksums.crc16_mcrf4xx, 0x6F91),
        (checksums.crc16_ccitt_false, 0x29B1),
        (checksums.crc8_07, 0xF4),
        (checksums.sum8, 0xDD),
        (checksums.sum16, 0x01DD),
        (checksums.xor8, 0x31),
        (checksums.negative_sum8, 0x23),
    ],
)
def test_check_value(compute: Callable[[bytes], int], expected: int) -> None:
    assert compute(CHECK) == expected


@pytest.mark.parametrize(
    ("compute", "start"), [(checksums.crc16_mcrf4xx, 0xFFFF), (checksums.crc16_ccitt_false, 0xFFFF), (checksums.crc8_07, 0)]
)
def test_nothing_gives_the_initial_value(compute: Callable[[bytes], int], start: int) -> None:
    assert compute(b"") == start


@relaxed
@given(st.binary(max_size=64))
def test_the_negative_sum_brings_a_frame_to_zero(data: bytes) -> None:
    assert checksums.sum8(data + bytes((checksums.negative_sum8(data),))) == 0
