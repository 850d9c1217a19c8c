"""Conditions, allergies and three-valued facts of residents."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import asdict, replace
from datetime import timedelta
from typing import Any

from sqlalchemy import Connection, bindparam, select

from app.clock import instant, iso
from app.domain.clinical import Allergy, Answer, Condition, Fact, FactKind
from app.store.driver import all_rows, one_row
from app.store.rows import among, listed, rows_where
from app.store.tables import people
from app.store.unit_of_work import UnitOfWork

ONE_MOMENT = timedelta(seconds=1)

_CONDITION, _ALLERGY, _FACT = (tuple(one.__dataclass_fields__) for one in (Condition, Allergy, Fact))
_CONDITIONS = select(people.condition).where(among(people.condition.c.person, "persons")).order_by(people.condition.c.recorded_at)
_ALLERGIES = select(people.allergy).where(among(people.allergy.c.person, "persons")).order_by(people.allergy.c.recorded_at)
_ANSWERS = (
    select(people.fact)
    .where(among(people.fact.c.person, "persons"), people.fact.c.kind == bindparam("kind"))
    .order_by(people.fact.c.at.desc(), people.fact.c.id)
)
_NEWEST = _ANSWERS.limit(1)
_ONE_CONDITION, _ONE_ALLERGY, _ONE_FACT = (
    select(table).where(table.c.id == bindparam("id")) for table in (people.condition, people.allergy, people.fact)
)


def conditions(conn: Connection, persons: Collection[str]) -> list[Condition]:
    """All conditions of one human, oldest first; errors included, the reader looks at ``verification``."""
    return [_condition(row) for row in all_rows(conn, _CONDITIONS, persons=listed(persons))]


def condition(conn: Connection, key: str) -> Condition | None:
    """One condition."""
    row = one_row(conn, _ONE_CONDITION, id=key)
    return None if row is None else _condition(row)


def conditions_by_ids(conn: Connection, keys: Collection[str]) -> dict[str, Condition]:
    """Those of some conditions that are here, by id."""
    return {row["id"]: _condition(row) for row in rows_where(conn, people.condition, "id", keys, _CONDITION)}


def allergies(conn: Connection, persons: Collection[str]) -> list[Allergy]:
    """All allergies of one human, oldest first."""
    return [_allergy(row) for row in all_rows(conn, _ALLERGIES, persons=listed(persons))]


def allergy(conn: Connection, key: str) -> Allergy | None:
    """One allergy."""
    row = one_row(conn, _ONE_ALLERGY, id=key)
    return None if row is None else _allergy(row)


def allergies_by_ids(conn: Connection, keys: Collection[str]) -> dict[str, Allergy]:
    """Those of some allergies that are here, by id."""
    return {row["id"]: _allergy(row) for row in rows_where(conn, people.allergy, "id", keys, _ALLERGY)}


def fact(conn: Connection, persons: Collection[str], kind: FactKind) -> Fact | None:
    """The newest answer to a question, None where it was never asked."""
    row = one_row(conn, _NEWEST, persons=listed(persons), kind=kind.value)
    return None if row is None else _fact(row)


def answers(conn: Connection, persons: Collection[str], kind: FactKind) -> list[Fact]:
    """Every answer to a question, the newest first."""
    return [_fact(row) for row in all_rows(conn, _ANSWERS, persons=listed(persons), kind=kind.value)]


def fact_by_id(conn: Connection, key: str) -> Fact | None:
    """One answer."""
    row = one_row(conn, _ONE_FACT, id=key)
    return None if row is None else _fact(row)


def facts_by_ids(conn: Connection, keys: Collection[str]) -> dict[str, Fact]:
    """Those of some answers that are here, by id."""
    return {row["id"]: _fact(row) for row in rows_where(conn, people.fact, "id", keys, _FACT)}


def add_condition(uow: UnitOfWork, one: Condition, by: str | None) -> Condition:
    """Write a new condition down; gives it as stored. ``by``: practitioner."""
    stored = replace(one, recorded_at=one.recorded_at or uow.at)
    uow.insert(people.condition, asdict(stored) | {"recorded_by": by})
    return stored


def change_condition(uow: UnitOfWork, one: Condition, reason: str = "") -> None:
    """Replace a condition's content. Raises KeyError for an unknown one."""
    uow.update(people.condition, one.id, asdict(one), reason=reason)


def add_allergy(uow: UnitOfWork, one: Allergy, by: str | None) -> Allergy:
    """Write a new allergy down; gives it as stored."""
    stored = replace(one, recorded_at=one.recorded_at or uow.at)
    uow.insert(people.allergy, asdict(stored) | {"recorded_by": by})
    return stored


def change_allergy(uow: UnitOfWork, one: Allergy, reason: str = "") -> None:
    """Replace an allergy's content. Raises KeyError for an unknown one."""
    uow.update(people.allergy, one.id, asdict(one), reason=reason)


def answer(uow: UnitOfWork, one: Fact, by: str | None) -> Fact:
    """Write an answer down and give it as stored; earlier ones stay. Of two in one moment the later stands: it gets the next one."""
    newest = fact(uow.conn, (one.person,), one.kind)
    if newest is not None and timedelta() <= instant(newest.at) - instant(one.at) < ONE_MOMENT:
        one = replace(one, at=iso(instant(newest.at) + timedelta(milliseconds=1)))
    add_fact(uow, one, by)
    return one


def add_fact(uow: UnitOfWork, one: Fact, by: str | None) -> None:
    """Write an answer down as it was given elsewhere."""
    uow.insert(people.fact, asdict(one) | {"kind": one.kind.value, "answer": one.answer.value, "recorded_by": by})


def _condition(row: Mapping[Any, Any]) -> Condition:
    return Condition(**{name: row[name] for name in _CONDITION})


def _allergy(row: Mapping[Any, Any]) -> Allergy:
    return Allergy(**{name: row[name] for name in _ALLERGY})


def _fact(row: Mapping[Any, Any]) -> Fact:
    return Fact(row["id"], row["person"], FactKind(row["kind"]), Answer(row["answer"]), row["at"], row["source"])
