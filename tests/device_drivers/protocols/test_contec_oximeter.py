"""Packets of the Contec oximeter, whole, halved, merged and damaged."""

from __future__ import annotations

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from device_drivers.protocols import contec_oximeter
from device_drivers.protocols.contec_oximeter import OximeterValues, OximeterWave, Packet
from device_drivers.protocols.refusal import Refused
from tests.device_drivers.protocols.strategies import fed, pieces, relaxed, u8, u16

packets: st.SearchStrategy[Packet] = st.builds(OximeterValues, u8, u8, u8) | st.builds(OximeterWave, u8, u8)


@given(packets)
@relaxed
def test_a_packet_comes_back(packet: Packet) -> None:
    data = contec_oximeter.encode_packet(packet)
    assert contec_oximeter.decode_packet(data) == packet and len(data) == contec_oximeter.size_of(packet)


@given(st.lists(packets, max_size=8), st.lists(u16, max_size=8))
@relaxed
def test_however_the_stream_is_cut_the_packets_are_the_same(sent: list[Packet], cuts: list[int]) -> None:
    assert fed(contec_oximeter.stream(), pieces(b"".join(map(contec_oximeter.encode_packet, sent)), cuts)) == sent


@given(st.binary(max_size=30))
@relaxed
def test_any_bytes_are_a_packet_or_a_refusal(data: bytes) -> None:
    with suppress(Refused):
        contec_oximeter.decode_packet(data)
    found = fed(contec_oximeter.stream(), [data])
    sizes = [contec_oximeter.size_of(one) if isinstance(one, OximeterValues | OximeterWave) else len(one.raw) for one in found]
    assert sum(sizes) == len(data)


@pytest.mark.parametrize(("spo2", "pulse", "holds"), [(97, 70, True), (0x7F, 70, False), (97, 0xFF, False), (0, 70, False), (97, 0, False)])
def test_without_a_finger_nothing_holds(spo2: int, pulse: int, holds: bool) -> None:
    assert OximeterValues(4, pulse, spo2).holds is holds
