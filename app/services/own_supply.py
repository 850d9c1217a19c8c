"""院外自备 on the slip that is taken home: what is taken from elsewhere stands in the same table, and one slip of everything (H52, safety.md §4.10)."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import date
from typing import Any

from app.domain.age import age_text
from app.domain.herbs import PREFIX
from app.domain.outside_medicine import OutsideMedicine, Taking
from app.domain.prescription import Prescription
from app.domain.rx_document import read
from app.errors import KnownError
from app.printing.slip import Slip, SlipLine
from app.rules.formulary import Product
from app.rules.frequencies import frequencies
from app.services.medicines import taken_on
from app.services.outside_facts import amount_in, product_taken
from app.services.rx_slips import slip_line, times_of
from app.services.rx_words import dose_text
from app.services.session import SignedIn
from app.store import outside_medicines, people, prescriptions
from app.store.database import Reading
from app.texts import text

Products = Mapping[str, Product]


def own_supply(conn: Reading, linked: Collection[str], products: Products) -> tuple[SlipLine, ...]:
    """A line for each medicine from elsewhere that is taken; one of which nobody is sure is not told to be taken."""
    taken = (one for one in outside_medicines.of_people(conn, linked) if one.taking is Taking.YES)
    return tuple(_line(one, product_taken(one, products)) for one in taken)


def everything(conn: Reading, person: str, products: Products, who: SignedIn, now_day: date) -> Slip:
    """All that one human takes: lines of our sheets that run, then what is from elsewhere. Raises KnownError ``bag_empty``, ``person_unknown``."""
    found, linked = people.get(conn, person), people.linked(conn, person)
    if found is None:
        raise KnownError("person_unknown")
    lines = (*_ours(prescriptions.of_person(conn, linked), now_day), *own_supply(conn, linked, products))
    if not lines:
        raise KnownError("bag_empty")
    age = "" if found.birth is None else age_text(found.birth, max(found.birth, now_day))
    return Slip(who.organization.name, who.organization.phone, found.name, age, now_day.isoformat(), lines)


def _ours(sheets: Iterable[Prescription], day: date) -> Iterable[SlipLine]:
    """Herbs are left to the slip of their own sheet: taken one by one they are no medicine."""
    by_id = {one.id: one for one in sheets}
    for taken in taken_on(by_id.values(), day):
        document = by_id[taken.prescription].document
        if document is None or taken.line.drug.startswith(PREFIX):
            continue
        told: Mapping[str, Any] = read(document)
        yield from (slip_line(told, line) for line in told["lines"] if line["drug"] == taken.line.drug)


def _line(one: OutsideMedicine, product: Product | None) -> SlipLine:
    """How it is taken as far as that was told."""
    known = frequencies().get(one.frequency)
    dose = _dose(one, product)
    said = "，".join(part for part in (f"每次{dose}" if dose else "", known.words if known is not None else "") if part)
    usage = said or one.use or text("bag.as_before", language="zh_CN")
    when = {"as_needed": "", "route": "", "frequency": one.frequency, "usage": said}
    name = f"{product.name if product is not None and one.drug else one.name}（{text('bag.own_supply', language='zh_CN')}）"
    return SlipLine(name, "", usage, one.use if said and one.use not in said else "", "", times_of(when) if dose else ())


def _dose(one: OutsideMedicine, product: Product | None) -> str:
    """5 mg（1片）; where no product is known, as it was said."""
    amount = amount_in(one, product)
    if product is not None and amount is not None:
        return dose_text(product, amount)
    if one.single:
        return f"{one.single}{one.unit}"
    return one.use if one.frequency else ""
