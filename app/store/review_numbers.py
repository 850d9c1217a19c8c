"""Counts a period's sheets, verdicts and overrides by what triggers keep of each sheet (``sheet_tally``), and finds the sheets behind a number."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Collection
from typing import NamedTuple

from sqlalchemy import Connection

from app.domain.review_report import Indicator
from app.store.driver import run
from app.store.rows import listed

# One pass over a period: counting and sorting in Python costs less than several passes with a sorter in SQL.
_SHEETS = """
SELECT prescriber, drugs, overrides, state = 'cancelled', doubted, answered, refused, minutes IS NOT NULL, minutes
FROM sheet_tally WHERE signed_at >= ? AND signed_at < ?
"""
_NAMES = "SELECT id, name FROM practitioner"
_COMMENTS = """
SELECT sheet.prescriber, comment.prescription, comment.sample, comment.codes
FROM rx_comment AS comment CROSS JOIN prescription AS sheet ON sheet.id = comment.prescription
WHERE sheet.signed_at >= ? AND sheet.signed_at < ? AND sheet.prescriber IS NOT NULL ORDER BY comment.at, comment.rowid
"""
_HAS = "EXISTS (SELECT 1 FROM json_each(drugs) AS one WHERE one.value IN (SELECT value FROM json_each(?)))"
_CONDITIONS = {
    Indicator.REVIEWED: "minutes IS NOT NULL",
    Indicator.DOUBTED: "doubted",
    Indicator.CORRECTED: "doubted AND answered",
    Indicator.REFUSED: "refused",
    Indicator.MINUTES: "minutes IS NOT NULL",
    Indicator.OVERRIDDEN: "overrides <> '[]'",
    Indicator.REASONABLE: "prescription IN (SELECT value FROM json_each(?))",
    Indicator.ANTIBIOTICS: "state <> 'cancelled' AND " + _HAS,
    Indicator.INJECTIONS: "state <> 'cancelled' AND " + _HAS,
    Indicator.ITEMS: "state <> 'cancelled'",
}
_ORDER = {Indicator.MINUTES: "minutes DESC", Indicator.ITEMS: "lines DESC, signed_at DESC"}
_SPITE = "EXISTS (SELECT 1 FROM json_each(overrides) AS one WHERE one.value = ?)"


class Alike(NamedTuple):
    """Sheets of a prescriber that are alike: ``drugs`` (product ids) and ``overrides`` ("rule reason") of each; what became of each."""

    prescriber: str
    drugs: tuple[str, ...]
    overrides: tuple[str, ...]
    void: bool
    doubted: bool
    answered: bool
    refused: bool
    reviewed: bool


class Behind(NamedTuple):
    """A sheet behind a number; ``minutes`` None = nobody has judged."""

    prescription: str
    minutes: float | None


def sheets(conn: Connection, begin: str, end: str) -> tuple[list[tuple[Alike, int]], dict[str, list[float]]]:
    """How many there are of which signed from ``begin`` until before ``end`` (instants); minutes to the first verdict by prescriber."""
    rows = run(conn, _SHEETS, (begin, end)).fetchall()
    waited: dict[str, list[float]] = defaultdict(list)
    for row in rows:
        if row[-1] is not None:
            waited[row[0]].append(row[-1])
    counted = Counter(row[:-1] for row in rows)
    return [(Alike(who, _listed(drugs), _listed(spite), *rest), n) for (who, drugs, spite, *rest), n in counted.items()], waited


def _listed(told: str) -> tuple[str, ...]:
    return () if told == "[]" else tuple(json.loads(told))


def names(conn: Connection) -> dict[str, str]:
    """Everybody's name by id."""
    return dict(run(conn, _NAMES).fetchall())


def commented(conn: Connection, begin: str, end: str) -> dict[tuple[str, str], tuple[str, tuple[str, ...]]]:
    """(sheet, lot) → its prescriber and the codes found last, of sheets signed in that time."""
    return {(sheet, lot): (who, tuple(json.loads(codes))) for who, sheet, lot, codes in run(conn, _COMMENTS, (begin, end))}


def behind(
    conn: Connection, begin: str, end: str, asked: Indicator, among: Collection[str], prescriber: str, most: int
) -> tuple[int, list[Behind]]:
    """How many sheets are counted above the line, and the first of them. ``among``: products, or sheets of REASONABLE; '' = all doctors."""
    values = [begin, end, *([listed(among)] if "json_each(?)" in _CONDITIONS[asked] else [])]
    return _behind(conn, _CONDITIONS[asked], values, prescriber, _ORDER.get(asked, "signed_at DESC"), most)


def in_spite_of(conn: Connection, begin: str, end: str, code: str, reason: str, prescriber: str, most: int) -> tuple[int, list[Behind]]:
    """Sheets signed in spite of a rule for a reason, the newest first."""
    return _behind(conn, _SPITE, [begin, end, f"{code} {reason}"], prescriber, "signed_at DESC", most)


def _behind(conn: Connection, condition: str, values: Collection[str], prescriber: str, order: str, most: int) -> tuple[int, list[Behind]]:
    where = f"FROM sheet_tally WHERE signed_at >= ? AND signed_at < ? AND {condition}"
    if prescriber:
        where, values = where + " AND prescriber = ?", [*values, prescriber]
    total = run(conn, f"SELECT count(*) {where}", [*values]).fetchone()[0]  # conditions of this module
    rows = run(conn, f"SELECT prescription, minutes {where} ORDER BY {order} LIMIT ?", [*values, most])
    return total, [*map(Behind._make, rows)]
