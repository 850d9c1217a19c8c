"""Search on the hub: a type's current resources by id, time, resident, encounter or identifier, in pages that stay put under writes."""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, TypeVar

from app.clock import iso
from sync import envelope, jsontext
from sync.envelope import compact, is_id, is_type
from sync.hub.access import EVERYTHING, Reach
from sync.hub.outcome import Refused
from sync.hub.rows import Connection
from sync.replica import Ref

MAX_COUNT = 1_000
DEFAULT_COUNT = 100
MAX_ALTERNATIVES = 200
MAX_PAGE_BYTES = 8 * 1024 * 1024

Row = TypeVar("Row", bound=tuple[Any, ...])

Query = Sequence[tuple[str, str]]

_SORTS = {
    "_lastUpdated": ("l.at", False),
    "-_lastUpdated": ("l.at", True),
    "_id": ("l.id", False),
    "_lastUpdated,_id": ("l.at", False),
}
_BOUNDS = {"ge": ">=", "gt": ">", "le": "<=", "lt": "<"}
_FORMATS = {"json", "application/json", "application/fhir+json"}


@dataclass
class Wanted:
    """A search taken apart: SQL conditions with their values, order, page size."""

    conditions: list[str] = field(default_factory=list)
    values: list[str] = field(default_factory=list)
    column: str = "l.at"
    descending: bool = False
    count: int = DEFAULT_COUNT
    after: tuple[str, str] | None = None
    only_count: bool = False
    elements: frozenset[str] = frozenset()
    people: list[str] = field(default_factory=list)

    def need(self, condition: str, *values: str) -> None:
        """Add a condition; all of them must hold."""
        self.conditions.append(condition)
        self.values.extend(values)


def _alternatives(value: str) -> list[str]:
    found = value.split(",")
    if not all(found) or len(found) > MAX_ALTERNATIVES:
        raise Refused(400, "empty value or too many alternatives")
    return found


def _marks(values: Sequence[str]) -> str:
    return ",".join("?" * len(values))


def _ids(wanted: Wanted, value: str) -> None:
    ids = _alternatives(value)
    wanted.need(" ".join(("l.id IN (", _marks(ids), ")")), *ids)


def _term(wanted: Wanted, param: str, values: Sequence[str]) -> None:
    inner = ("l.id IN (SELECT id FROM term WHERE type=l.type AND param=? AND value IN (", _marks(values), "))")
    wanted.need(" ".join(inner), param, *values)


def _referring(param: str, fhir_type: str) -> Callable[[Wanted, str], None]:
    def condition(wanted: Wanted, value: str) -> None:
        targets = [one if "/" in one else f"{fhir_type}/{one}" for one in _alternatives(value)]
        if not all(is_type(one.partition("/")[0]) and is_id(one.partition("/")[2]) for one in targets):
            raise Refused(400, f"malformed reference in {param}")
        _term(wanted, param, targets)
        if fhir_type == "Patient":
            wanted.people += [one.partition("/")[2] for one in targets if one.startswith("Patient/")]

    return condition


def _identifier(wanted: Wanted, value: str) -> None:
    _term(wanted, "identifier", _alternatives(value))


def _updated(wanted: Wanted, value: str) -> None:
    sign = _BOUNDS.get(value[:2])
    if sign is None:
        raise Refused(400, "_lastUpdated needs ge, gt, le or lt")
    wanted.need(" ".join(("l.at", sign, "?")), _instant(value[2:]))


def _instant(text: str) -> str:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise Refused(400, "malformed instant", code="value") from None
    if moment.tzinfo is None:
        raise Refused(400, "a whole instant with its zone is needed (is + encoded as %2B?)", code="value")
    return iso(moment)


def _count(wanted: Wanted, value: str) -> None:
    wanted.count = count_of(value)
    wanted.only_count = wanted.only_count or wanted.count == 0


def count_of(value: str, limit: int = MAX_COUNT) -> int:
    """``_count`` within the hub's limit. Raises :class:`Refused` 400."""
    if not re.fullmatch(r"\d{1,9}", value, re.ASCII):
        raise Refused(400, "not a number")
    return min(int(value), limit)


def _sort(wanted: Wanted, value: str) -> None:
    if value not in _SORTS:
        raise Refused(400, "cannot sort by that", code="not-supported")
    wanted.column, wanted.descending = _SORTS[value]


def _summary(wanted: Wanted, value: str) -> None:
    if value not in ("count", "false"):
        raise Refused(400, "only _summary=count is supported", code="not-supported")
    wanted.only_count = value == "count"


def _elements(wanted: Wanted, value: str) -> None:
    wanted.elements = frozenset(_alternatives(value)) | {"resourceType", "id", "meta"}


def _beginning(wanted: Wanted, value: str) -> None:
    """Names that begin so (search.html, "string"): the terms are whole names, folded."""
    for one in _alternatives(value):
        low = one.casefold()
        inner = "l.id IN (SELECT id FROM term WHERE type=l.type AND param='name' AND value>=? AND value<?)"
        wanted.need(inner, low, low + "\U0010ffff")


def _birthdate(wanted: Wanted, value: str) -> None:
    _term(wanted, "birthdate", [one.removeprefix("eq") for one in _alternatives(value)])


def _page(wanted: Wanted, value: str) -> None:
    try:
        key, fhir_id = json.loads(base64.urlsafe_b64decode(value.encode()))
    except (ValueError, TypeError):
        raise Refused(400, "page link is not one of this hub") from None
    wanted.after = str(key), str(fhir_id)


def _format(_wanted: Wanted, value: str) -> None:
    if value not in _FORMATS:
        raise Refused(400, "only JSON is spoken here", code="not-supported")


_PARAMETERS: dict[str, Callable[[Wanted, str], None]] = {
    "_id": _ids,
    "_lastUpdated": _updated,
    "_count": _count,
    "_sort": _sort,
    "_summary": _summary,
    "_elements": _elements,
    "_format": _format,
    "_page": _page,
    "identifier": _identifier,
    "patient": _referring("subject", "Patient"),
    "subject": _referring("subject", "Patient"),
    "encounter": _referring("encounter", "Encounter"),
    "target": _referring("target", "Patient"),
    "name": _beginning,
    "birthdate": _birthdate,
}
PARAMETERS = tuple(name for name in _PARAMETERS if name not in ("_count", "_sort", "_summary", "_elements", "_format", "_page"))
_OF_ONE_TYPE = {"name": "Patient", "birthdate": "Patient", "target": "Provenance"}


def has_parameter(fhir_type: str, name: str) -> bool:
    """Whether resources of the type are found by it."""
    return name in _PARAMETERS and _OF_ONE_TYPE.get(name, fhir_type) == fhir_type


def parse(fhir_type: str, query: Query) -> Wanted:
    """Take a query apart. Raises :class:`Refused` 400 for what the hub cannot honour: it never ignores a filter."""
    wanted = Wanted()
    wanted.need("l.type=?", fhir_type)
    for name, value in query:
        if not has_parameter(fhir_type, name):
            raise Refused(400, "unknown search parameter", code="not-supported")
        _PARAMETERS[name](wanted, value)
    return wanted


def matching(db: Connection, fhir_type: str, query: Query, reach: Reach) -> list[str]:
    """Ids of what a condition finds within reach, two at most. Raises :class:`Refused` 412 for a condition that names nothing."""
    wanted = parse(fhir_type, query)
    if len(wanted.conditions) < 2:
        raise Refused(412, "the condition names nothing to look for")
    condition, values = reach.condition()
    wanted.need(condition, *values)
    found = db.execute(" ".join(("SELECT l.id FROM latest l WHERE", " AND ".join(wanted.conditions), "LIMIT 2")), wanted.values)
    return [str(row[0]) for row in found.fetchall()]


def search(db: Connection, fhir_type: str, query: Query, address: Callable[[Query], str], reach: Reach) -> bytes:
    """The searchset for a query; ``address`` makes the absolute URL of this search with another query.

    What is out of reach is not found, but a resident named in the query must be within reach: an empty answer would look like no
    records. Raises :class:`Refused`.
    """
    wanted = parse(fhir_type, query)
    for person in wanted.people:
        reach.need(db, Ref("Patient", person))
    condition, values = reach.condition()
    if condition != EVERYTHING:
        wanted.need(condition, *values)
    where = " AND ".join(wanted.conditions)
    total = None
    if wanted.after is None or wanted.only_count:
        total = db.execute(" ".join(("SELECT count(*) FROM latest l WHERE", where)), wanted.values).fetchone()[0]
    if wanted.only_count:
        return envelope.bundle("searchset", [], total=total, link=[_link("self", address(query))])
    rows = _rows(db, wanted, where)
    rows, more = page_of(rows, wanted.count, 2)
    links = [_link("self", address(query))]
    if more:
        links.append(_link("next", address([*((n, v) for n, v in query if n != "_page"), ("_page", _token(rows[-1]))])))
    members: dict[str, object] = {"link": links} if total is None else {"total": total, "link": links}
    return envelope.bundle("searchset", [_entry(address([]), row[1], _part(row[2], wanted)) for row in rows], **members)


def _rows(db: Connection, wanted: Wanted, where: str) -> list[tuple[str, str, str]]:
    values = list(wanted.values)
    way, sign = ("DESC", "<") if wanted.descending else ("ASC", ">")
    parts = ["SELECT", wanted.column, ", l.id, v.json FROM latest l JOIN version v USING (seq) WHERE", where]
    if wanted.after is not None:
        parts += ["AND (", wanted.column, ", l.id)", sign, "(?,?)"]
        values += wanted.after
    parts += ["ORDER BY", wanted.column, way, ", l.id", way, "LIMIT ?"]
    return list(db.execute(" ".join(parts), [*values, wanted.count + 1]).fetchall())


_SUBSETTED = {"system": "http://terminology.hl7.org/CodeSystem/v3-ObservationValue", "code": "SUBSETTED"}


def _part(text: str, wanted: Wanted) -> str:
    """The elements asked for, marked as a part so that nobody takes it for the whole (search.html, "_elements")."""
    if not wanted.elements:
        return text
    value = {name: part for name, part in jsontext.loads(text).items() if name in wanted.elements}
    tags = value["meta"].get("tag")
    value["meta"] = value["meta"] | {"tag": [*(tags if isinstance(tags, list) else []), _SUBSETTED]}
    return jsontext.dumps(value)


def page_of(rows: list[Row], count: int, text: int) -> tuple[list[Row], bool]:
    """The rows that make one page, and whether more follow: at most ``count``, and JSON (column ``text``) within :data:`MAX_PAGE_BYTES`."""
    size = 0
    for number, row in enumerate(rows[:count]):
        size += len(row[text])
        if number and size > MAX_PAGE_BYTES:
            return rows[:number], True
    return rows[:count], len(rows) > count


def _token(row: tuple[str, str, str]) -> str:
    return base64.urlsafe_b64encode(json.dumps(row[:2]).encode()).decode()


def _link(relation: str, url: str) -> dict[str, str]:
    return {"relation": relation, "url": url}


def _entry(base: str, fhir_id: str, text: str) -> str:
    return '{"fullUrl":' + compact(f"{base}/{fhir_id}") + ',"resource":' + text + ',"search":{"mode":"match"}}'
