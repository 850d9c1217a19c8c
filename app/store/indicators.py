"""Everything that the numbers of public health are counted from, each in one statement; and reports as they were sent."""

from __future__ import annotations

from collections.abc import Collection
from typing import NamedTuple

from sqlalchemy import Connection

from app.domain.indicators import MeasureReport
from app.store.driver import run
from app.store.once import Once
from app.store.rows import listed
from app.store.tables.public_health import measure_report

MEASURE_REPORTS = Once(measure_report, MeasureReport)


class Resident(NamedTuple):
    """Days are ISO text; '' = not known, or alive."""

    id: str
    birth: str
    deceased: str


class Case(NamedTuple):
    """An enrolment; days are ISO text, '' = still open."""

    person: str
    programme: str
    opened_on: str
    closed_on: str
    closing: str


class Form(NamedTuple):
    """A completed form; values as written, '' = nothing said."""

    person: str
    form: str
    day: str
    way: str
    systolic: str
    diastolic: str
    fasting: str


class Agreement(NamedTuple):
    """A contract with the family doctor; ``ended_on`` '' = nobody ended it before its time."""

    person: str
    first_on: str
    last_on: str
    ended_on: str


_RESIDENTS = "SELECT id, coalesce(birth, ''), coalesce(deceased, '') FROM person"
_LINKS = "SELECT a, b FROM person_link WHERE undone_at IS NULL"
_CASES = "SELECT person, programme, opened_on, closed_on, closing FROM enrolment"
# an index holds all of it, in this order
_FORMS = """
SELECT person, form, day, way, systolic, diastolic, fasting FROM filled_form INDEXED BY ix_filled_form_counted
WHERE form = ? AND status = 'completed' AND day > ? AND day <= ? ORDER BY day, at
"""
_FILED = "SELECT DISTINCT person FROM filled_form WHERE form = ? AND status = 'completed' AND day <= ?"
_SEEN = """
SELECT DISTINCT person FROM encounter WHERE opened_at >= ? AND opened_at < ? AND status NOT IN ('cancelled', 'entered-in-error')
"""
_DIAGNOSED = """
SELECT DISTINCT person, substr(icd10, 1, 3) FROM condition
WHERE clinical_status = 'active' AND verification NOT IN ('entered-in-error', 'refuted')
    AND substr(icd10, 1, 3) IN (SELECT value FROM json_each(?))
"""
_AGREEMENTS = """
SELECT c.person, c.first_on, c.last_on, coalesce((SELECT min(ended_on) FROM contract_step WHERE contract = c.id), '') FROM contract c
"""


def residents(conn: Connection) -> list[Resident]:
    """Everybody, the dead too."""
    return [Resident._make(row) for row in run(conn, _RESIDENTS)]


def links(conn: Connection) -> list[tuple[str, str]]:
    """Pairs of records of one human."""
    return list(run(conn, _LINKS))


def cases(conn: Connection) -> list[Case]:
    """Every enrolment there ever was."""
    return [Case._make(row) for row in run(conn, _CASES)]


def forms(conn: Connection, kinds: Collection[str], after: str, until: str) -> list[Form]:
    """Forms of some kinds that stand, of the days after one and until another; each kind's by day and time of writing."""
    return [Form._make(row) for kind in kinds for row in run(conn, _FORMS, (kind, after, until))]


def filed(conn: Connection, form: str, until: str) -> set[str]:
    """Who has a form of a kind, written until a day."""
    return {row[0] for row in run(conn, _FILED, (form, until))}


def seen(conn: Connection, begin: str, end: str) -> set[str]:
    """Who had a visit from one instant until before another."""
    return {row[0] for row in run(conn, _SEEN, (begin, end))}


def diagnosed(conn: Connection, categories: Collection[str]) -> list[tuple[str, str]]:
    """Residents with an active diagnosis of one of these ICD-10 categories, and which."""
    return list(run(conn, _DIAGNOSED, (listed(categories),)))


def agreements(conn: Connection) -> list[Agreement]:
    """Every contract there ever was."""
    return [Agreement._make(row) for row in run(conn, _AGREEMENTS)]
