"""What a capture may keep of a device's bytes: the protocol and its values, nothing that names a person or one device.

A value (a pressure, a glucose) stays: it is what the capture is for, and nobody can tell whose it was. Length is always
kept. What goes: names, serial numbers, addresses, whatever a card reader or a scanner read, and the lines of an analyser,
which carry names and numbers of residents in free text;
and a resident identity number wherever it stands.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from device_drivers.manifest import Manifest
from device_drivers.readings import Kind, KnownDevice

NAMING_CHANNELS = frozenset(
    {
        "2A00",  # device name: makers put the serial number into it
        "2A23",  # system id: made of the Bluetooth address
        "2A25",  # serial number
        "2A2A",  # IEEE certification data
        "2A8A",  # user data service: first name, last name, e-mail, date of birth
        "2A90",
        "2A87",
        "2A85",
    }
)
MASK = b"0"
RESIDENT = 18  # signs of a resident identity number
LEAST = 4  # characters: shorter pieces of a name are found everywhere
_DIGITS = re.compile(rb"[0-9]{17,}[0-9Xx]?")
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)  # GB 11643-1999, ISO 7064 MOD 11-2
_CHECKS = b"10X98765432"
_ADDRESS = re.compile(r"(?:[0-9A-Fa-f]{2}:){5}[0-9A-Fa-f]{2}")


class Redactor:
    """For one known device and its driver."""

    def __init__(self, known: KnownDevice, manifest: Manifest) -> None:
        self._wholly = not manifest.kinds or manifest.kinds == (Kind.LABORATORY,)
        self._words = tuple(sorted(set(_words(known)), key=len, reverse=True))

    def data(self, channel: str, data: bytes) -> bytes:
        """The bytes as the capture keeps them, of the same length."""
        if self._wholly or channel in NAMING_CHANNELS:
            return MASK * len(data)
        for word in self._words:
            if word in data:
                data = data.replace(word, MASK * len(word))
        return _DIGITS.sub(lambda run: _without_residents(run.group()), data)

    @property
    def wholly(self) -> bool:
        """Whether nothing of what this device says is kept but how long it was."""
        return self._wholly


def _without_residents(digits: bytes) -> bytes:
    """A run of digits with every resident identity number in it blanked; cabinet cuffs send one before the values."""
    blanked = bytearray(digits)
    for at in range(len(digits) - RESIDENT + 1):
        if _is_resident(digits[at : at + RESIDENT]):
            blanked[at : at + RESIDENT] = MASK * RESIDENT
    return bytes(blanked)


def _is_resident(number: bytes) -> bool:
    """Eighteen signs with a birthday and a check sign that fits: a time beside values is never taken for one."""
    body, sign = number[: RESIDENT - 1], number[-1:].upper()
    if not body.isdigit() or not (b"1800" < body[6:10] < b"2200" and b"01" <= body[10:12] <= b"12" and b"01" <= body[12:14] <= b"31"):
        return False
    remainder = sum(weight * (digit - 0x30) for weight, digit in zip(_WEIGHTS, body, strict=True)) % 11
    return _CHECKS[remainder : remainder + 1] == sign


def _words(known: KnownDevice) -> Iterable[bytes]:
    """Name, serial number and address as text and as the six bytes of an address, both ways round."""
    for text in (known.name, *re.split(r"[^0-9A-Za-z]+", known.name), known.address):
        # a word without a digit is a brand, which the header names anyway
        if len(text) >= LEAST and any(sign.isdigit() for sign in text):
            yield text.encode()
    if _ADDRESS.fullmatch(known.address):
        address = bytes.fromhex(known.address.replace(":", ""))
        yield address
        yield address[::-1]
