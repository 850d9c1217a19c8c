"""Tries to reach residents, written once each."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from sqlalchemy import Connection, bindparam, select

from app.domain.programme import Contact, ContactOutcome, ContactWay
from app.store.rows import among, listed
from app.store.tables.public_health import contact
from app.store.unit_of_work import UnitOfWork

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


def add(uow: UnitOfWork, one: Contact) -> None:
    """Write a try down."""
    row = {name: getattr(one, name) for name in _FIELDS}
    uow.insert(contact, row | {"way": one.way.value, "outcome": one.outcome.value})


def _contact(row: Mapping[Any, Any]) -> Contact:
    told = {name: row[name] for name in _FIELDS}
    return Contact(**told | {"way": ContactWay(row["way"]), "outcome": ContactOutcome(row["outcome"])})
