"""Bluetooth User Data Service (181C): opening one user of a device with the code agreed on (2A9F). UDS 1.0, 3.2.

Registering and deleting users (op codes 1 and 3) cannot be built here.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum

from device_drivers.protocols.octets import Octets
from device_drivers.protocols.refusal import Refused

CONTROL_POINT = "2A9F"
_CONSENT, _RESPONSE = 0x02, 0x20


class ConsentResult(IntEnum):
    """What the device says to a consent."""

    SUCCESS = 1
    NOT_SUPPORTED = 2
    INVALID_PARAMETER = 3
    FAILED = 4
    NOT_AUTHORIZED = 5


@dataclass(frozen=True, slots=True)
class Consent:
    """A host opens a user. user: the device's index. code: 0..9999, 0x020E on Omron's standard devices."""

    user: int
    code: int


def encode_consent(consent: Consent) -> bytes:
    """What the host writes."""
    return bytes((_CONSENT, consent.user)) + consent.code.to_bytes(2, "little")


def decode_consent(data: bytes) -> Consent:
    """As the device reads it. Refuses every other op code."""
    octets = Octets(data)
    if octets.uint(1) != _CONSENT:
        raise Refused("unknown")
    consent = Consent(octets.uint(1), octets.uint(2))
    octets.finish()
    return consent


def encode_response(result: ConsentResult) -> bytes:
    """What a virtual device indicates."""
    return bytes((_RESPONSE, _CONSENT, result))


def decode_response(data: bytes) -> ConsentResult:
    """The answer to a consent. Refuses answers to other requests and reserved results."""
    octets = Octets(data)
    if octets.uint(1) != _RESPONSE or octets.uint(1) != _CONSENT:
        raise Refused("unknown")
    code = octets.uint(1)
    octets.finish()
    try:
        return ConsentResult(code)
    except ValueError:
        raise Refused("reserved") from None
