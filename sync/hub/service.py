"""The hub without its socket: a request in, a reply out. Routes, credentials, and every refusal as an OperationOutcome."""

from __future__ import annotations

import hashlib
import hmac
import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from urllib.parse import parse_qsl, urlencode

from sqlcipher3 import dbapi2 as cipher

from sync import envelope, jsontext
from sync.envelope import compact, is_id, is_type
from sync.hub.capability import capability
from sync.hub.exchange import exchange, require_references, version_of
from sync.hub.feed import changes, history
from sync.hub.names import FEED
from sync.hub.outcome import Refused
from sync.hub.resources import incoming
from sync.hub.search import Query, search
from sync.hub.shapes import SHAPES
from sync.hub.store import Client, Connection, HubStore, put
from sync.jsontext import BadJson
from sync.replica import Ref

log = logging.getLogger(__name__)

ROOT = "/fhir"
MAX_ENTRIES = 5_000

_HINTS = {401: {"WWW-Authenticate": "Bearer"}, 405: {"Allow": "GET, PUT, POST"}, 503: {"Retry-After": "5"}}


@dataclass(frozen=True)
class Request:
    """One request, its body decompressed; ``origin`` is scheme and host as the client named them."""

    method: str
    path: str
    query: Query
    headers: Mapping[str, str]
    body: bytes
    origin: str


@dataclass(frozen=True)
class Reply:
    """One reply before compression."""

    status: int
    body: bytes
    headers: dict[str, str] = field(default_factory=dict)


class Access:
    """Who may speak to the hub. Without a credential everyone may, which is for loopback alone."""

    def __init__(self, tokens: Mapping[str, Client] | None = None) -> None:
        self._tokens = {hashlib.sha256(token.encode()).digest(): client for token, client in (tokens or {}).items()}

    def client(self, authorization: str | None) -> Client:
        """The client behind an ``Authorization`` header. Raises :class:`Refused` 401."""
        if not self._tokens:
            return Client("open", "")
        scheme, _, token = (authorization or "").partition(" ")
        given = hashlib.sha256(token.encode()).digest()
        found = [client for kept, client in self._tokens.items() if hmac.compare_digest(kept, given)]
        if scheme.lower() != "bearer" or not found:
            raise Refused(401, "no valid credential")
        return found[0]


class HubService:
    """Answers FHIR requests from a :class:`HubStore`."""

    def __init__(self, store: HubStore, access: Access) -> None:
        self._store = store
        self._access = access

    def handle(self, request: Request) -> Reply:
        """Answer; never raises. What fails on our side is logged by its kind and answered 503 or 500."""
        try:
            return self._route(request)
        except Refused as refusal:
            return refused(refusal)
        except BadJson as bad:
            return refused(Refused(400, f"body: {bad.reason}", code="structure"))
        except cipher.Error as fault:
            log.warning("hub storage: %s", type(fault).__name__)
            return refused(Refused(503, "storage is not available"))
        except Exception as fault:
            log.exception("hub fault: %s", type(fault).__name__)
            return refused(Refused(500, "internal error"))

    def _route(self, request: Request) -> Reply:
        path = request.path.rstrip("/")
        if path != ROOT and not path.startswith(ROOT + "/"):
            raise Refused(404, "nothing here")
        parts = path[len(ROOT) + 1 :].split("/") if path != ROOT else []
        if parts == ["metadata"] and request.method == "GET":
            return _json(200, compact(capability(request.origin + ROOT)).encode())
        client = self._access.client(request.headers.get("authorization"))
        if not parts:
            return self._system(request, client)
        if parts == ["$" + FEED]:
            _only(request, "GET")
            return _json(200, changes(self._store, request.query, _addresses(request)))
        return self._resource(request, parts, client)

    def _system(self, request: Request, client: Client) -> Reply:
        _only(request, "POST")
        bundle = envelope.read(_text(request), MAX_ENTRIES)
        return _json(200, exchange(self._store, bundle, client, lambda url: self._inner_get(request, url)))

    def _inner_get(self, outer: Request, url: str) -> str:
        path, _, query = url.partition("?")
        reply = self._resource(
            Request("GET", f"{ROOT}/{path}", parse_qsl(query, keep_blank_values=True), {}, b"", outer.origin), path.split("/"), None
        )
        return reply.body.decode()

    def _resource(self, request: Request, parts: list[str], client: Client | None) -> Reply:
        if not is_type(parts[0]) or parts[0] not in SHAPES:
            raise Refused(404, "type is not kept here", code="not-supported")
        if len(parts) == 1:
            _only(request, "GET", "to create, PUT with an id of your own")
            with self._store.read() as db:
                return _json(200, search(db, parts[0], request.query, _addresses(request)))
        if not is_id(parts[1]):
            raise Refused(400, "malformed id", code="value")
        ref = Ref(parts[0], parts[1])
        if len(parts) == 2 and request.method == "PUT" and client is not None:
            return self._update(request, ref, client)
        _only(request, "GET", "clinical data is never deleted: write status entered-in-error")
        with self._store.read() as db:
            return _read(db, ref, parts[2:], request)

    def _update(self, request: Request, ref: Ref, client: Client) -> Reply:
        text = _text(request)
        item = incoming(text.strip(" \t\r\n"), jsontext.loads(text), ref)
        match = version_of(request.headers.get("if-match"))
        with self._store.write() as db:
            require_references(db, item, {ref})
            stored = put(db, item, self._store.now(db), client, match)
            body = b"" if "return=minimal" in request.headers.get("prefer", "") else _current(db, ref)[1].encode()
        headers = {"ETag": stored.etag, "Location": f"{request.origin}{ROOT}/{stored.location}"}
        return Reply(201 if stored.created else 200, body, headers)


def _only(request: Request, method: str, hint: str = "") -> None:
    if request.method != method:
        raise Refused(405, f"{request.method} is not allowed here" + (f"; {hint}" if hint else ""))


def _text(request: Request) -> str:
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind not in (envelope.FHIR_JSON, "application/json"):
        raise Refused(415, f"send {envelope.FHIR_JSON}")
    return jsontext.decode(request.body)


def _addresses(request: Request) -> Callable[[Query], str]:
    def address(query: Query) -> str:
        return f"{request.origin}{request.path}" + ("?" + urlencode(list(query)) if query else "")

    return address


def _current(db: Connection, ref: Ref) -> tuple[int, str]:
    row = db.execute(
        "SELECT l.version, v.json FROM latest l JOIN version v USING (seq) WHERE l.type=? AND l.id=?", (ref.fhir_type, ref.fhir_id)
    ).fetchone()
    if row is None:
        raise Refused(404, f"{ref} is not here")
    return row[0], row[1]


def _read(db: Connection, ref: Ref, rest: list[str], request: Request) -> Reply:
    if not rest:
        version, text = _current(db, ref)
        return _json(200, text.encode(), {"ETag": f'W/"{version}"'})
    if rest == ["_history"]:
        return _json(200, history(db, ref, request.query, _addresses(request)))
    if len(rest) == 2 and rest[0] == "_history":
        return _version(db, ref, rest[1])
    raise Refused(404, "nothing here")


def _version(db: Connection, ref: Ref, version: str) -> Reply:
    row = db.execute(
        "SELECT json FROM version WHERE type=? AND id=? AND CAST(version AS TEXT)=?", (ref.fhir_type, ref.fhir_id, version)
    ).fetchone()
    if row is None:
        raise Refused(404, f"{ref} has no such version")
    return _json(200, row[0].encode(), {"ETag": f'W/"{version}"'})


def _json(status: int, body: bytes, headers: dict[str, str] | None = None) -> Reply:
    return Reply(status, body, headers or {})


def refused(refusal: Refused) -> Reply:
    """A refusal as a reply."""
    headers = _HINTS.get(refusal.status, {})
    return _json(refusal.status, compact(refusal.outcome()).encode(), headers)
