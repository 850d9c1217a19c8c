"""Texts of analysers: what they name is believed where it holds, and nothing is ever lost."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from device_drivers.protocols.charsets import decode_text, encode_text
from tests.device_drivers.protocols.strategies import relaxed


@pytest.mark.parametrize(
    ("data", "named", "text", "sure"),
    [
        (b"WBC", "ASCII", "WBC", True),
        ("血糖".encode(), "UNICODE", "血糖", True),
        ("血糖".encode(), "ASCII", "血糖", True),
        ("血糖".encode("gb18030"), "GB 18030-2000", "血糖", True),
        ("血糖".encode("gb18030"), "", "血糖", False),
        ("血糖".encode("gb18030"), "UNICODE UTF-8", "血糖", False),
        (b"\xb5mol/L", "", "µmol/L", False),
        (b"\xb5mol/L", "8859/1", "µmol/L", True),
        (b"10\xb3/\xb5L", "nonsense", "10³/µL", False),
    ],
)
def test_texts(data: bytes, named: str, text: str, sure: bool) -> None:
    assert decode_text(data, named) == (text, sure)


@relaxed
@given(st.text(alphabet=st.characters(codec="utf-8")), st.sampled_from(["", "UNICODE", "GB18030"]))
def test_round_trip(text: str, named: str) -> None:
    assert decode_text(encode_text(text, named), named) == (text, True)


@relaxed
@given(st.binary(max_size=80), st.sampled_from(["", "ASCII", "UNICODE", "GB18030", "8859/1", "x"]))
def test_any_bytes_are_some_text(data: bytes, named: str) -> None:
    text, _ = decode_text(data, named)
    assert len(text) <= len(data)
