"""The metadata and the few kinds of column the schema is made of."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Boolean, CheckConstraint, Column, ForeignKey, MetaData, Table, Text

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "pk": "pk_%(table_name)s",
    }
)


def text(name: str, optional: bool = False, default: str | None = None, **options: Any) -> Column[str]:
    """Text; instants are UTC with ms and Z, dates ISO, Decimals and JSON as written."""
    extra: dict[str, Any] = {} if default is None else {"server_default": default}
    return Column(name, Text, nullable=optional, **extra, **options)


def flag(name: str) -> Column[bool]:
    """Yes or no, no unless said."""
    return Column(name, Boolean(create_constraint=True, name=f"{name}_is_flag"), nullable=False, server_default="0")


def refers(name: str, target: str, optional: bool = False, **options: Any) -> Column[str]:
    """A reference to another table's id. Rows are never deleted, so there is no cascade."""
    return Column(name, Text, ForeignKey(target), nullable=optional, **options)


def one_of(name: str, *values: str) -> CheckConstraint:
    """The column holds one of the values; kept out of columns whose vocabulary may grow."""
    listed = ", ".join(f"'{value}'" for value in values)
    return CheckConstraint(f"{name} IN ({listed})", name=f"{name}_known")


def clinical(name: str, *parts: Any, person: str = "person", synced: bool = True) -> Table:
    """A table whose rows are audited, hashed and, unless said otherwise, sent on."""
    info = {"audited": True, "synced": synced, "person": person}
    return Table(name, metadata, text("id", primary_key=True), *parts, text("row_hash"), info=info)
