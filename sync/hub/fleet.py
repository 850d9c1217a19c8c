"""Who is behind: what each seat last said of itself, what of the feed it has not read, and since when."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from app.clock import Clock, instant, iso
from sync.hub.access import reach_of
from sync.hub.names import BEAT as BEAT
from sync.hub.rows import Client, Connection
from sync.hub.store import HubStore

QUIET = timedelta(seconds=60)
"""Silent for longer is out of touch: a seat asks at least every half minute while it runs."""

_WRITE_AFTER = timedelta(seconds=10)
_LONGEST = 500
_MANY = 10_000


@dataclass(frozen=True, slots=True)
class SeatState:
    """One seat as the hub sees it.

    ``pending``, ``parked``: records it has not delivered, as it said itself; ``unread``: versions it may read and has not (10,000 at most).
    ``behind_since``: the older of its oldest undelivered and its oldest unread, None where it is up to date. Instants as text.
    """

    device: str
    organization: str
    seat: str
    name: str
    version: str
    seq: int
    pending: int
    parked: int
    unread: int
    behind_since: str | None
    enrolled_at: str
    last_seen_at: str | None
    revoked_at: str | None
    in_touch: bool


def heard(store: HubStore, clock: Clock, client: Client, read_to: int, beat: str | None) -> None:
    """Note that a seat asked for what came after ``read_to``, and what it says of itself; written only where that is news."""
    said = _said(beat)
    now = clock.now()
    with store.read() as db:
        row = db.execute("SELECT last_seen_at, read_seq, beat FROM device WHERE id=?", (client.name,)).fetchone()
    if row is None:
        return
    text = json.dumps(said, sort_keys=True) if said else row[2]
    fresh = row[0] is not None and timedelta() <= now - instant(row[0]) < _WRITE_AFTER
    if fresh and (read_to, text) == (row[1], row[2]):
        return
    with store.write() as db:
        db.execute("UPDATE device SET last_seen_at=?, read_seq=?, beat=? WHERE id=?", (iso(now), read_to, text, client.name))


def states(store: HubStore, clock: Clock) -> list[SeatState]:
    """Every seat that was ever enrolled, by institution and seat."""
    now = iso(clock.now())
    with store.read() as db:
        rows = db.execute(
            "SELECT id, org, seat, name, beat, read_seq, enrolled_at, last_seen_at, revoked_at FROM device ORDER BY org, seat, enrolled_at"
        ).fetchall()
        return [_state(db, row, now) for row in rows]


def _state(db: Connection, row: tuple[Any, ...], now: str) -> SeatState:
    device, org, seat, name, beat, read_to, enrolled_at, seen_at, revoked_at = row
    said = json.loads(beat)
    unread, first = (0, None) if revoked_at else _unread(db, Client(device, org), read_to, now)
    oldest = said.get("oldest") if said.get("pending") else None
    return SeatState(
        device=device,
        organization=org,
        seat=seat,
        name=name,
        version=str(said.get("version", "")),
        seq=int(said.get("seq", 0)),
        pending=int(said.get("pending", 0)),
        parked=int(said.get("parked", 0)),
        unread=unread,
        behind_since=min((one for one in (oldest, first) if one), default=None),
        enrolled_at=enrolled_at,
        last_seen_at=seen_at,
        revoked_at=revoked_at,
        in_touch=seen_at is not None and revoked_at is None and instant(now) - instant(seen_at) <= QUIET,
    )


_UNREAD = "SELECT v.at FROM version v JOIN latest l ON l.seq = v.seq WHERE v.seq > ? AND v.client <> ? AND"


def _unread(db: Connection, client: Client, read_to: int, now: str) -> tuple[int, str | None]:
    """Versions of others within reach behind the place the seat asked from, and the stamp of the first."""
    condition, values = reach_of(db, client, now).condition()
    inner = " ".join((_UNREAD, condition, "LIMIT ?"))
    row = db.execute(" ".join(("SELECT count(*), min(at) FROM (", inner, ")")), (read_to, client.name, *values, _MANY)).fetchone()
    return row[0], row[1]


def _said(beat: str | None) -> Mapping[str, object]:
    """What a seat says of itself, whatever else it wrote left out; nothing where it is no such text."""
    try:
        found = json.loads(beat) if beat and len(beat) <= _LONGEST else {}
    except ValueError:
        return {}
    if not isinstance(found, dict):
        return {}
    numbers = {name: found[name] for name in ("seq", "pending", "parked") if type(found.get(name)) is int and found[name] >= 0}
    texts = {name: found[name][:40] for name in ("oldest", "version") if isinstance(found.get(name), str)}
    return numbers | texts
