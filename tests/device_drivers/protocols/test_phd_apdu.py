"""11073-20601 as a manager of stores speaks it: lengths hold everywhere, nothing else is taken from an APDU."""

# ruff: noqa: DTZ001 - a device's clock has no zone
from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from device_drivers.protocols import phd_apdu
from device_drivers.protocols.phd_apdu import Apdu, Choice, DataApdu, SegmentData, counted, u16
from device_drivers.protocols.refusal import Quarantine, Refused
from tests.device_drivers.protocols.strategies import fed, pieces, relaxed
from tests.device_drivers.protocols.strategies import u16 as any_u16

APDUS = st.builds(Apdu, st.sampled_from([int(choice) for choice in Choice]), st.binary(max_size=60))
CUTS = st.lists(st.integers(0, 400), max_size=12)


@relaxed
@given(any_u16, any_u16, st.binary(max_size=80))
def test_data_apdu_round_trip(invoke_id: int, service: int, body: bytes) -> None:
    wire = phd_apdu.encode_data(DataApdu(invoke_id, service, body))
    [apdu] = phd_apdu.stream().feed(wire)
    assert isinstance(apdu, Apdu) and phd_apdu.decode_data(apdu) == DataApdu(invoke_id, service, body)


@relaxed
@given(st.lists(APDUS.map(phd_apdu.encode_apdu) | st.binary(max_size=4), max_size=5).map(b"".join), CUTS)
def test_a_stream_cut_anywhere_gives_the_same(data: bytes, cuts: list[int]) -> None:
    assert fed(phd_apdu.stream(), pieces(data, cuts)) == fed(phd_apdu.stream(), [data])


@relaxed
@given(st.datetimes(min_value=datetime(1000, 1, 1), max_value=datetime(9999, 12, 31)))
def test_clocks_are_exact(moment: datetime) -> None:
    moment = moment.replace(microsecond=0)
    if moment.year >= 1582:
        assert phd_apdu.decode_absolute_time(phd_apdu.absolute_time(moment)).local() == moment


def test_published_time() -> None:
    """From the standard's own example of a scan report."""
    assert phd_apdu.decode_absolute_time(bytes.fromhex("2007120612100000")).text() == "2007-12-06T12:10:00"


@pytest.mark.parametrize(
    ("wire", "said"),
    [
        (phd_apdu.release_request(), "e40000020000"),
        (phd_apdu.config_accepted(0x54, 0x4000), "e7000016001400540201000e0000000000000d1c000440000000"),
        (phd_apdu.get_attributes(0x55), "e700000e000c005501030006000000000000"),
        (phd_apdu.segment_info(0x56, 2), "e7000014001200560107000c00020c0d0006000100020000"),
        (phd_apdu.trigger(0x57, 2, 0), "e7000010000e00570107000800020c1c00020000"),
        (phd_apdu.set_time(0x58, datetime(2026, 3, 5, 8, 41, 20)), "e700001a001800580107001200000c17000c202603050841200000000000"),
    ],
)
def test_what_the_manager_says(wire: bytes, said: str) -> None:
    """Written out by hand from the standard's layouts."""
    assert wire.hex() == said


def test_the_association_is_answered_as_annex_h_shows() -> None:
    wire = phd_apdu.association_response()
    assert wire[:10].hex() == "e300002c000350790026" and len(wire) == 48


def test_a_confirmation_repeats_the_page() -> None:
    data = SegmentData(1, 20, 5, phd_apdu.LAST_ENTRY, ())
    wire = phd_apdu.segment_confirmed(0x59, 2, data)
    assert wire.hex() == "e700001e001c0059020100160002ffffffff0d21000c000100000014000000050080"


def page(count: int, entries: bytes) -> bytes:
    return u16(0) + bytes(4) + count.to_bytes(4, "big") + u16(0xC000) + counted(entries)


@pytest.mark.parametrize("information", [page(1, bytes(11)), page(2, bytes(12)), page(1, bytes(12)) + b"\0", page(1, bytes(12))[:-1], b""])
def test_pages_whose_lengths_do_not_fit_are_refused(information: bytes) -> None:
    """H2: entries of another size would be read shifted."""
    with pytest.raises(Refused):
        phd_apdu.decode_segment_data(information)


def test_entries() -> None:
    whole = bytes.fromhex("2026030508412000") + b"\x00\x68" + b"\x00\x00"
    data = phd_apdu.decode_segment_data(page(1, whole))
    entry = phd_apdu.decode_entry(data.entries[0])
    assert (entry.taken.text(), entry.sfloat, entry.status) == ("2026-03-05T08:41:20", b"\x00\x68", 0)
    with pytest.raises(Refused) as refused:
        phd_apdu.decode_entry(b"\x2a" + whole[1:])
    assert refused.value.reason == "reserved"


DECODERS: list[Callable[[bytes], object]] = [
    lambda data: phd_apdu.decode_data(Apdu(Choice.PRESENTATION, data)),
    lambda data: phd_apdu.event(DataApdu(1, 0x0101, data)),
    lambda data: phd_apdu.action_answer(DataApdu(1, 0x0207, data)),
    phd_apdu.decode_configuration,
    phd_apdu.decode_attributes,
    phd_apdu.decode_segments,
    phd_apdu.decode_trigger,
    phd_apdu.decode_segment_data,
    phd_apdu.decode_entry,
]


@relaxed
@given(st.binary(max_size=80), st.sampled_from(DECODERS))
def test_any_bytes_are_understood_or_refused(data: bytes, decode: Callable[[bytes], object]) -> None:
    try:
        assert decode(data) is not None
    except (Refused, Quarantine) as error:
        assert error.reason
