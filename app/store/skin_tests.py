"""Skin tests with their readings and steps, each written once: whoever injects and whoever reads may sit at two computers."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from typing import Any

from sqlalchemy import Connection, Select, Table, Text, bindparam, select

from app.domain.skin_test import ArmSite, SkinAct, SkinCase, SkinReading, SkinResult, SkinStep, SkinTest
from app.store.once import Once
from app.store.rows import among, listed
from app.store.tables.skin_tests import skin_reading, skin_step, skin_test

SKIN_TESTS = Once(skin_test, SkinTest, {"site": ArmSite})
READINGS = Once(skin_reading, SkinReading, {"result": SkinResult})
STEPS = Once(skin_step, SkinStep, {"act": SkinAct})
ALL: tuple[Once[Any], ...] = (SKIN_TESTS, READINGS, STEPS)

_SINCE = select(skin_test).where(skin_test.c.at >= bindparam("since", type_=Text)).order_by(skin_test.c.at, skin_test.c.id)


def _about(table: Table) -> Select[Any]:
    return select(table).where(among(table.c.test, "tests")).order_by(table.c.at, table.c.id)


_READ, _STEPPED = _about(skin_reading), _about(skin_step)


def recent(conn: Connection, since: str) -> list[SkinCase]:
    """All that were injected since an instant, the oldest first."""
    return cases(conn, [SKIN_TESTS.read(row) for row in conn.execute(_SINCE, {"since": since}).mappings()])


def of_people(conn: Connection, people: Collection[str], since: str = "") -> list[SkinCase]:
    """The tests of some residents since an instant, the newest first."""
    return cases(conn, SKIN_TESTS.of_people(conn, people, since))


def case(conn: Connection, key: str) -> SkinCase | None:
    """One test."""
    found = SKIN_TESTS.get(conn, key)
    return None if found is None else cases(conn, [found])[0]


def cases(conn: Connection, tests: Sequence[SkinTest]) -> list[SkinCase]:
    """Tests with what was written about them, in the order given."""
    if not tests:
        return []
    keys = {"tests": listed([one.id for one in tests])}
    read, done = defaultdict[str, list[SkinReading]](list), defaultdict[str, list[SkinStep]](list)
    for row in conn.execute(_READ, keys).mappings():
        read[row["test"]].append(READINGS.read(row))
    for row in conn.execute(_STEPPED, keys).mappings():
        done[row["test"]].append(STEPS.read(row))
    return [SkinCase(one, tuple(read[one.id]), tuple(done[one.id])) for one in tests]
