"""Registers over everybody: open cases with their last follow-up, and who might be a case, each in one statement."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from decimal import Decimal
from typing import NamedTuple

from sqlalchemy import Connection

from app.domain.measurement import UNFIT, MeasuredValue
from app.domain.programme import FOLLOW_UP_FORMS, Programme
from app.store.driver import run
from app.store.rows import listed


class OpenCase(NamedTuple):
    """An open case, who it is, and the newest follow-up form that stands ('' where there is none). Days are ISO text.

    ``referred``: that form sent them on to another institution.
    """

    id: str
    person: str
    opened_on: str
    name: str
    sex: str
    birth: str | None
    deceased: str | None
    village: str
    phones: str
    form: str
    day: str
    way: str
    control: str
    next_on: str
    systolic: str
    diastolic: str
    fasting: str
    referred: bool


class DayPressure(NamedTuple):
    """What a resident's pressure was on one day at the clinic, mmHg: the protocol's result, else the mean of that day's readings."""

    person: str
    day: str
    systolic: Decimal
    diastolic: Decimal


class DayGlucose(NamedTuple):
    """A glucose measured at the clinic on one day, and whether it was fasting."""

    person: str
    day: str
    context: str
    value: MeasuredValue


_FORM = """coalesce(f.id, ''), coalesce(f.day, ''), coalesce(f.way, ''), coalesce(f.control, ''), coalesce(f.next_on, ''),
    coalesce(f.systolic, ''), coalesce(f.diastolic, ''), coalesce(f.fasting, ''), coalesce(f.refer_reason, '') <> ''"""
# the newest form of everybody who has one of the last year or so, found in one pass over an index that holds all it asks for:
# looking up each case by person took twice as long. Whoever has only older ones is looked up.
_SINCE = "(SELECT date(max(day), '-400 days') FROM filled_form WHERE form = ?1 AND status = 'completed')"
_OF_CASE = "FROM filled_form WHERE person = e.person AND form = ?1 AND status = 'completed' ORDER BY day DESC, at DESC LIMIT 1"
_OPEN = f"""
WITH newest AS MATERIALIZED (
    SELECT person, rowid AS place, next_on, max(day || at) FROM filled_form INDEXED BY ix_filled_form_due
    WHERE form = ?1 AND status = 'completed' AND day >= {_SINCE} GROUP BY person)
SELECT e.id, e.person, e.opened_on, p.name, p.sex, p.birth, p.deceased, p.village, p.phones, {_FORM}
FROM enrolment e JOIN person p ON p.id = e.person
LEFT JOIN newest n ON n.person = e.person
LEFT JOIN filled_form f ON f.rowid = coalesce(n.place, (SELECT rowid {_OF_CASE}))
WHERE e.programme = ?2 AND e.closed_on = ''
"""  # noqa: S608  # nothing but the text above
_NEWEST = f"""
SELECT f.person, {_FORM} FROM filled_form f
WHERE f.person IN (SELECT value FROM json_each(?)) AND f.form = ? AND f.status = 'completed' ORDER BY f.day, f.at
"""  # noqa: S608  # nothing but the text above
_DEAD = "SELECT id, deceased FROM person WHERE id IN (SELECT value FROM json_each(?)) AND deceased IS NOT NULL"
# a form is read only where it is due
_DUE = f"{_OPEN} AND coalesce(n.next_on, (SELECT next_on {_OF_CASE}), '') <= ?3"
_COUNT = "SELECT count(*) FROM enrolment WHERE programme = ? AND closed_on = ''"
_ENROLLED = "SELECT person, programme FROM enrolment WHERE closed_on = ''"
# a value of a meter without a control, or of expired strips, is nobody's sign of a disease, and asks to be measured again
_REASONS = ", ".join(f"'{one}'" for one in UNFIT)
_FIT = f"(flags = '[]' OR NOT EXISTS (SELECT 1 FROM json_each(flags) WHERE value IN ({_REASONS})))"  # noqa: S608  # words of ours
_PRESSURES = """
SELECT m.person, date(m.measured_at, '+8 hours'), m.kind, m."values" FROM encounter v JOIN measurement m ON m.encounter = v.id
WHERE v.opened_at >= ? AND m.kind IN ('blood_pressure', 'blood_pressure_summary') AND m.status = 'final'
"""
_PRESSURES_OF = """
SELECT person, date(measured_at, '+8 hours'), kind, "values" FROM measurement
WHERE person IN (SELECT value FROM json_each(?)) AND kind IN ('blood_pressure', 'blood_pressure_summary') AND measured_at >= ?
    AND status = 'final' AND encounter IS NOT NULL
"""
_GLUCOSE = f"""
SELECT m.person, date(m.measured_at, '+8 hours'), m.context, m."values" FROM encounter v JOIN measurement m ON m.encounter = v.id
WHERE v.opened_at >= ? AND m.kind = 'glucose' AND m.status = 'final'
    AND NOT EXISTS (SELECT 1 FROM enrolment e WHERE e.person = m.person AND e.programme = 'diabetes' AND e.closed_on = '')
    AND {_FIT}
"""  # noqa: S608  # nothing but the text above
_GLUCOSE_OF = f"""
SELECT person, date(measured_at, '+8 hours'), context, "values" FROM measurement
WHERE person IN (SELECT value FROM json_each(?)) AND kind = 'glucose' AND measured_at >= ? AND status = 'final' AND encounter IS NOT NULL
    AND {_FIT}
"""  # noqa: S608  # nothing but the text above
_MEASURED = f"""
SELECT person, max(date(measured_at, '+8 hours')) FROM measurement
WHERE person IN (SELECT value FROM json_each(?)) AND kind IN (SELECT value FROM json_each(?)) AND measured_at >= ?
    AND status = 'final' AND encounter IS NOT NULL AND {_FIT}
GROUP BY person
"""  # noqa: S608  # nothing but the text above
_DIAGNOSED = """
SELECT DISTINCT person, icd10 FROM condition
WHERE clinical_status = 'active' AND verification NOT IN ('entered-in-error', 'refuted')
    AND substr(icd10, 1, 3) IN (SELECT value FROM json_each(?))
"""
_BORN = "SELECT id, birth FROM person WHERE birth IS NOT NULL AND birth < ? AND deceased IS NULL"


def open_cases(conn: Connection, programme: Programme, human: Mapping[str, str], due_by: str | None = None) -> list[OpenCase]:
    """Everybody enrolled in a programme now; where ``due_by`` is given, whose newest form names a day up to it, names none, or is not there.

    ``human``: record → the one that stands for its human (store.people.one_human). Of several records with a case the first case is told,
    with the newest form of any of them: no case is touched.
    """
    form = FOLLOW_UP_FORMS[programme]
    given = (form, programme.value)
    rows = run(conn, _OPEN, given) if due_by is None else run(conn, _DUE, (*given, due_by))
    found = [OpenCase._make((*row[:-1], bool(row[-1]))) for row in rows]
    return _folded(conn, found, form, human) if human else found


def _folded(conn: Connection, cases: list[OpenCase], form: str, human: Mapping[str, str]) -> list[OpenCase]:
    linked = sorted((one for one in cases if one.person in human), key=lambda one: (one.opened_on, one.id))
    roots = {human[one.person] for one in linked}
    records = [record for record, root in human.items() if root in roots]
    newest = {human[row[0]]: (*row[1:-1], bool(row[-1])) for row in run(conn, _NEWEST, (listed(records), form))}
    dead = {human[record]: day for record, day in run(conn, _DEAD, (listed(records),))}
    told: dict[str, OpenCase] = {}
    for one in linked:
        root = human[one.person]
        if root not in told:
            told[root] = OpenCase(*one[:6], dead.get(root), *one[7:9], *newest.get(root, one[9:]))
    return [*(one for one in cases if one.person not in human), *told.values()]


def enrolled(conn: Connection) -> set[tuple[str, Programme]]:
    """Who is in which programme now."""
    return {(person, Programme(programme)) for person, programme in run(conn, _ENROLLED)}


def count_open(conn: Connection, programme: Programme) -> int:
    """How many are enrolled in a programme now."""
    return int(run(conn, _COUNT, (programme.value,)).fetchone()[0])


def day_pressures(conn: Connection, since: str) -> list[DayPressure]:
    """One pressure for each resident and day of the visits opened since an instant."""
    return _by_day(run(conn, _PRESSURES, (since,)))


def pressures_of(conn: Connection, people: Collection[str], since: str) -> list[DayPressure]:
    """The same of some residents alone."""
    return _by_day(run(conn, _PRESSURES_OF, (listed(people), since)))


def day_glucose(conn: Connection, since: str) -> list[DayGlucose]:
    """Every glucose of the visits opened since an instant that may feed a diagnosis, of residents who are not enrolled for diabetes."""
    return [_glucose(row) for row in run(conn, _GLUCOSE, (since,))]


def glucose_of(conn: Connection, people: Collection[str], since: str) -> list[DayGlucose]:
    """Every glucose of some residents measured here since an instant that may feed a diagnosis."""
    return [_glucose(row) for row in run(conn, _GLUCOSE_OF, (listed(people), since))]


def last_measured(conn: Connection, people: Collection[str], kinds: Collection[str], since: str) -> dict[str, str]:
    """The last day since an instant on which something of some kinds was measured, fit to be judged, of each resident here."""
    return dict(run(conn, _MEASURED, (listed(people), listed(kinds), since)))


def _by_day(rows: Iterable[tuple[str, str, str, str]]) -> list[DayPressure]:
    results: dict[tuple[str, str], list[tuple[Decimal, Decimal]]] = {}
    readings: dict[tuple[str, str], list[tuple[Decimal, Decimal]]] = defaultdict(list)
    for person, day, kind, values in rows:
        pair = _pair(values)
        if pair is not None and kind == "blood_pressure_summary":
            results[person, day] = [pair]
        elif pair is not None:
            readings[person, day].append(pair)
    return [DayPressure(*key, *_mean(pairs)) for key, pairs in (readings | results).items()]


def diagnosed(conn: Connection, categories: Collection[str]) -> Iterator[tuple[str, str]]:
    """Residents with an active diagnosis of one of these ICD-10 categories (``I10``), and its code."""
    yield from run(conn, _DIAGNOSED, (listed(categories),))


def born_before(conn: Connection, day: str) -> dict[str, str]:
    """Living residents born before a day, and when."""
    return dict(run(conn, _BORN, (day,)))


def _pair(values: str) -> tuple[Decimal, Decimal] | None:
    found = {name: number for name, number, *_ in json.loads(values)}
    systolic, diastolic = found.get("systolic"), found.get("diastolic")
    return None if systolic is None or diastolic is None else (Decimal(systolic), Decimal(diastolic))


def _glucose(row: tuple[str, str, str, str]) -> DayGlucose:
    person, day, context, values = row
    name, number, unit, comparator, *_ = json.loads(values)[0]
    return DayGlucose(person, day, context, MeasuredValue(name, Decimal(number) if number else None, unit, comparator))


def _mean(pairs: list[tuple[Decimal, Decimal]]) -> tuple[Decimal, Decimal]:
    systolic, diastolic = (sum(side, Decimal()) / len(pairs) for side in zip(*pairs, strict=True))
    return systolic, diastolic
