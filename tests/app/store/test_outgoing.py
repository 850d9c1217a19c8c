"""The change log as one peer still has to hear it."""

from __future__ import annotations

from functools import partial
from typing import Any

from app.domain.person import Person
from app.store import outgoing, peer_records, people, sync_state
from app.store.database import Store
from app.store.tables.people import person as person_table
from tests.app.conftest import person


def written(store: Store, count: int) -> list[Person]:
    """So many residents, a transaction each: change rows 1, 2 …"""
    store.write(lambda uow: sync_state.add_peer(uow, "up", "hub", "http://localhost")).result()
    made = [person(name=f"李{number}", serial=number) for number in range(1, count + 1)]
    for one in made:
        store.write(partial(people.add, person=one)).result()
    return made


def rows(store: Store, after: int = 0, limit: int = 10) -> list[Any]:
    return store.read(lambda conn: outgoing.rows(conn, "up", after, limit))


def test_what_is_answered_is_not_told_again(store: Store) -> None:
    made = written(store, 4)
    assert [(row.seq, row.id) for row in rows(store)] == [(number, one.id) for number, one in enumerate(made, 1)]
    assert [row.seq for row in rows(store, after=1, limit=2)] == [2, 3]
    store.write(lambda uow: outgoing.advance(uow, "up", 3)).result()
    assert [row.seq for row in rows(store)] == [row.seq for row in rows(store, after=1)] == [3, 4]
    assert [row.seq for row in rows(store, after=3)] == [4] and rows(store, after=4) == []
    store.write(lambda uow: peer_records.answered(uow, "up", "Patient", made[2].id, 3)).result()
    assert [(row.seq, bool(row.unanswered)) for row in rows(store)] == [(4, True)]


def test_a_resource_is_new_until_something_is_noted_of_it(store: Store) -> None:
    made = written(store, 2)
    heard = {"fhir_type": "Patient", "fhir_id": made[0].id, "hash": "h", "etag": None, "remote_id": None, "base": b"x", "answered_seq": 0}
    store.write(lambda uow: peer_records.heard(uow, "up", [heard])).result()
    assert [bool(row.new) for row in rows(store)] == [False, True]
    with store.reading() as conn:
        assert peer_records.bases(conn, "Patient", [one.id for one in made]) == {made[0].id: b"x"}
        assert {key: row["hash"] for key, row in peer_records.several(conn, "up", "Patient", [one.id for one in made]).items()} == {
            made[0].id: "h"
        }


def test_a_base_stays_where_none_is_given_and_answers_never_go_back(store: Store) -> None:
    (one,) = written(store, 1)
    first = {"fhir_type": "Patient", "fhir_id": one.id, "hash": "a", "etag": "1", "remote_id": "r", "base": b"x", "answered_seq": 7}
    second = first | {"hash": "b", "base": None, "answered_seq": 3}
    store.write(lambda uow: peer_records.heard(uow, "up", [first, second])).result()
    row = store.read(lambda conn: peer_records.known(conn, "up", "Patient", one.id))
    assert row is not None and (row["hash"], row["base"], row["answered_seq"]) == ("b", b"x", 7)


def test_the_last_change_of_many(store: Store) -> None:
    made = written(store, 3)
    store.write(lambda uow: people.add(uow, person(name="外", serial=9)), origin="up").result()
    store.write(lambda uow: uow.update(person_table, made[0].id, {"village": "新村"})).result()
    keys = [one.id for one in made]
    assert store.read(lambda conn: outgoing.newest(conn, ["person"], [*keys, "nobody"])) == dict(zip(keys, (5, 2, 3), strict=True))
