"""Everything that the numbers of public health are counted from, each in one statement; and reports as they were sent."""

from __future__ import annotations

from collections.abc import Collection
from functools import partial
from typing import NamedTuple

from sqlalchemy import Connection, bindparam, select

from app.domain.indicators import MeasureReport, Visit
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
    """An enrolment; days are ISO text, '' = still open. ``place``: institution of whoever enrolled."""

    person: str
    programme: str
    opened_on: str
    closed_on: str
    closing: str
    place: str


class Agreement(NamedTuple):
    """A contract with the family doctor; ``ended_on`` '' = nobody ended it before its time."""

    person: str
    first_on: str
    last_on: str
    ended_on: str


# there are tens of thousands of these: as quick as tuples are made
_resident = partial(tuple.__new__, Resident)
_visit = partial(tuple.__new__, Visit)

_RESIDENTS = "SELECT id, coalesce(birth, ''), coalesce(deceased, '') FROM person"
_CASES = """
SELECT e.person, e.programme, e.opened_on, e.closed_on, e.closing, coalesce(o.organization, '')
FROM enrolment e LEFT JOIN practitioner o ON o.id = e.opened_by
"""
# an index holds all of it, in this order
_FORMS = """
SELECT person, day, way, systolic, diastolic, fasting FROM filled_form INDEXED BY ix_filled_form_counted
WHERE form = ? AND status = 'completed' AND day > ? AND day <= ? ORDER BY day, at
"""
_FILED = "SELECT person, day FROM filled_form WHERE form = ? AND status = 'completed' ORDER BY day DESC"
_SEEN = """
SELECT DISTINCT person FROM encounter WHERE opened_at >= ? AND opened_at < ? AND status NOT IN ('cancelled', 'entered-in-error')
"""
_DIAGNOSED = """
SELECT person, substr(icd10, 1, 3), min(recorded_at) FROM condition
WHERE clinical_status = 'active' AND verification NOT IN ('entered-in-error', 'refuted')
    AND substr(icd10, 1, 3) IN (SELECT value FROM json_each(?))
GROUP BY 1, 2
"""
_SHOWN = "SELECT id, name, sex, coalesce(birth, ''), village FROM person WHERE id IN (SELECT value FROM json_each(?))"
_PLACES = "SELECT id, name FROM organization"
_OF_PERIOD = (
    select(measure_report)
    .where(measure_report.c.organization == bindparam("organization"), measure_report.c.last_on == bindparam("last_on"))
    .order_by(measure_report.c.at)
)
_AGREEMENTS = """
SELECT c.person, c.first_on, c.last_on, coalesce((SELECT min(ended_on) FROM contract_step WHERE contract = c.id), '') FROM contract c
"""


def residents(conn: Connection) -> list[Resident]:
    """Everybody, the dead too."""
    return list(map(_resident, run(conn, _RESIDENTS)))


def cases(conn: Connection) -> list[Case]:
    """Every enrolment there ever was."""
    return [Case._make(row) for row in run(conn, _CASES)]


def forms(conn: Connection, form: str, after: str, until: str) -> list[Visit]:
    """Forms of a kind that stand, of the days after one and until another, by day and time of writing."""
    return list(map(_visit, run(conn, _FORMS, (form, after, until))))


def filed(conn: Connection, form: str) -> dict[str, str]:
    """Who has a form of a kind, and the day of the first one."""
    return dict(run(conn, _FILED, (form,)))


def seen(conn: Connection, begin: str, end: str) -> set[str]:
    """Who had a visit from one instant until before another."""
    return {row[0] for row in run(conn, _SEEN, (begin, end))}


def diagnosed(conn: Connection, categories: Collection[str]) -> list[tuple[str, str, str]]:
    """Residents with an active diagnosis of one of these ICD-10 categories, which, and the instant it was first written down."""
    return list(run(conn, _DIAGNOSED, (listed(categories),)))


def agreements(conn: Connection) -> list[Agreement]:
    """Every contract there ever was."""
    return [Agreement._make(row) for row in run(conn, _AGREEMENTS)]


class Shown(NamedTuple):
    """What a list says of a resident."""

    id: str
    name: str
    sex: str
    birth: str
    village: str


def shown(conn: Connection, people: Collection[str]) -> list[Shown]:
    """Some residents."""
    return [Shown._make(row) for row in run(conn, _SHOWN, (listed(people),))]


def places(conn: Connection) -> dict[str, str]:
    """Every institution's name by id."""
    return dict(run(conn, _PLACES).fetchall())


def reported(conn: Connection, organization: str, last_on: str) -> list[MeasureReport]:
    """What an institution reported for a cut-off, the newest last."""
    return [MEASURE_REPORTS.read(row) for row in conn.execute(_OF_PERIOD, {"organization": organization, "last_on": last_on}).mappings()]
