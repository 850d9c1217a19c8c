"""What scanners send: identifiers, GS1 element strings, and what is no code."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from device_drivers.protocols.barcode import Code, check_digit_holds, decode_line, gs1_elements, read
from device_drivers.protocols.refusal import Refused
from tests.device_drivers.protocols.strategies import relaxed


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ("]C1010690123456789217271231", Code("010690123456789217271231", "code128", True)),
        ("]C0LAB-000101", Code("LAB-000101", "code128")),
        ("]E06901234567892", Code("6901234567892", "ean")),
        ("]d2010690123456789210A\x1d21B", Code("010690123456789210A\x1d21B", "datamatrix", True)),
        ("]Q1电子健康卡", Code("电子健康卡", "qr")),
        (" LAB-1 \r\n", Code("LAB-1")),
        ("]9xLAB", Code("]9xLAB")),
        ("]", Code("]")),
    ],
)
def test_lines(line: str, code: Code) -> None:
    assert decode_line(line.encode()) == read(line) == code


def test_a_qr_code_in_chinese_bytes_of_an_old_reader() -> None:
    assert decode_line("]Q0张三".encode("gb18030")) == Code("张三", "qr")


@pytest.mark.parametrize("line", ["", "   ", "\r\n", "]C0", "]C0  "])
def test_nothing_is_no_code(line: str) -> None:
    with pytest.raises(Refused):
        read(line)


def test_elements_of_a_medicine_box() -> None:
    assert gs1_elements("0106901234567892172712311047A\x1d21S1") == {"01": "06901234567892", "17": "271231", "10": "47A", "21": "S1"}
    assert gs1_elements("\x1d3103000250") == {"3103": "000250"}


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("0106901234567893", "checksum"),
        ("010690123456789", "short"),
        ("01069012345678xx", "short"),
        ("10", "short"),
        ("05123", "unknown"),
        ("1727123", "short"),
        ("abc", "unknown"),
    ],
)
def test_element_strings_that_do_not_hold(text: str, reason: str) -> None:
    with pytest.raises(Refused) as caught:
        gs1_elements(text)
    assert caught.value.reason == reason


@pytest.mark.parametrize(("digits", "holds"), [("6901234567892", True), ("6901234567893", False), ("", False), ("٣٣", False)])
def test_check_digits(digits: str, holds: bool) -> None:
    assert check_digit_holds(digits) == holds


@relaxed
@given(st.binary(max_size=60))
def test_any_bytes_give_a_code_or_a_refusal(data: bytes) -> None:
    try:
        code = decode_line(data)
    except Refused as refused:
        assert refused.reason == "short"
        return
    assert code.text
    try:
        elements = gs1_elements(code.text)
    except Refused as refused:
        assert refused.reason in {"short", "unknown", "checksum"}
    else:
        assert all(elements.values())
