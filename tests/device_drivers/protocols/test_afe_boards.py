"""Frames of ECG front ends: round trips, damage, noise between packets."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from device_drivers.protocols import afe_boards
from device_drivers.protocols.afe_boards import Ads1298Sample, CytonSample, HealthyPiPacket
from device_drivers.protocols.byte_stream import Refusal
from device_drivers.protocols.refusal import Refused
from tests.device_drivers.protocols.strategies import fed, pieces, relaxed, u8

COUNTS = st.tuples(*([st.integers(-(2**23), 2**23 - 1)] * 8))
ADS = st.builds(Ads1298Sample, u8, u8, st.integers(0, 15), COUNTS)
CYTON = st.builds(CytonSample, u8, COUNTS, st.binary(min_size=6, max_size=6), st.integers(0, 6))
HEALTHYPI = st.builds(HealthyPiPacket, u8, st.binary(max_size=60))
CUTS = st.lists(st.integers(0, 400), max_size=8)


@relaxed
@given(ADS)
def test_ads1298_round_trip(sample: Ads1298Sample) -> None:
    wire = afe_boards.encode_ads1298(sample)
    assert len(wire) == 27 and wire[0] >> 4 == 0b1100
    assert afe_boards.decode_ads1298(wire) == sample


def test_an_electrode_that_is_off() -> None:
    """H38."""
    sample = afe_boards.decode_ads1298(bytes.fromhex("c01020") + bytes(24))
    assert (sample.off_positive, sample.off_negative, sample.gpio) == (0x01, 0x02, 0)
    assert [sample.off(channel) for channel in range(3)] == [True, True, False]


@relaxed
@given(CYTON)
def test_cyton_round_trip(sample: CytonSample) -> None:
    assert afe_boards.decode_cyton(afe_boards.encode_cyton(sample)) == sample


@relaxed
@given(HEALTHYPI)
def test_healthypi_round_trip(packet: HealthyPiPacket) -> None:
    assert afe_boards.decode_healthypi(afe_boards.encode_healthypi(packet)) == packet


@relaxed
@given(st.lists(CYTON.map(afe_boards.encode_cyton) | st.binary(max_size=9), max_size=6).map(b"".join), CUTS)
def test_cyton_however_it_is_cut(data: bytes, cuts: list[int]) -> None:
    assert fed(afe_boards.cyton_stream(), pieces(data, cuts)) == fed(afe_boards.cyton_stream(), [data])


@relaxed
@given(st.lists(HEALTHYPI.map(afe_boards.encode_healthypi) | st.binary(max_size=9), max_size=6).map(b"".join), CUTS)
def test_healthypi_however_it_is_cut(data: bytes, cuts: list[int]) -> None:
    assert fed(afe_boards.healthypi_stream(), pieces(data, cuts)) == fed(afe_boards.healthypi_stream(), [data])


def test_the_packet_behind_a_damaged_one() -> None:
    """H15: one lost packet is one gap."""
    one, two = CytonSample(1, (0,) * 8), CytonSample(2, (1,) * 8)
    damaged = afe_boards.encode_cyton(one)[:-1] + b"\x11"
    assert afe_boards.cyton_stream().feed(damaged + afe_boards.encode_cyton(two)) == [Refusal("unknown", damaged), two]


def test_a_length_no_packet_has() -> None:
    stream = afe_boards.healthypi_stream()
    assert stream.feed(b"\x0a\xfa\xff\xff") == []
    assert stream.reset() == [Refusal("length", b"\x0a\xfa\xff\xff")]


@relaxed
@given(st.binary(max_size=70))
def test_any_bytes(data: bytes) -> None:
    for decode in (afe_boards.decode_ads1298, afe_boards.decode_cyton, afe_boards.decode_healthypi):
        try:
            assert decode(data) is not None
        except Refused as refused:
            assert refused.reason in {"short", "length", "unknown"}


@pytest.mark.parametrize(("count", "units"), [(0, 0), (44_739, 10_000), (-44_739, -10_000), (2**23 - 1, 1_875_000)])
def test_a_count_in_tenths_of_a_microvolt(count: int, units: int) -> None:
    """A Cyton's step is 22.35 nV: 4.5 V over a gain of 24 and 23 bits."""
    assert afe_boards.units(count, 4.5, 24) == pytest.approx(units, abs=1)
