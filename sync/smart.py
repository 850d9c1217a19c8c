"""SMART Backend Services: a signed assertion for a short token (hl7.org/fhir/smart-app-launch/backend-services, RFC 7523)."""

from __future__ import annotations

import base64
import hashlib
import json
import re
import time
import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature

from app.clock import Clock
from app.errors import KnownError
from sync.jsontext import BadJson
from sync.link import Answer, LinkFault, PeerStop, Web

ES384, RS384 = "ES384", "RS384"
"""The two algorithms of the guide: a server must support one of them, we both."""

SCOPE = "system/*.cruds"
CONFIGURATION = "/.well-known/smart-configuration"
_ASSERTION = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
_ASSERTION_SECONDS = 240
"""The guide allows five minutes; a server that counts strictly must not find ours a second too long."""

_EARLY = 30.0
_CLOCK_OFF = timedelta(seconds=30)
_P384_BYTES = 48
_ERROR = re.compile(r"[a-z_]{1,40}")

PrivateKey = ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey


@dataclass(frozen=True, slots=True)
class Client:
    """Who we are there. ``key``: PKCS#8 in PEM, a secret. ``token_url`` '' = as the server's own configuration says."""

    client_id: str
    key: str = field(repr=False)
    scope: str = SCOPE
    token_url: str = ""


def new_key(algorithm: str = ES384) -> str:
    """A private key for :class:`Client`: P-384, or RSA of 3072 bits."""
    made: PrivateKey = ec.generate_private_key(ec.SECP384R1()) if algorithm == ES384 else rsa.generate_private_key(65_537, 3_072)
    return made.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()).decode()


def jwk_of(key: str) -> dict[str, str]:
    """The public half as a JWK with its thumbprint (RFC 7638) as ``kid``: what is registered at the server."""
    private = _private(key)
    if isinstance(private, ec.EllipticCurvePrivateKey):
        point = private.public_key().public_numbers()
        named = {"crv": "P-384", "kty": "EC", "x": _number(point.x, _P384_BYTES), "y": _number(point.y, _P384_BYTES)}
    else:
        numbers = private.public_key().public_numbers()
        named = {"e": _number(numbers.e), "kty": "RSA", "n": _number(numbers.n)}
    thumb = hashlib.sha256(json.dumps(named, sort_keys=True, separators=(",", ":")).encode()).digest()
    return named | {"kid": _text(thumb), "alg": _algorithm(private), "use": "sig"}


def assertion(client: Client, audience: str, now: float) -> str:
    """A JWT that is used once. ``now``: seconds of the server's clock."""
    private = _private(client.key)
    head = {"alg": _algorithm(private), "kid": jwk_of(client.key)["kid"], "typ": "JWT"}
    who = {"iss": client.client_id, "sub": client.client_id, "aud": audience}
    claims = {**who, "exp": int(now) + _ASSERTION_SECONDS, "jti": str(uuid.uuid4())}
    signed = ".".join(_text(json.dumps(part, separators=(",", ":")).encode()) for part in (head, claims))
    return f"{signed}.{_text(_signature(private, signed.encode()))}"


class SmartLogin:
    """The token of the moment for one link: asked for when it is needed, renewed before it ends and once after a 401.

    ``steady``: seconds of a clock that nobody sets, so that a jump of the wall clock neither ends a token nor keeps a dead one.
    """

    def __init__(self, client: Client, clock: Clock, steady: Callable[[], float] = time.monotonic) -> None:
        self._client, self._clock, self._steady = client, clock, steady
        self._token, self._ends = "", 0.0
        self._endpoint = client.token_url
        self._ahead = timedelta()

    def bearer(self, web: Web) -> str:
        """Raises LinkFault where the server is in the way, PeerStop ``sync_login_refused`` where it does not know us."""
        if not self._token or self._steady() >= self._ends:
            self._take(self._asked(web))
        return self._token

    def refused(self, token: str) -> bool:
        """The server took ``token`` no longer; whether another try with a new one makes sense."""
        if token == self._token:
            self._token = ""
        return True

    def _take(self, told: Mapping[str, Any]) -> None:
        token, seconds = told.get("access_token"), told.get("expires_in", 300)
        if not isinstance(token, str) or not token.isascii() or not token.isprintable() or not isinstance(seconds, int | float):
            raise LinkFault("sync_bad_answer")
        self._token = token
        self._ends = self._steady() + max(float(seconds) - _EARLY, float(seconds) / 2)

    def _asked(self, web: Web) -> Mapping[str, Any]:
        if not self._endpoint:
            self._endpoint = self._discovered(web)
        for _ in range(2):
            used = self._ahead
            answer = web.ask(self._endpoint, self._form())
            self._note_clock(answer)
            if answer.status == 200:
                return _object(answer)
            # A clock that is off makes a good assertion a bad one; the Date of the refusal tells by how much.
            if answer.status not in (400, 401) or abs(self._ahead - used) < _CLOCK_OFF:
                break
        raise _refusal(answer)

    def _form(self) -> dict[str, str]:
        now = (self._clock.now() + self._ahead).timestamp()
        signed = assertion(self._client, self._endpoint, now)
        kind = {"grant_type": "client_credentials", "scope": self._client.scope}
        return kind | {"client_assertion_type": _ASSERTION, "client_assertion": signed}

    def _discovered(self, web: Web) -> str:
        answer = web.ask(web.base_url + CONFIGURATION, None)
        self._note_clock(answer)
        if answer.status != 200:
            raise (
                LinkFault("sync_server", answer.retry_after, status=answer.status)
                if answer.status >= 500
                else PeerStop("sync_login_unknown")
            )
        told = _object(answer)
        offered, ours = told.get("token_endpoint_auth_signing_alg_values_supported"), jwk_of(self._client.key)["alg"]
        if isinstance(offered, list) and offered and ours not in offered:
            raise PeerStop("sync_login_algorithm", algorithm=ours)
        endpoint = told.get("token_endpoint")
        if not isinstance(endpoint, str):
            raise PeerStop("sync_login_unknown")
        return endpoint

    def _note_clock(self, answer: Answer) -> None:
        if answer.date is not None:
            self._ahead = answer.date - self._clock.now()


def _refusal(answer: Answer) -> KnownError:
    if answer.status in (408, 425, 429) or answer.status >= 500:
        return LinkFault("sync_server", answer.retry_after, status=answer.status)
    try:
        told = answer.value()
    except BadJson:
        return LinkFault("sync_not_fhir")
    said = told.get("error") if isinstance(told, dict) else None
    reason = said if isinstance(said, str) and _ERROR.fullmatch(said) else str(answer.status)
    return PeerStop("sync_login_refused", reason=reason)


def _object(answer: Answer) -> Mapping[str, Any]:
    try:
        told = answer.value()
    except BadJson:
        told = None
    if not isinstance(told, dict):
        raise LinkFault("sync_not_fhir")
    return told


def _private(key: str) -> PrivateKey:
    try:
        found = serialization.load_pem_private_key(key.encode(), None)
    except (ValueError, TypeError):
        raise PeerStop("sync_login_key") from None
    if isinstance(found, rsa.RSAPrivateKey) or (isinstance(found, ec.EllipticCurvePrivateKey) and found.curve.name == "secp384r1"):
        return found
    raise PeerStop("sync_login_key")


def _algorithm(key: PrivateKey) -> str:
    return ES384 if isinstance(key, ec.EllipticCurvePrivateKey) else RS384


def _signature(key: PrivateKey, signed: bytes) -> bytes:
    """RFC 7518 §3.3 and §3.4: an elliptic one is both numbers at full length, not DER."""
    if isinstance(key, rsa.RSAPrivateKey):
        return key.sign(signed, padding.PKCS1v15(), hashes.SHA384())
    r, s = decode_dss_signature(key.sign(signed, ec.ECDSA(hashes.SHA384())))
    return r.to_bytes(_P384_BYTES, "big") + s.to_bytes(_P384_BYTES, "big")


def _number(value: int, size: int = 0) -> str:
    return _text(value.to_bytes(size or (value.bit_length() + 7) // 8, "big"))


def _text(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).decode().rstrip("=")
