"""Unified social credit codes of institutions (统一社会信用代码, GB 32100-2015): form and check character."""

from __future__ import annotations

import re
from dataclasses import dataclass

from app.domain.ids import tidy

_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"  # without I, O, S, V, Z
_FORM = re.compile(rf"[{_ALPHABET}]{{2}}\d{{6}}[{_ALPHABET}]{{10}}")
"""Authority and category, division of registration, body number, check. The first two are not held to the pairs of 2015: the ministries
have added some since (54 = a village committee)."""


@dataclass(frozen=True, slots=True)
class Uscc:
    """Verdict. ``error``: '' or format, checksum; ``check`` is the character that the first 17 ask for, '' where they have no form."""

    code: str = ""
    check: str = ""
    error: str = ""

    @property
    def valid(self) -> bool:
        """Whether it may be stored as such a code."""
        return not self.error


def check_character(first17: str) -> str:
    """(31 − Σ cᵢ·3ⁱ mod 31) mod 31 in the code's own alphabet. Raises ValueError for a character outside it."""
    total = sum(_ALPHABET.index(character) * 3**place for place, character in enumerate(first17))
    return _ALPHABET[-total % len(_ALPHABET)]


def check_uscc(text: str) -> Uscc:
    """Check the 18 characters of a code."""
    code = _plain(text)
    if not _FORM.fullmatch(code):
        return Uscc(error="format")
    check = check_character(code[:17])
    return Uscc(code, check, "" if code[17] == check else "checksum")


def complete_uscc(first17: str) -> Uscc:
    """The whole code of its first 17 characters."""
    code = _plain(first17)
    if not _FORM.fullmatch(code + _ALPHABET[0]):
        return Uscc(error="format")
    check = check_character(code)
    return Uscc(code + check, check)


def _plain(text: str) -> str:
    return re.sub(r"[\s-]", "", tidy(text)).upper()
