"""The short way from a statement to the driver, for what every save and every page of a pull does.

SQLAlchemy makes the text, once; making its cursor, result and row objects anew for each call took longer than SQLite did.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import Any, NamedTuple

from sqlalchemy import Connection, Select
from sqlalchemy.dialects.sqlite.pysqlite import SQLiteDialect_pysqlite
from sqlalchemy.sql.compiler import SQLCompiler

_DIALECT = SQLiteDialect_pysqlite()
Row = dict[str, Any]


class _Ready(NamedTuple):
    """A query as the driver takes it: its text, the names of its values in order, those it brings along, and how its columns are read."""

    text: str
    order: tuple[str, ...]
    fixed: dict[str, Any]
    columns: tuple[str, ...]
    readers: tuple[tuple[str, Callable[[Any], Any]], ...]


def run(conn: Connection, text: str, values: Sequence[Any] = ()) -> Any:
    """Execute one statement; the driver's cursor. Raises the driver's errors."""
    return conn.connection.driver_connection.execute(text, values)  # type: ignore[union-attr]


def run_many(conn: Connection, text: str, values: Sequence[Sequence[Any]]) -> None:
    """Execute one statement with each of several sets of values. Raises the driver's errors."""
    conn.connection.driver_connection.executemany(text, values)  # type: ignore[union-attr]


def all_rows(conn: Connection, query: Select[Any], **given: Any) -> list[Row]:
    """All rows of a query, which is compiled once and kept: one of a module's own, not one made for the occasion.

    KeyError where a value it asks for is not given.
    """
    ready = _ready(query)
    told = ready.fixed | given
    rows = [dict(zip(ready.columns, row, strict=True)) for row in run(conn, ready.text, [told[name] for name in ready.order])]
    for name, read in ready.readers:
        for row in rows:
            row[name] = read(row[name])
    return rows


def one_row(conn: Connection, query: Select[Any], **given: Any) -> Row | None:
    """The first row of a query, or None."""
    rows = all_rows(conn, query, **given)
    return rows[0] if rows else None


@lru_cache(maxsize=1024)
def _ready(query: Select[Any]) -> _Ready:
    compiled = query.compile(dialect=_DIALECT)
    assert isinstance(compiled, SQLCompiler)
    asked = [name for name, bind in compiled.binds.items() if bind.required]
    expanded = compiled.construct_expanded_state(dict.fromkeys(asked))
    columns = query.selected_columns
    readers = ((str(column.key), column.type.dialect_impl(_DIALECT).result_processor(_DIALECT, None)) for column in columns)
    return _Ready(
        expanded.statement,
        tuple(expanded.positiontup or ()),
        {name: value for name, value in expanded.parameters.items() if name not in asked},
        tuple(str(column.key) for column in columns),
        tuple((name, read) for name, read in readers if read is not None),
    )
