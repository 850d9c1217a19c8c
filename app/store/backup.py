"""Copies of the database, opened and counted before they count as copies."""

from __future__ import annotations

import contextlib
from pathlib import Path
from typing import Any

from app.errors import KnownError


def copy_to(conn: Any, target: Path) -> Path:
    """``VACUUM INTO`` a file beside the target, compare its row counts, and give it its name. Same key as the source.

    Raises KnownError ``backup_failed``; an older copy of that name stays until the new one is proven.
    """
    fresh = target.with_suffix(".part")
    fresh.unlink(missing_ok=True)
    try:
        conn.execute("VACUUM INTO ?", (str(fresh),))
        _compare(conn, fresh)
        fresh.replace(target)
    except KnownError:
        raise
    except Exception as error:
        raise KnownError("backup_failed", why=type(error).__name__) from error
    finally:
        with contextlib.suppress(OSError):
            fresh.unlink(missing_ok=True)
    return target


def _compare(conn: Any, copy: Path) -> None:
    conn.execute("ATTACH DATABASE ? AS copied", (str(copy),))
    try:
        tables = [row[0] for row in conn.execute("SELECT name FROM main.sqlite_master WHERE type='table' ORDER BY name")]
        for name in tables:
            quoted = name.replace('"', '""')
            here = conn.execute(f'SELECT count(*) FROM main."{quoted}"').fetchone()  # noqa: S608  # names from our own schema
            there = conn.execute(f'SELECT count(*) FROM copied."{quoted}"').fetchone()  # noqa: S608
            if here != there:
                raise KnownError("backup_failed", why="count")
        if conn.execute("PRAGMA copied.quick_check").fetchone()[0] != "ok":
            raise KnownError("backup_failed", why="check")
    finally:
        conn.execute("DETACH DATABASE copied")
