"""The hub's encrypted database: every version of every resource, numbered in the order of commits."""

from __future__ import annotations

import queue
import re
import threading
import uuid
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

from sqlcipher3 import dbapi2 as cipher

from app.clock import Clock, iso
from app.errors import KnownError
from sync.hub.rows import Client as Client
from sync.hub.rows import Connection as Connection
from sync.hub.schema import CHOICES, SCHEMA, TABLES
from sync.replica import Ref


def _open(path: Path, key: bytes) -> Connection:
    hexkey = key.hex()
    if not re.fullmatch(r"[0-9a-f]{64}", hexkey):
        raise ValueError("key must be 32 bytes")
    db = cipher.connect(f"file:{quote(str(path))}?mode=rwc", uri=True, timeout=5, check_same_thread=False, isolation_level=None)
    db.execute("PRAGMA cipher_log_level=NONE")
    db.execute(f"PRAGMA key = \"x'{hexkey}'\"")
    db.execute("PRAGMA cipher_page_size=4096")
    try:
        db.execute("SELECT count(*) FROM sqlite_master").fetchone()
    except cipher.DatabaseError as fault:
        db.close()
        raise KnownError("hub_unreadable") from fault
    for pragma in (
        "journal_mode=WAL",
        "synchronous=FULL",
        "foreign_keys=ON",
        "trusted_schema=OFF",
        "temp_store=MEMORY",
        "cell_size_check=ON",
        "mmap_size=0",
        "secure_delete=ON",
        "busy_timeout=5000",
    ):
        db.execute("PRAGMA " + pragma)
    return db


class HubStore:
    """One writer, a few readers. Raises KnownError ``hub_unreadable`` or ``hub_newer`` when it cannot be opened."""

    def __init__(self, path: Path, key: bytes, clock: Clock) -> None:
        self._path, self._key, self.clock = path, key, clock
        self._turn = threading.Lock()
        self._listeners: list[Callable[[], None]] = []
        self._writer = _open(path, key)
        self._readers: queue.LifoQueue[Connection] = queue.LifoQueue()
        self._opened: list[Connection] = [self._writer]
        try:
            self._prepare()
        except BaseException:
            self.close()
            raise

    def _prepare(self) -> None:
        found = self._writer.execute("PRAGMA user_version").fetchone()[0]
        if found > SCHEMA:
            raise KnownError("hub_newer", found=found, known=SCHEMA)
        if found < SCHEMA:
            missing = CHOICES if found else TABLES
            self._writer.executescript(f"BEGIN IMMEDIATE; {missing} PRAGMA user_version={SCHEMA}; COMMIT;")
        with self.write() as db:
            for name in ("epoch", "hub"):
                db.execute("INSERT OR IGNORE INTO site VALUES (?, ?)", (name, uuid.uuid4().hex))

    def close(self) -> None:
        """Close every connection; nobody may be using one."""
        for db in self._opened:
            db.close()

    @contextmanager
    def write(self) -> Iterator[Connection]:
        """The one writer's turn, in one durable transaction."""
        with self._turn:
            db = self._writer
            db.execute("BEGIN IMMEDIATE")
            try:
                yield db
                db.execute("COMMIT")
            except BaseException:
                if db.in_transaction:
                    db.execute("ROLLBACK")
                raise
        for tell in list(self._listeners):
            tell()

    def on_commit(self, tell: Callable[[], None]) -> Callable[[], None]:
        """Call ``tell`` after every transaction, on the thread that wrote; returns how to end that."""
        self._listeners.append(tell)

        def end() -> None:
            if tell in self._listeners:
                self._listeners.remove(tell)

        return end

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """A consistent view for one answer."""
        try:
            db = self._readers.get_nowait()
        except queue.Empty:
            db = _open(self._path, self._key)
            db.execute("PRAGMA query_only=ON")
            self._opened.append(db)
        try:
            db.execute("BEGIN")
            yield db
        finally:
            if db.in_transaction:
                db.execute("ROLLBACK")
            self._readers.put(db)

    def now(self, db: Connection) -> str:
        """The stamp of this transaction: the clock, but never before the last one, so that stamps rise with seq."""
        last = db.execute("SELECT at FROM version ORDER BY seq DESC LIMIT 1").fetchone()
        stamp = iso(self.clock.now())
        return max(stamp, last[0]) if last else stamp

    def renew_epoch(self) -> None:
        """Say that this database is not the one the seats knew (restored from a copy): they will offer all their rows again."""
        with self.write() as db:
            db.execute("UPDATE site SET value=? WHERE key='epoch'", (uuid.uuid4().hex,))


def epoch(db: Connection) -> str:
    """The identity of this database."""
    return str(db.execute("SELECT value FROM site WHERE key='epoch'").fetchone()[0])


def missing(db: Connection, refs: Iterable[Ref]) -> list[Ref]:
    """Those of ``refs`` that are not stored."""
    find = "SELECT 1 FROM latest WHERE type=? AND id=?"
    return [ref for ref in refs if db.execute(find, (ref.fhir_type, ref.fhir_id)).fetchone() is None]
