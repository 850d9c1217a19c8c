"""The migrations make exactly the tables of app.store.tables, and the program knows every one of them."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from alembic.script import ScriptDirectory
from sqlcipher3 import dbapi2 as sqlcipher

import migrations
from app.store import migrate
from app.store.tables import metadata
from migrations.run import statements, upgrade

HERE = Path(str(migrations.__file__)).parent
MAKER = HERE.parent / "packaging" / "make_migration.py"


@pytest.fixture
def maker() -> ModuleType:
    spec = importlib.util.spec_from_file_location("make_migration", MAKER)
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def conn() -> Any:
    opened = sqlcipher.connect(":memory:", isolation_level=None)
    yield opened
    opened.close()


def test_the_program_knows_every_revision_in_order() -> None:
    script = ScriptDirectory(str(HERE))
    revisions = [revision.revision for revision in script.walk_revisions()]
    assert tuple(reversed(revisions)) == migrate.KNOWN
    assert script.get_heads() == [migrate.HEAD] == [migrate.KNOWN[-1]]


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_the_migrations_make_the_tables_of_the_program(maker: ModuleType) -> None:
    assert maker.difference() == ""


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_a_column_nobody_migrates_is_noticed(maker: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    from sqlalchemy import Column, MetaData, Text

    from app.store import tables

    grown = MetaData()
    for table in metadata.sorted_tables:
        table.to_metadata(grown)
    grown.tables["person"].append_column(Column("colour", Text))
    monkeypatch.setattr(tables, "metadata", grown)
    assert "colour" in maker.difference()


def test_the_first_schema_is_what_its_maker_writes(maker: ModuleType) -> None:
    assert maker.schema() == (HERE / "versions" / "m0001.sql").read_text(encoding="utf-8")


def test_every_table_and_trigger_is_made(conn: Any) -> None:
    upgrade(conn, migrate.HEAD)
    made = dict(conn.execute("SELECT name, type FROM sqlite_master"))
    assert set(metadata.tables) <= set(made)
    assert {name for name, kind in made.items() if kind == "trigger"} == {
        "audit_is_kept",
        "audit_is_final",
        "signed_is_final",
        "verdict_is_final",
        "comment_is_final",
        "lot_is_final",
        "answer_is_final",
        "settlement_is_final",
        "ledger_is_kept",
        "ledger_is_final",
        "last_supply_of_a_line",
        "last_supply_of_a_sheet",
        "tally_of_a_sheet",
        "tally_of_a_late_document",
        "tally_of_a_line",
        "tally_of_a_state",
        "tally_of_a_verdict",
        "tally_of_an_answer",
    }


def test_it_runs_in_the_transaction_of_its_caller(conn: Any) -> None:
    conn.execute("BEGIN")
    upgrade(conn, migrate.HEAD)
    assert conn.in_transaction
    conn.execute("ROLLBACK")
    assert conn.execute("SELECT count(*) FROM sqlite_master").fetchone()[0] == 0


def test_no_rule_of_the_schema_deletes_children() -> None:
    """Rows are never deleted; a cascade would do it in silence."""
    assert not [key for table in metadata.tables.values() for key in table.foreign_keys if key.ondelete or key.onupdate]


def test_every_clinical_row_can_be_verified() -> None:
    for table in metadata.tables.values():
        if table.info.get("synced"):
            assert table.info.get("audited") and "row_hash" in table.c, table.name
            assert table.info.get("person") in {"", *table.c.keys()}, table.name


def test_statements_are_parted_by_empty_lines() -> None:
    assert statements("CREATE TABLE a (x);\n\nCREATE TRIGGER t BEGIN SELECT 1; SELECT 2; END;\n\n\n") == [
        "CREATE TABLE a (x);",
        "CREATE TRIGGER t BEGIN SELECT 1; SELECT 2; END;",
    ]
