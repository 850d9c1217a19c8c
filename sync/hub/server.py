"""The hub as a thing to start and stop: uvicorn in a thread of its own over an encrypted database."""

from __future__ import annotations

import ipaddress
import socket
import threading
from collections.abc import Callable, Mapping
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Self

from app.clock import Clock, SystemClock
from app.errors import KnownError
from sync.hub import certificate
from sync.hub.bell import Bell
from sync.hub.service import ROOT, Access, HubService
from sync.hub.store import Client, HubStore

if TYPE_CHECKING:
    from sync.hub.web_server import WebServer

_START_SECONDS = 10
_STOP_SECONDS = 5


def is_loopback(host: str) -> bool:
    """Whether an address is this computer's own."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


class HubServer:
    """An embedded FHIR R4 server.

    ``key`` is 32 bytes; ``port`` 0 takes a free one, kept for the life of the object. ``tokens`` maps bearer
    tokens to clients. On loopback a hub without any is open to this computer until its first seat is enrolled; beyond it only
    enrolled seats get in, and TLS is always spoken, with a certificate of the hub's own making (also on loopback with ``tls``).
    Raises KnownError ``hub_port`` where the port is taken, and ``hub_unreadable`` / ``hub_newer`` for the database.
    """

    def __init__(
        self,
        path: Path,
        key: bytes,
        host: str = "127.0.0.1",
        port: int = 0,
        tokens: Mapping[str, Client] | None = None,
        clock: Clock | None = None,
        tls: bool = False,
    ) -> None:
        self._path, self._key = path, key
        self._host, self._port = host, port
        self._tls = tls or not is_loopback(host)
        self._access = Access(tokens, closed=not is_loopback(host))
        self._bell = Bell()
        self._deaf: Callable[[], None] = lambda: None
        self._clock = clock or SystemClock()
        self._store: HubStore | None = None
        self._loop: WebServer | None = None
        self._thread: threading.Thread | None = None

    @property
    def base_url(self) -> str:
        """Where the FHIR API is."""
        host = f"[{self._host}]" if ":" in self._host else self._host
        return f"{'https' if self._tls else 'http'}://{host}:{self._port}{ROOT}"

    @property
    def store(self) -> HubStore:
        """The open database; only between start and stop."""
        assert self._store is not None
        return self._store

    def start(self) -> str:
        """Open the database and listen; returns the base URL."""
        self._store = HubStore(self._path, self._key, self._clock)
        try:
            if self._tls:
                certificate.prepare(self._store, self._clock.now())
            self._listen(self._store)
        except BaseException:
            self.stop()
            raise
        return self.base_url

    def stop(self) -> None:
        """Stop listening and close the database. Harmless twice."""
        self._silence()
        if self._store is not None:
            self._store.close()
            self._store = None

    def refuse(self, refuse: bool) -> None:
        """Network off: close the socket and every connection, so that clients are really refused. Off again: listen on the same port."""
        if refuse:
            self._silence()
        elif self._loop is None and self._store is not None:
            self._listen(self._store)

    def _listen(self, store: HubStore) -> None:
        from sync.hub.web_server import WebServer  # uvicorn and starlette load where a hub listens

        listener = self._bind()
        self._bell = Bell()
        self._deaf()
        self._deaf = store.on_commit(self._bell.ring)
        self._loop = WebServer(HubService(store, self._access), self._bell, certificate.context(store) if self._tls else None)
        self._thread = threading.Thread(target=self._loop.run, kwargs={"sockets": [listener]}, name="hub", daemon=True)
        self._thread.start()
        if not self._loop.up.wait(_START_SECONDS):
            raise KnownError("hub_port", port=self._port)

    def _bind(self) -> socket.socket:
        family = socket.AF_INET6 if ":" in self._host else socket.AF_INET
        # Named protocol: asyncio sets TCP_NODELAY only on such sockets, else every reply waits 40 ms for an ACK.
        listener = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
        # On Windows this option would let a second program share the port.
        if hasattr(socket, "SO_EXCLUSIVEADDRUSE"):
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_EXCLUSIVEADDRUSE, 1)
        else:
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind((self._host, self._port))
        except OSError as fault:
            listener.close()
            raise KnownError("hub_port", port=self._port) from fault
        self._port = listener.getsockname()[1]
        return listener

    def _silence(self) -> None:
        if self._loop is not None and self._thread is not None:
            self._bell.close()
            self._loop.should_exit = True
            self._thread.join(_STOP_SECONDS)
        self._loop = self._thread = None

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, fault: BaseException | None, trace: TracebackType | None) -> None:
        self.stop()
