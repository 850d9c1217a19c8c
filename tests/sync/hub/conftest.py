"""A hub over a database in a temporary folder, asked directly and through its socket."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest

from app.clock import SetClock
from sync.envelope import FHIR_JSON
from sync.hub.server import HubServer
from sync.hub.service import Access, HubService, Reply, Request
from sync.hub.store import HubStore

KEY = bytes(range(32))
BASE = "http://hub/fhir"


class Asker:
    """Speaks to a hub service without a socket."""

    def __init__(self, store: HubStore, clock: SetClock, access: Access | None = None) -> None:
        self.store, self.clock = store, clock
        self.service = HubService(store, access or Access())

    def ask(self, method: str, target: str, body: bytes | str | Any = b"", **headers: str) -> Reply:
        url = urlsplit(target if target.startswith("http") else f"{BASE}/{target}".rstrip("/"))
        data = body if isinstance(body, bytes) else body.encode() if isinstance(body, str) else json.dumps(body).encode()
        head = {"content-type": FHIR_JSON} | {name.replace("_", "-"): value for name, value in headers.items()}
        return self.service.handle(Request(method, url.path, parse_qsl(url.query, keep_blank_values=True), head, data, "http://hub"))

    def get(self, target: str) -> Any:
        reply = self.ask("GET", target)
        assert reply.status == 200, reply.body
        return json.loads(reply.body)

    def put(self, resource: dict[str, Any], **headers: str) -> Reply:
        return self.ask("PUT", f"{resource['resourceType']}/{resource['id']}", resource, **headers)

    def post(self, *entries: dict[str, Any], kind: str = "transaction") -> Reply:
        return self.ask("POST", "", {"resourceType": "Bundle", "type": kind, "entry": list(entries)})


def entry(resource: dict[str, Any], **request: str) -> dict[str, Any]:
    url = f"{resource['resourceType']}/{resource['id']}"
    return {"resource": resource, "request": {"method": "PUT", "url": url, **request}}


def patient(fhir_id: str, **more: object) -> dict[str, Any]:
    return {"resourceType": "Patient", "id": fhir_id, **more}


def observation(fhir_id: str, of: str, **more: object) -> dict[str, Any]:
    subject = {"reference": f"Patient/{of}"}
    return {"resourceType": "Observation", "id": fhir_id, "status": "final", "code": {"text": "BP"}, "subject": subject, **more}


@pytest.fixture
def clock() -> SetClock:
    return SetClock(datetime(2026, 3, 5, 1, 0, tzinfo=UTC))


@pytest.fixture
def store(tmp_path: Path, clock: SetClock) -> Iterator[HubStore]:
    opened = HubStore(tmp_path / "hub.db", KEY, clock)
    yield opened
    opened.close()


@pytest.fixture
def hub(store: HubStore, clock: SetClock) -> Asker:
    return Asker(store, clock)


@pytest.fixture
def server(tmp_path: Path) -> Iterator[HubServer]:
    with HubServer(tmp_path / "served.db", KEY) as running:
        yield running
