"""HTTP to a peer over requests: no proxies from the environment, no redirects, limits on time and size, plain text to loopback only."""

from __future__ import annotations

import ipaddress
import time
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from urllib.parse import urlsplit

import requests
from urllib3.exceptions import HTTPError, ReadTimeoutError

from app.errors import KnownError
from sync.envelope import FHIR_JSON
from sync.jsontext import MAX_BYTES
from sync.link import Answer, LinkFault
from sync.packing import NotPacked, pack, unpack

CONNECT_SECONDS = 10.0
READ_SECONDS = 30.0
SLOWEST = 4_000.0
"""Bytes per second: a link slower than this is taken for dead."""

_BLOCK = 65_536
_LINE_END = 4


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def check_address(url: str) -> None:
    """An https address, or http on this machine. Raises KnownError ``sync_address`` or ``sync_plaintext``."""
    try:
        parts = urlsplit(url)
        host = parts.hostname or ""
        _ = parts.port
    except ValueError:
        raise KnownError("sync_address") from None
    if parts.scheme not in ("http", "https") or not host or parts.username or parts.query or parts.fragment:
        raise KnownError("sync_address")
    if parts.scheme == "http" and not _is_loopback(host):
        raise KnownError("sync_plaintext", host=host)


class HttpLink:
    """A :class:`sync.link.Link` over one kept-alive connection.

    ``token`` gives the bearer token of the moment; ``ca_file`` is the only authority trusted where given;
    ``heard_date`` is told the server's time of every answer that has one.
    Times are in seconds. Raises KnownError for an address that will not be used.
    """

    def __init__(
        self,
        base_url: str,
        token: Callable[[], str] | None = None,
        ca_file: Path | None = None,
        connect_seconds: float = CONNECT_SECONDS,
        read_seconds: float = READ_SECONDS,
        max_bytes: int = MAX_BYTES,
        heard_date: Callable[[datetime], None] | None = None,
    ) -> None:
        check_address(base_url)
        self._base = base_url.rstrip("/")
        self._origin = urlsplit(base_url)[:2]
        self._token = token
        self._times = (connect_seconds, read_seconds)
        self._max_bytes = max_bytes
        self._heard_date = heard_date
        self._up = self._down = 0
        self._session = requests.Session()
        self._session.trust_env = False
        self._session.verify = str(ca_file) if ca_file else True
        self._session.headers.clear()

    @property
    def base_url(self) -> str:
        return self._base

    @property
    def bytes_up(self) -> int:
        return self._up

    @property
    def bytes_down(self) -> int:
        return self._down

    def close(self) -> None:
        """Close the connection; the link may be used again."""
        self._session.close()

    def get(self, target: str, query: Sequence[tuple[str, str]] = (), headers: Mapping[str, str] | None = None) -> Answer:
        """See :meth:`sync.link.Link.get`. An absolute address elsewhere is refused: the token stays with its host."""
        if "://" in target:
            if urlsplit(target)[:2] != self._origin:
                raise LinkFault("sync_other_host")
            url = target
        else:
            url = f"{self._base}/{target}"
        return self._exchange("GET", url, query, None, headers)

    def post(self, body: bytes, packed: bool, headers: Mapping[str, str] | None = None) -> Answer:
        """See :meth:`sync.link.Link.post`."""
        head = {"Content-Type": FHIR_JSON, **(headers or {})}
        if packed:
            head["Content-Encoding"] = "gzip"
        return self._exchange("POST", self._base, (), pack(body) if packed else body, head)

    def _exchange(
        self, method: str, url: str, query: Sequence[tuple[str, str]], body: bytes | None, headers: Mapping[str, str] | None
    ) -> Answer:
        head = {"Accept": FHIR_JSON, "Accept-Encoding": "gzip", "User-Agent": "xiangyi", **(headers or {})}
        if self._token is not None:
            head["Authorization"] = f"Bearer {self._token()}"
        size = len(body or b"")
        times = (self._times[0], self._times[1] + size / SLOWEST)
        try:
            self._up += size + _size_of(head) + len(url)
            with self._session.request(
                method, url, params=list(query), data=body, headers=head, timeout=times, stream=True, allow_redirects=False
            ) as reply:
                return self._dated(self._receive(reply))
        except requests.exceptions.SSLError as fault:
            raise LinkFault("sync_tls") from fault
        except requests.Timeout as fault:
            raise LinkFault("sync_timeout") from fault
        except (requests.RequestException, OSError) as fault:
            raise LinkFault("sync_unreachable") from fault

    def _dated(self, answer: Answer) -> Answer:
        if self._heard_date is not None and answer.date is not None:
            self._heard_date(answer.date)
        return answer

    def _receive(self, reply: requests.Response) -> Answer:
        headers = {name.lower(): value for name, value in reply.headers.items()}
        self._down += _size_of(headers)
        if 300 <= reply.status_code < 400:
            raise LinkFault("sync_redirected")
        wire = self._body(reply)
        encoding = headers.get("content-encoding", "identity").lower()
        if encoding == "gzip" and wire:
            try:
                return Answer(reply.status_code, headers, unpack(wire, self._max_bytes))
            except NotPacked as bad:
                raise LinkFault("sync_too_much" if bad.too_large else "sync_cut") from bad
        if encoding not in ("identity", "gzip"):
            raise LinkFault("sync_not_fhir")
        return Answer(reply.status_code, headers, wire)

    def _body(self, reply: requests.Response) -> bytes:
        blocks: list[bytes] = []
        size, started = 0, time.monotonic()
        try:
            while block := reply.raw.read1(_BLOCK, decode_content=False):
                blocks.append(block)
                size += len(block)
                self._down += len(block)
                if size > self._max_bytes:
                    raise LinkFault("sync_too_much")
                # The socket's time-out starts anew with every byte: a trickle would never end.
                if time.monotonic() - started > self._times[1] + size / SLOWEST:
                    raise LinkFault("sync_timeout")
        except ReadTimeoutError as fault:
            raise LinkFault("sync_timeout") from fault
        except HTTPError as fault:
            raise LinkFault("sync_cut") from fault
        return b"".join(blocks)


def _size_of(headers: Mapping[str, str]) -> int:
    return sum(len(name) + len(value) + _LINE_END for name, value in headers.items())
