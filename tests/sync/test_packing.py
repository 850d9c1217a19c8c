"""gzip for bodies."""

from __future__ import annotations

import gzip

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sync.packing import NotPacked, pack, unpack


@given(st.binary(max_size=5_000))
def test_there_and_back(body: bytes) -> None:
    assert unpack(pack(body)) == body == gzip.decompress(pack(body))
    assert pack(body) == pack(body), "the same bytes again after a lost reply"


@pytest.mark.parametrize(
    ("wire", "too_large"),
    [
        (b"", False),
        (b"\x1f\x8b", False),
        (b"plain", False),
        (pack(b"x" * 100)[:-1], False),
        (pack(b"x") + b"y", False),
        (pack(b"x" * 1_001), True),
    ],
)
def test_what_is_refused(wire: bytes, too_large: bool) -> None:
    """T7."""
    with pytest.raises(NotPacked) as refused:
        unpack(wire, max_bytes=1_000)
    assert refused.value.too_large is too_large


def test_a_ratio_that_no_record_has_is_refused() -> None:
    with pytest.raises(NotPacked) as refused:
        unpack(pack(b" " * 2_000_000))
    assert refused.value.too_large
