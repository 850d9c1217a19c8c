"""What holds for every test: no unexpected warning in the log, no connection beyond loopback, Qt without a screen."""

import contextlib
import logging
import os
import re
import socket
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from app.rules.pack import Pack
from tests import loopback
from tests.hapi import server as hapi
from tests.peer import peer_folder, running_peer
from tests.shipped_pack import shipped_pack

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

settings.register_profile("busy", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("busy")
"""A busy computer is slow; that is no fault of what is tested."""

PEER_MARKER = "fhir_peer"
HAPI_MARKER = "hapi"
LONGEST = ("tests/app/demo/test_headless.py", "tests/ui/test_gallery.py", "tests/long/", "tests/app/demo/")
NO_PEER = "no FHIR server: set FHIR_PEER_DIR or run packaging/dev.py test"


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Whatever uses the FHIR server is found by `-m fhir_peer`, marked by hand or not; what takes longest begins first.

    Files go to the cores in this order: a long one that came last would keep one core busy while the others have nothing to do.
    """
    items.sort(key=lambda item: not item.nodeid.startswith(LONGEST))
    for item in items:
        if PEER_MARKER in getattr(item, "fixturenames", ()) or "start_fhir_peer" in getattr(item, "fixturenames", ()):
            item.add_marker(PEER_MARKER)


def pytest_runtest_setup(item: pytest.Item) -> None:
    """Without the FHIR server its tests are skipped on a desk and fail in CI, where it belongs to the set-up. HAPI is never needed."""
    if item.get_closest_marker(PEER_MARKER) and peer_folder() is None:
        if os.environ.get("CI") == "true":
            pytest.fail(NO_PEER, pytrace=False)
        pytest.skip(NO_PEER)
    if item.get_closest_marker(HAPI_MARKER) and (reason := hapi.absence()):
        pytest.skip(reason)


@pytest.fixture(autouse=True)
def no_unexpected_warnings(request: pytest.FixtureRequest, caplog: pytest.LogCaptureFixture) -> Iterator[None]:
    """Fails the test on a logged warning or error that no `expect_log(regex)` marker announces."""
    yield
    allowed = [re.compile(marker.args[0]) for marker in request.node.iter_markers("expect_log")]
    records = [record for phase in ("setup", "call") for record in caplog.get_records(phase)]
    bad = [
        f"{record.name}: {record.getMessage()}"
        for record in records
        if record.levelno >= logging.WARNING and not any(pattern.search(record.getMessage()) for pattern in allowed)
    ]
    if bad:
        pytest.fail("unexpected log: " + "; ".join(bad), pytrace=False)


@pytest.fixture(scope="session", autouse=True)
def loopback_guard() -> Iterator[None]:
    """Puts the guard into the socket module for the whole run."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(socket.socket, "connect", loopback.guarded(socket.socket.connect))
        patch.setattr(socket.socket, "connect_ex", loopback.guarded(socket.socket.connect_ex))
        patch.setattr(socket, "getaddrinfo", loopback.guarded_lookup(socket.getaddrinfo))
        yield


@pytest.fixture(autouse=True)
def stays_on_loopback(loopback_guard: None) -> Iterator[None]:
    """Fails the test that tried to leave this machine, even if the code under test took the refusal for a network fault."""
    yield
    tried = list(loopback.attempts)
    loopback.attempts.clear()
    if tried:
        pytest.fail("left this machine: " + "; ".join(tried), pytrace=False)


@pytest.fixture(scope="session")
def pack() -> Pack:
    """What the product runs with."""
    return shipped_pack()


StartPeer = Callable[..., str]


@pytest.fixture(scope="session")
def start_fhir_peer() -> Iterator[StartPeer]:
    """Starts an independent FHIR server with the options given, such as ("--profile", "medplum"); returns its base URL.

    Each call starts one more; all end with the test run.
    """
    with contextlib.ExitStack() as servers:

        def start(*options: str) -> str:
            folder = peer_folder()
            assert folder is not None, NO_PEER
            return servers.enter_context(running_peer(Path(folder), *options))

        yield start


@pytest.fixture(scope="session")
def fhir_peer(start_fhir_peer: StartPeer) -> str:
    """The base URL of a server that takes client ids and checks references, as HAPI does; shared by the run.

    It keeps what earlier tests stored: POST to `/__peer/reset` at its root empties it.
    """
    return start_fhir_peer("--profile", "hapi")


@pytest.fixture(scope="session")
def hapi_base() -> Iterator[str]:
    """The base URL of HAPI FHIR itself, one server for the run; its tests carry the marker `hapi`."""
    with hapi.running_hapi() as base:
        yield base
