"""T16, T19: verify finds what was changed, a copy is made only of a sound file, old copies go only after a new one."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import select, update

from app.clock import SetClock
from app.domain.person import Person
from app.errors import KnownError, NotAllowed
from app.paths import DataFolder
from app.services import keeping as keeping_module
from app.services.desk import Desk
from app.services.keeping import Flaw, Keeping, slots_of, verify
from app.services.residents import Residents
from app.services.signin import SignIn
from app.store.database import Store
from app.store.tables.log import audit
from app.store.tables.people import person as person_table
from tests.app.conftest import PASSWORD

MakePerson = Callable[..., Person]


@pytest.fixture
def keeping(desk: Desk) -> Keeping:
    desk.session.set(replace(desk.who, permissions=desk.who.permissions | {"audit.read"}))
    return Keeping(desk)


def test_a_clinic_as_it_was_set_up_and_used_has_no_flaw(keeping: Keeping, make_person: MakePerson) -> None:
    make_person()
    assert keeping.verify() == []
    assert keeping.verify() == [], "verifying wrote something that does not fit"


def test_a_row_changed_behind_the_program_is_found(keeping: Keeping, make_person: MakePerson, desk: Desk) -> None:
    one = make_person()
    desk.store.write(lambda uow: uow.conn.execute(update(person_table).values(name="李"))).result()
    assert keeping.verify() == [Flaw("row_hash", "person", one.id)]
    told = desk.store.read(lambda conn: conn.execute(select(audit.c.outcome, audit.c.detail).where(audit.c.action == "verify")).all())
    assert [tuple(row) for row in told] == [("failed", '{"flaws":1}')]


def test_only_who_reads_the_trail_verifies_here(desk: Desk) -> None:
    with pytest.raises(NotAllowed):
        Keeping(desk).verify()
    assert verify(desk) == []


def test_a_sound_file_passes(keeping: Keeping, make_person: MakePerson) -> None:
    make_person()
    assert keeping.quick_check() is True


def test_a_copy_is_a_clinic(keeping: Keeping, make_person: MakePerson, desk: Desk) -> None:
    one = make_person()
    made = keeping.backup()
    assert made.name == "clinic-20260305-084000.db" and made.parent.name == "backups"
    copied = Store.open(made, desk.keys.data_key)
    assert copied.read(lambda conn: conn.execute(select(person_table.c.id)).scalar()) == one.id
    copied.close()
    assert keeping.last_copy_on(made.parent) == date(2026, 3, 5)


@pytest.mark.expect_log("sign-in file could not be read")
def test_on_another_pc_a_copy_opens_with_the_passwords_of_that_day(
    keeping: Keeping, make_person: MakePerson, clock: SetClock, recovery_code: str, tmp_path: Path
) -> None:
    """R18: the PC is gone; the stick and somebody who remembers a password, or the sealed code, are there."""
    one = make_person()
    made = keeping.backup(tmp_path / "stick")
    other = DataFolder(tmp_path / "other").make()
    shutil.copyfile(made, other.database)
    shutil.copyfile(slots_of(made), other.keyslots)
    door = SignIn(other, clock)
    assert [tile.login for tile in door.tiles()] == ["wang"]
    desk = door.sign_in("wang", PASSWORD)
    assert Residents(desk).get(one.id) == one and verify(desk) == []
    desk.store.close()
    door.recover(recovery_code, "wang", "a new password").store.close()


def test_old_copies_go_and_the_newest_stay(keeping: Keeping, clock: SetClock, tmp_path: Path) -> None:
    kept = tmp_path / "stick"
    other = kept / "clinic-notes.db"
    kept.mkdir()
    other.write_text("not ours")
    for _ in range(4):
        keeping.backup(kept, keep=2)
        clock.forward(86400)
    assert [path.name for path in keeping.copies(kept)] == ["clinic-20260308-084000.db", "clinic-20260307-084000.db"]
    assert sorted(path.name for path in kept.glob("*.json")) == [
        "clinic-20260307-084000.keyslots.json",
        "clinic-20260308-084000.keyslots.json",
    ]
    assert other.exists()


def test_a_damaged_file_is_never_copied_over_good_copies(
    keeping: Keeping, clock: SetClock, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    good = keeping.backup(tmp_path, keep=1)
    clock.forward(86400)
    monkeypatch.setattr(keeping_module, "_sound", lambda conn: False)
    with pytest.raises(KnownError) as caught:
        keeping.backup(tmp_path, keep=1)
    assert caught.value.code == "database_damaged"
    assert keeping.copies(tmp_path) == [good]


def test_a_copy_that_fails_leaves_the_old_ones(keeping: Keeping, clock: SetClock, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    good = keeping.backup(tmp_path, keep=1)
    clock.forward(86400)

    def full(*_: object) -> None:
        raise KnownError("backup_failed", why="OSError")

    monkeypatch.setattr(keeping_module, "copy_to", full)
    with pytest.raises(KnownError):
        keeping.backup(tmp_path, keep=1)
    assert keeping.copies(tmp_path) == [good]


def test_a_place_that_cannot_be_written_is_told(keeping: Keeping, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(KnownError) as caught:
        keeping.backup(tmp_path / "file" / "copies")
    assert caught.value.code == "backup_failed"


def test_a_folder_without_copies_says_so(keeping: Keeping, tmp_path: Path) -> None:
    assert keeping.last_copy_on(tmp_path) is None and list(keeping.copies(tmp_path)) == []


def test_a_backup_is_in_the_trail(keeping: Keeping, desk: Desk, tmp_path: Path) -> None:
    made = keeping.backup(tmp_path)
    row = desk.store.read(lambda conn: conn.execute(select(audit).where(audit.c.action == "backup")).mappings().one())
    assert row["account"] == desk.who.account and row["detail"] == f'{{"bytes":{made.stat().st_size}}}'
