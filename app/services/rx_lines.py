"""Draft lines with their products: what is ordered, what it costs, and the line as it is signed."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from app.domain.formulary import FormularyEntry
from app.domain.herbs import PREFIX
from app.domain.ids import new_id
from app.domain.prescription import PrescriptionLine
from app.rules.formulary import Product
from app.rules.product_cards import ProductCard
from app.rules.supply import Supply, days_covered, supply
from app.services.drug_search import pack_text, strength_text
from app.services.rx_draft import RxDraftLine
from app.services.rx_words import usage_text
from app.services.shelf import card_of

_ZERO = Decimal(0)


@dataclass(frozen=True, slots=True)
class Ordered:
    """What a line asks the pharmacy for. ``typed``: the doctor wrote the quantity. ``price_fen`` of the whole line, None = unknown."""

    quantity: Decimal
    unit: str
    pieces: Decimal
    rounded_up: Decimal
    typed: bool
    price_fen: int | None


def ordered(line: RxDraftLine, product: Product, entry: FormularyEntry | None = None) -> Ordered | None:
    """Computed from dose, times a day and days, unless the quantity was typed; None while something is not typed yet."""
    card = card_of(product.id, entry)
    needed = needed_supply(line, product, card)
    if needed is None:
        return None
    if line.quantity is None:
        made = Ordered(needed.quantity, needed.unit, needed.pieces, needed.rounded_up, False, None)
    else:
        unit = line.quantity_unit or needed.unit
        made = Ordered(line.quantity, unit, needed.pieces, _ZERO, True, None)
    return Ordered(made.quantity, made.unit, made.pieces, made.rounded_up, made.typed, _price(made, card, entry))


def needed_supply(line: RxDraftLine, product: Product, card: ProductCard | None) -> Supply | None:
    """What the course needs; None while something is not typed yet."""
    per_day = line.times_a_day
    if line.single is None or per_day is None or line.days is None:
        return None
    return supply(product, card, line.single, per_day, line.days)


def days_for_rules(line: RxDraftLine, product: Product | None, entry: FormularyEntry | None = None) -> int | None:
    """Days the sheet supplies: as written, or as many as a larger typed quantity lasts (clinical.md §1.2).

    Packs that a computed quantity rounds up to are not counted: nobody opens a box to keep to seven days.
    """
    if product is None or line.quantity is None or not line.quantity.is_finite() or line.single is None or line.days is None:
        return line.days
    card = card_of(product.id, entry)
    needed, per_day = needed_supply(line, product, card), line.times_a_day
    unit = line.quantity_unit or (needed.unit if needed else "")
    if needed is None or per_day is None or (unit == needed.unit and line.quantity <= needed.quantity):
        return line.days
    return max(line.days, days_covered(product, card, line.quantity, unit, line.single, per_day))


def signed_line(sheet: str, line: RxDraftLine, product: Product, entry: FormularyEntry | None) -> PrescriptionLine:
    """The line as it is stored. ``sheet``: its prescription's id. Raises ValueError for a line with something missing: the rules block it before."""
    order, per_day = ordered(line, product, entry), line.times_a_day
    if order is None or per_day is None or line.single is None or line.days is None:
        raise ValueError("an unfinished line")
    named = () if product.id.startswith(PREFIX) else (strength_text(product), pack_text(product, card_of(product.id, entry)))
    strength = " × ".join(part for part in named if part)
    return PrescriptionLine(
        id=new_id(sheet),
        drug=product.id,
        name=product.name,
        form=product.form,
        strength=strength,
        single=line.single,
        dose_unit=product.dose_unit,
        frequency=line.frequency,
        per_day=per_day,
        route=line.route,
        days=line.days,
        quantity=order.quantity,
        quantity_unit=order.unit,
        skin_test=line.skin_test,
        as_needed=line.as_needed,
        note=line.note,
        price_fen=order.price_fen,
    )


def usage_of(line: PrescriptionLine, product: Product) -> str:
    """How the line's use reads."""
    return usage_text(product, line.single, line.frequency, line.route, line.days, line.as_needed, line.per_day)


def _price(order: Ordered, card: ProductCard | None, entry: FormularyEntry | None) -> int | None:
    """Of the whole line in fen, half a fen up; a pack that is opened is paid by the piece."""
    if entry is None or entry.pack_price_fen is None:
        return None
    opened = card is not None and order.unit != card.pack_word
    packs = order.quantity / card.pack_size if card is not None and opened else order.quantity
    return int((packs * entry.pack_price_fen).to_integral_value(ROUND_HALF_UP))
