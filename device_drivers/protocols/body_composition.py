"""Bluetooth Body Composition Profile: 2A9C measurement."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from device_drivers.protocols import date_time
from device_drivers.protocols.date_time import DeviceTime
from device_drivers.protocols.octets import Octets
from device_drivers.protocols.refusal import Refused
from device_drivers.protocols.weight import mass, stature

_TENTH = Decimal("0.1")
_UNSUCCESSFUL = 0xFFFF
_IMPERIAL, _TIME, _USER = 0x0001, 0x0002, 0x0004
_METABOLISM, _MUSCLE_SHARE, _MUSCLE, _FAT_FREE, _SOFT_LEAN, _WATER, _IMPEDANCE, _WEIGHT, _HEIGHT, _MULTI_PACKET = (
    1 << bit for bit in range(3, 13)
)
_RESERVED = 0xE000


@dataclass(frozen=True, slots=True)
class BodyComposition:
    """Shares in percent, impedance in ohm, metabolism in kJ; masses in kg or lb, height in m or in (imperial).

    body_fat_percent is None where the scale says that the measurement failed; the others where not carried.
    multi_packet: the rest of the measurement follows in a second packet.
    """

    imperial: bool
    body_fat_percent: Decimal | None
    time: DeviceTime | None
    user_id: int | None
    basal_metabolism_kj: int | None
    muscle_percent: Decimal | None
    muscle_mass: Decimal | None
    fat_free_mass: Decimal | None
    soft_lean_mass: Decimal | None
    body_water_mass: Decimal | None
    impedance_ohm: Decimal | None
    weight: Decimal | None
    height: Decimal | None
    multi_packet: bool


def decode_measurement(data: bytes) -> BodyComposition:
    """2A9C. Refuses a short or over-long frame and reserved flags."""
    octets = Octets(data)
    flags, fat = octets.uint(2), octets.uint(2)
    imperial = bool(flags & _IMPERIAL)
    raw_time = date_time.read(octets) if flags & _TIME else None
    user_id = octets.uint(1) if flags & _USER else None
    metabolism = octets.uint(2) if flags & _METABOLISM else None
    share = octets.uint(2) * _TENTH if flags & _MUSCLE_SHARE else None
    muscle, fat_free, soft_lean, water = (
        mass(octets.uint(2), imperial) if flags & flag else None for flag in (_MUSCLE, _FAT_FREE, _SOFT_LEAN, _WATER)
    )
    impedance = octets.uint(2) * _TENTH if flags & _IMPEDANCE else None
    weight = mass(octets.uint(2), imperial) if flags & _WEIGHT else None
    height = stature(octets.uint(2), imperial) if flags & _HEIGHT else None
    octets.finish()
    if flags & _RESERVED:
        raise Refused("reserved")
    return BodyComposition(
        imperial=imperial,
        body_fat_percent=None if fat == _UNSUCCESSFUL else fat * _TENTH,
        time=raw_time.checked() if raw_time else None,
        user_id=user_id,
        basal_metabolism_kj=metabolism,
        muscle_percent=share,
        muscle_mass=muscle,
        fat_free_mass=fat_free,
        soft_lean_mass=soft_lean,
        body_water_mass=water,
        impedance_ohm=impedance,
        weight=weight,
        height=height,
        multi_packet=bool(flags & _MULTI_PACKET),
    )


def encode_measurement(
    fat_percent: Decimal, time: DeviceTime | None = None, user_id: int | None = None, weight_kg: Decimal | None = None
) -> bytes:
    """Virtual scale: the 2A9C bytes of a metric scale."""
    flags, body = 0, int(fat_percent / _TENTH).to_bytes(2, "little")
    if time is not None:
        flags, body = flags | _TIME, body + date_time.encode_date_time(time)
    if user_id is not None:
        flags, body = flags | _USER, body + bytes((user_id,))
    if weight_kg is not None:
        flags, body = flags | _WEIGHT, body + int(weight_kg / Decimal("0.005")).to_bytes(2, "little")
    return flags.to_bytes(2, "little") + body
