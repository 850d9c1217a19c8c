"""Seats that may use the hub: invited with a one-time code, known by their key, revoked at any moment."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from app.clock import Clock, iso
from app.domain.ids import new_id
from app.errors import KnownError
from sync.hub import audit, certificate
from sync.hub.audit import DENIED, DONE, Noted
from sync.hub.code import Code, new_secret
from sync.hub.jose import BadJose, public_key
from sync.hub.outcome import Refused
from sync.hub.rows import Connection
from sync.hub.store import HubStore

VALID = timedelta(minutes=15)
"""A code is for the seat that stands next to the person who asked for it."""

_LONGEST = 100
_TRIES, _TRIES_WITHIN = 20, timedelta(minutes=15)


@dataclass(frozen=True, slots=True)
class Invitation:
    """What is shown once at the hub: the code and until when it opens (instant as text)."""

    code: str
    ends: str


def invite(store: HubStore, clock: Clock, org: str, seat: str, by: str) -> Invitation:
    """A one-time code for a seat of the institution ``org`` (an id). KnownError ``hub_institution_unknown``."""
    now = clock.now()
    authority = certificate.prepare(store, now)
    secret, ends = new_secret(), iso(now + VALID)
    with store.write() as db:
        if db.execute("SELECT 1 FROM institution WHERE id=?", (org,)).fetchone() is None:
            raise KnownError("hub_institution_unknown", institution=org)
        db.execute("DELETE FROM invitation WHERE ends<=? AND used_at IS NULL", (iso(now),))
        row = (_hashed(secret), org, seat, iso(now), ends)
        db.execute("INSERT INTO invitation (secret, org, seat, made_at, ends) VALUES (?,?,?,?,?)", row)
        audit.note(db, Noted(iso(now), by, org, "invite", seat, DONE, ""))
    return Invitation(str(Code(secret, certificate.fingerprint(authority))), ends)


def enrol(store: HubStore, clock: Clock, given: Mapping[str, Any]) -> dict[str, str]:
    """Take a seat in: ``secret`` (hex), ``jwk`` (its public P-384 key), ``name``, ``instance``; returns its ``client_id`` and more.

    Raises :class:`Refused` 403 for a secret that is wrong, used or too old, 429 after many of them, 400 for a key that is none.
    """
    now = iso(clock.now())
    try:
        key = public_key(given.get("jwk"))
        secret = bytes.fromhex(str(given.get("secret")))
    except (BadJose, ValueError):
        raise Refused(400, "secret and jwk are needed", code="value") from None
    name, instance = (str(given.get(part, ""))[:_LONGEST] for part in ("name", "instance"))
    with store.write() as db:
        since = iso(clock.now() - _TRIES_WITHIN)
        tries = db.execute("SELECT count(*) FROM audit WHERE action='enrol' AND outcome=? AND at>?", (DENIED, since)).fetchone()[0]
        if tries >= _TRIES:
            raise Refused(429, "too many wrong codes; wait a quarter of an hour", code="throttled")
        row = db.execute(
            "SELECT org, seat FROM invitation WHERE secret=? AND used_at IS NULL AND ends>?", (_hashed(secret), now)
        ).fetchone()
        if row is not None:
            return _taken(db, now, _hashed(secret), row, (name, instance, json.dumps(key, sort_keys=True)))
        audit.note(db, Noted(now, "", "", "enrol", "", DENIED, "code"))
    raise Refused(403, "the code is wrong, used or too old")


def _taken(db: Connection, now: str, hashed: str, row: tuple[str, str], seat: tuple[str, str, str]) -> dict[str, str]:
    device, (org, label) = new_id(), row
    name, instance, jwk = seat
    values = (device, org, label, name or label, instance, jwk, now)
    db.execute("INSERT INTO device (id, org, seat, name, instance, jwk, enrolled_at) VALUES (?,?,?,?,?,?,?)", values)
    db.execute("UPDATE invitation SET used_at=?, device=? WHERE secret=?", (now, device, hashed))
    audit.note(db, Noted(now, device, org, "enrol", label, DONE, ""))
    return {"client_id": device, "organization": org, "server_name": certificate.server_name(site(db, "hub"))}


def revoke(store: HubStore, clock: Clock, device: str, by: str) -> None:
    """Shut a seat out at once. KnownError ``hub_device_unknown`` for none of this id or name beginning."""
    now = iso(clock.now())
    with store.write() as db:
        found = db.execute("SELECT id, org FROM device WHERE revoked_at IS NULL AND (id=? OR seat=?)", (device, device)).fetchall()
        if len(found) != 1:
            raise KnownError("hub_device_unknown", device=device)
        key, org = found[0]
        db.execute("UPDATE device SET revoked_at=? WHERE id=?", (now, key))
        db.execute("DELETE FROM token WHERE device=?", (key,))
        audit.note(db, Noted(now, by, org, "revoke", key, DONE, ""))


def any_enrolled(db: Connection) -> bool:
    """Whether the hub has seats of its own: it is open to nobody else then."""
    return db.execute("SELECT 1 FROM device LIMIT 1").fetchone() is not None


def site(db: Connection, key: str) -> str:
    """A fact of this hub."""
    return str(db.execute("SELECT value FROM site WHERE key=?", (key,)).fetchone()[0])


def _hashed(secret: bytes) -> str:
    return hashlib.sha256(secret).hexdigest()
