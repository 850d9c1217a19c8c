"""How much of a product a course needs, in pieces and in whole packs."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal

from app.rules.checks.quantity import units_needed
from app.rules.formulary import Product
from app.rules.product_cards import ProductCard

_OPENED_ONCE = ("注射", "吸入溶液", "吸入混悬液")
_WHOLE = Decimal(1)


@dataclass(frozen=True, slots=True)
class Supply:
    """``pieces`` needed; ``quantity`` ordered in ``unit`` (whole packs, or pieces where the product has no pack).

    ``rounded_up``: pieces the patient gets beyond the course because packs are not opened.
    """

    pieces: Decimal
    quantity: Decimal
    unit: str
    rounded_up: Decimal


def supply(product: Product, card: ProductCard | None, single: Decimal, per_day: Decimal, days: int) -> Supply:
    """What to order for ``days`` days (0 = one dose) of ``single`` dose units, ``per_day`` times."""
    pieces = _pieces(product, single, per_day, days)
    if card is None or not card.pack_word or (card.pack_size == 1 and card.pack_word == product.pack_unit):
        return Supply(pieces, pieces, product.pack_unit, Decimal(0))
    packs = (pieces / card.pack_size).to_integral_value(ROUND_CEILING)
    return Supply(pieces, packs, card.pack_word, packs * card.pack_size - pieces)


def days_covered(product: Product, card: ProductCard | None, quantity: Decimal, unit: str, single: Decimal, per_day: Decimal) -> int:
    """Whole days an ordered quantity lasts, packs opened."""
    pieces = quantity * card.pack_size if card is not None and unit == card.pack_word else quantity
    daily = _pieces(product, single, per_day, 1) if per_day >= 1 else _pieces(product, single, _WHOLE, 1) * per_day
    return int((pieces / daily).to_integral_value(ROUND_FLOOR)) if daily else 0


def _pieces(product: Product, single: Decimal, per_day: Decimal, days: int) -> Decimal:
    doses = (per_day * max(days, 1)).to_integral_value(ROUND_CEILING) if per_day < 1 else per_day * max(days, 1)
    if product.strength is None or not product.strength:
        return Decimal(0)
    if product.pack_unit == product.dose_unit:  # poured or weighed: a bottle is counted in mL, a paper bag in g
        return single * doses
    if product.concentration:  # a pen or vial of insulin serves many doses
        return (single * doses / product.strength).to_integral_value(ROUND_CEILING)
    if any(word in product.form for word in _OPENED_ONCE):  # what is left in an opened ampoule is thrown away
        return (single / product.strength).to_integral_value(ROUND_CEILING) * doses
    return Decimal(units_needed(single, doses, 1, product.strength))
