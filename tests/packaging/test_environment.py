"""When .venv is kept, completed or made anew."""

import sys
from pathlib import Path
from types import ModuleType, SimpleNamespace

import pytest

LOCK = b"ruff==1.0 \\\n    --hash=sha256:00\nmypy==2.0 \\\n    --hash=sha256:01\n"


@pytest.fixture
def venv(tmp_path: Path, environment: ModuleType) -> Path:
    """An environment as `python -m venv` leaves it, stamped for LOCK."""
    folder = tmp_path / ".venv"
    python = environment.program(folder, "python")
    python.parent.mkdir(parents=True)
    python.touch()
    version = ".".join(map(str, sys.version_info[:3]))
    (folder / "pyvenv.cfg").write_text(f"version = {version}\ncommand = python3 -m venv {folder}\n", encoding="utf-8")
    (folder / "lock.sha256").write_text(environment.fingerprint(LOCK), encoding="ascii")
    return folder


def test_a_stamped_environment_is_fresh(environment: ModuleType, venv: Path) -> None:
    assert environment.is_fresh(venv, LOCK)


def test_another_lock_or_python_makes_it_stale_but_not_useless(environment: ModuleType, venv: Path) -> None:
    assert not environment.is_fresh(venv, LOCK + b"# changed")
    assert not environment.is_fresh(venv, LOCK, "3.11.99 (main)")
    assert environment.is_usable(venv)


def test_no_stamp_is_stale(environment: ModuleType, venv: Path) -> None:
    (venv / "lock.sha256").unlink()
    assert not environment.is_fresh(venv, LOCK)


def test_another_minor_version_needs_a_new_one(environment: ModuleType, venv: Path) -> None:
    assert not environment.is_usable(venv, (3, 99))


def test_a_moved_folder_needs_a_new_one(environment: ModuleType, venv: Path) -> None:
    moved = venv.rename(venv.parent / "elsewhere")
    assert not environment.is_usable(moved)
    assert not environment.is_fresh(moved, LOCK)


def test_no_folder_is_not_usable(environment: ModuleType, tmp_path: Path) -> None:
    assert not environment.is_usable(tmp_path / ".venv")


def test_commands_are_where_the_platform_has_them(environment: ModuleType) -> None:
    assert environment.program(Path("v"), "python", windows=False) == Path("v/bin/python")
    assert environment.program(Path("v"), "python", windows=True) == Path("v/Scripts/python.exe")


def test_packages_are_counted(environment: ModuleType) -> None:
    assert environment.count_packages(LOCK.decode()) == 2


def test_a_fresh_environment_is_left_alone(environment: ModuleType, venv: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (venv.parent / "requirements.lock").write_bytes(LOCK)
    monkeypatch.setattr(environment, "run_pip", lambda *_: pytest.fail("pip was called"))
    environment.ensure(venv, venv.parent)
    assert environment.is_fresh(venv, LOCK)


def test_a_stale_one_is_completed_and_stamped_last(environment: ModuleType, venv: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    changed = LOCK.replace(b"2.0", b"2.1")
    (venv.parent / "requirements.lock").write_bytes(changed)
    fresh_at_call, arguments = [], []

    def run_pip(_venv: Path, given: list[str], _root: Path) -> None:
        fresh_at_call.append(environment.is_fresh(venv, changed))
        arguments.append(given)

    monkeypatch.setattr(environment, "run_pip", run_pip)
    environment.ensure(venv, venv.parent)
    assert fresh_at_call == [False, False]
    assert "--require-hashes" in arguments[0]
    assert arguments[1][-2:] == ["-e", "."]
    assert environment.is_fresh(venv, changed)


@pytest.mark.skipif(sys.platform == "win32", reason="links need a right there")
def test_the_environment_of_another_clone_is_not_emptied(tmp_path: Path, environment: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    theirs, ours = tmp_path / "theirs", tmp_path / "ours"
    theirs.mkdir()
    (theirs / "kept").touch()
    ours.symlink_to(theirs)
    monkeypatch.setattr(environment.subprocess, "run", lambda *call, **more: SimpleNamespace(returncode=0))
    environment.make(ours)
    assert (theirs / "kept").exists() and not ours.is_symlink()
