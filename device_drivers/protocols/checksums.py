"""Checksums of the device protocols; each takes the bytes it covers and returns an unsigned integer."""

from __future__ import annotations

from functools import reduce
from operator import xor


def _reflected_crc16(polynomial: int) -> tuple[int, ...]:
    return tuple(reduce(lambda crc, _: crc >> 1 ^ (polynomial if crc & 1 else 0), range(8), byte) for byte in range(256))


def _plain_crc16(polynomial: int) -> tuple[int, ...]:
    def shifted(crc: int, _: int) -> int:
        return (crc << 1 ^ (polynomial if crc & 0x8000 else 0)) & 0xFFFF

    return tuple(reduce(shifted, range(8), byte << 8) for byte in range(256))


def _plain_crc8(polynomial: int) -> tuple[int, ...]:
    def shifted(crc: int, _: int) -> int:
        return (crc << 1 ^ (polynomial if crc & 0x80 else 0)) & 0xFF

    return tuple(reduce(shifted, range(8), byte) for byte in range(256))


def _reflected_crc8(polynomial: int) -> tuple[int, ...]:
    return tuple(reduce(lambda crc, _: crc >> 1 ^ (polynomial if crc & 1 else 0), range(8), byte) for byte in range(256))


_MCRF4XX = _reflected_crc16(0x8408)  # 0x1021 with its bits reversed
_CCITT = _plain_crc16(0x1021)
_CRC8_07 = _plain_crc8(0x07)
_CRC8_MAXIM = _reflected_crc8(0x8C)  # 0x31 with its bits reversed


def crc16_mcrf4xx(data: bytes) -> int:
    """CRC-16/MCRF4XX (init FFFF, reflected 1021): the E2E-CRC of Bluetooth SIG services."""
    return reduce(lambda crc, byte: crc >> 8 ^ _MCRF4XX[(crc ^ byte) & 0xFF], data, 0xFFFF)


def crc16_ccitt_false(data: bytes) -> int:
    """CRC-16/CCITT-FALSE (init FFFF, poly 1021): LifeScan frames, the tail of stored Lepu recordings."""
    return reduce(lambda crc, byte: (crc << 8 & 0xFFFF) ^ _CCITT[crc >> 8 ^ byte], data, 0xFFFF)


def crc8_07(data: bytes) -> int:
    """CRC-8 (init 00, poly 07): Lepu/Viatom frames."""
    return reduce(lambda crc, byte: _CRC8_07[crc ^ byte], data, 0)


def crc8_maxim(data: bytes) -> int:
    """CRC-8/MAXIM (init 00, reflected 31): GlucoMen Areo blocks."""
    return reduce(lambda crc, byte: _CRC8_MAXIM[crc ^ byte], data, 0)


def sum8(data: bytes) -> int:
    """Sum of all bytes, low 8 bits."""
    return sum(data) & 0xFF


def sum16(data: bytes) -> int:
    """Sum of all bytes, low 16 bits: OneTouch Ultra2 lines."""
    return sum(data) & 0xFFFF


def negative_sum8(data: bytes) -> int:
    """The byte that brings the sum of all bytes to zero modulo 256: SunTech frames."""
    return -sum(data) & 0xFF


def xor8(data: bytes) -> int:
    """Exclusive or of all bytes: the BCC of A&D frames (over their text alone)."""
    return reduce(xor, data, 0)
