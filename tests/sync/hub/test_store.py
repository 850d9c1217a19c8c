"""The hub's database file: encrypted, refused when it cannot be trusted, one writer."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from sqlcipher3 import dbapi2 as cipher

from app.clock import SetClock
from app.errors import KnownError
from sync.hub.service import Access
from sync.hub.store import Client, HubStore
from tests.sync.hub.conftest import KEY, Asker, entry, patient


def test_nothing_readable_lies_on_the_disk(hub: Asker, tmp_path: Path) -> None:
    """T1: a stolen hub tells nothing without its key."""
    hub.put(patient("p1", name=[{"text": "WANG-XIULAN"}]))
    files = list(tmp_path.glob("hub.db*"))
    assert len(files) >= 2, "the write-ahead log counts too"
    assert not any(b"WANG-XIULAN" in file.read_bytes() or b"SQLite format" in file.read_bytes() for file in files)


def test_another_key_does_not_open_it(hub: Asker, tmp_path: Path, clock: SetClock) -> None:
    with pytest.raises(KnownError) as refused:
        HubStore(tmp_path / "hub.db", bytes(32), clock)
    assert refused.value.code == "hub_unreadable"


def test_a_short_key_is_refused(tmp_path: Path, clock: SetClock) -> None:
    with pytest.raises(ValueError, match="32 bytes"):
        HubStore(tmp_path / "x.db", b"abc", clock)


def test_a_newer_database_is_refused(hub: Asker, tmp_path: Path, clock: SetClock) -> None:
    """T17: an old program must not write into what it does not understand."""
    with hub.store.write() as db:
        db.execute("PRAGMA user_version=9")
    with pytest.raises(KnownError) as refused:
        HubStore(tmp_path / "hub.db", KEY, clock)
    assert refused.value.code == "hub_newer"


def test_an_older_database_is_brought_up_to_date(hub: Asker, tmp_path: Path, clock: SetClock) -> None:
    hub.put(patient("p1"))
    with hub.store.write() as db:
        db.execute("DROP TABLE choice")
        db.execute("PRAGMA user_version=1")
    again = HubStore(tmp_path / "hub.db", KEY, clock)
    with again.read() as db:
        assert db.execute("SELECT count(*) FROM choice").fetchone() == (0,)
        assert db.execute("SELECT id FROM latest").fetchone() == ("p1",)
    again.close()


def test_content_survives_and_the_epoch_stays(tmp_path: Path, clock: SetClock) -> None:
    first = HubStore(tmp_path / "hub.db", KEY, clock)
    Asker(first, clock).put(patient("p1"))
    before = Asker(first, clock).get("$changes")
    first.close()
    second = HubStore(tmp_path / "hub.db", KEY, clock)
    assert Asker(second, clock).get("$changes") == before
    second.close()


def test_a_failed_write_leaves_the_writer_usable(hub: Asker) -> None:
    with pytest.raises(RuntimeError), hub.store.write() as db:
        db.execute("INSERT INTO site VALUES ('x', 'y')")
        raise RuntimeError
    with hub.store.read() as db:
        assert db.execute("SELECT count(*) FROM site WHERE key='x'").fetchone()[0] == 0
    assert hub.put(patient("p1")).status == 201


@pytest.mark.expect_log("hub storage: ")
def test_a_full_disk_is_answered_as_transient(hub: Asker) -> None:
    """T14: the client keeps its bytes and comes again."""
    pages = hub.store._writer.execute("PRAGMA page_count").fetchone()[0]
    hub.store._writer.execute(f"PRAGMA max_page_count={pages}")
    entries = [entry(patient(f"p{index}", language="x" * 5_000)) for index in range(50)]
    reply = hub.post(*entries)
    assert (reply.status, reply.headers["Retry-After"]) == (503, "5")
    hub.store._writer.execute("PRAGMA max_page_count=100000")
    assert hub.post(*entries).status == 200


def test_the_owner_is_who_created(store: HubStore, clock: SetClock) -> None:
    tokens = {"t-one": Client("pc1", "org-1"), "t-two": Client("pc2", "org-1")}
    asker = Asker(store, clock, Access(tokens))
    asker.put(patient("p1"), authorization="Bearer t-one")
    asker.put(patient("p1", active=True), authorization="bearer t-two")
    with store.read() as db:
        rows = db.execute("SELECT client, owner_org FROM version ORDER BY seq").fetchall()
    assert rows == [("pc1", "org-1"), ("pc2", "org-1")]


@pytest.mark.parametrize("header", [{}, {"authorization": "Bearer nope"}, {"authorization": "Basic t-one"}, {"authorization": "t-one"}])
def test_without_a_credential_nothing_is_told(store: HubStore, clock: SetClock, header: dict[str, str]) -> None:
    asker = Asker(store, clock, Access({"t-one": Client("pc1", "org-1")}))
    asker.put(patient("p1"), authorization="Bearer t-one")
    for method, target in (("GET", "Patient/p1"), ("GET", "$changes"), ("PUT", "Patient/p2"), ("POST", ""), ("GET", "Patient")):
        reply = asker.ask(method, target, patient("p2"), **header)
        assert reply.status == 401
        assert json.loads(reply.body)["issue"][0]["code"] == "login"
    assert asker.ask("GET", "metadata", **header).status == 200


def test_the_statement_of_the_database_is_what_was_asked_for(store: HubStore) -> None:
    """T15: an acknowledged bundle is on the disk."""
    got = {name: store._writer.execute(f"PRAGMA {name}").fetchone()[0] for name in ("journal_mode", "synchronous", "foreign_keys")}
    assert got == {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1}
    with store.read() as db, pytest.raises(cipher.OperationalError, match="readonly"):
        db.execute("DELETE FROM version")
