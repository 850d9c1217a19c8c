"""Runs Alembic over an open connection; the caller holds the transaction."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from alembic.migration import MigrationContext
from alembic.operations import Operations
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, create_engine
from sqlalchemy.pool import StaticPool


def upgrade(driver_connection: Any, to: str) -> None:
    """Bring the schema to a revision. ``driver_connection``: keyed, in a transaction that the caller ends."""
    script = ScriptDirectory(str(Path(__file__).parent))
    engine = create_engine("sqlite+pysqlite://", creator=lambda: driver_connection, poolclass=StaticPool, hide_parameters=True)
    # our transaction stands around all of it: SQLAlchemy's own begin, commit and rollback must touch nothing
    for step in ("do_begin", "do_commit", "do_rollback"):
        setattr(engine.dialect, step, _leave_alone)
    with engine.connect() as conn:
        _migrate(conn, script, to)


def _migrate(conn: Connection, script: ScriptDirectory, to: str) -> None:
    context = MigrationContext.configure(
        conn,
        opts={
            "fn": lambda found, _context: script._upgrade_revs(to, found),
            "render_as_batch": True,
            "transactional_ddl": False,
            "script": script,
            "destination_rev": to,
        },
    )
    with Operations.context(context):
        context.run_migrations()


def _leave_alone(_connection: object) -> None:
    return None


def statements(text: str) -> list[str]:
    """The statements of an SQL file: separated by an empty line, so that a trigger's own semicolons do no harm."""
    return [part.strip() for part in text.split("\n\n") if part.strip()]
