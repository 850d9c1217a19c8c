"""The hub's ASGI shell: bodies within limits, gzip both ways, the work itself on a thread."""

from __future__ import annotations

import time

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.requests import ClientDisconnect
from starlette.requests import Request as HttpRequest
from starlette.responses import Response
from starlette.routing import Route

from sync.envelope import FHIR_JSON
from sync.hub.bell import Bell, seconds_of
from sync.hub.names import FEED, TERSE
from sync.hub.outcome import Refused
from sync.hub.service import ROOT, HubService, Reply, Request, refused
from sync.jsontext import MAX_BYTES
from sync.packing import NotPacked, pack, unpack, unpack_terse

_SMALL = 256
# All of them reach the service, so that every refusal is an OperationOutcome.
_METHODS = ["GET", "PUT", "POST", "DELETE", "PATCH", "HEAD", "OPTIONS", "TRACE"]


def make_app(service: HubService, bell: Bell) -> Starlette:
    """The ASGI application in front of a service; ``bell`` rings with every commit."""

    async def endpoint(http: HttpRequest) -> Response:
        packs = "gzip" in http.headers.get("accept-encoding", "")
        try:
            wire = await _body(http)
        except Refused as refusal:
            return _response(refused(refusal), packs)
        except ClientDisconnect:
            return Response(status_code=400)
        if http.method == "GET" and http.url.path == f"{ROOT}/${FEED}":
            await _news(service, bell, http)
        return await run_in_threadpool(_answer, service, http, wire, packs)

    return Starlette(routes=[Route("/{path:path}", endpoint, methods=_METHODS)])


async def _news(service: HubService, bell: Bell, http: HttpRequest) -> None:
    """Hold a long poll until there is something to tell; no thread is kept meanwhile."""
    ends = time.monotonic() + seconds_of(http.query_params.get("wait"))
    request = _request(http, b"")
    while (left := ends - time.monotonic()) > 0 and not bell.closed:
        rings = bell.rings
        if await run_in_threadpool(service.has_news, request):
            return
        await bell.wait(rings, left)


def _request(http: HttpRequest, body: bytes) -> Request:
    origin = f"{http.url.scheme}://{http.url.netloc}"
    return Request(http.method, http.url.path, http.query_params.multi_items(), http.headers, body, origin)


async def _body(http: HttpRequest) -> bytes:
    chunks, size = [], 0
    async for chunk in http.stream():
        size += len(chunk)
        if size > MAX_BYTES:
            raise Refused(413, "body too large")
        chunks.append(chunk)
    return b"".join(chunks)


def _answer(service: HubService, http: HttpRequest, wire: bytes, packs: bool) -> Response:
    try:
        body = _unpacked(wire, http.headers.get("content-encoding"))
    except Refused as refusal:
        return _response(refused(refusal), packs)
    return _response(service.handle(_request(http, body)), packs)


def _unpacked(wire: bytes, encoding: str | None) -> bytes:
    if encoding in (None, "", "identity"):
        return wire
    if encoding not in ("gzip", TERSE):
        raise Refused(415, "only gzip is understood")
    try:
        return unpack(wire) if encoding == "gzip" else unpack_terse(wire)
    except NotPacked as bad:
        raise Refused(413 if bad.too_large else 400, f"body is {bad.reason}") from None


def _response(reply: Reply, packs: bool) -> Response:
    headers = {"Content-Type": f"{FHIR_JSON}; charset=utf-8", "Cache-Control": "no-store", **reply.headers}
    body = reply.body
    if packs and len(body) > _SMALL:
        body = pack(body, level=5)
        headers["Content-Encoding"] = "gzip"
    return Response(body, reply.status, headers)
