"""Pieces of R4 JSON on the way out: references, codings, quantities, extensions, instants at +08:00."""

from __future__ import annotations

import uuid
from decimal import Decimal
from typing import Any

from app.clock import instant, local
from sync.fhir.codes import DATA_ABSENT, EXTENSION, UCUM, UUID_SYSTEM, ucum_of

Json = dict[str, Any]


def resource(fhir_type: str, record_id: str, **elements: Any) -> Json:
    """A resource without empty elements: R4 JSON knows no empty string, array or object."""
    found = pruned({"resourceType": fhir_type, "id": record_id, **elements})
    assert isinstance(found, dict)
    return found


def pruned(value: Any) -> Any:
    """The value without what is empty at any depth; None where nothing is left. Zero and False are not empty."""
    kind = type(value)
    if kind is dict:
        return _members(value)
    if kind is list or kind is tuple:
        return [kept for one in value if one is not None and (kept := pruned(one)) is not None] or None
    return None if value == "" else value


def _members(value: Json) -> Json | None:
    """The ninety members of a resource are walked here, most of them texts or nothing: no call is made for those."""
    found: Json = {}
    for key, one in value.items():
        kind = type(one)
        if kind is str:
            if one:
                found[key] = one
        elif one is not None and (kept := pruned(one)) is not None:
            found[key] = kept
    return found or None


def reference(fhir_type: str, record_id: str | None) -> Json | None:
    """A reference by logical id, None for None."""
    return {"reference": f"{fhir_type}/{record_id}"} if record_id else None


def coding(system: str, code: str, display: str = "") -> Json | None:
    """One coding, None where there is no code."""
    return {"system": system, "code": code, "display": display} if code else None


def concept(*codings: Json | None, text: str = "") -> Json:
    """A CodeableConcept."""
    return {"coding": list(codings), "text": text}


def quantity(value: Decimal | None, unit: str, comparator: str = "") -> Json:
    """A Quantity: the device's own number and unit, beside it the UCUM code where the unit has one."""
    code = ucum_of(unit)
    system = UCUM if code else ""
    return {"value": value, "comparator": comparator, "unit": unit, "system": system, "code": code}


def extension(name: str, **value: Any) -> Json | None:
    """An extension of ours with a value, such as ``valueString="…"``, None where the value is empty or None."""
    kept = pruned(value)
    return {"url": EXTENSION + name, **kept} if kept else None


def group(name: str, *parts: Json | None) -> Json | None:
    """An extension made of named parts (:func:`part`), None where none has a value."""
    kept = [one for one in parts if one]
    return {"url": EXTENSION + name, "extension": kept} if kept else None


def part(name: str, **value: Any) -> Json | None:
    """One part of :func:`group`; inside a group the name alone is the url."""
    kept = pruned(value)
    return {"url": name, **kept} if kept else None


def own_identifier(record_id: str) -> Json | None:
    """The record's id as an identifier, by which servers that give ids of their own still find it (sync.md 4.2)."""
    try:
        return {"system": UUID_SYSTEM, "value": uuid.UUID(record_id).urn}
    except ValueError:
        return None


def identifier(system: str, value: str | None) -> Json | None:
    """A business identifier, None where there is none."""
    return {"system": system, "value": value} if value else None


def wire_instant(stored: str | None) -> str | None:
    """``2026-03-05T08:41:00.000+08:00`` of an instant as the store keeps it (clinical.md §8: always +08:00)."""
    return None if stored is None or not stored else local(instant(stored)).isoformat(timespec="milliseconds")


def wire_time(stored: str | None) -> str | None:
    """A calendar day as it is, an instant at +08:00."""
    return stored if stored and "T" not in stored else wire_instant(stored)


def absent(why: str) -> Json:
    """``dataAbsentReason``, or a concept whose content is not known."""
    return concept(coding(DATA_ABSENT, why))
