"""The short way to the driver gives what SQLAlchemy's own way gives, and names nothing of what was written where it fails."""

from __future__ import annotations

import pytest
from sqlalchemy import Column, Connection, Integer, MetaData, Table, Text, bindparam, create_engine, func, select
from sqlcipher3 import dbapi2 as sqlcipher

from app.store.driver import all_rows, one_row, run, run_many
from app.store.tables.columns import flag

SHEET = Table("sheet", MetaData(), Column("id", Text, primary_key=True), Column("n", Integer), flag("urgent"))
ABOVE = select(SHEET).where(SHEET.c.n > bindparam("least"), SHEET.c.id.in_(["a", "b", "c"])).order_by(SHEET.c.n.desc())
COUNTED = select(SHEET.c.urgent, func.count().label("many")).group_by(SHEET.c.urgent).order_by(SHEET.c.urgent)


@pytest.fixture
def conn() -> Connection:
    engine = create_engine("sqlite+pysqlite://", module=sqlcipher)
    made = engine.connect()
    SHEET.create(made)
    run_many(made, "INSERT INTO sheet VALUES (?, ?, ?)", [("a", 1, True), ("b", 2, False), ("c", 3, True), ("d", 4, False)])
    return made


@pytest.mark.parametrize("least", [0, 1, 2, 3])
def test_rows_are_those_of_sqlalchemy(conn: Connection, least: int) -> None:
    assert all_rows(conn, ABOVE, least=least) == [dict(row) for row in conn.execute(ABOVE, {"least": least}).mappings()]


def test_yes_and_no_are_read_as_such(conn: Connection) -> None:
    assert [(row["urgent"], row["many"]) for row in all_rows(conn, COUNTED)] == [(False, 2), (True, 2)]
    assert all_rows(conn, COUNTED)[1]["urgent"] is True


def test_one_row_or_none(conn: Connection) -> None:
    assert one_row(conn, ABOVE, least=1) == {"id": "c", "n": 3, "urgent": True}
    assert one_row(conn, ABOVE, least=3) is None


def test_a_value_that_is_missing_is_an_error_of_ours(conn: Connection) -> None:
    assert [row["id"] for row in all_rows(conn, ABOVE, least=0)] == ["c", "b", "a"]
    with pytest.raises(KeyError, match="least"):
        all_rows(conn, ABOVE)


def test_what_the_driver_refuses_it_says_without_the_values(conn: Connection) -> None:
    with pytest.raises(sqlcipher.IntegrityError) as refused:
        run(conn, "INSERT INTO sheet VALUES (?, ?, ?)", ("a", 5, True))
    assert "sheet.id" in str(refused.value) and "5" not in str(refused.value)
