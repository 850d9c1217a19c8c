"""The institution's own list of products: what is on the shelf, what runs out, what a pharmacist has confirmed, what is no longer given."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cache

from app.clock import local_day
from app.domain.formulary import Batch, FormularyEntry
from app.domain.rx_document import canonical
from app.errors import KnownError
from app.rules.formulary import Product
from app.rules.pack import Pack
from app.rules.shipped import shipped_toml
from app.services.desk import Desk
from app.services.drug_search import ProductRow, matches, product_row, stock_text, strength_text
from app.services.keyring import public_key_of
from app.services.shelf import Shelf, Shelves, card_of, product_of
from app.services.signature import genuine, sign_bytes
from app.store import accounts, formulary
from app.store.audit import Act
from app.store.unit_of_work import UnitOfWork

ALL, IN_STOCK, EXPIRING, UNCONFIRMED, UNRULED = "all", "in_stock", "expiring", "unconfirmed", "unruled"
VIEWS = (ALL, IN_STOCK, EXPIRING, UNCONFIRMED, UNRULED)
"""``expiring``: expired too; ``unconfirmed``: of what the institution has; ``unruled``: the knowledge pack does not have it."""
_DEAREST_FEN = 100_000_000
STATEMENT = "xiangyi/formulary-confirmation/1"


@dataclass(frozen=True, slots=True)
class FormularyList:
    """What a list shows. ``total``: how many there are; ``counts``: how many of each view."""

    rows: tuple[ProductRow, ...]
    total: int
    counts: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class BatchRow:
    """A batch, and its stock as the shelf is counted: 12盒4片."""

    batch: Batch
    counted: str


@dataclass(frozen=True, slots=True)
class ProductDetails:
    """One product in full. ``confirmed_by``: the name; ``genuine``: the signature fits what stands here."""

    row: ProductRow
    entry: FormularyEntry
    batches: tuple[BatchRow, ...]
    confirmed_by: str = ""
    confirmed_at: str = ""
    genuine: bool = False


class Formulary:
    """For whoever keeps the list (``formulary.write``) and for the pharmacist who confirms it (``formulary.confirm``)."""

    def __init__(self, desk: Desk, pack: Pack | None, shelves: Shelves | None = None) -> None:
        self._desk = desk
        self._ruled: Mapping[str, Product] = {} if pack is None else pack.products
        self._label = "" if pack is None else pack.label
        self.shelves = shelves or Shelves(desk, self._ruled)

    def follow(self, pack: Pack) -> None:
        """The products of another rule pack from now on; a confirmation stays where the product is still what was confirmed."""
        self._ruled, self._label = pack.products, pack.label
        self.shelves.follow(pack.products)

    @property
    def ruled(self) -> Mapping[str, Product]:
        """The products of the rule pack in force."""
        return self._ruled

    def listed(self, text: str = "", view: str = ALL, limit: int = 200) -> FormularyList:
        """Products by name, or all; those hidden are in the list too."""
        self._desk.allow("formulary.read")
        shelf, today = self.shelves.now(), self._today()
        found = [hit.drug for hit in matches(shelf, text, today)] if text.strip() else _by_name(shelf)
        views = {view: [drug for drug in found if is_in(view, drug, shelf, today)] for view in VIEWS}
        rows = tuple(product_row(shelf, drug, today) for drug in views[view][:limit])
        return FormularyList(rows, len(views[view]), {one: len(drugs) for one, drugs in views.items()})

    def details(self, drug: str) -> ProductDetails:
        """Batches, and who confirmed it. Raises KnownError ``drug_unknown``."""
        self._desk.allow("formulary.read")
        shelf = self.shelves.now()
        if drug not in shelf.products:
            raise KnownError("drug_unknown")
        entry = shelf.entries.get(drug, FormularyEntry(drug))
        product, card = shelf.products[drug], shelf.card(drug)
        batches = tuple(BatchRow(one, stock_text(one.stock, product, card)) for one in entry.batches if one.stock)
        made = ProductDetails(product_row(shelf, drug, self._today()), entry, batches)
        if not entry.is_confirmed:
            return made
        said = self._statement(entry, product)
        by = self._desk.store.read(lambda conn: accounts.practitioner(conn, entry.confirmed_by or ""))
        fits = genuine(said, entry.confirmation, entry.confirmed_key)
        return replace(made, confirmed_by="" if by is None else by.name, confirmed_at=entry.confirmed_at or "", genuine=fits)

    def put(self, *entries: FormularyEntry) -> None:
        """Write what the institution says; a confirmation of something else lapses."""

        def work(uow: UnitOfWork) -> None:
            self.write(uow, entries)
            for one in entries:
                uow.note(Act("update", "formulary", one.drug))

        self._desk.write("formulary.write", work)

    def write(self, uow: UnitOfWork, entries: Sequence[FormularyEntry]) -> None:
        """In a transaction of somebody else, who notes it in the audit trail."""
        formulary.put(uow, [self._lapsed(one) for one in entries])

    def hide(self, drug: str, hidden: bool) -> None:
        """Offer a product to prescribers no longer, or again."""
        self._change((drug,), "formulary.write", "hide" if hidden else "show", lambda uow, one: replace(one, hidden=hidden))

    def set_price(self, drug: str, fen: int | None) -> None:
        """What one pack costs from now on; None = not told. Raises KnownError ``price_bad``, ``drug_unknown``."""
        self._desk.allow("formulary.write")
        if fen is not None and not 0 <= fen <= _DEAREST_FEN:
            raise KnownError("price_bad")
        if drug not in self.shelves.now().products:
            raise KnownError("drug_unknown")
        self._change((drug,), "formulary.write", "price", lambda uow, one: replace(one, pack_price_fen=fen))

    def confirm(self, drugs: Iterable[str]) -> int:
        """The pharmacist of the institution signs entries as they stand; gives how many were not confirmed before.

        Raises KnownError ``rx_no_key`` where whoever is signed in cannot sign, ``drug_unknown``.
        """
        who = self._desk.who
        self._desk.allow("formulary.confirm")
        seed = who.signing_seed
        if seed is None:
            raise KnownError("rx_no_key")

        def signed(uow: UnitOfWork, one: FormularyEntry) -> FormularyEntry:
            made = replace(
                one, confirmed_by=who.practitioner, confirmed_at=uow.at, confirmed_key=public_key_of(seed), confirmed_pack=self._label
            )
            product = product_of(one.drug, self._ruled, one)
            if product is None:
                raise KnownError("drug_unknown")
            return replace(made, confirmation=sign_bytes(seed, self._statement(made, product)))

        return self._change(tuple(drugs), "formulary.confirm", "confirm", signed, lambda one: not one.is_confirmed)

    def withdraw(self, drug: str) -> None:
        """A confirmation no longer holds."""
        self._change((drug,), "formulary.confirm", "withdraw", lambda uow, one: one.unconfirmed())

    # inside

    def _change(
        self,
        drugs: tuple[str, ...],
        permission: str,
        action: str,
        made: Callable[[UnitOfWork, FormularyEntry], FormularyEntry],
        wanted: Callable[[FormularyEntry], bool] = lambda _: True,
    ) -> int:
        def work(uow: UnitOfWork) -> int:
            known = formulary.entries(uow.conn, drugs)
            before = [one for one in (known.get(drug, FormularyEntry(drug)) for drug in drugs) if wanted(one)]
            formulary.put(uow, [made(uow, one) for one in before])
            for one in before:
                uow.note(Act(action, "formulary", one.drug))
            return len(before)

        return self._desk.write(permission, work)

    def _lapsed(self, one: FormularyEntry) -> FormularyEntry:
        product = product_of(one.drug, self._ruled, one)
        holds = product is not None and genuine(self._statement(one, product), one.confirmation, one.confirmed_key)
        return one if holds or not one.is_confirmed else one.unconfirmed()

    def _statement(self, one: FormularyEntry, product: Product) -> bytes:
        """What is confirmed: that this is the product, its pack and class; price and stock change every day and are not part of it."""
        card = card_of(one.drug, one)
        return canonical(
            {
                "type": STATEMENT,
                "drug": one.drug,
                "name": product.name,
                "form": product.form,
                "strength": strength_text(product),
                "pack": "" if card is None else f"{card.pack_size}{product.pack_unit}/{card.pack_word}",
                "insurance": one.insurance,
                "control": product.control_class,
                "source": one.source.value,
                "rules": one.confirmed_pack if one.drug in self._ruled else "",
                "at": one.confirmed_at or "",
                "by": one.confirmed_by or "",
            }
        )

    def _today(self) -> date:
        return local_day(self._desk.clock.now())


def is_in(view: str, drug: str, shelf: Shelf, today: date) -> bool:
    """Whether a product belongs into a view."""
    entry = shelf.entries.get(drug)
    if view == IN_STOCK:
        return entry is not None and bool(entry.stock(today))
    if view == EXPIRING:
        return entry is not None and bool(entry.expired(today) or entry.expiring(today, soon_days()))
    if view == UNCONFIRMED:
        return entry is not None and not (entry.is_confirmed or entry.hidden or entry.is_withdrawn)
    return view != UNRULED or drug not in shelf.ruled


@cache
def soon_days() -> int:
    """So many days before its last day of use a batch is shown as running out."""
    return int(shipped_toml("stock_policy.toml")["soon_days"])


def _by_name(shelf: Shelf) -> list[str]:
    """What the institution has first, each part in the order of the names."""
    return [one.id for one in sorted(shelf.products.values(), key=lambda one: (one.id not in shelf.entries, one.name, one.id))]
