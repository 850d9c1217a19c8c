"""The two ways a decoder says no: refused (not this message) and quarantine (not what the standard says, may be true)."""

from __future__ import annotations

from typing import Literal

Reason = Literal["short", "length", "checksum", "reserved", "unknown"]


class Refused(Exception):
    """The bytes are not a whole frame of the message asked for.

    reason: 'short' bytes missing, 'length' a length field or the size is wrong, 'checksum', 'reserved' a reserved value,
    'unknown' another message.
    """

    def __init__(self, reason: Reason) -> None:
        super().__init__(reason)
        self.reason: Reason = reason


class Quarantine(Exception):
    """All bytes are there, but something the standard reserves is set or bytes are left over: keep raw, show no value."""

    def __init__(self, reason: Reason) -> None:
        super().__init__(reason)
        self.reason: Reason = reason
