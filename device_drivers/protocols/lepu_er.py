"""Lepu/Viatom devices (ER1, ER2, DuoEK, VBeat, ER3, M12, BP2): A5 command ~command direction sequence length payload CRC-8.

A Bluetooth notification may hold half a frame or two. The encoder for the host knows the commands that read and the one
that sets the clock; those that delete, inflate or reset to factory state (04, 09, 0A, 24, 25, 39, E2, E3, F8) cannot be
built here.
"""

from __future__ import annotations

import struct
from collections.abc import Sequence
from dataclasses import dataclass
from enum import IntEnum

from device_drivers.protocols.byte_stream import ByteStream
from device_drivers.protocols.checksums import crc8_07
from device_drivers.protocols.date_time import DeviceTime, encode_date_time, read
from device_drivers.protocols.octets import Octets
from device_drivers.protocols.refusal import Quarantine, Refused

LONGEST = 4096
LIVE_HZ = 125  # ER1, ER2, DuoEK, VBeat; ER3 sends 250
NANOVOLTS_PER_COUNT = 2467  # ER1, ER2, DuoEK, VBeat: 0.002467 mV
_HEAD, _HEAD_SIZE = 0xA5, 7
_TO_DEVICE, _FROM_DEVICE, _FIRST_ERROR = 0x00, 0x01, 0xE0
_LIVE_RATE_CODE = b"\x7d"
_NO_SIGNAL = 0x7FFF


class Command(IntEnum):
    """Commands a host may send."""

    GET_BP_REGISTERS = 0x00  # LP-BP2W: byte 39 is its state; other BP2: calibration
    GET_REALTIME_DATA = 0x03
    GET_MULTI_LEAD_DATA = 0x06  # M12, M5
    GET_BP_DATA = 0x08  # BP2 family: state, pressure or ECG of this moment
    GET_INFO = 0xE1
    GET_BATTERY = 0xE4
    SET_TIME = 0xEC
    LIST_FILES = 0xF1
    START_READ = 0xF2
    READ_FILE = 0xF3
    END_READ = 0xF4


_COMMANDS = {command.value: command for command in Command}


class RunStatus(IntEnum):
    """Low nibble of the live data's status byte."""

    IDLE = 0
    PREPARING = 1
    RECORDING = 2
    SAVING = 3
    SAVED = 4
    TOO_SHORT = 5  # less than 30 s, nothing saved
    LEAD_OFF = 7


@dataclass(frozen=True, slots=True)
class LepuFrame:
    """One frame. direction: 0 to the device, 1 from it, E0 and above an error answer of the device."""

    command: int
    direction: int
    sequence: int
    payload: bytes = b""

    @property
    def known(self) -> Command | None:
        """The command, None for one a host of ours does not send."""
        return _COMMANDS.get(self.command)

    @property
    def from_device(self) -> bool:
        """Whether the device sent it."""
        return self.direction != _TO_DEVICE

    @property
    def error(self) -> int | None:
        """The device's error code, None for a request or a good answer."""
        return self.direction if self.direction >= _FIRST_ERROR else None


@dataclass(frozen=True, slots=True)
class LiveData:
    """Answer to GET_REALTIME_DATA.

    heart_rate in 1/min. flags: bit 0 an R peak, bit 2 poor signal, bits 6-7 battery state. battery_percent 0-100.
    record_s: seconds recorded. status: low nibble see RunStatus. samples: counts, None where there was no signal.
    """

    heart_rate: int
    flags: int
    battery_percent: int
    record_s: int
    status: int
    samples: tuple[int | None, ...]

    @property
    def battery_state(self) -> int:
        """0 in use, 1 charging, 2 full, 3 low."""
        return self.flags >> 6

    @property
    def poor_signal(self) -> bool:
        """The device calls its own signal poor."""
        return bool(self.flags & 0x04)

    @property
    def run_status(self) -> int:
        """Number of the run status, see RunStatus."""
        return self.status & 0x0F


@dataclass(frozen=True, slots=True)
class Battery:
    """Answer to GET_BATTERY. state: 0 in use, 1 charging, 2 full, 3 low."""

    state: int
    percent: int
    millivolts: int


@dataclass(frozen=True, slots=True)
class DeviceInfo:
    """Answer to GET_INFO. time: the device's clock, None where it is not set or impossible."""

    hardware: str
    firmware: str
    device_type: int
    time: DeviceTime | None
    serial: str


def decode_frame(data: bytes) -> LepuFrame:
    """One whole frame and nothing behind it."""
    if len(data) < _HEAD_SIZE + 1:
        raise Refused("short")
    size = _size(data)
    if len(data) != size:
        raise Refused("short" if len(data) < size else "length")
    if crc8_07(data[:-1]) != data[-1]:
        raise Refused("checksum")
    if data[0] != _HEAD or data[1] ^ data[2] != 0xFF:
        raise Refused("unknown")
    if _FROM_DEVICE < data[3] < _FIRST_ERROR:
        raise Refused("reserved")
    return LepuFrame(data[1], data[3], data[4], data[_HEAD_SIZE:-1])


def stream() -> ByteStream[LepuFrame]:
    """An incremental decoder for either direction; resynchronises on head, complement and CRC."""
    return ByteStream(_cut, LONGEST)


def decode_live(frame: LepuFrame) -> LiveData:
    """Parameters (20 bytes), number of samples, samples."""
    octets = answer(frame, Command.GET_REALTIME_DATA)
    heart_rate, flags, percent = octets.uint(2), octets.uint(1), octets.uint(1)
    record_s, status = octets.uint(4), octets.uint(1)
    octets.take(11)  # reserved
    samples = counts(octets.take(2 * octets.uint(2)))
    octets.finish()
    return LiveData(heart_rate, flags, percent, record_s, status, samples)


def counts(wave: bytes) -> tuple[int | None, ...]:
    """Samples of s16 LE, None for 7FFF: no signal."""
    return tuple(None if sample == _NO_SIGNAL else sample for sample in struct.unpack(f"<{len(wave) // 2}h", wave))


def decode_battery(frame: LepuFrame) -> Battery:
    """State, percent, voltage."""
    octets = answer(frame, Command.GET_BATTERY)
    battery = Battery(octets.uint(1), octets.uint(1), octets.uint(2))
    octets.finish()
    return battery


def decode_info(frame: LepuFrame) -> DeviceInfo:
    """Versions, clock and serial number; newer firmware appends fields, which are left alone."""
    octets = answer(frame, Command.GET_INFO)
    hardware = _text(octets.take(1))
    firmware = ".".join(str(part) for part in reversed(octets.take(4)))
    octets.take(15)  # boot loader version 4, branch code 8, file version 1, reserved 2
    device_type = octets.uint(2)
    octets.take(2)  # protocol version
    raw_time = read(octets)
    octets.take(6)  # longest payload 2, reserved 4
    serial = _text(octets.take(octets.uint(1)))
    try:
        time = raw_time.checked()
    except Quarantine:
        time = None
    return DeviceInfo(hardware, firmware, device_type, time, serial)


def encode_request(command: Command, sequence: int = 0, payload: bytes | None = None) -> bytes:
    """Host: one request; asking a patch of one lead for live data names the sample rate code."""
    ordinary = _LIVE_RATE_CODE if command is Command.GET_REALTIME_DATA else b""
    return encode_frame(LepuFrame(command, _TO_DEVICE, sequence, ordinary if payload is None else payload))


def encode_set_time(time: DeviceTime, sequence: int = 0) -> bytes:
    """Host: sets the clock to this local time."""
    return encode_request(Command.SET_TIME, sequence, encode_date_time(time))


def encode_answer(request: LepuFrame, payload: bytes = b"", error: int | None = None) -> bytes:
    """Virtual device: the answer to a request, or an error of E0 and above."""
    return encode_frame(LepuFrame(request.command, _FROM_DEVICE if error is None else error, request.sequence, payload))


def encode_frame(frame: LepuFrame) -> bytes:
    """One frame of either direction."""
    head = bytes((_HEAD, frame.command, frame.command ^ 0xFF, frame.direction, frame.sequence & 0xFF))
    body = head + len(frame.payload).to_bytes(2, "little") + frame.payload
    return body + bytes((crc8_07(body),))


def encode_live(live: LiveData, sequence: int = 0) -> bytes:
    """Virtual patch: the answer to a request for live data."""
    parameters = live.heart_rate.to_bytes(2, "little") + bytes((live.flags, live.battery_percent)) + live.record_s.to_bytes(4, "little")
    samples = encode_counts(live.samples)
    payload = parameters + bytes((live.status,)) + bytes(11) + len(live.samples).to_bytes(2, "little") + samples
    return encode_frame(LepuFrame(Command.GET_REALTIME_DATA, _FROM_DEVICE, sequence, payload))


def encode_counts(samples: Sequence[int | None]) -> bytes:
    """Virtual device: s16 LE, 7FFF where there is no signal."""
    return struct.pack(f"<{len(samples)}h", *(_NO_SIGNAL if sample is None else sample for sample in samples))


def encode_battery(battery: Battery, sequence: int = 0) -> bytes:
    """Virtual patch: the answer to a request for the battery."""
    payload = bytes((battery.state, battery.percent)) + battery.millivolts.to_bytes(2, "little")
    return encode_frame(LepuFrame(Command.GET_BATTERY, _FROM_DEVICE, sequence, payload))


def encode_info(info: DeviceInfo, sequence: int = 0) -> bytes:
    """Virtual patch: the answer to a request for information, 60 bytes; an unknown time is all zero."""
    firmware = bytes(int(part) for part in reversed(info.firmware.split(".")))
    time = info.time or DeviceTime(None, None, None, 0, 0, 0)
    clock = (time.year or 0).to_bytes(2, "little") + bytes((time.month or 0, time.day or 0, time.hour, time.minute, time.second or 0))
    serial = info.serial.encode("ascii")
    head = info.hardware.encode("ascii") + firmware + bytes(15) + info.device_type.to_bytes(2, "little") + bytes(2)
    payload = head + clock + bytes(6) + bytes((len(serial),)) + serial.ljust(22, b"\0")
    return encode_frame(LepuFrame(Command.GET_INFO, _FROM_DEVICE, sequence, payload))


def _size(head: bytes) -> int:
    return _HEAD_SIZE + int.from_bytes(head[5:7], "little") + 1


def answer(frame: LepuFrame, command: Command) -> Octets:
    """The payload of a good answer to a command. Refused('unknown') for anything else."""
    if frame.command != command or frame.direction != _FROM_DEVICE:
        raise Refused("unknown")
    return Octets(frame.payload)


def _text(data: bytes) -> str:
    return data.decode("ascii", "replace").strip("\0 ")


def _cut(buffer: bytes) -> tuple[LepuFrame, int] | None:
    if buffer[0] != _HEAD or (len(buffer) > 2 and buffer[1] ^ buffer[2] != 0xFF):
        raise Refused("unknown")
    if len(buffer) < _HEAD_SIZE:
        return None
    size = _size(buffer)
    if size > LONGEST:
        raise Refused("length")
    return (decode_frame(buffer[:size]), size) if len(buffer) >= size else None
