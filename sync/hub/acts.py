"""What a client wants written: PUT to an id, PUT to a search, POST with or without If-None-Exist; which resource that is, and its text."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any
from urllib.parse import parse_qsl

from app.domain.ids import new_id
from sync import envelope, jsontext
from sync.envelope import Entry
from sync.hub.access import Reach
from sync.hub.outcome import Refused
from sync.hub.resources import Incoming, incoming
from sync.hub.rows import Connection
from sync.hub.search import Query, matching
from sync.replica import Ref

_REWRITTEN = re.compile(r'"reference"\s*:\s*"(?:urn:|[A-Z][A-Za-z]+\?)')
"""References that are no address yet: to a bundle's own entry, or to whatever a search finds."""


@dataclass(frozen=True, slots=True)
class Act:
    """One write as asked for. ``fhir_id`` None where the hub finds or gives it; ``query``: the condition, None without one."""

    method: str
    fhir_type: str
    fhir_id: str | None
    query: Query | None
    if_match: str | None
    text: str
    value: Any
    full_url: str = ""


@dataclass(frozen=True, slots=True)
class Settled:
    """An act whose resource is known; ``exists``: an If-None-Exist found it, nothing is to be written."""

    ref: Ref
    act: Act
    exists: bool = False
    named: Mapping[str, str] = field(default_factory=dict)


def version_of(etag: object) -> str | None:
    """The version id in ``W/"3"`` or ``"3"``; None where no tag was given. Raises :class:`Refused` 400."""
    if etag is None:
        return None
    bare = str(etag).removeprefix("W/")
    if len(bare) < 3 or bare[0] != '"' or bare[-1] != '"':
        raise Refused(400, "malformed entity tag")
    return bare[1:-1]


def act_of(entry: Entry) -> Act:
    """A bundle entry that writes. Raises :class:`Refused` 400."""
    request = entry.part("request")
    method = str(request.get("method"))
    if method not in ("PUT", "POST"):
        raise Refused(400, f"{method[:10]} is not taken here: clinical data is never deleted or patched", code="not-supported")
    if entry.text is None:
        raise Refused(400, "entry without a resource", code="required")
    path, _, query = str(request.get("url", "")).partition("?")
    full_url = str(entry.rest.get("fullUrl", ""))
    return make_act(method, path, query, entry.text, entry.resource, request.get("ifMatch"), request.get("ifNoneExist"), full_url)


def make_act(
    method: str, path: str, query: str, text: str, value: Any, if_match: object = None, if_none_exist: object = None, full_url: str = ""
) -> Act:
    """An act by its HTTP parts; ``path`` is ``Type`` or ``Type/id``. Raises :class:`Refused` 400."""
    fhir_type, _, fhir_id = path.partition("/")
    if not envelope.is_type(fhir_type) or (fhir_id and not envelope.is_id(fhir_id)) or bool(fhir_id) == (method == "POST" or bool(query)):
        raise Refused(400, "request.url must be Type/id, or Type?search for PUT, or Type for POST")
    condition = query if method == "PUT" else str(if_none_exist or "").partition("?")[2] or str(if_none_exist or "")
    asked = parse_qsl(condition, keep_blank_values=True) if condition else None
    if method == "PUT" and not fhir_id and not asked:
        raise Refused(400, "PUT needs an id or a search")
    return Act(method, fhir_type, fhir_id or None, asked, version_of(if_match), text, value, full_url)


def settle(db: Connection, act: Act, reach: Reach) -> Settled:
    """Find or give the id. Raises :class:`Refused` 412 where a search finds several, 400 where the body names another id."""
    if act.fhir_id is not None:
        return Settled(Ref(act.fhir_type, act.fhir_id), act)
    found = matching(db, act.fhir_type, act.query, reach) if act.query else []
    if len(found) > 1:
        raise Refused(412, "the search of the condition finds several")
    if act.method == "POST":
        key = found[0] if found else new_id()
        return Settled(Ref(act.fhir_type, key), _with_id(act, key), exists=bool(found))
    given = act.value.get("id") if isinstance(act.value, dict) else None
    if found and given not in (None, found[0]):
        raise Refused(400, "the body's id is not that of the resource found")
    key = found[0] if found else str(given or new_id())
    return Settled(Ref(act.fhir_type, key), act if given == key else _with_id(act, key))


def _with_id(act: Act, key: str) -> Act:
    if not isinstance(act.value, dict):
        raise Refused(400, f"body is not a {act.fhir_type}")
    value = {"resourceType": act.value.get("resourceType"), "id": key} | {name: part for name, part in act.value.items() if name != "id"}
    value["id"] = key
    return replace(act, value=value, text=jsontext.dumps(value))


def resource_of(db: Connection, settled: Settled, reach: Reach) -> Incoming:
    """The resource to store, its references to entries of the bundle and to searches made addresses. Raises :class:`Refused`."""
    act = settled.act
    if not _REWRITTEN.search(act.text):
        return incoming(act.text, act.value, settled.ref)

    def address(reference: str) -> str:
        kind, _, query = reference.partition("?")
        if reference in settled.named:
            return settled.named[reference]
        if not query or not envelope.is_type(kind):
            return reference
        found = matching(db, kind, parse_qsl(query, keep_blank_values=True), reach)
        if len(found) != 1:
            raise Refused(412, "a conditional reference does not find exactly one")
        return f"{kind}/{found[0]}"

    value = _rewritten(act.value, address)
    return incoming(jsontext.dumps(value), value, settled.ref)


def _rewritten(node: Any, address: Callable[[str], str]) -> Any:
    if isinstance(node, dict):
        return {
            name: address(part) if name == "reference" and isinstance(part, str) else _rewritten(part, address)
            for name, part in node.items()
        }
    return [_rewritten(part, address) for part in node] if isinstance(node, list) else node
