"""The keys of this workstation while it is open: slots are made, re-wrapped and dropped here."""

from __future__ import annotations

from dataclasses import dataclass, field

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from app.domain.ids import tidy
from app.errors import KnownError
from app.store.keyslots import RECOVERY, SERVICE, KeySlots, Opened, new_recovery_code, random_key, tidy_recovery_code
from app.store.signin_file import SigninFile

PASSWORD_LENGTH = 8
"""Least characters of a password; no rules of composition and no forced change (ASVS 5.0 6.2.1, 6.2.5)."""

LONGEST_PASSWORD = 128


def login_name(text: str) -> str:
    """A log-in name as slots and accounts have it."""
    return tidy(text).casefold()


def check_password(password: str) -> None:
    """Raises KnownError ``password_short`` or ``password_long``."""
    if len(password) < PASSWORD_LENGTH:
        raise KnownError("password_short", least=PASSWORD_LENGTH)
    if len(password) > LONGEST_PASSWORD:
        raise KnownError("password_long", most=LONGEST_PASSWORD)


def public_key_of(signing_seed: bytes) -> str:
    """The Ed25519 public key of a seed, hex."""
    return Ed25519PrivateKey.from_private_bytes(signing_seed).public_key().public_bytes_raw().hex()


def hub_key(data_key: bytes) -> bytes:
    """32 bytes for the database of the hub on this computer, derived from the clinic's data key (HKDF, RFC 5869)."""
    return HKDF(SHA256(), 32, salt=None, info=b"xiangyi/hub/1").derive(data_key)


@dataclass(eq=False)
class Keyring:
    """Key slots, sign-in file and the data key of the open store."""

    slots: KeySlots
    signin: SigninFile
    data_key: bytes = field(repr=False)

    def enrol(self, login: str, password: str) -> str:
        """Make a slot with a fresh signing seed; returns its public key. An older slot of that name is replaced."""
        check_password(password)
        seed = random_key()
        self.slots.put(login, password, Opened(self.data_key, seed))
        return public_key_of(seed)

    def rewrap(self, login: str, password: str, opened: Opened) -> None:
        """Give a slot another password; the signing seed stays."""
        check_password(password)
        self.slots.put(login, password, opened)

    def drop(self, login: str) -> None:
        """Take a slot away; somebody who kept a copy of file and slot still reads that copy."""
        self.slots.drop(login)

    def renew_service_code(self) -> str:
        """Make the slot that a hub without a person opens; the code before is worthless from now on."""
        code = new_recovery_code()
        self.slots.put(SERVICE, tidy_recovery_code(code), Opened(self.data_key))
        return code

    def renew_recovery_code(self) -> str:
        """Make the recovery slot anew; the code before is worthless from now on."""
        code = new_recovery_code()
        self.slots.put(RECOVERY, tidy_recovery_code(code), Opened(self.data_key))
        return code
