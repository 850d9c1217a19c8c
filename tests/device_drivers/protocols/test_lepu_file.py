"""Stored Lepu recordings: DPCM steps, interleaved rows, whole files, and the real recording of an ER3."""

from __future__ import annotations

from array import array

import pytest
from hypothesis import given
from hypothesis import strategies as st

from device_drivers.protocols import lepu_file
from device_drivers.protocols.lepu_file import RowWave, SingleWave, StoredFile, Tail
from device_drivers.protocols.refusal import Refused
from tests.device_drivers.protocols.device_vectors import vectors_path
from tests.device_drivers.protocols.strategies import pieces, relaxed, s16

HEADER = bytes(range(10))
REAL_ER3 = vectors_path().with_name("lepu_er3_W20240111145412.bin")
CUTS = st.lists(st.integers(0, 500), max_size=8)
ROWS = st.lists(st.tuples(s16, s16, st.integers(-400, 400), st.integers(-90, 90)), max_size=30)


@relaxed
@given(st.lists(s16 | st.integers(-400, 400), max_size=50), CUTS)
def test_dpcm_round_trip(samples: list[int], cuts: list[int]) -> None:
    wire = lepu_file.encode_dpcm(samples)
    assert lepu_file.decode_dpcm(wire) == tuple(samples)
    wave = SingleWave()
    assert [sample for piece in pieces(wire, cuts) for sample in wave.feed(piece)] == samples


@pytest.mark.parametrize("wire", ["80", "800c", "057f", "81"])
def test_a_cut_off_step_is_short(wire: str) -> None:
    with pytest.raises(Refused) as refused:
        lepu_file.decode_dpcm(bytes.fromhex(wire))
    assert refused.value.reason == "short"


def test_masked_rows() -> None:
    """H15: a masked channel is absolute, the others go on from where they were."""
    rows = bytes.fromhex("800f 0a00 1400 1e00 2800  01ff0280  8005 6400 01 c800 ff".replace(" ", ""))
    prefix = lepu_file.decode_four_channels(HEADER + rows)
    assert prefix.header == HEADER
    assert prefix.lead_v5 == (10, 11, 100)
    assert prefix.lead_i == (20, 19, 20)
    assert prefix.lead_ii == (30, 32, 200)
    assert prefix.lead_v1 == (40, -88, -89)


@pytest.mark.parametrize("tail", ["01", "010203", "80", "8001", "80ff0000"])
def test_an_incomplete_last_row_is_left_out(tail: str) -> None:
    prefix = lepu_file.decode_four_channels(HEADER + bytes((1, 2, 3, 4)) + bytes.fromhex(tail))
    assert (prefix.lead_v5, prefix.lead_i, prefix.lead_ii, prefix.lead_v1) == ((1,), (2,), (3,), (4,))


def test_no_rows_and_no_header() -> None:
    assert lepu_file.decode_four_channels(HEADER).lead_i == ()
    with pytest.raises(Refused):
        lepu_file.decode_four_channels(HEADER[:-1])


@relaxed
@given(ROWS, CUTS)
def test_rows_however_they_are_cut(rows: list[tuple[int, ...]], cuts: list[int]) -> None:
    wire, wave = lepu_file.encode_rows(rows), RowWave(4)
    flat = [sample for piece in pieces(wire, cuts) for sample in wave.feed(piece)]
    assert flat == [sample for row in rows for sample in row]
    assert wave.pending == 0


@relaxed
@given(ROWS, CUTS, st.sampled_from([1, 2, 7]))
def test_a_file_as_it_comes_in(rows: list[tuple[int, ...]], cuts: list[int], cable: int) -> None:
    wire, stored, flat = lepu_file.encode_file(lepu_file.encode_rows(rows), 7, cable), StoredFile(), array("i")
    for piece in pieces(wire, cuts):
        flat += stored.feed(piece)
        assert stored.pending <= lepu_file.TAIL_SIZE + 10
    assert list(flat) == [sample for row in rows for sample in row]
    assert stored.end().seconds == 7
    assert stored.channels == lepu_file.cable_channels(cable)


@relaxed
@given(st.lists(s16, max_size=40))
def test_a_file_of_one_lead(samples: list[int]) -> None:
    stored = StoredFile()
    assert list(stored.feed(lepu_file.encode_file(lepu_file.encode_dpcm(samples), 3))) == samples
    assert (stored.channels, stored.end().seconds) == (("ECG",), 3)


@pytest.mark.parametrize(
    ("spoil", "reason"),
    [
        (lambda wire: wire[:25], "short"),
        (lambda wire: wire[:-1], "unknown"),
        (lambda wire: wire[:14] + bytes((wire[14] ^ 1,)) + wire[15:], "checksum"),
        (lambda wire: wire[:12] + wire[13:], "checksum"),
    ],
)
def test_a_damaged_file_is_refused(spoil, reason: str) -> None:  # type: ignore[no-untyped-def]
    """H15: no recording is made of bytes that were damaged on their way."""
    stored = StoredFile()
    stored.feed(spoil(lepu_file.encode_file(lepu_file.encode_dpcm(range(20)), 3)))
    with pytest.raises(Refused) as refused:
        stored.end()
    assert refused.value.reason == reason


def test_a_model_that_writes_no_checksum() -> None:
    wire = lepu_file.encode_file(lepu_file.encode_dpcm(range(20)), 3)
    stored = StoredFile()
    stored.feed(wire[:-16] + bytes(2) + wire[-14:])
    assert stored.end() == Tail(3, 0)


def test_a_cable_nobody_knows() -> None:
    with pytest.raises(Refused):
        StoredFile().feed(lepu_file.encode_file(b"", 1, 0xFF))


@relaxed
@given(st.lists(st.binary(max_size=60), max_size=6))
def test_any_bytes_end_in_a_refusal_or_a_tail(chunks: list[bytes]) -> None:
    stored = StoredFile()
    try:
        for chunk in chunks:
            stored.feed(chunk)
        assert stored.end().seconds >= 0
    except Refused as refused:
        assert refused.reason in {"short", "unknown", "checksum", "reserved"}


@pytest.mark.skipif(not REAL_ER3.exists(), reason="the real ER3 recording is not on this machine")
def test_the_real_recording_of_an_er3() -> None:
    """495 s at 250 Hz in four channels; its CRC holds; bounded memory whatever the size of the pieces."""
    data, stored, flat = REAL_ER3.read_bytes(), StoredFile(), array("i")
    for at in range(0, len(data), 1987):
        flat += stored.feed(data[at : at + 1987])
        assert stored.pending < 40
    tail = stored.end()
    rows = len(flat) // 4
    assert (rows, len(flat) % 4, tail.seconds, tail.crc) == (123_750, 0, 495, 0xE5E2)
    assert rows / tail.seconds == 250
    assert stored.channels == ("", "I", "II", "V1")  # a five-wire cable: nothing on the first channel
    assert set(flat[0::4]) == {0}
    assert list(flat[1:5]) == [-23, -35, -14, 0]
    assert max(flat[2::4]) - min(flat[2::4]) > 200  # a heart beats
