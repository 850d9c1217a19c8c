"""Not allowed: who may prescribe what, for how many days, on which sheet."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from decimal import Decimal

from app.domain.prescription import SheetKind
from app.rules.facts import PrescriberFacts
from app.rules.formulary import Product
from tests.app.rules.contexts import TODAY, patient, weight
from tests.app.rules.unsafe import Maker, Shelf, Unsafe, made, pick, sheet_of


def _of_class(shelf: Shelf, control: str, form: str = "") -> Product:
    fitting = [one for one in shelf.products if one.control_class == control and form in {"", one.release}]
    return shelf.chance.choice(fitting)


def ordinary(shelf: Shelf) -> list[Product]:
    return [one for one in shelf.products if not one.control_class and not one.atc.startswith(("J", "P")) and one.form != "饮片"]


def _controlled(shelf: Shelf) -> Unsafe:
    control, form, most = pick(shelf, "controlled")
    one, days = _of_class(shelf, control, form), most + shelf.chance.randint(1, 7)
    return made("controlled too long", "RX-QTY-03", sheet_of(shelf.line(one, days=days)), f"{control} {days} days", one)


def _narcotic(shelf: Shelf) -> Unsafe:
    one = _of_class(shelf, shelf.chance.choice(["麻", "精一"]))
    return made("no narcotic right", "RX-LEG-02", sheet_of(shelf.line(one, days=0), by=PrescriberFacts()), "", one)


def _tier(shelf: Shelf) -> Unsafe:
    one = shelf.chance.choice([product for product in shelf.products if product.antibiotic_tier in {"限制", "特殊"}])
    return made("antibiotic beyond the right", "RX-LEG-03", sheet_of(shelf.line(one), by=PrescriberFacts()), "", one)


def _no_right(shelf: Shelf) -> Unsafe:
    one = shelf.chance.choice(shelf.products)
    return made("no right to prescribe", "RX-LEG-01", sheet_of(shelf.line(one), by=PrescriberFacts(may_prescribe=False)), "")


def _too_long(shelf: Shelf) -> Unsafe:
    one = shelf.chance.choice(ordinary(shelf))
    kind, most, code = shelf.chance.choice([(SheetKind.ORDINARY, 7, "RX-QTY-01"), (SheetKind.EMERGENCY, 3, "RX-QTY-02")])
    days = most + shelf.chance.randint(1, 60)
    return made("too many days", code, sheet_of(shelf.line(one, days=days), kind=kind), f"{kind} {days} days", one)


def _long_term(shelf: Shelf) -> Unsafe:
    one = shelf.chance.choice(ordinary(shelf))
    signed, days = shelf.chance.choice([(True, shelf.chance.randint(85, 180)), (False, shelf.chance.randint(29, 180))])
    context = sheet_of(shelf.line(one, days=days), long_term=True, evaluated=signed, patient_signed=signed)
    return made("long-term too long", "RX-QTY-04 RX-QTY-05 RX-QTY-06", context, f"{days} days, evaluated {signed}", one)


def _long_term_excluded(shelf: Shelf) -> Unsafe:
    kept_out = [one for one in shelf.products if one.control_class or one.atc.startswith(("J01", "J02", "P01AB"))]
    one = shelf.chance.choice(kept_out)
    context = sheet_of(shelf.line(one, days=28), long_term=True, evaluated=True, patient_signed=True)
    return made("not for long-term", "RX-QTY-04", context, "", one)


def _six(shelf: Shelf) -> Unsafe:
    lines = [shelf.line(one) for one in shelf.chance.sample(ordinary(shelf), shelf.chance.randint(6, 9))]
    return made("more than five drugs", "RX-FRM-04", sheet_of(*lines), "")


def _mixed(shelf: Shelf) -> Unsafe:
    piece, other = shelf.chance.choice([one for one in shelf.products if one.form == "饮片"]), shelf.chance.choice(ordinary(shelf))
    return made("herbs and tablets on one sheet", "RX-FRM-05", sheet_of(shelf.line(piece), shelf.line(other)), "")


def _vague(shelf: Shelf) -> Unsafe:
    one = shelf.chance.choice(shelf.products)
    word = shelf.chance.choice(["遵医嘱", "自用", "按说明书"])
    return made("vague usage", "RX-FRM-06", sheet_of(shelf.line(one, usage=word)), word, one)


def _internet(shelf: Shelf) -> Unsafe:
    controlled = [one for one in shelf.products if one.control_class]
    one = shelf.chance.choice(controlled)
    small = patient("4", weight_kg=weight("16"))
    choices = [
        ("RX-LEG-05", sheet_of(shelf.line(one, days=0), internet=True), (one,)),
        ("RX-LEG-06", sheet_of(shelf.line(shelf.chance.choice(ordinary(shelf))), internet=True, revisit=False), ()),
        ("RX-LEG-07", sheet_of(shelf.line(shelf.chance.choice(ordinary(shelf))), internet=True, who=small), ()),
    ]
    code, context, about = shelf.chance.choice(choices)
    return made("internet", code, context, "", *about)


def _refill(shelf: Shelf) -> Unsafe:
    one, left = shelf.chance.choice(ordinary(shelf)), Decimal(shelf.chance.randint(8, 60))
    return made("early refill", "RX-QTY-09", sheet_of(shelf.line(one, days_left=left)), f"{left} days left", one)


def _expired(shelf: Shelf) -> Unsafe:
    one, late = shelf.chance.choice(shelf.products), TODAY - timedelta(shelf.chance.randint(1, 30))
    return made("expired", "RX-FRM-09", sheet_of(shelf.line(one), valid_until=late), f"valid until {late}")


def _withdrawn(shelf: Shelf) -> Unsafe:
    one, since = shelf.chance.choice(shelf.products), (TODAY - timedelta(shelf.chance.randint(0, 900))).isoformat()
    return made("withdrawn", "RX-LEG-10", sheet_of(shelf.line(one, withdrawn=since)), since, one)


CHECK_OF: Mapping[Maker, frozenset[str]] = {
    _controlled: frozenset({"quantity"}),
    _narcotic: frozenset({"narcotic_right"}),
    _tier: frozenset({"antibiotic_tier"}),
    _no_right: frozenset({"rights"}),
    _too_long: frozenset({"quantity"}),
    _long_term: frozenset({"quantity"}),
    _long_term_excluded: frozenset({"quantity"}),
    _six: frozenset({"format"}),
    _mixed: frozenset({"format"}),
    _vague: frozenset({"format"}),
    _internet: frozenset({"internet"}),
    _refill: frozenset({"refill"}),
    _expired: frozenset({"validity"}),
    _withdrawn: frozenset({"withdrawn"}),
}
"""Each kind, and the checks that answer for it."""
