"""A loopback road between a workstation and its hub on which anything may happen to a request, drawn by dice."""

from __future__ import annotations

import http.client
import random
import socket
import struct
import threading
from collections import Counter
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Literal, Self
from urllib.parse import urlsplit

KINDS = {
    "refused before": 3,
    "cut during": 3,
    "lost after": 5,
    "reset after": 3,
    "truncated": 3,
    "5xx before": 3,
    "5xx after": 3,
    "429": 2,
    "html 200": 2,
    "html 200 after": 2,
    "stalled before": 1,
    "stalled after": 1,
    "server killed": 0.4,
}
"""What can happen, and how often against the rest. *After*: the hub has done its part, the client does not know."""

_HTML = b"<html><body>Please log in</body></html>"
_BUSY = b'{"resourceType":"OperationOutcome","issue":[{"severity":"error","code":"transient"}]}'
_RESET = struct.pack("ii", 1, 0)
LONGEST_STALL = 5.0

Reply = tuple[int, list[tuple[str, str]], bytes]


class Road:
    """Listens on a port of its own and passes requests on to ``hub`` (its base address), or does not.

    ``share`` of the requests meet a fault while ``open`` is False. ``kill`` ends the hub's process and starts it anew; gives its address.
    """

    def __init__(self, hub: str, dice: random.Random, share: float, kill: Callable[[], str]) -> None:
        road = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            disable_nagle_algorithm = True
            wbufsize = -1

            def do_GET(self) -> None:
                road._serve(self, self.rfile.read(int(self.headers.get("Content-Length") or 0)))

            do_POST = do_GET

            def log_message(self, format: str, *args: object) -> None:
                pass

        self.open = True
        self.met: Counter[str] = Counter()
        self.requests = self.up = self.posts = 0
        self._hub, self._dice, self.share, self._kill = hub, dice, share, kill
        self._over = threading.Event()
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
        self.base_url = f"http://127.0.0.1:{self._server.server_address[1]}/fhir"

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, fault: BaseException | None, trace: TracebackType | None) -> Literal[False]:
        self._over.set()
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()
        return False

    @property
    def faults(self) -> int:
        """How many requests met one."""
        return self.met.total()

    def _serve(self, request: BaseHTTPRequestHandler, body: bytes) -> None:
        self.requests += 1
        self.up += len(body)
        happens = self._drawn()
        try:
            self._happen(happens, request, body)
        except OSError:
            request.close_connection = True  # the client has gone

    def _drawn(self) -> str:
        if self.open or self._dice.random() >= self.share:
            return ""
        happens = self._dice.choices(list(KINDS), list(KINDS.values()))[0]
        self.met[happens] += 1
        return happens

    def _happen(self, happens: str, request: BaseHTTPRequestHandler, body: bytes) -> None:
        short = {
            "5xx before": (self._dice.choice((500, 502, 503, 504)), _BUSY, {}),
            "429": (429, _BUSY, {"Retry-After": str(self._dice.randint(1, 5))}),
            "html 200": (200, _HTML, {"Content-Type": "text/html"}),
        }
        if happens in short:
            self._answer(request, *short[happens])
        elif happens in ("refused before", "stalled before"):
            self._gone(request, stalled=happens.startswith("stalled"))
        elif happens == "cut during":
            self._half(request, body)
            self._gone(request)
        else:
            self._passed(happens, request, body)

    def _passed(self, happens: str, request: BaseHTTPRequestHandler, body: bytes) -> None:
        """The hub gets the request; what comes back is another matter."""
        killed = happens == "server killed"
        if killed and self._dice.random() < 0.5:
            self._asked_and_killed(request, body)
            self._gone(request)
            return
        reply = self._asked(request, body)
        if killed:
            self._restart()
            self._gone(request)
        elif reply is None or happens in ("lost after", "reset after", "stalled after"):
            self._gone(request, stalled=happens.startswith("stalled"), reset=happens.startswith("reset"))
        elif happens in ("5xx after", "html 200 after"):
            self._answer(request, 502 if happens.startswith("5") else 200, _HTML, {"Content-Type": "text/html"})
        else:
            self._send(request, reply, cut=happens == "truncated")

    def _asked_and_killed(self, request: BaseHTTPRequestHandler, body: bytes) -> None:
        """The hub dies somewhere in the middle of its work."""
        death = threading.Timer(self._dice.uniform(0, 0.02), self._restart)
        death.start()
        self._asked(request, body)
        death.join()

    def _restart(self) -> None:
        self._hub = self._kill()

    def _asked(self, request: BaseHTTPRequestHandler, body: bytes) -> Reply | None:
        place = urlsplit(self._hub)
        asking = http.client.HTTPConnection(place.hostname or "", place.port, timeout=10)
        try:
            kept = {name: value for name, value in request.headers.items() if name.lower() not in ("connection", "host")}
            asking.request(request.command, request.path, body or None, kept)
            answer = asking.getresponse()
            return answer.status, answer.getheaders(), answer.read()
        except (OSError, http.client.HTTPException):
            return None
        finally:
            asking.close()

    def _half(self, request: BaseHTTPRequestHandler, body: bytes) -> None:
        """The hub reads half a body and then nothing."""
        place = urlsplit(self._hub)
        head = f"{request.command} {request.path} HTTP/1.1\r\nHost: hub\r\nContent-Length: {len(body) + 1}\r\n"
        kinds = "".join(f"{name}: {request.headers[name]}\r\n" for name in ("Content-Type", "Content-Encoding") if name in request.headers)
        with socket.create_connection((place.hostname or "", place.port or 0), timeout=10) as half:
            half.sendall((head + kinds + "\r\n").encode() + body[: len(body) // 2])

    def _gone(self, request: BaseHTTPRequestHandler, stalled: bool = False, reset: bool = True) -> None:
        if stalled:
            self._wait_for_the_client(request)
        if reset:
            request.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _RESET)
        request.close_connection = True

    def _wait_for_the_client(self, request: BaseHTTPRequestHandler) -> None:
        """Silence until the client has had enough and hangs up."""
        request.connection.settimeout(LONGEST_STALL)
        request.connection.recv(1)

    def _answer(self, request: BaseHTTPRequestHandler, status: int, body: bytes, headers: dict[str, str]) -> None:
        self._send(request, (status, list({"Content-Type": "application/fhir+json", **headers}.items()), body))

    def _send(self, request: BaseHTTPRequestHandler, reply: Reply, cut: bool = False) -> None:
        status, headers, body = reply
        request.send_response(status)
        for name, value in headers:
            if name.lower() not in ("connection", "content-length", "transfer-encoding", "server", "date"):
                request.send_header(name, value)
        request.send_header("Content-Length", str(len(body)))
        request.end_headers()
        request.wfile.write(body[: len(body) // 2] if cut else body)
        request.wfile.flush()
        request.close_connection = request.close_connection or cut
