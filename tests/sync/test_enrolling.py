"""A seat joins a hub over TLS: the right hub only, pinned from then on; long polls on the way."""

from __future__ import annotations

import socket
import ssl
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from app.clock import SystemClock
from app.domain.ids import organization_id
from app.errors import KnownError
from sync.credentials import link_to
from sync.enrolling import Enrolment, enrol
from sync.envelope import compact
from sync.http import HttpLink
from sync.hub import institutions
from sync.hub.enrolment import invite
from sync.hub.server import HubServer
from sync.link import LinkFault
from tests.sync.conftest import KEY, Canned
from tests.sync.hub.conftest import entry, patient

ORG = organization_id("V1")


@pytest.fixture
def hub(tmp_path: Path) -> Iterator[HubServer]:
    with HubServer(tmp_path / "tls.db", KEY, tls=True) as running:
        with running.store.write() as db:
            institutions.save(db, "V1", "村卫生室")
        yield running


def code_of(hub: HubServer) -> str:
    return invite(hub.store, SystemClock(), ORG, "A1", "wang").code


def link_of(joined: Enrolment) -> HttpLink:
    return link_to(joined.base_url, joined.secret(), SystemClock())


def test_a_seat_joins_and_speaks_to_this_hub_alone(hub: HubServer) -> None:
    joined = enrol(hub.base_url, code_of(hub), "护士站", "i-1")
    assert joined.organization == ORG and joined.base_url == hub.base_url and hub.base_url.startswith("https://")
    link = link_of(joined)
    bundle = compact({"resourceType": "Bundle", "type": "transaction", "entry": [entry(patient("p1"))]}).encode()
    assert link.post(bundle, packed=True).status == 200
    assert link.get("Patient/p1").status == 200
    link.close()


def test_a_hub_with_another_key_is_not_spoken_to(hub: HubServer, tmp_path: Path) -> None:
    """T6: somebody in the LAN who takes the hub's address learns neither code nor records."""
    joined = enrol(hub.base_url, code_of(hub), "x", "i")
    with HubServer(tmp_path / "evil.db", KEY, tls=True) as evil:
        with evil.store.write() as db:
            institutions.save(db, "V1", "x")
        with pytest.raises(KnownError) as refused:
            enrol(evil.base_url, code_of(hub), "x", "i")
        assert refused.value.code == "hub_not_that_one"
        for name in (joined.server_name, None):
            wrong = HttpLink(evil.base_url, lambda: "secret", ca_pem=joined.ca_pem, server_name=name)
            with pytest.raises(LinkFault) as fault:
                wrong.get("metadata")
            assert fault.value.code.startswith("sync_tls")
            wrong.close()
        with evil.store.read() as db:
            assert db.execute("SELECT count(*) FROM audit WHERE action='enrol'").fetchone()[0] == 0, "no secret was shown to it"


def test_the_certificate_must_name_the_hub(hub: HubServer) -> None:
    joined = enrol(hub.base_url, code_of(hub), "x", "i")
    link = HttpLink(joined.base_url, ca_pem=joined.ca_pem, server_name="hub-of-another.xiangyi.internal")
    with pytest.raises(LinkFault) as fault:
        link.get("metadata")
    assert fault.value.code.startswith("sync_tls")
    link.close()


def test_the_public_authorities_do_not_vouch_for_a_hub(hub: HubServer) -> None:
    link = HttpLink(hub.base_url)
    with pytest.raises(LinkFault) as fault:
        link.get("metadata")
    assert fault.value.code.startswith("sync_tls")
    link.close()


def test_old_tls_is_refused(hub: HubServer) -> None:
    url = urlsplit(hub.base_url)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    with pytest.warns(DeprecationWarning):
        context.maximum_version = ssl.TLSVersion.TLSv1_1
    with pytest.raises((ssl.SSLError, ConnectionError)), context.wrap_socket(_socket(url.port or 0)) as wrapped:
        wrapped.send(b"x")


def _socket(port: int) -> socket.socket:
    return socket.create_connection(("127.0.0.1", port), timeout=5)


@pytest.mark.parametrize(
    ("address", "expected"),
    [("http://192.168.1.5:8090", "sync_plaintext"), ("nowhere", "sync_address"), ("https://127.0.0.1:1", "sync_unreachable")],
)
def test_addresses_that_do_not_serve(hub: HubServer, address: str, expected: str) -> None:
    with pytest.raises(KnownError) as refused:
        enrol(address, code_of(hub), "x", "i")
    assert refused.value.code == expected


def test_a_code_that_was_used_is_told_so(hub: HubServer) -> None:
    code = code_of(hub)
    enrol(hub.base_url, code, "x", "i")
    with pytest.raises(KnownError) as refused:
        enrol(hub.base_url, code, "x", "i")
    assert refused.value.code == "hub_code_refused"


def test_a_portal_in_the_hubs_place(hub: HubServer) -> None:
    with Canned(200, b"<html>", {}) as portal, pytest.raises(KnownError) as refused:
        enrol(portal.base, code_of(hub), "x", "i")
    assert refused.value.code == "hub_not_that_one"


def test_the_authority_stays_over_a_restart(hub: HubServer) -> None:
    joined = enrol(hub.base_url, code_of(hub), "x", "i")
    hub.stop()
    hub.start()
    link = HttpLink(joined.base_url, ca_pem=joined.ca_pem, server_name=joined.server_name)
    assert link.get("metadata").status == 200
    link.close()
