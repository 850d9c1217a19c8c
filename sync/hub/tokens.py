"""The hub's own token endpoint: SMART Backend Services with private_key_jwt (hl7.org/fhir/smart-app-launch/backend-services), short tokens."""

from __future__ import annotations

import hashlib
import hmac
import json
import secrets
from collections.abc import Mapping
from datetime import timedelta
from typing import Any
from urllib.parse import parse_qsl

from app.clock import Clock, iso
from sync.hub.enrolment import any_enrolled
from sync.hub.jose import ALGORITHM, BadJose, claims_of, verify
from sync.hub.outcome import Refused
from sync.hub.rows import Client, Connection
from sync.hub.store import HubStore

TOKEN_PATH = "/auth/token"
TOKEN_SECONDS = 300
_SKEW = timedelta(minutes=5)
"""A seat's clock may be off so much; the Date header of the refusal tells it the time."""

_ASSERTION = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"


class Denied(Exception):
    """A token request that is refused; ``error`` is a code of RFC 6749 §5.2."""

    def __init__(self, error: str, status: int = 400) -> None:
        super().__init__(error)
        self.error, self.status = error, status


def configuration(origin: str) -> dict[str, Any]:
    """``.well-known/smart-configuration`` of a hub reached at ``origin``."""
    return {
        "token_endpoint": origin + TOKEN_PATH,
        "grant_types_supported": ["client_credentials"],
        "token_endpoint_auth_methods_supported": ["private_key_jwt"],
        "token_endpoint_auth_signing_alg_values_supported": [ALGORITHM],
        "scopes_supported": ["system/*.cruds", "system/*.rs"],
        "capabilities": ["client-confidential-asymmetric", "permission-v2"],
    }


def grant(store: HubStore, clock: Clock, form: str, origin: str) -> dict[str, Any]:
    """The answer to a token request. Raises :class:`Denied`."""
    given = dict(parse_qsl(form))
    if given.get("grant_type") != "client_credentials":
        raise Denied("unsupported_grant_type")
    if given.get("client_assertion_type") != _ASSERTION:
        raise Denied("invalid_client", 401)
    try:
        claims, signed, signature = claims_of(given.get("client_assertion", ""))
    except BadJose:
        raise Denied("invalid_client", 401) from None
    token = secrets.token_urlsafe(32)
    now = clock.now()
    with store.write() as db:
        device = _signer(db, claims, signed, signature)
        _check(db, claims, origin + TOKEN_PATH, now.timestamp())
        db.execute("DELETE FROM token WHERE ends<=?", (iso(now),))
        db.execute("DELETE FROM assertion WHERE ends<=?", (iso(now - _SKEW),))
        ends = iso(now + timedelta(seconds=TOKEN_SECONDS))
        db.execute("INSERT INTO assertion VALUES (?,?)", (f"{device} {claims['jti']}", iso(now + 2 * _SKEW)))
        db.execute("INSERT INTO token VALUES (?,?,?)", (_hashed(token), device, ends))
    return {"access_token": token, "token_type": "bearer", "expires_in": TOKEN_SECONDS, "scope": given.get("scope", "system/*.cruds")}


def _signer(db: Connection, claims: Mapping[str, Any], signed: bytes, signature: bytes) -> str:
    """The enrolled device that signed."""
    device = claims.get("iss")
    row = db.execute("SELECT jwk FROM device WHERE id=? AND revoked_at IS NULL", (str(device),)).fetchone()
    if row is None or claims.get("sub") != device:
        raise Denied("invalid_client", 401)
    try:
        verify(json.loads(row[0]), signed, signature)
    except BadJose:
        raise Denied("invalid_client", 401) from None
    return str(device)


def _check(db: Connection, claims: Mapping[str, Any], audience: str, now: float) -> None:
    """Meant for us, not run out, not longer than five minutes, never seen before."""
    ends, jti = claims.get("exp"), claims.get("jti")
    skew = _SKEW.total_seconds()
    if claims.get("aud") not in (audience, [audience]) or not isinstance(ends, (int, float)) or not isinstance(jti, str) or not jti:
        raise Denied("invalid_client", 401)
    if not now - skew < ends <= now + 2 * skew or len(jti) > 200:
        raise Denied("invalid_client", 401)
    if db.execute("SELECT 1 FROM assertion WHERE jti=?", (f"{claims['iss']} {jti}",)).fetchone():
        raise Denied("invalid_client", 401)


class Access:
    """Who may speak to the hub: tokens it gave, and fixed ones for tests and demonstrations.

    A hub on loopback without either is open to this computer until its first seat is enrolled; ``closed`` never opens it.
    """

    def __init__(self, tokens: Mapping[str, Client] | None = None, closed: bool = False) -> None:
        self._tokens = {hashlib.sha256(token.encode()).digest(): client for token, client in (tokens or {}).items()}
        self._closed = closed or bool(tokens)

    def client(self, db: Connection, authorization: str | None, now: str) -> Client:
        """The client behind an ``Authorization`` header. Raises :class:`Refused` 401."""
        if not self._closed and not any_enrolled(db):
            return Client("open", "")
        scheme, _, token = (authorization or "").partition(" ")
        given = hashlib.sha256(token.encode()).digest()
        found = [client for kept, client in self._tokens.items() if hmac.compare_digest(kept, given)]
        if scheme.lower() == "bearer":
            row = db.execute(
                "SELECT d.id, d.org FROM token t JOIN device d ON d.id = t.device WHERE t.hash=? AND t.ends>? AND d.revoked_at IS NULL",
                (_hashed(token), now),
            ).fetchone()
            found += [Client(*row)] if row else []
        if scheme.lower() != "bearer" or not found:
            raise Refused(401, "no valid credential")
        return found[0]


def _hashed(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
