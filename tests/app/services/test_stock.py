"""The ledger of the shelf: nothing is overwritten, what lies there is the sum, and what may not be given does not come in."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from functools import partial

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import IntegrityError

from app.clock import SetClock
from app.domain.dispensing import MoveKind
from app.domain.formulary import Batch, FormularyEntry
from app.errors import KnownError, NotAllowed
from app.rules.pack import Pack
from app.services.desk import Desk
from app.services.formulary import Formulary
from app.services.shelf import Shelves
from app.services.stock import Stock, loss_reasons
from app.store import stock as ledger
from app.store.tables.log import audit
from app.store.unit_of_work import UnitOfWork
from tests.app.services.counter import NEW, OLD, left, shelve
from tests.app.services.rx_reviewers import hire, seat

DRUG = "amlodipine-tab"
DAY = 86_400


@pytest.fixture
def shelves(desk: Desk, pack: Pack) -> Shelves:
    return Shelves(desk, pack.products)


@pytest.fixture
def stock(desk: Desk, shelves: Shelves) -> Stock:
    return Stock(desk, shelves)


def _execute(uow: UnitOfWork, words: str) -> None:
    uow.conn.execute(text(words))


def sums(desk: Desk) -> dict[tuple[str, str], int]:
    return desk.store.read(lambda conn: ledger.sums(conn, [DRUG]))


def test_what_comes_in_is_found_by_the_search_and_stands_in_the_ledger(stock: Stock, shelves: Shelves) -> None:
    shelve(stock)
    entry = shelves.now().entries[DRUG]
    assert entry.stock(date(2026, 3, 5)) == 84 and {one.number: one.expiry for one in entry.batches} == {"O1": OLD, "N1": NEW}
    view = stock.view(DRUG)
    assert [one.number for one in view.batches] == ["O1", "N1"], "the one to give first stands first"
    assert {(row.move.kind, row.move.pieces) for row in view.ledger} == {(MoveKind.RECEIPT, 28), (MoveKind.RECEIPT, 56)}
    assert {row.by for row in view.ledger} == {"王建国"}
    assert view.ledger[0].left == 84 and {row.move.note for row in view.ledger} == {"", "县医药公司 0305-1"}


def test_what_lies_on_the_shelf_is_the_sum_of_the_ledger_after_every_act(desk: Desk, stock: Stock) -> None:
    shelve(stock)
    stock.lose(DRUG, "O1", 3, "broken", "掉在地上")
    assert stock.count(DRUG, "N1", 50) == -6
    assert stock.count(DRUG, "N1", 50) == 0
    stock.send_back(DRUG, "N1", 20, "县医药公司:包装破损")
    stock.receive(DRUG, "O1", OLD, 7)
    assert left(stock) == {"O1": 32, "N1": 30}
    assert sums(desk) == {(DRUG, "O1"): 32, (DRUG, "N1"): 30}
    kinds = [row.move.kind for row in stock.view(DRUG).ledger]
    assert sorted(kinds) == sorted([MoveKind.RECEIPT] * 3 + [MoveKind.LOSS, MoveKind.COUNTED, MoveKind.SENT_BACK]), (
        "an equal count is no row"
    )


def test_a_list_that_tells_other_numbers_writes_the_difference(desk: Desk, stock: Stock, pack: Pack) -> None:
    shelve(stock)
    Formulary(desk, pack).put(FormularyEntry(DRUG, batches=(Batch("N1", NEW, 40), Batch("X1", NEW, 5))))
    assert left(stock) == {"N1": 40, "X1": 5}
    assert sums(desk) == {(DRUG, "O1"): 0, (DRUG, "N1"): 40, (DRUG, "X1"): 5}
    listed = {(row.move.batch, row.move.pieces) for row in stock.view(DRUG).ledger if row.move.kind is MoveKind.LISTED}
    assert listed == {("O1", -28), ("N1", -16), ("X1", 5)}


def test_a_row_of_the_ledger_can_neither_be_changed_nor_deleted(desk: Desk, stock: Stock) -> None:
    shelve(stock)
    for words in ("UPDATE stock_move SET pieces = 1", "DELETE FROM stock_move"):
        act = partial(_execute, words=words)
        with pytest.raises(IntegrityError, match="never"):
            desk.store.write(act).result()
    assert left(stock) == {"O1": 28, "N1": 56}


@pytest.mark.parametrize(
    ("batch", "expiry", "pieces", "code"),
    [
        ("", NEW, 1, "stock_batch"),
        ("B", date(2026, 3, 4), 1, "stock_expired"),
        ("B", NEW, 0, "stock_pieces"),
        ("B", NEW, -5, "stock_pieces"),
        ("B", NEW, 10_000_000, "stock_pieces"),
        ("N1", OLD, 1, "stock_expiry_differs"),
    ],
)
def test_what_cannot_be_right_does_not_come_in(desk: Desk, stock: Stock, batch: str, expiry: date, pieces: int, code: str) -> None:
    shelve(stock)
    with pytest.raises(KnownError) as caught:
        stock.receive(DRUG, batch, expiry, pieces)
    assert caught.value.code == code and left(stock) == {"O1": 28, "N1": 56}


def test_the_last_day_of_use_may_still_come_in(stock: Stock, desk: Desk) -> None:
    stock.receive(DRUG, "T", date(2026, 3, 5), 1)
    assert left(stock) == {"T": 1}


def test_nothing_goes_off_that_is_not_there(desk: Desk, stock: Stock) -> None:
    shelve(stock)
    acts: tuple[tuple[Callable[[], object], str], ...] = (
        (lambda: stock.lose(DRUG, "O1", 29, "expired"), "stock_short"),
        (lambda: stock.lose(DRUG, "O1", 1, "because"), "reason_needed"),
        (lambda: stock.send_back(DRUG, "O1", 1, " "), "reason_needed"),
        (lambda: stock.count(DRUG, "Z", 1), "stock_batch_unknown"),
        (lambda: stock.receive("nothing", "B", NEW, 1), "drug_unknown"),
        (lambda: stock.view("nothing"), "drug_unknown"),
    )
    for act, code in acts:
        with pytest.raises(KnownError) as caught:
            act()
        assert caught.value.code == code
    assert left(stock) == {"O1": 28, "N1": 56} and "expired" in loss_reasons()


def test_an_expired_batch_can_be_written_off(stock: Stock, desk: Desk, clock: SetClock) -> None:
    shelve(stock)
    clock.forward(90 * DAY)
    stock.lose(DRUG, "O1", 28, "expired")
    assert left(stock) == {"O1": 0, "N1": 56}


def test_a_wrong_batch_number_and_day_are_corrected_by_two_rows_with_the_reason(stock: Stock, desk: Desk) -> None:
    shelve(stock)
    stock.correct(DRUG, "O1", "O7", NEW, "入库时看错")
    assert left(stock) == {"O1": 0, "O7": 28, "N1": 56}
    (right,) = [one for one in stock.view(DRUG).batches if one.number == "O7"]
    assert right.expiry == NEW
    stock.correct(DRUG, "O7", "O7", OLD, "再次核对药盒")
    (right,) = [one for one in stock.view(DRUG).batches if one.number == "O7"]
    assert (right.stock, right.expiry) == (28, OLD), "the day alone"
    told = [(row.move.batch, row.move.pieces, row.move.note) for row in stock.view(DRUG).ledger if row.move.kind is MoveKind.CORRECTED]
    assert sorted(told) == sorted(
        [("O1", -28, "入库时看错"), ("O7", 28, "入库时看错"), ("O7", -28, "再次核对药盒"), ("O7", 28, "再次核对药盒")]
    )


@pytest.mark.parametrize(
    ("batch", "number", "expiry", "reason", "code"),
    [
        ("O1", "O7", NEW, " ", "reason_needed"),
        ("O1", " ", NEW, "看错", "stock_batch"),
        ("X9", "O7", NEW, "看错", "stock_batch_unknown"),
        ("O1", "O1", OLD, "看错", "stock_same"),
        ("O1", "N1", OLD, "看错", "stock_expiry_differs"),
    ],
)
def test_a_correction_needs_a_reason_and_something_to_correct(
    stock: Stock, batch: str, number: str, expiry: date, reason: str, code: str
) -> None:
    shelve(stock)
    with pytest.raises(KnownError) as caught:
        stock.correct(DRUG, batch, number, expiry, reason)
    assert caught.value.code == code and left(stock) == {"O1": 28, "N1": 56}


def test_turnover_adds_up_from_opening_to_closing(stock: Stock, clock: SetClock) -> None:
    shelve(stock)
    clock.forward(1 * DAY)
    stock.receive(DRUG, "N1", NEW, 14)
    stock.lose(DRUG, "O1", 2, "broken")
    (one,) = stock.turnover(date(2026, 3, 6), date(2026, 3, 6))
    assert (one.opening, one.received, one.dispensed, one.other, one.closing) == (84, 14, 0, -2, 96)
    (both,) = stock.turnover(date(2026, 3, 1), date(2026, 3, 31))
    assert (both.opening, both.received, both.closing) == (0, 98, 96)
    assert stock.turnover(date(2026, 2, 1), date(2026, 2, 28)) == []


def test_every_row_is_in_the_audit_trail_and_the_chain_holds(desk: Desk, stock: Stock) -> None:
    shelve(stock)
    stock.lose(DRUG, "O1", 1, "broken")
    query = select(audit.c.action, audit.c.reason).where(audit.c.type == "stock_move").order_by(audit.c.seq)
    rows = [tuple(row) for row in desk.store.read(lambda conn: conn.execute(query).all())]
    assert rows == [("receipt", ""), ("receipt", ""), ("loss", "broken")]


def test_whoever_only_dispenses_changes_nothing_else(desk: Desk, stock: Stock) -> None:
    shelve(stock)
    who = hire(desk, "李药师", "101")
    seat(desk, who)
    stock.count(DRUG, "O1", 27)
    seat(desk, replace(who, permissions=who.permissions - {"stock.write"}))
    with pytest.raises(NotAllowed):
        stock.count(DRUG, "O1", 26)
    assert left(stock) == {"O1": 27, "N1": 56}
