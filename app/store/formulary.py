"""What the institution says of its products: price, stock, hidden or not, confirmed by whom."""

from __future__ import annotations

from dataclasses import asdict

from sqlalchemy import Connection, select
from sqlalchemy.dialects.sqlite import insert

from app.domain.prescription import FormularyEntry
from app.store.tables.prescriptions import formulary
from app.store.unit_of_work import UnitOfWork


def entries(conn: Connection) -> dict[str, FormularyEntry]:
    """All entries by product id; a product without one is known from the rule pack alone."""
    fields = FormularyEntry.__dataclass_fields__
    return {row["drug"]: FormularyEntry(**{name: row[name] for name in fields}) for row in conn.execute(select(formulary)).mappings()}


def put(uow: UnitOfWork, one: FormularyEntry) -> None:
    """Write an entry, new or changed."""
    row = asdict(one) | {"updated_at": uow.at}
    uow.conn.execute(insert(formulary).values(row).on_conflict_do_update(index_elements=["drug"], set_=row))
