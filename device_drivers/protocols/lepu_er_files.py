"""Files on a Lepu/Viatom device: their list, and reading one in pieces from any offset."""

from __future__ import annotations

import re
from dataclasses import dataclass

from device_drivers.protocols.date_time import DeviceTime
from device_drivers.protocols.lepu_er import Command, LepuFrame, answer, encode_request

NAME_SIZE = 16
_RECORDING = re.compile(r"[RW](\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)")


@dataclass(frozen=True, slots=True)
class RecordingName:
    """R (ER1, ER2) or W (ER3) and the time of its first sample by the patch's clock."""

    name: str
    time: DeviceTime
    number: int  # the digits of the name: grows with every recording as long as the clock goes forward


def recording_name(name: str) -> RecordingName | None:
    """What a name says; None for a file that is no recording (analyses, lists, configuration)."""
    found = _RECORDING.fullmatch(name)
    if found is None:
        return None
    year, month, day, *rest = (int(part) for part in found.groups())
    return RecordingName(name, DeviceTime(year or None, month or None, day or None, *rest), int(name[1:]))


def decode_file_list(frame: LepuFrame) -> tuple[str, ...]:
    """Number of files, then names of 16 bytes."""
    octets = answer(frame, Command.LIST_FILES)
    names = tuple(octets.take(NAME_SIZE) for _ in range(octets.uint(1)))
    return tuple(name.partition(b"\0")[0].decode("ascii", "replace") for name in names)


def decode_start_read(frame: LepuFrame) -> int:
    """Size of the whole file in bytes, whatever offset was asked for."""
    octets = answer(frame, Command.START_READ)
    size = octets.uint(4)
    octets.finish()
    return size


def decode_chunk(frame: LepuFrame) -> bytes:
    """The bytes at the offset asked for; how many is the device's choice."""
    return answer(frame, Command.READ_FILE).rest()


def encode_start_read(name: str, offset: int, sequence: int = 0) -> bytes:
    """Host: opens a file at an offset."""
    payload = name.encode("ascii", "replace")[:NAME_SIZE].ljust(NAME_SIZE, b"\0") + offset.to_bytes(4, "little")
    return encode_request(Command.START_READ, sequence, payload)


def encode_read_file(offset: int, sequence: int = 0) -> bytes:
    """Host: the next piece."""
    return encode_request(Command.READ_FILE, sequence, offset.to_bytes(4, "little"))


def encode_file_list(names: tuple[str, ...]) -> bytes:
    """Virtual device: payload of the answer."""
    return bytes((len(names),)) + b"".join(name.encode("ascii")[:NAME_SIZE].ljust(NAME_SIZE, b"\0") for name in names)


def decode_start_request(frame: LepuFrame) -> tuple[str, int]:
    """Virtual device: name and offset a host asks for."""
    name = frame.payload[:NAME_SIZE].partition(b"\0")[0].decode("ascii", "replace")
    return name, int.from_bytes(frame.payload[NAME_SIZE : NAME_SIZE + 4], "little")
