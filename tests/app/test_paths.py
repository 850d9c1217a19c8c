"""Where data lie, and that one process alone writes there."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from app.errors import KnownError
from app.paths import DataFolder, data_folder, default_root

HOLD = "import sys; from app.paths import DataFolder; from pathlib import Path; lock = DataFolder(Path(sys.argv[1])).lock(); print('held', flush=True); sys.stdin.read()"


@pytest.mark.parametrize(
    ("platform", "environment", "expected"),
    [
        ("linux", {}, "home/.local/share/xiangyi"),
        ("linux", {"XDG_DATA_HOME": "/xdg"}, "/xdg/xiangyi"),
        ("win32", {"LOCALAPPDATA": "/local"}, "/local/Xiangyi"),
        ("win32", {}, "home/AppData/Local/Xiangyi"),
        ("darwin", {}, "home/Library/Application Support/Xiangyi"),
    ],
)
def test_each_platform_has_its_place(tmp_path: Path, platform: str, environment: dict[str, str], expected: str) -> None:
    assert default_root(tmp_path, platform, environment, Path("home")) == Path(expected)


def test_a_data_folder_beside_the_program_is_taken_along(tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    assert default_root(tmp_path, "linux", {}, Path("home")) == tmp_path / "data"


def test_a_named_folder_wins(tmp_path: Path) -> None:
    folder = data_folder(tmp_path / "x" / ".." / "clinic")
    assert folder.root == tmp_path / "clinic" and not folder.root.exists()
    assert data_folder().root.is_absolute()


def test_everything_lies_in_the_folder(tmp_path: Path) -> None:
    folder = DataFolder(tmp_path / "clinic").make()
    names = ("database", "keyslots", "signin", "hub_database", "site_file", "logs", "backups", "lock_file", "hub_lock_file", "wish_file")
    places = [getattr(folder, name) for name in names]
    assert len(set(places)) == len(names) and all(place.parent == folder.root for place in places)
    assert folder.logs.is_dir() and folder.backups.is_dir()


@pytest.mark.skipif(os.name != "posix", reason="POSIX modes")
def test_nobody_else_may_look_in(tmp_path: Path) -> None:
    assert DataFolder(tmp_path / "clinic").make().root.stat().st_mode & 0o077 == 0


def test_a_folder_that_cannot_be_made_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(KnownError) as told:
        DataFolder(tmp_path / "file" / "clinic").lock()
    assert told.value.code == "data_folder_unusable"


def test_one_process_writes_and_its_end_frees_the_folder(tmp_path: Path) -> None:
    """A second instance on the same data is refused; a killed one leaves no lock behind."""
    folder = DataFolder(tmp_path)
    holder = subprocess.Popen([sys.executable, "-c", HOLD, str(tmp_path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    assert holder.stdout is not None and holder.stdin is not None
    with holder:
        assert holder.stdout.readline() == "held\n"
        with pytest.raises(KnownError) as told:
            folder.lock()
        assert told.value.code == "already_open" and told.value.facts == {"folder": str(tmp_path)}
        holder.kill()
    with folder.lock(), pytest.raises(KnownError):
        folder.lock()
    with folder.lock(), folder.lock_hub():
        assert folder.hub_lock_file.exists()
    again = folder.lock()
    again.release()
    again.release()
