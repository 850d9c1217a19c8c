"""Sites, servers and faults for the sync tests."""

from __future__ import annotations

import functools
import json
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, Literal

import pytest
import requests

from app.clock import SetClock
from sync import jsontext
from sync.envelope import FHIR_JSON
from sync.http import HttpLink
from sync.hub.server import HubServer
from sync.hub.service import HubService
from sync.link import Answer, LinkFault
from sync.renaming import inward, own_id
from sync.replica import Ref
from tests.app.conftest import MORNING
from tests.conftest import StartPeer
from tests.hapi import server as hapi
from tests.sync.memory import MemoryReplica
from tests.sync.seats import KEY as KEY
from tests.sync.seats import Seat
from tests.sync.stations import VILLAGE, Station, hub_of, two_seats


@pytest.fixture
def site() -> MemoryReplica:
    return MemoryReplica()


@pytest.fixture
def hub(tmp_path: Path) -> Iterator[HubServer]:
    with HubServer(tmp_path / "hub.db", KEY) as running:
        yield running


@pytest.fixture
def link(hub: HubServer) -> Iterator[HttpLink]:
    made = HttpLink(hub.base_url)
    yield made
    made.close()


class Peer:
    """The independent server with its control plane. ``whole``: it takes a bundle as one transaction under our ids.

    ``numbers``: it gives ids of its own.
    """

    def __init__(self, base: str, profile: str = "hapi") -> None:
        self.base, self.whole, self.numbers = base, profile == "hapi", profile == "medplum"
        self.root = base.partition("/fhir")[0]
        self.link = HttpLink(base, read_seconds=5)
        self._session = requests.Session()
        self._session.trust_env = False

    def control(self, what: str, body: object = None) -> Any:
        url = f"{self.root}/__peer/{what}"
        with self._session.post(url, json=body) if body is not None else self._session.get(url) as reply:
            return reply.json()

    def reset(self) -> None:
        self.control("fault", [])
        self.control("reset", {})

    def faults(self, *faults: dict[str, Any]) -> None:
        self.control("fault", list(faults))

    def dump(self) -> dict[str, dict[str, Any]]:
        return {f"{one['resourceType']}/{one['id']}": one for one in self.control("dump")}

    def dump_in_ours(self) -> dict[str, dict[str, Any]]:
        """Every resource as whoever wrote it named it; one name for two resources fails."""
        rows = [jsontext.loads(json.dumps(one)) for one in self.control("dump")]
        here = {Ref(one["resourceType"], one["id"]): own_id(one) or one["id"] for one in rows}
        found = {f"{ref.fhir_type}/{here[ref]}": inward(one, here[ref], here.get, self.base) for ref, one in zip(here, rows, strict=True)}
        assert len(found) == len(rows)
        return found

    def close(self) -> None:
        self.link.close()
        self._session.close()


PROFILES = {"hapi": (), "medplum": ("--profile", "medplum"), "batch": ("--profile", "hapi", "--transactions", "off")}
"""Servers that are written to in different ways: our ids, ids of their own, transactions run as batches without a word."""


@pytest.fixture(scope="session")
def profile_base(fhir_peer: str, start_fhir_peer: StartPeer) -> Callable[[str], str]:
    """The base of a server of a profile, one for the whole run."""
    return functools.cache(lambda name: start_fhir_peer(*PROFILES[name]) if PROFILES[name] else fhir_peer)


@pytest.fixture(params=PROFILES)
def any_peer(request: pytest.FixtureRequest, profile_base: Callable[[str], str]) -> Iterator[Peer]:
    """An independent server of every profile."""
    made = Peer(profile_base(request.param), request.param)
    made.reset()
    yield made
    made.reset()
    made.close()


HAPI = "hapi-fhir"
EVERYBODY = [*(pytest.param(name, marks=pytest.mark.fhir_peer) for name in PROFILES), pytest.param(HAPI, marks=pytest.mark.hapi)]
"""Every stranger: the profiles of the independent server, and HAPI FHIR itself where it was built."""


def emptied(request: pytest.FixtureRequest, name: str) -> str:
    """The base of one of :data:`EVERYBODY`, with nothing in it."""
    if name == HAPI:
        base: str = request.getfixturevalue("hapi_base")
        hapi.empty(base)
        return base
    server = Peer(request.getfixturevalue("profile_base")(name))
    server.reset()
    server.close()
    return server.base


@pytest.fixture(params=EVERYBODY)
def stranger(request: pytest.FixtureRequest) -> Iterator[HttpLink]:
    """A link to an empty server of others."""
    made = HttpLink(emptied(request, request.param))
    yield made
    made.close()


@pytest.fixture
def peer(fhir_peer: str) -> Iterator[Peer]:
    made = Peer(fhir_peer)
    made.reset()
    yield made
    made.reset()
    made.close()


Rule = Callable[[str, bytes], Answer | LinkFault | None]


class Between:
    """A link that a rule may answer for, before or instead of the real one; remembers what was posted."""

    def __init__(self, inner: HttpLink) -> None:
        self._inner = inner
        self.before: Rule = lambda method, body: None
        self.after: Rule = lambda method, body: None
        self.posted: list[bytes] = []
        self.asked: list[str] = []

    @property
    def base_url(self) -> str:
        return self._inner.base_url

    @property
    def bytes_up(self) -> int:
        return self._inner.bytes_up

    @property
    def bytes_down(self) -> int:
        return self._inner.bytes_down

    def get(self, target: str, query: Sequence[tuple[str, str]] = (), headers: Mapping[str, str] | None = None) -> Answer:
        self.asked.append(target)
        return self._ruled("GET", target.encode(), lambda: self._inner.get(target, query, headers))

    def post(self, body: bytes, packed: bool, headers: Mapping[str, str] | None = None) -> Answer:
        self.posted.append(body)
        return self._ruled("POST" if packed else "POST plain", body, lambda: self._inner.post(body, packed, headers))

    def _ruled(self, method: str, body: bytes, real: Callable[[], Answer]) -> Answer:
        instead = self.before(method, body)
        answer = instead if instead is not None else real()
        if isinstance(answer, LinkFault):
            raise answer
        later = self.after(method, body)
        if isinstance(later, LinkFault):
            raise later
        return answer if later is None else later


@pytest.fixture
def between(link: HttpLink) -> Between:
    return Between(link)


def says_nothing_of_ids(between: Between) -> Between:
    """A server whose statement leaves out whose ids it takes, as HAPI's does."""
    told = between.after

    def after(method: str, body: bytes) -> Answer | LinkFault | None:
        if method != "GET" or body != b"metadata":
            return told(method, body)
        statement = json.loads(between._inner.get("metadata").body)
        for one in statement["rest"][0]["resource"]:
            del one["updateCreate"]
        return Answer(200, FHIR, json.dumps(statement).encode())

    between.after = after
    return between


def outcome(status: int, **issue: object) -> Answer:
    body = {"resourceType": "OperationOutcome", "issue": [{"severity": "error", "code": "invalid", **issue}]}
    return Answer(status, {}, json.dumps(body).encode())


class Canned:
    """A tiny server that gives the same bytes to everyone, as a captive portal or a broken proxy does."""

    def __init__(self, status: int, body: bytes, headers: Mapping[str, str], cut: int | None = None) -> None:
        canned = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def _reply(self) -> None:
                self.rfile.read(int(self.headers.get("Content-Length") or 0))
                canned.requests.append((self.command, self.path, {name.lower(): value for name, value in self.headers.items()}))
                self.send_response(status)
                for name, value in {"Content-Length": str(len(body)), **headers}.items():
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(body[:cut])
                self.close_connection = cut is not None

            do_GET = do_POST = _reply

            def log_message(self, format: str, *args: object) -> None:
                pass

        self.requests: list[tuple[str, str, dict[str, str]]] = []
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
        self.base = f"http://127.0.0.1:{self._server.server_address[1]}/fhir"

    def __enter__(self) -> Canned:
        self._thread.start()
        return self

    def __exit__(self, *fault: object) -> Literal[False]:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()
        return False


PORTAL = (200, b"<html><body>Please log in</body></html>", {"Content-Type": "text/html"})
EMPTY = json.dumps({"resourceType": "Bundle", "type": "transaction-response"}).encode()
FHIR = {"Content-Type": FHIR_JSON}


@pytest.fixture
def seat(tmp_path: Path) -> Iterator[Seat]:
    made = Seat(tmp_path, "a")
    yield made
    made.store.close()


@pytest.fixture
def other(tmp_path: Path) -> Iterator[Seat]:
    made = Seat(tmp_path, "b")
    yield made
    made.store.close()


@pytest.fixture
def clock() -> SetClock:
    return SetClock(MORNING)


@pytest.fixture
def village(tmp_path: Path, clock: SetClock) -> Iterator[HubService]:
    """The hub of a village clinic with two seats, in this process."""
    with hub_of(tmp_path, clock, {VILLAGE: "柳树村卫生室"}, dict.fromkeys(("one", "two"), VILLAGE)) as service:
        yield service


@pytest.fixture
def seats(village: HubService, tmp_path: Path, clock: SetClock) -> Iterator[tuple[Station, Station]]:
    """The two seats, with encrypted stores of their own."""
    with two_seats(tmp_path, clock, village) as both:
        yield both
