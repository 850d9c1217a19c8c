"""Bluetooth Pulse Oximeter Profile: 2A5E spot check and 2A5F continuous measurement."""

from __future__ import annotations

from dataclasses import dataclass

from device_drivers.protocols import date_time
from device_drivers.protocols.date_time import DeviceTime
from device_drivers.protocols.ieee11073 import Number, decode_sfloat, encode_sfloat
from device_drivers.protocols.octets import Octets, bit_names
from device_drivers.protocols.refusal import Refused

_SPOT_TIME, _SPOT_STATUS, _SPOT_SENSOR, _SPOT_INDEX, _SPOT_CLOCK_NOT_SET = (1 << bit for bit in range(5))
_FAST, _SLOW, _STATUS, _SENSOR, _INDEX = (1 << bit for bit in range(5))
_RESERVED = 0xE0
_STATUS_BITS = dict(
    enumerate(
        (
            "measurement_ongoing",
            "early_estimated_data",
            "validated_data",
            "fully_qualified_data",
            "data_from_storage",
            "data_for_demonstration",
            "data_for_testing",
            "calibration_ongoing",
            "measurement_unavailable",
            "questionable_measurement",
            "invalid_measurement",
        ),
        start=5,
    )
)


@dataclass(frozen=True, slots=True)
class Oximetry:
    """spo2 in percent, pulse_rate in 1/min; a pulse rate that is NaN is common. Optional parts are None where not carried.

    device_clock_not_set is only said by a spot check. measurement_status and sensor_status: bits as sent.
    """

    spo2: Number
    pulse_rate: Number
    time: DeviceTime | None = None
    measurement_status: int | None = None
    sensor_status: int | None = None
    pulse_amplitude_index: Number | None = None
    device_clock_not_set: bool = False

    @property
    def measurement_status_names(self) -> tuple[str, ...]:
        """Names of the measurement status bits, sorted; empty where none is set or the frame has none."""
        return bit_names(self.measurement_status or 0, _STATUS_BITS)


def decode_spot_check(data: bytes) -> Oximetry:
    """2A5E. Refuses a short or over-long frame and reserved flags."""
    octets = Octets(data)
    flags = octets.uint(1)
    spo2, pulse_rate = _number(octets), _number(octets)
    raw_time = date_time.read(octets) if flags & _SPOT_TIME else None
    status = octets.uint(2) if flags & _SPOT_STATUS else None
    sensor = octets.uint(3) if flags & _SPOT_SENSOR else None
    index = _number(octets) if flags & _SPOT_INDEX else None
    _finish(octets, flags)
    time = raw_time.checked() if raw_time else None
    return Oximetry(spo2, pulse_rate, time, status, sensor, index, bool(flags & _SPOT_CLOCK_NOT_SET))


def decode_continuous(data: bytes) -> Oximetry:
    """2A5F; the fast and slow averages are read over. Refuses a short or over-long frame and reserved flags."""
    octets = Octets(data)
    flags = octets.uint(1)
    spo2, pulse_rate = _number(octets), _number(octets)
    for average in (_FAST, _SLOW):
        octets.take(4 if flags & average else 0)
    status = octets.uint(2) if flags & _STATUS else None
    sensor = octets.uint(3) if flags & _SENSOR else None
    index = _number(octets) if flags & _INDEX else None
    _finish(octets, flags)
    return Oximetry(spo2, pulse_rate, None, status, sensor, index)


def encode_spot_check(measured: Oximetry) -> bytes:
    """Virtual oximeter: the 2A5E bytes; time and status where given."""
    flags, body = (
        _SPOT_CLOCK_NOT_SET if measured.device_clock_not_set else 0,
        encode_sfloat(measured.spo2) + encode_sfloat(measured.pulse_rate),
    )
    if measured.time is not None:
        flags, body = flags | _SPOT_TIME, body + date_time.encode_date_time(measured.time)
    if measured.measurement_status is not None:
        flags, body = flags | _SPOT_STATUS, body + measured.measurement_status.to_bytes(2, "little")
    return bytes((flags,)) + body


def encode_continuous(measured: Oximetry) -> bytes:
    """Virtual oximeter: the 2A5F bytes, status where given."""
    flags, body = 0, encode_sfloat(measured.spo2) + encode_sfloat(measured.pulse_rate)
    if measured.measurement_status is not None:
        flags, body = _STATUS, body + measured.measurement_status.to_bytes(2, "little")
    return bytes((flags,)) + body


def _number(octets: Octets) -> Number:
    return decode_sfloat(octets.take(2))


def _finish(octets: Octets, flags: int) -> None:
    octets.finish()
    if flags & _RESERVED:
        raise Refused("reserved")
