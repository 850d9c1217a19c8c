"""Residents are kept as they were given, found again by every key, linked without moving a row (H1, H40)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from functools import partial

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from app.domain.ids import new_id
from app.domain.person import Address, Identifier, IdKind, Person, Phone, Sex
from app.store import people
from app.store.database import Store
from app.store.tables.log import audit, change
from app.store.tables.people import person_key, person_link
from tests.app.conftest import person

TEXT = st.text(max_size=12)
PERSONS = st.builds(
    Person,
    id=st.builds(new_id),
    name=TEXT,
    sex=st.sampled_from(Sex),
    birth=st.none() | st.dates(),
    identifiers=st.lists(st.builds(Identifier, st.sampled_from(IdKind), TEXT), max_size=3).map(tuple),
    phones=st.lists(st.builds(Phone, TEXT, TEXT), max_size=3).map(tuple),
    address=st.builds(Address, TEXT, TEXT, TEXT, TEXT),
    householder=TEXT,
    deceased=st.none() | st.dates(),
    temporary_reason=TEXT,
)


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(PERSONS)
def test_a_resident_comes_back_as_they_were(store: Store, one: Person) -> None:
    store.write(lambda uow: people.add(uow, one)).result()
    assert store.read(lambda conn: people.get(conn, one.id)) == one


def test_nobody_is_none(store: Store) -> None:
    assert store.read(lambda conn: people.get(conn, "nobody")) is None


def test_a_change_writes_new_keys_and_drops_the_old(store: Store) -> None:
    one = person("王秀英")
    store.write(lambda uow: people.add(uow, one)).result()
    store.write(lambda uow: people.change(uow, replace(one, name="李秀兰"))).result()
    held = store.read(lambda conn: {row.key for row in conn.execute(select(person_key.c.key).where(person_key.c.kind == "initials"))})
    assert held == {"lxl"}


def test_the_same_again_writes_nothing(store: Store) -> None:
    one = person()
    store.write(lambda uow: people.add(uow, one)).result()
    before = store.read(lambda conn: conn.execute(select(audit.c.seq)).all())
    store.write(lambda uow: people.change(uow, one)).result()
    assert store.read(lambda conn: conn.execute(select(audit.c.seq)).all()) == before


def test_an_unknown_resident_cannot_be_changed(store: Store) -> None:
    with pytest.raises(KeyError):
        store.write(lambda uow: people.change(uow, person())).result()


def test_a_number_is_found_whatever_its_writing(store: Store) -> None:
    one = replace(person(), identifiers=(Identifier(IdKind.RESIDENT, "11010519491231002X"), Identifier(IdKind.TEMPORARY, "T1-2-003")))
    store.write(lambda uow: people.add(uow, one)).result()
    for typed in ("11010519491231002x", " 110105 19491231 002X", "１１０１０５１９４９１２３１００２Ｘ", "t1 2 003"):
        assert store.read(lambda conn, typed=typed: people.holders(conn, typed)) == [one.id]  # type: ignore[misc]
    assert store.read(lambda conn: people.holders(conn, "110105")) == []


def test_named_means_exactly_that_name(store: Store) -> None:
    for name in ("王秀英", "王秀英", "王秀", "小王秀英"):
        store.write(lambda uow, name=name: people.add(uow, person(name))).result()  # type: ignore[misc]
    assert [one.name for one in store.read(lambda conn: people.named(conn, "王秀英"))] == ["王秀英", "王秀英"]


def test_the_greatest_number_with_a_beginning(store: Store) -> None:
    for tail in ("001", "010", "009"):
        one = replace(person(), id=new_id(), identifiers=(Identifier(IdKind.TEMPORARY, f"TX-20260305-{tail}"),))
        store.write(lambda uow, one=one: people.add(uow, one)).result()  # type: ignore[misc]
    assert store.read(lambda conn: people.last_number(conn, "TX-20260305-")) == "tx20260305010"
    assert store.read(lambda conn: people.last_number(conn, "TX-20260306-")) is None


def test_linked_records_form_one_human_and_move_no_row(store: Store) -> None:
    a, b, c, stranger = (person(serial=serial) for serial in (2, 4, 6, 8))
    for one in (a, b, c, stranger):
        store.write(lambda uow, one=one: people.add(uow, one)).result()  # type: ignore[misc]
    store.write(lambda uow: people.link(uow, a.id, b.id, "一人两档")).result()
    store.write(lambda uow: people.link(uow, c.id, b.id, "一人两档")).result()
    for one in (a, b, c):
        assert store.read(lambda conn, one=one: people.linked(conn, one.id)) == {a.id, b.id, c.id}  # type: ignore[misc]
    assert store.read(lambda conn: people.linked(conn, stranger.id)) == {stranger.id}
    assert store.read(lambda conn: people.get(conn, a.id)) == a


def test_one_record_stands_for_all_of_a_human_however_they_were_linked(store: Store) -> None:
    made = sorted((person(serial=serial) for serial in range(2, 16, 2)), key=lambda one: one.id)
    for one in made:
        store.write(lambda uow, one=one: people.add(uow, one)).result()  # type: ignore[misc]
    a, b, c, d, e, f, alone = (one.id for one in made)
    for pair in ((c, d), (a, b), (e, f), (d, b)):
        store.write(lambda uow, pair=pair: people.link(uow, pair[0], pair[1], "一人两档")).result()  # type: ignore[misc]
    human = store.read(people.one_human)
    assert human == {a: a, b: a, c: a, d: a, e: e, f: e} and alone not in human
    store.write(lambda uow: people.unlink(uow, d, b, "其实是姐妹")).result()
    assert store.read(people.one_human) == {a: a, b: a, c: c, d: c, e: e, f: e}


def test_a_link_taken_back_stays_on_record(store: Store) -> None:
    a, b = person(serial=2), person(serial=4)
    for one in (a, b):
        store.write(lambda uow, one=one: people.add(uow, one)).result()  # type: ignore[misc]
    store.write(lambda uow: people.link(uow, a.id, b.id, "一人两档")).result()
    assert store.write(lambda uow: people.unlink(uow, b.id, a.id, "其实是姐妹")).result() is True
    assert store.write(lambda uow: people.unlink(uow, a.id, b.id, "再来一次")).result() is False
    assert store.read(lambda conn: people.linked(conn, a.id)) == {a.id}
    row = store.read(lambda conn: conn.execute(select(person_link)).mappings().one())
    assert row["undone_at"] is not None and row["reason"] == "一人两档"


def test_both_residents_of_a_link_are_sent_again(store: Store) -> None:
    a, b = person(serial=2), person(serial=4)
    for one in (a, b):
        store.write(lambda uow, one=one: people.add(uow, one)).result()  # type: ignore[misc]
    last = store.read(lambda conn: conn.execute(select(change.c.seq).order_by(change.c.seq.desc()).limit(1)).scalar())
    store.write(lambda uow: people.link(uow, a.id, b.id, "一人两档")).result()
    sent = store.read(lambda conn: conn.execute(select(change.c.type, change.c.id).where(change.c.seq > last)).all())
    assert {(row.type, row.id) for row in sent} >= {("person", a.id), ("person", b.id)}


def test_birth_after_which_nothing_is_known(store: Store) -> None:
    one = replace(person(birth=None), deceased=date(2026, 1, 1))
    store.write(lambda uow: people.add(uow, one)).result()
    assert store.read(lambda conn: people.get(conn, one.id)) == one


def test_lists_over_many_name_the_living_with_the_number_to_call(store: Store) -> None:
    one = person()
    called = replace(one, id=new_id(), phones=(Phone("13800001111", ""), Phone("13900002222", "儿子")))
    quiet, dead = replace(one, id=new_id(), phones=(), birth=None), replace(one, id=new_id(), deceased=date(2026, 1, 2))
    for each in (called, quiet, dead):
        store.write(partial(people.add, person=each)).result()
    found = {row.id: row for row in store.read(lambda conn: people.alive(conn, [called.id, quiet.id, dead.id, "nobody"]))}
    assert found.keys() == {called.id, quiet.id}
    assert (found[called.id].phone, found[quiet.id].phone, found[quiet.id].birth) == ("13800001111", "", None)
    assert (found[called.id].name, found[called.id].sex, found[called.id].village) == (one.name, one.sex.value, one.address.village)
