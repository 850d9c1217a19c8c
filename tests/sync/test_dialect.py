"""How a peer wants to be spoken to."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from sync.dialect import Dialect, learn
from sync.http import HttpLink
from sync.hub.server import HubServer
from sync.link import LinkFault, PeerStop
from tests.conftest import StartPeer
from tests.sync.conftest import FHIR, PORTAL, Canned

NOW = datetime(2026, 3, 5, 8, tzinfo=UTC)


def _learn(base: str) -> Dialect:
    link = HttpLink(base)
    try:
        return learn(Dialect(), link, NOW)
    finally:
        link.close()


def test_our_hub_is_known_by_its_marker(hub: HubServer) -> None:
    found = _learn(hub.base_url)
    assert found.hub and found.client_ids and found.terse and found.is_fresh(NOW + timedelta(hours=23))
    assert not found.is_fresh(NOW + timedelta(hours=25)) and not found.is_fresh(NOW - timedelta(hours=1))


def test_a_stranger_is_no_hub(fhir_peer: str) -> None:
    found = _learn(fhir_peer)
    assert not found.hub and found.client_ids and not found.terse


def test_a_server_with_ids_of_its_own(start_fhir_peer: StartPeer) -> None:
    assert not _learn(start_fhir_peer("--profile", "medplum")).client_ids


@pytest.mark.parametrize(
    ("status", "body", "code", "kind"),
    [
        (200, PORTAL[1], "sync_portal", LinkFault),
        (200, b'{"resourceType":"OperationOutcome"}', "sync_not_fhir", LinkFault),
        (200, b"[]", "sync_not_fhir", LinkFault),
        (200, b'{"resourceType":"CapabilityStatement","fhirVersion":"3.0.2"}', "sync_fhir_version", PeerStop),
        (200, b'{"resourceType":"CapabilityStatement"}', "sync_fhir_version", PeerStop),
        (503, b"", "sync_server", LinkFault),
        (404, b"", "sync_server", LinkFault),
        (401, b"", "sync_login", PeerStop),
    ],
)
def test_servers_we_cannot_speak_to(status: int, body: bytes, code: str, kind: type[LinkFault | PeerStop]) -> None:
    with Canned(status, body, FHIR) as server, pytest.raises(kind) as fault:
        _learn(server.base)
    assert fault.value.code == code


@pytest.mark.parametrize(
    "rest", [None, {}, [], [7], [{"operation": {}, "resource": 7}], [{"operation": ["changes"], "resource": [{"type": "Patient"}]}]]
)
def test_odd_statements_teach_nothing_and_break_nothing(rest: object) -> None:
    """T7."""
    statement: dict[str, Any] = {
        "resourceType": "CapabilityStatement",
        "fhirVersion": "4.0.1",
        "software": {"name": "xiangyi-hub"},
        "rest": rest,
    }
    with Canned(200, json.dumps(statement).encode(), FHIR) as server:
        found = _learn(server.base)
    assert not found.hub and found.client_ids


def test_what_was_learnt_is_kept() -> None:
    learnt = Dialect(hub=True, client_ids=False, gzip=False, entries=7, ceiling=9, slow=1, asked="x")
    assert Dialect.load(learnt.dump()) == learnt


@pytest.mark.parametrize("text", [None, "", "{", "[]", "7", '{"entries":"many","gzip":3,"colour":"red"}'])
def test_an_unusable_memory_is_none(text: str | None) -> None:
    assert Dialect.load(text) == Dialect()


def test_sizes_are_learnt() -> None:
    found = Dialect()
    found.took(10)
    assert found.entries == 50, "a bundle that was not half full proves nothing"
    found.took(47)
    assert found.entries == 94, "units of ten fill it no further"
    found.took(50)
    assert found.entries == 100
    found.refused_size(100)
    assert (found.entries, found.ceiling) == (50, 50)
    found.took(50)
    assert found.entries == 50
    for _ in range(20):
        found.refused_size(found.entries)
    assert found.entries == 1
