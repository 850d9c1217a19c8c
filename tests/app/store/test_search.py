"""One box finds a resident by everything a villager may say, and says when a name is not enough (safety.md §1 08:40)."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.domain.encounter import Encounter, EncounterStatus, VisitKind
from app.domain.ids import new_id
from app.domain.person import Address, Identifier, IdKind, Person, Phone, Sex
from app.store import encounters, people, search
from app.store.database import Store
from tests.app.conftest import person

WANG = replace(person("王秀英", village="柳树村", phone="13912345678"), identifiers=(Identifier(IdKind.RESIDENT, "11010519491231002X"),))


def add(store: Store, *given: Person) -> None:
    for one in given:
        store.write(lambda uow, one=one: people.add(uow, one)).result()  # type: ignore[misc]


def found(store: Store, text: str, limit: int = 20) -> list[str]:
    return [row.id for row in store.read(lambda conn: search.find(conn, text, limit))]


@pytest.mark.parametrize(
    "text",
    ["王", "王秀", "王秀英", "秀英", "wxy", "WXY", "wangxiu", "柳树", "柳树村", "1101051949", "002X", "02x", "5678", "1391234", "１３９"],
)
def test_every_way_to_say_who(store: Store, text: str) -> None:
    add(store, WANG, person("赵四", village="八里台", phone="13700000000", serial=7))
    assert found(store, text) == [WANG.id]


@pytest.mark.parametrize("text", ["", "   ", "·-", "英", "x", "张三", "%", "'; DROP TABLE person;--", "\x00", "78"])
def test_what_means_nobody_finds_nobody(store: Store, text: str) -> None:
    add(store, WANG)
    assert found(store, text) == []


def test_words_apart_must_all_fit(store: Store) -> None:
    here, there = person("王秀英", village="柳树村", phone="13900000001"), person("王秀英", village="八里台", phone="13900000002")
    add(store, here, there)
    assert found(store, "王秀英 柳树") == [here.id]
    assert found(store, "wxy 0002") == [there.id]
    assert found(store, "柳树 八里台") == []


def test_a_name_of_several_words_is_one_name(store: Store) -> None:
    one = person("Maria da Silva")
    add(store, one)
    assert found(store, "maria da s") == [one.id]


def test_the_exact_name_comes_first(store: Store) -> None:
    add(store, *(person(name, serial=serial) for serial, name in ((2, "王秀英子"), (4, "王秀英"), (6, "王秀英姑"))))
    rows = store.read(lambda conn: search.find(conn, "王秀英"))
    assert rows[0].name == "王秀英" and len(rows) == 3


def test_never_more_than_asked_for(store: Store) -> None:
    add(store, *(person(phone=f"1390000{n:04d}", serial=2 * n % 1000) for n in range(30)))
    assert len(found(store, "王")) == 20
    assert len(found(store, "王", 5)) == 5


def test_namesakes_of_a_village_are_marked_and_linked_ones_are_not(store: Store) -> None:
    a, b, c = person(serial=2), person(serial=4), person(village="八里台", serial=6)
    add(store, a, b, c)
    marked = {row.id: row.ambiguous for row in store.read(lambda conn: search.find(conn, "王秀英"))}
    assert marked == {a.id: True, b.id: True, c.id: False}
    store.write(lambda uow: people.link(uow, b.id, a.id, "一人两档")).result()
    assert not any(row.ambiguous for row in store.read(lambda conn: search.find(conn, "王秀英")))


def test_a_row_tells_namesakes_apart_and_hides_the_number(store: Store) -> None:
    one = replace(WANG, phones=(Phone("13912345678", "女儿"),), householder="王大山", address=Address(village="柳树村", group="3组"))
    add(store, one)
    for at in ("2026-01-02T00:00:00.000Z", "2026-03-01T00:00:00.000Z"):
        visit = Encounter(new_id(), one.id, EncounterStatus.ARRIVED, VisitKind.CLINIC, at)
        store.write(lambda uow, visit=visit: encounters.add(uow, visit)).result()  # type: ignore[misc]
    row = store.read(lambda conn: search.find(conn, "王秀英"))[0]
    assert (row.sex, row.group, row.householder, row.phone_tail) == (Sex.FEMALE, "3组", "王大山", "5678")
    assert row.id_masked == "110105********002X"
    assert row.last_visit == "2026-03-01T00:00:00.000Z"


def test_a_temporary_number_is_shown_as_it_is(store: Store) -> None:
    add(store, replace(person(birth=None), identifiers=(Identifier(IdKind.TEMPORARY, "TX-A1-20260305-001"),)))
    assert store.read(lambda conn: search.find(conn, "王秀英"))[0].id_masked == "TX-A1-20260305-001"


@settings(max_examples=200, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.text(max_size=30))
def test_no_text_breaks_the_search(store: Store, text: str) -> None:
    if not store.read(lambda conn: people.holders(conn, "11010519491231002X")):
        add(store, WANG)
    assert found(store, text) in ([], [WANG.id])


@settings(max_examples=100, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.data())
def test_every_beginning_of_every_key_finds_its_resident(store: Store, data: st.DataObject) -> None:
    if not store.read(lambda conn: people.holders(conn, "11010519491231002X")):
        add(store, WANG)
    kind, key = data.draw(st.sampled_from(sorted(pair for pair in people.keys_of(WANG) if pair[0] in search.ARMS)))
    part = key[: data.draw(st.integers(4, max(4, len(key))))]
    assert found(store, part[::-1] if kind in ("id_tail", "phone_tail") else part) == [WANG.id]
