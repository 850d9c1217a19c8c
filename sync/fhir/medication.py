"""Entry of the county's drug catalogue ↔ Medication: what the box says, price of a pack, insurance class, version, withdrawn or not."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from app.domain.formulary import INSURANCE, FormularyEntry, OwnProduct, ProductSource
from sync.fhir import codes
from sync.fhir.build import Json, coding, concept, extension, group, identifier, own_identifier, part, quantity, resource
from sync.fhir.element import BadResource, Element, NotOurs, opened

TYPE = "Medication"
_CURRENCY = "CNY"
_LARGEST_PACK, _DEAREST = 100_000, Decimal(1_000_000)


def to_fhir(item: str, entry: FormularyEntry) -> Json:
    """``item``: the catalogue's id of it. An entry without ``own`` says nothing of the box and cannot be told to others: ValueError."""
    own = entry.own
    if own is None:
        raise ValueError("what the box says is missing")
    price = None if entry.pack_price_fen is None else {"value": Decimal(entry.pack_price_fen).scaleb(-2), "currency": _CURRENCY}
    strength = (
        None if own.strength is None else {"numerator": quantity(own.strength, own.unit), "denominator": quantity(Decimal(1), own.piece)}
    )
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
            extension("price", valueMoney=price),
            extension("insurance-class", valueString=entry.insurance),
            extension("trade-name", valueString=entry.trade_name),
            extension("catalogue-version", valueString=entry.version),
        ],
        identifier=[own_identifier(item), identifier(codes.CATALOGUE_ITEM, item)],
        code=concept(coding(codes.FORMULARY, "" if entry.drug == item else entry.drug), text=own.name),
        status="inactive" if entry.hidden else "active",
        manufacturer={"display": own.maker},
        form=concept(text=own.form),
        ingredient=[{"itemCodeableConcept": {"text": own.name}, "strength": strength}] if strength else None,
    )


def from_fhir(body: Any) -> FormularyEntry:
    """Raises NotOurs for a medication without a pack of ours: a stranger's, or one inside a prescription. ``hidden`` = withdrawn."""
    found = opened(body, TYPE)
    pack = found.extension("pack")
    if not pack:
        raise NotOurs(TYPE + ".extension", "not an item of a catalogue")
    insurance = found.extension("insurance-class").text("valueString")
    if insurance not in ("", *INSURANCE):
        raise BadResource(TYPE + ".extension", "no insurance class we know")
    return FormularyEntry(
        drug=found.child("code").code(codes.FORMULARY) or found.need("id"),
        pack_price_fen=_price(found),
        hidden=found.text("status") != "active",
        insurance=insurance,
        source=ProductSource.COUNTY,
        pack_size=_size(pack),
        pack_word=pack.part("word").text("valueString"),
        trade_name=found.extension("trade-name").text("valueString"),
        own=_box(found, pack),
        version=found.extension("catalogue-version").text("valueString"),
    )


def _box(found: Element, pack: Element) -> OwnProduct:
    content = next(iter(found.each("ingredient")), Element({}, TYPE + ".ingredient")).child("strength").child("numerator")
    return OwnProduct(
        name=found.child("code").need("text"),
        form=found.child("form").text("text"),
        strength=_positive(content, content.number("value")),
        unit=content.unit(),
        piece=pack.part("piece").need("valueString"),
        maker=found.child("manufacturer").text("display"),
    )


def _positive(found: Element, value: Decimal | None) -> Decimal | None:
    """H44: a strength of nothing would make any dose no pieces at all."""
    if value is not None and not 0 < value <= _DEAREST:
        raise BadResource(found.path + ".value", "no strength")
    return value


def _size(pack: Element) -> int | None:
    size = pack.part("size").whole("valueInteger")
    if size is not None and not 1 <= size <= _LARGEST_PACK:
        raise BadResource(pack.path, "no pack size")
    return size


def _price(found: Element) -> int | None:
    money = found.extension("price").child("valueMoney")
    value = money.number("value")
    if value is None:
        return None
    if money.text("currency") != _CURRENCY or not 0 <= value <= _DEAREST or value.scaleb(2) != value.scaleb(2).to_integral_value():
        raise BadResource(money.path, "no price in yuan and fen")
    return int(value.scaleb(2))
