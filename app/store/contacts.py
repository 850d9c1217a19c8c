"""Tries to reach residents, written once each."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any, NamedTuple

from sqlalchemy import Connection, bindparam, select

from app.domain.programme import Contact, ContactOutcome, ContactWay
from app.store.driver import run
from app.store.rows import among, listed
from app.store.tables.public_health import contact
from app.store.unit_of_work import UnitOfWork


class LastContact(NamedTuple):
    """What a list says of the newest try: outcome and day as coded, '' = no day was named."""

    person: str
    at: str
    about: str
    outcome: str
    next_on: str


# the other columns are those of the row with the greatest time (SQLite, "Bare columns in an aggregate query")
_LAST = "SELECT person, max(at), about, outcome, next_on FROM contact WHERE at >= ? GROUP BY person"
_FIELDS = tuple(Contact.__dataclass_fields__)
_BY_IDS = select(contact).where(among(contact.c.id, "ids"))
_SINCE = (
    select(contact)
    .where(among(contact.c.person, "persons"), contact.c.at >= bindparam("since"))
    .order_by(contact.c.at.desc(), contact.c.id)
)


def by_ids(conn: Connection, keys: Collection[str]) -> dict[str, Contact]:
    """Those of some tries that are here, by id."""
    return {row["id"]: _contact(row) for row in conn.execute(_BY_IDS, {"ids": listed(keys)}).mappings()}


def get(conn: Connection, key: str) -> Contact | None:
    """One try."""
    return by_ids(conn, [key]).get(key)


def of_people(conn: Connection, people: Collection[str], since: str = "") -> list[Contact]:
    """Tries to reach some residents since an instant, the newest first."""
    return [_contact(row) for row in conn.execute(_SINCE, {"persons": listed(people), "since": since}).mappings()]


def last_since(conn: Connection, since: str) -> dict[str, LastContact]:
    """The newest try since an instant of each resident who was sought."""
    return {row[0]: LastContact(*row) for row in run(conn, _LAST, (since,))}


def add(uow: UnitOfWork, one: Contact) -> None:
    """Write a try down."""
    row = {name: getattr(one, name) for name in _FIELDS}
    uow.insert(contact, row | {"way": one.way.value, "outcome": one.outcome.value})


def _contact(row: Mapping[Any, Any]) -> Contact:
    told = {name: row[name] for name in _FIELDS}
    return Contact(**told | {"way": ContactWay(row["way"]), "outcome": ContactOutcome(row["outcome"])})
