"""Pieces of R4 JSON on the way out: references, codings, quantities, extensions, instants at +08:00."""

from __future__ import annotations

import base64
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


def assembled(fhir_type: str, record_id: str, **elements: Any) -> Json:
    """As :func:`resource` where every part comes from the functions below, which leave nothing empty: only the elements are looked at.

    Nine of ten resources of a visit are observations, and walking all of their ninety members took longer than making them.
    """
    found: Json = {"resourceType": fhir_type, "id": record_id}
    for name, one in elements.items():
        kept = [part for part in one if part] if type(one) is list else one
        if kept or not _is_empty(kept):
            found[name] = kept
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
    """Most members are texts or nothing: no call is made for those."""
    found: Json = {}
    for key, one in value.items():
        kind = type(one)
        if kind is str:
            if one:
                found[key] = one
        elif one is not None and (kept := pruned(one)) is not None:
            found[key] = kept
    return found or None


def _is_empty(value: Any) -> bool:
    return value is None or (not value and isinstance(value, str | dict | list))


def reference(fhir_type: str, record_id: str | None) -> Json | None:
    """A reference by logical id, None for None."""
    return {"reference": f"{fhir_type}/{record_id}"} if record_id else None


def coding(system: str, code: str, display: str = "") -> Json | None:
    """One coding, None where there is no code."""
    if not code:
        return None
    return {"system": system, "code": code, "display": display} if display else {"system": system, "code": code}


def concept(*codings: Json | None, text: str = "") -> Json:
    """A CodeableConcept, empty where there is neither code nor text."""
    found: Json = {}
    kept = [one for one in codings if one]
    if kept:
        found["coding"] = kept
    if text:
        found["text"] = text
    return found


def quantity(value: Decimal | None, unit: str, comparator: str = "") -> Json:
    """A Quantity: the device's own number and unit, beside it the UCUM code where the unit has one."""
    found: Json = {}
    if value is not None:
        digits = str(value)
        found["value"] = int(digits) if digits.isdigit() else value  # the same text, twice as fast to write
    if comparator:
        found["comparator"] = comparator
    if unit:
        found["unit"] = unit
    code = ucum_of(unit)
    if code:
        found["system"], found["code"] = UCUM, code
    return found


def extension(name: str, **value: Any) -> Json | None:
    """An extension of ours with a value, such as ``valueString="…"``, None where the value is empty or None."""
    return part(EXTENSION + name, **value)


def group(name: str, *parts: Json | None) -> Json | None:
    """An extension made of named parts (:func:`part`), None where none has a value."""
    kept = [one for one in parts if one]
    return {"url": EXTENSION + name, "extension": kept} if kept else None


def part(name: str, **value: Any) -> Json | None:
    """One part of :func:`group`; inside a group the name alone is the url."""
    for told, one in value.items():
        kept = [inner for inner in one if inner] if type(one) is list else one
        if not _is_empty(kept):
            return {"url": name, told: kept}
    return None


def octets(name: str, digits: str | None) -> Json | None:
    """A part of bytes, which records keep as hexadecimal digits: told as R4 tells bytes, a third shorter. What is no such digits stays."""
    try:
        raw = bytes.fromhex(digits or "")
    except ValueError:
        raw = b""
    if raw.hex() != digits:
        return part(name, valueString=digits)
    return part(name, valueBase64Binary=base64.b64encode(raw).decode("ascii"))


def urn(record_id: str) -> Json | None:
    """What is no resource of its own, as a whole sheet is none, named by its id. What a resource is called stands in :mod:`sync.renaming`."""
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
