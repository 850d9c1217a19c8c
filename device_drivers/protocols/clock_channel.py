"""A Bluetooth device's own clock: Date Time (2A08) or Current Time (2A2B), read to know its error, written to mend it."""

from __future__ import annotations

from datetime import datetime, timedelta

from device_drivers.protocols.date_time import (
    CurrentTime,
    DeviceTime,
    decode_current_time,
    decode_date_time,
    encode_current_time,
    encode_date_time,
)
from device_drivers.protocols.refusal import Quarantine, Refused

DATE_TIME = "2A08"
CURRENT_TIME = "2A2B"
_MANUAL_UPDATE = 0x01  # Current Time's adjust reason, bit 0


def clock_channel(channels: frozenset[str], wanted: str = "") -> str | None:
    """The characteristic the device's clock is behind, None where it shows none.

    wanted: see quirks.Quirks.clock; a channel or "none" settles it, "" takes what the device offers.
    """
    order = (wanted,) if wanted else (DATE_TIME, CURRENT_TIME)
    return next((channel for channel in order if channel in channels), None)


def read_clock(channel: str, data: bytes) -> datetime | None:
    """The device's local time; None where a part is unknown or the bytes are no time: then its error is unknown too."""
    try:
        return (decode_date_time(data) if channel == DATE_TIME else decode_current_time(data).time).local()
    except (Refused, Quarantine):
        return None


def clock_bytes(channel: str, wall: datetime) -> bytes:
    """What to write to set the device's clock to the host's local time."""
    time = DeviceTime.of(wall + timedelta(milliseconds=500))  # to the nearest second, not down
    if channel == DATE_TIME:
        return encode_date_time(time)
    return encode_current_time(CurrentTime(time, wall.isoweekday(), 0, _MANUAL_UPDATE))
