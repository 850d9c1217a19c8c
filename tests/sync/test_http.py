"""HTTP to a peer: limits, refusals, and every way a network breaks."""

from __future__ import annotations

import gzip
import socket
import ssl
import threading
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

from app.errors import KnownError
from sync.http import HttpLink, check_address
from sync.hub.server import HubServer
from sync.hub.store import Client
from sync.link import Answer, LinkFault
from tests.sync.conftest import FHIR, KEY, PORTAL, Canned

OK = (200, b'{"resourceType":"Bundle"}', FHIR)


def ask(base: str, **options: Any) -> Answer:
    link = HttpLink(base, **options)
    try:
        return link.get("metadata", [("a", "+08:00")])
    finally:
        link.close()


@pytest.mark.parametrize(
    ("url", "code"),
    [
        ("http://192.168.1.9/fhir", "sync_plaintext"),
        ("http://hub.example/fhir", "sync_plaintext"),
        ("http://localhost.evil.example/fhir", "sync_plaintext"),
        ("ftp://127.0.0.1/fhir", "sync_address"),
        ("https:///fhir", "sync_address"),
        ("https://user:secret@host/fhir", "sync_address"),
        ("https://host/fhir?x=1", "sync_address"),
        ("https://host:port/fhir", "sync_address"),
        ("https://[::1/fhir", "sync_address"),
        ("", "sync_address"),
    ],
)
def test_addresses_that_are_not_used(url: str, code: str) -> None:
    """T6: records do not cross a network in plain text."""
    with pytest.raises(KnownError) as refused:
        HttpLink(url)
    assert refused.value.code == code


@pytest.mark.parametrize("url", ["http://127.0.0.1:8080/fhir", "http://localhost/fhir", "http://[::1]:1/fhir", "https://host/fhir/R4"])
def test_addresses_that_are_used(url: str) -> None:
    check_address(url)


def test_a_request_carries_what_it_should() -> None:
    with Canned(*OK) as server:
        link = HttpLink(server.base + "/", token=lambda: "t0ken")
        assert link.get("Patient", [("_lastUpdated", "ge2026-01-01T00:00:00+08:00")], {"Cache-Control": "no-cache"}).status == 200
        link.post(b'{"a":1}', True)
        up = link.bytes_up
        link.post(b'{"a":1}', False)
        link.close()
    (get, post, plain) = server.requests
    assert get[1] == "/fhir/Patient?_lastUpdated=ge2026-01-01T00%3A00%3A00%2B08%3A00"
    assert get[2]["authorization"] == "Bearer t0ken" and get[2]["cache-control"] == "no-cache"
    assert (post[0], post[1], post[2]["content-encoding"]) == ("POST", "/fhir", "gzip")
    assert "content-encoding" not in plain[2] and "cookie" not in plain[2]
    assert link.bytes_up > up > 0 and link.bytes_down > 3 * len(OK[1])


def test_the_environment_s_proxy_is_not_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    """T6: a proxy set by another program must not read along."""
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:9")
    with Canned(*OK) as server:
        assert ask(server.base).status == 200


@pytest.mark.parametrize("status", [301, 302, 307, 308])
def test_redirects_are_not_followed(status: int) -> None:
    """T6: a captive portal sends everyone elsewhere, credentials included."""
    with Canned(*OK) as target, Canned(status, b"", {"Location": target.base}) as server:
        with pytest.raises(LinkFault) as fault:
            ask(server.base)
        assert fault.value.code == "sync_redirected"
        assert target.requests == []


@pytest.mark.parametrize("kind", [{"Content-Type": "text/html"}, FHIR])
def test_the_login_page_of_a_network_is_told_from_a_wrong_address(kind: dict[str, str]) -> None:
    """T7: a captive portal says 200 to everything, also with a FHIR content type in front."""
    with Canned(200, PORTAL[1], kind) as server, pytest.raises(LinkFault) as fault:
        ask(server.base)
    assert fault.value.code == "sync_portal"
    with Canned(404, PORTAL[1], kind) as server:
        assert ask(server.base).status == 404


@pytest.mark.parametrize(
    ("body", "headers", "cut", "code"),
    [
        (gzip.compress(b"{}" * 100)[:-9], {"Content-Encoding": "gzip"}, None, "sync_cut"),
        (b"{" * 100, {}, 50, "sync_cut"),
        (b"{" * 5_000, {}, None, "sync_too_much"),
        (gzip.compress(b" " * 5_000), {"Content-Encoding": "gzip"}, None, "sync_too_much"),
        (b"{}", {"Content-Encoding": "br"}, None, "sync_not_fhir"),
    ],
    ids=["gzip cut", "body cut", "large", "bomb", "brotli"],
)
def test_bodies_that_are_not_whole_or_too_large(body: bytes, headers: dict[str, str], cut: int | None, code: str) -> None:
    """T7: never half a bundle, never more than memory holds."""
    with Canned(200, body, headers, cut) as server:
        with pytest.raises(LinkFault) as fault:
            ask(server.base, max_bytes=4_000)
        assert fault.value.code == code


def test_nobody_there() -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with pytest.raises(LinkFault) as fault:
        ask(f"http://127.0.0.1:{port}/fhir")
    assert fault.value.code == "sync_unreachable"


@pytest.fixture
def mute() -> Iterator[socket.socket]:
    """A port that takes connections and says nothing."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        yield listener


def test_a_server_that_says_nothing_times_out(mute: socket.socket) -> None:
    with pytest.raises(LinkFault) as fault:
        ask(f"http://127.0.0.1:{mute.getsockname()[1]}/fhir", read_seconds=0.05)
    assert fault.value.code == "sync_timeout"


def test_a_trickle_times_out_though_every_byte_comes_in_time(mute: socket.socket) -> None:
    """A dead link that drips must not hold a sync for ever."""
    done = threading.Event()

    def drip() -> None:
        connection, _ = mute.accept()
        with connection:
            connection.recv(65_536)
            connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n")
            while not done.wait(0.02):
                try:
                    connection.sendall(b"{")
                except OSError:
                    return

    thread = threading.Thread(target=drip)
    thread.start()
    try:
        with pytest.raises(LinkFault) as fault:
            ask(f"http://127.0.0.1:{mute.getsockname()[1]}/fhir", read_seconds=0.3)
        assert fault.value.code == "sync_timeout"
    finally:
        done.set()
        thread.join()


def test_tls_that_is_no_tls_is_refused() -> None:
    """T6: an https address answered in plain text."""
    with Canned(*OK) as server:
        with pytest.raises(LinkFault) as fault:
            ask(server.base.replace("http:", "https:"))
        assert fault.value.code == "sync_tls"


def test_an_unknown_authority_is_refused(tmp_path: Path) -> None:
    """T6: a certificate that nobody we trust has signed."""
    certificate = self_signed(tmp_path)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    with Canned(*OK) as server:
        server._server.socket = context.wrap_socket(server._server.socket, server_side=True)
        base = server.base.replace("http:", "https:")
        with pytest.raises(LinkFault) as fault:
            ask(base)
        assert fault.value.code == "sync_tls_issuer"
        assert ask(base, ca_file=certificate).status == 200
        pem = certificate.read_text()
        assert ask(base, ca_pem=pem).status == 200
        with pytest.raises(LinkFault) as fault:
            ask(base, ca_pem=pem, server_name="hub-1.xiangyi.internal")
        assert fault.value.code == "sync_tls_name"


@pytest.mark.parametrize(("starts", "ends"), [(-9, -2), (2, 9)])
def test_a_certificate_out_of_its_time_says_so(tmp_path: Path, starts: int, ends: int) -> None:
    """A clock that is years off is the most common cause, and the user's to mend."""
    certificate = self_signed(tmp_path, starts, ends)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    with Canned(*OK) as server:
        server._server.socket = context.wrap_socket(server._server.socket, server_side=True)
        with pytest.raises(LinkFault) as fault:
            ask(server.base.replace("http:", "https:"), ca_pem=certificate.read_text())
    assert fault.value.code == "sync_tls_date"


def test_a_name_that_nobody_knows_is_told_from_a_server_that_is_down(monkeypatch: pytest.MonkeyPatch) -> None:
    def unknown(*_: object, **__: object) -> None:
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", unknown)
    with pytest.raises(LinkFault) as fault:
        ask("https://fhir.example/fhir")
    assert fault.value.code == "sync_no_name"


class Proxy(Canned):
    """Refuses to tunnel, and remembers what it was asked."""

    def __init__(self) -> None:
        super().__init__(407, b"", {})
        handler: Any = self._server.RequestHandlerClass
        handler.do_CONNECT = handler.do_GET


def test_https_goes_through_the_proxy_that_was_chosen_and_plain_text_stays_here() -> None:
    with Proxy() as proxy, Canned(*OK) as server:
        with pytest.raises(LinkFault) as fault:
            ask("https://fhir.example/fhir", proxy=proxy.base.removesuffix("/fhir"))
        assert fault.value.code == "sync_proxy"
        assert [one[:2] for one in proxy.requests] == [("CONNECT", "fhir.example:443")]
        assert ask(server.base, proxy=proxy.base.removesuffix("/fhir")).status == 200 and len(proxy.requests) == 1


@pytest.mark.parametrize("url", ["", "proxy:8080", "ftp://proxy", "http://", "http://proxy/path", "http://proxy:port"])
def test_proxies_that_are_none(url: str) -> None:
    with pytest.raises(KnownError) as refused:
        HttpLink("https://host/fhir", proxy=url)
    assert refused.value.code == "sync_proxy_address"


def self_signed(folder: Path, starts: int = -1, ends: int = 1) -> Path:
    """A certificate for 127.0.0.1, valid between two days from now, with its key."""
    from datetime import timedelta
    from ipaddress import ip_address

    from cryptography import x509
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec

    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "127.0.0.1")])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now + timedelta(days=starts))
        .not_valid_after(now + timedelta(days=ends))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(key, hashes.SHA256())
    )
    private = key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    path = folder / "server.pem"
    path.write_bytes(private + certificate.public_bytes(serialization.Encoding.PEM))
    return path


def test_the_token_stays_with_its_host(hub: HubServer) -> None:
    link = HttpLink(hub.base_url, token=lambda: "secret")
    with Canned(*OK) as stranger:
        with pytest.raises(LinkFault) as fault:
            link.get(stranger.base + "/Patient")
        assert fault.value.code == "sync_other_host" and stranger.requests == []
    assert link.get(hub.base_url + "/metadata").status == 200
    link.close()


def test_a_token_opens_the_hub(tmp_path: Path) -> None:
    with HubServer(tmp_path / "t.db", KEY, tokens={"t": Client("pc", "org")}) as hub:
        link = HttpLink(hub.base_url, token=lambda: "t")
        assert link.get("Patient").status == 200
        link.close()
        assert urlsplit(hub.base_url).hostname == "127.0.0.1"
        bare = HttpLink(hub.base_url)
        assert bare.get("Patient").status == 401
        bare.close()


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({"retry-after": "12"}, 12.0),
        ({"retry-after": "Thu, 05 Mar 2026 08:00:30 GMT", "date": "Thu, 05 Mar 2026 08:00:00 GMT"}, 30.0),
        ({"retry-after": "Thu, 05 Mar 2026 07:00:00 GMT", "date": "Thu, 05 Mar 2026 08:00:00 GMT"}, 0.0),
        ({"retry-after": "99999999999999999999"}, 3_600.0),
        ({"retry-after": "Thu, 05 Mar 2099 08:00:30 GMT", "date": "Thu, 05 Mar 2026 08:00:00 GMT"}, 3_600.0),
        ({"retry-after": "soon"}, None),
        ({"retry-after": "-5"}, None),
        ({"retry-after": "²"}, None),
        ({}, None),
    ],
)
def test_retry_after_in_both_forms(headers: dict[str, str], seconds: float | None) -> None:
    assert Answer(503, headers).retry_after == seconds


def test_the_server_s_date_of_each_answer_is_told() -> None:
    heard: list[datetime] = []
    for status in (200, 503):
        with Canned(status, b"{}", FHIR) as server:
            ask(server.base, heard_date=heard.append)
    assert len(heard) == 2 and all(abs((one - datetime.now(UTC)).total_seconds()) < 60 for one in heard)


def test_the_server_s_date() -> None:
    assert Answer(200, {"date": "Thu, 05 Mar 2026 08:00:00 GMT"}).date == datetime(2026, 3, 5, 8, tzinfo=UTC)
    assert Answer(200, {"date": "Thu, 99 Mar 2026"}).date is None
    assert Answer(200).date is None
