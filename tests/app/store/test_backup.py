"""T16: a copy counts only after it was opened and counted; the one before stays until then."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from app.errors import KnownError
from app.store import audit, backup, people
from app.store.backup import copy_to
from app.store.database import Store
from tests.app.conftest import KEY, person


def copy(store: Store, target: Path) -> Path:
    return store.raw(lambda conn: copy_to(conn, target)).result()


def test_a_copy_opens_with_the_same_key_and_holds_everything(store: Store, tmp_path: Path) -> None:
    one = person()
    store.write(lambda uow: people.add(uow, one)).result()
    target = copy(store, tmp_path / "copy.db")
    again = Store.open(target, KEY)
    assert again.read(lambda conn: people.get(conn, one.id)) == one
    assert again.read(lambda conn: list(audit.verify(conn))) == []
    again.close()
    assert not list(tmp_path.glob("*.part"))


def test_a_copy_is_encrypted(store: Store, tmp_path: Path) -> None:
    store.write(lambda uow: people.add(uow, person("王秀英"))).result()
    assert "王秀英".encode() not in copy(store, tmp_path / "copy.db").read_bytes()
    with pytest.raises(KnownError):
        Store.open(tmp_path / "copy.db", bytes(32))


@pytest.mark.parametrize("fault", ["count", "io"])
def test_a_copy_that_does_not_prove_itself_replaces_nothing(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, fault: str
) -> None:
    target = copy(store, tmp_path / "copy.db")
    before = target.read_bytes()
    store.write(lambda uow: people.add(uow, person())).result()

    def fails(conn: Any, path: Path) -> None:
        raise KnownError("backup_failed", why="count") if fault == "count" else OSError("stick pulled")

    monkeypatch.setattr(backup, "_compare", fails)
    with pytest.raises(KnownError) as caught:
        copy(store, target)
    assert caught.value.code == "backup_failed"
    assert target.read_bytes() == before and not list(tmp_path.glob("*.part"))


def test_a_row_more_than_the_copy_is_noticed(store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real = backup._compare

    def written_meanwhile(conn: Any, fresh: Path) -> None:
        conn.execute("INSERT INTO setting (key, value) VALUES ('x', '1')")
        real(conn, fresh)

    monkeypatch.setattr(backup, "_compare", written_meanwhile)
    with pytest.raises(KnownError) as caught:
        copy(store, tmp_path / "copy.db")
    assert caught.value.facts == {"why": "count"}
    assert not (tmp_path / "copy.db").exists()


def test_a_folder_that_is_not_there_is_told_and_the_store_goes_on(store: Store, tmp_path: Path) -> None:
    with pytest.raises(KnownError) as caught:
        copy(store, tmp_path / "gone" / "copy.db")
    assert caught.value.code == "backup_failed"
    store.write(lambda uow: people.add(uow, person())).result()
    assert copy(store, tmp_path / "copy.db").exists()
