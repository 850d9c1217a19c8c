"""Finds products by pinyin initials, generic, English, former or trade name; marks what is easily taken for each other (H29)."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cache

from app.domain.amounts import amount_text
from app.domain.formulary import FormularyEntry, ProductSource
from app.rules.formulary import Product
from app.rules.product_cards import ProductCard
from app.rules.shipped import shipped_toml
from app.services.drug_index import EXACT, NEAR, Match, plain
from app.services.shelf import Shelf
from app.services.withdrawn import day_of

_LONGEST_STRENGTH = 60
_CONCENTRATION = re.compile(r"(?P<much>[\d.]+) (?P<unit>IU|mg)/mL \((?P<volume>[\d.]+) mL (?P<what>[^)]+)\)")
_CONTAINERS = {"vial, U-40 syringe only": "瓶（只用U-40注射器）", "pen cartridge": "笔芯", "pen": "笔"}
_IN_STOCK, _NOT_KEPT, _NOT_HERE = range(3)


@dataclass(frozen=True, slots=True)
class ProductRow:
    """One hit. ``matched``: the former name it was found by, '' = its own. ``differs``: spans of name, blank and strength to set off.

    ``needs_choice``: Enter must not take it although it stands first. ``confirmed``: a pharmacist of the institution signed the entry.
    ``ruled``: the rule pack has it; of another one nothing about the drug itself can be checked. ``stock`` in pieces that may be given,
    ``stock_text`` in packs; ``expired``: pieces on the shelf that may not; ``expires``: day on which the first batch runs out.
    ``listed``: the institution has said something of it; ``hidden``: it is offered to prescribers no more;
    ``withdrawn``: since which day a catalogue has it no more, and nobody may prescribe it.
    """

    drug: str
    name: str
    form: str
    strength: str
    pack: str
    matched: str = ""
    needs_choice: bool = False
    differs: tuple[tuple[int, int], ...] = ()
    price_fen: int | None = None
    stock: int | None = None
    confirmed: bool = False
    ruled: bool = True
    insurance: str = ""
    source: ProductSource = ProductSource.LOCAL
    stock_text: str = ""
    expired: int = 0
    expires: date | None = None
    listed: bool = False
    hidden: bool = False
    withdrawn: str = ""


def find_products(shelf: Shelf, text: str, today: date, limit: int = 12) -> list[ProductRow]:
    """What a prescriber may choose from, the best hits first; products that the institution hid are left out."""
    hits = [hit for hit in matches(shelf, text, today) if not _hidden(shelf.entries, hit.drug)]
    exact = sum(hit.rank == EXACT and not hit.spelled for hit in hits)
    shown = hits[:limit]
    names = [shelf.products[hit.drug].name for hit in shown]
    return [
        replace(
            product_row(shelf, hit.drug, today), matched=hit.word, needs_choice=_needs_choice(hit, hits, exact), differs=_set_off(n, names)
        )
        for n, hit in enumerate(shown)
    ]


def matches(shelf: Shelf, text: str, today: date) -> list[Match]:
    """The whole name first, then what begins so, then what holds it; of each what is in stock before what is not."""
    word = plain(text)
    return sorted(shelf.index.find(text), key=lambda hit: _order(hit, word, shelf, today))


def product_row(shelf: Shelf, drug: str, today: date) -> ProductRow:
    """A product as the institution has it."""
    product, entry, card = shelf.products[drug], shelf.entries.get(drug), shelf.card(drug)
    row = ProductRow(drug, product.name, product.form, strength_text(product), pack_text(product, card), ruled=drug in shelf.ruled)
    if entry is None:
        return row
    stock = entry.stock(today)
    return replace(
        row,
        price_fen=entry.pack_price_fen,
        stock=stock,
        confirmed=entry.is_confirmed,
        insurance=entry.insurance,
        source=entry.source,
        stock_text="" if stock is None else stock_text(stock, product, card),
        expired=sum(one.stock for one in entry.expired(today)),
        expires=entry.next_expiry(today),
        listed=True,
        hidden=entry.hidden,
        withdrawn=day_of(entry),
    )


def strength_text(product: Product) -> str:
    """As the box says it (``100mL:2g``), else ``5 mg``, ``80万U``; '' where one piece is the dose.

    Of insulin how much is in 1 mL, and in what: 40 and 100 units differ by two and a half (H31).
    """
    if product.concentration:
        return _concentration_text(product.concentration)
    if product.specification:
        return product.specification
    if product.strength is None or product.strength_unit.startswith("{"):
        return ""
    return amount_text(product.strength, product.strength_unit)


def _concentration_text(said: str) -> str:
    """``100 IU/mL (3 mL pen cartridge)`` in the words of the box; what is written otherwise stays as it is."""
    found = _CONCENTRATION.fullmatch(said)
    if found is None or found["what"] not in _CONTAINERS:
        return said
    unit = "单位" if found["unit"] == "IU" else found["unit"]
    return f"{found['much']}{unit}/mL {found['volume']}mL{_CONTAINERS[found['what']]}"


def pack_text(product: Product, card: ProductCard | None) -> str:
    """``28片/盒``; '' where no pack is known, or the specification is that of the whole bottle (``100mL:2g``)."""
    if card is None or not card.pack_word or card.pack_size == 1:
        return ""
    whole = product.dose_unit == "[drp]" or product.specification.startswith(f"{card.pack_size}{product.pack_unit}")
    return "" if whole else f"{card.pack_size}{product.pack_unit}/{card.pack_word}"


def stock_text(pieces: int, product: Product, card: ProductCard | None) -> str:
    """``12盒``, ``12盒4片``, ``30支``: as somebody counts the shelf."""
    if card is None or not card.pack_word or card.pack_size <= 1:
        return f"{pieces}{product.pack_unit}"
    packs, loose = divmod(pieces, card.pack_size)
    return "".join(f"{n}{word}" for n, word in ((packs, card.pack_word), (loose, product.pack_unit)) if n) or f"0{card.pack_word}"


def _order(hit: Match, word: str, shelf: Shelf, today: date) -> tuple[object, ...]:
    """The name itself before what is only called so without 复方 or its salt; of what is called alike, the tablet before the ampoule."""
    product = shelf.products[hit.drug]
    other = hit.rank == EXACT and plain(product.name) != word
    return hit.rank, other, _nearness(shelf.entries.get(hit.drug), today), hit.length, "注射" in product.form, product.name, product.id


def _hidden(entries: Mapping[str, FormularyEntry], drug: str) -> bool:
    entry = entries.get(drug)
    return entry is not None and entry.hidden


def _nearness(entry: FormularyEntry | None, today: date) -> int:
    """On the shelf; not told; sold out, or to be ordered."""
    stock = None if entry is None else entry.stock(today)
    if stock:
        return _IN_STOCK
    return _NOT_KEPT if entry is None or (stock is None and entry.source is ProductSource.LOCAL) else _NOT_HERE


def _needs_choice(hit: Match, hits: Sequence[Match], exact: int) -> bool:
    """The whole name in characters can only be meant, unless two have it."""
    if hit.rank == EXACT and not hit.spelled:
        return exact > 1
    return len(hits) > 1 or hit.rank == NEAR or hit.drug in _partners()


def _set_off(number: int, names: Sequence[str]) -> tuple[tuple[int, int], ...]:
    """What of a name is not also in the most similar other one: the part between common beginning and common end.

    Where another strength has the very name, the strength that stands behind it.
    """
    name = names[number]
    if names.count(name) > 1:
        return ((len(name) + 1, len(name) + _LONGEST_STRENGTH),)
    best: tuple[int, int] | None = None
    for other in (*names[:number], *names[number + 1 :]):
        head = _common(name, other)
        tail = min(_common(name[::-1], other[::-1]), len(name) - head, len(other) - head)
        if head + tail and (best is None or head + tail > best[0] + best[1]):
            best = (head, tail)
    if best is None or best[0] + best[1] >= len(name):
        return ()
    return ((best[0], len(name) - best[1]),)


def _common(one: str, other: str) -> int:
    return next((n for n, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))


@cache
def _partners() -> Mapping[str, frozenset[str]]:
    groups = [frozenset(group) for group in shipped_toml("look_alikes.toml")["groups"]]
    return {drug: frozenset().union(*(group for group in groups if drug in group)) - {drug} for drug in frozenset().union(*groups)}
