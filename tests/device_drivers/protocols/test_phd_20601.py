"""Scan reports: persons, nested lengths, other messages."""

from __future__ import annotations

import pytest

from device_drivers.protocols.phd_20601 import FIXED, MULTI_PERSON_FIXED, Observation, ScanReport, decode_scan_report
from device_drivers.protocols.refusal import Refused


def _counted(*parts: bytes) -> bytes:
    body = b"".join(parts)
    return len(body).to_bytes(2, "big") + body


def _u16(value: int) -> bytes:
    return value.to_bytes(2, "big")


def _scan(handle: int, data: bytes) -> bytes:
    return _u16(handle) + _counted(data)


def _apdu(event: int, *info: bytes, service: int = 0x0101, head: int = 0xE700) -> bytes:
    body = _u16(0) + bytes(4) + _u16(event) + _counted(_u16(0xF000), _u16(0), *info)
    return _u16(head) + _counted(_counted(_u16(1), _u16(service), _counted(body)))


def _two_persons() -> bytes:
    first = _u16(7) + _u16(2) + _counted(_scan(1, b"\x01\x02"), _scan(2, b""))
    second = _u16(9) + _u16(1) + _counted(_scan(1, b"\x03"))
    return _apdu(MULTI_PERSON_FIXED, _u16(2), _counted(first, second))


def test_persons_keep_their_observations() -> None:
    """H1: in a household scale's report each value belongs to the person id in front of it."""
    expected = (Observation(1, b"\x01\x02", 7), Observation(2, b"", 7), Observation(1, b"\x03", 9))
    assert decode_scan_report(_two_persons()) == ScanReport(MULTI_PERSON_FIXED, expected)


@pytest.mark.parametrize("service", [0x0100, 0x0101])
def test_confirmed_or_not(service: int) -> None:
    wire = _apdu(FIXED, _u16(1), _counted(_scan(1, b"\xf2\x58")), service=service)
    assert decode_scan_report(wire) == ScanReport(FIXED, (Observation(1, b"\xf2\x58"),))


@pytest.mark.parametrize(
    ("wire", "reason"),
    [
        (b"", "short"),
        (_two_persons()[:-1], "short"),
        (_two_persons() + b"\0", "length"),
        (_apdu(FIXED, _u16(1), _counted(), service=0x0107), "unknown"),
        (_apdu(0x0D1C, _u16(0), _counted()), "unknown"),
        (_apdu(FIXED, _u16(0), _counted(), head=0xE200), "unknown"),
        (_apdu(FIXED, _u16(2), _counted(_scan(1, b"\x01"))), "length"),
        (_apdu(FIXED, _u16(0), _counted(_scan(1, b"\x01"))), "length"),
        (_apdu(FIXED, _u16(0), _counted(), b"\0"), "length"),
    ],
)
def test_refused(wire: bytes, reason: str) -> None:
    with pytest.raises(Refused) as refused:
        decode_scan_report(wire)
    assert refused.value.reason == reason
