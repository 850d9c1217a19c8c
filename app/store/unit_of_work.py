"""One transaction: records, audit rows and change rows together, or none of them."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from sqlalchemy import Connection, Select, Table, bindparam, select

from app.domain.ids import new_id
from app.store import audit
from app.store.audit import Act, Actor, Head
from app.store.driver import one_row
from app.store.rows import UNHASHED, canonical, insert_rows, is_there, row_hash, rows_where, update_row
from app.store.tables.log import change

LOCAL = "local"
Row = Mapping[Any, Any]  # column names, or what SQLAlchemy takes for them


@dataclass(frozen=True, slots=True)
class Touched:
    """One record a transaction wrote: its table, id, resident ('' = nobody) and ``insert`` or ``update``."""

    type: str
    id: str
    person: str
    op: str


@dataclass(frozen=True, slots=True)
class Change:
    """What a transaction touched; published after it is durable. ``origin``: ``local`` or the peer it came from."""

    tx: str
    origin: str
    touched: tuple[Touched, ...]

    def types(self) -> frozenset[str]:
        """The tables concerned."""
        return frozenset(one.type for one in self.touched)

    def about(self, person: str) -> bool:
        """Whether a resident is concerned."""
        return any(one.person == person for one in self.touched)


class UnitOfWork:
    """Handed to the function that writes. ``conn`` is for tables that need no audit (keys, drafts, journals, sync state).

    ``at`` is the instant of the transaction as the store keeps it. ``origin`` is the peer while something pulled is written: then new
    records of one table are held back and written in one statement, at the latest when somebody asks for ``conn`` to read.
    """

    def __init__(self, conn: Connection, actor: Actor, at: str, mono_ns: int, after: Head, origin: str = LOCAL) -> None:
        self._conn, self.actor, self.at, self.origin = conn, actor, at, origin
        self.tx = new_id()
        self._mono_ns = mono_ns
        self._head = after
        self._acts: list[Act] = []
        self._met: dict[tuple[str, str], bool] = {}
        self._unused: set[tuple[str, str, str]] = set()
        self._held: tuple[Table | None, list[dict[str, Any]]] = None, []
        self._touched: dict[tuple[str, str], Touched] = {}
        self._changes: dict[tuple[str, str], dict[str, Any]] = {}

    @property
    def conn(self) -> Connection:
        """The connection of the transaction, everything written so far in it. Not to be kept beyond the next write."""
        table, rows = self._held
        if table is not None:
            self._held = None, []
            insert_rows(self._conn, table, rows)
        return self._conn

    def insert(self, table: Table, row: Row, action: str = "create", reason: str = "") -> None:
        """Write a new record. Columns left out take their defaults, which are part of its hash."""
        self.insert_all(table, [row], action, reason)

    def insert_all(self, table: Table, rows: Sequence[Row], action: str = "create", reason: str = "") -> None:
        """Write new records of one table in one statement."""
        if not rows:
            return
        wholes = [_with_defaults(table, row) for row in rows]
        for whole in wholes:
            self._stamp(table, whole)
        self._put(table, wholes)
        for whole in wholes:
            self._wrote(table, whole, "insert", action, reason)

    def _put(self, table: Table, wholes: list[dict[str, Any]]) -> None:
        held, rows = self._held
        if held is table and rows[0].keys() == wholes[0].keys():
            rows += wholes
        elif self.origin == LOCAL:
            insert_rows(self.conn, table, wholes)
        else:
            _ = self.conn
            self._held = table, wholes

    def update(self, table: Table, key: str, values: Row, action: str = "update", reason: str = "", before: Row | None = None) -> None:
        """Change some columns of a record. Raises KeyError when there is none.

        ``before``: all its columns but the hash, as they were read in this transaction; nobody else writes, so they still stand.
        """
        if before is None:
            before = one_row(self.conn, _one(table), key=key)
        elif missing := _columns(table)[0].keys() - before.keys() - UNHASHED:
            raise KeyError(f"{table.name} without {sorted(missing)}")
        if before is None:
            raise KeyError(f"{table.name} {key}")
        whole = {**before, **values}
        changed = {name: value for name, value in whole.items() if value != before[name]}
        if not changed:
            return
        self._stamp(table, whole)
        changed |= {name: whole[name] for name in UNHASHED if name in whole}
        update_row(self.conn, table, _key(table), key, changed)
        self._wrote(table, whole, "update", action, reason)

    def save(self, table: Table, row: Row, action: str = "", reason: str = "") -> None:
        """Insert, or update where the record is there already."""
        column = _key(table)
        found = self.conn.execute(select(table.c[column]).where(table.c[column] == row[column])).first()
        if found is None:
            self.insert(table, row, action or "create", reason)
        else:
            self.update(table, row[column], row, action or "update", reason)

    def has(self, table: Table, key: str) -> bool:
        """Whether a record is there; the table is asked once, since nobody else writes and none is ever taken away."""
        name = (table.name, key)
        if name in self._touched:
            return True
        if name not in self._met:
            self._met[name] = is_there(self.conn, table, **{_key(table): key})
        return self._met[name]

    def expect(self, table: Table, keys: Collection[str]) -> None:
        """Look up in one statement which of some records are there, for :meth:`has`."""
        column = _key(table)
        here = {row[column] for row in rows_where(self.conn, table, column, keys, (column,))}
        self._met |= {(table.name, key): key in here for key in keys}

    def expect_unused(self, table: Table, column: str, values: Collection[str]) -> None:
        """Look up in one statement which of some values no record has, for :meth:`is_unused`."""
        used = {row[column] for row in rows_where(self.conn, table, column, values, (column,))}
        self._unused |= {(table.name, column, one) for one in values if one not in used}

    def is_unused(self, table: Table, column: str, value: str) -> bool:
        """Whether no record surely has a value; True but once, since whoever asks is about to use it."""
        name = (table.name, column, value)
        surely = name in self._unused
        self._unused.discard(name)
        return surely

    def note(self, act: Act) -> None:
        """Add to the audit trail what wrote no record: a look, a print, a refusal."""
        self._acts.append(act)

    def changed(self, table: Table, key: str) -> None:
        """Have a record sent again although its own row stayed as it was (a participant was added)."""
        if (table.name, key) not in self._touched:
            row = one_row(self.conn, _one(table), key=key)
            if row is None:
                raise KeyError(f"{table.name} {key}")
            self._log(table, row, "update")

    def send_back(self, table: Table, key: str) -> None:
        """Have a record that stands further here than a peer just said sent to it, although nothing was written here."""
        about = {"tx": self.tx, "type": table.name, "id": key, "op": "update", "origin": LOCAL}
        self._changes[f"{table.name} sent back", key] = about | {"account": self.actor.account, "at": self.at}

    def finish(self) -> tuple[Change, Head]:
        """Write audit and change rows; called once, before the commit."""
        head = self._head
        if self._acts:
            rows, head = audit.chained(self._head, self._acts, self.actor, self.at, self._mono_ns)
            audit.append(self.conn, rows)
        if self._changes:
            insert_rows(self.conn, change, list(self._changes.values()))
        return Change(self.tx, self.origin, tuple(self._touched.values())), head

    def _stamp(self, table: Table, row: dict[str, Any]) -> None:
        if "row_hash" in table.c:
            row["row_hash"] = row_hash(row)

    def _wrote(self, table: Table, row: Row, op: str, action: str, reason: str) -> None:
        if table.info.get("audited"):
            done = action if self.origin == LOCAL else "sync"
            self._acts.append(Act(done, table.name, row[_key(table)], _person(table, row), reason=reason, row_hash=row.get("row_hash", "")))
        self._log(table, row, op)

    def _log(self, table: Table, row: Row, op: str) -> None:
        key = (table.name, row[_key(table)])
        # a record written twice in one transaction is one change, and an insert stays an insert
        first = self._touched.get(key)
        op = first.op if first is not None else op
        self._touched[key] = Touched(table.name, row[_key(table)], _person(table, row), op)
        if table.info.get("synced"):
            about = {"tx": self.tx, "type": table.name, "id": key[1], "op": op, "origin": self.origin}
            self._changes[key] = about | {"account": self.actor.account, "at": self.at}


def detail(**facts: object) -> str:
    """Facts for an audit row; never names, phones or ID numbers."""
    return canonical(facts)


@cache
def _one(table: Table) -> Select[Any]:
    return select(table).where(table.c[_key(table)] == bindparam("key"))


@cache
def _key(table: Table) -> str:
    return str(table.info.get("key", next(iter(table.primary_key.columns)).name))


def _person(table: Table, row: Row) -> str:
    column = table.info.get("person", "")
    return str(row[column]) if column else ""


def _with_defaults(table: Table, row: Row) -> dict[str, Any]:
    names, defaults = _columns(table)
    unknown = row.keys() - names
    if unknown:
        raise KeyError(f"{table.name} has no {sorted(unknown)}")
    return {**defaults, **row}


@cache
def _columns(table: Table) -> tuple[dict[str, None], dict[str, object]]:
    """The columns in their order, and what those that have a default take."""
    defaults = {
        column.name: None if column.server_default is None else _default(column)
        for column in table.columns
        if column.server_default is not None or column.nullable
    }
    return dict.fromkeys(column.name for column in table.columns), defaults


def _default(column: Any) -> object:
    text = str(column.server_default.arg)
    return column.type.python_type(int(text)) if column.type.python_type in (int, bool) else text
