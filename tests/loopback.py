"""Keeps the tests on this machine: refuses every connection that would leave it, and remembers who tried."""

import errno
import ipaddress
import socket
from collections.abc import Callable
from typing import Any

LOCAL_FAMILIES = {getattr(socket, name) for name in ("AF_UNIX", "AF_NETLINK") if hasattr(socket, name)}

attempts: list[str] = []

Address = Any  # the socket module takes tuples, strings and bytes here, one kind per family


def is_loopback_host(host: object) -> bool:
    """True for localhost, 127.0.0.0/8 and ::1, and for None, which getaddrinfo reads as this machine."""
    if host is None or host in ("localhost", b"localhost"):
        return True
    text = host.decode("ascii", "replace") if isinstance(host, bytes) else str(host)
    try:
        return ipaddress.ip_address(text.partition("%")[0]).is_loopback
    except ValueError:
        return False


def stays_here(family: int, address: Address) -> bool:
    """True if a socket of this family may connect to this address."""
    if family in LOCAL_FAMILIES:
        return True
    return family in (socket.AF_INET, socket.AF_INET6) and is_loopback_host(address[0])


def guarded(original: Callable[[socket.socket, Address], Any]) -> Callable[[socket.socket, Address], Any]:
    """`connect` or `connect_ex` that raises OSError instead of leaving this machine."""

    def connect(self: socket.socket, address: Address) -> Any:
        if not stays_here(self.family, address):
            attempts.append(f"connect to {address!r}")
            raise OSError(errno.ENETUNREACH, "the tests speak to loopback only", str(address))
        return original(self, address)

    return connect


def guarded_lookup(original: Callable[..., Any]) -> Callable[..., Any]:
    """`getaddrinfo` that knows no name but this machine's own, so that no question leaves it either."""

    def getaddrinfo(host: object, *rest: Any, **options: Any) -> Any:
        if not is_loopback_host(host) and not is_address(host):
            raise socket.gaierror(socket.EAI_NONAME, "the tests look up no names")
        return original(host, *rest, **options)

    return getaddrinfo


def is_address(host: object) -> bool:
    """True for a numeric address, which getaddrinfo only reformats; an empty name means every interface, for servers."""
    try:
        ipaddress.ip_address(str(host).partition("%")[0])
    except ValueError:
        return host in ("", b"")
    return True
