"""One transaction writes records, trail and change log together; what was pulled says so."""

from __future__ import annotations

import json

import pytest
from sqlalchemy import exc, func, select, update
from sqlcipher3.dbapi2 import IntegrityError

from app.store import people
from app.store.audit import Act, Actor, verify
from app.store.database import Store
from app.store.tables import access
from app.store.tables.log import audit, change
from app.store.tables.people import person as person_table
from app.store.unit_of_work import UnitOfWork, detail
from tests.app.conftest import person

ORGANIZATION = {"id": "o1", "code": "C1", "name": "柳树村卫生室", "type_code": "D600"}


def acts(store: Store) -> list[tuple[str, str, str, str]]:
    rows = store.read(
        lambda conn: conn.execute(select(audit.c.action, audit.c.type, audit.c.ref, audit.c.person).order_by(audit.c.seq)).all()
    )
    return [tuple(row) for row in rows]


def changes(store: Store) -> list[tuple[str, str, str, str]]:
    rows = store.read(
        lambda conn: conn.execute(select(change.c.type, change.c.id, change.c.op, change.c.origin).order_by(change.c.seq)).all()
    )
    return [tuple(row) for row in rows]


def test_a_new_record_is_audited_and_sent(store: Store) -> None:
    one = person()
    store.write(lambda uow: people.add(uow, one)).result()
    assert acts(store) == [("create", "person", one.id, one.id)]
    assert changes(store) == [("person", one.id, "insert", "local")]


def test_the_trail_binds_the_row_as_it_was_left(store: Store) -> None:
    one = person()
    store.write(lambda uow: people.add(uow, one)).result()
    kept, told = store.read(
        lambda conn: (conn.execute(select(person_table.c.row_hash)).scalar(), conn.execute(select(audit.c.row_hash)).scalar())
    )
    assert kept == told and len(str(kept)) == 64


def test_defaults_are_part_of_the_hash(store: Store) -> None:
    """What the file fills in by itself must be hashed as if it were written."""
    store.write(lambda uow: uow.insert(access.organization, ORGANIZATION)).result()
    row = store.read(lambda conn: conn.execute(select(access.organization)).mappings().one())
    assert row["phone"] == "" and row["division"] == ""
    before = row["row_hash"]
    store.write(lambda uow: uow.update(access.organization, "o1", {"phone": ""})).result()
    assert store.read(lambda conn: conn.execute(select(access.organization.c.row_hash)).scalar()) == before


def test_a_record_written_twice_in_one_transaction_is_one_change(store: Store) -> None:
    def work(uow: UnitOfWork) -> None:
        uow.insert(access.organization, ORGANIZATION)
        uow.update(access.organization, "o1", {"phone": "123"})
        uow.changed(access.organization, "o1")

    store.write(work).result()
    assert changes(store) == [("organization", "o1", "insert", "local")]
    assert [act[0] for act in acts(store)] == ["create", "update"]


def test_one_transaction_has_one_number_and_another_its_own(store: Store) -> None:
    for serial in (2, 4):
        store.write(lambda uow, serial=serial: [people.add(uow, person(serial=serial)) for _ in range(2)]).result()  # type: ignore[misc]
    numbers = store.read(lambda conn: conn.execute(select(change.c.tx)).scalars().all())
    assert numbers[0] == numbers[1] != numbers[2] == numbers[3]


def test_the_same_values_again_are_no_change(store: Store) -> None:
    store.write(lambda uow: uow.insert(access.organization, ORGANIZATION)).result()
    store.write(lambda uow: uow.save(access.organization, ORGANIZATION)).result()
    assert len(acts(store)) == len(changes(store)) == 1


def test_save_inserts_and_then_updates(store: Store) -> None:
    for name in ("甲", "乙"):
        store.write(lambda uow, name=name: uow.save(access.organization, ORGANIZATION | {"name": name})).result()  # type: ignore[misc]
    assert [act[0] for act in acts(store)] == ["create", "update"]
    assert [row[2] for row in changes(store)] == ["insert", "update"]


def test_what_was_pulled_says_where_from(store: Store) -> None:
    store.write(lambda uow: uow.insert(access.organization, ORGANIZATION), origin="peer-1").result()
    assert acts(store)[0][0] == "sync"
    assert changes(store) == [("organization", "o1", "insert", "peer-1")]


def test_a_record_may_be_sent_again_without_a_change(store: Store) -> None:
    store.write(lambda uow: uow.insert(access.organization, ORGANIZATION)).result()
    store.write(lambda uow: uow.changed(access.organization, "o1")).result()
    assert [row[2] for row in changes(store)] == ["insert", "update"]
    assert len(acts(store)) == 1


def test_tables_of_this_pc_are_audited_and_never_sent(store: Store) -> None:
    row = {"name": "doctor", "permissions": json.dumps(["rx.sign"]), "working_page": "queue"}
    store.write(lambda uow: uow.save(access.role, row)).result()
    assert acts(store) == [("create", "role", "doctor", "")]
    assert changes(store) == []


def test_an_unknown_record_or_column_is_refused(store: Store) -> None:
    with pytest.raises(KeyError):
        store.write(lambda uow: uow.update(access.organization, "o1", {"name": "x"})).result()
    with pytest.raises(KeyError):
        store.write(lambda uow: uow.insert(access.organization, ORGANIZATION | {"colour": "red"})).result()
    assert acts(store) == changes(store) == []


def test_a_reference_to_nobody_is_refused(store: Store) -> None:
    with pytest.raises(IntegrityError):
        store.write(lambda uow: people.link(uow, "nobody", "nobody", "x")).result()


def test_acts_keep_their_order_and_their_actor(store: Store) -> None:
    def work(uow: UnitOfWork) -> None:
        uow.note(Act("login", "account", "a1", outcome="refused", reason="password", detail=detail(tries=2)))
        uow.insert(access.organization, ORGANIZATION, reason="set_up")
        uow.note(Act("print", "prescription", "rx1", "p1"))

    store.write(work, Actor("a1", "doctor", "A1")).result()
    rows = store.read(lambda conn: conn.execute(select(audit).order_by(audit.c.seq)).mappings().all())
    assert [row["action"] for row in rows] == ["login", "create", "print"]
    assert [row["account"] for row in rows] == ["a1"] * 3
    assert (rows[0]["outcome"], rows[0]["reason"], rows[0]["detail"]) == ("refused", "password", '{"tries":2}')
    assert rows[1]["reason"] == "set_up"


@pytest.mark.parametrize("statement", ["UPDATE audit SET reason = 'x'", "DELETE FROM audit", "DELETE FROM audit WHERE seq = 1"])
def test_the_trail_cannot_be_changed_through_the_program(store: Store, statement: str) -> None:
    store.write(lambda uow: uow.note(Act("login", "account"))).result()
    with pytest.raises(exc.IntegrityError, match="never"):
        store.write(lambda uow: uow.conn.exec_driver_sql(statement)).result()
    assert store.read(lambda conn: conn.execute(select(func.count()).select_from(audit)).scalar()) == 1


def test_a_row_changed_behind_the_unit_of_work_no_longer_fits(store: Store) -> None:
    one = person()
    store.write(lambda uow: people.add(uow, one)).result()
    store.write(lambda uow: uow.conn.execute(update(person_table).values(sex="1"))).result()
    assert [(flaw.code, flaw.ref) for flaw in store.read(lambda conn: list(verify(conn)))] == [("row_hash", one.id)]


@pytest.mark.parametrize("expected", [True, False])
def test_a_record_is_there_from_the_moment_it_is_written(store: Store, expected: bool) -> None:
    """Also where it was looked up before, alone or with others, and found missing."""
    old, new = person(), person()
    store.write(lambda uow: people.add(uow, old)).result()

    def write(uow: UnitOfWork) -> list[bool]:
        if expected:
            uow.expect(person_table, [old.id, new.id])
        before = [uow.has(person_table, one) for one in (old.id, new.id, "nobody")]
        people.add(uow, new)
        return [*before, uow.has(person_table, new.id)]

    assert store.write(write).result() == [True, False, False, True]


def test_what_is_held_back_of_a_page_is_seen_by_whoever_reads(store: Store) -> None:
    """Pulled records of one table go out in one statement, but never later than the next look."""
    rows = [ORGANIZATION | {"id": f"o{number}", "code": f"C{number}"} for number in range(3)]
    count = select(func.count()).select_from(access.organization)

    def work(uow: UnitOfWork) -> tuple[int, int]:
        uow.insert(access.organization, rows[0])
        uow.insert(access.organization, rows[1])
        seen = uow.conn.execute(count).scalar_one()
        uow.insert(access.organization, rows[2])
        uow.update(access.organization, "o2", {"name": "北坡村卫生室"})
        return seen, uow.conn.execute(count).scalar_one()

    assert store.write(work, origin="up").result() == (2, 3)
    assert store.read(lambda conn: conn.execute(select(access.organization.c.name).order_by("id")).scalars().all())[2] == "北坡村卫生室"
    assert len(changes(store)) == 3 and list(store.read(lambda conn: list(verify(conn)))) == []


def test_a_held_row_the_file_refuses_undoes_the_whole_page(store: Store) -> None:
    with pytest.raises(IntegrityError):
        store.write(lambda uow: uow.insert_all(access.organization, [ORGANIZATION, ORGANIZATION]), origin="up").result()
    assert (acts(store), changes(store)) == ([], [])


def test_a_value_is_surely_unused_once(store: Store) -> None:
    store.write(lambda uow: uow.insert(access.organization, ORGANIZATION)).result()

    def work(uow: UnitOfWork) -> list[bool]:
        uow.expect_unused(access.organization, "code", {"C1", "C2"})
        return [uow.is_unused(access.organization, "code", one) for one in ("C1", "C2", "C2", "C3")]

    assert store.write(work).result() == [False, True, False, False]
