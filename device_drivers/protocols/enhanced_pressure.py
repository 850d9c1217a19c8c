"""Blood pressure records of BLS 1.1.1: 2B34 (measurement with a counted time), 2B35 (cuff pressure), 2B36 (record in segments).

No cuff on sale is known to use them; the layout follows the specification's text and was not checked against real bytes.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from device_drivers.protocols.blood_pressure import PressureUnit, status_names
from device_drivers.protocols.checksums import crc16_mcrf4xx
from device_drivers.protocols.date_time import DeviceTime
from device_drivers.protocols.ieee11073 import Number, Special, decode_sfloat, encode_sfloat
from device_drivers.protocols.octets import Octets
from device_drivers.protocols.refusal import Refused

MEASUREMENT, CUFF_PRESSURE, RECORD = "2B34", "2B35", "2B36"
_KPA, _TIME, _PULSE, _USER, _STATUS, _FACING, _SINCE_2000, _RESERVED = 0x01, 0x02, 0x04, 0x08, 0x10, 0x20, 0x40, 0x80
_EPOCHS = {False: datetime(1900, 1, 1), True: datetime(2000, 1, 1)}  # noqa: DTZ001 - a device's clock has no zone
_FIRST, _LAST = 0x01, 0x02
_LONGEST = 512
USER_UNKNOWN = 255


@dataclass(frozen=True, slots=True)
class EnhancedMeasurement:
    """2B34, and 2B35 whose first number is the cuff's pressure. time, facing: seconds since the epoch told, None = not sent.

    facing: the time the device shows its user. pulse_rate in 1/min.
    """

    unit: PressureUnit
    systolic: Number
    diastolic: Number
    mean_arterial_pressure: Number
    time: int | None = None
    pulse_rate: Number | None = None
    user_id: int | None = None
    status: int | None = None
    facing: int | None = None
    since_2000: bool = True

    @property
    def shown(self) -> DeviceTime | None:
        """What the device's user sees, else its base time; None where it sent neither."""
        seconds = self.facing if self.facing is not None else self.time
        return None if seconds is None else DeviceTime.of(_EPOCHS[self.since_2000] + timedelta(seconds=seconds))

    @property
    def user_slot(self) -> int | None:
        """The device's slot, None where absent or unknown."""
        return None if self.user_id == USER_UNKNOWN else self.user_id

    @property
    def status_names(self) -> tuple[str, ...]:
        """Names of the status bits, sorted."""
        return status_names(self.status or 0)


def decode_measurement(data: bytes) -> EnhancedMeasurement:
    """2B34 or 2B35. Refuses a short frame; quarantine for a reserved flag or left-over bytes."""
    octets = Octets(data)
    flags = octets.uint(1)
    systolic, diastolic, mean = (decode_sfloat(octets.take(2)) for _ in range(3))
    time = octets.uint(4) if flags & _TIME else None
    pulse = decode_sfloat(octets.take(2)) if flags & _PULSE else None
    user = octets.uint(1) if flags & _USER else None
    status = octets.uint(2) if flags & _STATUS else None
    facing = octets.uint(4) if flags & _FACING else None
    octets.finish_flagged(flags & _RESERVED)
    unit = PressureUnit.KPA if flags & _KPA else PressureUnit.MMHG
    return EnhancedMeasurement(unit, systolic, diastolic, mean, time, pulse, user, status, facing, bool(flags & _SINCE_2000))


def encode_measurement(measured: EnhancedMeasurement) -> bytes:
    """The bytes of a virtual cuff."""
    flags = (_KPA if measured.unit is PressureUnit.KPA else 0) | (_SINCE_2000 if measured.since_2000 else 0)
    pressures = (measured.systolic, measured.diastolic, measured.mean_arterial_pressure)
    body = b"".join(map(encode_sfloat, pressures))
    parts = (
        (_TIME, _little(measured.time, 4)),
        (_PULSE, None if measured.pulse_rate is None else encode_sfloat(measured.pulse_rate)),
        (_USER, _little(measured.user_id, 1)),
        (_STATUS, _little(measured.status, 2)),
        (_FACING, _little(measured.facing, 4)),
    )
    for flag, part in parts:
        if part is not None:
            flags, body = flags | flag, body + part
    return bytes((flags,)) + body


def _little(number: int | None, size: int) -> bytes | None:
    return None if number is None else number.to_bytes(size, "little")


def encode_cuff_pressure(pressure: Number, unit: PressureUnit = PressureUnit.MMHG) -> bytes:
    """2B35 of a virtual cuff."""
    return encode_measurement(EnhancedMeasurement(unit, pressure, Special.NAN, Special.NAN))


# --- records in segments ------------------------------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class PressureRecord:
    """2B36: the record's number and the characteristic its bytes belong to."""

    sequence: int
    channel: str
    data: bytes


def decode_record(data: bytes, *, with_crc: bool) -> PressureRecord:
    """A whole record: number u16, characteristic u16, its bytes, a CRC where the feature (2A49, bit 6) says so."""
    if with_crc:
        if len(data) < 2:
            raise Refused("short")
        if crc16_mcrf4xx(data[:-2]) != int.from_bytes(data[-2:], "little"):
            raise Refused("checksum")
        data = data[:-2]
    octets = Octets(data)
    return PressureRecord(octets.uint(2), f"{octets.uint(2):04X}", octets.rest())


def encode_record(record: PressureRecord, *, with_crc: bool) -> bytes:
    """A whole record of a virtual cuff."""
    body = record.sequence.to_bytes(2, "little") + int(record.channel, 16).to_bytes(2, "little") + record.data
    return body + crc16_mcrf4xx(body).to_bytes(2, "little") if with_crc else body


def segments(record: bytes, size: int, start: int = 0) -> list[bytes]:
    """A record in pieces of at most `size` bytes, each with its header: first, last, rolling counter of six bits."""
    pieces = [record[at : at + size - 1] for at in range(0, len(record), size - 1)]
    return [
        bytes((_FIRST * (number == 0) | _LAST * (number == len(pieces) - 1) | (start + number) % 64 << 2,)) + piece
        for number, piece in enumerate(pieces)
    ]


class Segments:
    """Puts segments together; one that is missing spoils its record, and the next first one begins anew."""

    def __init__(self) -> None:
        self._whole: bytes | None = None
        self._counter = 0

    def take(self, segment: bytes) -> bytes | None:
        """The record this segment completes, None where more is to come. Refuses one that does not follow."""
        if not segment:
            raise Refused("short")
        header, piece = segment[0], segment[1:]
        if header & _FIRST:
            self._whole = b""
        elif self._whole is None or header >> 2 != self._counter:
            self._whole = None
            raise Refused("unknown")
        self._counter = ((header >> 2) + 1) % 64
        whole = (self._whole or b"") + piece
        if len(whole) > _LONGEST:
            self._whole = None
            raise Refused("length")
        self._whole = None if header & _LAST else whole
        return whole if header & _LAST else None
