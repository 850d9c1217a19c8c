"""Tries to reach residents, written once each."""

from __future__ import annotations

from typing import NamedTuple

from sqlalchemy import Connection

from app.domain.programme import Contact, ContactOutcome, ContactWay
from app.store.driver import run
from app.store.once import Once
from app.store.tables.public_health import contact

CONTACTS = Once(contact, Contact, {"way": ContactWay, "outcome": ContactOutcome})

# the other columns are those of the row with the greatest time (SQLite, "Bare columns in an aggregate query")
_LAST = "SELECT person, max(at), about, outcome, next_on FROM contact WHERE at >= ? GROUP BY person"


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
