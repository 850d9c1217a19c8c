"""Stored Lepu/Viatom recordings: one-lead DPCM and the interleaved four-channel rows of the ER3."""

from __future__ import annotations

from dataclasses import dataclass

from device_drivers.protocols.octets import Octets
from device_drivers.protocols.refusal import Refused

_HEADER_SIZE = 10
_ABSOLUTE, _FURTHER_UP, _FURTHER_DOWN = 0x80, 0x7F, 0x81
_CHANNELS = 4


@dataclass(frozen=True, slots=True)
class FourChannelPrefix:
    """The start of an ER3 file: header and the complete rows behind it, counts per lead."""

    header: bytes
    lead_v5: tuple[int, ...]
    lead_i: tuple[int, ...]
    lead_ii: tuple[int, ...]
    lead_v1: tuple[int, ...]


def decode_dpcm(data: bytes) -> tuple[int, ...]:
    """One lead: 80 absolute s16 LE; 7F n last+127+n; 81 n last-127-n; else a signed byte delta. Refuses a cut-off step."""
    octets, samples, last = Octets(data), [], 0
    while octets.left:
        last = _next_sample(octets, last)
        samples.append(last)
    return tuple(samples)


def _next_sample(octets: Octets, last: int) -> int:
    step = octets.uint(1)
    if step == _ABSOLUTE:
        return octets.sint(2)
    if step == _FURTHER_UP:
        return last + 127 + octets.uint(1)
    if step == _FURTHER_DOWN:
        return last - 127 - octets.uint(1)
    return _delta(step) + last


def decode_four_channels(data: bytes) -> FourChannelPrefix:
    """Header and rows up to the end of the bytes; an incomplete last row is left out. No tail is expected.

    A row is 80 and a mask (bit n: channel n is an absolute s16 LE, else a signed byte delta), or four deltas.
    """
    octets = Octets(data)
    header = octets.take(_HEADER_SIZE)
    rows: list[list[int]] = []
    row = [0] * _CHANNELS
    while octets.left:
        try:
            row = _next_row(octets, row)
        except Refused:
            break
        rows.append(row)
    columns = list(zip(*rows, strict=True)) or [()] * _CHANNELS
    return FourChannelPrefix(header, *columns)


def _next_row(octets: Octets, last: list[int]) -> list[int]:
    first = octets.uint(1)
    if first != _ABSOLUTE:
        return [before + _delta(step) for before, step in zip(last, (first, *octets.take(_CHANNELS - 1)), strict=True)]
    mask = octets.uint(1)
    return [octets.sint(2) if mask >> channel & 1 else before + octets.sint(1) for channel, before in enumerate(last)]


def _delta(byte: int) -> int:
    return byte - 256 if byte >= 128 else byte
