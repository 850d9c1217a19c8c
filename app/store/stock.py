"""The ledger of the shelf: rows are only ever added; what lies on the shelf is their sum, kept beside the batch for the search."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import date
from typing import Any

from sqlalchemy import Connection, bindparam, exists, func, select, update
from sqlalchemy.dialects.sqlite import insert

from app.clock import day_bounds
from app.domain.dispensing import Dispense, MoveKind, StockMove
from app.domain.formulary import Batch
from app.domain.ids import new_id
from app.store.tables.dispensing import stock_move
from app.store.tables.formulary import formulary, formulary_batch
from app.store.unit_of_work import UnitOfWork

_SUMS = (
    select(stock_move.c.drug, stock_move.c.batch, func.sum(stock_move.c.pieces).label("pieces"))
    .where(stock_move.c.drug.in_(bindparam("drugs", expanding=True)))
    .group_by(stock_move.c.drug, stock_move.c.batch)
)
_SUM = select(func.sum(stock_move.c.pieces)).where(stock_move.c.drug == bindparam("drug"), stock_move.c.batch == bindparam("batch"))
_OF_DRUG = (
    select(stock_move)
    .where(stock_move.c.drug == bindparam("drug"))
    .order_by(stock_move.c.at.desc(), stock_move.c.id)
    .limit(bindparam("most"))
)
_BEFORE = (
    select(stock_move.c.drug, func.sum(stock_move.c.pieces).label("pieces"))
    .where(stock_move.c.at < bindparam("since"))
    .group_by(stock_move.c.drug)
)
_BETWEEN = (
    select(stock_move.c.drug, stock_move.c.kind, func.sum(stock_move.c.pieces).label("pieces"))
    .where(stock_move.c.at >= bindparam("since"), stock_move.c.at < bindparam("until"))
    .group_by(stock_move.c.drug, stock_move.c.kind)
)
_BOOKED = select(exists().where(stock_move.c.dispense == bindparam("part")))
_BATCHES = select(formulary_batch).where(formulary_batch.c.drug == bindparam("drug"))


def sums(conn: Connection, drugs: Collection[str]) -> dict[tuple[str, str], int]:
    """Pieces by product and batch number, as the ledger adds up."""
    return {(row.drug, row.batch): row.pieces for row in conn.execute(_SUMS, {"drugs": list(drugs)})}


def moves_of(conn: Connection, drug: str, most: int = 200) -> list[StockMove]:
    """The ledger of one product, newest first."""
    return [_move(row) for row in conn.execute(_OF_DRUG, {"drug": drug, "most": most}).mappings()]


def by_day(conn: Connection, first: date, last: date) -> dict[str, tuple[int, dict[MoveKind, int]]]:
    """By product: pieces when ``first`` began, and what moved by kind until the end of ``last``; days of the clinic's zone."""
    since, until = day_bounds(first)[0], day_bounds(last)[1]
    opening = {row.drug: row.pieces for row in conn.execute(_BEFORE, {"since": since})}
    moved: dict[str, dict[MoveKind, int]] = {drug: {} for drug in opening}
    for row in conn.execute(_BETWEEN, {"since": since, "until": until}):
        moved.setdefault(row.drug, {})[MoveKind(row.kind)] = row.pieces
    return {drug: (opening.get(drug, 0), kinds) for drug, kinds in moved.items()}


def batches_of(conn: Connection, drug: str) -> tuple[Batch, ...]:
    """The batches of a product, empty ones too."""
    return tuple(Batch(row.number, _day(row.expiry), row.stock) for row in conn.execute(_BATCHES, {"drug": drug}))


def book(uow: UnitOfWork, part: Dispense, kind: MoveKind) -> None:
    """A part comes off the shelf, or goes back on the one from which it was taken: where it was never booked, nothing is."""
    back = kind is MoveKind.TAKEN_BACK
    if back and not _was_booked(uow.conn, part.id):
        return
    pieces = part.pieces if back else -part.pieces
    add(uow, StockMove(new_id(), part.drug, part.batch, part.expiry, kind, pieces, uow.at, uow.actor.account, dispense=part.id))


def add(uow: UnitOfWork, one: StockMove) -> None:
    """Write a row and put the new sum beside the batch. The product has an entry in the formulary."""
    _write(uow, one)
    expiry = one.expiry.isoformat() if one.expiry else None
    pieces = uow.conn.execute(_SUM, {"drug": one.drug, "batch": one.batch}).scalar_one()
    made = insert(formulary_batch).values(drug=one.drug, number=one.batch, expiry=expiry, stock=pieces)
    told = {"stock": pieces, "expiry": func.coalesce(formulary_batch.c.expiry, expiry)}
    uow.conn.execute(made.on_conflict_do_update(index_elements=["drug", "number"], set_=told))
    revision = select(func.max(formulary.c.revision)).scalar_subquery() + 1
    uow.conn.execute(update(formulary).where(formulary.c.drug == bindparam("key")).values(revision=revision), {"key": one.drug})


def listed(uow: UnitOfWork, shelves: Mapping[str, Iterable[Batch]]) -> None:
    """A list told what lies on the shelf, by product: the ledger gets the differences, so that it goes on adding up."""
    told = {(drug, one.number): one for drug, batches in shelves.items() for one in batches}
    here = sums(uow.conn, shelves.keys())
    moves: list[StockMove] = []
    for drug, number in sorted(told.keys() | here.keys()):
        one = told.get((drug, number))
        difference = (one.stock if one else 0) - here.get((drug, number), 0)
        if difference:
            expiry = one.expiry if one else None
            moves.append(StockMove(new_id(), drug, number, expiry, MoveKind.LISTED, difference, uow.at, uow.actor.account))
    uow.insert_all(stock_move, [_row(one) for one in moves], action=MoveKind.LISTED.value)


def _write(uow: UnitOfWork, one: StockMove) -> None:
    uow.insert(stock_move, _row(one), action=one.kind.value, reason=one.reason)


def _row(one: StockMove) -> dict[str, Any]:
    row: dict[str, Any] = {name: getattr(one, name) for name in StockMove.__dataclass_fields__}
    return row | {"kind": one.kind.value, "expiry": one.expiry.isoformat() if one.expiry else None}


def _move(row: Mapping[Any, Any]) -> StockMove:
    values = {name: row[name] for name in StockMove.__dataclass_fields__}
    return StockMove(**values | {"kind": MoveKind(row["kind"]), "expiry": _day(row["expiry"])})


def _day(told: str | None) -> date | None:
    return date.fromisoformat(told) if told else None


def _was_booked(conn: Connection, part: str) -> bool:
    return bool(conn.execute(_BOOKED, {"part": part}).scalar())
