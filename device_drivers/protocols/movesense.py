"""Movesense GATT SensorData protocol (GSP 1): commands with a path, answers with a status, data with a time.

Every message begins with a code and a reference that the host chose. ECG data: time in ms of the first sample, samples of
32 bits, 0.38147 microvolts each. What does not fit into one notification goes on in a second one (code 3).
"""

from __future__ import annotations

import struct
from dataclasses import dataclass
from enum import IntEnum

from device_drivers.protocols.octets import Octets
from device_drivers.protocols.refusal import Refused

NANOVOLTS_PER_COUNT = 381
SAMPLES = 16  # of one ECG message
OK = 200


class Command(IntEnum):
    """What a host writes; nothing that stores, deletes or resets is among them."""

    HELLO = 0
    SUBSCRIBE = 1
    UNSUBSCRIBE = 2


class Kind(IntEnum):
    """What the sensor notifies."""

    RESPONSE = 1
    DATA = 2
    DATA_PART_2 = 3


@dataclass(frozen=True, slots=True)
class Message:
    """One notification."""

    kind: Kind
    reference: int
    payload: bytes


@dataclass(frozen=True, slots=True)
class EcgData:
    """Counts of one message; milliseconds: of the first one, on the sensor's clock since it was switched on."""

    milliseconds: int
    samples: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class HeartRate:
    """Average in 1/min, RR intervals in ms."""

    average: float
    rr_ms: tuple[int, ...]


def decode_message(data: bytes) -> Message:
    """Code and reference. Refused('unknown') for a code nobody knows."""
    octets = Octets(data)
    code, reference = octets.uint(1), octets.uint(1)
    if code not in {kind.value for kind in Kind}:
        raise Refused("unknown")
    return Message(Kind(code), reference, octets.rest())


def decode_status(message: Message) -> int:
    """Status of a response, as HTTP has them: 200 is fine."""
    if message.kind is not Kind.RESPONSE:
        raise Refused("unknown")
    return Octets(message.payload).uint(2)


def decode_ecg(payload: bytes) -> EcgData:
    """Both parts of a message put together."""
    octets = Octets(payload)
    milliseconds = octets.uint(4)
    if octets.left % 4:
        raise Refused("length")
    samples = struct.unpack(f"<{octets.left // 4}i", octets.rest())
    return EcgData(milliseconds, samples)


def is_whole(payload: bytes) -> bool:
    """Whether all samples of an ECG message are there."""
    return len(payload) >= 4 + 4 * SAMPLES


def decode_heart_rate(payload: bytes) -> HeartRate:
    """Average as a float, then intervals."""
    octets = Octets(payload)
    average: float = struct.unpack("<f", octets.take(4))[0]
    if octets.left % 2:
        raise Refused("length")
    if not 0 <= average < 1000:  # also NaN
        raise Refused("reserved")
    return HeartRate(average, tuple(octets.uint(2) for _ in range(octets.left // 2)))


def encode_command(command: Command, reference: int, path: str = "") -> bytes:
    """Host: a command; the path follows without length or end."""
    return bytes((command, reference)) + path.encode("ascii")


def decode_command(data: bytes) -> tuple[Command, int, str]:
    """Virtual sensor: command, reference, path."""
    octets = Octets(data)
    code, reference = octets.uint(1), octets.uint(1)
    if code not in {command.value for command in Command}:
        raise Refused("unknown")
    return Command(code), reference, octets.rest().decode("ascii", "replace")


def encode_message(message: Message) -> bytes:
    """Virtual sensor: one notification."""
    return bytes((message.kind, message.reference)) + message.payload


def encode_ecg(data: EcgData) -> bytes:
    """Virtual sensor: payload of an ECG message."""
    return (data.milliseconds & 0xFFFFFFFF).to_bytes(4, "little") + struct.pack(f"<{len(data.samples)}i", *data.samples)


def encode_heart_rate(data: HeartRate) -> bytes:
    """Virtual sensor: payload of a heart rate message."""
    return struct.pack("<f", data.average) + b"".join(interval.to_bytes(2, "little") for interval in data.rr_ms)
