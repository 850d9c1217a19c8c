"""A seat's side of the token endpoint, written down once more from the standard so that the hub is not tested against itself."""

from __future__ import annotations

import base64
import json
import time
from typing import Any
from urllib.parse import urlencode

from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature

KIND = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"


def b64(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).decode().rstrip("=")


def new_key() -> ec.EllipticCurvePrivateKey:
    return ec.generate_private_key(ec.SECP384R1())


def load_key(pem: str) -> ec.EllipticCurvePrivateKey:
    key = serialization.load_pem_private_key(pem.encode(), None)
    assert isinstance(key, ec.EllipticCurvePrivateKey)
    return key


def jwk(key: ec.EllipticCurvePrivateKey) -> dict[str, str]:
    numbers = key.public_key().public_numbers()
    return {"kty": "EC", "crv": "P-384", "x": b64(numbers.x.to_bytes(48, "big")), "y": b64(numbers.y.to_bytes(48, "big"))}


def assertion(key: ec.EllipticCurvePrivateKey, header: dict[str, Any] | None = None, **claims: Any) -> str:
    head = b64(json.dumps(header or {"alg": "ES384", "typ": "JWT"}).encode())
    signed = f"{head}.{b64(json.dumps(claims).encode())}"
    r, s = decode_dss_signature(key.sign(signed.encode(), ec.ECDSA(hashes.SHA384())))
    return f"{signed}.{b64(r.to_bytes(48, 'big') + s.to_bytes(48, 'big'))}"


def claims(client: str, audience: str, jti: str, now: float | None = None) -> dict[str, Any]:
    return {"iss": client, "sub": client, "aud": audience, "jti": jti, "exp": int((time.time() if now is None else now) + 240)}


def form(signed: str, **more: str) -> bytes:
    fields = {"grant_type": "client_credentials", "client_assertion_type": KIND, "client_assertion": signed, "scope": "system/*.cruds"}
    return urlencode(fields | more).encode()
