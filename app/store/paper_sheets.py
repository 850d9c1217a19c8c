"""Numbered paper sheets of a seat: reserved in blocks, each entered or given up once, no number ever again."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, bindparam, func, select
from sqlalchemy.engine import RowMapping

from app.store.tables.paper import paper_sheet
from app.store.unit_of_work import UnitOfWork

_C = paper_sheet.c
_OPEN = select(paper_sheet).where(_C.entered_at == "", _C.spoiled == "").order_by(_C.id)
_LAST = select(func.max(_C.id)).where(_C.id.like(bindparam("prefix")))
_ENTERED = select(paper_sheet).where(_C.entered_at >= bindparam("start"), _C.entered_at < bindparam("end")).order_by(_C.id)


@dataclass(frozen=True, slots=True)
class PaperSheet:
    """``number`` '' fields: not entered, not given up. Instants are store text."""

    number: str
    reserved_at: str
    person: str | None = None
    encounter: str | None = None
    happened_at: str = ""
    entered_at: str = ""
    spoiled: str = ""


def get(conn: Connection, number: str) -> PaperSheet | None:
    """One sheet."""
    row = conn.execute(select(paper_sheet).where(_C.id == number)).mappings().one_or_none()
    return None if row is None else _sheet(row)


def not_entered(conn: Connection) -> list[PaperSheet]:
    """Numbers that are reserved and neither entered nor given up, in their order."""
    return [_sheet(row) for row in conn.execute(_OPEN).mappings()]


def entered(conn: Connection, start: str, end: str) -> list[PaperSheet]:
    """Sheets entered between two instants."""
    return [_sheet(row) for row in conn.execute(_ENTERED, {"start": start, "end": end}).mappings()]


def last_number(conn: Connection, prefix: str) -> str | None:
    """The highest number that begins so."""
    return conn.execute(_LAST, {"prefix": prefix + "%"}).scalar()


def reserve(uow: UnitOfWork, numbers: Sequence[str], seat: str) -> None:
    """Put numbers aside. The table refuses one that was used."""
    uow.insert_all(
        paper_sheet, [{"id": one, "seat": seat, "reserved_at": uow.at, "reserved_by": uow.actor.practitioner} for one in numbers]
    )


def write(uow: UnitOfWork, number: str, reason: str = "", **values: Any) -> None:
    """What became of a sheet."""
    uow.update(paper_sheet, number, values, reason=reason)


def _sheet(row: RowMapping) -> PaperSheet:
    return PaperSheet(row["id"], *(row[name] for name in ("reserved_at", "person", "encounter", "happened_at", "entered_at", "spoiled")))
