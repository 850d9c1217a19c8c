"""What SQLite says when disk or file fail, as errors a user can act on."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.exc import DBAPIError
from sqlcipher3 import dbapi2 as sqlcipher

from app.errors import KnownError

# Result codes of sqlite.org/rescode.html, the low byte of what the driver gives.
_KNOWN = {
    5: "database_locked",
    6: "database_locked",
    8: "disk_readonly",
    10: "disk_trouble",
    11: "database_damaged",
    13: "disk_full",
    14: "database_unreadable",
    26: "database_unreadable",
}


def known(error: Exception) -> KnownError | None:
    """The known error behind a driver's error, or None for one that is ours (a constraint, a statement)."""
    original = error.orig if isinstance(error, DBAPIError) else error
    code = getattr(original, "sqlite_errorcode", None)
    name = _KNOWN.get(code & 0xFF) if isinstance(code, int) else None
    return None if name is None else KnownError(name, why=getattr(original, "sqlite_errorname", type(original).__name__))


@contextmanager
def told() -> Iterator[None]:
    """Raises the known error for whatever disk and file do inside."""
    try:
        yield
    except (DBAPIError, sqlcipher.DatabaseError) as error:
        found = known(error)
        if found is None:
            raise
        raise found from error
