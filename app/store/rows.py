"""How rows are hashed, inserted and read many at a time: one canonical text per row, so that a page put back from an older copy is noticed."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from functools import cache
from operator import itemgetter
from typing import Any

from sqlalchemy import Column, ColumnElement, Connection, Select, Table, bindparam, func, literal_column, select

from app.store.canonical import canonical
from app.store.driver import all_rows, run, run_many

__all__ = ["UNHASHED", "among", "canonical", "insert_rows", "is_there", "listed", "row_hash", "rows_where", "update_row"]

UNHASHED = frozenset({"row_hash", "revision"})
"""The hash itself, and by which write a row was last moved: nothing that anybody said."""


def row_hash(row: Mapping[Any, Any]) -> str:
    """SHA-256 of a row, empty columns left out so that a column added later changes no hash."""
    kept = {
        name: int(value) if value is True or value is False else value
        for name, value in row.items()
        if value is not None and value != "" and name not in UNHASHED
    }
    return hashlib.sha256(canonical(kept).encode()).hexdigest()


def insert_rows(conn: Connection, table: Table, rows: Sequence[Mapping[str, Any]]) -> None:
    """Insert whole rows, all with the same columns. The text is made once per shape: compiling it each time was a third of a save."""
    names = tuple(rows[0])
    if len(rows) > 1:
        run_many(conn, _insert_text(table, names), list(map(itemgetter(*names), rows)))
    else:
        run(conn, _insert_text(table, names), tuple(rows[0].values()))


def update_row(conn: Connection, table: Table, column: str, key: str, values: Mapping[str, Any]) -> None:
    """Change some columns of the row whose ``column`` is ``key``; as for inserts, the text is made once per shape."""
    names = tuple(values)
    run(conn, _update_text(table, column, names), (*values.values(), key))


def is_there(conn: Connection, table: Table, **told: str) -> bool:
    """Whether a table has a row with these values."""
    return run(conn, _there_text(table, tuple(told)), tuple(told.values())).fetchone() is not None


@cache
def _there_text(table: Table, names: tuple[str, ...]) -> str:
    where = " AND ".join(f'"{table.c[name].name}" = ?' for name in names)
    return f'SELECT 1 FROM "{table.name}" WHERE {where} LIMIT 1'  # noqa: S608  # names of our own schema


def rows_where(conn: Connection, table: Table, column: str, keys: Collection[str], names: tuple[str, ...]) -> Iterator[dict[str, Any]]:
    """The named columns of the rows whose ``column`` is one of ``keys``, in no order."""
    if keys:
        yield from all_rows(conn, _where(table, column, names), keys=listed(keys))


def among(column: Column[Any], name: str) -> ColumnElement[bool]:
    """``column`` is one of the keys bound to ``name`` as a :func:`listed`: one text for any number of them, compiled once."""
    return column.in_(select(literal_column("value")).select_from(func.json_each(bindparam(name))))


def listed(keys: Iterable[str]) -> str:
    """Keys as :func:`among` wants them."""
    return json.dumps(list(keys))


@cache
def _where(table: Table, column: str, names: tuple[str, ...]) -> Select[Any]:
    return select(*(table.c[name] for name in names)).where(among(table.c[column], "keys"))


@cache
def _update_text(table: Table, column: str, names: tuple[str, ...]) -> str:
    columns = ", ".join(f'"{table.c[name].name}" = ?' for name in names)
    return f'UPDATE "{table.name}" SET {columns} WHERE "{table.c[column].name}" = ?'  # noqa: S608  # names of our own schema


@cache
def _insert_text(table: Table, names: tuple[str, ...]) -> str:
    columns = ", ".join(f'"{table.c[name].name}"' for name in names)
    return f'INSERT INTO "{table.name}" ({columns}) VALUES ({", ".join("?" * len(names))})'  # noqa: S608  # names of our own schema
