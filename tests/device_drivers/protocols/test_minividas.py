"""miniVIDAS records and what damages them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from device_drivers.protocols import minividas
from device_drivers.protocols.byte_stream import Refusal
from device_drivers.protocols.minividas import Taken, decode_record, encode_record
from device_drivers.protocols.minividas_session import device_time
from device_drivers.protocols.refusal import Refused
from tests.device_drivers.protocols.strategies import fed, pieces, relaxed

FIELDS = (("mt", "rsl"), ("pi", ""), ("rt", "HBCT"), ("ql", "Positif"), ("qn", "0.05"))
RECORD = encode_record(FIELDS)
words = st.text(alphabet=st.characters(codec="utf-8", min_codepoint=0x20, exclude_characters="|\x7f"), max_size=12)


@relaxed
@given(st.lists(st.tuples(st.sampled_from(["mt", "rt", "qn"]), words), min_size=1, max_size=5))
def test_a_record_comes_back(fields: list[tuple[str, str]]) -> None:
    assert decode_record(encode_record(tuple(fields))).fields == tuple(fields)


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "short"),
        (b"\x05\x04", "short"),
        (b"x" + RECORD, "unknown"),
        (RECORD[:-4], "short"),
        (RECORD[:10], "short"),
        (RECORD + b"x", "length"),
        (RECORD[:-4] + b"00\r\n", "checksum"),
        (RECORD[:-4] + b"zz\r\n", "checksum"),
        (b"\x02\x1d1d", "unknown"),
        (b"\x02mt\x1dfe", "unknown"),
    ],
)
def test_what_is_no_record(data: bytes, reason: str) -> None:
    with pytest.raises(Refused) as caught:
        decode_record(data)
    assert caught.value.reason == reason


@relaxed
@given(st.lists(st.integers(0, 200), max_size=6))
def test_cuts_make_no_difference(cuts: list[int]) -> None:
    data = b"\x05noise" + RECORD + RECORD[:9] + RECORD + b"\x04"
    whole = fed(minividas.stream(), [data])
    assert fed(minividas.stream(), pieces(data, cuts)) == whole
    assert [token.record.fields for token in whole if isinstance(token, Taken)] == [FIELDS, FIELDS]


@relaxed
@given(st.binary(max_size=60))
def test_any_bytes_are_told_once_and_in_full(data: bytes) -> None:
    found = fed(minividas.stream(), [data])
    assert sum(len(token.raw) if isinstance(token, Refusal) else minividas.size_of(token) for token in found) == len(data)


@pytest.mark.parametrize(
    ("date", "time", "expected"),
    [
        ("10/25/24", "18:35", "2024-10-25T18:35:??"),
        ("25/10/24", "18:35", "2024-10-25T18:35:??"),
        ("03/05/26", "08:41", "2026-??-??T08:41:??"),
        ("05/05/26", "", "2026-05-05T??:??:??"),
        ("31/31/26", "08:41", "2026-??-??T08:41:??"),
        ("12/45/26", "25:61", "2026-??-??T??:??:??"),
        ("", "08:41", None),
    ],
)
def test_a_date_that_may_be_read_two_ways_is_not_read(date: str, time: str, expected: str | None) -> None:
    assert device_time(date, time) == expected
