"""T17, R7: a copy before every upgrade, all of it or nothing, and never downwards."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import migrations.run
from app.errors import KnownError
from app.store import migrate, people
from app.store.database import Store, open_raw
from tests.app.conftest import KEY, person

Upgrade = Callable[[Any, str], None]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A database of today's version with one resident in it."""
    made = tmp_path / "clinic.db"
    store = Store.open(made, KEY)
    store.write(lambda uow: people.add(uow, person())).result()
    store.close()
    return made


def next_version(monkeypatch: pytest.MonkeyPatch, upgrade: Upgrade) -> None:
    """Pretend that this program is one revision further."""
    monkeypatch.setattr(migrate, "KNOWN", (*migrate.KNOWN, "next"))
    monkeypatch.setattr(migrate, "HEAD", "next")
    monkeypatch.setattr(migrations.run, "upgrade", upgrade)


def rename(conn: Any, to: str) -> None:
    conn.execute("ALTER TABLE setting ADD COLUMN colour TEXT")
    conn.execute("UPDATE alembic_version SET version_num = ?", (to,))


def residents(conn: Any) -> int:
    return int(conn.execute("SELECT count(*) FROM person").fetchone()[0])


def test_an_empty_file_becomes_a_database_without_a_copy(tmp_path: Path) -> None:
    Store.open(tmp_path / "new.db", KEY).close()
    conn = open_raw(tmp_path / "new.db", KEY)
    assert migrate.revision(conn) == migrate.HEAD
    conn.close()
    assert not (tmp_path / "backups").exists()


def test_a_database_of_today_is_left_alone(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def never(_: Any, __: str) -> None:
        pytest.fail("it was upgraded")

    monkeypatch.setattr(migrations.run, "upgrade", never)
    Store.open(path, KEY).close()
    assert not (path.parent / "backups").exists()


def test_an_upgrade_is_preceded_by_a_copy_of_the_old_version(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = migrate.HEAD
    next_version(monkeypatch, rename)
    Store.open(path, KEY).close()
    upgraded, kept = open_raw(path, KEY), open_raw(path.parent / "backups" / f"clinic-before-next-from-{before}.db", KEY)
    assert (migrate.revision(upgraded), migrate.revision(kept)) == ("next", before)
    assert residents(upgraded) == residents(kept) == 1
    upgraded.close()
    kept.close()


def test_without_room_for_the_copy_nothing_is_upgraded(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = migrate.HEAD
    next_version(monkeypatch, rename)
    (path.parent / "backups").mkdir()
    monkeypatch.setattr(Path, "replace", lambda *_: (_ for _ in ()).throw(OSError(28, "full")))
    with pytest.raises(KnownError) as caught:
        Store.open(path, KEY)
    assert (caught.value.code, caught.value.facts["step"]) == ("upgrade_failed", "copy")
    conn = open_raw(path, KEY)
    assert migrate.revision(conn) == before
    conn.close()


def fails_half_way(conn: Any, to: str) -> None:
    rename(conn, to)
    conn.execute("CREATE TABLE half (x)")
    raise ZeroDivisionError


def leaves_orphans(conn: Any, to: str) -> None:
    rename(conn, to)
    conn.execute("DELETE FROM person")


@pytest.mark.expect_log("upgrade failed")
@pytest.mark.parametrize(("upgrade", "step"), [(fails_half_way, "schema"), (leaves_orphans, "foreign_keys")])
def test_a_failed_upgrade_leaves_the_old_version_whole(path: Path, monkeypatch: pytest.MonkeyPatch, upgrade: Upgrade, step: str) -> None:
    with monkeypatch.context() as patch:
        next_version(patch, upgrade)
        with pytest.raises(KnownError) as caught:
            Store.open(path, KEY)
    assert (caught.value.code, caught.value.facts["step"]) == ("upgrade_failed", step)
    conn = open_raw(path, KEY)
    assert migrate.revision(conn) == migrate.HEAD and residents(conn) == 1
    assert conn.execute("SELECT count(*) FROM sqlite_master WHERE name = 'half'").fetchone()[0] == 0
    assert conn.execute("PRAGMA foreign_keys").fetchone()[0] == 1
    conn.close()
    Store.open(path, KEY).close()


def test_foreign_keys_are_off_while_tables_are_rebuilt(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Decision 5: with them on, the DROP TABLE of a batch migration takes the children along."""
    seen = []

    def rebuild(conn: Any, to: str) -> None:
        seen.append(conn.execute("PRAGMA foreign_keys").fetchone()[0])
        conn.execute("CREATE TABLE fresh AS SELECT * FROM person")
        conn.execute("DROP TABLE person")
        conn.execute("ALTER TABLE fresh RENAME TO person")
        conn.execute("CREATE UNIQUE INDEX person_by_id ON person (id)")
        conn.execute("UPDATE alembic_version SET version_num = ?", (to,))

    next_version(monkeypatch, rebuild)
    Store.open(path, KEY).close()
    conn = open_raw(path, KEY)
    assert seen == [0]
    assert residents(conn) == 1
    assert conn.execute("SELECT count(*) FROM person_key").fetchone()[0] > 5
    conn.close()


@pytest.mark.parametrize("found", ["9999", "next"])
def test_a_newer_database_is_refused(path: Path, found: str) -> None:
    conn = open_raw(path, KEY)
    conn.execute("UPDATE alembic_version SET version_num = ?", (found,))
    conn.close()
    with pytest.raises(KnownError) as caught:
        Store.open(path, KEY)
    assert caught.value.code == "database_newer" and caught.value.facts == {"found": found, "known": migrate.HEAD}
