"""Contec ABPM50 packets."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from device_drivers.protocols import contec_abpm
from device_drivers.protocols.contec_abpm import Counts, Mode, Packet, Pressures, Pulse
from device_drivers.protocols.date_time import DeviceTime
from device_drivers.protocols.refusal import Quarantine, Refused
from tests.device_drivers.protocols.strategies import fed, pieces, relaxed, u8, u16

TIMES = st.builds(
    DeviceTime, st.integers(1990, 2099), st.integers(1, 12), st.integers(1, 31), st.integers(0, 23), st.integers(0, 59), st.none()
)
PACKETS: st.SearchStrategy[Packet] = st.one_of(
    TIMES, st.builds(Pressures, u16, u16, u16), st.builds(Pulse, u16, u8), st.builds(Mode, u8), st.builds(Counts, u8, u8)
)


@given(PACKETS)
@relaxed
def test_round_trip(packet: Packet) -> None:
    assert contec_abpm.decode(contec_abpm.encode(packet)) == packet


def test_pressures_are_systolic_mean_diastolic() -> None:
    """Packet 08: the maker's own app reads them in that order."""
    assert contec_abpm.decode(bytes.fromhex("088280f680d980ce")) == Pressures(0xF6, 0x59, 0x4E)


@pytest.mark.parametrize(
    ("data", "reason"), [("", "short"), ("0780", "short"), ("0a80", "unknown"), ("0980808080" + "80", "length"), ("0980801080", "reserved")]
)
def test_refused(data: str, reason: str) -> None:
    with pytest.raises(Refused) as refused:
        contec_abpm.decode(bytes.fromhex(data))
    assert refused.value.reason == reason


@given(st.lists(st.one_of(PACKETS.map(contec_abpm.encode), st.binary(max_size=5)), max_size=6), st.lists(st.integers(0, 60), max_size=6))
@relaxed
def test_fragmentation_makes_no_difference(frames: list[bytes], cuts: list[int]) -> None:
    data = b"".join(frames)
    assert fed(contec_abpm.stream(), pieces(data, cuts)) == fed(contec_abpm.stream(), [data])


@given(st.binary(max_size=12))
@relaxed
def test_any_bytes_are_refused_in_an_orderly_way(data: bytes) -> None:
    try:
        assert contec_abpm.decode(data) is not None
    except (Refused, Quarantine) as error:
        assert error.reason
