"""Contec ECG90A recordings (`.ECG` files): head of 43 bytes, rows of eight leads, foot of 37 bytes.

The electrocardiograph has no live protocol; its files come on a card or from Contec's own program.
"""

from __future__ import annotations

import struct
from array import array
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from device_drivers.protocols.octets import Octets
from device_drivers.protocols.refusal import Refused

LEADS = ("II", "III", "V1", "V2", "V3", "V4", "V5", "V6")
HZ = 800
NANOVOLTS_PER_COUNT = 5000
HEAD_SIZE, FOOT_SIZE = 43, 37
_ZERO = 2048  # the converter's middle
_ELECTRODE_OFF = 0x6800
_ROW_SIZE = 2 * len(LEADS)
_SEXES = {0: "female", 1: "male", 255: "unknown"}
_TIME = "%Y-%m-%d %H:%M:%S"


@dataclass(frozen=True, slots=True)
class Head:
    """What the operator entered; sex: female, male, unknown. time: local ISO text as the device gave it."""

    case_id: str
    time: str
    name: str
    sex: str
    age_years: int
    weight: int


@dataclass(frozen=True, slots=True)
class Ecg90aFile:
    """A whole file. rows: counts of one instant in the order of LEADS, flattened; off: where an electrode was off."""

    head: Head
    samples: tuple[array[int], ...]
    off: tuple[tuple[int, ...], ...]  # per lead, the numbers of the samples without signal


def decode_prefix(data: bytes) -> tuple[Head, tuple[tuple[int, ...], ...]]:
    """Head and the complete rows behind it (counts around zero); half a row at the end is left out."""
    octets = Octets(data)
    head = _head(octets)
    rows = [tuple(octets.uint(2) - _ZERO for _ in LEADS) for _ in range(octets.left // _ROW_SIZE)]
    return head, tuple(rows)


def decode_file(data: bytes) -> Ecg90aFile:
    """A whole file: the rows between head and foot must be complete."""
    octets = Octets(data)
    head = _head(octets)
    if octets.left < FOOT_SIZE:
        raise Refused("short")
    if (octets.left - FOOT_SIZE) % _ROW_SIZE:
        raise Refused("length")
    body = octets.take(octets.left - FOOT_SIZE)
    words = struct.unpack(f"<{len(body) // 2}H", body)
    columns = tuple(words[lead :: len(LEADS)] for lead in range(len(LEADS)))
    off = tuple(tuple(at for at, word in enumerate(column) if word == _ELECTRODE_OFF) for column in columns)
    samples = tuple(array("i", (0 if word == _ELECTRODE_OFF else word - _ZERO for word in column)) for column in columns)
    return Ecg90aFile(head, samples, off)


def encode_file(head: Head, rows: Sequence[Sequence[int | None]]) -> bytes:
    """Virtual electrocardiograph: a file as the device writes it; None = electrode off."""
    sex = next(code for code, name in _SEXES.items() if name == head.sex)
    time = head.time.replace("T", " ").encode("ascii")
    front = _padded(head.case_id, 8) + bytes(2) + time.ljust(20, b"\0") + bytes(2) + _padded(head.name, 8)
    body = b"".join((_ELECTRODE_OFF if count is None else count + _ZERO).to_bytes(2, "little") for row in rows for count in row)
    return front + bytes((sex, head.age_years, head.weight)) + body + bytes(FOOT_SIZE)


def _head(octets: Octets) -> Head:
    case_id, _, time = octets.take(8), octets.take(2), octets.take(20)
    octets.take(2)
    name, (sex, age, weight) = octets.take(8), octets.take(3)
    if sex not in _SEXES:
        raise Refused("reserved")
    return Head(_text(case_id), _time(_text(time)), _text(name), _SEXES[sex], age, weight)


def _time(text: str) -> str:
    try:
        return datetime.strptime(text, _TIME).isoformat()  # noqa: DTZ007 - the device's clock has no zone
    except ValueError:
        raise Refused("unknown") from None


def _text(data: bytes) -> str:
    """Up to the first zero byte; the device writes names in the code page of its market (GBK in China)."""
    return data.partition(b"\0")[0].decode("gb18030", "replace").strip()


def _padded(text: str, size: int) -> bytes:
    return text.encode("gb18030")[:size].ljust(size, b"\0")
