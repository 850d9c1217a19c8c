"""Entry of a drug catalogue ↔ Medication, for a server that has no MedicationKnowledge: box, price of a pack, class, edition, withdrawn or not."""

from __future__ import annotations

from typing import Any

from app.domain.formulary import FormularyEntry, OwnProduct, ProductSource
from sync.fhir import codes
from sync.fhir.box import (
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
)
from sync.fhir.build import Json, concept, extension, group, identifier, part, resource
from sync.fhir.element import Element, NotOurs, opened

TYPE = "Medication"


def to_fhir(item: str, entry: FormularyEntry) -> Json:
    """``item``: the catalogue's id of it. An entry without ``own`` says nothing of the box and cannot be told to others: ValueError."""
    own = entry.own
    if own is None:
        raise ValueError("what the box says is missing")
    strength = ratio(own)
    return resource(
        TYPE,
        item,
        extension=[
            group(
                "pack",
                part("size", valueInteger=entry.pack_size),
                part("word", valueString=entry.pack_word),
                part("piece", valueString=own.piece),
            ),
            extension("price", valueMoney=money(entry.pack_price_fen)),
            extension("insurance-class", valueString=entry.insurance),
            extension("trade-name", valueString=entry.trade_name),
            extension("catalogue-version", valueString=entry.version),
        ],
        identifier=[identifier(codes.CATALOGUE_ITEM, item)],
        code=named(entry.drug, own.name, item),
        status=status_of(entry),
        manufacturer={"display": own.maker},
        form=concept(text=own.form),
        ingredient=[{"itemCodeableConcept": {"text": own.name}, "strength": strength}] if strength else None,
    )


def from_fhir(body: Any, server: str = "", at: str = "") -> FormularyEntry:
    """``server``: whose catalogue, ``at``: now. Raises NotOurs for a medication without a pack of ours, as inside a prescription."""
    found = opened(body, TYPE)
    pack = found.extension("pack")
    if not pack:
        raise NotOurs(TYPE + ".extension", "not an item of a catalogue")
    return FormularyEntry(
        drug=found.child("code").code(codes.FORMULARY) or found.need("id"),
        pack_price_fen=fen_of(found.extension("price").child("valueMoney")),
        insurance=insurance_of(found.extension("insurance-class").text("valueString"), TYPE + ".extension"),
        source=ProductSource.COUNTY,
        pack_size=size_of(pack.part("size"), "valueInteger"),
        pack_word=pack.part("word").text("valueString"),
        trade_name=found.extension("trade-name").text("valueString"),
        own=_box(found, pack),
        version=edition(found),
        catalogue=server,
        withdrawn_at=withdrawn_at(found, at),
    )


def _box(found: Element, pack: Element) -> OwnProduct:
    strength, unit = strength_of(found)
    return OwnProduct(
        name=found.child("code").need("text"),
        form=found.child("form").text("text"),
        strength=strength,
        unit=unit,
        piece=pack.part("piece").need("valueString"),
        maker=found.child("manufacturer").text("display"),
    )
