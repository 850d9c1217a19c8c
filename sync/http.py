"""HTTP to a peer over requests: no proxy but the one chosen, no redirects, limits on time and size, plain text to loopback only."""

from __future__ import annotations

import ipaddress
import ssl
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlencode, urlsplit

import requests
from requests.adapters import HTTPAdapter
from urllib3.exceptions import HTTPError, NameResolutionError, ReadTimeoutError

from app.errors import KnownError
from sync import tls, wirelog
from sync.envelope import FHIR_JSON
from sync.jsontext import MAX_BYTES
from sync.link import Answer, LinkFault, Login, Web
from sync.packing import NotPacked, coded, unpack

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


def check_proxy(url: str) -> None:
    """An http or https address of a proxy; it may name a user. KnownError ``sync_proxy_address``."""
    try:
        parts = urlsplit(url)
        usable = parts.scheme in ("http", "https") and parts.hostname and parts.port != 0 and parts.path in ("", "/")
    except ValueError:
        usable = False
    if not usable:
        raise KnownError("sync_proxy_address")


@dataclass(frozen=True, slots=True)
class Bearer:
    """A :class:`sync.link.Login` with a fixed token: for demonstrations and tests."""

    token: Callable[[], str]

    def bearer(self, _web: Web) -> str:
        """See :meth:`sync.link.Login.bearer`."""
        return self.token()

    def refused(self, _token: str) -> bool:
        """See :meth:`sync.link.Login.refused`."""
        return False


class Pinned(HTTPAdapter):
    """TLS that trusts one authority (PEM) and one name alone. Raises KnownError ``sync_tls`` where the authority cannot be read."""

    def __init__(self, ca_pem: str, server_name: str | None) -> None:
        self._context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        self._context.minimum_version = ssl.TLSVersion.TLSv1_2
        self._name = {} if server_name is None else {"server_hostname": server_name}
        try:
            self._context.load_verify_locations(cadata=ca_pem)
        except (ssl.SSLError, ValueError) as fault:
            raise KnownError("sync_tls") from fault
        super().__init__()

    def init_poolmanager(self, connections: int, maxsize: int, block: bool = False, **options: Any) -> None:
        """Every connection is made with the one context."""
        wanted: dict[str, Any] = {**options, **self._name, "ssl_context": self._context}
        super().init_poolmanager(connections, maxsize, block, **wanted)

    def proxy_manager_for(self, proxy: Any, **options: Any) -> Any:
        """The same through a proxy."""
        return super().proxy_manager_for(proxy, **options, **self._name, ssl_context=self._context)

    def cert_verify(self, conn: Any, url: str, verify: Any, cert: Any) -> None:
        """Without the public authorities, which requests would add."""
        conn.cert_reqs = "CERT_REQUIRED"


class HttpLink:
    """A :class:`sync.link.Link` over one kept-alive connection.

    ``token`` gives a fixed bearer token, ``login`` one that is renewed; ``proxy`` is used for https, plain text stays on this machine; ``ca_file`` or ``ca_pem`` is the only authority trusted where given;
    ``server_name`` is what the certificate must name, whatever the address (a hub's changes with the network);
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
        ca_pem: str | None = None,
        server_name: str | None = None,
        login: Login | None = None,
        proxy: str | None = None,
    ) -> None:
        check_address(base_url)
        self._base = base_url.rstrip("/")
        self._origin = urlsplit(base_url)[:2]
        self._login: Login | None = login if token is None else Bearer(token)
        self._times = (connect_seconds, read_seconds)
        self._max_bytes = max_bytes
        self._heard_date = heard_date
        self._up = self._down = 0
        self._session = requests.Session()
        self._session.trust_env = False
        self._session.verify = str(ca_file) if ca_file else True
        if ca_pem is not None:
            self._session.mount("https://", Pinned(ca_pem, server_name))
        if proxy is not None:
            check_proxy(proxy)
            self._session.proxies = {"https": proxy}
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
            body, head["Content-Encoding"] = coded(body, head.get("Content-Encoding", ""))
        return self._exchange("POST", self._base, (), body, head)

    def ask(self, url: str, form: Mapping[str, str] | None) -> Answer:
        """See :meth:`sync.link.Web.ask`: another host is fine here, plain text across a network is not."""
        check_address(url)
        if form is None:
            return self._once("GET", url, (), None, {"Accept": "application/json"})
        head = {"Accept": "application/json", "Content-Type": "application/x-www-form-urlencoded"}
        return self._once("POST", url, (), urlencode(form).encode(), head)

    def _exchange(
        self, method: str, url: str, query: Sequence[tuple[str, str]], body: bytes | None, headers: Mapping[str, str] | None
    ) -> Answer:
        """One request under the token of the moment; a token that ended meanwhile is renewed once."""
        if self._login is None:
            return self._once(method, url, query, body, headers)
        token = self._login.bearer(self)
        answer = self._once(method, url, query, body, {**(headers or {}), "Authorization": f"Bearer {token}"})
        if answer.status != 401 or not self._login.refused(token):
            return answer
        return self._once(method, url, query, body, {**(headers or {}), "Authorization": f"Bearer {self._login.bearer(self)}"})

    def _once(
        self, method: str, url: str, query: Sequence[tuple[str, str]], body: bytes | None, headers: Mapping[str, str] | None
    ) -> Answer:
        """One request, and its line in the log."""
        began, up, down, status, error = time.monotonic(), self._up, self._down, 0, ""
        try:
            answer = self._sent(method, url, query, body, headers)
            status = answer.status
            return answer
        except KnownError as known:
            error = known.code
            raise
        finally:
            took = time.monotonic() - began
            wirelog.tell(wirelog.Request(method, url, query, status, error, took, self._up - up, self._down - down))

    def _sent(
        self, method: str, url: str, query: Sequence[tuple[str, str]], body: bytes | None, headers: Mapping[str, str] | None
    ) -> Answer:
        head = {"Accept": FHIR_JSON, "Accept-Encoding": "gzip", "User-Agent": "xiangyi", **(headers or {})}
        size = len(body or b"")
        times = (self._times[0], self._times[1] + size / SLOWEST)
        try:
            self._up += size + _size_of(head) + len(url)
            with self._session.request(
                method, url, params=list(query), data=body, headers=head, timeout=times, stream=True, allow_redirects=False
            ) as reply:
                return self._dated(self._receive(reply))
        except requests.exceptions.SSLError as fault:
            raise LinkFault(tls.reason(fault)) from fault
        except requests.exceptions.ProxyError as fault:
            raise LinkFault("sync_proxy") from fault
        except requests.Timeout as fault:
            raise LinkFault("sync_timeout") from fault
        except (requests.RequestException, OSError) as fault:
            unknown = any(isinstance(one, NameResolutionError) for one in tls.chain(fault))
            raise LinkFault("sync_no_name" if unknown else "sync_unreachable") from fault

    def _dated(self, answer: Answer) -> Answer:
        if self._heard_date is not None and answer.date is not None:
            self._heard_date(answer.date)
        return answer

    def _receive(self, reply: requests.Response) -> Answer:
        headers = {name.lower(): value for name, value in reply.headers.items()}
        self._down += _size_of(headers)
        if 300 <= reply.status_code < 400:
            raise LinkFault("sync_redirected")
        answer = Answer(reply.status_code, headers, self._unpacked(self._body(reply), headers))
        if answer.status == 200 and _is_html(answer):
            raise LinkFault("sync_portal")
        return answer

    def _unpacked(self, wire: bytes, headers: Mapping[str, str]) -> bytes:
        encoding = headers.get("content-encoding", "identity").lower()
        if encoding == "gzip" and wire:
            try:
                return unpack(wire, self._max_bytes)
            except NotPacked as bad:
                raise LinkFault("sync_too_much" if bad.too_large else "sync_cut") from bad
        if encoding not in ("identity", "gzip"):
            raise LinkFault("sync_not_fhir")
        return wire

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


def _is_html(answer: Answer) -> bool:
    """The login page of a network says 200 to everything."""
    return "html" in answer.headers.get("content-type", "").lower() or answer.body[:64].lstrip().lower().startswith(
        (b"<!doctype html", b"<html")
    )


def _size_of(headers: Mapping[str, str]) -> int:
    return sum(len(name) + len(value) + _LINE_END for name, value in headers.items())
