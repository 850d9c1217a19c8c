"""Visomat frames: a result is quarantined, everything else refused, nothing ever decoded."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from device_drivers.protocols import visomat
from device_drivers.protocols.refusal import Quarantine, Refused
from tests.device_drivers.protocols.strategies import relaxed


@pytest.mark.parametrize("data", [b"\x02M100D2011511032130013409070 83\x03", b"\x02M1\x03"])
def test_a_result_is_quarantined(data: bytes) -> None:
    with pytest.raises(Quarantine):
        visomat.decode_result(data)


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "short"),
        (b"\x02M1", "short"),
        (b"\x02M1000", "short"),
        (visomat.REQUEST, "unknown"),
        (b"\x02M2000\x03", "unknown"),
        (b"\x02M1\x03\x00", "length"),
    ],
)
def test_everything_else_is_refused(data: bytes, reason: str) -> None:
    with pytest.raises(Refused) as refused:
        visomat.decode_result(data)
    assert refused.value.reason == reason


@given(st.binary(max_size=30))
@relaxed
def test_nothing_is_ever_decoded(data: bytes) -> None:
    for frame in (data, b"\x02M1" + data + b"\x03"):
        with pytest.raises((Refused, Quarantine)):
            visomat.decode_result(frame)
