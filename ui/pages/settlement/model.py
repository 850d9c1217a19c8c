"""What waits to be paid, the bill in front, and what a day took in."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal, InvalidOperation
from typing import Protocol

from app.clock import Clock, local_day
from app.domain.settlement import Settlement
from app.errors import KnownError
from app.services.bill import Bill
from app.services.report_paper import Table
from app.services.settlement import DayTotal, Payment, Settled, totals
from ui.pages.page_model import PageModel, Rereading

_DIGITS = 9
Read = tuple[date, list[Bill], list[Settled]]


class Till(Protocol):
    """What is settled (app.services.settlement.Settlements)."""

    def waiting(self) -> list[Bill]: ...
    def bill(self, sheet: str) -> Bill: ...
    def settle(self, sheet: str, payment: Payment) -> Settlement: ...
    def take_back(self, key: str, reason: str) -> None: ...
    def of_day(self, day: date) -> list[Settled]: ...


class Paper(Protocol):
    """What is printed of it (app.services.settlement_paper.SettlementPaper)."""

    def pdf(self, title: str, tables: Sequence[tuple[str, Table]], notes: Sequence[str]) -> bytes: ...
    def printed(self, pdf: bytes) -> None: ...
    def receipt(self, bill: Bill, paid: Settlement, by: str) -> bytes: ...
    def receipt_printed(self, pdf: bytes) -> None: ...


class SettlementModel(PageModel):
    """``bill``: the sheet in front; ``shown``: the settlement of the day in front instead; ``told``: what was just done, '' = nothing."""

    def __init__(self, till: Till, paper: Paper, clock: Clock, signer: Callable[[], str] = str) -> None:
        super().__init__()
        self._till, self.paper, self.clock, self.signer = till, paper, clock, signer
        self.rows: tuple[Bill, ...] = ()
        self.settled: tuple[Settled, ...] = ()
        self.day = self.today
        self.bill: Bill | None = None
        self.shown: Settled | None = None
        self.told = ""
        self._now = Rereading(self, self._wanted, self._reread)

    @property
    def today(self) -> date:
        """Of the clinic."""
        return local_day(self.clock.now())

    @property
    def totals(self) -> tuple[DayTotal, ...]:
        """Of the day shown, by way of paying."""
        return totals(self.settled)

    def load(self) -> None:
        """Both lists anew; what is typed stays."""
        self._now.read()

    def open(self, sheet: str) -> None:
        """The bill of a sheet in front."""
        self.told = ""

        def done(found: Bill) -> None:
            self.bill, self.shown = found, None

        self.do(lambda: self._till.bill(sheet), done)

    def show(self, one: Settled) -> None:
        """A settlement of the day, with what it was for."""
        self.told = ""

        def done(found: Bill) -> None:
            self.bill, self.shown = found, one

        self.do(lambda: self._till.bill(one.record.sheet), done)

    def turn(self, days: int) -> None:
        """Another day; none that has not come yet."""
        self.day = min(self.day + timedelta(days), self.today)
        self.load()

    def settle(self, way: str | None, amount: str, insured: str, number: str, reason: str) -> None:
        """As typed."""
        bill = self.bill
        if bill is None:
            return
        try:
            payment = Payment(way or "", fen_of(amount, "settle_amount"), fen_of(insured or "0", "settle_insured"), number, reason)
        except KnownError as error:
            self.told = ""
            self.fail(error)
            return
        today = self.today

        def work() -> tuple[Settlement, Read]:
            return self._till.settle(bill.sheet, payment), self._read(today)

        def done(found: tuple[Settlement, Read]) -> None:
            self._show(found[1])
            self.told = "settled"
            self.bill = replace(bill, paid=(found[0],))
            self.shown = next((one for one in self.settled if one.record.id == found[0].id), None)

        self.told = ""
        self.do(work, done)

    def take_back(self, reason: str) -> None:
        """The settlement in front; the sheet waits again."""
        one, day = self.shown, self.day
        if one is None:
            return

        def work() -> tuple[Bill, Read]:
            self._till.take_back(one.record.id, reason)
            return self._till.bill(one.record.sheet), self._read(day)

        def done(found: tuple[Bill, Read]) -> None:
            self._show(found[1])
            self.bill, self.shown, self.told = found[0], None, "taken_back"

        self.told = ""
        self.do(work, done)

    def receipt(self, done: Callable[[bytes], None]) -> None:
        """The slip of the settlement in front."""
        bill, one = self.bill, self.shown
        if bill is not None and one is not None:
            self.do(lambda: self.paper.receipt(bill, one.record, one.by), done)

    def print_day(self, title: str, tables: Sequence[tuple[str, Table]], notes: Sequence[str], done: Callable[[bytes], None]) -> None:
        """The day as it is in front."""
        self.do(lambda: self.paper.pdf(title, tables, notes), done)

    # inside

    def _read(self, day: date) -> Read:
        return day, self._till.waiting(), self._till.of_day(day)

    def _wanted(self) -> Callable[[], Read]:
        day = self.day
        return lambda: self._read(day)

    def _reread(self, found: Read) -> None:
        if found[0] == self.day:
            self._show(found)

    def _show(self, found: Read) -> None:
        self.day, self.rows, self.settled = found[0], tuple(found[1]), tuple(found[2])
        if self.shown is not None:
            key = self.shown.record.id
            self.shown = next((one for one in self.settled if one.record.id == key), self.shown)


def fen_of(typed: str, code: str) -> int:
    """Fen of yuan as typed, 25.90 or 25. Raises KnownError ``code`` for anything else, a part of a fen too."""
    text = typed.strip().removeprefix("¥")
    try:
        fen = Decimal(text).scaleb(2) if text.isascii() else Decimal("NaN")
    except InvalidOperation:
        fen = Decimal("NaN")
    if not fen.is_finite() or fen.adjusted() > _DIGITS or fen != fen.to_integral_value():
        raise KnownError(code)
    return int(fen)
