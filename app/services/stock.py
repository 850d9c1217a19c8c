"""进销存: what comes onto the shelf and goes off it otherwise than to a patient; every act is a row of the ledger, nothing is overwritten."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache

from app.clock import local_day
from app.domain.dispensing import MoveKind, StockMove
from app.domain.formulary import Batch, FormularyEntry
from app.domain.ids import new_id, tidy
from app.errors import KnownError
from app.rules.shipped import shipped_toml
from app.services.desk import Desk
from app.services.shelf import Shelves
from app.services.stock_settling import ToSettle, explain, to_settle
from app.store import accounts, formulary, stock
from app.store.database import Reading
from app.store.unit_of_work import UnitOfWork

_MOST_PIECES = 1_000_000
_GIVEN = (MoveKind.DISPENSED, MoveKind.TAKEN_BACK, MoveKind.SENT_OUT, MoveKind.CAME_BACK)
_WORDS = 200


@dataclass(frozen=True, slots=True)
class LedgerRow:
    """A row with the name of whoever wrote it and what lay on the shelf of this product afterwards."""

    move: StockMove
    by: str
    left: int


@dataclass(frozen=True, slots=True)
class StockView:
    """One product: its batches, the one to give first at the top, and its ledger, newest first."""

    drug: str
    name: str
    piece: str
    pack_size: int
    pack_word: str
    batches: tuple[Batch, ...]
    ledger: tuple[LedgerRow, ...]


@dataclass(frozen=True, slots=True)
class Turnover:
    """进销存 of one product over a period, in pieces: what lay there, came, was given out, went otherwise, lies there."""

    drug: str
    name: str
    opening: int
    received: int
    dispensed: int
    other: int
    closing: int


@cache
def loss_reasons() -> Mapping[str, str]:
    """Coded reasons of a loss and their words."""
    found: Mapping[str, str] = shipped_toml("dispensing_policy.toml")["loss"]
    return found


class Stock:
    """For whoever keeps the shelf (``stock.write``); reading asks for ``formulary.read``."""

    def __init__(self, desk: Desk, shelves: Shelves) -> None:
        self._desk, self._shelves = desk, shelves

    def view(self, drug: str) -> StockView:
        """Batches and ledger. Raises KnownError ``drug_unknown``."""
        self._desk.allow("formulary.read")
        shelf = self._shelves.now()
        product = shelf.products.get(drug)
        if product is None:
            raise KnownError("drug_unknown")
        card = shelf.card(drug)
        batches, rows = self._desk.store.read(lambda conn: (stock.batches_of(conn, drug), _ledger(conn, drug)))
        in_turn = sorted(batches, key=lambda one: (one.stock <= 0, one.expiry is None, one.expiry or date.max))
        size, word = (card.pack_size, card.pack_word) if card is not None else (1, "")
        return StockView(drug, product.name, product.pack_unit, size, word, tuple(in_turn), rows)

    def receive(self, drug: str, batch: str, expiry: date, pieces: int, note: str = "") -> None:
        """入库. ``note``: supplier and number of the paper that came along.

        Raises KnownError ``drug_unknown``, ``stock_pieces``, ``stock_batch``, ``stock_expired``, ``stock_expiry_differs``.
        """
        actor, number = self._desk.allow("stock.write"), tidy(batch)
        _counted(pieces, 1)
        if not number:
            raise KnownError("stock_batch")
        if expiry < self._today():
            raise KnownError("stock_expired", day=expiry.isoformat())
        if drug not in self._shelves.now().products:
            raise KnownError("drug_unknown")

        def work(uow: UnitOfWork) -> None:
            if not formulary.entries(uow.conn, [drug]):
                formulary.put(uow, [FormularyEntry(drug)])
            known = _batch(uow.conn, drug, number)
            if known is not None and known.expiry not in (None, expiry):
                raise KnownError("stock_expiry_differs", day=str(known.expiry))
            _add(uow, drug, Batch(number, expiry, 0), MoveKind.RECEIPT, pieces, note=note)

        self._desk.store.write(work, actor).result()

    def count(self, drug: str, batch: str, counted: int, note: str = "") -> int:
        """盘点: so many pieces are really there; gives the difference. Raises KnownError ``stock_pieces``, ``stock_batch_unknown``."""
        actor = self._desk.allow("stock.write")
        _counted(counted, 0)

        def work(uow: UnitOfWork) -> int:
            here = _known(uow.conn, drug, batch)
            difference = counted - here.stock
            if difference:
                _add(uow, drug, here, MoveKind.COUNTED, difference, note=note)
            return difference

        return self._desk.store.write(work, actor).result()

    def lose(self, drug: str, batch: str, pieces: int, reason: str, note: str = "") -> None:
        """报损. ``reason``: a key of :func:`loss_reasons`. Raises KnownError ``reason_needed``, ``stock_pieces``, ``stock_short`` …"""
        self._desk.allow("stock.write")
        if reason not in loss_reasons():
            raise KnownError("reason_needed")
        self._take(drug, batch, pieces, MoveKind.LOSS, reason, note)

    def send_back(self, drug: str, batch: str, pieces: int, note: str) -> None:
        """退回供货方; ``note`` says to whom and why. Raises KnownError ``reason_needed``, ``stock_pieces``, ``stock_short`` …"""
        self._desk.allow("stock.write")
        if not note.strip():
            raise KnownError("reason_needed")
        self._take(drug, batch, pieces, MoveKind.SENT_BACK, "", note)

    def to_settle(self) -> ToSettle:
        """What two seats gave out before they met."""
        self._desk.allow("formulary.read")
        shelf = self._shelves.now()
        return self._desk.store.read(lambda conn: to_settle(conn, shelf))

    def explain(self, code: str, reason: str, note: str = "") -> None:
        """What came of a code that went out twice. ``reason``: of :func:`app.services.stock_settling.explanations`.

        Raises KnownError ``reason_needed``, ``stock_settled``.
        """
        shelf = self._shelves.now()
        self._desk.write("stock.write", lambda uow: explain(uow, code, reason, note, shelf))

    def correct(self, drug: str, batch: str, number: str, expiry: date, reason: str) -> None:
        """更正批号、效期: what lies there moves onto the batch as it really is; the wrong row stays in the ledger, with the reason.

        Raises KnownError ``reason_needed``, ``stock_batch``, ``stock_batch_unknown``, ``stock_same``, ``stock_expiry_differs``.
        """
        actor, right = self._desk.allow("stock.write"), tidy(number)
        if not reason.strip():
            raise KnownError("reason_needed")
        if not right:
            raise KnownError("stock_batch")

        def work(uow: UnitOfWork) -> None:
            wrong = _known(uow.conn, drug, batch)
            if (right, expiry) == (wrong.number, wrong.expiry):
                raise KnownError("stock_same")
            other = _batch(uow.conn, drug, right) if right != batch else None
            if other is not None and other.expiry not in (None, expiry):
                raise KnownError("stock_expiry_differs", day=str(other.expiry))
            _add(uow, drug, wrong, MoveKind.CORRECTED, -wrong.stock, stock.OFF, reason)
            _add(uow, drug, Batch(right, expiry, 0), MoveKind.CORRECTED, wrong.stock, stock.ONTO, reason)

        self._desk.store.write(work, actor).result()

    def turnover(self, since: date, until: date) -> list[Turnover]:
        """进销存 from the first day to the last one, both in it; products of which nothing moved and nothing lies there are left out."""
        self._desk.allow("formulary.read")
        shelf = self._shelves.now()
        sums = self._desk.store.read(lambda conn: stock.by_day(conn, since, until))
        rows = []
        for drug, (opening, moved) in sums.items():
            received = moved.get(MoveKind.RECEIPT, 0)
            out = sum(moved.get(kind, 0) for kind in _GIVEN)
            total = sum(moved.values())
            name = shelf.products[drug].name if drug in shelf.products else drug
            rows.append(Turnover(drug, name, opening, received, -out, total - received - out, opening + total))
        return sorted((one for one in rows if one.opening or one.closing or one.received or one.dispensed), key=lambda one: one.name)

    def _take(self, drug: str, batch: str, pieces: int, kind: MoveKind, reason: str, note: str) -> None:
        _counted(pieces, 1)

        def work(uow: UnitOfWork) -> None:
            here = _known(uow.conn, drug, batch)
            if pieces > here.stock:
                raise KnownError("stock_short", left=here.stock)
            _add(uow, drug, here, kind, -pieces, reason, note)

        self._desk.write("stock.write", work)

    def _today(self) -> date:
        return local_day(self._desk.clock.now())


def _add(uow: UnitOfWork, drug: str, batch: Batch, kind: MoveKind, pieces: int, reason: str = "", note: str = "") -> None:
    words = note.strip()[:_WORDS]
    move = StockMove(new_id(), drug, batch.number, batch.expiry, kind, pieces, uow.at, uow.actor.practitioner, reason, words)
    stock.add(uow, move)


def _counted(pieces: int, least: int) -> None:
    if not least <= pieces <= _MOST_PIECES:
        raise KnownError("stock_pieces")


def _batch(conn: Reading, drug: str, number: str) -> Batch | None:
    return next((one for one in stock.batches_of(conn, drug) if one.number == number), None)


def _known(conn: Reading, drug: str, number: str) -> Batch:
    found = _batch(conn, drug, number)
    if found is None:
        raise KnownError("stock_batch_unknown", batch=number)
    return found


def _ledger(conn: Reading, drug: str) -> tuple[LedgerRow, ...]:
    left = sum(one.stock for one in stock.batches_of(conn, drug))
    names: dict[str, str] = {}
    rows = []
    for move in stock.moves_of(conn, drug):
        if move.by not in names:
            who = accounts.practitioner(conn, move.by)
            names[move.by] = "" if who is None else who.name
        rows.append(LedgerRow(move, names[move.by], left))
        left -= move.pieces
    return tuple(rows)
