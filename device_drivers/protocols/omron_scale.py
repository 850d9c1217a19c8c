"""Records of Omron body composition scales (HBF-702T, HBF-227T) in the memory that `omron` frames read."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from device_drivers.protocols.date_time import DeviceTime
from device_drivers.protocols.refusal import Refused

RECORD_SIZE = 48
SHORT_RECORD_SIZE = 32  # the same parts, less behind them
_TENTH = Decimal("0.1")


@dataclass(frozen=True, slots=True)
class OmronScaleRecord:
    """One weighing: kg, percent, kg/m2, kcal per day, years."""

    weight: Decimal
    body_fat_percent: Decimal
    skeletal_muscle_percent: Decimal
    bmi: Decimal
    basal_metabolism_kcal: int
    visceral_fat_level: Decimal
    body_age_years: int
    time: DeviceTime


def is_empty(data: bytes) -> bool:
    """Whether the slot was never written."""
    return set(data) <= {0x00} or set(data) <= {0xFF}


def decode_record(data: bytes, size: int = RECORD_SIZE) -> OmronScaleRecord:
    """One slot of `size` bytes. Refuses a wrong size and a time that no calendar has ('reserved')."""
    if len(data) < size:
        raise Refused("short")
    if len(data) > size:
        raise Refused("length")
    fat, metabolism, muscle, bmi, dated, weight = (int.from_bytes(data[at : at + 2], "big") for at in (2, 4, 6, 8, 12, 26))
    time = DeviceTime(2000 + (muscle & 63), data[11] & 15, dated >> 11, dated >> 6 & 31, bmi & 63, dated & 63)
    if time.local() is None:
        raise Refused("reserved")
    return OmronScaleRecord(
        weight=(weight >> 5) * _TENTH,
        body_fat_percent=(fat >> 6) * _TENTH,
        skeletal_muscle_percent=(muscle >> 6) * _TENTH,
        bmi=(bmi >> 6) * _TENTH,
        basal_metabolism_kcal=metabolism >> 4,
        visceral_fat_level=(fat & 63) * Decimal("0.5"),
        body_age_years=data[10],
        time=time,
    )


def encode_record(record: OmronScaleRecord, size: int = RECORD_SIZE) -> bytes:
    """A slot as a virtual scale keeps it. ValueError where a number does not fit."""
    time = record.time
    words = {
        2: int(record.body_fat_percent * 10) << 6 | int(record.visceral_fat_level * 2),
        4: record.basal_metabolism_kcal << 4,
        6: int(record.skeletal_muscle_percent * 10) << 6 | (time.year or 2000) - 2000,
        8: int(record.bmi * 10) << 6 | time.minute,
        10: record.body_age_years << 8 | (time.month or 0),
        12: (time.day or 0) << 11 | time.hour << 6 | (time.second or 0),
        26: int(record.weight * 10) << 5,
    }
    slot = bytearray(size)
    for at, word in words.items():
        slot[at : at + 2] = word.to_bytes(2, "big")
    return bytes(slot)
