"""Trace codes: what names one pack, however it was written, and what does not (a torn scan, the bar code of the product)."""

from __future__ import annotations

import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.trace_code import TraceKind, read_trace_code, trace_key

GS1 = "(01)06901234567892(21)ABC123(17)271231(10)B1"


@pytest.mark.parametrize(
    ("scan", "kind"),
    [
        ("81002345678901234567", TraceKind.PLATFORM),
        (" 81002345678901234567\r\n", TraceKind.PLATFORM),
        ("８１００２３４５６７８９０１２３４５６７", TraceKind.PLATFORM),
        (GS1, TraceKind.GS1),
        ("(21)ABC123(01)06901234567892", TraceKind.GS1),
        ("]d2010690123456789221ABC123\x1d1727123110B1", TraceKind.GS1),
        ("\x1d0106901234567892172712312112345", TraceKind.GS1),
    ],
)
def test_what_names_one_pack(scan: str, kind: TraceKind) -> None:
    read = read_trace_code(scan)
    assert read.accepted and read.code is not None and read.code.kind is kind and not read.error


@pytest.mark.parametrize(
    ("scan", "error"),
    [
        ("", "empty"),
        ("6901234567892", "commodity"),
        ("06901234567892", "commodity"),
        ("8100234567890123456", "length"),
        ("810023456789012345678", "length"),
        ("8100234567890123456A", "letters"),
        ("(01)06901234567892(17)271231", "no_serial"),
        ("0106901234567892" + "17271231", "no_serial"),
        ("(01)06901234567892(21)123456789012345678901", "no_serial"),
        ("(01)6901234567892(21)A", "letters"),
        ("(01)06901234567892(21)A rest)", "letters"),
        ("阿莫西林胶囊", "letters"),
    ],
)
def test_what_does_not(scan: str, error: str) -> None:
    read = read_trace_code(scan)
    assert not read.accepted and read.error == error


def test_gs1_says_product_batch_and_expiry() -> None:
    code = read_trace_code(GS1).code
    assert code is not None and (code.gtin, code.batch, code.expiry) == ("06901234567892", "B1", "271231")


def test_one_pack_has_one_key_however_it_is_written() -> None:
    """YB-08 compares packs: a scanner set to send brackets must not sell a pack a second time."""
    raw = "]C1010690123456789221ABC123\x1d10B1\x1d17271231"
    assert trace_key(raw) == trace_key(GS1) == trace_key("(01)06901234567892(21)ABC123")
    assert trace_key(GS1) != trace_key(GS1.replace("ABC123", "ABC124"))
    assert trace_key(" 6901234567892 ") == "6901234567892"


def test_a_makers_own_digits_are_read_once_their_length_is_known() -> None:
    assert read_trace_code("1" * 24).error == "length"
    known = read_trace_code("1" * 24, frozenset({24})).code
    assert known is not None and known.kind is TraceKind.MAKER
    assert read_trace_code("6901234567892", frozenset({24})).error == "commodity"


@given(st.text(string.printable + "\x1d（）药", max_size=60))
def test_no_scan_is_too_odd(scan: str) -> None:
    read = read_trace_code(scan)
    assert (read.code is None) is bool(read.error)
    if read.code is not None:
        assert read_trace_code(read.code.key).code is not None and trace_key(read.code.key) == read.code.key


@given(st.text(string.digits, min_size=1, max_size=40).filter(lambda text: len(text) != 20))
def test_a_torn_scan_of_digits_is_no_pack(scan: str) -> None:
    read = read_trace_code(scan)
    assert not read.accepted or (scan.startswith("01") and read.code is not None and read.code.kind is TraceKind.GS1)
