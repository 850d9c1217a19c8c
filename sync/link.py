"""What push and pull know of the network: a request goes out, an answer comes back, or the link failed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any, Protocol

from app.errors import KnownError
from sync import envelope, jsontext
from sync.envelope import Envelope

MAX_WAIT = 3_600.0
"""Seconds; a longer Retry-After is not believed."""


class LinkFault(KnownError):
    """The network or the server is in the way; the same bytes are sent again later. ``retry_after`` in seconds, None where not asked for."""

    def __init__(self, code: str, retry_after: float | None = None, **facts: object) -> None:
        super().__init__(code, **facts)
        self.retry_after = retry_after


class PeerStop(KnownError):
    """Going on makes no sense until a person changes something: credentials, address, kind of server."""


@dataclass(frozen=True)
class Answer:
    """A whole answer: status, headers with lower-case names, the body decompressed."""

    status: int
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""

    @property
    def date(self) -> datetime | None:
        """The server's clock, from the Date header."""
        return _http_date(self.headers.get("date", ""))

    @property
    def retry_after(self) -> float | None:
        """Seconds the server asks to wait; both forms of the header (RFC 9110 §10.2.3)."""
        text = self.headers.get("retry-after", "").strip()
        if text.isascii() and text.isdigit():
            return min(float(text[:9]), MAX_WAIT)
        moment = _http_date(text)
        if moment is None:
            return None
        return min(max(0.0, (moment - (self.date or datetime.now(UTC))).total_seconds()), MAX_WAIT)

    def value(self) -> Any:
        """The parsed body. Raises :class:`sync.jsontext.BadJson`."""
        return jsontext.loads(jsontext.decode(self.body))

    def bundle(self) -> Envelope:
        """The body as a Bundle. Raises :class:`sync.jsontext.BadJson`."""
        return envelope.read(jsontext.decode(self.body))


def _http_date(text: str) -> datetime | None:
    try:
        moment = parsedate_to_datetime(text)
    except (TypeError, ValueError, IndexError):
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


class Link(Protocol):
    """A connection to one peer. Used by one thread at a time."""

    @property
    def base_url(self) -> str:
        """The FHIR base, without a slash at its end."""
        ...

    @property
    def bytes_up(self) -> int:
        """Bytes sent since the link was made, headers included as far as they are known."""
        ...

    @property
    def bytes_down(self) -> int:
        """Bytes received likewise."""
        ...

    def get(self, target: str, query: Sequence[tuple[str, str]] = (), headers: Mapping[str, str] | None = None) -> Answer:
        """GET below the base (``Patient/x``) or at an absolute address on the same host. Raises :class:`LinkFault`."""
        ...

    def post(self, body: bytes, packed: bool, headers: Mapping[str, str] | None = None) -> Answer:
        """POST FHIR JSON to the base; ``packed`` by gzip, or as a Content-Encoding among the headers asks. Raises :class:`LinkFault`."""
        ...


class Web(Protocol):
    """What a login needs of the network: a request that carries no token."""

    @property
    def base_url(self) -> str:
        """The FHIR base, without a slash at its end."""
        ...

    def ask(self, url: str, form: Mapping[str, str] | None) -> Answer:
        """GET, or POST a form. Raises :class:`LinkFault`; KnownError for an address that is not used."""
        ...


class Login(Protocol):
    """How a link shows who it is."""

    def bearer(self, web: Web) -> str:
        """The token of the moment. Raises :class:`LinkFault` or :class:`PeerStop`."""
        ...

    def refused(self, token: str) -> bool:
        """The server answered 401 to ``token``; whether to try once more."""
        ...
