"""Agreements with the family doctor over everybody, each with who it is and how it ended, in one statement."""

from __future__ import annotations

import json
from collections.abc import Collection
from typing import NamedTuple

from sqlalchemy import Connection

from app.store.driver import run
from app.store.rows import listed


class Listed(NamedTuple):
    """An agreement for a list. Days are ISO text; ``ended_on`` '' = it was not ended; ``renewed``: another one names it."""

    id: str
    person: str
    name: str
    sex: str
    birth: str | None
    deceased: str | None
    village: str
    phones: str
    team: str
    packages: tuple[str, ...]
    first_on: str
    last_on: str
    ended_on: str
    renewed: bool


class Counted(NamedTuple):
    """A record that shows a service: which table, which id, which day."""

    table: str
    id: str
    day: str


_LISTED = """
SELECT c.id, c.person, p.name, p.sex, p.birth, p.deceased, p.village, p.phones, c.team, c.packages, c.first_on, c.last_on,
    coalesce((SELECT min(s.ended_on) FROM contract_step s WHERE s.contract = c.id), ''),
    EXISTS (SELECT 1 FROM contract r WHERE r.person = c.person AND r.renews = c.id)
FROM contract c JOIN person p ON p.id = c.person WHERE c.last_on >= ?
"""
_DUE = """
SELECT count(*) FROM contract c JOIN person p ON p.id = c.person WHERE c.last_on BETWEEN ? AND ? AND c.first_on <= ?1
    AND p.deceased IS NULL AND NOT EXISTS (SELECT 1 FROM contract_step s WHERE s.contract = c.id)
    AND NOT EXISTS (SELECT 1 FROM contract r WHERE r.person = c.person AND r.renews = c.id)
"""
_FORMS = """
SELECT id, day FROM filled_form WHERE person IN (SELECT value FROM json_each(?1)) AND status = 'completed'
    AND form IN (SELECT value FROM json_each(?2)) AND day BETWEEN ?3 AND ?4 ORDER BY day, id
"""
_DAYS = """
SELECT min(id), date(measured_at, '+8 hours') AS day FROM measurement
WHERE person IN (SELECT value FROM json_each(?1)) AND kind IN (SELECT value FROM json_each(?2)) AND status = 'final'
    AND source <> 'home' AND date(measured_at, '+8 hours') BETWEEN ?3 AND ?4 GROUP BY day ORDER BY day
"""
_VISITS = """
SELECT id, date(opened_at, '+8 hours') AS day FROM encounter WHERE person IN (SELECT value FROM json_each(?1)) AND status = 'finished'
    AND NOT proxy AND (?2 = '[]' OR kind IN (SELECT value FROM json_each(?2))) AND date(opened_at, '+8 hours') BETWEEN ?3 AND ?4 ORDER BY day, id
"""
_WAYS = {"form": ("filled_form", _FORMS), "day": ("measurement", _DAYS), "visit": ("encounter", _VISITS)}


def listed_since(conn: Connection, last_on: str) -> list[Listed]:
    """Agreements whose last day is not before ``last_on``."""
    rows = run(conn, _LISTED, (last_on,))
    return [Listed._make((*row[:9], tuple(json.loads(row[9])), *row[10:13], bool(row[13]))) for row in rows]


def count_due(conn: Connection, today: str, until: str) -> int:
    """How many run out between two days and are neither ended nor renewed."""
    return int(run(conn, _DUE, (today, until)).fetchone()[0])


def counted(conn: Connection, people: Collection[str], way: str, which: Collection[str], first: str, last: str) -> list[Counted]:
    """Records of some residents between two days, ISO, both included. Raises KeyError for a way that is none."""
    table, query = _WAYS[way]
    return [Counted(table, key, day) for key, day in run(conn, query, (listed(people), listed(which), first, last))]
