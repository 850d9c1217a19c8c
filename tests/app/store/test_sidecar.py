"""Files beside the database: replaced whole or not at all, and believed only with their checksum."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest

from app.errors import KnownError
from app.store.sidecar import copy_of, read_twice, write_twice


def take(body: Any) -> Any:
    return body["n"]


def test_what_is_written_is_read(tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    write_twice(path, {"n": "柳树村"}, "disk")
    assert read_twice(path, take, "disk") == "柳树村"
    assert path.read_bytes() == copy_of(path).read_bytes()
    assert not list(tmp_path.glob("*.part"))


def test_only_its_owner_reads_it(tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    write_twice(path, {"n": 1}, "disk")
    assert os.name != "posix" or path.stat().st_mode & 0o077 == 0


@pytest.mark.parametrize("junk", [b"", b"{}", b"[]", b"null", b"\xff\xfe", b'{"sha256": "0", "body": {"n": 9}}', b"x" * 1_000_001])
def test_junk_is_not_believed(tmp_path: Path, junk: bytes) -> None:
    path = tmp_path / "a.json"
    write_twice(path, {"n": 1}, "disk")
    path.write_bytes(junk)
    assert read_twice(path, take, "disk") == 1
    copy_of(path).write_bytes(junk)
    with pytest.raises(KnownError) as caught:
        read_twice(path, take, "disk")
    assert caught.value.code == "disk"


def test_a_body_that_lacks_something_is_damage(tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    write_twice(path, {"m": 1}, "disk")
    with pytest.raises(KnownError):
        read_twice(path, take, "disk")


def test_a_write_that_fails_leaves_the_old_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "a.json"
    write_twice(path, {"n": 1}, "disk")

    def full(_: int) -> None:
        raise OSError(28, "no space")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(KnownError) as caught:
        write_twice(path, {"n": 2}, "disk")
    assert caught.value.code == "disk"
    assert read_twice(path, take, "disk") == 1


def test_the_second_copy_is_written_after_the_first(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "a.json"
    write_twice(path, {"n": 1}, "disk")
    real, calls = os.replace, []

    def cut_off(self: Path, target: Path) -> Path:
        calls.append(target)
        if len(calls) == 2:
            raise OSError("power")
        real(self, target)
        return target

    monkeypatch.setattr(Path, "replace", cut_off)
    with pytest.raises(KnownError):
        write_twice(path, {"n": 2}, "disk")
    assert calls == [path, copy_of(path)]
    assert json.loads(path.read_text())["body"] == {"n": 2}
    assert json.loads(copy_of(path).read_text())["body"] == {"n": 1}
