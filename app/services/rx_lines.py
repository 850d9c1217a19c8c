"""Draft lines with their products: what is ordered, what it costs, and the line as it is signed."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from app.domain.ids import new_id
from app.domain.prescription import FormularyEntry, PrescriptionLine
from app.rules.formulary import Product
from app.rules.supply import Supply, days_covered, product_cards, supply
from app.services.drug_search import pack_text, strength_text
from app.services.rx_draft import RxDraftLine
from app.services.rx_words import usage_text

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
    needed = needed_supply(line, product)
    if needed is None:
        return None
    if line.quantity is None:
        made = Ordered(needed.quantity, needed.unit, needed.pieces, needed.rounded_up, False, None)
    else:
        unit = line.quantity_unit or needed.unit
        made = Ordered(line.quantity, unit, needed.pieces, _ZERO, True, None)
    price = None if entry is None or entry.price_fen is None else int(_pieces_of(made, product) * entry.price_fen)
    return Ordered(made.quantity, made.unit, made.pieces, made.rounded_up, made.typed, price)


def needed_supply(line: RxDraftLine, product: Product) -> Supply | None:
    """What the course needs; None while something is not typed yet."""
    per_day = line.times_a_day
    if line.single is None or per_day is None or line.days is None:
        return None
    return supply(product, product_cards().get(product.id), line.single, per_day, line.days)


def days_for_rules(line: RxDraftLine, product: Product | None) -> int | None:
    """Days the sheet supplies: as written, or as many as a larger typed quantity lasts (clinical.md §1.2).

    Packs that a computed quantity rounds up to are not counted: nobody opens a box to keep to seven days.
    """
    if product is None or line.quantity is None or not line.quantity.is_finite() or line.single is None or line.days is None:
        return line.days
    needed, per_day = needed_supply(line, product), line.times_a_day
    unit = line.quantity_unit or (needed.unit if needed else "")
    if needed is None or per_day is None or (unit == needed.unit and line.quantity <= needed.quantity):
        return line.days
    return max(line.days, days_covered(product, product_cards().get(product.id), line.quantity, unit, line.single, per_day))


def signed_line(sheet: str, line: RxDraftLine, product: Product, entry: FormularyEntry | None) -> PrescriptionLine:
    """The line as it is stored. ``sheet``: its prescription's id. Raises ValueError for a line with something missing: the rules block it before."""
    order, per_day = ordered(line, product, entry), line.times_a_day
    if order is None or per_day is None or line.single is None or line.days is None:
        raise ValueError("an unfinished line")
    strength = " × ".join(part for part in (strength_text(product), pack_text(product, product_cards().get(product.id))) if part)
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


def _pieces_of(order: Ordered, product: Product) -> Decimal:
    card = product_cards().get(product.id)
    return order.quantity * card.pack_size if card is not None and order.unit == card.pack_word else order.quantity
