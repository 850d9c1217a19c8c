"""The ledger of the shelf is only ever added to: what is booked next may not take longer for all that was booked before."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import Select
from sqlalchemy.dialects import sqlite

from app.domain.dispensing import MoveKind, StockMove
from app.domain.formulary import Batch, FormularyEntry
from app.domain.ids import new_id
from app.store import formulary, stock
from app.store.database import Store

DRUG, LAST_DAY = "amlodipine-tab", date(2027, 1, 31)


def plan(store: Store, query: Select[Any] | str, **given: object) -> str:
    text = query
    if not isinstance(query, str):
        text = str(query.params(**given).compile(dialect=sqlite.dialect(), compile_kwargs={"render_postcompile": True}))
    asked = f"EXPLAIN QUERY PLAN {text}"
    return " | ".join(str(row[3]) for row in store.read(lambda conn: conn.exec_driver_sql(asked, ("x",) * asked.count("?")).all()))


def test_sums_are_taken_from_an_index_alone(store: Store) -> None:
    plans = [
        plan(store, stock._SUM_UP),
        plan(store, stock._SUMS, drugs=[DRUG]),
        plan(store, stock._BEFORE, since="2026-03-05"),
    ]
    assert all("USING COVERING INDEX" in how for how in plans), plans


def test_the_newest_rows_of_a_product_are_found_without_sorting_all_of_them(store: Store) -> None:
    how = plan(store, stock._OF_DRUG, drug=DRUG, most=200)
    assert "SEARCH stock_move USING INDEX" in how and "FOR LAST TERM OF ORDER BY" in how, how


def test_a_move_changes_its_own_batch_alone(store: Store) -> None:
    batches = (Batch("A", LAST_DAY, 10), Batch("B", LAST_DAY, 20))
    store.write(lambda uow: formulary.put(uow, [FormularyEntry(DRUG, batches=batches)])).result()
    move = StockMove(new_id(), DRUG, "A", LAST_DAY, MoveKind.LOSS, -4, "2026-03-05T00:40:00.000Z", "a")
    store.write(lambda uow: stock.add(uow, move)).result()
    assert {one.number: one.stock for one in store.read(lambda conn: stock.batches_of(conn, DRUG))} == {"A": 6, "B": 20}
    assert store.read(lambda conn: stock.sums(conn, [DRUG])) == {(DRUG, "A"): 6, (DRUG, "B"): 20}
