"""One box for every way a resident is found: ranges in one B-tree, a statement that is built once.

Name, given name, initials, pinyin, village, any number, tails of numbers and phones; 0.1 ms among 100,000 (performance.md §4.3).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import BindParameter, ColumnElement, Connection, Select, bindparam, func, literal_column, select, union_all
from sqlalchemy.engine import RowMapping

from app.domain.ids import mask_id
from app.domain.person import IdKind, ResidentRow, Sex
from app.store.people import END, day, identifiers, linked, namesake_key, phones, plain
from app.store.tables.people import person, person_key, person_link
from app.store.tables.visits import encounter

ARMS = ("name", "initials", "pinyin", "village", "id", "id_tail", "phone", "phone_tail")
_TAILS = frozenset({"id_tail", "phone_tail"})
PER_ARM = 20
_NARROWING = 500
_SHORTEST_TAIL = 3


def _arm(kind: str, most: int) -> Select[Any]:
    # no ORDER BY inside: the B-tree gives the keys in order anyway, and the shortest, the exact one, first
    table = person_key.alias(f"k_{kind}")
    # the kind stands in the text, not in a parameter: it is the first column of the index, and eight parameters less to bind
    named: ColumnElement[str] = literal_column(f"'{kind}'")
    arm = select(table.c.person, named.label("kind"), table.c.key).where(
        table.c.kind == named, table.c.key >= bindparam(f"{kind}_low"), table.c.key < bindparam(f"{kind}_high")
    )
    return select(arm.limit(literal_column(str(most))).subquery(f"a_{kind}"))


_BOX = union_all(*(_arm(kind, PER_ARM) for kind in ARMS))
_WIDE = union_all(*(_arm(kind, _NARROWING) for kind in ARMS))
_IDS: BindParameter[list[str]] = bindparam("ids", expanding=True)
_last_visit = select(func.max(encounter.c.opened_at)).where(encounter.c.person == person.c.id).correlate(person).scalar_subquery()
_ROWS = select(person, _last_visit.label("last_visit")).where(person.c.id.in_(_IDS))
_NAMESAKES = select(person_key.c.key, person_key.c.person).where(
    person_key.c.kind == literal_column("'namesake'"), person_key.c.key.in_(bindparam("keys", expanding=True))
)
_LINKED = select(person_link.c.id).where(person_link.c.a.in_(_IDS), person_link.c.undone_at.is_(None)).limit(1)
_KEYS = select(person_key.c.person, person_key.c.kind, person_key.c.key).where(person_key.c.person.in_(_IDS))


def find(conn: Connection, text: str, limit: int = PER_ARM) -> list[ResidentRow]:
    """Residents a text may mean, exact hits first. Words apart by blanks must all fit (王秀英 柳树); no text finds nobody."""
    ids = _hits(conn, plain(text)) or _narrowed(conn, [word for word in map(plain, text.split()) if word])
    return rows(conn, ids[:limit])


def rows(conn: Connection, ids: Sequence[str]) -> list[ResidentRow]:
    """The lines of these residents, in this order."""
    read = {row["id"]: row for row in conn.execute(_ROWS, {"ids": list(ids)}).mappings()}
    names = {key: namesake_key(row["name"], row["village"]) for key, row in read.items()}
    shared = _shared(conn, set(names.values()))
    return [_resident_row(read[key], names[key] in shared) for key in ids if key in read]


def _shared(conn: Connection, names: set[str]) -> set[str]:
    """Those name-and-village keys that belong to more than one human."""
    held: dict[str, set[str]] = {}
    for row in conn.execute(_NAMESAKES, {"keys": list(names)}):
        held.setdefault(row.key, set()).add(row.person)
    several = {name: persons for name, persons in held.items() if len(persons) > 1}
    if several and conn.execute(_LINKED, {"ids": list(set().union(*several.values()))}).first():  # links are rare: asked for once
        several = {name: persons for name, persons in several.items() if not persons <= linked(conn, min(persons))}
    return set(several)


def _hits(conn: Connection, key: str) -> list[str]:
    if not key:
        return []
    found = [(row.key != _sought(row.kind, key), ARMS.index(row.kind), row.key, row.person) for row in conn.execute(_BOX, _bounds(key))]
    return list(dict.fromkeys(hit[-1] for hit in sorted(found)))


def _narrowed(conn: Connection, words: list[str]) -> list[str]:
    if len(words) < 2:
        return []
    candidates = min((_wide(conn, word) for word in words), key=len)
    keys: dict[str, list[tuple[str, str]]] = {one: [] for one in candidates}
    for row in conn.execute(_KEYS, {"ids": candidates}):
        keys[row.person].append((row.kind, row.key))
    return [one for one, held in keys.items() if all(_fits(word, held) for word in words)]


def _wide(conn: Connection, word: str) -> list[str]:
    return list(dict.fromkeys(row.person for row in conn.execute(_WIDE, _bounds(word))))


def _fits(word: str, held: Iterable[tuple[str, str]]) -> bool:
    return any(kind in ARMS and key.startswith(_sought(kind, word)) for kind, key in held if _asked(kind, word))


def _bounds(key: str) -> dict[str, str]:
    bounds: dict[str, str] = {}
    for kind in ARMS:
        low = _sought(kind, key) if _asked(kind, key) else ""
        bounds |= {f"{kind}_low": low, f"{kind}_high": low + END if low else ""}
    return bounds


def _sought(kind: str, key: str) -> str:
    return key[::-1] if kind in _TAILS else key


def _asked(kind: str, key: str) -> bool:
    """Whether an arm can mean this text: a tail needs some digits, a lone X would be every tenth ID number."""
    return kind not in _TAILS or (len(key) >= _SHORTEST_TAIL and key[0].isdigit())


def _resident_row(row: RowMapping, ambiguous: bool) -> ResidentRow:
    numbers, reached = identifiers(row["identifiers"]), phones(row["phones"])
    by_kind = {one.kind: one.value for one in reversed(numbers)}
    return ResidentRow(
        id=row["id"],
        name=row["name"],
        sex=Sex(row["sex"]),
        birth=day(row["birth"]),
        village=row["village"],
        group=row["village_group"],
        householder=row["householder"],
        phone_tail=reached[0].number[-4:] if reached else "",
        id_masked=mask_id(by_kind.get(IdKind.RESIDENT, "")) or by_kind.get(IdKind.TEMPORARY, ""),
        last_visit=row["last_visit"],
        ambiguous=ambiguous,
        deceased=day(row["deceased"]),
    )
