"""Hypothesis strategies for what devices can say: numbers that fit their formats, clocks, damaged streams."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from itertools import pairwise
from typing import TypeVar

from hypothesis import settings
from hypothesis import strategies as st

from device_drivers.protocols.byte_stream import ByteStream, Refusal
from device_drivers.protocols.date_time import DeviceTime
from device_drivers.protocols.ieee11073 import Number, Special

FrameT = TypeVar("FrameT")

relaxed = settings(deadline=None, max_examples=100)  # the machine is shared: no verdict by the clock

u8 = st.integers(0, 0xFF)
u16 = st.integers(0, 0xFFFF)
s16 = st.integers(-0x8000, 0x7FFF)
specials = st.sampled_from(Special)


def scaled(mantissa: int, exponent: int) -> Decimal:
    return Decimal(mantissa).scaleb(exponent)


# Mantissas that cannot be mistaken for the special patterns, whatever exponent is chosen for them.
sfloats: st.SearchStrategy[Number] = st.builds(scaled, st.integers(-2045, 2045), st.integers(-8, 7)) | specials
floats: st.SearchStrategy[Number] = st.builds(scaled, st.integers(-8388605, 8388605), st.integers(-12, 12)) | specials


def _with_unknown_parts(moment: datetime, year: bool, month: bool, day: bool) -> DeviceTime:
    whole = DeviceTime.of(moment)
    parts = (whole.year if year else None, whole.month if month else None, whole.day if day else None)
    return DeviceTime(*parts, whole.hour, whole.minute, whole.second)


moments = st.datetimes(min_value=datetime(1582, 1, 1), max_value=datetime(9999, 12, 31))  # noqa: DTZ001 - devices have no zone
device_times = st.builds(_with_unknown_parts, moments, st.booleans(), st.booleans(), st.booleans())


def pieces(data: bytes, cuts: list[int]) -> list[bytes]:
    """`data` parted at the given places."""
    places = [0, *sorted({cut % (len(data) + 1) for cut in cuts}), len(data)]
    return [data[start:end] for start, end in pairwise(places)]


def fed(stream: ByteStream[FrameT], chunks: list[bytes]) -> list[FrameT | Refusal]:
    """Everything a stream says about these chunks, and about its rest when the line falls silent."""
    found = [item for chunk in chunks for item in stream.feed(chunk)]
    return [*found, *stream.reset()]
