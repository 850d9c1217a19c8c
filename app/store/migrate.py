"""Brings a database up to this program's schema: a checked copy first, foreign keys off, all or nothing."""

from __future__ import annotations

import logging
from pathlib import Path
from typing import Any

from app.errors import KnownError

log = logging.getLogger(__name__)

APPLICATION_ID = 0x58594757  # "XYGW": a file of another program is not ours to change
HEAD = "0001"
"""The revision this program was written for; a test compares it with migrations/versions."""

KNOWN = ("0001",)
"""Every revision this program can upgrade from, oldest first, its own last."""


def ensure(conn: Any, path: Path, backups: Path) -> None:
    """Create or upgrade the schema over a raw connection; alembic is imported only when there is work.

    Raises KnownError ``database_newer`` (or of another program), ``upgrade_failed``.
    """
    found = revision(conn)
    if found == HEAD:
        return
    if found is not None and found not in KNOWN:
        raise KnownError("database_newer", found=found, known=HEAD)
    if found is not None:
        _copy(conn, path, backups, found)
    _upgrade(conn)


def revision(conn: Any) -> str | None:
    """The schema a file has; None for an empty one. Raises KnownError ``database_newer`` for a file that is not ours."""
    if conn.execute("SELECT count(*) FROM sqlite_master").fetchone()[0] == 0:
        return None
    if conn.execute("PRAGMA application_id").fetchone()[0] != APPLICATION_ID:
        raise KnownError("database_foreign")
    row = conn.execute("SELECT version_num FROM alembic_version").fetchone()
    return str(row[0]) if row else None


def _copy(conn: Any, path: Path, backups: Path, found: str) -> None:
    from app.store.backup import copy_to

    backups.mkdir(parents=True, exist_ok=True)
    try:
        copy_to(conn, backups / f"{path.stem}-before-{HEAD}-from-{found}.db")
    except Exception as error:
        raise KnownError("upgrade_failed", step="copy", why=type(error).__name__) from error


def _upgrade(conn: Any) -> None:
    from migrations.run import upgrade

    # OFF before the transaction begins: a batch migration drops and rebuilds tables, and with
    # foreign_keys=ON the implicit DELETE takes the children along (reliability.md decision 5)
    conn.execute("PRAGMA foreign_keys=OFF")
    conn.execute("BEGIN IMMEDIATE")
    try:
        upgrade(conn, HEAD)
        orphans = conn.execute("PRAGMA foreign_key_check").fetchall()
        if orphans:
            raise KnownError("upgrade_failed", step="foreign_keys", why=str(len(orphans)))
        conn.execute(f"PRAGMA application_id={APPLICATION_ID}")
        conn.execute("COMMIT")
    except BaseException as error:
        conn.execute("ROLLBACK")
        if isinstance(error, KnownError) or not isinstance(error, Exception):
            raise
        log.exception("upgrade failed")
        raise KnownError("upgrade_failed", step="schema", why=type(error).__name__) from error
    finally:
        conn.execute("PRAGMA foreign_keys=ON")
