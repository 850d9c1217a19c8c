"""院外用药 as the rules are told of it, and what of it stands twice in the whole set (passive advice, H52)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from itertools import combinations

from app.domain.outside_medicine import OutsideMedicine
from app.rules.facts import MedicineFact
from app.rules.formulary import Product
from app.rules.frequencies import frequencies
from app.rules.spoken import product_called
from app.texts import text


@dataclass(frozen=True, slots=True)
class Twice:
    """Two medicines of the set that are, or hold, the same; ``shared``: substances or groups, as the rules call them."""

    one: Product
    other: Product
    shared: tuple[str, ...]


def product_taken(one: OutsideMedicine, products: Mapping[str, Product]) -> Product | None:
    """The product it is, None = nothing can be compared with it."""
    return products.get(one.drug) or product_called(one.name, products)


def elsewhere(one: OutsideMedicine) -> str:
    """Where from, in the words that stand behind its name."""
    return text("bag.elsewhere", {"source": text(f"medicine_source.{one.source.value}")})


def outside_fact(one: OutsideMedicine, products: Mapping[str, Product]) -> MedicineFact:
    """With its dose where that is told in the unit of the product."""
    product = product_taken(one, products)
    known = frequencies().get(one.frequency)
    return MedicineFact(
        product.id if product is not None else one.name,
        amount_in(one, product),
        known.per_day if known is not None else None,
        elsewhere=elsewhere(one),
    )


def amount_in(one: OutsideMedicine, product: Product | None) -> Decimal | None:
    """How much at a time in the product's dose unit; None where that is not known."""
    if product is None or not one.single:
        return None
    try:
        told = Decimal(one.single)
    except InvalidOperation:
        return None
    if one.unit == product.dose_unit:
        return told
    return told * product.strength if one.unit == product.pack_unit and product.strength else None


def twice_in(taken: Iterable[Product]) -> Iterator[Twice]:
    """Every two of the set that share a substance or a group of duplicates; one product that is taken from two places too."""
    for one, other in combinations(taken, 2):
        shared = (one.duplicate_groups & other.duplicate_groups) or (one.substances & other.substances)
        codes = {code for code in one.atc_codes if len(code) == 7 and code in other.atc_codes}
        if shared or codes or one.id == other.id:
            yield Twice(one, other, tuple(sorted(shared or codes)))
