"""Settling on show: a sheet to be paid by the insurance, one that is paid, and one that two seats settled."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime

from PySide6.QtWidgets import QWidget

from app.clock import SetClock
from app.domain.settlement import Settlement
from app.errors import KnownError
from app.services.bill import Bill, BillLine
from app.services.report_paper import Table
from app.services.settlement import Payment, Settled, check_payment
from ui.gallery import Entry as Shown
from ui.pages.on_show import on_show
from ui.pages.printing.gallery import NoPrinters
from ui.pages.settlement.model import SettlementModel
from ui.pages.settlement.page import SettlementPage

NOW = datetime(2026, 3, 5, 2, 20, tzinfo=UTC)
AT = "2026-03-05T02:05:00.000Z"


def settlement(key: str, way: str, amount: int, insured: int = 0, **more: object) -> Settlement:
    """One of this morning."""
    given = {"reckoned_fen": amount, "number": "", "reason": "", "by": "w", "at": AT} | more
    return Settlement(key, "p", f"s-{key}", "o", way, amount, insured_fen=insured, **given)  # type: ignore[arg-type]


LINES = (
    BillLine("苯磺酸氨氯地平片", "5mg × 28片/盒", 28, "片", 1_290, 0),
    BillLine("盐酸二甲双胍片", "0.25g × 48片/瓶", 192, "片", 1_920, 0),
)
BILL = Bill("1", "p", "120111D6001-A1-20260305-0001", "王秀英 女 66岁", "城乡居民医保", AT, LINES, False, False)
PAID = settlement("5", "城乡居民医保", 3_200, 2_240, reckoned_fen=3_210, number="410102-0305-0017", reason="抹零")
TWICE = (settlement("8", "自费", 860), settlement("9", "自费", 860, at="2026-03-05T02:07:00.000Z"))
ROWS = (
    replace(
        BILL,
        sheet="2",
        who="赵德明 男 58岁",
        way="自费",
        lines=(BillLine("布洛芬缓释胶囊", "0.3g × 20粒/盒", 20, "粒", 860, 0),),
        paid=TWICE,
    ),
    BILL,
    replace(
        BILL,
        sheet="3",
        who="李桂芳 女 71岁",
        lines=(LINES[0], replace(LINES[1], pieces=48, missing=144, price_fen=None)),
        uncoded=True,
    ),
)
SETTLED = (
    Settled(settlement("6", "自费", 450, takes_back="7", reason="写错人"), "张建国", "120111D6001-A1-20260305-0006", "李秀兰", False),
    Settled(PAID, "王大山", "120111D6001-A1-20260305-0005", "李秀兰", True),
    Settled(settlement("7", "自费", 450), "张建国", "120111D6001-A1-20260305-0006", "李秀兰", False),
    Settled(settlement("4", "自费", 1_280), "刘素芬", "120111D6001-A1-20260305-0004", "李秀兰", True),
)


class Till:
    """Answers from made-up rows; nothing is kept."""

    def __init__(self, rows: tuple[Bill, ...] = ROWS, settled: tuple[Settled, ...] = SETTLED) -> None:
        self._rows, self._settled = rows, settled

    def waiting(self) -> list[Bill]:
        """The morning."""
        return list(self._rows)

    def bill(self, sheet: str) -> Bill:
        """One of them, else the first."""
        return next((one for one in self._rows if one.sheet == sheet), BILL)

    def settle(self, sheet: str, payment: Payment) -> Settlement:
        """As typed, where it holds."""
        check_payment(self.bill(sheet), payment)
        return settlement("new", payment.way, payment.amount_fen, payment.insured_fen)

    def take_back(self, key: str, reason: str) -> None:
        """Nothing without a reason."""
        if not reason:
            raise KnownError("reason_needed")

    def of_day(self, day: date) -> list[Settled]:
        """The morning's."""
        return list(self._settled)


class NoPaper:
    """Prints nothing."""

    def pdf(self, title: str, tables: Sequence[tuple[str, Table]], notes: Sequence[str]) -> bytes:
        """Empty."""
        return b""

    def printed(self, pdf: bytes) -> None:
        """Nothing."""

    def receipt(self, bill: Bill, paid: Settlement, by: str) -> bytes:
        """Empty."""
        return b""

    def receipt_printed(self, pdf: bytes) -> None:
        """Nothing."""


def page(till: Till) -> SettlementPage:
    """The page over made-up rows."""
    return on_show(lambda bridge: SettlementPage(SettlementModel(till, NoPaper(), SetClock(NOW), lambda: "李秀兰"), bridge, NoPrinters()))


def insured() -> QWidget:
    """What the insurance's system said is being typed."""
    made = page(Till())
    made.model.open("1")
    made.form.insured.setText("22.40")
    made.form.number.setText("410102-0305-0018")
    return made


def missing() -> QWidget:
    """Half of it was given out, no price, no code."""
    made = page(Till())
    made.model.open("3")
    made.model.settle("城乡居民医保", "17.00", "", "410102-0305-0019", "")
    return made


def paid() -> QWidget:
    """A settlement that stands."""
    made = page(Till())
    made.model.show(SETTLED[1])
    return made


ENTRIES = [Shown("settlement", insured), Shown("settlement-missing", missing), Shown("settlement-paid", paid)]
