"""Resources under a peer's ids: references and the id rewritten on the way out and told in our ids again on the way in. Pure functions.

A server that numbers resources itself finds ours by an identifier in a system of the project's own, by which every reader sees, too,
that the server numbers. Only there it is needed: it is added on the way out and taken away again on the way in, so that a resource says
the same before and after the journey. Nothing else tells what a resource is called here.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from typing import Any
from urllib.parse import quote

from sync.envelope import is_id
from sync.fhir.build import Json
from sync.replica import Ref

KEY_SYSTEM = "urn:xiangyi:id"
"""System of the identifier or tag that says what a resource is called here, on a server that calls it otherwise."""

BY_TAG = frozenset(
    {"AuditEvent", "Binary", "Bundle", "Composition", "MedicationKnowledge", "Parameters", "Provenance", "QuestionnaireResponse"}
)
"""Types that have no list of identifiers in R4: a tag names them."""

_REFERENCE = re.compile(r"([A-Z][A-Za-z]+)/([A-Za-z0-9\-.]{1,64})(/_history/[A-Za-z0-9\-.]{1,64})?")

Names = Callable[[Ref], str | None]
"""An id on the other side, None where there is none."""


def asked(fhir_type: str, ids: Iterable[str]) -> tuple[str, str]:
    """Search parameter and value by which a server that numbers finds resources of ours."""
    return "_tag" if fhir_type in BY_TAG else "identifier", ",".join(f"{KEY_SYSTEM}|{one}" for one in ids)


def search_of(ref: Ref) -> str:
    """``Type?identifier=system|value``, percent-encoded: how the server finds the resource, or finds that it has none yet."""
    name, value = asked(ref.fhir_type, [ref.fhir_id])
    return f"{ref.fhir_type}?{name}={quote(value, safe='')}"


def outward(body: Json, ref: Ref, remote_id: str | None, names: Names) -> Json:
    """Our resource in the peer's ids; without an id where it has none there (a conditional update gives it one).

    What the peer does not hold yet is referred to by its identifier alone (R4 references, "logical reference").
    """
    told = {name: _referring_out(value, names) for name, value in body.items() if name != "id"}
    if remote_id is not None:
        told["id"] = remote_id
    if remote_id == ref.fhir_id:
        return told
    if ref.fhir_type in BY_TAG:
        return _tagged(told, ref)
    return told | {"identifier": [*(one for one in _rows(told.get("identifier")) if one.get("system") != KEY_SYSTEM), _key(ref)]}


def inward(body: Json, fhir_id: str, names: Names, base: str) -> Json:
    """The peer's resource in our ids. ``base``: its address, for references that name the server too."""
    told: Json = {name: _referring_in(value, names, base + "/") for name, value in body.items()}
    told["id"] = fhir_id
    if isinstance(told.get("identifier"), list):
        kept = [one for one in told["identifier"] if not (isinstance(one, dict) and one.get("system") == KEY_SYSTEM)]
        if kept:
            told["identifier"] = kept
        else:
            del told["identifier"]
    return told


def own_id(body: Json) -> str | None:
    """The id of ours that a peer's resource carries, None for a stranger's own."""
    meta = body.get("meta")
    rows = [*_rows(body.get("identifier")), *_rows(meta.get("tag") if isinstance(meta, dict) else None)]
    added = [one.get("value") or one.get("code") for one in rows if one.get("system") == KEY_SYSTEM]
    return next((str(one) for one in added if is_id(one)), None)


def targets(value: object, base: str) -> Iterator[Ref]:
    """Every resource that a value refers to on its own server."""
    stack = [value]
    while stack:
        node = stack.pop()
        if isinstance(node, dict):
            found = _target(node.get("reference"), base + "/")
            if found is not None:
                yield Ref(found[1], found[2])
            stack.extend(node.values())
        elif isinstance(node, list):
            stack.extend(node)


def _key(ref: Ref) -> dict[str, str]:
    return {"system": KEY_SYSTEM, "value": ref.fhir_id}


def _tagged(told: Json, ref: Ref) -> Json:
    meta = told.get("meta")
    meta = dict(meta) if isinstance(meta, dict) else {}
    tags = [one for one in _rows(meta.get("tag")) if one.get("system") != KEY_SYSTEM]
    return told | {"meta": meta | {"tag": [*tags, {"system": KEY_SYSTEM, "code": ref.fhir_id}]}}


def _rows(value: object) -> list[Json]:
    return [one for one in value if isinstance(one, dict)] if isinstance(value, list) else []


def _target(text: object, base: str) -> re.Match[str] | None:
    return _REFERENCE.fullmatch(text.removeprefix(base)) if isinstance(text, str) else None


def _referring_out(value: Any, names: Names) -> Any:
    if isinstance(value, list):
        return [_referring_out(one, names) for one in value]
    if not isinstance(value, dict):
        return value
    found = _target(value.get("reference"), "")
    rest = {name: _referring_out(one, names) for name, one in value.items()}
    if found is None:
        return rest
    ref = Ref(found[1], found[2])
    there = names(ref)
    if there is not None:
        return rest | {"reference": f"{ref.fhir_type}/{there}{found[3] or ''}"}
    if "identifier" in rest:
        return rest
    logical = {"type": ref.fhir_type, "identifier": _key(ref)}
    return {name: one for name, one in rest.items() if name != "reference"} | logical


def _referring_in(value: Any, names: Names, base: str) -> Any:
    if isinstance(value, list):
        return [_referring_in(one, names, base) for one in value]
    if not isinstance(value, dict):
        return value
    rest = {name: _referring_in(one, names, base) for name, one in value.items()}
    found = _target(value.get("reference"), base)
    if found is not None:
        here = names(Ref(found[1], found[2])) or found[2]
        return rest | {"reference": f"{found[1]}/{here}{found[3] or ''}"}
    here = _logical(value)
    if here is None:
        return rest
    return {name: one for name, one in rest.items() if name not in ("type", "identifier")} | {"reference": f"{value['type']}/{here}"}


def _logical(value: Json) -> str | None:
    """The id in a reference by identifier alone, as :func:`outward` writes it."""
    key = value.get("identifier")
    if "reference" in value or not isinstance(key, dict) or not isinstance(value.get("type"), str):
        return None
    told = key.get("value")
    return str(told) if key.get("system") == KEY_SYSTEM and is_id(told) else None
