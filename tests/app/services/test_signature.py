"""Signatures: every flaw of a document is named."""

from __future__ import annotations

import pytest

from app.domain.rx_document import FORMAT, canonical, fingerprint
from app.services.keyring import public_key_of
from app.services.signature import sign_bytes, verify_prescription

SEED, OTHER = bytes(32), bytes([1]) * 32
KEY = public_key_of(SEED)
DATA = canonical({"format": FORMAT, "prescriber": {"public_key": KEY}, "dose": "5"})
GOOD = (DATA, fingerprint(DATA), sign_bytes(SEED, DATA), KEY)


def test_a_genuine_document_has_no_flaw() -> None:
    assert verify_prescription(*GOOD) == ()


@pytest.mark.parametrize(
    ("place", "value", "flaws"),
    [
        (0, DATA.replace(b'"5"', b'"50"'), ("hash", "signature")),
        (0, b"{}", ("format",)),
        (0, b"\xff", ("format",)),
        (1, "0" * 64, ("hash",)),
        (2, sign_bytes(OTHER, DATA), ("signature",)),
        (2, "zz", ("signature",)),
        (3, public_key_of(OTHER), ("key", "signature")),
        (3, "", ("key", "signature")),
    ],
)
def test_each_flaw_is_named(place: int, value: bytes | str, flaws: tuple[str, ...]) -> None:
    given: list[bytes | str] = list(GOOD)
    given[place] = value
    assert verify_prescription(*given) == flaws  # type: ignore[arg-type]
