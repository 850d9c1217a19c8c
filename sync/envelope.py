"""FHIR bundles as text: resources go in and come out byte for byte."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sync import jsontext
from sync.jsontext import BadJson, Reader

FHIR_JSON = "application/fhir+json"

_ID = re.compile(r"[A-Za-z0-9\-.]{1,64}")
_TYPE = re.compile(r"[A-Z][A-Za-z]{1,63}")


def is_id(text: object) -> bool:
    """R4's id datatype: letters, digits, ``-`` and ``.``, 1 to 64 of them."""
    return isinstance(text, str) and _ID.fullmatch(text) is not None


def is_type(text: object) -> bool:
    """Whether a text has the form of a resource type."""
    return isinstance(text, str) and _TYPE.fullmatch(text) is not None


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry: its resource as text and parsed (None where it has none), and its other members parsed."""

    text: str | None
    resource: Any
    rest: dict[str, Any]

    def part(self, name: str) -> dict[str, Any]:
        """The member ``request``, ``response`` or ``search`` as an object, empty where absent or malformed."""
        found = self.rest.get(name)
        return found if isinstance(found, dict) else {}


@dataclass(frozen=True, slots=True)
class Envelope:
    """A Bundle: its own members parsed, its entries apart."""

    members: dict[str, Any]
    entries: tuple[Entry, ...]

    @property
    def kind(self) -> str:
        """``Bundle.type``."""
        return str(self.members.get("type", ""))

    def link(self, relation: str) -> str | None:
        """The address of a link, None where there is none."""
        links = self.members.get("link")
        for link in links if isinstance(links, list) else []:
            if isinstance(link, dict) and link.get("relation") == relation and isinstance(link.get("url"), str):
                return str(link["url"])
        return None


def read(text: str, max_entries: int = 5_000) -> Envelope:
    """Take a Bundle apart. Raises :class:`BadJson` where it is none or has too many entries."""
    reader = Reader(text)
    members: dict[str, Any] = {}
    entries: tuple[Entry, ...] = ()
    for key in reader.members():
        if key == "entry":
            entries = tuple(_entries(reader, max_entries))
        else:
            members[key] = reader.value()
    reader.end()
    if members.get("resourceType") != "Bundle":
        raise BadJson("not a Bundle")
    return Envelope(members, entries)


def answers(text: str, max_entries: int = 5_000) -> Envelope:
    """As :func:`read` where the resources, if any, need not be kept as text: four times as fast."""
    found = jsontext.loads(text)
    entries = found.pop("entry", []) if isinstance(found, dict) and found.get("resourceType") == "Bundle" else None
    if not isinstance(entries, list) or not all(isinstance(one, dict) for one in entries):
        raise BadJson("not a Bundle")
    if len(entries) > max_entries:
        raise BadJson("too many entries")
    return Envelope(found, tuple(Entry(None, one.pop("resource", None), one) for one in entries))


def _entries(reader: Reader, limit: int) -> Iterator[Entry]:
    for index in reader.elements():
        if index >= limit:
            raise BadJson("too many entries")
        yield _entry(reader)


def _entry(reader: Reader) -> Entry:
    text, resource = None, None
    rest: dict[str, Any] = {}
    for key in reader.members():
        if key == "resource":
            start = reader.at
            resource = reader.value()
            text = reader.text[start : reader.at].rstrip(" \t\r\n")
        else:
            rest[key] = reader.value()
    return Entry(text, resource, rest)


def put(url: str, resource: str, if_match: str | None = None) -> str:
    """A transaction entry that stores ``resource`` at ``Type/id``; ``if_match`` only where the peer's version is known."""
    condition = "" if if_match is None else f',"ifMatch":{compact(if_match)}'
    return f'{{"resource":{resource},"request":{{"method":"PUT","url":{compact(url)}{condition}}}}}'


def bundle(kind: str, entries: Sequence[str], **members: object) -> bytes:
    """A Bundle of entries that are JSON text already."""
    head = compact({"resourceType": "Bundle", "type": kind, **members})
    return (head[:-1] + (',"entry":[' + ",".join(entries) + "]}" if entries else "}")).encode()


_encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


def compact(value: object) -> str:
    """JSON without spaces, in UTF-8."""
    return _encode(value)
