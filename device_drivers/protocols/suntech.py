"""SunTech Advantage OEM and CT40 pressure modules: serial 9600 8N1; the sum of every whole frame is zero modulo 256.

Host to module: 3A body checksum. Module to host: 3E size data checksum, where size counts the whole frame.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from device_drivers.protocols.byte_stream import ByteStream
from device_drivers.protocols.checksums import negative_sum8, sum8
from device_drivers.protocols.octets import Octets
from device_drivers.protocols.refusal import Refused

_TO_MODULE, _FROM_MODULE = 0x3A, 0x3E
_ACKNOWLEDGE_SIZE, _CUFF_SIZE, _RESULT_SIZE = 4, 5, 24
_LONGEST_REPLY = _FROM_MODULE - 1  # so that of two heads in a row the first is noise, not a frame of 62 bytes
_LONGEST_COMMAND = 8
_INFLATION = 0x17
_PNEUMATICS = 0x0C
# Commands carry no length: the first byte of the body tells how long it is.
_BODY_SIZES = {0x20: 1, 0x87: 1, 0x28: 1, 0x00: 1, _INFLATION: 3, 0x79: 3, _PNEUMATICS: 4}
_ACKNOWLEDGES = {ord("O"): "ok", ord("K"): "done", ord("B"): "busy", ord("A"): "aborted"}
_ERRORS = {1: "weak_signal", 2: "erratic_signal", 3: "too_many_beats", 4: "time_out"}
_PNEUMATIC_ERRORS = (85, 87, 89, 90)


class Command(Enum):
    """Bodies of the commands a host may send; none of them moves valves by hand."""

    START_ADULT = bytes.fromhex("20")
    START_PEDIATRIC = bytes.fromhex("87")
    START_NEONATE = bytes.fromhex("28")
    ABORT = bytes.fromhex("790100")
    GET_BP_DATA = bytes.fromhex("790300")
    GET_CUFF_PRESSURE = bytes.fromhex("790500")
    GET_STATUS = bytes.fromhex("00")
    GET_INFO = bytes.fromhex("790240")


@dataclass(frozen=True, slots=True)
class HostCommand:
    """A command as the module reads it; body without head and checksum."""

    body: bytes

    @property
    def known(self) -> Command | None:
        """The command, None for one a host of ours does not send."""
        return next((command for command in Command if command.value == self.body), None)

    @property
    def op(self) -> str | None:
        """Name of the command, None for a body without one."""
        if self.known:
            return self.known.name.lower()
        if self.initial_inflation is not None:
            return "set_initial_inflation"
        return "control_pneumatics" if self.body[0] == _PNEUMATICS else None

    @property
    def initial_inflation(self) -> int | None:
        """Pressure in mmHg of a set-initial-inflation command, else None."""
        is_inflation = self.body[0] == _INFLATION and len(self.body) == _BODY_SIZES[_INFLATION]
        return int.from_bytes(self.body[1:], "little") if is_inflation else None


@dataclass(frozen=True, slots=True)
class Acknowledge:
    """Four-byte answer: 'O' command taken, 'K' command finished, 'B' busy, 'A' aborted."""

    code: int

    @property
    def name(self) -> str:
        """ok, done, busy, aborted, or `other`."""
        return _ACKNOWLEDGES.get(self.code, "other")


@dataclass(frozen=True, slots=True)
class CuffReply:
    """Pressure in the cuff now, mmHg."""

    pressure: int


@dataclass(frozen=True, slots=True)
class BpData:
    """The last measurement: pressures in mmHg, pulse in 1/min. error_code 0: it holds; status_code as sent."""

    systolic: int
    diastolic: int
    mean_arterial_pressure: int
    pulse_rate: int
    beat_count: int = 0
    status_code: int = 1
    error_code: int = 0

    @property
    def error(self) -> str | None:
        """Name of the error, None where the measurement holds."""
        if not self.error_code:
            return None
        return "pneumatic" if self.error_code in _PNEUMATIC_ERRORS else _ERRORS.get(self.error_code, f"error_{self.error_code}")


@dataclass(frozen=True, slots=True)
class OtherReply:
    """A whole reply of another size (module information, status words); payload without head, size and checksum."""

    payload: bytes


Reply = Acknowledge | CuffReply | BpData | OtherReply


def decode_reply(data: bytes) -> Reply:
    """One whole reply and nothing behind it."""
    if len(data) < _ACKNOWLEDGE_SIZE:
        raise Refused("short")
    if data[1] != len(data):
        raise Refused("short" if data[1] > len(data) else "length")
    if sum8(data):
        raise Refused("checksum")
    if data[0] != _FROM_MODULE:
        raise Refused("unknown")
    return _reply(data)


def decode_command(data: bytes) -> HostCommand:
    """One whole command and nothing behind it; its body may be one we do not know."""
    if len(data) < 3:
        raise Refused("short")
    if sum8(data):
        raise Refused("checksum")
    if data[0] != _TO_MODULE:
        raise Refused("unknown")
    return HostCommand(data[1:-1])


def reply_stream() -> ByteStream[Reply]:
    """Host: incremental decoder of what the module sends."""
    return ByteStream(_cut_reply, _LONGEST_REPLY)


def command_stream() -> ByteStream[HostCommand]:
    """Virtual module: incremental decoder of what the host sends."""
    return ByteStream(_cut_command, _LONGEST_COMMAND)


def encode_command(command: Command) -> bytes:
    """Host: one command frame."""
    frame = bytes((_TO_MODULE,)) + command.value
    return frame + bytes((negative_sum8(frame),))


def encode_reply(reply: Reply) -> bytes:
    """Virtual module: one reply frame."""
    match reply:
        case Acknowledge(code):
            return _framed(bytes((code,)))
        case CuffReply(pressure):
            return _framed(pressure.to_bytes(2, "little"))
        case OtherReply(payload):
            return _framed(payload)
    return _framed(_encoded_result(reply))


def _framed(payload: bytes) -> bytes:
    frame = bytes((_FROM_MODULE, len(payload) + 3)) + payload
    return frame + bytes((negative_sum8(frame),))


def _encoded_result(result: BpData) -> bytes:
    words = [value.to_bytes(2, "little") for value in (result.systolic, result.diastolic)]
    late_words = [value.to_bytes(2, "little") for value in (result.pulse_rate, result.mean_arterial_pressure)]
    counts = bytes((result.beat_count, result.status_code))
    return b"".join((*words, counts, bytes(8), *late_words, bytes((result.error_code, 0, 0))))


def _reply(frame: bytes) -> Reply:
    payload = frame[2:-1]
    if len(frame) == _ACKNOWLEDGE_SIZE:
        return Acknowledge(payload[0])
    if len(frame) == _CUFF_SIZE:
        return CuffReply(int.from_bytes(payload, "little"))
    return _bp_data(Octets(payload)) if len(frame) == _RESULT_SIZE else OtherReply(payload)


def _bp_data(octets: Octets) -> BpData:
    systolic, diastolic = octets.uint(2), octets.uint(2)
    beats, status = octets.uint(1), octets.uint(1)
    octets.take(8)  # test code: eight bytes of the module's own
    pulse_rate, mean = octets.uint(2), octets.uint(2)
    return BpData(systolic, diastolic, mean, pulse_rate, beats, status, octets.uint(1))


def _cut_reply(buffer: bytes) -> tuple[Reply, int] | None:
    if buffer[0] != _FROM_MODULE:
        raise Refused("unknown")
    if len(buffer) < 2:
        return None
    size = buffer[1]
    if not _ACKNOWLEDGE_SIZE <= size <= _LONGEST_REPLY:
        raise Refused("length")
    return (decode_reply(buffer[:size]), size) if len(buffer) >= size else None


def _cut_command(buffer: bytes) -> tuple[HostCommand, int] | None:
    if buffer[0] != _TO_MODULE:
        raise Refused("unknown")
    if len(buffer) < 2:
        return None
    if buffer[1] not in _BODY_SIZES:
        raise Refused("unknown")
    size = _BODY_SIZES[buffer[1]] + 2
    return (decode_command(buffer[:size]), size) if len(buffer) >= size else None
