"""Contec ECG90A files: head, rows of eight leads, electrodes that were off."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from device_drivers.protocols import contec_ecg90a
from device_drivers.protocols.contec_ecg90a import LEADS, Head
from device_drivers.protocols.refusal import Quarantine, Refused
from tests.device_drivers.protocols.strategies import relaxed

HEAD = Head("0000053", "2020-11-24T07:19:13", "王小明", "male", 61, 70)
counts = st.none() | st.integers(-2048, 24000)
ROWS = st.lists(st.tuples(*([counts] * 8)), max_size=20)


@relaxed
@given(ROWS)
def test_a_file_round_trip(rows: list[tuple[int | None, ...]]) -> None:
    """H15: an electrode that was off is a gap in its lead alone."""
    file = contec_ecg90a.decode_file(contec_ecg90a.encode_file(HEAD, rows))
    assert file.head == HEAD
    for lead in range(len(LEADS)):
        column = [None if at in file.off[lead] else count for at, count in enumerate(file.samples[lead])]
        assert column == [row[lead] for row in rows]


def test_the_start_of_a_file_needs_no_foot() -> None:
    whole = contec_ecg90a.encode_file(HEAD, [(1, 2, 3, 4, 5, 6, 7, 8), (0,) * 8])
    head, rows = contec_ecg90a.decode_prefix(whole[: 43 + 16 + 15])
    assert (head, rows) == (HEAD, ((1, 2, 3, 4, 5, 6, 7, 8),))


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (contec_ecg90a.encode_file(HEAD, [])[:42], "short"),
        (contec_ecg90a.encode_file(HEAD, [])[:-1], "short"),
        (contec_ecg90a.encode_file(HEAD, []) + b"\0", "length"),
        (bytes(80), "unknown"),
        (contec_ecg90a.encode_file(HEAD, []).replace(b"\x01\x3d", b"\x07\x3d"), "reserved"),
    ],
)
def test_what_is_no_file(data: bytes, reason: str) -> None:
    with pytest.raises(Refused) as refused:
        contec_ecg90a.decode_file(data)
    assert refused.value.reason == reason


@relaxed
@given(st.binary(max_size=120))
def test_any_bytes(data: bytes) -> None:
    for decode in (contec_ecg90a.decode_file, contec_ecg90a.decode_prefix):
        try:
            assert decode(data) is not None
        except (Refused, Quarantine) as error:
            assert error.reason in {"short", "length", "unknown", "reserved"}
