"""A workstation joins a hub: the code says which hub is meant, a key is made that never leaves, the hub learns its public half."""

from __future__ import annotations

import http.client
import json
import ssl
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec

from app.errors import KnownError
from sync.http import check_address
from sync.hub import certificate, code
from sync.hub.code import Code
from sync.hub.doors import AUTHORITY_PATH, ENROL_PATH
from sync.hub.jose import ALGORITHM, jwk_of
from sync.hub.tokens import TOKEN_PATH

_SECONDS = 10.0
_MOST = 65_536


@dataclass(frozen=True)
class Enrolment:
    """What the workstation keeps in its encrypted database to sign in at the hub; ``base_url`` is the FHIR address."""

    base_url: str
    client_id: str
    organization: str
    key_pem: str
    ca_pem: str
    server_name: str

    def secret(self) -> str:
        """As text for the column ``peer.secret``."""
        return json.dumps(
            {
                "client_id": self.client_id,
                "token_url": self.base_url.removesuffix("/fhir") + TOKEN_PATH,
                "alg": ALGORITHM,
                "key_pem": self.key_pem,
                "ca_pem": self.ca_pem,
                "server_name": self.server_name,
                "organization": self.organization,
            },
            sort_keys=True,
        )


def enrol(address: str, text: str, name: str, instance: str) -> Enrolment:
    """Join the hub at ``address`` (``https://192.168.1.5:8090``) with the code shown there.

    KnownError ``hub_code_form``, ``hub_not_that_one`` where another computer answers, ``hub_code_refused``, ``sync_unreachable``, and those of
    :func:`sync.http.check_address`.
    """
    wanted = code.read(text)
    base = address.strip().rstrip("/").removesuffix("/fhir")
    check_address(base)
    authority = _authority(base, wanted)
    key = ec.generate_private_key(ec.SECP384R1())
    body = {"secret": wanted.secret.hex(), "jwk": jwk_of(key.public_key()), "name": name, "instance": instance}
    status, answer = _ask(base, "POST", ENROL_PATH, json.dumps(body).encode(), authority)
    if status != 201:
        raise KnownError("hub_code_refused", status=status)
    said = _said(answer)
    pem = key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()).decode()
    return Enrolment(f"{base}/fhir", said["client_id"], said["organization"], pem, authority, said["server_name"])


def _authority(base: str, wanted: Code) -> str:
    """The hub's authority, taken only where its key is the one that the code names: nothing was told to it before."""
    status, answer = _ask(base, "GET", AUTHORITY_PATH)
    try:
        pem = answer.decode("ascii")
        right = status == 200 and certificate.fingerprint(pem) == wanted.fingerprint
    except ValueError:
        right = False
    if not right:
        raise KnownError("hub_not_that_one")
    return pem


def _said(answer: bytes) -> dict[str, str]:
    try:
        found = json.loads(answer)
        return {name: str(found[name]) for name in ("client_id", "organization", "server_name")}
    except (ValueError, KeyError, TypeError) as fault:
        raise KnownError("hub_not_that_one") from fault


def _ask(base: str, method: str, path: str, body: bytes | None = None, authority: str | None = None) -> tuple[int, bytes]:
    parts = urlsplit(base)
    host, port = parts.hostname or "", parts.port
    link: http.client.HTTPConnection
    if parts.scheme == "https":
        link = http.client.HTTPSConnection(host, port, timeout=_SECONDS, context=_context(authority))
    else:
        link = http.client.HTTPConnection(host, port, timeout=_SECONDS)
    try:
        link.request(method, path, body, {"Content-Type": "application/json"} if body else {})
        reply = link.getresponse()
        return reply.status, reply.read(_MOST)
    except ssl.SSLError as fault:
        raise KnownError("hub_not_that_one") from fault
    except (OSError, http.client.HTTPException) as fault:
        raise KnownError("sync_unreachable") from fault
    finally:
        link.close()


def _context(authority: str | None) -> ssl.SSLContext:
    """Trusts this authority alone, whatever name it certifies; without one nobody is trusted yet and nothing secret is said."""
    made: Any = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    made.minimum_version = ssl.TLSVersion.TLSv1_2
    made.check_hostname = False
    if authority is None:
        made.verify_mode = ssl.CERT_NONE
    else:
        made.load_verify_locations(cadata=authority)
    context: ssl.SSLContext = made
    return context
