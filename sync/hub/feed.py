"""What happened on the hub, in the order of commits: the change feed for seats and the history of one resource."""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Callable
from typing import Any

from sync import envelope
from sync.envelope import compact
from sync.hub.access import Reach
from sync.hub.addressed import TYPES
from sync.hub.names import EPOCH_SYSTEM, PLACE, SUPERSEDED
from sync.hub.outcome import Refused
from sync.hub.rows import Connection
from sync.hub.search import Query, count_of, page_of
from sync.hub.shapes import SHAPES
from sync.hub.store import HubStore, epoch
from sync.replica import Ref

_ALL = 999_999_999
"""More versions than one resource will ever have."""


class Rewound(Exception):
    """A place ahead of the feed: this database was restored from a copy older than what a seat has seen."""


def token(name: str, seq: int) -> str:
    """The opaque place behind ``seq``."""
    return base64.urlsafe_b64encode(f"{name}:{seq}".encode()).decode().rstrip("=")


def place_of(text: str) -> tuple[str, int]:
    """Epoch and number behind an opaque place. Raises :class:`Refused` 400."""
    try:
        name, _, seq = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)).decode("ascii").partition(":")
        return name, int(seq)
    except (ValueError, binascii.Error):
        raise Refused(400, "since is not a place of this hub's feed") from None


def changes(store: HubStore, query: Query, address: Callable[[Query], str], reach: Reach) -> bytes:
    """A page of every version after ``since`` within reach, in commit order, as a history Bundle.

    A place of another epoch begins again at the first version. A place ahead of the feed means the
    database went back in time; the epoch is renewed, so that the seats offer again what was lost.
    """
    try:
        return _changes(store, query, address, reach)
    except Rewound:
        store.renew_epoch()
        return _changes(store, query, address, reach)


_VERSIONS = """SELECT v.seq, v.type, v.id, v.version, v.at, v.json, l.seq <> v.seq FROM version v
 JOIN latest l ON l.type = v.type AND l.id = v.id WHERE v.seq > ? AND"""


def _changes(store: HubStore, query: Query, address: Callable[[Query], str], reach: Reach) -> bytes:
    asked = dict(query)
    if asked.keys() - {"since", "wait", "_count", "_format"}:
        raise Refused(400, "unknown parameter of $changes", code="not-supported")
    count = max(1, count_of(asked.get("_count", "200")))
    condition, values = reach.condition()
    with store.read() as db:
        here = epoch(db)
        start = _start(db, here, asked.get("since"))
        rows = db.execute(" ".join((_VERSIONS, condition, "ORDER BY v.seq LIMIT ?")), (start, *values, count + 1)).fetchall()
        rows, more = page_of(rows, count, 5)
        shown = [one for row in rows for one in (*_opened(db, row, reach), row)]
        end = rows[-1][0] if more else max(start, db.execute("SELECT ifnull(max(seq), 0) FROM version").fetchone()[0])
    place = address([("since", token(here, end)), ("_count", str(count))])
    links = [{"relation": PLACE, "url": place}]
    if more:
        links.append({"relation": "next", "url": place})
    return envelope.bundle("history", [_entry(row[1:]) for row in shown], identifier={"system": EPOCH_SYSTEM, "value": here}, link=links)


def _opened(db: Connection, row: tuple[Any, ...], reach: Reach) -> list[tuple[Any, ...]]:
    """What a request opens: the resident's record up to here, which the feed had passed over while it was out of reach."""
    seq, fhir_type, fhir_id, *_, superseded = row
    if fhir_type not in TYPES or superseded or reach.tree is None:
        return []
    asked = (fhir_type, fhir_id, reach.tree, reach.now, reach.now)
    return list(db.execute(_RECORD, (_WITH_PERSON, *asked, *asked, seq, reach.tree, reach.tree)).fetchall())


_WITH_PERSON = json.dumps([name for name, shape in SHAPES.items() if shape.person] + ["Provenance"])
_NAMED = """FROM addressed WHERE type = ? AND id = ? AND org IN (SELECT value FROM json_each(?)) AND starts <= ? AND ends > ?"""
_RECORD = " ".join(
    (
        "SELECT v.seq, v.type, v.id, v.version, v.at, v.json, 0 FROM latest l JOIN version v USING (seq)",
        "JOIN latest p ON p.type = 'Patient' AND p.id = l.person WHERE (l.type, l.id) IN (SELECT type, id FROM term",
        "WHERE type IN (SELECT value FROM json_each(?)) AND param = 'subject' AND value IN (SELECT 'Patient/' || person",
        _NAMED,
        ") UNION SELECT 'Patient', person",
        _NAMED,
        ") AND v.seq < ? AND l.owner_org NOT IN (SELECT value FROM json_each(?))",
        "AND p.owner_org NOT IN (SELECT value FROM json_each(?)) ORDER BY v.seq",
    )
)


def waits(store: HubStore, since: str | None, reach: Reach) -> bool:
    """Whether :func:`changes` after ``since`` has something to tell: a version within reach, another epoch. Raises :class:`Refused` 400."""
    condition, values = reach.condition()
    with store.read() as db:
        start = number_of(db, since)
        if not start:
            return True
        return db.execute(" ".join((_VERSIONS, condition, "LIMIT 1")), (start, *values)).fetchone() is not None


def number_of(db: Connection, since: str | None) -> int:
    """The number behind a place of this hub's feed, 0 for one of another epoch or none. Raises :class:`Refused` 400."""
    name, seq = place_of(since) if since else ("", 0)
    return seq if name == epoch(db) else 0


def _start(db: Connection, here: str, since: str | None) -> int:
    if not since:
        return 0
    name, seq = place_of(since)
    if name != here:
        return 0
    if seq > (db.execute("SELECT max(seq) FROM version").fetchone()[0] or 0):
        raise Rewound
    return seq


def _entry(row: tuple[str, str, int, str, str, int]) -> str:
    fhir_type, fhir_id, version, at, text, superseded = row
    rest: dict[str, object] = {
        "request": {"method": "PUT", "url": f"{fhir_type}/{fhir_id}"},
        "response": {"status": "201" if version == 1 else "200", "etag": f'W/"{version}"', "lastModified": at},
    }
    if superseded:
        rest["extension"] = [{"url": SUPERSEDED, "valueBoolean": True}]
    return '{"resource":' + text + "," + compact(rest)[1:]


def history(db: Connection, ref: Ref, query: Query, address: Callable[[Query], str]) -> bytes:
    """The versions of one resource, newest first. Raises :class:`Refused` 404."""
    asked = dict(query)
    if asked.keys() - {"_count", "_format", "_page"}:
        raise Refused(400, "unknown parameter of _history", code="not-supported")
    count = max(1, count_of(asked.get("_count", "100")))
    before = count_of(asked.get("_page", str(_ALL)), _ALL)
    rows = db.execute(
        "SELECT type, id, version, at, json, 0 FROM version WHERE type=? AND id=? AND version<? ORDER BY version DESC LIMIT ?",
        (ref.fhir_type, ref.fhir_id, before, count + 1),
    ).fetchall()
    if not rows and "_page" not in asked:
        raise Refused(404, f"{ref} is not here")
    links = [{"relation": "self", "url": address(query)}]
    rows, more = page_of(rows, count, 4)
    if more:
        links.append({"relation": "next", "url": address([("_count", str(count)), ("_page", str(rows[-1][2]))])})
    return envelope.bundle("history", [_entry(row) for row in rows], link=links)
