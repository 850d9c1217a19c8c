"""A try says which step went wrong: a login page, another kind of server, a refusal, a clock; and keeps nothing."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from app.clock import SetClock
from sync.credentials import Credentials
from sync.probing import probe

NOW = datetime(2026, 3, 5, 9, 20, tzinfo=UTC)
STATEMENT = {"resourceType": "CapabilityStatement", "fhirVersion": "4.0.1", "rest": [{"resource": []}]}


class Answers(BaseHTTPRequestHandler):
    """Says what the test wants to the two paths of a try."""

    metadata: tuple[int, str, str] = (200, "application/fhir+json", json.dumps(STATEMENT))
    patients: tuple[int, str, str] = (200, "application/fhir+json", '{"resourceType":"Bundle","type":"searchset","total":0}')

    def said(self) -> None:
        """Somebody asks."""

    def do_GET(self) -> None:
        status, kind, body = self.metadata if self.path.endswith("/metadata") else self.patients
        self.said()
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body.encode())))
        self.end_headers()
        self.wfile.write(body.encode())

    def date_time_string(self, timestamp: float | None = None) -> str:
        return "Thu, 05 Mar 2026 09:20:00 GMT"

    def log_message(self, format: str, *args: object) -> None:
        pass


Serve = Callable[..., str]


@pytest.fixture
def serve() -> Iterator[Serve]:
    """Starts such a server; gives its base."""
    running: list[ThreadingHTTPServer] = []

    def start(**answers: object) -> str:
        server = ThreadingHTTPServer(("127.0.0.1", 0), type("Wanted", (Answers,), dict(answers)))
        running.append(server)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        return f"http://127.0.0.1:{server.server_address[1]}/fhir"

    yield start
    for server in running:
        server.shutdown()
        server.server_close()


def steps(url: str, found: Credentials | None = None, clock: SetClock | None = None) -> list[tuple[str, str, bool]]:
    return [(one.step, one.code, one.ok) for one in probe(url, found or Credentials(), clock or SetClock(NOW))]


def test_all_is_well(serve: Serve) -> None:
    assert steps(serve()) == [
        ("reached", "found_reached", True),
        ("certificate", "found_same_computer", True),
        ("signed_in", "found_nobody", True),
        ("dialect", "found_client_ids", True),
        ("clock", "found_clock", True),
    ]


def test_a_login_page_of_the_network_is_no_server(serve: Serve) -> None:
    portal = serve(metadata=(200, "text/html", "<html>Login</html>"))
    assert ("dialect", "sync_portal", False) in steps(portal)


@pytest.mark.parametrize(
    ("body", "code"),
    [("{}", "sync_not_fhir"), ("nonsense", "sync_not_fhir"), (json.dumps(STATEMENT | {"fhirVersion": "5.0.0"}), "sync_fhir_version")],
)
def test_another_kind_of_server(serve: Serve, body: str, code: str) -> None:
    found = steps(serve(metadata=(200, "application/json", body)))
    assert found[0] == ("reached", "found_somebody", True) and ("dialect", code, False) in found


@pytest.mark.parametrize(("status", "code"), [(401, "sync_login"), (403, "sync_forbidden"), (503, "sync_server")])
def test_signing_in_is_told_apart_from_being_reached(serve: Serve, status: int, code: str) -> None:
    found = steps(serve(patients=(status, "application/json", "{}")), Credentials(token="t0ken"))
    assert found[0][2] and ("signed_in", code, False) in found and not any(step == "dialect" for step, _, _ in found)


def test_a_token_is_shown_only_where_it_is_needed(serve: Serve, monkeypatch: pytest.MonkeyPatch) -> None:
    """What a server is it says to everybody."""
    seen: list[tuple[str, str | None]] = []
    monkeypatch.setattr(Answers, "said", lambda self: seen.append((self.path.partition("?")[0], self.headers.get("Authorization"))))
    assert ("signed_in", "found_token", True) in steps(serve(), Credentials(token="t0ken"))
    assert seen == [("/fhir/metadata", None), ("/fhir/Patient", "Bearer t0ken")]


def test_a_server_that_hides_what_it_is_from_strangers(serve: Serve) -> None:
    """401 on /metadata: asked again under the credentials, where there are any."""
    closed = serve(metadata=(401, "application/json", "{}"))
    assert steps(closed)[-2:] == [("signed_in", "sync_login", False), ("clock", "found_clock", True)]
    assert ("signed_in", "sync_login", False) in steps(closed, Credentials(token="t0ken"))


@pytest.mark.parametrize("minutes", [-10, 10])
def test_a_clock_that_is_off(serve: Serve, minutes: int) -> None:
    found = probe(serve(), Credentials(), SetClock(NOW + timedelta(minutes=minutes)))
    assert (found[-1].code, found[-1].ok, found[-1].facts) == ("found_clock_off", False, {"seconds": 600})
