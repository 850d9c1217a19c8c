"""What a Lepu/Viatom BP2 cuff has beside the A5 frames: its state, its list of results, its files of one result each.

The cuff keeps local time as seconds since 1970 on its own clock. A value of 0/0 is an empty place of the list.
"""

from __future__ import annotations

from array import array
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import IntEnum

from device_drivers.protocols import lepu_er
from device_drivers.protocols.date_time import DeviceTime
from device_drivers.protocols.lepu_er import Command, LepuFrame, answer
from device_drivers.protocols.octets import Octets
from device_drivers.protocols.refusal import Refused

NIBP_LIST = "bp2nibp.list"
LIVE_HZ, STORED_HZ = 250, 125
NANOVOLTS_PER_COUNT = 3098
_HEAD_SIZE, _RECORD_SIZE = 10, 37
_PRESSURE_FILE, _ECG_FILE = 1, 2
_STATE_BYTE = 39
_ECG_DATA, _WEAK, _LEAD_OFF = 2, 0x01, 0x02


class State(IntEnum):
    """What the cuff is doing."""

    SLEEP = 0
    MEMORY = 1
    CHARGING = 2
    IDLE = 3
    MEASURING = 4
    RESULT = 5
    ECG = 6
    ECG_RESULT = 7
    TRIPLE_MEASURING = 15
    TRIPLE_PAUSE = 16
    TRIPLE_RESULT = 17


BUSY = frozenset({State.MEASURING, State.TRIPLE_MEASURING, State.TRIPLE_PAUSE})


@dataclass(frozen=True, slots=True)
class Result:
    """One result in mmHg and 1/min. user: the number of an account at the maker's, 0 where the format has none."""

    time: DeviceTime | None
    user: int
    irregular: bool
    systolic: int
    diastolic: int
    mean: int
    pulse: int


@dataclass(frozen=True, slots=True)
class StoredEcg:
    """A file with an ECG of one lead at 125 Hz. seconds: how long was recorded, as the cuff says."""

    time: DeviceTime | None
    seconds: int
    heart_rate: int
    samples: array[int]


@dataclass(frozen=True, slots=True)
class Now:
    """The state of this moment. samples: of an ECG being measured, at 250 Hz, None without signal."""

    state: int
    battery: int | None
    heart_rate: int | None = None
    lead_off: bool = False
    samples: tuple[int | None, ...] = ()


def decode_now(frame: LepuFrame) -> Now:
    """Answer to GET_BP_DATA: state, battery; kind of data and 20 bytes of it; a wave."""
    octets = answer(frame, Command.GET_BP_DATA)
    state = octets.uint(1)
    octets.take(1)
    battery = octets.uint(1)
    octets.take(6)  # millivolts 2, reserved 4
    kind, data = octets.uint(1), Octets(octets.take(20))
    wave = octets.take(2 * octets.uint(2)) if octets.left else b""
    octets.finish()
    if kind != _ECG_DATA:
        return Now(state, min(battery, 100))
    data.take(4)  # seconds so far
    special, rate = data.uint(4), data.uint(2)
    off = bool(special & _LEAD_OFF)
    samples = lepu_er.counts(wave)
    return Now(state, min(battery, 100), rate or None, off, (None,) * len(samples) if off else samples)


def decode_registers(frame: LepuFrame) -> Now:
    """Answer to GET_BP_REGISTERS of an LP-BP2W: forty bytes, the last one its state."""
    octets = answer(frame, Command.GET_BP_REGISTERS)
    octets.take(_STATE_BYTE)
    return Now(octets.uint(1), None)


def decode_list(data: bytes) -> tuple[Result, ...]:
    """bp2nibp.list: head and records of 37 bytes in the order of the ring; empty places left out."""
    octets = Octets(data)
    octets.take(_HEAD_SIZE)
    if octets.left % _RECORD_SIZE:
        raise Refused("length")
    records = [_record(Octets(octets.take(_RECORD_SIZE))) for _ in range(octets.left // _RECORD_SIZE)]
    return tuple(record for record in records if record.systolic and record.diastolic)


def _record(octets: Octets) -> Result:
    time, user, irregular = _time(octets.uint(4)), octets.uint(4), octets.uint(1)
    octets.take(4)
    return Result(time, user, irregular == 1, octets.uint(2), octets.uint(2), octets.uint(2), octets.uint(2))


def decode_file(data: bytes) -> Result | StoredEcg:
    """One file of a BP2 or BP2A. Refused('unknown') for a kind nobody knows."""
    octets = Octets(data)
    octets.take(1)
    kind, time = octets.uint(1), _time(octets.uint(4))
    octets.take(4)
    if kind == _PRESSURE_FILE:
        octets.take(1)  # status
        systolic, diastolic, mean, pulse, diagnosis = (octets.uint(2), octets.uint(2), octets.uint(2), octets.uint(1), octets.uint(1))
        return Result(time, 0, bool(diagnosis & 1), systolic, diastolic, mean, pulse)
    if kind != _ECG_FILE:
        raise Refused("unknown")
    seconds = octets.uint(4)
    octets.take(6)  # reserved 2, diagnosis
    heart_rate = octets.uint(2)
    octets.take(26)  # QRS, PVCs, QTc, cable, reserved
    if octets.left % 2:
        raise Refused("length")
    wave = array("h", (octets.sint(2) for _ in range(octets.left // 2)))
    return StoredEcg(time, seconds, heart_rate, wave)


def _time(seconds: int) -> DeviceTime | None:
    return DeviceTime.of(datetime(1970, 1, 1) + timedelta(seconds=seconds)) if seconds else None  # noqa: DTZ001 - local on the wire


# --- virtual cuff ---------------------------------------------------------------------------------------------------
def seconds_of(local: datetime) -> int:
    """Local time as the cuff keeps it."""
    return int((local - datetime(1970, 1, 1)).total_seconds())  # noqa: DTZ001 - local on the wire


def encode_list(results: list[tuple[int, Result]]) -> bytes:
    """The list; each result with its seconds since 1970."""
    return bytes((1, 1)) + bytes(8) + b"".join(_encoded(seconds, result) for seconds, result in results)


def _encoded(seconds: int, result: Result) -> bytes:
    front = seconds.to_bytes(4, "little") + result.user.to_bytes(4, "little") + bytes((result.irregular,)) + bytes(4)
    numbers = (result.systolic, result.diastolic, result.mean, result.pulse)
    return front + b"".join(number.to_bytes(2, "little") for number in numbers) + bytes(16)


def encode_result_file(seconds: int, result: Result) -> bytes:
    """A file of one result."""
    numbers = b"".join(number.to_bytes(2, "little") for number in (result.systolic, result.diastolic, result.mean))
    head = bytes((1, _PRESSURE_FILE)) + seconds.to_bytes(4, "little") + bytes(5)
    return head + numbers + bytes((result.pulse, result.irregular)) + bytes(19)


def encode_ecg_file(seconds: int, length: int, heart_rate: int, samples: list[int]) -> bytes:
    """A file of one ECG."""
    head = bytes((1, _ECG_FILE)) + seconds.to_bytes(4, "little") + bytes(4) + length.to_bytes(4, "little") + bytes(6)
    return head + heart_rate.to_bytes(2, "little") + bytes(26) + lepu_er.encode_counts(samples)


def encode_now(now: Now) -> bytes:
    """Payload of the answer to GET_BP_DATA."""
    ecg = now.state == State.ECG
    data = bytes(4) + (_LEAD_OFF if now.lead_off else 0).to_bytes(4, "little") + (now.heart_rate or 0).to_bytes(2, "little") + bytes(10)
    wave = len(now.samples).to_bytes(2, "little") + lepu_er.encode_counts(now.samples)
    return bytes((now.state, 0, now.battery or 0)) + bytes(6) + bytes((_ECG_DATA if ecg else 0,)) + (data if ecg else bytes(20)) + wave


def encode_registers(state: int) -> bytes:
    """Payload of the answer to GET_BP_REGISTERS."""
    return bytes(_STATE_BYTE) + bytes((state,))
