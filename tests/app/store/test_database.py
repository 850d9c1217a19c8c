"""H11, H15: one writer, readers on snapshots, news after the commit; a failure leaves the chain where the file has it."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from sqlalchemy import func, select
from sqlalchemy.exc import DBAPIError

from app.errors import KnownError
from app.store import audit, people, settings
from app.store.audit import Actor
from app.store.database import READERS, Store, open_raw
from app.store.tables.log import audit as audit_table
from app.store.tables.people import person as person_table
from app.store.unit_of_work import Change, UnitOfWork
from tests.app.conftest import KEY, person


def count(store: Store) -> int:
    return store.read(lambda conn: conn.execute(select(func.count()).select_from(person_table)).scalar()) or 0


def test_a_write_gives_its_result_and_is_there_after_opening_again(tmp_path: Path) -> None:
    path = tmp_path / "clinic.db"
    one = person()
    with_one = Store.open(path, KEY)
    assert with_one.write(lambda uow: people.add(uow, one)).result() == one
    with_one.close()
    again = Store.open(path, KEY)
    assert again.read(lambda conn: people.get(conn, one.id)) == one
    again.close()


def test_nothing_legible_lies_in_the_file(tmp_path: Path) -> None:
    """T1: neither header nor names in database or log."""
    path = tmp_path / "clinic.db"
    store = Store.open(path, KEY)
    store.write(lambda uow: people.add(uow, person("王秀英"))).result()
    on_disk = b"".join(file.read_bytes() for file in tmp_path.glob("clinic.db*"))
    store.close()
    assert len(on_disk) > 4096
    for legible in (b"SQLite format 3", "王秀英".encode(), b"wangxiuying", b"13900001234"):
        assert legible not in on_disk


def test_the_file_is_kept_as_promised(store: Store) -> None:
    def pragma(conn: object, name: str) -> object:
        return conn.execute(f"PRAGMA {name}").fetchone()[0]  # type: ignore[attr-defined]

    kept = store.raw(
        lambda conn: [pragma(conn, name) for name in ("journal_mode", "synchronous", "foreign_keys", "secure_delete")]
    ).result()
    assert kept == ["wal", 2, 1, 1]


def test_a_work_that_raises_writes_nothing(store: Store) -> None:
    def work(uow: UnitOfWork) -> None:
        people.add(uow, person())
        raise ValueError("no")

    with pytest.raises(ValueError, match="no"):
        store.write(work).result()
    assert count(store) == 0
    assert store.read(audit.head).seq == 0
    store.write(lambda uow: people.add(uow, person())).result()
    assert list(store.read(lambda conn: list(audit.verify(conn)))) == []


def test_a_commit_that_fails_keeps_the_chain_right(store: Store) -> None:
    """The outcome of a commit that raises is unknown: the head is read again from the file."""
    store.write(lambda uow: people.add(uow, person())).result()

    def refused_at_commit(uow: UnitOfWork) -> None:
        people.add(uow, person())
        uow.conn.exec_driver_sql("PRAGMA defer_foreign_keys=ON")
        uow.conn.exec_driver_sql("INSERT INTO person_key (kind, key, person) VALUES ('id', 'x', 'nobody')")

    with pytest.raises(DBAPIError):
        store.write(refused_at_commit).result()
    assert count(store) == 1
    store.write(lambda uow: people.add(uow, person())).result()
    assert count(store) == 2
    assert store.read(lambda conn: list(audit.verify(conn))) == []


def test_a_commit_that_happened_although_it_raised_is_carried_on(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    real = UnitOfWork.finish

    def lost(self: UnitOfWork) -> object:
        real(self)
        self.conn.commit()
        raise OSError("the answer was lost")

    with monkeypatch.context() as patch:
        patch.setattr(UnitOfWork, "finish", lost)
        with pytest.raises(OSError, match="lost"):
            store.write(lambda uow: people.add(uow, person())).result()
    assert count(store) == 1
    store.write(lambda uow: people.add(uow, person())).result()
    assert store.read(lambda conn: list(audit.verify(conn))) == []


def test_a_write_inside_a_write_is_refused(store: Store) -> None:
    def work(uow: UnitOfWork) -> None:
        store.write(lambda inner: people.add(inner, person()))

    with pytest.raises(RuntimeError, match="inside"):
        store.write(work).result()
    store.write(lambda uow: people.add(uow, person())).result()
    assert count(store) == 1


def test_news_come_after_the_commit_and_on_another_thread(store: Store) -> None:
    heard: list[tuple[Change, int, str]] = []
    store.changes.subscribe(lambda change: heard.append((change, count(store), threading.current_thread().name)))
    one = person()
    store.write(lambda uow: people.add(uow, one)).result()
    store.settle()
    ((change, seen, thread),) = heard
    assert seen == 1
    assert thread.startswith("store-news")
    assert change.origin == "local" and change.types() == {"person"} and change.about(one.id) and not change.about("nobody")


def test_what_touches_no_record_is_no_news(store: Store) -> None:
    heard: list[Change] = []
    store.changes.subscribe(heard.append)
    store.write(lambda uow: uow.note(audit.Act("read", "chart"))).result()
    with pytest.raises(KeyError):
        store.write(lambda uow: people.change(uow, person())).result()
    store.settle()
    assert heard == []


@pytest.mark.expect_log("a listener of topic changes failed")
def test_a_listener_that_fails_keeps_nobody_from_writing(store: Store) -> None:
    def fails(_: Change) -> None:
        raise ValueError("listener")

    store.changes.subscribe(fails)
    store.write(lambda uow: people.add(uow, person())).result()
    store.settle()
    assert count(store) == 1


def test_a_reader_sees_one_snapshot_and_never_waits(store: Store) -> None:
    with store.reading() as conn:
        before = conn.execute(select(func.count()).select_from(person_table)).scalar()
        store.write(lambda uow: people.add(uow, person())).result()
        assert conn.execute(select(func.count()).select_from(person_table)).scalar() == before == 0
    assert count(store) == 1


def test_readers_write_nothing(store: Store) -> None:
    with pytest.raises((DBAPIError, KnownError)):
        store.read(lambda conn: conn.exec_driver_sql("DELETE FROM person"))
    assert count(store) == 0


def test_many_threads_write_one_after_the_other(store: Store) -> None:
    with ThreadPoolExecutor(8) as threads:
        done = list(threads.map(lambda n: store.write(lambda uow: people.add(uow, person(serial=n % 999))).result(), range(1, 41)))
    assert len({one.id for one in done}) == count(store) == 40
    assert store.read(lambda conn: list(audit.verify(conn))) == []


def test_all_readers_at_once(store: Store) -> None:
    store.write(lambda uow: people.add(uow, person())).result()
    with ThreadPoolExecutor(READERS * 3) as threads:
        assert list(threads.map(lambda _: count(store), range(50))) == [1] * 50


def test_who_acted_stands_in_the_trail(store: Store) -> None:
    store.write(lambda uow: settings.put(uow, "language", "en"), Actor("a1", "doctor", "A1", "p1")).result()
    row = store.read(lambda conn: conn.execute(select(audit_table)).mappings().one())
    assert (row["account"], row["role"], row["seat"], row["ts_utc"]) == ("a1", "doctor", "A1", "2026-03-05T00:40:00.000Z")


def test_closing_finishes_what_was_submitted_and_twice_is_harmless(tmp_path: Path) -> None:
    store = Store.open(tmp_path / "clinic.db", KEY)
    heard: list[Change] = []
    store.changes.subscribe(heard.append)
    waiting = [store.write(lambda uow: people.add(uow, person())) for _ in range(5)]
    store.close()
    store.close()
    assert all(one.done() for one in waiting) and len(heard) == 5
    assert not list(tmp_path.glob("*-wal"))


@pytest.mark.parametrize("key", [b"", bytes(31), bytes(33)])
def test_a_key_has_32_bytes(tmp_path: Path, key: bytes) -> None:
    with pytest.raises(ValueError, match="32 bytes"):
        open_raw(tmp_path / "clinic.db", key)


def test_another_key_is_unreadable_and_harms_nothing(tmp_path: Path) -> None:
    Store.open(tmp_path / "clinic.db", KEY).close()
    before = (tmp_path / "clinic.db").read_bytes()
    with pytest.raises(KnownError) as caught:
        Store.open(tmp_path / "clinic.db", bytes(32))
    assert caught.value.code == "database_unreadable"
    assert (tmp_path / "clinic.db").read_bytes() == before
