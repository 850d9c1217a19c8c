"""The ledger of the shelf: rows are only ever added; what lies on the shelf is their sum, kept beside the batch for the search.

Every seat of an institution has the same rows. What comes and goes otherwise is told row by row; what is given out, or put back, is a row
that every seat writes itself when it hears of the part, under an id that follows from it: told twice, it is booked once.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from sqlalchemy import Connection, bindparam, func, select

from app.clock import day_bounds, instant, local_day
from app.domain.dispensing import Dispense, DispenseStatus, MoveKind, StockMove
from app.domain.formulary import Batch
from app.domain.ids import derived_id, new_id
from app.store import settings
from app.store.driver import run
from app.store.rows import among
from app.store.rows import listed as as_list
from app.store.tables.dispensing import stock_move
from app.store.tables.formulary import formulary_batch
from app.store.unit_of_work import UnitOfWork

OFF, ONTO = "off", "onto"
"""Reasons of a correction's two rows; what the second one says of the last day of use stands from then on."""

_SUMS = (
    select(stock_move.c.drug, stock_move.c.batch, func.sum(stock_move.c.pieces).label("pieces"))
    .where(stock_move.c.drug.in_(bindparam("drugs", expanding=True)))
    .group_by(stock_move.c.drug, stock_move.c.batch)
)
_SUM_UP = """
INSERT INTO formulary_batch (drug, number, expiry, stock) SELECT ?, ?, ?, sum(pieces) FROM stock_move WHERE drug = ? AND batch = ?
ON CONFLICT (drug, number) DO UPDATE SET stock = excluded.stock, expiry = iif(?, excluded.expiry, coalesce(expiry, excluded.expiry))
"""
_REVISED = "UPDATE formulary SET revision = (SELECT max(revision) FROM formulary) + 1 WHERE drug = ?"
_LISTED = "SELECT 1 FROM formulary WHERE drug = ?"
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
_BY_IDS = select(stock_move).where(among(stock_move.c.id, "ids"))
_OF_PART = select(stock_move).where(stock_move.c.dispense == bindparam("part"))
_SHORT = select(formulary_batch).where(formulary_batch.c.stock < 0).order_by(formulary_batch.c.drug, formulary_batch.c.number)
_SETTLED = select(stock_move.c.dispense).where(among(stock_move.c.dispense, "parts"), stock_move.c.kind == MoveKind.SETTLED.value)
_BATCHES = select(formulary_batch).where(formulary_batch.c.drug == bindparam("drug"))


def of_part(conn: Connection, part: str) -> list[StockMove]:
    """The rows of what was given out, or packed, with one part or step."""
    return [_move(row) for row in conn.execute(_OF_PART, {"part": part}).mappings()]


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


def by_ids(conn: Connection, keys: Collection[str]) -> dict[str, StockMove]:
    """Those of some rows that are here, by id."""
    return {row["id"]: _move(row) for row in conn.execute(_BY_IDS, {"ids": as_list(keys)}).mappings()}


def get(conn: Connection, key: str) -> StockMove | None:
    """One row."""
    return by_ids(conn, [key]).get(key)


def short(conn: Connection) -> list[tuple[str, Batch]]:
    """Products with a batch of which more went off than ever came: two seats gave out the last box before they met."""
    return [(row.drug, Batch(row.number, _day(row.expiry), row.stock)) for row in conn.execute(_SHORT)]


def settled(conn: Connection, parts: Collection[str]) -> set[str]:
    """Those of some parts of which somebody wrote what came of a code that went out twice."""
    return set(conn.execute(_SETTLED, {"parts": as_list(parts)}).scalars())


def batches_of(conn: Connection, drug: str) -> tuple[Batch, ...]:
    """The batches of a product, empty ones too."""
    return tuple(Batch(row.number, _day(row.expiry), row.stock) for row in conn.execute(_BATCHES, {"drug": drug}))


def book(uow: UnitOfWork, part: Dispense, kind: MoveKind) -> None:
    """A part comes off the shelf, or goes back on the one from which it was taken: where it was never booked, nothing is."""
    back = kind is MoveKind.TAKEN_BACK
    key = _booking(part, kind)
    if uow.has(stock_move, key) or (back and not uow.has(stock_move, _booking(part, MoveKind.DISPENSED))):
        return
    at, by = (part.back_at or uow.at, part.back_by or "") if back else (part.prepared_at, part.prepared_by)
    pieces = part.pieces if back else -part.pieces
    add(uow, StockMove(key, part.drug, part.batch, part.expiry, kind, pieces, at, by, dispense=part.id))


def book_heard(uow: UnitOfWork, part: Dispense) -> None:
    """A part that another seat of this institution took off the shelf (:func:`is_here`)."""
    book(uow, part, MoveKind.DISPENSED)
    if part.status is DispenseStatus.TAKEN_BACK:
        book(uow, part, MoveKind.TAKEN_BACK)


def has_product(conn: Connection, drug: str) -> bool:
    """Whether the institution's list has a product at all."""
    return run(conn, _LISTED, (drug,)).fetchone() is not None


def is_here(conn: Connection, shelf: str) -> bool:
    """Whether it is this institution's shelf; of any other's this ledger says nothing."""
    return bool(shelf) and shelf == settings.get(conn, settings.ORGANIZATION, "")


def _booking(part: Dispense, kind: MoveKind) -> str:
    return derived_id("stock-move", part.id, kind.value)


def add(uow: UnitOfWork, one: StockMove) -> None:
    """Write a row and put the new sum beside the batch. The product has an entry in the formulary."""
    _write(uow, one)
    if one.kind is MoveKind.SETTLED:
        return
    expiry = one.expiry.isoformat() if one.expiry else None
    run(uow.conn, _SUM_UP, (one.drug, one.batch, expiry, one.drug, one.batch, one.reason == ONTO))
    run(uow.conn, _REVISED, (one.drug,))


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
            moves.append(StockMove("", drug, number, expiry, MoveKind.LISTED, difference, uow.at, uow.actor.practitioner))
    uow.insert_all(stock_move, [_row(one) for one in _named(uow, moves, here)], action=MoveKind.LISTED.value)


def _named(uow: UnitOfWork, moves: list[StockMove], here: Mapping[tuple[str, str], int]) -> list[StockMove]:
    """With one id for one list that was read on two seats before they met: its stock is there once."""
    shelf, day = settings.get(uow.conn, settings.ORGANIZATION, ""), local_day(instant(uow.at)).isoformat()
    keys = [
        derived_id("stock-listed", shelf, day, one.drug, one.batch, str(here.get((one.drug, one.batch), 0)), str(one.pieces))
        for one in moves
    ]
    uow.expect(stock_move, keys)
    return [replace(one, id=new_id() if uow.has(stock_move, key) else key) for one, key in zip(moves, keys, strict=True)]


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
