"""What goes into a chunk comes out of it, gaps and rails included."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.store import ecg_codec

SAMPLES = st.lists(st.none() | st.integers(-(2**31) + 1, 2**31 - 1), max_size=600)


@given(SAMPLES)
def test_nothing_changes_on_the_way(samples: list[int | None]) -> None:
    assert ecg_codec.from_bytes(ecg_codec.to_bytes(samples)) == samples
    assert ecg_codec.unpack(ecg_codec.pack(samples), len(samples)) == samples


def test_a_heart_packs_well() -> None:
    """Figure of ecg.md §3: some 5 to 9 bits a sample for native steps."""
    beat = [0] * 60 + [40, 160, 400, 160, -60] + [0] * 40 + [30, 60, 80, 60, 30] + [0] * 40
    samples: list[int | None] = [value + (n * 7919) % 5 for n, value in enumerate(beat * 50)]
    assert len(ecg_codec.pack(samples)) < len(samples)


@pytest.mark.parametrize("damage", [b"", b"nonsense", ecg_codec.pack([1, 2, 3])[:-2], ecg_codec.pack([1, 2])])
def test_a_damaged_chunk_is_refused(damage: bytes) -> None:
    with pytest.raises(ValueError, match="damaged"):
        ecg_codec.unpack(damage, 3)


def test_a_sample_beyond_32_bits_is_refused() -> None:
    with pytest.raises(OverflowError):
        ecg_codec.to_bytes([2**31])
