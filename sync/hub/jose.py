"""Signed assertions (RFC 7515, 7517, 7518 §3.4): ES384 over P-384 alone, keys and signatures in their JSON forms."""

from __future__ import annotations

import base64
import binascii
import json
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA384

ALGORITHM = "ES384"
_SIZE = 48
_LONGEST = 8_192


class BadJose(ValueError):
    """A key or a signed text of another form, or a signature that does not hold."""


def bytes_of(text: str) -> bytes:
    """From base64url without padding. Raises :class:`BadJose`."""
    try:
        return base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
    except (binascii.Error, ValueError):
        raise BadJose("not base64url") from None


def text_of(data: bytes) -> str:
    """To base64url without padding."""
    return base64.urlsafe_b64encode(data).decode().rstrip("=")


def public_key(jwk: object) -> dict[str, str]:
    """A public P-384 key as a JWK, checked to lie on the curve and stripped to what names it. Raises :class:`BadJose`."""
    if not isinstance(jwk, dict) or "d" in jwk:
        raise BadJose("no public key")
    _point(jwk)
    return {"kty": "EC", "crv": "P-384", "x": jwk["x"], "y": jwk["y"]}


def jwk_of(key: ec.EllipticCurvePublicKey) -> dict[str, str]:
    """A key in its JSON form."""
    numbers = key.public_numbers()
    x, y = (text_of(part.to_bytes(_SIZE, "big")) for part in (numbers.x, numbers.y))
    return {"kty": "EC", "crv": "P-384", "x": x, "y": y}


def claims_of(token: str) -> tuple[dict[str, Any], bytes, bytes]:
    """Claims of a compact token, the bytes that were signed and the signature; nothing is verified yet. Raises :class:`BadJose`."""
    parts = token.split(".")
    if len(parts) != 3 or len(token) > _LONGEST:
        raise BadJose("not a compact token")
    try:
        header, claims = (json.loads(bytes_of(part)) for part in parts[:2])
    except ValueError:
        raise BadJose("not JSON") from None
    if not isinstance(header, dict) or not isinstance(claims, dict) or header.get("alg") != ALGORITHM or "crit" in header:
        raise BadJose("not ES384")
    return claims, f"{parts[0]}.{parts[1]}".encode(), bytes_of(parts[2])


def verify(jwk: dict[str, str], signed: bytes, signature: bytes) -> None:
    """Raises :class:`BadJose` where the key did not sign."""
    if len(signature) != 2 * _SIZE:
        raise BadJose("signature has another length")
    r, s = int.from_bytes(signature[:_SIZE], "big"), int.from_bytes(signature[_SIZE:], "big")
    try:
        _point(jwk).verify(encode_dss_signature(r, s), signed, ec.ECDSA(SHA384()))
    except InvalidSignature:
        raise BadJose("signature does not hold") from None


def _point(jwk: dict[str, Any]) -> ec.EllipticCurvePublicKey:
    if jwk.get("kty") != "EC" or jwk.get("crv") != "P-384" or not isinstance(jwk.get("x"), str) or not isinstance(jwk.get("y"), str):
        raise BadJose("not a P-384 key")
    x, y = bytes_of(jwk["x"]), bytes_of(jwk["y"])
    if len(x) != _SIZE or len(y) != _SIZE:
        raise BadJose("not a P-384 key")
    try:
        return ec.EllipticCurvePublicNumbers(int.from_bytes(x, "big"), int.from_bytes(y, "big"), ec.SECP384R1()).public_key()
    except ValueError:
        raise BadJose("not a point of the curve") from None
