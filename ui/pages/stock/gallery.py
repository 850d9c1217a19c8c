"""The shelf on show: a product with an expired batch, and an empty one."""

from __future__ import annotations

from datetime import UTC, date, datetime

from PySide6.QtWidgets import QWidget

from app.clock import SetClock
from app.domain.dispensing import MoveKind, StockMove
from app.domain.formulary import Batch
from app.services.drug_search import ProductRow
from app.services.formulary import ALL, FormularyList
from app.services.stock import LedgerRow, StockView, Turnover
from app.services.stock_settling import CodeClash, Shortfall, SoldPart, ToSettle
from ui.gallery import Entry as Shown
from ui.pages.on_show import on_show
from ui.pages.stock.model import StockModel
from ui.pages.stock.page import StockPage

NOW = datetime(2026, 3, 5, 2, 20, tzinfo=UTC)


def product(drug: str, name: str, strength: str, stock: str) -> ProductRow:
    """A product of the list."""
    return ProductRow(drug, name, "片剂", strength, "", stock=1, stock_text=stock)


ROWS = (
    product("a", "苯磺酸氨氯地平片", "5mg", "13盒"),
    product("m", "盐酸二甲双胍片", "0.25g", "2瓶"),
    product("s", "阿司匹林肠溶片", "0.1g", "9盒"),
)


def move(key: str, at: str, kind: MoveKind, pieces: int, left: int, by: str, **more: str) -> LedgerRow:
    """A row of the ledger."""
    given = {"batch": "24110302"} | more
    return LedgerRow(StockMove(key, "a", given.pop("batch"), None, kind, pieces, at, "w", **given), by, left)


VIEW = StockView(
    "a",
    "苯磺酸氨氯地平片",
    "片",
    28,
    "盒",
    (
        Batch("24110302", date(2026, 5, 31), 84),
        Batch("25020711", date(2027, 8, 31), 280),
        Batch("23080506", date(2026, 2, 28), 14),
    ),
    (
        move("5", "2026-03-05T01:58:00.000Z", MoveKind.DISPENSED, -28, 378, "李秀兰"),
        move("4", "2026-03-05T00:31:00.000Z", MoveKind.LOSS, -2, 406, "李秀兰", reason="broken", note="铝箔破损"),
        move("3", "2026-03-04T09:12:00.000Z", MoveKind.COUNTED, -6, 408, "王建国", note="月末盘点"),
        move("2", "2026-03-02T01:00:00.000Z", MoveKind.RECEIPT, 280, 414, "王建国", batch="25020711", note="县医药公司 XS20260302-17"),
        move("1", "2026-02-10T01:00:00.000Z", MoveKind.LISTED, 134, 134, "王建国"),
    ),
)


class Desk:
    """Answers from made-up rows; nothing moves."""

    def __init__(self, rows: tuple[ProductRow, ...] = ROWS, open_: ToSettle = ToSettle()) -> None:  # noqa: B008
        self._rows, self._open = rows, open_

    def listed(self, text: str = "", view: str = ALL, limit: int = 200) -> FormularyList:
        """Three."""
        return FormularyList(self._rows, len(self._rows), {})

    def view(self, drug: str) -> StockView:
        """Always the same."""
        return VIEW

    def receive(self, drug: str, batch: str, expiry: date, pieces: int, note: str = "") -> None:
        """Nothing."""

    def count(self, drug: str, batch: str, counted: int, note: str = "") -> int:
        """Nothing."""
        return 0

    def lose(self, drug: str, batch: str, pieces: int, reason: str, note: str = "") -> None:
        """Nothing."""

    def send_back(self, drug: str, batch: str, pieces: int, note: str) -> None:
        """Nothing."""

    def correct(self, drug: str, batch: str, number: str, expiry: date, reason: str) -> None:
        """Nothing."""

    def to_settle(self) -> ToSettle:
        """What was made up."""
        return self._open

    def explain(self, code: str, reason: str, note: str = "") -> None:
        """Nothing."""

    def turnover(self, since: date, until: date) -> list[Turnover]:
        """A month."""
        rows = (("a", "苯磺酸氨氯地平片", 134, 280, 28, -8), ("m", "盐酸二甲双胍片", 192, 0, 96, 0), ("s", "阿司匹林肠溶片", 300, 0, 30, 0))
        return [Turnover(*row, sum(row[2:4]) - row[4] + row[5]) for row in rows] if self._rows else []


def page(desk: Desk) -> StockPage:
    """The page over made-up rows."""
    return on_show(lambda bridge: StockPage(StockModel(desk, desk, SetClock(NOW), True), bridge))


def shelf() -> QWidget:
    """Something was just taken in."""
    made = page(Desk())
    made.model.open("a")
    made.model.receive("25020711", "2027-08-31", "280", "")
    return made


def nothing() -> QWidget:
    """An empty shelf."""
    return page(Desk(()))


def month() -> QWidget:
    """What came and went this month."""
    return page(Desk())


def settling() -> QWidget:
    """Two seats gave out the last box, and one code, before they met."""
    sold = (SoldPart("p", "王秀英", 28, "2026-03-05T00:41:00.000Z"), SoldPart("q", "李桂芳", 28, "2026-03-05T01:55:00.000Z"))
    open_ = ToSettle(
        (Shortfall("a", "苯磺酸氨氯地平片", "24110302", 28, "片"),),
        (CodeClash("84144500000000000001", "a", "苯磺酸氨氯地平片", sold),),
    )
    return page(Desk(open_=open_))


def correcting() -> QWidget:
    """A batch was written down wrongly."""
    made = page(Desk())
    made.model.open("a")
    made.acts.acts.set_value("corrected")
    made.acts.acts.chosen.emit("corrected")
    made.acts.new_batch.setText("24110308")
    made.acts.expiry.setText("2026-11-30")
    made.acts.note.setText("入库时看错批号")
    return made


ENTRIES = [
    Shown("stock-settling", settling),
    Shown("stock-correcting", correcting),
    Shown("stock-month", month),
    Shown("stock", shelf),
    Shown("stock-nothing", nothing),
]
