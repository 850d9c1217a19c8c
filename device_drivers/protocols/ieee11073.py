"""IEEE 11073-20601 numbers: SFLOAT (16 bit) and FLOAT (32 bit), with their special values kept apart from numbers.

The exponent is a SIGNED power of ten (4 bits of an SFLOAT, 8 of a FLOAT). Special values are whole bit patterns: 07FF is
NaN, F7FF is 204.7.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from functools import lru_cache
from typing import Literal

from device_drivers.protocols.refusal import Refused


class Special(StrEnum):
    """What a number field says when it holds no number; +INF and -INF are a meter's HI and LO."""

    NAN = "NaN"
    NRES = "NRes"
    RFU = "RFU"
    PLUS_INF = "+INF"
    MINUS_INF = "-INF"


Number = Decimal | Special


@dataclass(frozen=True, slots=True)
class _Layout:
    size: int
    mantissa_bits: int
    exponent_bits: int
    specials: dict[int, Special]


def _layout(size: int, mantissa_bits: int) -> _Layout:
    middle = 1 << mantissa_bits - 1
    specials = {
        middle - 1: Special.NAN,
        middle: Special.NRES,
        middle + 1: Special.RFU,
        middle - 2: Special.PLUS_INF,
        middle + 2: Special.MINUS_INF,
    }
    return _Layout(size, mantissa_bits, size * 8 - mantissa_bits, specials)


_SFLOAT = _layout(2, 12)
_FLOAT = _layout(4, 24)

ByteOrder = Literal["little", "big"]


@lru_cache(maxsize=8192)  # a device's numbers come again and again, and a Decimal is slow to make
def decode_sfloat(data: bytes, order: ByteOrder = "little") -> Number:
    """Two bytes to a number. Refuses any other size."""
    return _decode(data, order, _SFLOAT)


def decode_float(data: bytes, order: ByteOrder = "little") -> Number:
    """Four bytes to a number. Refuses any other size."""
    return _decode(data, order, _FLOAT)


def encode_sfloat(number: Number, order: ByteOrder = "little") -> bytes:
    """Two bytes; ValueError where the number does not fit exactly (an SFLOAT holds three and a half digits)."""
    return _encode(number, order, _SFLOAT)


def encode_float(number: Number, order: ByteOrder = "little") -> bytes:
    """Four bytes; ValueError where the number does not fit exactly."""
    return _encode(number, order, _FLOAT)


def _signed(raw: int, bits: int) -> int:
    return raw - (1 << bits) if raw >> bits - 1 else raw


def _decode(data: bytes, order: ByteOrder, layout: _Layout) -> Number:
    if len(data) != layout.size:
        raise Refused("short" if len(data) < layout.size else "length")
    raw = int.from_bytes(data, order)
    if raw in layout.specials:
        return layout.specials[raw]
    mantissa = _signed(raw & (1 << layout.mantissa_bits) - 1, layout.mantissa_bits)
    return Decimal(mantissa).scaleb(_signed(raw >> layout.mantissa_bits, layout.exponent_bits))


def _encode(number: Number, order: ByteOrder, layout: _Layout) -> bytes:
    if isinstance(number, Special):
        raw = next(bits for bits, special in layout.specials.items() if special is number)
        return raw.to_bytes(layout.size, order)
    for exponent in _exponents(number, layout):
        pattern = _pattern(number, exponent, layout)
        if pattern is not None:
            return pattern.to_bytes(layout.size, order)
    raise ValueError(f"{number} does not fit into {layout.size * 8} bits")


def _exponents(number: Decimal, layout: _Layout) -> list[int]:
    """The exponent the number is written with first, then all others, nearest zero first: 120 stays 120 * 10^0."""
    limit = 1 << layout.exponent_bits - 1
    others = sorted(range(-limit, limit), key=abs)
    own = number.as_tuple().exponent
    return [own, *others] if isinstance(own, int) and -limit <= own < limit else others


def _pattern(number: Decimal, exponent: int, layout: _Layout) -> int | None:
    scaled = number.scaleb(-exponent)
    half = 1 << layout.mantissa_bits - 1
    if not -half <= scaled < half or scaled != int(scaled):
        return None
    raw = (exponent << layout.mantissa_bits | int(scaled) & (1 << layout.mantissa_bits) - 1) & (1 << layout.size * 8) - 1
    return None if raw in layout.specials else raw
