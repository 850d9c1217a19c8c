"""A product ↔ MedicationKnowledge: an item of a server's catalogue, a stranger's too, and an institution's own row of it for its other seats.

R4 MedicationKnowledge (hl7.org/fhir/R4/medicationknowledge.html) has no identifier and no edition; those, and what a pharmacist signed, are
extensions. The institution's row names its Organization: that alone tells it from an item of a catalogue.
"""

from __future__ import annotations

import hashlib
from dataclasses import replace
from decimal import Decimal
from typing import Any

from app.domain.formulary import FormularyEntry, HouseProduct, OwnProduct, ProductSource
from app.domain.rx_document import canonical
from sync.fhir import codes
from sync.fhir.box import (
    control_of,
    edition,
    fen_of,
    insurance_of,
    money,
    named,
    ratio,
    size_of,
    status_of,
    strength_of,
    withdrawn_at,
    words,
)
from sync.fhir.build import Json, coding, concept, extension, group, part, quantity, reference, resource, wire_instant
from sync.fhir.element import BadResource, Element, NotOurs, needed, opened

TYPE = "MedicationKnowledge"
_INSURANCE_TYPE, _AUTHORITY = "医保目录类别", "国家药品监督管理局"
_LONGEST = 200


def item_to_fhir(item: str, entry: FormularyEntry) -> Json:
    """``item``: the catalogue's id of it. ValueError for an entry that says nothing of the box."""
    if entry.own is None:
        raise ValueError("what the box says is missing")
    return resource(TYPE, item, extension=_told(entry), status=status_of(entry), **_box(entry, item))


def item_from_fhir(body: Any, server: str = "", at: str = "") -> FormularyEntry:
    """An item of anybody's catalogue; ``server``: whose, ``at``: now. ``version`` is its edition, else the server's version of the resource.

    Raises NotOurs for an institution's own row; BadResource for what could not be counted out or charged.
    """
    found = opened(body, TYPE)
    if found.extension("institution"):
        raise NotOurs(TYPE, "an institution's own row")
    return replace(_entry(found), source=ProductSource.COUNTY, catalogue=server, withdrawn_at=withdrawn_at(found, at))


def to_fhir(one: HouseProduct) -> Json:
    """The institution's own row, for its other seats."""
    entry = one.entry
    more = [
        extension("institution", valueReference=reference("Organization", one.organization)),
        extension("source", valueCode=entry.source.value),
        extension("catalogue", valueUri=entry.catalogue),
        extension("offered-no-more", valueBoolean=entry.hidden or None),
        _confirmation(entry),
    ]
    return resource(TYPE, one.id, extension=[*_told(entry), *more], status="active", **_box(entry))


def from_fhir(body: Any) -> HouseProduct:
    """Raises NotOurs for what is no institution's row. A confirmation of something else than stands here is none."""
    found = opened(body, TYPE)
    organization = found.extension("institution").target("valueReference", "Organization")
    if organization is None:
        raise NotOurs(TYPE, "an item of a catalogue")
    drug = found.child("code").code(codes.FORMULARY)
    entry = replace(
        _entry(found, house=True),
        drug=needed(drug, TYPE + ".code"),
        source=_source(found.extension("source")),
        catalogue=found.extension("catalogue").text("valueUri"),
        hidden=found.extension("offered-no-more").flag("valueBoolean"),
    )
    return HouseProduct(found.need("id"), organization, _with_confirmation(entry, found.extension("confirmation")))


# ---- out


def _box(entry: FormularyEntry, item: str = "") -> Json:
    """Elements of R4 for what the box says; of a product of the rule pack the pack alone."""
    own = entry.own or OwnProduct("", "", None, "", "")
    strength = ratio(own) if own.piece else None
    pieces = quantity(Decimal(entry.pack_size), own.piece) if entry.pack_size else None
    schedule = [{"schedule": concept(coding(codes.CONTROL_CLASS, own.control), text=own.control)}] if own.control else None
    return {
        "code": named(entry.drug, own.name, item),
        "manufacturer": {"display": own.maker},
        "doseForm": concept(text=own.form),
        "amount": pieces,
        "synonym": [entry.trade_name],
        "ingredient": [{"itemCodeableConcept": {"text": own.name}, "strength": strength}] if strength else None,
        "cost": _cost(entry),
        "medicineClassification": _classes(entry),
        "packaging": {"type": concept(text=entry.pack_word), "quantity": pieces},
        "regulatory": [{"regulatoryAuthority": {"display": _AUTHORITY}, "schedule": schedule}] if schedule else None,
    }


def _cost(entry: FormularyEntry) -> list[Json] | None:
    price = money(entry.pack_price_fen)
    return None if price is None else [{"type": concept(text="零售价"), "cost": price}]


def _classes(entry: FormularyEntry) -> list[Json] | None:
    if not entry.insurance:
        return None
    return [
        {
            "type": concept(coding(codes.CLASSIFICATION, "insurance"), text=_INSURANCE_TYPE),
            "classification": [concept(coding(codes.INSURANCE_CLASS, entry.insurance), text=entry.insurance)],
        }
    ]


def _told(entry: FormularyEntry) -> list[Json | None]:
    piece = entry.own.piece if entry.own is not None else ""
    return [extension("piece", valueString=piece), extension("catalogue-version", valueString=entry.version)]


def _confirmation(entry: FormularyEntry) -> Json | None:
    if not entry.is_confirmed:
        return None
    return group(
        "confirmation",
        part("by", valueReference=reference("Practitioner", entry.confirmed_by)),
        part("at", valueInstant=wire_instant(entry.confirmed_at)),
        part("signature", valueString=entry.confirmation),
        part("key", valueString=entry.confirmed_key),
        part("rules", valueString=entry.confirmed_pack),
        part("of", valueString=_digest(entry)),
    )


def _digest(entry: FormularyEntry) -> str:
    """Of what was confirmed, so that a row put together from two seats' changes does not carry a signature over something else."""
    own = entry.own
    box = [] if own is None else [own.name, own.form, None if own.strength is None else f"{own.strength:f}", own.unit, own.piece]
    more = [] if own is None else [own.maker, own.control]
    told = {"drug": entry.drug, "box": [*box, *more], "insurance": entry.insurance, "size": str(entry.pack_size), "word": entry.pack_word}
    return hashlib.sha256(canonical(told)).hexdigest()


# ---- in


def _entry(found: Element, house: bool = False) -> FormularyEntry:
    packaging = found.child("packaging")
    size = size_of(packaging.child("quantity"), "value") or size_of(found.child("amount"), "value")
    return FormularyEntry(
        drug=found.child("code").code(codes.FORMULARY) or _medication_of(found) or found.need("id"),
        pack_price_fen=_price(found),
        insurance=_insurance(found),
        pack_size=size,
        pack_word=words(packaging, "type"),
        trade_name=next(iter(found.texts("synonym")), "")[:_LONGEST],
        own=_own(found, house),
        version=found.extension("catalogue-version").text("valueString") if house else edition(found),
    )


def _medication_of(found: Element) -> str:
    """A server that has both types of a product names the one in the other: it is one product."""
    return next(iter(found.targets("associatedMedication", "Medication")), "")


def _own(found: Element, house: bool) -> OwnProduct | None:
    """What the box says. An institution's row without it is of a product that the rule pack has."""
    name = words(found, "code")
    if house and not name:
        return None
    strength, unit = strength_of(found)
    return OwnProduct(
        name=needed(name, TYPE + ".code"),
        form=words(found, "doseForm"),
        strength=strength,
        unit=unit,
        piece=_piece(found),
        maker=found.child("manufacturer").text("display")[:_LONGEST],
        control=_control(found),
    )


def _piece(found: Element) -> str:
    """What is counted out: a stranger says it as the unit of the amount in a pack."""
    told = found.extension("piece").text("valueString")
    for counted in (found.child("packaging").child("quantity"), found.child("amount")):
        told = told or counted.text("unit") or counted.text("code")
    if not told.strip() or told.strip().isdigit():
        raise BadResource(TYPE + ".amount", "no unit to count by")
    return told.strip()[:20]


def _price(found: Element) -> int | None:
    """In yuan; what another currency says is no price here."""
    told = [one.child("cost") for one in found.each("cost")]
    return next((fen_of(one) for one in told if one.text("currency") == "CNY"), None)


def _insurance(found: Element) -> str:
    for one in found.each("medicineClassification"):
        for each in one.each("classification"):
            told = each.code(codes.INSURANCE_CLASS)
            if told:
                return insurance_of(told, each.path)
    return ""


def _control(found: Element) -> str:
    """管制类别 in our code; a stranger's schedule in another one says nothing that the rules could use."""
    for one in found.each("regulatory"):
        for each in one.each("schedule"):
            told = each.child("schedule").code(codes.CONTROL_CLASS)
            if told:
                return control_of(told, each.path)
    return ""


def _source(found: Element) -> ProductSource:
    told = found.text("valueCode") or ProductSource.LOCAL.value
    if told not in {one.value for one in ProductSource}:
        raise BadResource(found.path, "no source we know")
    return ProductSource(told)


def _with_confirmation(entry: FormularyEntry, told: Element) -> FormularyEntry:
    if not told:
        return entry
    at, by = told.part("at").moment("valueInstant"), told.part("by").target("valueReference", "Practitioner")
    made = replace(
        entry,
        confirmed_by=needed(by, told.path),
        confirmed_at=needed(at, told.path),
        confirmation=told.part("signature").need("valueString"),
        confirmed_key=told.part("key").need("valueString"),
        confirmed_pack=told.part("rules").text("valueString"),
    )
    return made if told.part("of").text("valueString") == _digest(made) else made.unconfirmed()
