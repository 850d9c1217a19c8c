"""Enrolments in programmes: opened, and closed once."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace
from typing import Any

from sqlalchemy import Connection, bindparam, select

from app.domain.programme import Basis, Closing, Enrolment, Programme
from app.store.differing import same
from app.store.rows import among, listed
from app.store.tables.public_health import enrolment
from app.store.unit_of_work import UnitOfWork

_FIELDS = tuple(Enrolment.__dataclass_fields__)
_BY_IDS = select(enrolment).where(among(enrolment.c.id, "ids"))
_OF = select(enrolment).where(among(enrolment.c.person, "persons")).order_by(enrolment.c.opened_on, enrolment.c.id)
_OPEN = select(enrolment).where(enrolment.c.programme == bindparam("programme"), enrolment.c.closed_on == "")


def by_ids(conn: Connection, keys: Collection[str]) -> dict[str, Enrolment]:
    """Those of some enrolments that are here, by id."""
    return {row["id"]: _enrolment(row) for row in conn.execute(_BY_IDS, {"ids": listed(keys)}).mappings()}


def get(conn: Connection, key: str) -> Enrolment | None:
    """One enrolment."""
    return by_ids(conn, [key]).get(key)


def of_people(conn: Connection, people: Collection[str]) -> list[Enrolment]:
    """All enrolments of some residents, closed ones too, the oldest first."""
    return [_enrolment(row) for row in conn.execute(_OF, {"persons": listed(people)}).mappings()]


def open_in(conn: Connection, programme: Programme) -> list[Enrolment]:
    """Everybody who is enrolled in a programme now."""
    return [_enrolment(row) for row in conn.execute(_OPEN, {"programme": programme.value}).mappings()]


def add(uow: UnitOfWork, one: Enrolment) -> None:
    """Write an enrolment."""
    row = {name: getattr(one, name) for name in _FIELDS}
    uow.insert(enrolment, row | {"programme": one.programme.value, "basis": one.basis.value, "closing": one.closing or ""}, "enrol")


def close(uow: UnitOfWork, one: Enrolment) -> None:
    """Write the end that ``one`` tells of."""
    assert one.closed_on and one.closing is not None
    values = {"closed_on": one.closed_on, "closing": one.closing.value, "closed_by": one.closed_by, "note": one.note}
    uow.update(enrolment, one.id, values, "close", one.closing.value)


def take(uow: UnitOfWork, one: Enrolment) -> None:
    """As another place tells of it. Closed at two seats, the earlier end stands; whoever has not heard of it is told. Raises Differs."""
    here = get(uow.conn, one.id) if uow.has(enrolment, one.id) else None
    if here is None:
        add(uow, one)
        for twice in end_twice(uow, one):
            uow.send_back(enrolment, twice)
        return
    same(here, one, "person", "programme")
    ended = min((each for each in (here, one) if each.closed_on), key=_end, default=here)
    if ended is one and one != here:
        close(uow, one)
    elif one != here:
        uow.send_back(enrolment, one.id)


def _end(one: Enrolment) -> tuple[str, str, str, str]:
    """Ends of one day have an order, too: two seats would else go on telling each other theirs for ever."""
    return one.closed_on, one.closing or "", one.closed_by, one.note


def end_twice(uow: UnitOfWork, one: Enrolment) -> list[str]:
    """Of several open cases of one resident in one programme the first goes on; ids of those that ended. Every seat decides alike."""
    cases = [each for each in of_people(uow.conn, [one.person]) if each.programme is one.programme and not each.closed_on]
    for twice in cases[1:]:
        close(uow, replace(twice, closed_on=twice.opened_on, closing=Closing.TWICE, closed_by=twice.opened_by))
    return [twice.id for twice in cases[1:]]


def _enrolment(row: Mapping[Any, Any]) -> Enrolment:
    told = {name: row[name] for name in _FIELDS}
    closing = Closing(row["closing"]) if row["closing"] else None
    return Enrolment(**told | {"programme": Programme(row["programme"]), "basis": Basis(row["basis"]), "closing": closing})
