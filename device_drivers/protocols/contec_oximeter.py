"""Contec CMS50D-BT finger oximeter: notifications `EB kind ... sum8`; kind 1 the numbers, kind 0 the pulse wave."""

from __future__ import annotations

from dataclasses import dataclass

from device_drivers.protocols.byte_stream import ByteStream
from device_drivers.protocols.checksums import sum8
from device_drivers.protocols.refusal import Refused

HEAD = 0xEB
_WAVE, _VALUES = 0, 1
_SIZES = {_WAVE: 6, _VALUES: 8}
LONGEST = 8
INVALID_PULSE, INVALID_SPO2 = 0xFF, 0x7F  # finger out or searching
START = bytes.fromhex("9b011c")  # the only thing a host says


@dataclass(frozen=True, slots=True)
class OximeterValues:
    """pulse_rate in 1/min, spo2 in percent, as sent."""

    status_code: int
    pulse_rate: int
    spo2: int

    @property
    def holds(self) -> bool:
        """False while the oximeter has no finger or still searches."""
        return 0 < self.spo2 <= 100 and 0 < self.pulse_rate < INVALID_PULSE


@dataclass(frozen=True, slots=True)
class OximeterWave:
    """One sample of the pulse wave and the bar beside it."""

    pleth: int
    bar: int


Packet = OximeterValues | OximeterWave


def decode_packet(data: bytes) -> Packet:
    """One whole packet and nothing behind it."""
    if len(data) < 2:
        raise Refused("short")
    if data[0] != HEAD or data[1] not in _SIZES:
        raise Refused("unknown")
    size = _SIZES[data[1]]
    if len(data) != size:
        raise Refused("short" if len(data) < size else "length")
    if sum8(data[:-1]) != data[-1]:
        raise Refused("checksum")
    return OximeterWave(data[3], data[4]) if data[1] == _WAVE else OximeterValues(data[2], data[3], data[4])


def encode_packet(packet: Packet) -> bytes:
    """Virtual oximeter: one packet."""
    if isinstance(packet, OximeterWave):
        body = bytes((HEAD, _WAVE, 0, packet.pleth, packet.bar))
    else:
        body = bytes((HEAD, _VALUES, packet.status_code, packet.pulse_rate, packet.spo2, 0x7F, 0))
    return body + bytes((sum8(body),))


def size_of(packet: Packet) -> int:
    """Bytes of a packet on the air."""
    return _SIZES[_WAVE if isinstance(packet, OximeterWave) else _VALUES]


def stream() -> ByteStream[Packet]:
    """Incremental decoder: a notification may hold half a packet or several."""
    return ByteStream(_cut, LONGEST)


def _cut(buffer: bytes) -> tuple[Packet, int] | None:
    if buffer[0] != HEAD:
        raise Refused("unknown")
    if len(buffer) < 2:
        return None
    if buffer[1] not in _SIZES:
        raise Refused("unknown")
    size = _SIZES[buffer[1]]
    return (decode_packet(buffer[:size]), size) if len(buffer) >= size else None
