"""ECG samples at rest: native device steps, never rescaled; delta, zigzag, byte planes, zlib (ecg.md §3)."""

from __future__ import annotations

import sys
import zlib
from array import array
from collections.abc import Iterable, Sequence

MISSING = -(2**31)
"""Stands where the device had no signal; no electrode delivers it."""

_SPAN = 2**32
_PLANES = 4


def to_bytes(samples: Iterable[int | None]) -> bytes:
    """32-bit little-endian steps, :data:`MISSING` for a gap. Raises OverflowError beyond 32 bits."""
    values = array("i", (MISSING if sample is None else sample for sample in samples))
    if sys.byteorder == "big":
        values.byteswap()
    return values.tobytes()


def from_bytes(data: bytes) -> list[int | None]:
    """The inverse of :func:`to_bytes`."""
    values = array("i", data)
    if sys.byteorder == "big":
        values.byteswap()
    return [None if value == MISSING else value for value in values]


def pack(samples: Sequence[int | None]) -> bytes:
    """One chunk, some 2 bytes a sample before and 0.6 after."""
    before = 0
    coded = array("I")
    for sample in samples:
        value = MISSING if sample is None else sample
        step = _signed((value - before) % _SPAN)
        coded.append(_zigzag(step))
        before = value
    if sys.byteorder == "big":
        coded.byteswap()
    plain = coded.tobytes()
    return zlib.compress(b"".join(plain[plane::_PLANES] for plane in range(_PLANES)), 9)


def unpack(body: bytes, count: int) -> list[int | None]:
    """The samples of a chunk of ``count``. Raises ValueError for a damaged one."""
    try:
        plain = zlib.decompress(body)
    except zlib.error as error:
        raise ValueError("damaged chunk") from error
    if len(plain) != count * _PLANES:
        raise ValueError("damaged chunk")
    planes = [plain[plane * count : (plane + 1) * count] for plane in range(_PLANES)]
    value, samples = 0, []
    for parts in zip(*planes, strict=True):
        value = _signed((value + _unzigzag(int.from_bytes(bytes(parts), "little"))) % _SPAN)
        samples.append(None if value == MISSING else value)
    return samples


def _signed(value: int) -> int:
    return value - _SPAN if value >= _SPAN // 2 else value


def _zigzag(step: int) -> int:
    """Small steps of either sign become small numbers: 0, -1, 1, -2 … → 0, 1, 2, 3 …"""
    return step << 1 if step >= 0 else (-step << 1) - 1


def _unzigzag(coded: int) -> int:
    return coded >> 1 if not coded & 1 else -((coded + 1) >> 1)
