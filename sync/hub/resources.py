"""A resource on its way into the hub: checked, hashed, its search terms taken, its version stamped into the text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from sync.canonical import exact_hash
from sync.envelope import compact, is_id
from sync.hub.access import CONTENT
from sync.hub.outcome import Refused
from sync.hub.shapes import LISTS, SHAPES, SINGLES, Shape
from sync.jsontext import Reader, strings
from sync.replica import Lane, Ref

MAX_STRING = 1_000_000
# Attachment.data, Binary.data, SampledData.data and Signature.data carry signals and documents.
_LONG = frozenset({"data"})
_LOCAL = re.compile(r"([A-Z][A-Za-z]+)/([A-Za-z0-9\-.]{1,64})(?:/_history/[A-Za-z0-9\-.]{1,64})?$")


@dataclass(frozen=True, slots=True)
class Incoming:
    """A resource that may be stored: its text as received, its hash, what it refers to here, its search terms.

    ``person``: the id of the resident it is about, '' where it names none. ``targets``: what a Provenance is about. ``lane``: how
    urgently it goes on to the next server.
    """

    ref: Ref
    text: str
    value: dict[str, Any]
    hash: str
    references: frozenset[Ref]
    terms: frozenset[tuple[str, str]]
    person: str
    targets: tuple[Ref, ...]
    lane: Lane


def incoming(text: str, value: object, ref: Ref) -> Incoming:
    """Check a resource that is to be stored as ``ref``. Raises :class:`Refused` (400, 404 for a type the hub does not keep)."""
    resource = check(value, ref)
    terms = frozenset(_terms(resource))
    person = (
        ref.fhir_id if ref.fhir_type == "Patient" else next((v[8:] for p, v in terms if p == "subject" and v.startswith("Patient/")), "")
    )
    targets = tuple(_targets(resource)) if ref.fhir_type == "Provenance" else ()
    return Incoming(ref, text, resource, exact_hash(resource), _references(resource), terms, person, targets, lane_of(resource))


def check(value: object, ref: Ref) -> dict[str, Any]:
    """The structural rules of :mod:`sync.hub.shapes`; returns the resource."""
    shape = SHAPES.get(ref.fhir_type)
    if shape is None:
        raise Refused(404, f"type {ref.fhir_type} is not kept here", code="not-supported")
    if not isinstance(value, dict) or value.get("resourceType") != ref.fhir_type:
        raise Refused(400, f"body is not a {ref.fhir_type}")
    if not is_id(ref.fhir_id) or value.get("id") != ref.fhir_id:
        raise Refused(400, f"{ref.fhir_type}.id is missing, malformed or not that of the address")
    _check_shape(ref.fhir_type, shape, value)
    _walk(ref.fhir_type, value)
    return value


def _check_shape(name: str, shape: Shape, value: dict[str, Any]) -> None:
    for element in shape.required:
        if not _present(element, value):
            raise Refused(400, f"{name}.{element} is missing", code="required")
    for element, codes in shape.codes.items():
        if element in value and (not isinstance(value[element], str) or value[element] not in codes):
            raise Refused(400, f"{name}.{element} is no code of its value set", code="code-invalid")
    for element in LISTS & value.keys():
        if isinstance(value[element], list) == ((name, element) in SINGLES):
            raise Refused(400, f"{name}.{element} has the wrong cardinality", code="structure")
    if "meta" in value and not isinstance(value["meta"], dict):
        raise Refused(400, f"{name}.meta must be an object", code="structure")
    if shape.person in value and not _is_reference(value[shape.person]):
        raise Refused(400, f"{name}.{shape.person} must be a Reference", code="structure")


def _present(element: str, value: dict[str, Any]) -> bool:
    if not element.endswith("[x]"):
        return element in value
    stem = element[:-3]
    return any(key.startswith(stem) and key[len(stem) : len(stem) + 1].isupper() for key in value)


def _is_reference(value: object) -> bool:
    return isinstance(value, dict) and isinstance(value.get("reference", ""), str)


def _walk(name: str, value: dict[str, Any]) -> None:
    """R4 JSON has no empty string, object or array; strings end at 1 MB (datatypes, string)."""
    stack: list[tuple[str, object]] = [("", value)]
    while stack:
        key, node = stack.pop()
        if isinstance(node, dict):
            stack.extend(node.items())
        elif isinstance(node, list):
            stack.extend((key, item) for item in node)
        elif isinstance(node, str) and len(node) > MAX_STRING and key not in _LONG:
            raise Refused(400, f"{name}: string too long", code="too-long")
        if not node and not isinstance(node, (int, Decimal, type(None))):
            raise Refused(400, f"{name}: empty value", code="structure")


def _references(value: dict[str, Any]) -> frozenset[Ref]:
    return frozenset(ref for text in strings(value, "reference") for ref in local_reference(text))


def local_reference(text: str) -> Iterator[Ref]:
    """The resource of this hub that a reference names; none for contained ones and for other servers. Raises :class:`Refused`."""
    if text.startswith("urn:uuid:"):
        raise Refused(400, "reference to a urn:uuid that no entry resolves", code="not-found")
    match = None if "://" in text or text.startswith("#") else _LOCAL.match(text)
    if match is not None:
        yield Ref(match[1], match[2])
    elif "://" not in text and not text.startswith(("#", "urn:")):
        raise Refused(400, "malformed reference", code="value")


def _targets(value: dict[str, Any]) -> Iterator[Ref]:
    return (ref for text in strings({"target": value.get("target")}, "reference") for ref in local_reference(text))


_CRITICAL = frozenset({"HH", "LL", "AA"})


def lane_of(value: dict[str, Any]) -> Lane:
    """Prescriptions, allergies and critical values first; signals and documents last (sync.md 4.2)."""
    kind = value["resourceType"]
    if kind in ("MedicationRequest", "AllergyIntolerance", "Provenance", "Task", "DetectedIssue"):
        return Lane.URGENT
    if kind == "DocumentReference" or "valueSampledData" in value:
        return Lane.BULK
    if kind == "Observation":
        pressing = value.get("status") == "entered-in-error" or not _CRITICAL.isdisjoint(_codes(value.get("interpretation")))
        return Lane.URGENT if pressing else Lane.VITALS
    return Lane.VITALS if kind in ("Patient", "Encounter") else Lane.REST


def _codes(concepts: object) -> list[str]:
    return list(strings({"code": concepts}, "code"))


def _terms(value: dict[str, Any]) -> Iterator[tuple[str, str]]:
    identifiers = value.get("identifier", [])
    for identifier in identifiers if isinstance(identifiers, list) else [identifiers]:
        if isinstance(identifier, dict) and isinstance(identifier.get("value"), str):
            system = identifier.get("system")
            yield "identifier", f"{system if isinstance(system, str) else ''}|{identifier['value']}"
            yield "identifier", identifier["value"]
    if value["resourceType"] == "Patient":
        yield from _who(value)
    if value["resourceType"] == "Provenance":
        yield from (("target", str(ref)) for ref in _targets(value))
    if value["resourceType"] == "Library":
        yield from ((CONTENT, str(ref)) for ref in _contents(value))
    for name in ("person", "encounter"):
        element = SHAPES[value["resourceType"]].person if name == "person" else name
        target = value.get(element) if element else None
        if isinstance(target, dict) and isinstance(target.get("reference"), str):
            for ref in local_reference(target["reference"]):
                yield ("subject" if name == "person" else name), str(ref)


def _contents(value: dict[str, Any]) -> Iterator[Ref]:
    """The Binaries of this hub in which the content of a Library lies."""
    found = value.get("content")
    for text in strings({"content": found}, "url") if isinstance(found, list) else ():
        match = _LOCAL.fullmatch(text)
        if match is not None and match[1] == "Binary":
            yield Ref(match[1], match[2])


def _who(value: dict[str, Any]) -> Iterator[tuple[str, str]]:
    if isinstance(value.get("birthDate"), str):
        yield "birthdate", value["birthDate"]
    names = value.get("name")
    for name in names if isinstance(names, list) else []:
        for part in _texts(name):
            yield "name", part.casefold()


def _texts(name: object) -> set[str]:
    if not isinstance(name, dict):
        return set()
    parts = [name.get("text"), name.get("family"), *(name["given"] if isinstance(name.get("given"), list) else [])]
    return {part for part in parts if isinstance(part, str)}


def stamped(item: Incoming, version: int, at: str) -> str:
    """The text to store: as received, with ``meta.versionId`` and ``meta.lastUpdated`` set and nothing else touched."""
    head = compact({"versionId": str(version), "lastUpdated": at})
    if "meta" not in item.value:
        return '{"meta":' + head + "," + item.text[1:].lstrip(" \t\r\n")
    reader = Reader(item.text)
    for key in reader.members():
        start = reader.at
        if key == "meta":
            kept = _other_meta(reader)
            return item.text[:start] + head[:-1] + "".join("," + part for part in kept) + "}" + item.text[reader.at :]
        reader.value()
    raise AssertionError("meta was parsed but not found")


def _other_meta(reader: Reader) -> list[str]:
    kept = []
    for key in reader.members():
        text = reader.raw()
        if key not in ("versionId", "lastUpdated"):
            kept.append(compact(key) + ":" + text)
    return kept
