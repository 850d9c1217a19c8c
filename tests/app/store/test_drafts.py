"""H10: what is being typed survives, newest first, and leaves no trace in trail or change log."""

from __future__ import annotations

from dataclasses import replace

import pytest
from sqlalchemy import select

from app.clock import SetClock, iso
from app.domain.draft import Draft
from app.store import drafts
from app.store.database import Store
from app.store.tables.log import audit, change

ONE = Draft("d1", "prescription", "a1", {"lines": [{"dose": "0.5", "药": "阿莫西林"}]}, "p1", "e1")


def save(store: Store, one: Draft) -> Draft:
    return store.write(lambda uow: drafts.save(uow, one)).result()


def test_a_draft_comes_back_with_time_and_revision(store: Store, clock: SetClock) -> None:
    kept = save(store, ONE)
    assert kept == replace(ONE, saved_at=iso(clock.now()), revision=1)
    assert store.read(lambda conn: drafts.get(conn, "prescription", encounter="e1")) == kept
    assert store.read(lambda conn: drafts.by_id(conn, "d1")) == kept


def test_saving_again_writes_over_it(store: Store) -> None:
    save(store, ONE)
    assert save(store, replace(ONE, body={"lines": []})).revision == 2
    found = store.read(lambda conn: drafts.listed(conn, "prescription"))
    assert [one.body for one in found] == [{"lines": []}]


def test_the_newest_of_those_that_fit(store: Store, clock: SetClock) -> None:
    save(store, ONE)
    clock.forward(1)
    save(store, replace(ONE, id="d2", account="a2"))
    clock.forward(1)
    save(store, replace(ONE, id="d3", encounter="e2", kind="encounter"))

    def newest(**wanted: str) -> str | None:
        found = store.read(lambda conn: drafts.get(conn, "prescription", **wanted))
        return None if found is None else found.id

    assert newest(encounter="e1") == "d2"
    assert newest(encounter="e1", account="a1") == "d1"
    assert newest(person="p1") == "d2"
    assert newest(encounter="e2") is None


def test_a_dropped_draft_is_gone(store: Store) -> None:
    save(store, ONE)
    store.write(lambda uow: drafts.drop(uow, "d1")).result()
    assert store.read(lambda conn: drafts.by_id(conn, "d1")) is None


def test_drafts_are_neither_audited_nor_sent(store: Store) -> None:
    save(store, ONE)
    assert store.read(lambda conn: [*conn.execute(select(audit)), *conn.execute(select(change))]) == []


def test_a_body_that_is_no_json_is_refused_and_the_last_one_stays(store: Store) -> None:
    save(store, ONE)
    with pytest.raises(TypeError):
        save(store, replace(ONE, body={"x": object()}))
    found = store.read(lambda conn: drafts.by_id(conn, "d1"))
    assert found is not None and found.body == ONE.body
