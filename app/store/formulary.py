"""What the institution says of its products: price, class, batches, hidden or not, confirmed by whom."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import ColumnElement, Connection, bindparam, delete, func, select
from sqlalchemy.dialects.sqlite import insert

from app.domain.formulary import Batch, FormularyEntry, OwnProduct, ProductSource
from app.store import stock
from app.store.tables.formulary import formulary, formulary_batch
from app.store.unit_of_work import UnitOfWork

_SIGNED = ("confirmed_by", "confirmed_at", "confirmation", "confirmed_key", "confirmed_pack")
_OWN = ("name", "form", "unit", "piece", "maker")
_SAME = (
    "drug",
    "pack_price_fen",
    "hidden",
    "insurance",
    "pack_size",
    "pack_word",
    "trade_name",
    "version",
    "confirmed_by",
    "confirmed_at",
    "confirmation",
    "confirmed_key",
    "confirmed_pack",
)

_INSERT = insert(formulary)
_UPSERT = _INSERT.on_conflict_do_update(
    index_elements=["drug"], set_={column.name: _INSERT.excluded[column.name] for column in formulary.c if column.name != "drug"}
)
_CLEAR = delete(formulary_batch).where(formulary_batch.c.drug == bindparam("key"))


def entries(conn: Connection, drugs: Collection[str] | None = None) -> dict[str, FormularyEntry]:
    """All entries by product id, or those of some products; one without an entry is known from the rule pack alone."""
    return _entries(conn, None if drugs is None else formulary.c.drug.in_(drugs))


def entries_since(conn: Connection, revision: int) -> dict[str, FormularyEntry]:
    """Entries that were written, or whose batches moved, after a revision; none ever goes away."""
    return _entries(conn, formulary.c.revision > revision)


def revision(conn: Connection) -> int:
    """Rises with every write: while it stands still, every entry is as it was read."""
    return conn.execute(select(func.max(formulary.c.revision))).scalar() or 0


def put(uow: UnitOfWork, given: Iterable[FormularyEntry]) -> None:
    """Write entries with their batches, new or changed; batches that are no longer named are gone. The ledger gets every difference."""
    shelves = {one.drug: one for one in given}
    if not shelves:
        return
    now = revision(uow.conn) + 1
    uow.conn.execute(_UPSERT, [_row(one) | {"updated_at": uow.at, "revision": now} for one in shelves.values()])
    uow.conn.execute(_CLEAR, [{"key": drug} for drug in shelves])
    batches = [_batch_row(one.drug, batch) for one in shelves.values() for batch in one.batches]
    if batches:
        uow.conn.execute(insert(formulary_batch), batches)
    stock.listed(uow, {drug: one.batches for drug, one in shelves.items()})


def take_catalogue(uow: UnitOfWork, told: FormularyEntry) -> None:
    """What the county says of a product: new, or another version of it. What the institution keeps itself stays its own.

    A confirmation ends with what it stood for (product, pack, class); price and version leave it. Withdrawn = offered no more.
    """
    before = entries(uow.conn, {told.drug}).get(told.drug)
    if before is None:
        put(uow, [told])
    elif before.source is ProductSource.COUNTY:
        same = all(getattr(before, name) == getattr(told, name) for name in ("insurance", "pack_size", "pack_word", "own"))
        signed = _SIGNED if same else ()
        kept = {name: getattr(before, name) for name in ("batches", *signed)} | {"hidden": told.hidden or before.hidden}
        if (now := replace(told, **kept)) != before:
            put(uow, [now])


def _entries(conn: Connection, which: ColumnElement[bool] | None) -> dict[str, FormularyEntry]:
    wanted, shelved = select(formulary), select(formulary_batch).order_by(formulary_batch.c.expiry, formulary_batch.c.number)
    if which is not None:
        wanted, shelved = wanted.where(which), shelved.where(formulary_batch.c.drug.in_(select(formulary.c.drug).where(which)))
    batches: dict[str, list[Batch]] = {}
    for drug, number, expiry, pieces in conn.execute(shelved):
        batches.setdefault(drug, []).append(Batch(number, date.fromisoformat(expiry) if expiry else None, pieces))
    rows = conn.execute(wanted).mappings()
    return {row["drug"]: _entry(row, tuple(batches.get(row["drug"], ()))) for row in rows}


def _entry(row: Mapping[Any, Any], batches: tuple[Batch, ...]) -> FormularyEntry:
    own = None
    if row["name"] is not None:
        strength = None if row["strength"] is None else Decimal(row["strength"])
        own = OwnProduct(strength=strength, **{name: row[name] for name in _OWN})
    return FormularyEntry(batches=batches, source=ProductSource(row["source"]), own=own, **{name: row[name] for name in _SAME})


def _row(one: FormularyEntry) -> dict[str, Any]:
    row: dict[str, Any] = {name: getattr(one, name) for name in _SAME} | {"source": one.source.value}
    if one.own is None:
        return row | {"name": None, "strength": None, "form": "", "unit": "", "piece": "", "maker": ""}
    strength = None if one.own.strength is None else f"{one.own.strength:f}"
    return row | {name: getattr(one.own, name) for name in _OWN} | {"strength": strength}


def _batch_row(drug: str, one: Batch) -> dict[str, Any]:
    return {"drug": drug, "number": one.number, "expiry": one.expiry.isoformat() if one.expiry else None, "stock": one.stock}
