"""A county's review policy for the tests' clinic, to be made wrong in one place."""

from __future__ import annotations

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from app.services.policy_file import PolicyFile, composed
from app.services.site_policy import with_signature

COUNTY, STRANGER = bytes([7]) * 32, bytes([8]) * 32
"""Signing seeds."""

_TOLD = {
    "number": '"县卫〔2026〕3号"',
    "issued_by": '"柳树县卫生健康局"',
    "issued": "2026-01-05",
    "institutions": '["PDY00000141010211A1001", "PDY00000141010211A1002"]',
    "mode": '"after"',
    "local_stock_only": "true",
    "uncontrolled_only": "true",
    "no_open_override": "true",
    "valid_from": "2026-01-10",
    "valid_until": "2026-12-31",
}


def public(seed: bytes) -> str:
    """Its public key, hex."""
    return Ed25519PrivateKey.from_private_bytes(seed).public_key().public_bytes_raw().hex()


TRUST = f'county_keys = ["柳树县卫生健康局 {public(COUNTY)}"]\n'
"""The site file's line."""


def written_policy(**changed: str | None) -> bytes:
    """As somebody at the county writes it; ``None`` leaves a line out."""
    lines = {**_TOLD, **changed}
    return "\n".join(f"{key} = {value}" for key, value in lines.items() if value is not None).encode()


def policy(seed: bytes = COUNTY, **changed: str | None) -> PolicyFile:
    """Signed."""
    return with_signature(composed(written_policy(**changed)), seed)
