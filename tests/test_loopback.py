"""The guards around every test do refuse: connections, name look-ups, and warnings nobody announced."""

import logging
import socket

import pytest

from tests import loopback

pytest_plugins = ["pytester"]

# 192.0.2.0/24 and 2001:db8::/32 are for documentation; nothing answers there (RFC 5737, RFC 3849).
ELSEWHERE = "192.0.2.1"


def test_a_connection_to_elsewhere_is_refused_and_remembered() -> None:
    with socket.socket() as stranger, pytest.raises(OSError, match="loopback only"):
        stranger.connect((ELSEWHERE, 9))
    assert loopback.attempts == [f"connect to ('{ELSEWHERE}', 9)"]
    loopback.attempts.clear()


def test_loopback_is_open() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server, socket.create_connection(server.getsockname()) as client:
        assert client.getpeername() == server.getsockname()
    assert loopback.attempts == []


def test_no_name_is_looked_up() -> None:
    with pytest.raises(socket.gaierror):
        socket.getaddrinfo("clinic.example", 443)
    assert socket.getaddrinfo("127.0.0.1", 443)


@pytest.mark.parametrize(
    ("family", "address", "stays"),
    [
        (socket.AF_INET, ("127.8.8.8", 1), True),
        (socket.AF_INET, ("localhost", 1), True),
        (socket.AF_INET, (ELSEWHERE, 1), False),
        (socket.AF_INET, ("0.0.0.0", 1), False),
        (socket.AF_INET, ("localhost.example", 1), False),
        (socket.AF_INET6, ("::1", 1, 0, 0), True),
        (socket.AF_INET6, ("2001:db8::1", 1, 0, 0), False),
        (-1, ("127.0.0.1", 1), False),
    ],
)
def test_what_counts_as_here(family: int, address: tuple[object, ...], stays: bool) -> None:
    assert loopback.stays_here(family, address) is stays


@pytest.mark.expect_log("the cable is loose")
def test_an_announced_warning_is_allowed(caplog: pytest.LogCaptureFixture) -> None:
    logging.getLogger("xiangyi.test").warning("the cable is loose")
    assert caplog.messages == ["the cable is loose"]


@pytest.mark.expect_log("unannounced")  # the inner run logs into this one
def test_the_guards_fail_a_test_that_swallows_what_it_did(pytester: pytest.Pytester) -> None:
    pytester.makeconftest("from tests.conftest import *")
    pytester.makepyfile(
        f"""
        import contextlib, logging, socket

        def test_warns():
            logging.getLogger("a").warning("unannounced")

        def test_connects():
            with socket.socket() as s, contextlib.suppress(OSError):
                s.connect(("{ELSEWHERE}", 9))

        def test_is_fine():
            logging.getLogger("a").info("all is well")
        """
    )
    result = pytester.runpytest_inprocess("-q")
    result.assert_outcomes(passed=3, errors=2)
    result.stdout.fnmatch_lines_random(["*unexpected log: a: unannounced*", f"*left this machine: connect to ('{ELSEWHERE}', 9)*"])
