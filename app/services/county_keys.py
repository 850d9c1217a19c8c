"""Whose signatures this site trusts, by its site file, and whether a file from outside carries enough of them; packs and policies alike."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from enum import StrEnum

from app.errors import KnownError
from app.rules.pack_file import Signature
from app.services.signature import genuine
from app.settings import SETTINGS, Settings


class Doubt(StrEnum):
    """What may be wrong with the signatures of a file; each kind of file has its own words for it."""

    NO_KEYS = "no_keys"  # the site trusts nobody
    UNSIGNED = "unsigned"
    BAD = "bad"  # one of them is not over these bytes
    UNKNOWN = "unknown"
    FEW = "few"


def trusted_keys(settings: Settings, setting: str) -> Mapping[str, str]:
    """Public key, hex → name, out of the site file's ``name key`` lines. Raises KnownError ``setting_bad``."""
    found: dict[str, str] = {}
    for line in settings.items(setting):
        name, _, key = line.strip().rpartition(" ")
        if not name.strip() or len(key) != 64 or not set(key.lower()) <= set("0123456789abcdef"):
            raise KnownError("setting_bad", key=setting, found=line[:60], wanted=SETTINGS[setting].wanted)
        found[key.lower()] = name.strip()
    return found


def signers(
    to_sign: bytes, signatures: Sequence[Signature], trusted: Mapping[str, str], codes: Mapping[Doubt, str], needed: int = 1
) -> tuple[tuple[str, str], ...]:
    """(name, key) of every trusted signer, names as the site has them, never the file's own. ``codes``: the KnownError of each doubt."""
    if not trusted:
        raise KnownError(codes[Doubt.NO_KEYS])
    if not signatures:
        raise KnownError(codes[Doubt.UNSIGNED])
    if not all(genuine(to_sign, each.signature, each.key) for each in signatures):
        raise KnownError(codes[Doubt.BAD])
    known = tuple((trusted[key], key) for key in dict.fromkeys(each.key for each in signatures) if key in trusted)
    if not known:
        raise KnownError(codes[Doubt.UNKNOWN], key=signatures[0].key[:16])
    if len(known) < needed:
        raise KnownError(codes[Doubt.FEW], found=len(known), needed=needed)
    return known
