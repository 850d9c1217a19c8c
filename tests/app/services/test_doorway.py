"""The sign-in page's own source: light to load, right without a password, and still there when its file is lost."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from app.paths import DataFolder
from app.services.doorway import Doorway, needs_setup
from app.services.signin import SignIn
from tests.app.conftest import PASSWORD


def test_it_loads_neither_store_nor_cipher() -> None:
    """Start to painted sign-in: 0.2 s and 35 MB are saved by that."""
    seen = "import sys, app.services.doorway; print(*sorted({'sqlalchemy', 'sqlcipher3', 'cryptography', 'alembic'} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", seen], capture_output=True, text=True, check=True)
    assert done.stdout.split() == []


def test_it_says_what_the_door_says(folder: DataFolder, signin: SignIn) -> None:
    signin.sign_out(signin.sign_in("wang", PASSWORD))
    doorway = Doorway(folder)
    assert (doorway.tiles(), doorway.notice()) == (signin.tiles(), signin.notice())
    assert [tile.name for tile in doorway.tiles()] == ["王建国"]
    assert doorway.notice().organization_name == "柳树村卫生室"


@pytest.mark.expect_log("made again from the key slots")
def test_names_come_from_the_key_slots_where_the_file_is_lost(folder: DataFolder, recovery_code: str) -> None:
    for left in folder.root.glob("signin.json*"):
        left.unlink()
    assert [tile.login for tile in Doorway(folder).tiles()] == ["wang"]


@pytest.mark.expect_log("could not be read")
def test_without_any_file_nobody_is_named(folder: DataFolder) -> None:
    assert Doorway(folder).tiles() == ()


def test_a_lost_database_is_no_fresh_start(folder: DataFolder, recovery_code: str, tmp_path: Path) -> None:
    assert not needs_setup(folder)
    folder.database.unlink()
    assert not needs_setup(folder)
    assert needs_setup(DataFolder(tmp_path / "elsewhere"))
