"""Choices of this workstation: JSON in, JSON out, each change in the audit trail."""

from __future__ import annotations

import json

from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from sqlalchemy import select

from app.store import settings
from app.store.database import Store
from app.store.tables.log import audit, change

JSON = st.recursive(st.none() | st.booleans() | st.integers() | st.text(), lambda more: st.lists(more) | st.dictionaries(st.text(), more))


def test_the_default_until_something_is_chosen(store: Store) -> None:
    assert store.read(lambda conn: settings.get(conn, "lock_minutes", 5)) == 5
    store.write(lambda uow: settings.put(uow, "lock_minutes", 10)).result()
    assert store.read(lambda conn: settings.get(conn, "lock_minutes", 5)) == 10


@hypothesis_settings(max_examples=50, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(JSON)
def test_any_value_comes_back(store: Store, value: object) -> None:
    store.write(lambda uow: settings.put(uow, "x", value)).result()
    assert store.read(lambda conn: settings.get(conn, "x", object())) == value


def test_a_choice_is_audited_once_and_never_sent(store: Store) -> None:
    for _ in range(2):
        store.write(lambda uow: settings.put(uow, "language", "en")).result()
    acts = store.read(lambda conn: conn.execute(select(audit.c.action, audit.c.type, audit.c.ref)).all())
    assert [tuple(act) for act in acts] == [("create", "setting", "language")]
    assert store.read(lambda conn: conn.execute(select(change)).all()) == []


def test_only_the_keys_asked_for(store: Store) -> None:
    store.write(lambda uow: settings.put(uow, "language", "en")).result()
    store.write(lambda uow: settings.put(uow, settings.SEAT, "A1")).result()
    assert store.read(lambda conn: settings.rows(conn, {"language", "lock_minutes"})) == {"language": json.dumps("en")}
