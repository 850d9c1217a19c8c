"""A request and a reply of the hub, without their socket."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from urllib.parse import urlencode

from sync import envelope, jsontext
from sync.envelope import compact
from sync.hub.outcome import Refused
from sync.hub.search import Query

_HINTS = {401: {"WWW-Authenticate": "Bearer"}, 405: {"Allow": "GET, PUT, POST"}, 429: {"Retry-After": "900"}, 503: {"Retry-After": "5"}}


@dataclass(frozen=True)
class Request:
    """One request, its body decompressed; ``origin`` is scheme and host as the client named them."""

    method: str
    path: str
    query: Query
    headers: Mapping[str, str]
    body: bytes
    origin: str

    @property
    def text(self) -> str:
        """The JSON body. Raises :class:`Refused` 415, :class:`sync.jsontext.BadJson`."""
        kind = self.headers.get("content-type", "").partition(";")[0].strip().lower()
        if kind not in (envelope.FHIR_JSON, "application/json"):
            raise Refused(415, f"send {envelope.FHIR_JSON}")
        return jsontext.decode(self.body).strip(" \t\r\n")

    @property
    def address(self) -> Callable[[Query], str]:
        """Makes the absolute URL of this request with another query."""
        return lambda query: f"{self.origin}{self.path}" + ("?" + urlencode(list(query)) if query else "")


@dataclass(frozen=True)
class Reply:
    """One reply before compression."""

    status: int
    body: bytes
    headers: dict[str, str] = field(default_factory=dict)


def only(request: Request, method: str, hint: str = "") -> None:
    """Raises :class:`Refused` 405 for another method."""
    if request.method != method:
        raise Refused(405, f"{request.method} is not allowed here" + (f"; {hint}" if hint else ""))


def refused(refusal: Refused) -> Reply:
    """A refusal as a reply."""
    return Reply(refusal.status, compact(refusal.outcome()).encode(), _HINTS.get(refusal.status, {}))
