"""What a box says, as Medication and MedicationKnowledge both tell it: strength of one piece, pieces in a pack, price, class, withdrawn or not."""

from __future__ import annotations

from decimal import Decimal

from app.domain.formulary import CONTROL, INSURANCE, FormularyEntry, OwnProduct
from sync.fhir import codes
from sync.fhir.build import Json, coding, concept, quantity
from sync.fhir.element import BadResource, Element

CURRENCY = "CNY"
LARGEST_PACK, DEAREST = 100_000, Decimal(1_000_000)
_STATUS = {"active": False, "inactive": True, "entered-in-error": True}
_POURED = frozenset({"mL", "L", "g", "mg", "ug", "kg"})
_LONGEST = 200


def status_of(entry: FormularyEntry) -> str:
    """``inactive`` = given no more."""
    return "inactive" if entry.is_withdrawn else "active"


def withdrawn_at(found: Element, at: str) -> str | None:
    """When the server took it from its list, ``at`` where that is not told; None = it is in use. Raises BadResource for no status of R4."""
    status = found.text("status") or "active"
    if status not in _STATUS:
        raise BadResource(found.path + ".status", "no status we know")
    return (found.child("meta").moment("lastUpdated") or at) if _STATUS[status] else None


def edition(found: Element) -> str:
    """Of the catalogue; a server that numbers no editions numbers its resources."""
    return found.extension("catalogue-version").text("valueString") or found.child("meta").text("versionId")


def words(found: Element, name: str) -> str:
    """Of a CodeableConcept, no longer than a label."""
    return found.child(name).words().strip()[:_LONGEST]


def ratio(own: OwnProduct) -> Json | None:
    """So much in one piece; None where the box tells pieces alone."""
    if own.strength is None:
        return None
    return {"numerator": quantity(own.strength, own.unit), "denominator": quantity(Decimal(1), own.piece)}


def strength_of(found: Element) -> tuple[Decimal | None, str]:
    """Of the only ingredient, in its unit; (None, '') where there are several, or so much is told of a volume or weight.

    Raises BadResource for what cannot be: a strength of nothing would make any dose no pieces at all (H44).
    """
    parts = found.each("ingredient")
    one = parts[0].child("strength") if len(parts) == 1 else Element({}, "strength")
    content, of = one.child("numerator"), one.child("denominator")
    value, whole = content.number("value"), of.number("value")
    if value is not None and not 0 < value <= DEAREST:
        raise BadResource(content.path + ".value", "no strength")
    if value is None or whole not in (None, Decimal(1)) or of.unit() in _POURED:
        return None, ""
    return value, content.unit()


def money(fen: int | None) -> Json | None:
    """A price in yuan."""
    return None if fen is None else {"value": Decimal(fen).scaleb(-2), "currency": CURRENCY}


def fen_of(found: Element) -> int | None:
    """A price in yuan and whole fen. Raises BadResource for any other."""
    value = found.number("value")
    if value is None:
        return None
    if found.text("currency") != CURRENCY or not 0 <= value <= DEAREST or value.scaleb(2) != value.scaleb(2).to_integral_value():
        raise BadResource(found.path, "no price in yuan and fen")
    return int(value.scaleb(2))


def size_of(found: Element, name: str) -> int | None:
    """Pieces in a pack. Raises BadResource for none or too many."""
    size = found.whole(name)
    if size is not None and not 1 <= size <= LARGEST_PACK:
        raise BadResource(found.path, "no pack size")
    return size


def insurance_of(told: str, path: str) -> str:
    """医保目录类别. Raises BadResource for none we know."""
    if told not in ("", *INSURANCE):
        raise BadResource(path, "no insurance class we know")
    return told


def control_of(told: str, path: str) -> str:
    """管制类别. Raises BadResource for none we know: what is not understood here might be a narcotic."""
    if told not in ("", *CONTROL):
        raise BadResource(path, "no control class we know")
    return told


def named(drug: str, name: str, item: str = "") -> Json:
    """A product by our code, and in words; ``item``: the id it has in this very catalogue, which is no code."""
    return concept(coding(codes.FORMULARY, "" if drug == item else drug), text=name)
