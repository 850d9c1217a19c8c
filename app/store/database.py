"""The clinic's encrypted database: one writer thread, readers that never wait, and news after each commit.

SQLCipher with a raw key, WAL, synchronous=FULL (reliability.md §2.2); two engines (architecture.md "Threads").
"""

from __future__ import annotations

import logging
import re
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import quote

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.pool import QueuePool
from sqlcipher3 import dbapi2 as sqlcipher

from app.clock import Clock, SystemClock, iso
from app.errors import KnownError
from app.events import Topic
from app.store import audit, driver, migrate, trouble
from app.store.audit import PROGRAM, Actor
from app.store.unit_of_work import LOCAL, Change, UnitOfWork

log = logging.getLogger(__name__)
T = TypeVar("T")

Reading = Connection
"""What a query works on: one snapshot. Services name it by this name; SQLAlchemy stays in the store."""

_HEX_KEY = re.compile(r"[0-9a-f]{64}")
_PRAGMAS = (
    "journal_mode=WAL",
    "synchronous=FULL",
    "foreign_keys=ON",
    "trusted_schema=OFF",
    "temp_store=MEMORY",
    "cell_size_check=ON",
    "mmap_size=0",
    "secure_delete=ON",
    "cache_size=-16000",
)
READERS = 4
_BUSY_SECONDS = 5.0


def open_raw(path: Path, key: bytes) -> Any:
    """A DB-API connection in autocommit. ``key``: 32 bytes. Raises KnownError ``database_unreadable``, ``database_locked`` …"""
    hex_key = key.hex()
    if not _HEX_KEY.fullmatch(hex_key):
        raise ValueError("a database key has 32 bytes")
    try:
        conn = sqlcipher.connect(
            f"file:{quote(str(path))}?mode=rwc", uri=True, timeout=_BUSY_SECONDS, check_same_thread=False, isolation_level=None
        )
    except sqlcipher.OperationalError as error:
        raise KnownError("database_unreadable", why=type(error).__name__) from error
    try:
        conn.execute("PRAGMA cipher_log_level=NONE")  # SQLCipher otherwise complains on stderr itself
        conn.execute(f"PRAGMA key = \"x'{hex_key}'\"")  # a raw key: no 100 ms of key derivation per connection
        conn.execute("PRAGMA cipher_page_size=4096")
        conn.execute("SELECT count(*) FROM sqlite_master").fetchone()  # proves the key
        for pragma in _PRAGMAS:
            conn.execute(f"PRAGMA {pragma}")
    except sqlcipher.DatabaseError as error:
        conn.close()
        raise trouble.known(error) or KnownError("database_unreadable", why=type(error).__name__) from error
    return conn


def _engine(path: Path, key: bytes, size: int, begin: str, read_only: bool) -> Engine:
    def connect() -> Any:
        conn = open_raw(path, key)
        if read_only:
            conn.execute("PRAGMA query_only=ON")
        return conn

    engine = create_engine(
        "sqlite+pysqlite://", module=sqlcipher, creator=connect, poolclass=QueuePool, pool_size=size, max_overflow=0, hide_parameters=True
    )

    @event.listens_for(engine, "begin")
    def _begin(conn: Connection) -> None:
        driver.run(conn, begin)

    return engine


class Store:
    """An open database. ``changes`` hears every commit, on a thread of its own.

    Nothing but :meth:`write` writes; its function runs on the one writer thread in one transaction.
    """

    def __init__(self, path: Path, key: bytes, clock: Clock | None = None) -> None:
        self.path, self.clock = path, clock or SystemClock()
        self.changes: Topic[Change] = Topic("changes")
        self._writing = _engine(path, key, 1, "BEGIN IMMEDIATE", read_only=False)
        self._reading = _engine(path, key, READERS, "BEGIN", read_only=True)
        self._writer = ThreadPoolExecutor(1, "store-writer")
        self._notifier = ThreadPoolExecutor(1, "store-news")
        self._inside = threading.local()
        self._closed = False
        self.edits = 0
        """Rises after every commit that wrote a record: while it stands still, no record that was read has changed."""
        with trouble.told(), self._writing.begin() as conn:
            self._head = audit.head(conn)

    @classmethod
    def open(cls, path: Path, key: bytes, clock: Clock | None = None, backups: Path | None = None) -> Store:
        """Open or create the database and bring it up to date; a copy is kept in ``backups`` before an upgrade.

        Raises KnownError ``database_unreadable``, ``database_damaged``, ``database_locked``, ``database_newer``,
        ``database_foreign`` or ``upgrade_failed``, or one of a disk that does not work.
        """
        conn = open_raw(path, key)
        try:
            migrate.ensure(conn, path, backups or path.parent / "backups")
        except sqlcipher.DatabaseError as error:
            raise trouble.known(error) or error from error
        finally:
            conn.close()
        return cls(path, key, clock)

    def write(self, work: Callable[[UnitOfWork], T], actor: Actor = PROGRAM, origin: str = LOCAL) -> Future[T]:
        """Run ``work`` in one transaction on the writer thread. The future carries its result or its error.

        A commit that raises has an unknown outcome: read again by id, then try again.
        """
        if getattr(self._inside, "writer", False):
            raise RuntimeError("a write inside a write")
        return self._writer.submit(self._transaction, work, actor, origin)

    def read(self, query: Callable[[Connection], T]) -> T:
        """Run a query on a snapshot, in this thread."""
        with self.reading() as conn:
            return query(conn)

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """A connection that sees one snapshot. KnownError where disk or file fail."""
        with trouble.told(), self._reading.connect() as conn, conn.begin():
            yield conn

    def raw(self, work: Callable[[Any], T]) -> Future[T]:
        """Run what must stand outside a transaction (VACUUM INTO, checkpoint, integrity_check) on the writer thread."""
        return self._writer.submit(self._on_driver, work)

    def settle(self) -> None:
        """Wait until everything submitted so far is written and told."""
        self._writer.submit(_nothing).result()
        self._notifier.submit(_nothing).result()

    def close(self) -> None:
        """Finish what was submitted, tell it, and let go of the key. Safe to call twice."""
        if self._closed:
            return
        self._closed = True
        self._writer.shutdown(wait=True)
        self._notifier.shutdown(wait=True)
        self._reading.dispose()
        self._writing.dispose()

    def _transaction(self, work: Callable[[UnitOfWork], T], actor: Actor, origin: str) -> T:
        self._inside.writer = True
        try:
            with trouble.told(), self._writing.begin() as conn:
                uow = UnitOfWork(conn, actor, iso(self.clock.now()), self.clock.monotonic_ns(), self._head, origin)
                result = work(uow)
                change, head = uow.finish()
        except BaseException:
            self._head = self._read_head()  # the commit may have happened: the chain goes on where the file says
            raise
        finally:
            self._inside.writer = False
        self._head = head
        if change.touched:
            self.edits += 1
            self._notifier.submit(self.changes.publish, change)
        return result

    def _read_head(self) -> audit.Head:
        try:
            with self._reading.connect() as conn, conn.begin():
                return audit.head(conn)
        except Exception:
            log.exception("the end of the audit chain could not be read")
            return self._head

    def _on_driver(self, work: Callable[[Any], T]) -> T:
        conn = self._writing.raw_connection()
        try:
            return work(conn.driver_connection)
        finally:
            conn.close()


def _nothing() -> None:
    return None
