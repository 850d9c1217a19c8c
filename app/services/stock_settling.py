"""What two seats did to one shelf before they met, and a person must settle: more given out than was there, one code sold twice.

Both entries always stay. A shortfall goes when the batch is counted, or when what was booked too late comes in; a code, when somebody
writes what came of it, or when one of its parts goes back on the shelf.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from app.domain.dispensing import MoveKind, StockMove
from app.domain.ids import new_id
from app.errors import KnownError
from app.rules.shipped import shipped_toml
from app.services.shelf import Shelf
from app.store import dispensing, people, stock
from app.store.database import Reading
from app.store.dispensing import Sold
from app.store.unit_of_work import UnitOfWork

_WORDS = 200


@dataclass(frozen=True, slots=True)
class Shortfall:
    """Of a batch so many pieces more went off than ever came."""

    drug: str
    name: str
    batch: str
    pieces: int
    piece: str


@dataclass(frozen=True, slots=True)
class SoldPart:
    """One of the parts that went out with a code: to whom, when."""

    part: str
    name: str
    pieces: int
    at: str


@dataclass(frozen=True, slots=True)
class CodeClash:
    """A pack that went out more than once, or of which more went out than it holds."""

    code: str
    drug: str
    name: str
    sold: tuple[SoldPart, ...]


@dataclass(frozen=True, slots=True)
class ToSettle:
    """What waits for whoever keeps the shelf."""

    short: tuple[Shortfall, ...] = ()
    clashes: tuple[CodeClash, ...] = ()

    @property
    def count(self) -> int:
        """How many rows."""
        return len(self.short) + len(self.clashes)


@cache
def explanations() -> Mapping[str, str]:
    """Coded outcomes of a code that went out twice, and their words."""
    found: Mapping[str, str] = shipped_toml("dispensing_policy.toml")["clash"]
    return found


def to_settle(conn: Reading, shelf: Shelf) -> ToSettle:
    """Everything that is open."""
    short = tuple(_short(drug, one.number, -one.stock, shelf) for drug, one in stock.short(conn))
    sold = {code: dispensing.sold(conn, code) for code in dispensing.codes_twice(conn)}
    parts = {code: some for code, some in sold.items() if _is_clash(some, shelf)}
    done = stock.settled(conn, {one.dispense for some in parts.values() for one in some})
    open_ = {code: some for code, some in parts.items() if sum(one.dispense not in done for one in some) > 1}
    return ToSettle(short, tuple(_clash(conn, code, some, shelf) for code, some in open_.items()))


def explain(uow: UnitOfWork, code: str, reason: str, note: str, shelf: Shelf) -> None:
    """Write what came of a code: a row of the ledger that moves nothing. Raises KnownError ``reason_needed``, ``stock_settled``."""
    if reason not in explanations():
        raise KnownError("reason_needed")
    found = next((one for one in to_settle(uow.conn, shelf).clashes if one.code == code), None)
    if found is None:
        raise KnownError("stock_settled")
    last = dispensing.get(uow.conn, found.sold[-1].part)
    batch, expiry = (last.batch, last.expiry) if last is not None else ("", None)
    told = (reason, note.strip()[:_WORDS], found.sold[-1].part)
    stock.add(uow, StockMove(new_id(), found.drug, batch, expiry, MoveKind.SETTLED, 0, uow.at, uow.actor.practitioner, *told))


def _short(drug: str, batch: str, pieces: int, shelf: Shelf) -> Shortfall:
    product = shelf.products.get(drug)
    return Shortfall(drug, product.name if product else drug, batch, pieces, product.pack_unit if product else "")


def _is_clash(sold: list[Sold], shelf: Shelf) -> bool:
    """An opened pack may go to several residents, as long as it lasts."""
    if len(sold) < 2:
        return False
    card = shelf.card(sold[0].drug)
    size = card.pack_size if card is not None else 1
    return len({one.drug for one in sold}) > 1 or not all(one.split for one in sold) or sum(one.pieces for one in sold) > size


def _clash(conn: Reading, code: str, sold: list[Sold], shelf: Shelf) -> CodeClash:
    names = people.by_ids(conn, {one.person for one in sold})
    product = shelf.products.get(sold[0].drug)
    parts = tuple(SoldPart(one.dispense, names[one.person].name if one.person in names else "", one.pieces, one.at) for one in sold)
    return CodeClash(code, sold[0].drug, product.name if product else sold[0].drug, parts)
