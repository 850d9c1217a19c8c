"""11073 numbers: the exponent's sign, special patterns and what does not fit."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from device_drivers.protocols.ieee11073 import (
    ByteOrder,
    Number,
    Special,
    decode_float,
    decode_sfloat,
    encode_float,
    encode_sfloat,
)
from device_drivers.protocols.refusal import Refused
from tests.device_drivers.protocols.strategies import floats, relaxed, sfloats

ORDERS: st.SearchStrategy[ByteOrder] = st.sampled_from(("little", "big"))


@pytest.mark.parametrize(
    ("wire", "value"),
    [("ff07", Special.NAN), ("0008", Special.NRES), ("0108", Special.RFU), ("fe07", Special.PLUS_INF), ("0208", Special.MINUS_INF)],
)
def test_sfloat_specials(wire: str, value: Special) -> None:
    """H2: a meter's HI, LO and no-number never become 2046, -2046 or 2047."""
    assert decode_sfloat(bytes.fromhex(wire)) is value
    assert encode_sfloat(value) == bytes.fromhex(wire)


@pytest.mark.parametrize(
    ("wire", "value"),
    [
        ("ffff7f00", Special.NAN),
        ("00008000", Special.NRES),
        ("01008000", Special.RFU),
        ("feff7f00", Special.PLUS_INF),
        ("02008000", Special.MINUS_INF),
    ],
)
def test_float_specials(wire: str, value: Special) -> None:
    assert decode_float(bytes.fromhex(wire)) is value
    assert encode_float(value) == bytes.fromhex(wire)


@pytest.mark.parametrize(
    ("wire", "value"), [("fff7", "204.7"), ("00f8", "-204.8"), ("fef7", "204.6"), ("ff17", "20470"), ("ff8f", "-1E-8")]
)
def test_a_special_mantissa_with_an_exponent_is_a_number(wire: str, value: str) -> None:
    assert decode_sfloat(bytes.fromhex(wire)) == Decimal(value)


@relaxed
@given(sfloats, ORDERS)
def test_sfloat_round_trip(number: Number, order: ByteOrder) -> None:
    assert decode_sfloat(encode_sfloat(number, order), order) == number


@relaxed
@given(floats, ORDERS)
def test_float_round_trip(number: Number, order: ByteOrder) -> None:
    assert decode_float(encode_float(number, order), order) == number


@relaxed
@given(st.binary(min_size=2, max_size=2))
def test_both_byte_orders_say_the_same(wire: bytes) -> None:
    assert decode_sfloat(wire) == decode_sfloat(wire[::-1], "big")


@pytest.mark.parametrize("number", ["2047", "-2048", "2046", "12.345", "1E12", "1E-9"])
def test_what_does_not_fit_is_said(number: str) -> None:
    """2046, 2047 and -2048 would need the patterns of +INF, NaN and NRes."""
    with pytest.raises(ValueError, match="does not fit"):
        encode_sfloat(Decimal(number))


def test_a_whole_number_keeps_exponent_zero() -> None:
    assert encode_sfloat(Decimal(120)) == bytes.fromhex("7800")
    assert encode_sfloat(Decimal("36.4")) == bytes.fromhex("6cf1")


@pytest.mark.parametrize(("size", "reason"), [(0, "short"), (1, "short"), (3, "length")])
def test_other_sizes_are_refused(size: int, reason: str) -> None:
    with pytest.raises(Refused) as refused:
        decode_sfloat(bytes(size))
    assert refused.value.reason == reason
