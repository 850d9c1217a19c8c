"""What the shelf shows: products, the one in front with batches and ledger, and what was typed for it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Protocol

from app.clock import Clock, local_day
from app.errors import KnownError
from app.services.drug_search import ProductRow
from app.services.formulary import ALL, IN_STOCK, FormularyList
from app.services.formulary_rows import read_expiry
from app.services.stock import StockView, Turnover
from app.services.stock_settling import ToSettle
from ui.pages.queued_model import QueuedModel

_SHOWN = 200


class Shelf(Protocol):
    """What is done at the shelf (app.services.stock.Stock)."""

    def view(self, drug: str) -> StockView: ...
    def receive(self, drug: str, batch: str, expiry: date, pieces: int, note: str = "") -> None: ...
    def count(self, drug: str, batch: str, counted: int, note: str = "") -> int: ...
    def lose(self, drug: str, batch: str, pieces: int, reason: str, note: str = "") -> None: ...
    def send_back(self, drug: str, batch: str, pieces: int, note: str) -> None: ...
    def correct(self, drug: str, batch: str, number: str, expiry: date, reason: str) -> None: ...
    def turnover(self, since: date, until: date) -> list[Turnover]: ...
    def to_settle(self) -> ToSettle: ...
    def explain(self, code: str, reason: str, note: str = "") -> None: ...


class Products(Protocol):
    """The institution's list (app.services.formulary.Formulary)."""

    def listed(self, text: str = "", view: str = ALL, limit: int = _SHOWN) -> FormularyList: ...


class StockModel(QueuedModel):
    """``told``: what the last act did, '' = nothing yet; ``may_write``: whoever only dispenses reads.

    ``to_settle``: what two seats gave out before they met; ``counting``: product and batch that are to be counted for it.
    """

    def __init__(self, shelf: Shelf, products: Products, clock: Clock, may_write: bool) -> None:
        super().__init__()
        self._shelf, self._products, self.clock, self.may_write = shelf, products, clock, may_write
        self.text = ""
        self.rows: tuple[ProductRow, ...] = ()
        self.view: StockView | None = None
        self.turnover: tuple[Turnover, ...] = ()
        self.to_settle = ToSettle()
        self.counting: tuple[str, str] | None = None
        self.told = ""

    @property
    def today(self) -> date:
        """The clinic's day."""
        return local_day(self.clock.now())

    def load(self) -> None:
        """Products and the one in front anew."""
        self.do(self._read, self._show)

    def find(self, text: str) -> None:
        """By name or initials; nothing typed = what lies on the shelf."""
        self.text = text
        self.when_free(self.load)

    def open(self, drug: str) -> None:
        """Another product in front."""
        self.told = ""
        self.when_free(lambda: self.do(lambda: self._shelf.view(drug), self._put))

    def close(self) -> None:
        """No product in front: the month's turnover is."""
        self.view, self.told, self.error = None, "", None
        self.when_free(self.load)

    def receive(self, batch: str, expiry: str, pieces: str, note: str) -> None:
        """入库, as typed."""
        self._act("receipt", lambda drug: self._shelf.receive(drug, batch, expiry_day(expiry), whole(pieces), note))

    def count(self, batch: str, counted: str, note: str) -> None:
        """盘点, as typed."""
        self._act("counted", lambda drug: self._shelf.count(drug, batch, whole(counted), note))

    def lose(self, batch: str, pieces: str, reason: str, note: str) -> None:
        """报损, as typed."""
        self._act("loss", lambda drug: self._shelf.lose(drug, batch, whole(pieces), reason, note))

    def send_back(self, batch: str, pieces: str, note: str) -> None:
        """退供货方, as typed."""
        self._act("sent_back", lambda drug: self._shelf.send_back(drug, batch, whole(pieces), note))

    def correct(self, batch: str, number: str, expiry: str, reason: str) -> None:
        """更正, as typed."""
        self._act("corrected", lambda drug: self._shelf.correct(drug, batch, number, expiry_day(expiry), reason))

    def open_to_count(self, drug: str, batch: str) -> None:
        """A product in front, one batch of it to be counted."""
        self.counting = (drug, batch)
        self.open(drug)

    def explain(self, code: str, reason: str) -> None:
        """What came of a code that went out twice."""
        self._write("settled", lambda: self._shelf.explain(code, reason))

    # inside

    def _act(self, what: str, work: Callable[[str], object]) -> None:
        if self.view is not None:
            drug = self.view.drug
            self._write(what, lambda: work(drug))

    def _write(self, what: str, work: Callable[[], object]) -> None:
        self.told = ""

        def done(found: tuple[tuple[ProductRow, ...], StockView | None]) -> None:
            self._show(found)
            self.told, self.counting = what, None

        def all_of_it() -> tuple[tuple[ProductRow, ...], StockView | None]:
            work()
            return self._read()

        self.do(all_of_it, done)

    def _read(self) -> tuple[tuple[ProductRow, ...], StockView | None]:
        self.turnover = tuple(self._shelf.turnover(self.today.replace(day=1), self.today))
        self.to_settle = self._shelf.to_settle()
        rows = self._products.listed(self.text, ALL if self.text.strip() else IN_STOCK, _SHOWN).rows
        return rows, self._shelf.view(self.view.drug) if self.view is not None else None

    def _show(self, found: tuple[tuple[ProductRow, ...], StockView | None]) -> None:
        self.rows = found[0]
        if found[1] is not None:
            self._put(found[1])

    def _put(self, view: StockView) -> None:
        self.view = view


def whole(typed: str) -> int:
    """A number of pieces; -1 for what is none, which the shelf refuses."""
    text = typed.strip()
    return int(text) if text.isascii() and text.isdigit() else -1


def expiry_day(typed: str) -> date:
    """The last day of use as boxes print it, a day or a month. Raises KnownError ``stock_day``."""
    found = read_expiry(typed.strip())
    if found is None:
        raise KnownError("stock_day")
    return found
