"""i-SENS CareSens meters over Bluetooth: the clock in a service of their own, beside the standard glucose profile.

A write of C0 03 01 00 with a time sets the clock, with zeros it asks for it. A firmware answers month 13 for January.
"""

from __future__ import annotations

from datetime import datetime

from device_drivers.protocols import date_time
from device_drivers.protocols.date_time import DeviceTime, RawTime
from device_drivers.protocols.octets import Octets
from device_drivers.protocols.refusal import Refused

TIME_CHANNELS = ("FFF1", "c4dea3bc-5a9d-11e9-8647-d663bd873d93")
_HEAD = bytes.fromhex("c0030100")


def decode_time(data: bytes, *, mend_month: bool = False) -> DeviceTime:
    """Eleven bytes. mend_month: month 13 is the firmware's January of the same year."""
    octets = Octets(data)
    head, raw = octets.take(4), date_time.read(octets)
    octets.finish()
    if head != _HEAD:
        raise Refused("unknown")
    return (_mended(raw) if mend_month else raw).checked()


def encode_time(local: datetime) -> bytes:
    """Host: set the clock."""
    return _HEAD + date_time.encode_date_time(DeviceTime.of(local))


def encode_answer(time: DeviceTime) -> bytes:
    """Virtual meter: what its clock says."""
    return _HEAD + date_time.encode_date_time(time)


def ask_time() -> bytes:
    """Host: what does your clock say."""
    return _HEAD + bytes(7)


def _mended(raw: RawTime) -> RawTime:
    return RawTime(raw.year, 1, raw.day, raw.hour, raw.minute, raw.second) if raw.month == 13 else raw
