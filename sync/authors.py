"""Who wrote a form of a resource, when and where: told on the wire for residents, whose resource names no author, and shown where two forms clash."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from app.store import accounts, outgoing, settings
from app.store.conflicts import Author
from app.store.database import Reading
from sync.fhir.build import Json
from sync.fhir.codes import EXTENSION
from sync.fhir.element import target_id
from sync.replica import Ref, Remote

EDITED = EXTENSION + "edited"
"""In ``Patient.meta``: who, when, where of the last change. Outside the content hash: telling it makes no new version."""

_PARTS = ("who", "when", "where")
_TELL = ("recorder", "requester", "asserter", "author", "performer", "participant")
"""Elements that name whoever wrote the other kinds of resources, the surest first."""


def here(conn: Reading, ref: Ref) -> Author:
    """Who wrote our form: the last change of its record on this workstation."""
    types = [record for record, resource in outgoing.FHIR_TYPES.items() if resource == ref.fhir_type]
    found = outgoing.last_local(conn, types, [ref.fhir_id]).get(ref.fhir_id)
    return Author() if found is None else Author(_name(conn, found.account), found.at, _place(conn))


def there(conn: Reading, remote: Remote, body: Json) -> Author:
    """Who wrote a peer's form, as far as it says."""
    told = {name: value for one in _extensions(body) if one.get("url") == EDITED for name, value in _told(one)}
    who = told.get("who") or next((name for name in _TELL if name in body for name in _named(conn, body[name])), "")
    return Author(who, told.get("when") or remote.updated, told.get("where", ""))


def marked(conn: Reading, bodies: Mapping[Ref, Json]) -> dict[Ref, Json]:
    """Bodies to be sent, residents with who changed them here last."""
    people = [ref.fhir_id for ref in bodies if ref.fhir_type == "Patient"]
    edits = outgoing.last_local(conn, ["person"], people) if people else {}
    place = _place(conn) if edits else ""
    names = {account: _name(conn, account) for account in {edit.account for edit in edits.values()}}
    return {
        ref: _marked(body, Author(names[edits[ref.fhir_id].account], edits[ref.fhir_id].at, place)) if _is_in(ref, edits) else body
        for ref, body in bodies.items()
    }


def _is_in(ref: Ref, edits: Mapping[str, Any]) -> bool:
    return ref.fhir_type == "Patient" and ref.fhir_id in edits


def _marked(body: Json, by: Author) -> Json:
    parts = [{"url": "when", "valueInstant": by.when}]
    parts += [{"url": name, "valueString": value} for name, value in (("who", by.who), ("where", by.where)) if value]
    meta = body.get("meta", {})
    others = [one for one in meta.get("extension", []) if one.get("url") != EDITED]
    return body | {"meta": meta | {"extension": [*others, {"url": EDITED, "extension": parts}]}}


def _extensions(body: Json) -> list[Json]:
    meta = body.get("meta")
    return _dicts(meta.get("extension")) if isinstance(meta, dict) else []


def _told(one: Json) -> Iterator[tuple[str, str]]:
    for part in _dicts(one.get("extension")):
        value = part.get("valueInstant") or part.get("valueString")
        if part.get("url") in _PARTS and isinstance(value, str):
            yield part["url"], value[:80]


def _named(conn: Reading, told: Any) -> Iterator[str]:
    """Names of whoever an element refers to, as the reference displays them or as they are known here."""
    for one in _dicts(told if isinstance(told, list) else [told]):
        one = next((one[inner] for inner in ("individual", "actor") if isinstance(one.get(inner), dict)), one)
        key = target_id(one["reference"], "Practitioner") if isinstance(one.get("reference"), str) else None
        known = accounts.practitioner(conn, key) if key else None
        if known is not None:
            yield known.name
        elif isinstance(one.get("display"), str):
            yield one["display"][:80]


def _dicts(value: Any) -> list[Json]:
    return [one for one in value if isinstance(one, dict)] if isinstance(value, list) else []


def _name(conn: Reading, account: str) -> str:
    found = accounts.account(conn, account) if account else None
    by = accounts.practitioner(conn, found.practitioner) if found is not None else None
    return by.name if by is not None else ""


def _place(conn: Reading) -> str:
    institution = accounts.organization(conn, settings.get(conn, settings.ORGANIZATION, ""))
    return " ".join(part for part in (institution.name if institution else "", settings.get(conn, settings.SEAT, "")) if part)
