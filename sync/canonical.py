"""When two JSON forms of a resource say the same: the content hash that knows echoes and lost replies."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any

# A number with a larger exponent is no clinical quantity; spelling it out would be an attack on memory.
_MAX_EXPONENT = 50


def _same_number(value: object) -> object:
    if not isinstance(value, Decimal):
        raise TypeError(type(value).__name__)
    sign, digits, exponent = value.as_tuple()
    if exponent == 0 and len(digits) <= _MAX_EXPONENT:
        return int(value)
    kept = "".join(map(str, digits)).rstrip("0")
    power = int(exponent) + len(digits) - len(kept)
    if not kept:
        return 0
    if 0 <= power <= _MAX_EXPONENT:
        return int(value)
    return ["number", f"{'-' if sign else ''}{kept}e{power}"]


def _same_literal(value: object) -> object:
    if not isinstance(value, Decimal):
        raise TypeError(type(value).__name__)
    return ["number", str(value)]


def content_hash(resource: Mapping[str, Any]) -> str:
    """SHA-256 of what a resource says, whoever stored it.

    Left out is what servers add or rewrite: ``meta`` (version, stamp, tags, profile), the narrative, key order, the address of an
    attachment (Medplum signs a new one at every read) and the spelling of numbers (a JavaScript server answers ``1`` for ``1.00``). Numbers with a fraction must be Decimals, as
    :func:`sync.jsontext.loads` gives them and as our own resources have them: a resource that was built hashes as one that was parsed.
    """
    if "meta" in resource or "text" in resource:
        resource = {key: value for key, value in resource.items() if key not in ("meta", "text")}
    if resource.get("resourceType") in _ATTACHED or "photo" in resource:
        resource = _unaddressed(resource)
    return _digest(resource, _content)


_ATTACHED = frozenset({"Communication", "Consent", "DiagnosticReport", "DocumentReference", "Media"})
"""Types in which R4 has attachments, beside whoever has a photograph."""


def _unaddressed(value: Any) -> Any:
    if isinstance(value, list):
        return [_unaddressed(one) for one in value]
    if not isinstance(value, Mapping):
        return value
    attachment = "contentType" in value
    return {key: _unaddressed(one) for key, one in value.items() if not (attachment and key == "url")}


def exact_hash(resource: Mapping[str, Any]) -> str:
    """SHA-256 of a resource as written: everything but the version and the stamp a server sets; ``1.00`` is not ``1.0``."""
    meta = resource.get("meta")
    kept = {key: value for key, value in meta.items() if key not in ("versionId", "lastUpdated")} if isinstance(meta, dict) else {}
    bare = {key: value for key, value in resource.items() if key != "meta"}
    return _digest(bare | {"meta": kept} if kept else bare, _exact)


def _encoder(numbers: Callable[[object], object]) -> Callable[[object], str]:
    return json.JSONEncoder(sort_keys=True, separators=(",", ":"), check_circular=False, default=numbers).encode


_content, _exact = _encoder(_same_number), _encoder(_same_literal)


def _digest(value: object, encode: Callable[[object], str]) -> str:
    return hashlib.sha256(encode(value).encode("ascii")).hexdigest()
