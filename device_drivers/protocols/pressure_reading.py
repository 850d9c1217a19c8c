"""A blood pressure reading of a cuff on a cable: whole mmHg, the time as the cuff wrote it."""

from __future__ import annotations

from decimal import Decimal

from device_drivers.protocols.date_time import DeviceTime
from device_drivers.protocols.machine import Session
from device_drivers.readings import Kind, Quantity, Reading


def stored_pressure(
    session: Session,
    raw: bytes,
    time: DeviceTime,
    values: tuple[tuple[str, int], ...],
    *,
    slot: int | None = None,
    offset: float | None = None,
    flags: tuple[str, ...] = (),
    context: tuple[tuple[str, str], ...] = (),
) -> Reading:
    """A record out of a cuff's memory: nobody here saw it being taken. values: pressures in mmHg and 'pulse' in 1/min."""
    return Reading(
        device=session.device,
        driver=session.driver,
        kind=Kind.BLOOD_PRESSURE,
        values=tuple((name, Quantity(Decimal(value), "/min" if name == "pulse" else "mmHg")) for name, value in values),
        device_time=time.text(),
        clock_offset_s=offset,
        sequence=None,
        user_slot=slot,
        flags=flags,
        context=context,
        seen_taken=False,
        raw=raw,
    )
