"""Files that the county signed, as they arrived: written once, sent to every seat, judged by each."""

from __future__ import annotations

from sqlalchemy import Connection, bindparam, select

from app.domain.county_file import CountyFile, CountyKind
from app.store.once import Once
from app.store.tables.rule_packs import county_file
from app.store.unit_of_work import UnitOfWork

COUNTY_FILES = Once(county_file, CountyFile, {"kind": CountyKind})
_NEWEST = (
    select(county_file.c.id)
    .where(county_file.c.kind == bindparam("kind"))
    .order_by(county_file.c.issued.desc(), county_file.c.number.desc(), county_file.c.id)
)


def newest_first(conn: Connection, kind: CountyKind) -> list[str]:
    """Ids of those of a kind, by the day they were issued; what stands in them is large and read one by one."""
    return list(conn.execute(_NEWEST, {"kind": kind.value}).scalars())


def take(uow: UnitOfWork, one: CountyFile) -> None:
    """Keep a file. The same content with other signatures under it is the same file: the one that is here stays."""
    if not uow.has(county_file, one.id):
        COUNTY_FILES.add(uow, one, "keep")
