"""What the institution says of its products: price, class, batches, hidden or not, confirmed by whom."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import ColumnElement, Connection, bindparam, delete, func, select, update
from sqlalchemy.dialects.sqlite import insert

from app.domain.formulary import Batch, FormularyEntry, HouseProduct, OwnProduct, ProductSource
from app.domain.ids import derived_id
from app.store import settings, stock
from app.store.driver import all_rows, one_row
from app.store.rows import among, listed
from app.store.tables.formulary import formulary, formulary_batch
from app.store.unit_of_work import UnitOfWork

_OWN = ("name", "form", "unit", "piece", "maker", "control")
_CATALOGUE = ("pack_price_fen", "insurance", "pack_size", "pack_word", "trade_name", "own", "version", "catalogue", "source")
"""What a catalogue says of a product; the rest is the institution's own."""
_CONFIRMED = ("insurance", "pack_size", "pack_word", "own")
"""What a pharmacist's confirmation is about."""
_SAME = (
    "drug",
    "pack_price_fen",
    "hidden",
    "insurance",
    "pack_size",
    "pack_word",
    "trade_name",
    "version",
    "catalogue",
    "withdrawn_at",
    "confirmed_by",
    "confirmed_at",
    "confirmation",
    "confirmed_key",
    "confirmed_pack",
)

_OF_DRUGS = select(formulary).where(among(formulary.c.drug, "drugs"))
_BATCHES_OF = (
    select(formulary_batch).where(among(formulary_batch.c.drug, "drugs")).order_by(formulary_batch.c.expiry, formulary_batch.c.number)
)
_REVISION = select(func.max(formulary.c.revision).label("newest"))
_MOVE = update(formulary).where(formulary.c.drug == bindparam("key")).values(revision=bindparam("now"))
_WITHDRAWN = select(formulary).where(formulary.c.withdrawn_at.is_not(None))
_BY_ID = select(formulary).where(among(formulary.c.id, "ids"))
_CLEAR = delete(formulary_batch).where(formulary_batch.c.drug == bindparam("key"))


def entries(conn: Connection, drugs: Collection[str] | None = None) -> dict[str, FormularyEntry]:
    """All entries by product id, or those of some products; one without an entry is known from the rule pack alone."""
    if drugs is None:
        return _entries(conn, None)
    told = listed(drugs)
    return _joined(all_rows(conn, _OF_DRUGS, drugs=told), all_rows(conn, _BATCHES_OF, drugs=told))


def entries_since(conn: Connection, revision: int) -> dict[str, FormularyEntry]:
    """Entries that were written, or whose batches moved, after a revision; none ever goes away."""
    return _entries(conn, formulary.c.revision > revision)


def withdrawn(conn: Connection, drugs: Collection[str] | None = None) -> dict[str, FormularyEntry]:
    """Entries of products that a catalogue took from its list: all of them, or those of some products."""
    rows = all_rows(conn, _WITHDRAWN)
    return {row["drug"]: _entry(row, ()) for row in rows if drugs is None or row["drug"] in drugs}


def revision(conn: Connection) -> int:
    """Rises with every write: while it stands still, every entry is as it was read."""
    row = one_row(conn, _REVISION)
    return (row and row["newest"]) or 0


def house_id(organization: str, drug: str) -> str:
    """Id of an institution's row of a product: the same on every seat."""
    return derived_id("formulary", organization, drug)


def houses(conn: Connection, keys: Collection[str]) -> dict[str, HouseProduct]:
    """The institution's rows by their own id, as its seats tell them to each other: without batches, and what a catalogue alone decides."""
    here = settings.get(conn, settings.ORGANIZATION, "")
    rows = all_rows(conn, _BY_ID, ids=listed(keys))
    return {row["id"]: HouseProduct(row["id"], here, replace(_entry(row, ()), withdrawn_at=None)) for row in rows}


def house(conn: Connection, key: str) -> HouseProduct | None:
    """One of them."""
    return houses(conn, [key]).get(key)


def put(uow: UnitOfWork, given: Iterable[FormularyEntry]) -> None:
    """Write entries with their batches, new or changed; batches that are no longer named are gone. The ledger gets every difference.

    The other seats hear of entries that say something new; batches are counted where they lie.
    """
    shelves = {one.drug: one for one in given}
    if not shelves:
        return
    put_rows(uow, shelves.values())
    uow.conn.execute(_CLEAR, [{"key": drug} for drug in shelves])
    batches = [_batch_row(one.drug, batch) for one in shelves.values() for batch in one.batches]
    if batches:
        uow.conn.execute(insert(formulary_batch), batches)
    stock.listed(uow, {drug: one.batches for drug, one in shelves.items()})


def list_product(uow: UnitOfWork, drug: str) -> None:
    """What another seat has on the shelf stands in the list here, too."""
    if not stock.has_product(uow.conn, drug):
        put_rows(uow, [FormularyEntry(drug)])


def put_rows(uow: UnitOfWork, given: Iterable[FormularyEntry]) -> None:
    """Write what is said of products, and leave what lies on the shelf as it is."""
    told = {one.drug: one for one in given}
    before = {row["drug"]: row for row in all_rows(uow.conn, _OF_DRUGS, drugs=listed(told))}
    now, new, same = revision(uow.conn) + 1, [], []
    here = settings.get(uow.conn, settings.ORGANIZATION, "") if told.keys() - before.keys() else ""
    for drug, one in told.items():
        row, was = _row(one), before.get(drug)
        if was is None:
            new.append(row | {"id": house_id(here, drug), "updated_at": uow.at, "revision": now})
        elif any(was[name] != value for name, value in row.items()):
            uow.update(formulary, was["id"], row | {"updated_at": uow.at, "revision": now}, before=was)
        else:
            same.append({"key": drug, "now": now})
    uow.insert_all(formulary, new)
    if same:
        uow.conn.execute(_MOVE, same)


def take_catalogue(uow: UnitOfWork, told: FormularyEntry) -> None:
    """What a server's list says of a product: new, or another edition of it. What the institution keeps itself stays its own.

    A confirmation ends with what it stood for (product, pack, class); price and edition leave it. ``withdrawn_at`` holds for every product,
    the institution's own ones too; it keeps the moment at which it was first heard.
    """
    before = entries(uow.conn, {told.drug}).get(told.drug)
    if before is None:
        put_rows(uow, [told])
        return
    gone = told.withdrawn_at and (before.withdrawn_at or told.withdrawn_at)
    now = replace(before, withdrawn_at=gone)
    if before.source is ProductSource.COUNTY:
        now = _held(replace(now, **{name: getattr(told, name) for name in _CATALOGUE}), before)
    if now != before:
        put_rows(uow, [now])


def take_house(uow: UnitOfWork, told: HouseProduct) -> None:
    """What another seat of this institution says of a product. Its batches are counted there, and what a catalogue decides is heard here.

    A confirmation counts only over what it was given for.
    """
    before = entries(uow.conn, {told.entry.drug}).get(told.entry.drug)
    now = told.entry
    if before is not None:
        now = replace(now, batches=before.batches, withdrawn_at=before.withdrawn_at)
        if before.source is now.source is ProductSource.COUNTY:
            now = _held(replace(now, **{name: getattr(before, name) for name in _CATALOGUE}), told.entry)
    if now != before:
        put_rows(uow, [now])


def _held(one: FormularyEntry, before: FormularyEntry) -> FormularyEntry:
    """With its confirmation, if it still says what was confirmed."""
    same = all(getattr(before, name) == getattr(one, name) for name in _CONFIRMED)
    return one if same else one.unconfirmed()


def _entries(conn: Connection, which: ColumnElement[bool] | None) -> dict[str, FormularyEntry]:
    wanted, shelved = select(formulary), select(formulary_batch).order_by(formulary_batch.c.expiry, formulary_batch.c.number)
    if which is not None:
        wanted, shelved = wanted.where(which), shelved.where(formulary_batch.c.drug.in_(select(formulary.c.drug).where(which)))
    return _joined(conn.execute(wanted).mappings(), conn.execute(shelved).mappings())


def _joined(rows: Iterable[Mapping[Any, Any]], shelved: Iterable[Mapping[Any, Any]]) -> dict[str, FormularyEntry]:
    """Entries with their batches, those that expire first at the beginning."""
    batches: dict[str, list[Batch]] = {}
    for one in shelved:
        day = date.fromisoformat(one["expiry"]) if one["expiry"] else None
        batches.setdefault(one["drug"], []).append(Batch(one["number"], day, one["stock"]))
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
        return row | {"name": None, "strength": None, "form": "", "unit": "", "piece": "", "maker": "", "control": ""}
    strength = None if one.own.strength is None else f"{one.own.strength:f}"
    return row | {name: getattr(one.own, name) for name in _OWN} | {"strength": strength}


def _batch_row(drug: str, one: Batch) -> dict[str, Any]:
    return {"drug": drug, "number": one.number, "expiry": one.expiry.isoformat() if one.expiry else None, "stock": one.stock}
