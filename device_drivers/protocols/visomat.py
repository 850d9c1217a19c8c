"""Visomat and JPI cuffs on USB: STX text ETX. The layout of a result's date is not settled, so no result becomes a value."""

from __future__ import annotations

from device_drivers.protocols.refusal import Quarantine, Refused

_STX, _ETX = b"\x02", b"\x03"
_RESULT = b"M1"
REQUEST = b"\x02R00\x03"


def decode_result(data: bytes) -> None:
    """A frame with an M1 text is quarantined ('unknown'), everything else refused; no value is ever given."""
    if len(data) < len(_STX + _RESULT + _ETX):
        raise Refused("short")
    if not data.startswith(_STX + _RESULT):
        raise Refused("unknown")
    if _ETX not in data:
        raise Refused("short")
    if data.index(_ETX) != len(data) - 1:
        raise Refused("length")
    raise Quarantine("unknown")
