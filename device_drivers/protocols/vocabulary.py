"""How decoded parts are spelled in the JSON answer of `devices decode`: the pieces that all protocols share."""

from __future__ import annotations

from decimal import Decimal

from device_drivers.protocols.date_time import DeviceTime
from device_drivers.protocols.ieee11073 import Special

Answer = dict[str, object]


def number(value: Decimal | Special) -> int | float | str:
    """Whole numbers as int, others as float, special values as their name."""
    if isinstance(value, Special):
        return value.value
    return int(value) if value == value.to_integral_value() else float(value)


def present(**parts: object) -> Answer:
    """The parts that the frame carries: a part that is None is left out, numbers and times are spelled."""
    return {name: _spelled(part) for name, part in parts.items() if part is not None}


def slot(user_id: int | None) -> Answer:
    """A user slot: left out where not carried, null where the device says unknown (255)."""
    if user_id is None:
        return {}
    return {"user_id": None if user_id == 255 else user_id}


def _spelled(part: object) -> object:
    if isinstance(part, Decimal | Special):
        return number(part)
    if isinstance(part, DeviceTime):
        return part.text()
    return list(part) if isinstance(part, tuple) else part
