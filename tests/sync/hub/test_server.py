"""The hub behind its socket: compression, limits, network off, credentials at the door."""

from __future__ import annotations

import gzip
import http.client
import json
import socket
import ssl
import threading
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

from app.errors import KnownError
from sync.envelope import FHIR_JSON
from sync.hub.names import TERSE
from sync.hub.server import HubServer
from sync.hub.store import Client
from sync.jsontext import MAX_BYTES
from tests.sync.hub.conftest import KEY, entry, patient
from tests.sync.lan import until


def ask(base: str, method: str, target: str, body: bytes = b"", **headers: str) -> tuple[int, dict[str, str], bytes]:
    url = urlsplit(base)
    link = http.client.HTTPConnection(url.hostname or "", url.port, timeout=20)
    try:
        head = {"Content-Type": FHIR_JSON, **{name.replace("_", "-"): value for name, value in headers.items()}}
        link.request(method, url.path + target, body, head)
        reply = link.getresponse()
        return reply.status, {name.lower(): value for name, value in reply.getheaders()}, reply.read()
    finally:
        link.close()


def transaction(*resources: dict[str, Any]) -> bytes:
    return json.dumps({"resourceType": "Bundle", "type": "transaction", "entry": [entry(one) for one in resources]}).encode()


def test_the_hub_says_what_it_is(server: HubServer) -> None:
    status, headers, body = ask(server.base_url, "GET", "/metadata")
    said = json.loads(body)
    assert status == 200 and headers["content-type"].startswith(FHIR_JSON)
    assert (said["fhirVersion"], said["software"]["name"], said["kind"]) == ("4.0.1", "xiangyi-hub", "instance")
    assert said["implementation"]["url"] == server.base_url
    assert {"Patient", "Observation", "MedicationRequest"} <= {one["type"] for one in said["rest"][0]["resource"]}


def test_gzip_both_ways(server: HubServer) -> None:
    body = gzip.compress(transaction(*(patient(f"p{index}") for index in range(20))))
    status, headers, reply = ask(server.base_url, "POST", "", body, Content_Encoding="gzip", Accept_Encoding="gzip")
    assert (status, headers["content-encoding"]) == (200, "gzip")
    assert len(json.loads(gzip.decompress(reply))["entry"]) == 20
    status, headers, reply = ask(server.base_url, "GET", "/Patient")
    assert "content-encoding" not in headers and json.loads(reply)["total"] == 20


@pytest.mark.parametrize(
    ("body", "encoding", "status"),
    [
        (gzip.compress(b" " * (MAX_BYTES + 10)), "gzip", 413),
        (gzip.compress(b"0" * 5_000_000), "gzip", 413),
        (gzip.compress(b'{"resourceType":"Patient"}')[:-6], "gzip", 400),
        (gzip.compress(b"{}") + b"tail", "gzip", 400),
        (b"not gzip", "gzip", 400),
        (b"{}", "br", 415),
        (b"\x01\x02", TERSE, 400),
        (b"<html>", "identity", 400),
    ],
    ids=["bomb", "ratio", "cut", "tail", "no gzip", "brotli", "not ours", "html"],
)
def test_hostile_bodies(server: HubServer, body: bytes, encoding: str, status: int) -> None:
    """T7: refused with an outcome, before anything is built from them."""
    got, _, reply = ask(server.base_url, "POST", "", body, Content_Encoding=encoding)
    assert got == status
    assert json.loads(reply)["resourceType"] == "OperationOutcome"


def test_a_body_beyond_the_limit_is_not_read_to_its_end(server: HubServer) -> None:
    url = urlsplit(server.base_url)
    with socket.create_connection((url.hostname, url.port), timeout=20) as link:
        link.sendall(f"POST /fhir HTTP/1.1\r\nHost: x\r\nContent-Type: {FHIR_JSON}\r\nTransfer-Encoding: chunked\r\n\r\n".encode())
        block = b"100000\r\n" + b" " * 0x100000 + b"\r\n"
        sent = 0
        try:
            for _ in range(64):
                link.sendall(block)
                sent += 1
        except OSError:
            pass
        answer = b"" if sent < 64 else link.recv(64)
        assert sent < 64 or b" 413 " in answer


@pytest.mark.parametrize("method", ["DELETE", "PATCH", "OPTIONS", "TRACE"])
def test_other_methods_are_refused_with_an_outcome(server: HubServer, method: str) -> None:
    """A web page in a browser on this computer asks with OPTIONS first and must not be let through."""
    status, headers, body = ask(server.base_url, method, "/Patient/p1", Origin="https://evil.example")
    assert (status, json.loads(body)["resourceType"]) == (405, "OperationOutcome")
    assert not any(name.startswith("access-control") for name in headers)


def test_replies_do_not_wait_for_acknowledgements(server: HubServer) -> None:
    """asyncio switches Nagle's algorithm off only where the listener names its protocol; else every reply takes 40 ms."""
    assert server._loop is not None
    listeners = [one for group in server._loop.servers for one in group.sockets]
    assert [one.proto for one in listeners] == [socket.IPPROTO_TCP]


def test_too_many_entries(server: HubServer) -> None:
    body = b'{"resourceType":"Bundle","type":"transaction","entry":[' + b",".join([b'{"fullUrl":"x"}'] * 5_001) + b"]}"
    assert ask(server.base_url, "POST", "", body)[0] == 400


def test_network_off_really_refuses_and_comes_back_on_the_same_port(server: HubServer) -> None:
    base = server.base_url
    url = urlsplit(base)
    kept = http.client.HTTPConnection(url.hostname or "", url.port, timeout=20)
    kept.request("GET", "/fhir/metadata")
    kept.getresponse().read()
    ask(base, "PUT", "/Patient/p1", json.dumps(patient("p1")).encode())
    server.refuse(True)
    with pytest.raises(ConnectionRefusedError):
        ask(base, "GET", "/metadata")
    kept.auto_open = 0
    with pytest.raises((http.client.HTTPException, OSError)):
        kept.request("GET", "/fhir/metadata")
        kept.getresponse()
    kept.close()
    server.refuse(False)
    assert server.base_url == base
    assert ask(base, "GET", "/Patient/p1")[0] == 200
    server.refuse(False)
    assert ask(base, "GET", "/Patient/p1")[0] == 200


def test_a_taken_port_is_a_known_error(server: HubServer, tmp_path: Path) -> None:
    port = urlsplit(server.base_url).port or 0
    with pytest.raises(KnownError) as refused:
        HubServer(tmp_path / "second.db", KEY, port=port).start()
    assert refused.value.code == "hub_port"


def test_beyond_loopback_nobody_gets_in_without_a_credential_and_nothing_is_said_in_the_clear(tmp_path: Path) -> None:
    """T6: whoever reaches the port from the LAN finds it locked."""
    with HubServer(tmp_path / "x.db", KEY, host="0.0.0.0") as hub:
        port = urlsplit(hub.base_url).port
        assert hub.base_url == f"https://0.0.0.0:{port}/fhir"
        with pytest.raises((http.client.HTTPException, OSError)):
            ask(f"http://127.0.0.1:{port}/fhir", "GET", "/metadata")
        url = urlsplit(hub.base_url)
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
        link = http.client.HTTPSConnection("127.0.0.1", url.port, timeout=20, context=context)
        link.request("GET", "/fhir/Patient")
        assert link.getresponse().status == 401
        link.close()


def test_a_token_opens(tmp_path: Path) -> None:
    with HubServer(tmp_path / "x.db", KEY, tokens={"s3cret": Client("pc", "org")}) as hub:
        assert ask(hub.base_url, "GET", "/Patient")[0] == 401
        assert ask(hub.base_url, "GET", "/Patient", Authorization="Bearer s3cret")[0] == 200


def test_writers_at_once_each_get_their_turn(server: HubServer) -> None:
    """T22: bundles of several seats never mix and none is lost."""
    failures: list[object] = []

    def seat(name: str) -> None:
        for index in range(10):
            ids = [f"{name}-{index}-{one}" for one in range(5)]
            status = ask(server.base_url, "POST", "", transaction(*(patient(one) for one in ids)))[0]
            if status != 200:
                failures.append(status)

    seats = [threading.Thread(target=seat, args=(f"s{number}",)) for number in range(4)]
    for one in seats:
        one.start()
    for one in seats:
        one.join()
    assert failures == []
    feed = json.loads(ask(server.base_url, "GET", "/$changes?_count=1000")[2])
    ids = [one["resource"]["id"] for one in feed["entry"]]
    assert len(ids) == len(set(ids)) == 200
    bundles = [tuple(one.rsplit("-", 1)[0] for one in ids[start : start + 5]) for start in range(0, 200, 5)]
    assert all(len(set(one)) == 1 for one in bundles)


def test_a_stopped_hub_can_be_stopped_again(tmp_path: Path) -> None:
    hub = HubServer(tmp_path / "x.db", KEY)
    hub.start()
    hub.stop()
    hub.stop()
    with pytest.raises(ConnectionRefusedError):
        ask(hub.base_url, "GET", "/metadata")


def test_a_long_poll_is_answered_by_the_next_commit(server: HubServer) -> None:
    """Intake's save is on the doctor's screen at once; no thread of the hub is held meanwhile."""
    ask(server.base_url, "PUT", "/Patient/p0", json.dumps(patient("p0")).encode())
    page = json.loads(ask(server.base_url, "GET", "/$changes")[2])
    since = next(link["url"] for link in page["link"] if link["relation"].endswith("since")).partition("since=")[2]
    answers: list[bytes] = []

    def poll() -> None:
        answers.append(ask(server.base_url, "GET", f"/$changes?wait=20&since={since}")[2])

    polls = [threading.Thread(target=poll) for _ in range(60)]  # more than the hub has threads
    for one in polls:
        one.start()
    until(lambda: len(server._bell._waiting) == len(polls))
    assert ask(server.base_url, "PUT", "/Patient/p1", json.dumps(patient("p1")).encode())[0] == 201
    for one in polls:
        one.join(10)
    assert [json.loads(body)["entry"][0]["resource"]["id"] for body in answers] == ["p1"] * 60


def test_a_hub_that_stops_lets_long_polls_go(server: HubServer) -> None:
    ask(server.base_url, "PUT", "/Patient/p0", json.dumps(patient("p0")).encode())
    page = json.loads(ask(server.base_url, "GET", "/$changes")[2])
    since = next(link["url"] for link in page["link"] if link["relation"].endswith("since")).partition("since=")[2]
    said: list[int] = []
    poll = threading.Thread(target=lambda: said.append(ask(server.base_url, "GET", f"/$changes?wait=20&since={since}")[0]))
    poll.start()
    until(lambda: bool(server._bell._waiting))
    server.stop()
    poll.join(5)
    assert said == [200]
