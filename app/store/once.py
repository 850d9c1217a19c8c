"""Records that are written once and never changed: a column for each field, read back as they were written."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field, fields
from enum import StrEnum
from functools import cached_property
from typing import Any, Generic, TypeVar

from sqlalchemy import Connection, Select, Table, Text, bindparam, select

from app.store.differing import same
from app.store.rows import among, listed
from app.store.unit_of_work import UnitOfWork

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Written:
    """How a field that is no text of its own is kept as text, and read back."""

    text: Callable[[Any], str]
    value: Callable[[str], Any]


@dataclass(frozen=True)
class Once(Generic[T]):
    """``words``: fields that hold a word of a vocabulary; ``parts``: fields that hold a tuple of texts, kept as JSON; ``written``: others.

    Every table has ``id``, ``person`` and ``at``.
    """

    table: Table
    kind: type[T]
    words: Mapping[str, type[StrEnum]] = field(default_factory=dict)
    parts: frozenset[str] = frozenset()
    written: Mapping[str, Written] = field(default_factory=dict)

    def by_ids(self, conn: Connection, keys: Collection[str]) -> dict[str, T]:
        """Those of some records that are here, by id."""
        return {row["id"]: self.read(row) for row in conn.execute(self._by_ids, {"keys": listed(keys)}).mappings()}

    def get(self, conn: Connection, key: str) -> T | None:
        """One record."""
        return self.by_ids(conn, [key]).get(key)

    def of_people(self, conn: Connection, people: Collection[str], since: str = "") -> list[T]:
        """The records of some residents since an instant, the newest first."""
        rows = conn.execute(self._of_people, {"people": listed(people), "since": since}).mappings()
        return [self.read(row) for row in rows]

    def add(self, uow: UnitOfWork, one: T, action: str = "create", reason: str = "") -> None:
        """Write a record."""
        row = {name: getattr(one, name) for name in self._names}
        row |= {name: row[name].value for name in self.words} | {name: json.dumps(row[name], ensure_ascii=False) for name in self.parts}
        row |= {name: how.text(row[name]) for name, how in self.written.items()}
        uow.insert(self.table, row, action, reason)

    def take(self, uow: UnitOfWork, one: T) -> None:
        """As another place tells of it: told again it says the same. Raises Differs."""
        key: str = one.id  # type: ignore[attr-defined]
        if uow.has(self.table, key):
            same(self.get(uow.conn, key), one, *self._names)
        else:
            self.add(uow, one)

    def read(self, row: Mapping[Any, Any]) -> T:
        """A row of the table as the record it is."""
        told = {name: row[name] for name in self._names}
        told |= {name: word(told[name]) for name, word in self.words.items()} | {name: tuple(json.loads(told[name])) for name in self.parts}
        told |= {name: how.value(told[name]) for name, how in self.written.items()}
        return self.kind(**told)

    @cached_property
    def _names(self) -> tuple[str, ...]:
        return tuple(one.name for one in fields(self.kind))  # type: ignore[arg-type]

    @cached_property
    def _by_ids(self) -> Select[Any]:
        return select(self.table).where(among(self.table.c.id, "keys"))

    @cached_property
    def _of_people(self) -> Select[Any]:
        columns = self.table.c
        wanted = among(columns.person, "people"), columns.at >= bindparam("since", type_=Text)
        return select(self.table).where(*wanted).order_by(columns.at.desc(), columns.id)
