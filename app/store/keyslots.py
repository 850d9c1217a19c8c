"""Key slots: the database's key wrapped once for each account's password and once for the recovery code.

Argon2id (RFC 9106) → AES-256-GCM; the header is the additional data, so changed KDF numbers fail like a wrong password, and they
are range-checked before any hashing. Payload: data key 32 B ‖ signing seed 32 B; the recovery slot holds the data key alone.
The file is replaced as a whole, kept twice and carries its own checksum: damage is never taken for a wrong password.
"""

from __future__ import annotations

import base64
import hashlib
import os
import secrets
import struct
import time
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

from app.errors import KnownError
from app.store.sidecar import read_twice, write_twice

UNREADABLE, UNWRITABLE = "keyslots_unreadable", "keyslots_unwritable"
KEY_BYTES = 32
RECOVERY, SERVICE = "#recovery", "#service"  # no log-in name has this character
_MAGIC = b"XYKS1"
_HEADER = struct.Struct(">5sIBB16s12s8s")
_MIB = 1024  # KiB

# What a slot may ask for before anything is hashed: a planted number must neither eat the memory nor be worthless.
_MEMORY_KIB, _PASSES, _LANES = range(8 * _MIB, 1024 * _MIB + 1), range(1, 11), range(1, 17)
FLOOR_KIB = 46 * _MIB
"""Least memory a new slot is made with (OWASP: 46 MiB, 1 pass)."""


@dataclass(frozen=True, slots=True)
class Kdf:
    """Argon2id's numbers."""

    memory_kib: int = 64 * _MIB
    passes: int = 3
    lanes: int = 1

    def check(self) -> None:
        """Raises KnownError ``keyslots_unreadable`` for numbers out of range."""
        if self.memory_kib not in _MEMORY_KIB or self.passes not in _PASSES or self.lanes not in _LANES:
            raise KnownError(UNREADABLE, why="kdf")

    def derive(self, password: str, salt: bytes) -> bytes:
        """32 bytes. The password is taken as NFKC: what an input method widens is the same password."""
        self.check()
        argon = Argon2id(salt=salt, length=KEY_BYTES, iterations=self.passes, lanes=self.lanes, memory_cost=self.memory_kib)
        return argon.derive(unicodedata.normalize("NFKC", password).encode())


def tuned(seconds: Callable[[Kdf], float] | None = None) -> Kdf:
    """Numbers that take 0.3 to 1 s on this machine, if the floor allows. ``seconds`` measures one derivation."""
    measure = seconds or _seconds
    kdf = Kdf()
    spent = measure(kdf)
    if spent < 0.3:
        kdf = replace(kdf, passes=min(_PASSES[-1], max(kdf.passes, round(kdf.passes * 0.5 / max(spent, 0.01)))))
    while spent > 1.0 and kdf.passes > 1:
        kdf = replace(kdf, passes=kdf.passes - 1)
        spent = measure(kdf)
    return replace(kdf, memory_kib=FLOOR_KIB) if spent > 1.0 else kdf


def _seconds(kdf: Kdf) -> float:
    start = time.perf_counter()
    kdf.derive("measure", bytes(16))
    return time.perf_counter() - start


@dataclass(frozen=True, slots=True)
class Opened:
    """What lay in a slot."""

    data_key: bytes = field(repr=False)
    signing_seed: bytes | None = field(default=None, repr=False)


class WrongPassword(Exception):
    """The tag does not fit: the one and only proof that a password is wrong."""


def seal(name: str, password: str, opened: Opened, kdf: Kdf) -> bytes:
    """A slot for an account (or RECOVERY): header 47 B, then the sealed keys."""
    kdf.check()
    salt, nonce = secrets.token_bytes(16), secrets.token_bytes(12)
    header = _HEADER.pack(_MAGIC, kdf.memory_kib, kdf.passes, kdf.lanes, salt, nonce, _name_hash(name))
    payload = opened.data_key + (opened.signing_seed or b"")
    return header + AESGCM(kdf.derive(password, salt)).encrypt(nonce, payload, header)


def unseal(name: str, password: str, slot: bytes) -> Opened:
    """Open a slot. Raises WrongPassword, or KnownError ``keyslots_unreadable`` where it is no slot of this name."""
    header, sealed = slot[: _HEADER.size], slot[_HEADER.size :]
    if len(header) != _HEADER.size or len(sealed) not in (KEY_BYTES + 16, 2 * KEY_BYTES + 16):
        raise KnownError(UNREADABLE, why="size")
    magic, memory, passes, lanes, salt, nonce, whose = _HEADER.unpack(header)
    if magic != _MAGIC or whose != _name_hash(name):
        raise KnownError(UNREADABLE, why="header")
    try:
        payload = AESGCM(Kdf(memory, passes, lanes).derive(password, salt)).decrypt(nonce, sealed, header)
    except InvalidTag as error:
        raise WrongPassword from error
    return Opened(payload[:KEY_BYTES], payload[KEY_BYTES:] or None)


def _name_hash(name: str) -> bytes:
    return hashlib.sha256(name.encode()).digest()[:8]


@dataclass
class KeySlots:
    """The slots of one workstation in ``keyslots.json``."""

    path: Path
    kdf: Kdf = Kdf()
    slots: dict[str, bytes] = field(default_factory=dict, repr=False)

    @classmethod
    def load(cls, path: Path) -> KeySlots:
        """Read the file or its second copy. Raises KnownError ``keyslots_unreadable``, also for an I/O error."""
        return read_twice(path, lambda body: cls._parsed(path, body), UNREADABLE)

    @classmethod
    def _parsed(cls, path: Path, body: Any) -> KeySlots:
        kdf = Kdf(*(int(number) for number in body["kdf"]))
        return cls(path, kdf, {name: base64.b64decode(text, validate=True) for name, text in body["slots"].items()})

    def save(self) -> None:
        """Replace the file, then its copy. Raises KnownError ``keyslots_unwritable``."""
        kdf = [self.kdf.memory_kib, self.kdf.passes, self.kdf.lanes]
        slots = {name: base64.b64encode(slot).decode() for name, slot in self.slots.items()}
        write_twice(self.path, {"version": 1, "kdf": kdf, "slots": slots}, UNWRITABLE)

    def put(self, name: str, password: str, opened: Opened) -> None:
        """Make or replace a slot and save."""
        self.slots[name] = seal(name, password, opened, self.kdf)
        self.save()

    def drop(self, name: str) -> None:
        """Take a slot away and save; harmless where there is none."""
        if self.slots.pop(name, None) is not None:
            self.save()

    def open(self, name: str, password: str) -> Opened:
        """The keys of a slot. Raises WrongPassword, KnownError ``account_unknown`` or ``keyslots_unreadable``."""
        if name not in self.slots:
            raise KnownError("account_unknown")
        return unseal(name, password, self.slots[name])


def new_recovery_code() -> str:
    """160 random bits as 32 base32 characters in eight groups of four; shown once, kept sealed at the township centre."""
    text = base64.b32encode(secrets.token_bytes(20)).decode()
    return "-".join(text[at : at + 4] for at in range(0, 32, 4))


def tidy_recovery_code(text: str) -> str:
    """The code as sealed, however it was typed: blanks, hyphens, small letters, and 0 1 8 for the letters they look like."""
    plain = "".join(char for char in unicodedata.normalize("NFKC", text).upper() if char.isalnum())
    return plain.translate(str.maketrans("018", "OIB"))


def random_key() -> bytes:
    """32 bytes: a data key or a signing seed."""
    return os.urandom(KEY_BYTES)
