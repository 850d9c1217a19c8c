"""Residents, the keys they are found by, and the links between two records of one human."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from datetime import date
from itertools import combinations
from typing import Any, NamedTuple

from sqlalchemy import Connection, bindparam, delete, func, or_, select

from app.domain.ids import new_id, tidy
from app.domain.person import Address, Identifier, IdKind, Person, Phone, Sex
from app.store import pinyin
from app.store.driver import all_rows, one_row
from app.store.rows import insert_rows, rows_where
from app.store.tables import people
from app.store.unit_of_work import UnitOfWork

_ONE = select(people.person).where(people.person.c.id == bindparam("id"))
_PAIRS = select(people.person_link.c.a, people.person_link.c.b).where(people.person_link.c.undone_at.is_(None))
_LINKS = select(people.person_link).where(
    or_(people.person_link.c.a == bindparam("id"), people.person_link.c.b == bindparam("id")), people.person_link.c.undone_at.is_(None)
)
_HOLDERS = (
    select(people.person_key.c.person).where(people.person_key.c.kind == "id", people.person_key.c.key == bindparam("key")).distinct()
)
_NAMESAKES = select(people.person_key.c.person).where(people.person_key.c.kind == "name", people.person_key.c.key == bindparam("key"))
_DROP_KEYS = delete(people.person_key).where(people.person_key.c.person == bindparam("id"))
_SHARED_KEYS = (
    select(people.person_key.c.key)
    .where(people.person_key.c.kind == bindparam("kind"))
    .group_by(people.person_key.c.key)
    .having(func.count() > 1)
)
_SHARED = (
    select(people.person_key.c.key, people.person_key.c.person, people.person.c.birth)
    .join(people.person, people.person.c.id == people.person_key.c.person)
    .where(people.person_key.c.kind == bindparam("kind"), people.person_key.c.key.in_(_SHARED_KEYS))
    .order_by(people.person_key.c.key, people.person_key.c.person)
)
_LAST_WITH_PREFIX = (
    select(people.person_key.c.key)
    .where(people.person_key.c.kind == "id", people.person_key.c.key >= bindparam("low"), people.person_key.c.key < bindparam("high"))
    .order_by(people.person_key.c.key.desc())
    .limit(1)
)

_COLUMNS = (
    *("id", "name", "sex", "birth", "deceased", "householder", "division", "village", "village_group", "address"),
    *("identifiers", "phones", "temporary_reason"),
)

END = "\U0010ffff"
"""Sorts behind every key that begins with what stands before it."""


def get(conn: Connection, key: str) -> Person | None:
    """One resident."""
    row = one_row(conn, _ONE, id=key)
    return None if row is None else _person(row)


def by_ids(conn: Connection, keys: Collection[str]) -> dict[str, Person]:
    """Those of some residents that are here, by id."""
    return {row["id"]: _person(row) for row in rows_where(conn, people.person, "id", keys, _COLUMNS)}


class Listed(NamedTuple):
    """What a list over many says of a resident; ``phone``: the first, '' = none; ``sex`` as coded."""

    id: str
    name: str
    sex: str
    birth: date | None
    village: str
    phone: str


def alive(conn: Connection, keys: Collection[str]) -> list[Listed]:
    """Those of some residents that are here and not known to be dead, in no order."""
    found = rows_where(conn, people.person, "id", keys, ("id", "name", "sex", "birth", "village", "phones", "deceased"))
    return [
        Listed(row["id"], row["name"], row["sex"], day(row["birth"]), row["village"], first_phone(row["phones"]))
        for row in found
        if row["deceased"] is None
    ]


def links_of(conn: Connection, keys: Collection[str]) -> dict[str, list[str]]:
    """Other records directly linked with each of some residents', in a lasting order."""
    found: dict[str, set[str]] = {key: set() for key in keys}
    for one, other in (("a", "b"), ("b", "a")):
        for row in rows_where(conn, people.person_link, one, keys, ("a", "b", "undone_at")):
            if row["undone_at"] is None:
                found[row[one]].add(row[other])
    return {key: sorted(others) for key, others in found.items()}


def one_human(conn: Connection) -> dict[str, str]:
    """Record → the one that stands for all records of that human; who has one record only is left out."""
    found: dict[str, str] = {}
    for a, b in conn.execute(_PAIRS):
        first, second = found.get(a, a), found.get(b, b)
        kept, gone = min(first, second), max(first, second)
        joined = [key for key, stands in found.items() if stands == gone] if gone in found else ()  # most have two records and one link
        found |= dict.fromkeys((a, b, *joined), kept)
    return found


def add(uow: UnitOfWork, person: Person) -> Person:
    """Write a new resident and their search keys."""
    uow.insert(people.person, _row(person) | {"created_at": uow.at, "updated_at": uow.at})
    _insert_keys(uow, person)
    return person


def change(uow: UnitOfWork, person: Person, reason: str = "") -> Person:
    """Write a resident again; nothing happens where nothing changed. Raises KeyError for an unknown id."""
    if get(uow.conn, person.id) != person:
        uow.update(people.person, person.id, _row(person) | {"updated_at": uow.at}, reason=reason)
        _index(uow, person)
    return person


def holders(conn: Connection, number: str) -> list[str]:
    """Ids of all residents with an identifier of exactly this number, whatever its kind."""
    return [row["person"] for row in all_rows(conn, _HOLDERS, key=plain(number))]


def named(conn: Connection, name: str) -> list[Person]:
    """Residents of exactly this name."""
    found = (get(conn, row["person"]) for row in all_rows(conn, _NAMESAKES, key=plain(name)))
    return [person for person in found if person is not None and plain(person.name) == plain(name)]


def alike(conn: Connection) -> list[tuple[str, str, str]]:
    """Pairs of residents (a < b) that may be one human: (a, b, ``number`` or ``namesake``), a shared number first.

    ``namesake``: one name in one village, born on one day.
    """
    found: dict[tuple[str, str], str] = {}
    for kind in ("id", "namesake"):
        groups: dict[tuple[str, str | None], list[str]] = defaultdict(list)
        for row in conn.execute(_SHARED, {"kind": kind}):
            groups[row.key, None if kind == "id" else row.birth].append(row.person)
        for (_, birth), persons in groups.items():
            if kind == "id" or birth:
                for pair in combinations(sorted(set(persons)), 2):
                    found.setdefault(pair, "number" if kind == "id" else "namesake")
    return [(a, b, why) for (a, b), why in found.items()]


def all_links(conn: Connection) -> list[Mapping[Any, Any]]:
    """Every link that stands, the newest first: a, b, reason, made_at, made_by."""
    query = select(people.person_link).where(people.person_link.c.undone_at.is_(None)).order_by(people.person_link.c.made_at.desc())
    return list(conn.execute(query).mappings())


def last_number(conn: Connection, prefix: str) -> str | None:
    """The greatest identifier that begins so, in the spelling of the search keys."""
    low = plain(prefix)
    return conn.execute(_LAST_WITH_PREFIX, {"low": low, "high": low + END}).scalar()


def died(conn: Connection, records: Collection[str]) -> date | None:
    """The first day of death that records of one human say."""
    said = (one.deceased for key in records if (one := get(conn, key)) is not None)
    return min((each for each in said if each is not None), default=None)


def linked(conn: Connection, key: str) -> frozenset[str]:
    """Ids of all records of one human, this one included."""
    found, waiting = {key}, [key]
    while waiting:
        for row in all_rows(conn, _LINKS, id=waiting.pop()):
            fresh = {row["a"], row["b"]} - found
            found |= fresh
            waiting += fresh
    return frozenset(found)


def link(uow: UnitOfWork, a: str, b: str, reason: str) -> str:
    """Say that two records are of one human; returns the link's id. No row moves, both residents are sent again."""
    made = {"id": new_id(), "a": a, "b": b, "reason": reason, "made_at": uow.at, "made_by": uow.actor.account}
    uow.insert(people.person_link, made, action="link", reason=reason)
    uow.changed(people.person, a)
    uow.changed(people.person, b)
    return made["id"]


def unlink(uow: UnitOfWork, a: str, b: str, reason: str) -> bool:
    """Take back every direct link of two records; False where there is none."""
    rows = [row for row in all_rows(uow.conn, _LINKS, id=a) if {row["a"], row["b"]} == {a, b}]
    for row in rows:
        uow.update(people.person_link, row["id"], {"undone_at": uow.at, "undone_by": uow.actor.account}, action="unlink", reason=reason)
    for one in (a, b) if rows else ():
        uow.changed(people.person, one)
    return bool(rows)


def plain(text: str) -> str:
    """Text as the search keys have it: full width made plain, lower case, letters and digits only."""
    return "".join(char for char in tidy(text).casefold() if char.isalnum())


def namesake_key(name: str, village: str) -> str:
    """What residents share who have one name in one village."""
    return f"{plain(name)}|{plain(village)}"


def keys_of(person: Person) -> frozenset[tuple[str, str]]:
    """(kind, key) of everything a resident is found by."""
    return frozenset((kind, key) for kind, key in _keys(person) if key)


def _keys(person: Person) -> Iterator[tuple[str, str]]:
    name = plain(person.name)
    yield "name", name
    yield "name", name[pinyin.surname_length(name) :]  # people are called by their given name in the village
    yield from (("initials", spelled) for spelled in pinyin.name_initials(name))
    yield from (("pinyin", spelled) for spelled in pinyin.name_pinyin(name))
    yield "village", plain(person.address.village)
    yield "namesake", namesake_key(person.name, person.address.village)
    for number in person.identifiers:
        yield "id", plain(number.value)
        yield "id_tail", plain(number.value)[::-1]
    for phone in person.phones:
        yield "phone", plain(phone.number)
        yield "phone_tail", plain(phone.number)[::-1]


def _index(uow: UnitOfWork, person: Person) -> None:
    uow.conn.execute(_DROP_KEYS, {"id": person.id})
    _insert_keys(uow, person)


def _insert_keys(uow: UnitOfWork, person: Person) -> None:
    keys = [{"kind": kind, "key": key, "person": person.id} for kind, key in sorted(keys_of(person))]
    if keys:
        insert_rows(uow.conn, people.person_key, keys)


def _row(person: Person) -> dict[str, str | None]:
    return {
        "id": person.id,
        "name": person.name,
        "sex": person.sex.value,
        "birth": person.birth.isoformat() if person.birth else None,
        "deceased": person.deceased.isoformat() if person.deceased else None,
        "householder": person.householder,
        "division": person.address.division,
        "village": person.address.village,
        "village_group": person.address.group,
        "address": person.address.text,
        "identifiers": json.dumps([[one.kind.value, one.value] for one in person.identifiers], ensure_ascii=False),
        "phones": json.dumps([[one.number, one.relation] for one in person.phones], ensure_ascii=False),
        "temporary_reason": person.temporary_reason,
    }


def _person(row: Mapping[Any, Any]) -> Person:
    return Person(
        id=row["id"],
        name=row["name"],
        sex=Sex(row["sex"]),
        birth=day(row["birth"]),
        identifiers=identifiers(row["identifiers"]),
        phones=phones(row["phones"]),
        address=Address(row["division"], row["village"], row["village_group"], row["address"]),
        householder=row["householder"],
        deceased=day(row["deceased"]),
        temporary_reason=row["temporary_reason"],
    )


def day(text: str | None) -> date | None:
    """A date column."""
    return date.fromisoformat(text) if text else None


def identifiers(text: str) -> tuple[Identifier, ...]:
    """The JSON of a resident's numbers."""
    return tuple(Identifier(IdKind(kind), value) for kind, value in json.loads(text))


def phones(text: str) -> tuple[Phone, ...]:
    """The JSON of a resident's phones."""
    return tuple(Phone(number, relation) for number, relation in json.loads(text))


def first_phone(text: str) -> str:
    """The number to call first by the JSON of a resident's phones; '' where there is none."""
    given = json.loads(text)
    return given[0][0] if given else ""
