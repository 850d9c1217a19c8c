"""Bluetooth Health Thermometer Profile: 2A1C measurement."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from device_drivers.protocols import date_time
from device_drivers.protocols.date_time import DeviceTime
from device_drivers.protocols.ieee11073 import Number, Special, decode_float, encode_float
from device_drivers.protocols.octets import Octets
from device_drivers.protocols.refusal import Quarantine

_FAHRENHEIT, _TIME, _SITE, _RESERVED = 0x01, 0x02, 0x04, 0xF8
_SITES = ("reserved", "armpit", "body", "ear", "finger", "gastrointestinal", "mouth", "rectum", "toe", "tympanum")
_CREDIBLE_EXPONENTS = range(-12, 13)


class TemperatureUnit(StrEnum):
    """The unit a temperature was sent in."""

    CELSIUS = "degC"
    FAHRENHEIT = "degF"


@dataclass(frozen=True, slots=True)
class Temperature:
    """One measurement in the device's own unit; site: Temperature Type as sent, None where not carried."""

    value: Number
    unit: TemperatureUnit
    time: DeviceTime | None = None
    site: int | None = None

    @property
    def site_name(self) -> str:
        """Name of the site, 'reserved' for a number without one."""
        return _SITES[self.site] if self.site is not None and self.site < len(_SITES) else "reserved"


def decode_measurement(data: bytes) -> Temperature:
    """2A1C. Refuses a short frame; quarantine for a reserved flag, left-over bytes or an incredible exponent.

    Devices disagree on how infinity is written; a number with an exponent far from zero may be such an attempt.
    """
    octets = Octets(data)
    flags = octets.uint(1)
    raw = octets.take(4)
    raw_time = date_time.read(octets) if flags & _TIME else None
    site = octets.uint(1) if flags & _SITE else None
    octets.finish_flagged(flags & _RESERVED)
    value = decode_float(raw)
    exponent = int.from_bytes(raw[3:], "little", signed=True)
    if not isinstance(value, Special) and exponent not in _CREDIBLE_EXPONENTS:
        raise Quarantine("reserved")
    unit = TemperatureUnit.FAHRENHEIT if flags & _FAHRENHEIT else TemperatureUnit.CELSIUS
    return Temperature(value, unit, raw_time.checked() if raw_time else None, site)


def encode_measurement(temperature: Temperature) -> bytes:
    """The 2A1C bytes of a virtual thermometer."""
    flags = _FAHRENHEIT if temperature.unit is TemperatureUnit.FAHRENHEIT else 0
    body = encode_float(temperature.value)
    if temperature.time is not None:
        flags, body = flags | _TIME, body + date_time.encode_date_time(temperature.time)
    if temperature.site is not None:
        flags, body = flags | _SITE, body + bytes((temperature.site,))
    return bytes((flags,)) + body
