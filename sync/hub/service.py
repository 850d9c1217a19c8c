"""The hub without its socket: a request in, a reply out. Routes, credentials, and every refusal as an OperationOutcome."""

from __future__ import annotations

import logging
from urllib.parse import parse_qsl, urlencode

from sqlcipher3 import dbapi2 as cipher

from app.clock import iso
from sync import envelope, jsontext
from sync.envelope import compact, is_id, is_type
from sync.hub import audit, fleet
from sync.hub.access import Reach, reach_of
from sync.hub.acts import make_act, settle
from sync.hub.audit import DENIED, Noted
from sync.hub.capability import capability
from sync.hub.doors import Doors
from sync.hub.exchange import carry_out, exchange
from sync.hub.feed import changes, history, number_of, waits
from sync.hub.names import EPOCH, FEED, TERSE
from sync.hub.outcome import Refused
from sync.hub.rows import Client, Connection
from sync.hub.search import search
from sync.hub.shapes import SHAPES
from sync.hub.speech import Reply as Reply
from sync.hub.speech import Request as Request
from sync.hub.speech import only
from sync.hub.speech import refused as refused
from sync.hub.store import HubStore, epoch
from sync.hub.tokens import Access as Access
from sync.hub.tokens import configuration
from sync.hub.writing import current, turn
from sync.jsontext import BadJson
from sync.replica import Ref

log = logging.getLogger(__name__)

ROOT = "/fhir"
MAX_ENTRIES = 5_000
NOBODY = Client("", "")


class HubService:
    """Answers FHIR requests from a :class:`HubStore`."""

    def __init__(self, store: HubStore, access: Access) -> None:
        self.store = store
        self._access = access
        self._doors = Doors(store, store.clock)

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

    def reach(self, request: Request) -> tuple[Reach, str]:
        """Who asks and what is within reach, with the epoch of the database. Raises :class:`Refused` 401."""
        now = iso(self.store.clock.now())
        with self.store.read() as db:
            client = self._access.client(db, request.headers.get("authorization"), now)
            return reach_of(db, client, now), epoch(db)

    def has_news(self, request: Request) -> bool:
        """Whether a long poll can be answered now; also True where the answer is a refusal."""
        try:
            reach, _ = self.reach(request)
            self._hear(request, reach)
            return waits(self.store, dict(request.query).get("since"), reach)
        except (Refused, cipher.Error):
            return True

    def _route(self, request: Request) -> Reply:
        path = request.path.rstrip("/")
        if path != ROOT and not path.startswith(ROOT + "/"):
            return self._doors.answer(request)
        parts = path[len(ROOT) + 1 :].split("/") if path != ROOT else []
        if request.method == "GET" and parts == ["metadata"]:
            return _json(200, compact(capability(request.origin + ROOT)).encode(), {"Accept-Encoding": f"gzip, {TERSE}"})
        if request.method == "GET" and parts == [".well-known", "smart-configuration"]:
            return _json(200, compact(configuration(request.origin)).encode(), {"Content-Type": "application/json"})
        reach, here = self.reach(request)
        try:
            reply = self._within(request, parts, reach)
        except Refused as refusal:
            self._note(request.method, reach, refusal)
            reply = refused(refusal)
        return Reply(reply.status, reply.body, {**reply.headers, EPOCH: here})

    def _within(self, request: Request, parts: list[str], reach: Reach) -> Reply:
        if not parts:
            return self._system(request, reach)
        if parts == ["$" + FEED]:
            return self._feed(request, reach)
        return self._resource(request, parts, reach)

    def _note(self, method: str, reach: Reach, refusal: Refused) -> None:
        """What was forbidden stands in the trail."""
        if refusal.status != 403:
            return
        client = reach.client
        with self.store.write() as db:
            audit.note(db, Noted(reach.now, client.name, client.owner_org, method, refusal.target, DENIED, "other-institution"))

    def _system(self, request: Request, reach: Reach) -> Reply:
        only(request, "POST")
        bundle = envelope.read(request.text, MAX_ENTRIES)

        def get(url: str) -> str:
            path, _, query = url.partition("?")
            inner = Request("GET", f"{ROOT}/{path}", parse_qsl(query, keep_blank_values=True), {}, b"", request.origin)
            return self._resource(inner, path.split("/"), reach).body.decode()

        return _json(200, exchange(self.store, bundle, reach, get, lambda refusal: self._note("batch", reach, refusal)))

    def _feed(self, request: Request, reach: Reach) -> Reply:
        only(request, "GET")
        page = changes(self.store, request.query, request.address, reach)
        self._hear(request, reach)
        return _json(200, page)

    def _hear(self, request: Request, reach: Reach) -> None:
        with self.store.read() as db:
            read_to = number_of(db, dict(request.query).get("since"))
        fleet.heard(self.store, self.store.clock, reach.client, read_to, request.headers.get(fleet.BEAT.lower()))

    def _resource(self, request: Request, parts: list[str], reach: Reach) -> Reply:
        if not is_type(parts[0]) or parts[0] not in SHAPES:
            raise Refused(404, "type is not kept here", code="not-supported")
        if len(parts) == 1 and request.method == "GET":
            with self.store.read() as db:
                return _json(200, search(db, parts[0], request.query, request.address, reach))
        if len(parts) == 1 and request.method in ("PUT", "POST"):
            return self._write(request, parts[0], reach)
        if len(parts) > 1 and not is_id(parts[1]):
            raise Refused(400, "malformed id", code="value")
        if len(parts) == 2 and request.method == "PUT":
            return self._write(request, "/".join(parts), reach)
        only(request, "GET", "clinical data is never deleted: write status entered-in-error")
        ref = Ref(parts[0], parts[1])
        with self.store.read() as db:
            reach.need(db, ref)
            return _read(db, ref, parts[2:], request)

    def _write(self, request: Request, path: str, reach: Reach) -> Reply:
        text, head = request.text, request.headers
        query = urlencode(list(request.query)) if request.method == "PUT" and "/" not in path else ""
        act = make_act(request.method, path, query, text, jsontext.loads(text), head.get("if-match"), head.get("if-none-exist"))
        with self.store.write() as db:
            settled = settle(db, act, reach)
            stored = carry_out(db, settled, turn(self.store, db, reach), {settled.ref})
            body = b"" if "return=minimal" in head.get("prefer", "") else current(db, settled.ref)[2].encode()
        headers = {"ETag": stored.etag, "Location": f"{request.origin}{ROOT}/{stored.location}"}
        return Reply(201 if stored.created else 200, body, headers)


def _read(db: Connection, ref: Ref, rest: list[str], request: Request) -> Reply:
    if not rest:
        version, _, text = current(db, ref)
        return _json(200, text.encode(), {"ETag": f'W/"{version}"'})
    if rest == ["_history"]:
        return _json(200, history(db, ref, request.query, request.address))
    if len(rest) == 2 and rest[0] == "_history":
        return _version(db, ref, rest[1])
    raise Refused(404, "nothing here")


def _version(db: Connection, ref: Ref, version: str) -> Reply:
    row = db.execute("SELECT json FROM version WHERE type=? AND id=? AND CAST(version AS TEXT)=?", (*ref, version)).fetchone()
    if row is None:
        raise Refused(404, f"{ref} has no such version")
    return _json(200, row[0].encode(), {"ETag": f'W/"{version}"'})


def _json(status: int, body: bytes, headers: dict[str, str] | None = None) -> Reply:
    return Reply(status, body, headers or {})
