"""The enrolment code as a person carries it: a one-time secret and the beginning of the hub's fingerprint in eight groups of four."""

from __future__ import annotations

import secrets
from dataclasses import dataclass

from app.errors import KnownError

SECRET_BYTES = 10
FINGERPRINT_BYTES = 10
_LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Crockford's alphabet: no I, L, O, U, so that nothing is read twice."""

_READ = str.maketrans("ILO", "110", " -\u2013\u2014\t\r\n")


@dataclass(frozen=True, slots=True)
class Code:
    """``secret`` opens once; ``fingerprint`` says which hub it is for (:func:`sync.hub.certificate.fingerprint`)."""

    secret: bytes
    fingerprint: bytes

    def __str__(self) -> str:
        """32 letters in groups of four."""
        number = int.from_bytes(self.secret + self.fingerprint, "big")
        letters = "".join(_LETTERS[number >> (5 * place) & 31] for place in reversed(range(32)))
        return "-".join(letters[start : start + 4] for start in range(0, 32, 4))


def new_secret() -> bytes:
    """80 random bits."""
    return secrets.token_bytes(SECRET_BYTES)


def read(text: str) -> Code:
    """A code as typed or scanned. KnownError ``hub_code_form`` where it has another form."""
    letters = text.strip().upper().translate(_READ)
    if len(letters) != 32 or any(letter not in _LETTERS for letter in letters):
        raise KnownError("hub_code_form")
    number = 0
    for letter in letters:
        number = number << 5 | _LETTERS.index(letter)
    both = number.to_bytes(SECRET_BYTES + FINGERPRINT_BYTES, "big")
    return Code(both[:SECRET_BYTES], both[SECRET_BYTES:])
