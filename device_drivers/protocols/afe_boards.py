"""ECG front ends on a board: the ADS1298's own frame, OpenBCI Cyton and ProtoCentral HealthyPi over a serial line.

Counts are 24 bits wide and the front ends far less exact: they are given on in units of 100 nanovolts.
"""

from __future__ import annotations

from dataclasses import dataclass

from device_drivers.protocols.byte_stream import ByteStream
from device_drivers.protocols.octets import Octets
from device_drivers.protocols.refusal import Refused

CHANNELS = 8
NANOVOLTS_PER_UNIT = 100
_FULL_SCALE = 2**23 - 1

ADS1298_SIZE = 3 + 3 * CHANNELS
_ADS1298_START = 0b1100

CYTON_SIZE = 33
CYTON_HZ = 250
CYTON_VREF, CYTON_GAIN = 4.5, 24
_CYTON_START, _CYTON_END = 0xA0, 0xC0
CYTON_BEGIN, CYTON_STOP = b"b", b"s"

HEALTHYPI_LONGEST = 512
_HEALTHYPI_START, _HEALTHYPI_END = b"\x0a\xfa", b"\x00\x0b"
_HEALTHYPI_OVERHEAD = 7


def units(count: int, vref: float, gain: float) -> int:
    """A count in 100 nV. vref in volts: the front end's reference; gain: of its amplifier."""
    return round(count * vref / gain / _FULL_SCALE * 1e9 / NANOVOLTS_PER_UNIT)


@dataclass(frozen=True, slots=True)
class Ads1298Sample:
    """One conversion. off_positive, off_negative: bit per channel whose electrode is off. gpio: four input pins."""

    off_positive: int
    off_negative: int
    gpio: int
    counts: tuple[int, ...]

    def off(self, channel: int) -> bool:
        """Whether one of the channel's two electrodes is off."""
        return bool((self.off_positive | self.off_negative) >> channel & 1)


def decode_ads1298(data: bytes) -> Ads1298Sample:
    """27 bytes: status (1100, lead-off 8 + 8, GPIO 4), then eight s24 BE."""
    if len(data) != ADS1298_SIZE:
        raise Refused("short" if len(data) < ADS1298_SIZE else "length")
    status = int.from_bytes(data[:3], "big")
    if status >> 20 != _ADS1298_START:
        raise Refused("unknown")
    return Ads1298Sample(status >> 12 & 0xFF, status >> 4 & 0xFF, status & 0x0F, _counts(data[3:]))


def encode_ads1298(sample: Ads1298Sample) -> bytes:
    """A conversion as the chip clocks it out."""
    status = _ADS1298_START << 20 | sample.off_positive << 12 | sample.off_negative << 4 | sample.gpio
    return status.to_bytes(3, "big") + _encoded(sample.counts)


@dataclass(frozen=True, slots=True)
class CytonSample:
    """One packet. number: 0-255, counts up by one. auxiliary: six bytes whose meaning the last byte's low nibble names."""

    number: int
    counts: tuple[int, ...]
    auxiliary: bytes = bytes(6)
    kind: int = 0


def decode_cyton(data: bytes) -> CytonSample:
    """33 bytes: A0, number, eight s24 BE, six auxiliary, C0 and a kind of 0-6."""
    if len(data) != CYTON_SIZE:
        raise Refused("short" if len(data) < CYTON_SIZE else "length")
    if data[0] != _CYTON_START or not _CYTON_END <= data[-1] <= _CYTON_END + 6:
        raise Refused("unknown")
    return CytonSample(data[1], _counts(data[2:26]), data[26:32], data[-1] & 0x0F)


def encode_cyton(sample: CytonSample) -> bytes:
    """A packet as the board sends it."""
    return bytes((_CYTON_START, sample.number)) + _encoded(sample.counts) + sample.auxiliary + bytes((_CYTON_END | sample.kind,))


def cyton_stream() -> ByteStream[CytonSample]:
    """An incremental decoder; resynchronises on A0 and a C0 32 bytes later."""
    return ByteStream(_cut_cyton, CYTON_SIZE)


def _cut_cyton(buffer: bytes) -> tuple[CytonSample, int] | None:
    if buffer[0] != _CYTON_START:
        raise Refused("unknown")
    return (decode_cyton(buffer[:CYTON_SIZE]), CYTON_SIZE) if len(buffer) >= CYTON_SIZE else None


@dataclass(frozen=True, slots=True)
class HealthyPiPacket:
    """One packet; what data means depends on type and firmware."""

    type: int
    data: bytes


def decode_healthypi(packet: bytes) -> HealthyPiPacket:
    """0A FA, length LE, type, data, 00 0B."""
    octets = Octets(packet)
    if octets.take(2) != _HEALTHYPI_START:
        raise Refused("unknown")
    size, kind = octets.uint(2), octets.uint(1)
    data = octets.take(size)
    if octets.take(2) != _HEALTHYPI_END:
        raise Refused("unknown")
    octets.finish()
    return HealthyPiPacket(kind, data)


def encode_healthypi(packet: HealthyPiPacket) -> bytes:
    """A packet as the board sends it."""
    return _HEALTHYPI_START + len(packet.data).to_bytes(2, "little") + bytes((packet.type,)) + packet.data + _HEALTHYPI_END


def healthypi_stream() -> ByteStream[HealthyPiPacket]:
    """An incremental decoder; resynchronises on start, length and end."""
    return ByteStream(_cut_healthypi, HEALTHYPI_LONGEST)


def _cut_healthypi(buffer: bytes) -> tuple[HealthyPiPacket, int] | None:
    if not buffer.startswith(_HEALTHYPI_START[: len(buffer)]):
        raise Refused("unknown")
    if len(buffer) < 4:
        return None
    size = _HEALTHYPI_OVERHEAD + int.from_bytes(buffer[2:4], "little")
    if size > HEALTHYPI_LONGEST:
        raise Refused("length")
    return (decode_healthypi(buffer[:size]), size) if len(buffer) >= size else None


def _counts(data: bytes) -> tuple[int, ...]:
    return tuple(int.from_bytes(data[at : at + 3], "big", signed=True) for at in range(0, 3 * CHANNELS, 3))


def _encoded(counts: tuple[int, ...]) -> bytes:
    return b"".join(count.to_bytes(3, "big", signed=True) for count in counts)
