"""Conditions, allergies and three-valued facts of residents."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import asdict, replace

from sqlalchemy import Connection, bindparam, select
from sqlalchemy.engine import RowMapping

from app.domain.clinical import Allergy, Answer, Condition, Fact, FactKind
from app.store.tables import people
from app.store.unit_of_work import UnitOfWork

_CONDITIONS = (
    select(people.condition)
    .where(people.condition.c.person.in_(bindparam("persons", expanding=True)))
    .order_by(people.condition.c.recorded_at)
)
_ALLERGIES = (
    select(people.allergy).where(people.allergy.c.person.in_(bindparam("persons", expanding=True))).order_by(people.allergy.c.recorded_at)
)
_FACT = (
    select(people.fact)
    .where(people.fact.c.person.in_(bindparam("persons", expanding=True)), people.fact.c.kind == bindparam("kind"))
    .order_by(people.fact.c.at.desc(), people.fact.c.id)
    .limit(1)
)


def conditions(conn: Connection, persons: Collection[str]) -> list[Condition]:
    """All conditions of one human, oldest first; errors included, the reader looks at ``verification``."""
    return [_condition(row) for row in conn.execute(_CONDITIONS, {"persons": list(persons)}).mappings()]


def condition(conn: Connection, key: str) -> Condition | None:
    """One condition."""
    row = conn.execute(select(people.condition).where(people.condition.c.id == key)).mappings().one_or_none()
    return None if row is None else _condition(row)


def allergies(conn: Connection, persons: Collection[str]) -> list[Allergy]:
    """All allergies of one human, oldest first."""
    return [_allergy(row) for row in conn.execute(_ALLERGIES, {"persons": list(persons)}).mappings()]


def allergy(conn: Connection, key: str) -> Allergy | None:
    """One allergy."""
    row = conn.execute(select(people.allergy).where(people.allergy.c.id == key)).mappings().one_or_none()
    return None if row is None else _allergy(row)


def fact(conn: Connection, persons: Collection[str], kind: FactKind) -> Fact | None:
    """The newest answer to a question, None where it was never asked."""
    row = conn.execute(_FACT, {"persons": list(persons), "kind": kind.value}).mappings().one_or_none()
    return None if row is None else _fact(row)


def fact_by_id(conn: Connection, key: str) -> Fact | None:
    """One answer."""
    row = conn.execute(select(people.fact).where(people.fact.c.id == key)).mappings().one_or_none()
    return None if row is None else _fact(row)


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


def answer(uow: UnitOfWork, one: Fact, by: str | None) -> None:
    """Write an answer down; earlier ones stay."""
    uow.insert(people.fact, asdict(one) | {"kind": one.kind.value, "answer": one.answer.value, "recorded_by": by})


def _condition(row: RowMapping) -> Condition:
    return Condition(**{name: row[name] for name in Condition.__dataclass_fields__})


def _allergy(row: RowMapping) -> Allergy:
    return Allergy(**{name: row[name] for name in Allergy.__dataclass_fields__})


def _fact(row: RowMapping) -> Fact:
    return Fact(row["id"], row["person"], FactKind(row["kind"]), Answer(row["answer"]), row["at"], row["source"])
