"""gzip for bodies."""

from __future__ import annotations

import gzip
import hashlib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sync.hub.names import TERSE
from sync.packing import NotPacked, coded, pack, pack_terse, unpack, unpack_terse


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


VISIT = (Path(__file__).parent.parent / "reference_visit.json").read_bytes()
PHRASES = "07c4cb31ea44c8a0"


def test_the_shorter_coding_there_and_back() -> None:
    short = pack_terse(VISIT)
    assert short is not None and unpack_terse(short) == VISIT and short == pack_terse(VISIT)
    assert len(short) < 0.7 * len(pack(VISIT, level=9))


def test_the_phrases_belong_to_the_name_of_the_coding() -> None:
    """Whoever changes sync/phrases.txt gives TERSE another number, or hubs and seats of two versions take each other's bodies for broken."""
    from sync.packing import _phrases

    assert (TERSE, hashlib.sha256(_phrases()).hexdigest()[:16]) == ("x-xiangyi-2", PHRASES)


@pytest.mark.parametrize(
    ("wished", "body", "name"), [(TERSE, VISIT, TERSE), ("", VISIT, "gzip"), (TERSE, b"\x01", "gzip"), ("br", VISIT, "gzip")]
)
def test_what_is_wished_for_is_given_where_it_fits(wished: str, body: bytes, name: str) -> None:
    wire, told = coded(body, wished)
    assert told == name and (unpack_terse if told == TERSE else unpack)(wire) == body


@pytest.mark.parametrize(
    ("wire", "too_large"),
    [
        (b"", False),
        (b"x" * 20, False),
        (pack(VISIT), False),
        ((pack_terse(VISIT) or b"")[:-1], False),
        ((pack_terse(VISIT) or b"") + b"x", False),
        (pack_terse(b"x" * 200_001) or b"", True),
    ],
)
def test_what_is_refused_of_the_shorter_coding(wire: bytes, too_large: bool) -> None:
    """T7."""
    with pytest.raises(NotPacked) as refused:
        unpack_terse(wire, max_bytes=200_000)
    assert refused.value.too_large is too_large
