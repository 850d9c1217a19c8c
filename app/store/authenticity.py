"""What is looked at to see whether numbers are genuine, who did what, and how long the stages of a visit took: rows of a period."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator
from typing import NamedTuple

from sqlalchemy import Connection

from app.store.driver import run
from app.store.rows import listed


class VisitRow(NamedTuple):
    """A visit that took place; instants are store text, '' = that stage was not noted. ``readings``: how many were measured in it."""

    id: str
    practitioner: str
    kind: str
    proxy: int
    opened_at: str
    triaged_at: str
    started_at: str
    finished_at: str
    readings: int


class Followed(NamedTuple):
    """A follow-up with a pressure, as written."""

    person: str
    day: str
    systolic: str
    diastolic: str


class Pressure(NamedTuple):
    """A pressure that was measured, mmHg as written, and by whom."""

    taken_by: str
    source: str
    systolic: str
    diastolic: str


# what was written on paper, or completed after an emergency, has no hours and no stages of its own
_VISITS = """
SELECT id, coalesce(practitioner, ''), kind, proxy, opened_at, coalesce(triaged_at, ''), coalesce(started_at, ''),
    coalesce(finished_at, ''), (SELECT count(*) FROM measurement m WHERE m.encounter = v.id AND m.status = 'final')
FROM encounter v WHERE opened_at >= ? AND opened_at < ? AND status NOT IN ('cancelled', 'entered-in-error')
    AND entered_at = '' ORDER BY opened_at
"""
_READINGS = """
SELECT m.source, m.kind, coalesce(m.taken_by, ''), CASE m.kind WHEN 'blood_pressure' THEN m."values" ELSE '' END
FROM encounter v JOIN measurement m ON m.encounter = v.id
WHERE v.opened_at >= ? AND v.opened_at < ? AND m.status = 'final' AND m.source IN ('device', 'manual')
    AND m.kind NOT IN ('blood_pressure_summary', 'laboratory', 'egfr')
"""
_FOLLOWED = """
SELECT person, day, systolic, diastolic FROM filled_form INDEXED BY ix_filled_form_counted
WHERE form = ? AND status = 'completed' AND day >= ? AND day <= ? AND systolic <> '' AND diastolic <> '' ORDER BY day, at
"""
_BY = "SELECT \"by\" FROM filled_form WHERE person = ? AND form = ? AND day = ? AND status = 'completed' ORDER BY at DESC LIMIT 1"
_TRIPS = "SELECT day FROM trip WHERE day >= ? AND day <= ?"
_NAMES = "SELECT id, name FROM practitioner"
# a form's own row is read only of the period
_FORMS = """SELECT "by", count(*) FROM filled_form INDEXED BY ix_filled_form_counted
WHERE form IN (SELECT value FROM json_each(?)) AND status = 'completed' AND day >= ? AND day <= ? GROUP BY 1"""
_WORK = {
    "visits": """SELECT practitioner, count(*) FROM encounter WHERE opened_at >= ? AND opened_at < ?
        AND status = 'finished' AND practitioner IS NOT NULL GROUP BY 1""",
    "measurements": """SELECT m.taken_by, count(*) FROM encounter v JOIN measurement m ON m.encounter = v.id
        WHERE v.opened_at >= ? AND v.opened_at < ? AND m.status = 'final' AND m.taken_by IS NOT NULL
        AND m.kind NOT IN ('blood_pressure_summary', 'egfr') GROUP BY 1""",
    "prescriptions": """SELECT prescriber, count(*) FROM prescription WHERE signed_at >= ? AND signed_at < ? AND prescriber IS NOT NULL
        AND state <> 'cancelled' GROUP BY 1""",
    "contacts": "SELECT \"by\", count(*) FROM contact WHERE at >= ? AND at < ? AND way <> 'hall' GROUP BY 1",
    "enrolments": "SELECT opened_by, count(*) FROM enrolment WHERE opened_at >= ? AND opened_at < ? AND closing <> 'twice' GROUP BY 1",
}


def visits(conn: Connection, begin: str, end: str) -> list[VisitRow]:
    """Visits opened from one instant until before another."""
    return [VisitRow._make(row) for row in run(conn, _VISITS, (begin, end))]


def readings(conn: Connection, begin: str, end: str) -> Iterator[tuple[str, str, Pressure | None]]:
    """Source and kind of what was measured in those visits; of pressures also the numbers."""
    for source, kind, by, values in run(conn, _READINGS, (begin, end)):
        told = {one[0]: one[1] for one in json.loads(values)} if values else {}
        pair = told.get("systolic"), told.get("diastolic")
        yield source, kind, Pressure(by, source, pair[0], pair[1]) if pair[0] and pair[1] else None


def followed(conn: Connection, form: str, first: str, last: str) -> list[Followed]:
    """Follow-ups of a form that say a pressure, by day."""
    return [Followed._make(row) for row in run(conn, _FOLLOWED, (form, first, last))]


def written_by(conn: Connection, person: str, form: str, day: str) -> str:
    """Who wrote a follow-up; '' = there is none."""
    row = run(conn, _BY, (person, form, day)).fetchone()
    return row[0] if row else ""


def trip_days(conn: Connection, first: str, last: str) -> frozenset[str]:
    """Days with a trip to the villages."""
    return frozenset(row[0] for row in run(conn, _TRIPS, (first, last)))


def names(conn: Connection) -> dict[str, str]:
    """Everybody's name by id."""
    return dict(run(conn, _NAMES).fetchall())


def work(conn: Connection, begin: str, end: str) -> dict[str, dict[str, int]]:
    """Kind of work → practitioner → how many from one instant until before another; forms are counted by their day."""
    return {what: dict(run(conn, told, (begin, end)).fetchall()) for what, told in _WORK.items()}


def forms_written(conn: Connection, forms: Collection[str], first: str, last: str) -> dict[str, int]:
    """Practitioner → how many forms of some kinds of the days from one to another."""
    return dict(run(conn, _FORMS, (listed(forms), first, last)).fetchall())


KINDS_OF_WORK = (*_WORK, "forms")
"""In the order of a table."""
