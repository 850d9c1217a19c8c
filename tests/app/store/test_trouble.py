"""A disk or a file that fails: a known error with words, nothing torn, and the store goes on once it can."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from sqlalchemy import func, select
from sqlcipher3 import dbapi2 as sqlcipher
from sqlcipher3.dbapi2 import IntegrityError

from app.errors import KnownError
from app.store import audit, database, migrate, trouble
from app.store.database import Store, open_raw
from app.store.tables.visits import encounter
from app.texts import LANGUAGES, load_texts
from tests.long.visits import KEY, write_visit

posix = pytest.mark.skipif(sys.platform == "win32", reason="needs POSIX limits")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "clinic.db"


@pytest.fixture
def store(path: Path) -> Iterator[Store]:
    opened = Store.open(path, KEY)
    yield opened
    opened.close()


def save(store: Store, number: int) -> None:
    store.write(lambda uow: write_visit(uow, number)).result()


def visits(store: Store) -> int:
    return store.read(lambda conn: conn.execute(select(func.count()).select_from(encounter)).scalar_one())


def flaws(store: Store) -> list[audit.Flaw]:
    return store.read(lambda conn: list(audit.verify(conn)))


def closed_with_visits(path: Path, count: int) -> None:
    store = Store.open(path, KEY)
    for number in range(count):
        save(store, number)
    store.close()


@contextmanager
def file_limit(size: int) -> Iterator[None]:
    """No file of this process may grow beyond `size` bytes."""
    import resource

    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


@posix
def test_a_disk_that_takes_no_more_loses_and_tears_nothing(store: Store, path: Path) -> None:
    """H11: what was acknowledged stays, what failed can be saved again."""
    save(store, 0)
    saved = 1
    with file_limit(path.stat().st_size + 4_096), pytest.raises(KnownError) as told:
        for number in range(1, 1_000):
            save(store, number)
            saved = number + 1
    assert told.value.code == "disk_trouble"
    assert visits(store) == saved and flaws(store) == []
    save(store, saved)
    assert visits(store) == saved + 1 and flaws(store) == []


def test_a_full_database_is_told(store: Store) -> None:
    save(store, 0)
    pages = store.raw(lambda conn: conn.execute("PRAGMA page_count").fetchone()[0]).result()
    store.raw(lambda conn: conn.execute(f"PRAGMA max_page_count={pages + 1}").fetchone()).result()
    with pytest.raises(KnownError) as told:
        for number in range(1, 1_000):
            save(store, number)
    assert told.value.code == "disk_full"
    before = visits(store)
    store.raw(lambda conn: conn.execute("PRAGMA max_page_count=1000000").fetchone()).result()
    save(store, 5_000)
    assert visits(store) == before + 1 and flaws(store) == []


def test_a_constraint_is_no_trouble_of_the_disk(store: Store) -> None:
    save(store, 0)
    with pytest.raises(IntegrityError):
        save(store, 0)
    assert flaws(store) == []


@pytest.mark.parametrize("place", [0, 100, 4_096 * 3 + 77])
def test_a_corrupt_file_is_told_and_left_alone(path: Path, place: int) -> None:
    closed_with_visits(path, 3)
    data = bytearray(path.read_bytes())
    data[place : place + 64] = bytes(byte ^ 0xFF for byte in data[place : place + 64])
    path.write_bytes(data)
    with pytest.raises(KnownError) as told:
        broken = Store.open(path, KEY)
        try:
            broken.raw(lambda conn: trouble_of(conn)).result()
        finally:
            broken.close()
    assert told.value.code in {"database_unreadable", "database_damaged"}
    assert path.read_bytes() == bytes(data)


def trouble_of(conn: sqlcipher.Connection) -> None:
    """Reads every table; raises the known error."""
    try:
        for (name,) in conn.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall():
            conn.execute(f'SELECT * FROM "{name}"').fetchall()
    except sqlcipher.DatabaseError as error:
        raise trouble.known(error) or error from error


@pytest.mark.parametrize("left", [b"", b"not a database at all, but long enough to look like one" * 100])
def test_a_file_of_something_else_is_told(path: Path, left: bytes) -> None:
    path.write_bytes(left)
    if not left:
        Store.open(path, KEY).close()  # an empty file is a new database
        return
    with pytest.raises(KnownError) as told:
        Store.open(path, KEY)
    assert told.value.code == "database_unreadable" and path.read_bytes() == left


def test_another_key_opens_nothing(path: Path) -> None:
    closed_with_visits(path, 1)
    with pytest.raises(KnownError) as told:
        Store.open(path, bytes(32))
    assert told.value.code == "database_unreadable"
    again = Store.open(path, KEY)
    assert visits(again) == 1
    again.close()


def test_a_truncated_file_is_told(path: Path) -> None:
    closed_with_visits(path, 30)
    data = path.read_bytes()
    path.write_bytes(data[: len(data) // 2 // 4_096 * 4_096])
    with pytest.raises(KnownError) as told:
        broken = Store.open(path, KEY)
        try:
            broken.raw(lambda conn: trouble_of(conn)).result()
        finally:
            broken.close()
    assert told.value.code in {"database_unreadable", "database_damaged"}


def test_a_newer_database_is_refused_and_not_touched(path: Path, tmp_path: Path) -> None:
    """H16: an old program would write records that the newer one cannot trust."""
    closed_with_visits(path, 2)
    conn = open_raw(path, KEY)
    conn.execute("UPDATE alembic_version SET version_num = '9999'")
    conn.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    conn.close()
    before = path.read_bytes()
    with pytest.raises(KnownError) as told:
        Store.open(path, KEY, backups=tmp_path / "backups")
    assert told.value.code == "database_newer"
    assert told.value.facts == {"found": "9999", "known": migrate.HEAD}
    assert path.read_bytes() == before and not (tmp_path / "backups").exists()


def test_a_database_of_another_program_is_refused(path: Path) -> None:
    conn = open_raw(path, KEY)
    conn.execute("CREATE TABLE recipe (title TEXT)")
    conn.close()
    with pytest.raises(KnownError) as told:
        Store.open(path, KEY)
    assert told.value.code == "database_foreign"


def test_a_database_that_another_process_holds_is_told(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(database, "_BUSY_SECONDS", 0.05)
    store = Store.open(path, KEY)
    save(store, 0)
    other = open_raw(path, KEY)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(KnownError) as told:
        save(store, 1)
    assert told.value.code == "database_locked"
    other.execute("ROLLBACK")
    other.close()
    save(store, 1)
    assert visits(store) == 2 and flaws(store) == []
    store.close()


def test_a_folder_that_is_gone_is_told(tmp_path: Path) -> None:
    with pytest.raises(KnownError) as told:
        Store.open(tmp_path / "pulled" / "clinic.db", KEY)
    assert told.value.code == "database_unreadable"


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_trouble_says_what_was_kept(language: str) -> None:
    for code in set(trouble._KNOWN.values()):
        told = load_texts(language).error(KnownError(code))
        assert told.kept and told.advice, code
