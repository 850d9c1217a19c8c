"""What lies in the memory of an Omron cuff: its record layouts and the block its clock is kept in."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from device_drivers.protocols.date_time import DeviceTime
from device_drivers.protocols.refusal import Refused

_SYSTOLIC_BASE = 25
_SYSTOLIC_EMPTY = 0xE1  # a first byte above it marks an empty slot
_CENTURY = 2000


class RecordLayout(StrEnum):
    """How a record is packed."""

    LE14 = "le14"  # 14 or 16 bytes, words with the low byte first (HEM-7142T2, 7155T, 7361T)
    BE14 = "be14"  # 14 bytes, bits counted from the first (HEM-6232T)
    BE14_MOVEMENT_FIRST = "be14-movement-first"  # the same with the two flags the other way round (HEM-7322T, 7600T)
    BYTES16 = "bytes16"  # a byte per part, 16 or 32 bytes (HEM-6401T, 6410T)
    LE24 = "le24"  # LE14 with a number and an error code behind it (HEM-9601T)


@dataclass(frozen=True, slots=True)
class OmronRecord:
    """One stored measurement in mmHg and 1/min. error: the cuff's own code, 0 = a good measurement."""

    systolic: int
    diastolic: int
    pulse_rate: int
    time: DeviceTime
    body_movement: bool = False
    irregular_pulse: bool = False
    error: int = 0

    @property
    def status_names(self) -> tuple[str, ...]:
        """Names of the flags set, sorted."""
        named = (("body_movement", self.body_movement), ("irregular_pulse", self.irregular_pulse))
        return tuple(name for name, is_set in named if is_set)


def decode_record(layout: RecordLayout, data: bytes) -> OmronRecord | None:
    """One slot; None = empty. Refuses a wrong size and a time that no calendar has ('reserved')."""
    sizes, decode, _ = _LAYOUTS[layout]
    if len(data) < sizes[0]:
        raise Refused("short")
    if len(data) not in sizes:
        raise Refused("length")
    return None if set(data) <= {0x00} or set(data) <= {0xFF} else decode(bytes(data))


def encode_record(layout: RecordLayout, record: OmronRecord, size: int) -> bytes:
    """A slot of so many bytes as a virtual cuff keeps it. ValueError where a number does not fit."""
    return _LAYOUTS[layout][2](record).ljust(size, b"\x00")


def _time(year: int, month: int, day: int, hour: int, minute: int, second: int) -> DeviceTime:
    """Seconds above 59 become 59; these clocks know no unknown part, so a date that does not exist is no date."""
    time = DeviceTime(_CENTURY + year, month, day, hour, minute, min(second, 59))
    if time.local() is None:
        raise Refused("reserved")
    return time


def _decode_le(data: bytes) -> OmronRecord | None:
    if data[0] > _SYSTOLIC_EMPTY:
        return None
    dated, timed = (int.from_bytes(data[at : at + 2], "little") for at in (4, 6))
    time = _time(data[3] & 0x3F, dated >> 10 & 15, dated >> 5 & 31, dated & 31, timed >> 6 & 63, timed & 63)
    return OmronRecord(data[0] + _SYSTOLIC_BASE, data[1], data[2], time, bool(dated >> 15 & 1), bool(dated >> 14 & 1))


def _encode_le(record: OmronRecord) -> bytes:
    year, month, day, hour, minute, second = _parts(record.time)
    dated = hour | day << 5 | month << 10 | record.irregular_pulse << 14 | record.body_movement << 15
    timed = second | minute << 6
    pressures = bytes((record.systolic - _SYSTOLIC_BASE, record.diastolic, record.pulse_rate, year))
    return pressures + dated.to_bytes(2, "little") + timed.to_bytes(2, "little")


def _decode_le24(data: bytes) -> OmronRecord | None:
    record = _decode_le(data)
    if record is None or not data[_ERROR_AT]:
        return record
    return OmronRecord(record.systolic, record.diastolic, record.pulse_rate, record.time, error=data[_ERROR_AT])


def _encode_le24(record: OmronRecord) -> bytes:
    return _encode_le(record).ljust(_ERROR_AT, b"\x00") + bytes((record.error,))


def _decode_be(data: bytes, movement_bit: int) -> OmronRecord:
    bits = int.from_bytes(data[:8], "big")

    def part(first: int, last: int) -> int:
        return bits >> (63 - last) & ((1 << (last - first + 1)) - 1)

    time = _time(part(18, 23), part(34, 37), part(38, 42), part(43, 47), part(52, 57), part(58, 63))
    moved, irregular = (bool(part(bit, bit)) for bit in (movement_bit, 65 - movement_bit))
    return OmronRecord(part(8, 15) + _SYSTOLIC_BASE, part(0, 7), part(24, 31), time, moved, irregular)


def _encode_be(record: OmronRecord, movement_bit: int) -> bytes:
    year, month, day, hour, minute, second = _parts(record.time)
    flags = record.body_movement << 33 - movement_bit | record.irregular_pulse << movement_bit - 32
    dated = flags << 14 | month << 10 | day << 5 | hour
    head = bytes((record.diastolic, record.systolic - _SYSTOLIC_BASE, year, record.pulse_rate))
    return head + dated.to_bytes(2, "big") + (minute << 6 | second).to_bytes(2, "big")


def _decode_bytes(data: bytes) -> OmronRecord | None:
    if data[6] > _SYSTOLIC_EMPTY:
        return None
    flags = data[11]
    time = _time(*data[:6])
    return OmronRecord(data[6] + _SYSTOLIC_BASE, data[7], data[8], time, bool(flags & 0x0C), bool(flags & 0x03))


def _encode_bytes(record: OmronRecord) -> bytes:
    flags = record.irregular_pulse | record.body_movement << 2
    pressures = bytes((record.systolic - _SYSTOLIC_BASE, record.diastolic, record.pulse_rate))
    return bytes(_parts(record.time)) + pressures + bytes((0, 0, flags))


def _parts(time: DeviceTime) -> tuple[int, int, int, int, int, int]:
    """Year of the century, month, day, hour, minute, second."""
    return (time.year or _CENTURY) - _CENTURY, time.month or 0, time.day or 0, time.hour, time.minute, time.second or 0


_ERROR_AT = 17
_LAYOUTS: dict[RecordLayout, tuple[tuple[int, ...], Callable[[bytes], OmronRecord | None], Callable[[OmronRecord], bytes]]] = {
    RecordLayout.LE14: ((14, 16), _decode_le, _encode_le),
    RecordLayout.BE14: ((14,), lambda data: _decode_be(data, 33), lambda record: _encode_be(record, 33)),
    RecordLayout.BE14_MOVEMENT_FIRST: ((14,), lambda data: _decode_be(data, 32), lambda record: _encode_be(record, 32)),
    RecordLayout.BYTES16: ((16, 32), _decode_bytes, _encode_bytes),
    RecordLayout.LE24: ((24,), _decode_le24, _encode_le24),
}


# --- the clock --------------------------------------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class ClockLayout:
    """Where six time bytes lie in a block, in which order, and where the sum of all before it is (None = has none).

    swapped: each pair the other way round (month, year, hour, day, second, minute).
    """

    size: int
    at: int
    swapped: bool
    sum_at: int | None


CLOCKS = {
    "at8": ClockLayout(16, 8, False, 14),
    "at8-swapped": ClockLayout(16, 8, True, 14),
    "at2": ClockLayout(10, 2, False, 9),
    "at2-swapped": ClockLayout(10, 2, True, 9),
    "at0": ClockLayout(16, 0, False, None),
}
_SWAP = (1, 0, 3, 2, 5, 4)


def decode_clock(block: bytes, layout: ClockLayout = CLOCKS["at8"]) -> DeviceTime:
    """The cuff's local time. Refuses a wrong size, a wrong sum and a time that no calendar has."""
    if len(block) < layout.size:
        raise Refused("short")
    if len(block) > layout.size:
        raise Refused("length")
    if layout.sum_at is not None and sum(block[: layout.sum_at]) & 0xFF != block[layout.sum_at]:
        raise Refused("checksum")
    parts = block[layout.at : layout.at + 6]
    year, month, day, hour, minute, second = (parts[at] for at in _SWAP) if layout.swapped else parts
    return _time(year, month, day, hour, minute, second)


def set_clock(block: bytes, local: datetime, layout: ClockLayout = CLOCKS["at8"]) -> bytes:
    """The same block telling another time; all other bytes but the sum stay as they are. ValueError outside 2000..2255."""
    parts = bytes((local.year - _CENTURY, local.month, local.day, local.hour, local.minute, local.second))
    if layout.swapped:
        parts = bytes(parts[at] for at in _SWAP)
    told = block[: layout.at] + parts + block[layout.at + 6 :]
    if layout.sum_at is None:
        return told
    return told[: layout.sum_at] + bytes((sum(told[: layout.sum_at]) & 0xFF,)) + told[layout.sum_at + 1 :]
