"""Unsafe because of what is given and with what: dose, interval, course, route, partners, one bag, herbs, skin test."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from typing import Any

from app.rules.facts import MedicineFact, RxContext
from app.rules.formulary import Product
from tests.app.rules.unsafe import FACTS, Maker, Shelf, Unsafe, made, pick, sheet_of


def _beside(shelf: Shelf, one: Product, other: Product, **more: Any) -> RxContext:
    """Both on the sheet, in either order, or one of them taken already."""
    first, second = shelf.chance.sample([one, other], 2)
    if shelf.chance.random() < 0.5:
        return sheet_of(shelf.line(first, **more), shelf.line(second, **more))
    return replace(sheet_of(shelf.line(first, **more)), medicines=(MedicineFact(second.id),))


def _dosed(shelf: Shelf) -> Product:
    """One whose usual dose is known and whose tenfold matters."""
    harmless = shelf.of(FACTS["harmless"])
    return shelf.chance.choice([one for one in shelf.products if shelf.usual(one) and one not in harmless])


def _systemic(one: Product) -> bool:
    return not one.routes & {"eye", "ear", "nasal", "topical", "vaginal"}


def _dose(shelf: Shelf) -> Unsafe:
    """Ten times what is usual: a slip of the decimal point."""
    one = _dosed(shelf)
    single = (shelf.usual(one) or Decimal()) * 10
    return made("dose x 10", "RX-QTY-07 RX-QTY-08", sheet_of(shelf.line(one, single=single)), "ten times the usual dose", one)


def _often(shelf: Shelf) -> Unsafe:
    """Twice the usual dose every hour: qd read as qh."""
    one = _dosed(shelf)
    hourly = shelf.line(one, single=2 * (shelf.usual(one) or 0), per_day=Decimal(24))
    return made("every hour", "RX-QTY-08", sheet_of(hourly), "24 times a day", one)


def _weekly(shelf: Shelf) -> Unsafe:
    one = shelf.one(FACTS["weekly"])
    days = shelf.chance.choice([2, 3, 7, 14])
    return made("weekly drug daily", "RX-SAF-03", sheet_of(shelf.line(one, days=days, per_day=Decimal(1)), extend_reason="慢性病"), "", one)


def _course(shelf: Shelf) -> Unsafe:
    kind, most = pick(shelf, "courses")
    one = shelf.one([kind])
    days = most + shelf.chance.randint(1, 30)
    return made("course too long", "RX-SAF-04", sheet_of(shelf.line(one, days=days), extend_reason="病情需要"), f"{days} days", one)


def _interaction(shelf: Shelf) -> Unsafe:
    a, b, why = pick(shelf, "interactions")
    one = shelf.one(a)
    other = shelf.one(b, lambda product: product.id != one.id)
    return made("interaction", "RX-APP-08", _beside(shelf, one, other), why, one, other)


def _duplicate(shelf: Shelf) -> Unsafe:
    groups = ([one for one in shelf.of(kinds) if _systemic(one)] for kinds in FACTS["duplicates"])
    one, other = shelf.chance.sample(shelf.chance.choice([found for found in groups if len(found) > 1]), 2)
    return made("duplicate", "RX-APP-07", _beside(shelf, one, other), "", one, other)


def _many(shelf: Shelf) -> Unsafe:
    """Three that hurt the kidney together, whichever of them are taken already."""
    kinds = (["C09A", "C09C"], ["C03A", "C03C"], ["M01AB", "M01AE"])
    three = list({one.id: one for one in map(shelf.one, kinds)}.values())  # a sartan with a thiazide is two of them
    shelf.chance.shuffle(three)
    new = shelf.chance.randint(1, len(three))
    context = sheet_of(*(shelf.line(one) for one in three[:new]))
    taken = tuple(MedicineFact(one.id) for one in three[new:])
    return made("triple whammy", "RX-SAF-07", replace(context, medicines=taken), "", *three)


def _summed(shelf: Shelf) -> Unsafe:
    """Paracetamol in two products, the plain one in its full daily dose."""
    plain = shelf.one(["N02BE01"], lambda one: one.dose_unit == "mg" and not one.ingredient_atc)
    mixed = shelf.one(["N02BE01"], lambda one: bool(one.ingredient_atc))
    lines = shelf.line(plain, single=Decimal(500), per_day=Decimal(4)), shelf.line(mixed)
    return made("paracetamol twice", "RX-SAF-07 RX-APP-07", sheet_of(*lines), "more than 2 g a day", plain, mixed)


def _infusion(shelf: Shelf) -> Unsafe:
    a, b, why = pick(shelf, "infusions")
    one, other = (shelf.one(kinds, lambda product: "iv" in product.routes) for kinds in (a, b))
    lines = [shelf.line(product, route="iv", bag="1") for product in shelf.chance.sample([one, other], 2)]
    return made("one bag", "RX-APP-09", sheet_of(*lines), why, one, other)


def _herbs(shelf: Shelf) -> Unsafe:
    pair = pick(shelf, "herbs")
    others = shelf.chance.sample(["白术", "茯苓", "陈皮", "大枣"], 2)
    herbs = tuple(shelf.chance.sample([*pair, *others], 4))
    return made("herbs", "RX-APP-11", replace(sheet_of(), herbs=herbs), "、".join(pair))


def _herbs_of_patents(shelf: Shelf) -> Unsafe:
    """One herb hides in a patent medicine."""
    holders = [(one, part.name) for one in shelf.products for part in one.ingredients if part.herb]
    fitting = [(one, pair[1 - pair.index(name)]) for one, name in holders for pair in FACTS["herbs"] if name in pair]
    one, other = shelf.chance.choice(fitting)
    return made("herb in a patent medicine", "RX-APP-11", replace(sheet_of(shelf.line(one)), herbs=(other, "茯苓")), other)


def _skin_test(shelf: Shelf) -> Unsafe:
    kinds = [kind for kind in FACTS["skin_test"] if shelf.of([kind])]
    one = shelf.one(kinds)
    return made("skin test", "RX-APP-04", sheet_of(shelf.line(one, skin_test=shelf.chance.choice(["", "阳性"]))), "", one)


def _route(shelf: Shelf) -> Unsafe:
    one = shelf.chance.choice([product for product in shelf.products if product.form in {"片剂", "胶囊", "注射剂"}])
    wrong = shelf.chance.choice(["oral", "inhalation"] if one.form == "注射剂" else ["iv", "im", "inhalation"])
    return made("wrong route", "RX-APP-10", sheet_of(shelf.line(one, route=wrong)), f"{one.form} {wrong}", one)


CHECK_OF: Mapping[Maker, frozenset[str]] = {
    _dose: frozenset({"dose"}),
    _often: frozenset({"dose"}),
    _weekly: frozenset({"interval"}),
    _course: frozenset({"course"}),
    _interaction: frozenset({"interaction"}),
    _duplicate: frozenset({"duplicate"}),
    _many: frozenset({"many_drugs"}),
    _summed: frozenset({"many_drugs", "duplicate"}),
    _infusion: frozenset({"infusion"}),
    _herbs: frozenset({"herbs"}),
    _herbs_of_patents: frozenset({"herbs"}),
    _skin_test: frozenset({"skin_test"}),
    _route: frozenset({"route"}),
}
"""Each kind, and the checks that answer for it."""
