"""What this workstation has chosen: one JSON value a key, each change audited. Never sent."""

from __future__ import annotations

import json
from collections.abc import Collection
from typing import Any, TypeVar

from sqlalchemy import Connection, bindparam, select

from app.store.tables.access import setting
from app.store.unit_of_work import UnitOfWork

T = TypeVar("T")
_ONE = select(setting.c.value).where(setting.c.key == bindparam("key"))

# Facts of this workstation, set by the program; the choices of a user are declared in app.settings.
ORGANIZATION = "own.organization"
SEAT = "own.seat"
INSTANCE = "own.instance"


def get(conn: Connection, key: str, default: T) -> T:
    """The value, or the default where none was chosen; the caller knows its type."""
    text = conn.execute(_ONE, {"key": key}).scalar()
    return default if text is None else json.loads(text)


def put(uow: UnitOfWork, key: str, value: object) -> None:
    """Choose a value; nothing is written where it is that already."""
    uow.save(setting, {"key": key, "value": json.dumps(value, ensure_ascii=False)})


def rows(conn: Connection, keys: Collection[str]) -> dict[str, str]:
    """The JSON texts of the keys that were chosen, as ``app.settings.read_table`` takes them."""
    found: list[Any] = list(conn.execute(select(setting.c.key, setting.c.value)))
    return {row.key: row.value for row in found if row.key in keys}
