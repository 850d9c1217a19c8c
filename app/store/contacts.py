"""Tries to reach residents, written once each."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import NamedTuple

from sqlalchemy import Connection

from app.domain.programme import UNREACHED, Contact, ContactOutcome, ContactWay
from app.store.driver import run
from app.store.once import Once
from app.store.rows import listed
from app.store.tables.public_health import contact

CONTACTS = Once(contact, Contact, {"way": ContactWay, "outcome": ContactOutcome})

# the other columns are those of the row with the greatest time (SQLite, "Bare columns in an aggregate query")
# a name that was called in the hall is no answer to what was agreed on before
_LAST = "SELECT person, max(at), about, outcome, next_on FROM contact WHERE at >= ? AND way <> 'hall' GROUP BY person"
_HALL = "SELECT person, at FROM contact WHERE way = 'hall' AND at >= ? ORDER BY at"
_HALL_OF = "SELECT person, at FROM contact WHERE way = 'hall' AND at >= ? AND person IN (SELECT value FROM json_each(?)) ORDER BY at"
_ABOUT = "SELECT person, at, about, outcome, next_on FROM contact WHERE about = ? AND at >= ? ORDER BY at"


class LastContact(NamedTuple):
    """What a list says of the newest try: outcome and day as coded, '' = no day was named."""

    person: str
    at: str
    about: str
    outcome: str
    next_on: str


def last_since(conn: Connection, since: str) -> dict[str, LastContact]:
    """The newest try since an instant of each resident who was sought."""
    return {row[0]: LastContact(*row) for row in run(conn, _LAST, (since,))}


def name_calls(conn: Connection, since: str, people: Collection[str] | None = None) -> dict[str, list[str]]:
    """When names were called in the hall since an instant and nobody came, by resident, the oldest first; None = of everybody."""
    found: dict[str, list[str]] = {}
    rows = run(conn, _HALL, (since,)) if people is None else run(conn, _HALL_OF, (since, listed(people)))
    for person, at in rows:
        found.setdefault(person, []).append(at)
    return found


def last_about(conn: Connection, about: str, since: str, human: Mapping[str, str]) -> dict[str, LastContact]:
    """The newest try of each human that concerned one thing; where it reached nobody, the one before it.

    ``human``: record → the one that stands for its human (store.people.one_human), under which the try is found.
    """
    found: dict[str, LastContact] = {}
    for row in run(conn, _ABOUT, (about, since)):
        one = LastContact(*row)
        key = human.get(one.person, one.person)
        if key not in found or one.outcome not in UNREACHED:
            found[key] = one
    return found
