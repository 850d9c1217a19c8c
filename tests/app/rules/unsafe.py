"""Unsafe prescriptions made up from clinical facts (unsafe_facts.toml): a seed gives the same thousand again.

What makes each unsafe comes from that file, from the usual doses on the product cards and from the law's table of days; never from
what a check looks up. Products are chosen from the pack by ATC code, so that a product added tomorrow is tried too.
"""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from pathlib import Path
from random import Random
from typing import Any

from app.rules.facts import LineFacts, PatientFacts, PrescriberFacts, RxContext
from app.rules.formulary import Product
from app.rules.frequencies import frequencies
from app.rules.product_cards import product_cards
from tests.app.rules.contexts import sheet

FACTS: Mapping[str, Any] = tomllib.loads(Path(__file__).with_name("unsafe_facts.toml").read_text(encoding="utf-8"))
QUALIFIED = PrescriberFacts(narcotic_right=True, antibiotic_tier="特殊")


@dataclass(frozen=True, slots=True)
class Unsafe:
    """One prescription. ``codes``: what a finding about one of ``drugs`` must be called; no drugs = about the sheet."""

    kind: str
    context: RxContext
    codes: frozenset[str]
    drugs: frozenset[str]
    why: str

    def __str__(self) -> str:
        lines = [f"{one.drug} {one.single} x{one.per_day} {one.days}d {one.route}" for one in self.context.lines]
        taken = [one.drug for one in self.context.medicines]
        return f"{self.kind}: {'; '.join(lines)} | taken: {taken} | {self.why}"


class Shelf:
    """The products of a pack and the chance by which they are taken."""

    def __init__(self, products: Mapping[str, Product], chance: Random) -> None:
        self.products, self.chance = [products[id] for id in sorted(products)], chance
        self._cards = product_cards()
        self._of: dict[tuple[str, ...], list[Product]] = {}

    def of(self, kinds: list[str]) -> list[Product]:
        """Products whose own or ingredients' ATC code begins so, or that hold ``contains:`` an ingredient."""
        if tuple(kinds) not in self._of:
            self._of[tuple(kinds)] = [one for one in self.products if any(_is(one, kind) for kind in kinds)]
        return self._of[tuple(kinds)]

    def one(self, kinds: list[str], suited: Callable[[Product], bool] = lambda _: True) -> Product:
        """One of them by chance. Raises IndexError where there is none: a fact about no product is a mistake of the file."""
        return self.chance.choice([one for one in self.of(kinds) if suited(one)])

    def usual(self, product: Product) -> Decimal | None:
        """The usual single dose, from the package and not from the limits."""
        card = self._cards.get(product.id)
        return None if card is None else card.usual_single

    def times(self, product: Product) -> Decimal:
        """How often a day, usually."""
        card = self._cards.get(product.id)
        known = frequencies().get(card.usual_frequency) if card is not None else None
        return known.per_day if known is not None and known.per_day else Decimal(1)

    def line(self, product: Product, **more: Any) -> LineFacts:
        """The product as it is usually given, three days long; a skin test that was negative."""
        single = self.usual(product) or (None if product.max_single is None else product.max_single / 4)
        given = LineFacts(product.id, single, self.times(product), 3, min(product.routes, default=""), skin_test="阴性")
        return replace(given, **more)


def _is(product: Product, kind: str) -> bool:
    if kind.startswith("contains:"):
        return any(part.name == kind.removeprefix("contains:") for part in product.ingredients)
    return product.id == kind.removeprefix("id:") or any(code.startswith(kind) for code in product.atc_codes)


Maker = Callable[[Shelf], Unsafe]


def made(kind: str, codes: str, context: RxContext, why: str, *about: Product) -> Unsafe:
    found = frozenset(one.id for one in about)
    return Unsafe(kind, replace(context, prescriber=context.prescriber or QUALIFIED), frozenset(codes.split()), found, why)


def pick(shelf: Shelf, table: str) -> Any:
    return shelf.chance.choice(FACTS[table])


def sheet_of(*lines: LineFacts, who: PatientFacts | None = None, by: PrescriberFacts = QUALIFIED, **more: Any) -> RxContext:
    return replace(sheet(*lines, who=who, **more), prescriber=by)
