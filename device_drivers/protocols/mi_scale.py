"""Xiaomi Mi scales: the weighing as service data of adverts, v1 under 181D (10 bytes), v2 under 181B (13 bytes).

The same bytes come as history records over a connection.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from device_drivers.protocols import date_time
from device_drivers.protocols.date_time import DeviceTime
from device_drivers.protocols.octets import Octets

V1_SERVICE, V2_SERVICE = "181D", "181B"
_POUND = 0x01  # of the first byte of either
_V1_JIN, _V1_STABLE, _V1_REMOVED = 0x10, 0x20, 0x80
_V2_IMPEDANCE, _V2_STABLE, _V2_JIN, _V2_REMOVED = 0x02, 0x20, 0x40, 0x80
_KG_STEP, _POUND_STEP = Decimal("0.005"), Decimal("0.0045359237")
_SHOWN_STEP = Decimal("0.01")  # pounds and jin


@dataclass(frozen=True, slots=True)
class Weighing:
    """raw: hundredths of what the display shows in lb or jin, 1/200 kg in kg. impedance_ohm None where the scale has none.

    impedance_ohm stands as sent, also where the scale says that it does not hold.
    """

    raw: int
    unit: str
    stabilized: bool
    load_removed: bool
    time: DeviceTime
    impedance_ohm: int | None = None
    impedance_valid: bool = False

    @property
    def weight_kg(self) -> Decimal:
        """In kilograms; pounds converted, jin are half kilograms and need not be."""
        return self.raw * (_POUND_STEP if self.unit == "lb" else _KG_STEP)

    @property
    def shown(self) -> Decimal:
        """The number on the display, in `unit`."""
        return self.raw * (_KG_STEP if self.unit == "kg" else _SHOWN_STEP)


def decode_v1(data: bytes) -> Weighing:
    """181D: control, weight, date and time."""
    octets = Octets(data)
    control, raw = octets.uint(1), octets.uint(2)
    time = date_time.read(octets)
    octets.finish()
    unit = _unit(control & _POUND, control & _V1_JIN)
    return Weighing(raw, unit, bool(control & _V1_STABLE), bool(control & _V1_REMOVED), time.checked())


def decode_v2(data: bytes) -> Weighing:
    """181B: two control bytes, date and time, impedance, weight."""
    octets = Octets(data)
    first, second = octets.uint(1), octets.uint(1)
    time = date_time.read(octets)
    impedance, raw = octets.uint(2), octets.uint(2)
    octets.finish()
    return Weighing(
        raw,
        _unit(first & _POUND, second & _V2_JIN),
        bool(second & _V2_STABLE),
        bool(second & _V2_REMOVED),
        time.checked(),
        impedance,
        bool(second & _V2_IMPEDANCE),
    )


def encode_v1(weighing: Weighing) -> bytes:
    """Virtual scale: the 10 bytes."""
    control = _bits((_POUND, weighing.unit == "lb"), (_V1_JIN, weighing.unit == "jin"))
    control |= _bits((_V1_STABLE, weighing.stabilized), (_V1_REMOVED, weighing.load_removed)) | 0x02
    return bytes((control,)) + weighing.raw.to_bytes(2, "little") + date_time.encode_date_time(weighing.time)


def encode_v2(weighing: Weighing) -> bytes:
    """Virtual scale: the 13 bytes."""
    first = _bits((_POUND, weighing.unit == "lb")) | 0x02
    second = _bits((_V2_IMPEDANCE, weighing.impedance_valid), (_V2_STABLE, weighing.stabilized)) | 0x04
    second |= _bits((_V2_JIN, weighing.unit == "jin"), (_V2_REMOVED, weighing.load_removed))
    body = date_time.encode_date_time(weighing.time) + (weighing.impedance_ohm or 0).to_bytes(2, "little")
    return bytes((first, second)) + body + weighing.raw.to_bytes(2, "little")


def _unit(pound: int, jin: int) -> str:
    return "lb" if pound else "jin" if jin else "kg"


def _bits(*pairs: tuple[int, bool]) -> int:
    return sum(bit for bit, is_set in pairs if is_set)
