"""The products a doctor can choose from: those of the knowledge pack and the institution's own, with pack, stock, price and names."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from decimal import ROUND_CEILING, Decimal
from functools import cached_property

from app.domain.amounts import counting_unit
from app.domain.formulary import FormularyEntry, OwnProduct
from app.domain.prescription import PrescriptionLine
from app.rules.formulary import Product, unreviewed
from app.rules.product_cards import ProductCard, product_cards
from app.services.desk import Desk
from app.services.drug_index import DrugIndex, Naming
from app.store import formulary
from app.store.database import Reading


@dataclass(frozen=True)
class Shelf:
    """One moment's products. ``ruled``: those that the knowledge pack has; no rule knows the others.

    ``known``: an index made before, for these names or others.
    """

    ruled: Mapping[str, Product]
    products: Mapping[str, Product]
    entries: Mapping[str, FormularyEntry]
    namings: tuple[Naming, ...] = field(repr=False)
    known: DrugIndex | None = field(default=None, repr=False)

    @cached_property
    def index(self) -> DrugIndex:
        """By what the products are called; made with the first search (half a second for 5,000)."""
        return self.known if self.known is not None and self.known.namings == self.namings else DrugIndex(self.namings)

    def made(self) -> DrugIndex | None:
        """The newest index there is; None where nobody has searched yet."""
        return self.__dict__.get("index", self.known)

    def card(self, drug: str) -> ProductCard | None:
        """Pack and names of a product here."""
        return card_of(drug, self.entries.get(drug))

    def after(self, told: Mapping[str, FormularyEntry]) -> Shelf:
        """The same after some entries were written; only where one names its product otherwise is anything made anew."""
        entries = {**self.entries, **told}
        if all(_naming(one) == _naming(self.entries.get(drug)) for drug, one in told.items()):
            return replace(self, entries=entries, known=self.made())
        return shelf_of(self.ruled, entries, self)


class Shelves:
    """Reads what has changed on the shelf, not all of it for every letter that is typed or every pack that is given out."""

    def __init__(self, desk: Desk, ruled: Mapping[str, Product]) -> None:
        self._desk, self._ruled = desk, ruled
        self._kept: tuple[int, Shelf] | None = None
        self._unread = False
        self._reading = threading.Lock()

    def follow(self, ruled: Mapping[str, Product]) -> None:
        """The products of another rule pack from now on."""
        with self._reading:
            self._ruled, self._unread = ruled, True

    def now(self) -> Shelf:
        """The shelf as it stands in the store."""
        with self._reading:
            return self._desk.store.read(self._current)

    def warm(self) -> None:
        """Make the index ahead of the first letter: half a second for 5,000 products, in a thread that may wait."""
        _ = self.now().index

    def _current(self, conn: Reading) -> Shelf:
        revision = formulary.revision(conn)
        read, before = self._kept or (0, None)
        if before is None or self._unread:
            before, self._unread = shelf_of(self._ruled, formulary.entries(conn), before), False
        elif read != revision:
            before = before.after(formulary.entries_since(conn, read))
        self._kept = revision, before
        return before


def shelf_of(ruled: Mapping[str, Product], entries: Mapping[str, FormularyEntry], before: Shelf | None = None) -> Shelf:
    """Put together. ``before``: its index serves again where nothing is called otherwise."""
    products = with_own(ruled, entries)
    return Shelf(ruled, products, entries, tuple(_namings(products, entries)), None if before is None else before.made())


def with_own(ruled: Mapping[str, Product], entries: Mapping[str, FormularyEntry]) -> Mapping[str, Product]:
    """The pack's products and those that only the institution has."""
    own = {drug: own_product(drug, one.own) for drug, one in entries.items() if one.own is not None and drug not in ruled}
    return {**ruled, **own} if own else ruled


def product_of(drug: str, ruled: Mapping[str, Product], entry: FormularyEntry | None) -> Product | None:
    """One product, of the pack or the institution's own."""
    found = ruled.get(drug)
    return own_product(drug, entry.own) if found is None and entry is not None and entry.own is not None else found


def card_of(drug: str, entry: FormularyEntry | None) -> ProductCard | None:
    """The shipped card with the pack that the institution buys; of its own product what its box says."""
    shipped = product_cards().get(drug)
    if entry is None or (entry.pack_size is None and not entry.trade_name):
        return shipped
    names = (*(shipped.old_names if shipped else ()), *((entry.trade_name,) if entry.trade_name else ()))
    size, word = (shipped.pack_size, shipped.pack_word) if shipped and entry.pack_size is None else (entry.pack_size or 1, entry.pack_word)
    return ProductCard(drug, size, word, names, shipped.usual_single if shipped else None, shipped.usual_frequency if shipped else "")


def wanted_pieces(line: PrescriptionLine, shelf: Shelf) -> int:
    """What a line orders, in pieces; part of a piece takes a whole one."""
    card = shelf.card(line.drug)
    size = card.pack_size if card is not None and line.quantity_unit == card.pack_word else 1
    return int((line.quantity * Decimal(size)).to_integral_value(ROUND_CEILING))


def own_product(drug: str, own: OwnProduct) -> Product:
    """What the box says; every limit empty, which means that nobody reviewed it."""
    unit = counting_unit(own.piece) if own.strength is None else own.unit
    strength = Decimal(1) if own.strength is None else own.strength
    box = {"id": drug, "name": own.name, "form": own.form, "strength": strength, "strength_unit": unit}
    return unreviewed(**box, pack_unit=own.piece, dose_unit=unit, control_class=own.control)


def _naming(entry: FormularyEntry | None) -> tuple[OwnProduct | None, str]:
    """What an entry says of which product it is, and by which names it is found."""
    return (None, "") if entry is None else (entry.own, entry.trade_name)


def _namings(products: Mapping[str, Product], entries: Mapping[str, FormularyEntry]) -> Iterator[Naming]:
    for drug, product in products.items():
        card = card_of(drug, entries.get(drug))
        yield Naming(drug, product.name, product.name_en, () if card is None else card.old_names)
