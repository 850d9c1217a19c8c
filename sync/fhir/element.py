"""Reads a stranger's R4 JSON element by element, refusing wrong shapes with the place where they are."""

from __future__ import annotations

import base64
import re
from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache
from typing import Any

from app.clock import CLINIC_ZONE, instant, iso
from sync.fhir.codes import EXTENSION, UCUM, unit_of

_DAY = re.compile(r"\d{4}-\d\d-\d\d")
_MOST_PIECES = 10**9
_TARGET = re.compile(r"([A-Z][A-Za-z]+)/([A-Za-z0-9\-.]{1,64})(?:/_history/[A-Za-z0-9\-.]{1,64})?")


class Unreadable(Exception):
    """A resource that gives no record; ``path`` says where, ``reason`` is a short fixed English phrase, never content."""

    def __init__(self, path: str, reason: str) -> None:
        super().__init__(f"{path}: {reason}")
        self.path = path
        self.reason = reason


class NotOurs(Unreadable):
    """Well formed, but nothing we keep records of: it is kept as received and shown as it is."""


class BadResource(Unreadable):
    """Something we would keep a record of, but an element is missing or malformed."""


class Element:
    """A JSON object with its place. What is absent reads as '', None, False or no elements; a wrong JSON type raises BadResource.

    ``name`` is its path, or its name within ``above``, with ``index`` in a list; the path is put together only where it is told.
    """

    __slots__ = ("_above", "_extensions", "_index", "_name", "value")
    _extensions: dict[str, tuple[int, Any]]

    def __init__(self, value: object, name: str, above: Element | None = None, index: int | str | None = None) -> None:
        self._name, self._above, self._index = name, above, index
        if not isinstance(value, dict):
            raise BadResource(self.path, "not an object")
        self.value: dict[str, Any] = value

    def __bool__(self) -> bool:
        return bool(self.value)

    @property
    def path(self) -> str:
        """As in ``Observation.component[2].code``."""
        place = self._name if self._above is None else f"{self._above.path}.{self._name}"
        return place if self._index is None else f"{place}[{self._index}]"

    def has(self, name: str) -> bool:
        """Whether the element is there."""
        return name in self.value

    def _at(self, name: str) -> str:
        return f"{self.path}.{name}"

    def text(self, name: str) -> str:
        """A string, '' where absent."""
        found = self.value.get(name, "")
        if not isinstance(found, str):
            raise BadResource(self._at(name), "not a string")
        return found

    def need(self, name: str) -> str:
        """A string that must be there."""
        found = self.text(name)
        if not found:
            raise BadResource(self._at(name), "missing")
        return found

    def child(self, name: str) -> Element:
        """An object, an empty one where absent."""
        return Element(self.value.get(name, {}), name, self)

    def each(self, name: str) -> list[Element]:
        """The objects of a list."""
        if name not in self.value:
            return []
        return [Element(one, name, self, index) for index, one in enumerate(self._list(name))]

    def _where(self, name: str, member: str, told: str) -> Iterator[Element]:
        """Those objects of a list of which a member is this text."""
        for index, one in enumerate(self._list(name)):
            if not isinstance(one, dict):
                raise BadResource(f"{self._at(name)}[{index}]", "not an object")
            said = one.get(member, "")
            if said == told:
                yield Element(one, name, self, index)
            elif not isinstance(said, str):
                raise BadResource(f"{self._at(name)}[{index}].{member}", "not a string")

    def texts(self, name: str) -> list[str]:
        """The strings of a list."""
        found = self._list(name)
        if not all(isinstance(one, str) for one in found):
            raise BadResource(self._at(name), "not a list of strings")
        return found

    def _list(self, name: str) -> list[Any]:
        found = self.value.get(name, [])
        if not isinstance(found, list):
            raise BadResource(self._at(name), "not a list")
        return found

    def flag(self, name: str) -> bool:
        """A boolean, False where absent."""
        found = self.value.get(name, False)
        if not isinstance(found, bool):
            raise BadResource(self._at(name), "not a boolean")
        return found

    def number(self, name: str) -> Decimal | None:
        """A number with its digits as written, None where absent."""
        found = self.value.get(name)
        if found is None:
            return None
        if isinstance(found, bool) or not isinstance(found, int | Decimal):
            raise BadResource(self._at(name), "not a number")
        return Decimal(found)

    def whole(self, name: str) -> int | None:
        """A whole number, None where absent."""
        found = self.number(name)
        if found is None:
            return None
        if found.adjusted() > 18 or found != found.to_integral_value():
            raise BadResource(self._at(name), "not a whole number")
        return int(found)

    def pieces(self, name: str) -> int:
        """A number of tablets or ampoules, 0 where absent; one that no shelf holds is none."""
        found = self.whole(name) or 0
        if abs(found) > _MOST_PIECES:
            raise BadResource(self._at(name), "too many")
        return found

    def target(self, name: str, fhir_type: str) -> str | None:
        """Id of the resource of that type that a Reference names on this server; None for another type or server."""
        return target_id(self.child(name).text("reference"), fhir_type) if name in self.value else None

    def targets(self, name: str, fhir_type: str) -> list[str]:
        """Ids of a list of references."""
        found = (target_id(one.text("reference"), fhir_type) for one in self.each(name))
        return [one for one in found if one is not None]

    def code(self, system: str) -> str:
        """Of a CodeableConcept: the code in that system, '' where it has none."""
        return next((one.text("code") for one in self._where("coding", "system", system)), "")

    def codes(self, system: str) -> list[str]:
        """Of a CodeableConcept: all codes in that system."""
        return [one.text("code") for one in self._where("coding", "system", system)]

    def all_codes(self) -> dict[str, list[str]]:
        """Of a CodeableConcept: its codes by system."""
        found: dict[str, list[str]] = {}
        for index, one in enumerate(self._list("coding")):
            if not isinstance(one, dict):
                raise BadResource(f"{self._at('coding')}[{index}]", "not an object")
            system, code = one.get("system", ""), one.get("code", "")
            if not (isinstance(system, str) and isinstance(code, str)):
                raise BadResource(f"{self._at('coding')}[{index}]", "not a string")
            found.setdefault(system, []).append(code)
        return found

    def words(self) -> str:
        """Of a CodeableConcept: what a person reads."""
        return self.text("text") or next((one.text("display") for one in self.each("coding") if one.text("display")), "")

    def extension(self, name: str) -> Element:
        """The extension of ours with that name, an empty element where absent."""
        return self.part(EXTENSION + name)

    def part(self, url: str) -> Element:
        """The extension with that url, an empty element where absent."""
        try:
            known = self._extensions
        except AttributeError:  # most elements are never asked
            known = self._extensions = self._by_url()
        index, found = known.get(url, (url, {}))
        return Element(found, "extension", self, index)

    def _by_url(self) -> dict[str, tuple[int, Any]]:
        """The first extension of every url with its place, found in one walk: a measurement is asked for ten."""
        found: dict[str, tuple[int, Any]] = {}
        for index, one in enumerate(self._list("extension")):
            if not isinstance(one, dict):
                raise BadResource(f"{self._at('extension')}[{index}]", "not an object")
            url = one.get("url", "")
            if not isinstance(url, str):
                raise BadResource(f"{self._at('extension')}[{index}].url", "not a string")
            found.setdefault(url, (index, one))
        return found

    def parts(self, url: str) -> Iterator[Element]:
        """Every extension with that url."""
        return self._where("extension", "url", url)

    def identifier(self, system: str) -> str:
        """The value of the first identifier in that system, '' where there is none."""
        return next((one.text("value") for one in self._where("identifier", "system", system)), "")

    def unit(self) -> str:
        """Of a Quantity: its unit in our words."""
        return unit_of(self.text("unit"), self.text("code") if self.text("system") == UCUM else "")

    def binary(self, name: str) -> bytes:
        """Bytes that must be there."""
        try:
            return base64.b64decode(self.need(name), validate=True)
        except ValueError:
            raise BadResource(self._at(name), "not base64") from None

    def octets(self) -> str:
        """Of a part of bytes, the hexadecimal digits of :func:`sync.fhir.build.octets`; '' where absent."""
        return self.binary("valueBase64Binary").hex() if self.text("valueBase64Binary") else self.text("valueString")

    def moment(self, name: str) -> str | None:
        """A dateTime as the store keeps instants; a whole day counts from its first moment here. None where absent.

        Raises BadResource for less than a day and for a time without a zone.
        """
        found = self.text(name)
        if not found:
            return None
        try:
            if _DAY.fullmatch(found):
                return iso(datetime.fromisoformat(found).replace(tzinfo=CLINIC_ZONE))
            return iso(instant(found))
        except (ValueError, OverflowError):
            raise BadResource(self._at(name), "not an instant") from None

    def time(self, name: str) -> str | None:
        """A dateTime: a calendar day or less as written, an instant as the store keeps it. None where absent."""
        return self.moment(name) if "T" in self.text(name) else self.text(name) or None

    def day(self, name: str) -> date | None:
        """A date; None where absent or known only to the month or year."""
        found = self.text(name)[:10]
        if not found or not _DAY.fullmatch(found):
            return None
        try:
            return date.fromisoformat(found)
        except ValueError:
            raise BadResource(self._at(name), "not a date") from None


def opened(body: object, fhir_type: str) -> Element:
    """A resource of that type with an id. Raises NotOurs for another type, BadResource for a malformed one."""
    found = Element(body, fhir_type)
    if found.text("resourceType") != fhir_type:
        raise NotOurs(fhir_type, "another type")
    found.need("id")
    return found


def marked(body: object, fhir_type: str, mark: str, otherwise: str) -> tuple[Element, Element]:
    """A resource of that type, and the extension that says which record of ours it is.

    Raises as :func:`opened`, and NotOurs, which says ``otherwise``, where it has no such extension.
    """
    found = opened(body, fhir_type)
    told = found.extension(mark)
    if not told:
        raise NotOurs(fhir_type + ".extension", otherwise)
    return found, told


@lru_cache(maxsize=4096)
def target_id(text: str, fhir_type: str) -> str | None:
    """The id in ``Type/id``; None for another type, another server or a contained resource."""
    match = _TARGET.fullmatch(text)
    return match[2] if match and match[1] == fhir_type else None


def needed(found: str | None, path: str) -> str:
    """What a record cannot do without. Raises BadResource."""
    if not found:
        raise BadResource(path, "missing")
    return found
