"""A county's review policy as a file: what a clinic may give out before a pharmacist has looked, canonical text with Ed25519 signatures.

``{"policy": …, "signatures": [{"key", "signature"}]}``; a signature (RFC 8032) is over :data:`DOMAIN` and the canonical bytes of ``policy``.
"""

from __future__ import annotations

import json
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from app.domain.rx_document import canonical
from app.errors import KnownError
from app.printing.sheet import ReviewMode
from app.rules.pack_file import Signature

FORMAT = "xiangyi/review-policy/1"
DOMAIN = FORMAT.encode() + b"\n"
"""In front of what is signed, so that no signature over anything else counts as one over a policy."""
SUFFIX = ".xypolicy"
MOST_BYTES = 256 * 1024
_TEXTS, _DAYS = ("number", "issued_by"), ("issued", "valid_from", "valid_until")
_LIMITS = ("local_stock_only", "uncontrolled_only", "no_open_override")
_FIELDS = frozenset({"format", "institutions", "mode", *_TEXTS, *_DAYS, *_LIMITS})


@dataclass(frozen=True, slots=True)
class SitePolicy:
    """What the county lets institutions do. ``institutions``: their codes. ``valid_until``: last day.

    ``local_stock_only``: given out before the review only if every line is on the shelf.
    """

    number: str
    issued_by: str
    issued: date
    institutions: tuple[str, ...]
    mode: ReviewMode
    local_stock_only: bool
    valid_from: date
    valid_until: date


@dataclass(frozen=True, slots=True)
class PolicyFile:
    """A policy as read; whose keys signed it is not looked at yet."""

    policy: SitePolicy
    signed_part: bytes
    signatures: tuple[Signature, ...]

    @property
    def to_sign(self) -> bytes:
        """The bytes a signature is over."""
        return DOMAIN + self.signed_part


def read_policy_file(body: bytes, name: str = "") -> PolicyFile:
    """Raises KnownError ``policy_unreadable`` naming what is not understood, ``policy_too_wide``."""
    try:
        told = json.loads(body[:MOST_BYTES])
        signatures = tuple(Signature(str(row["key"]).lower(), str(row["signature"])) for row in told["signatures"])
        return _policy_file(told["policy"], signatures)
    except (KeyError, TypeError, ValueError, RecursionError) as error:
        raise _unreadable(name, error) from error


def composed(body: bytes, name: str = "") -> PolicyFile:
    """An unsigned policy of what somebody wrote as TOML. Raises KnownError ``policy_unreadable``, ``policy_too_wide``."""
    try:
        return of_fields(tomllib.loads(body[:MOST_BYTES].decode("utf-8-sig")))
    except (TypeError, ValueError) as error:
        raise _unreadable(name, error) from error


def of_fields(given: Mapping[str, Any]) -> PolicyFile:
    """An unsigned policy; days may be dates. Raises ValueError, KnownError ``policy_too_wide``."""
    told = {key: value.isoformat() if isinstance(value, date) else value for key, value in given.items()}
    return _policy_file({"format": FORMAT, **told}, ())


def packed(one: PolicyFile) -> bytes:
    """The file that travels, readable for whoever opens it in an editor."""
    signatures = [{"key": each.key, "signature": each.signature} for each in one.signatures]
    return json.dumps({"policy": json.loads(one.signed_part), "signatures": signatures}, ensure_ascii=False, indent=1).encode()


def read_place(place: Path) -> bytes:
    """The bytes of a file on a stick. Raises KnownError ``file_unreadable``."""
    try:
        return place.read_bytes()
    except OSError as error:
        raise KnownError("file_unreadable", file=place.name) from error


def _policy_file(told: Mapping[str, Any], signatures: tuple[Signature, ...]) -> PolicyFile:
    _refuse_odd(told)
    mode = ReviewMode(told["mode"])
    if mode is ReviewMode.AFTER and not (told["uncontrolled_only"] and told["no_open_override"]):
        raise KnownError("policy_too_wide", number=told["number"])
    number, by = (told[field].strip() for field in _TEXTS)
    issued, first, last = (date.fromisoformat(told[field]) for field in _DAYS)
    codes = tuple(one.strip().upper() for one in told["institutions"])
    return PolicyFile(SitePolicy(number, by, issued, codes, mode, told["local_stock_only"], first, last), canonical(told), signatures)


def _refuse_odd(told: Mapping[str, Any]) -> None:
    """Every field is there, none besides: what this program does not understand might be a limit."""
    if not isinstance(told, dict) or told.keys() != _FIELDS or told["format"] != FORMAT:
        raise _Odd(", ".join(sorted(told.keys() ^ _FIELDS)) or "format" if isinstance(told, dict) else "policy")
    codes = told["institutions"]
    sound = {
        **{field: isinstance(told[field], bool) for field in _LIMITS},
        **{field: _is_text(told[field]) for field in (*_TEXTS, *_DAYS)},
        "institutions": isinstance(codes, list) and bool(codes) and all(map(_is_text, codes)),
    }
    odd = [field for field, fits in sound.items() if not fits]
    if odd:
        raise _Odd(", ".join(odd))


def _is_text(value: object) -> bool:
    return isinstance(value, str) and bool(value.strip())


def _unreadable(name: str, error: Exception) -> KnownError:
    """What is wrong, in the file's own words and short."""
    place = str(error.args[0]) if isinstance(error, _Odd | KeyError) and error.args else type(error).__name__
    return KnownError("policy_unreadable", file=name, place=place[:80])


class _Odd(ValueError):
    """A field that is not what it must be; its name."""
