"""A second start or a command reaches the open workstation, and nobody else does."""

from __future__ import annotations

import json
import os
import socket
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from app.errors import KnownError
from app.wishes import RAISE_WINDOW, SYNC_NOW, WishServer, send_wish


def grant(wish: str, facts: Mapping[str, Any]) -> Mapping[str, Any]:
    if wish == "break":
        raise ValueError("a bug")
    if wish not in (RAISE_WINDOW, SYNC_NOW):
        raise KnownError("wish_unknown", wish=wish)
    return {"did": wish, "with": facts}


def speak(port: int, line: bytes) -> bytes:
    with socket.create_connection(("127.0.0.1", port), timeout=5) as link, link.makefile("rb") as answers:
        link.sendall(line + b"\n")
        return answers.readline()


def test_a_wish_is_granted_and_answered(tmp_path: Path) -> None:
    file = tmp_path / "wishes.json"
    with WishServer(file, grant):
        assert send_wish(file, RAISE_WINDOW) == {"did": RAISE_WINDOW, "with": {}}
        assert send_wish(file, SYNC_NOW, {"peer": "up"}) == {"did": SYNC_NOW, "with": {"peer": "up"}}
    assert not file.exists()


def test_an_error_travels_back(tmp_path: Path) -> None:
    file = tmp_path / "wishes.json"
    with WishServer(file, grant), pytest.raises(KnownError) as told:
        send_wish(file, "dance")
    assert (told.value.code, told.value.facts) == ("wish_unknown", {"wish": "dance"})


@pytest.mark.expect_log("the wish break failed")
def test_a_bug_is_told_as_such_and_the_next_wish_works(tmp_path: Path) -> None:
    file = tmp_path / "wishes.json"
    with WishServer(file, grant):
        with pytest.raises(KnownError) as told:
            send_wish(file, "break")
        assert (told.value.code, told.value.facts) == ("internal", {"kind": "ValueError"})
        assert send_wish(file, RAISE_WINDOW)["did"] == RAISE_WINDOW


@pytest.mark.parametrize(
    "line",
    [b"", b"GET / HTTP/1.1", b"[]", b"{}", b'{"token":"x","wish":"raise_window","facts":{}}', b'{"token":null,"wish":7,"facts":[1]}'],
    ids=range(6),
)
def test_whoever_does_not_know_the_token_gets_no_answer(tmp_path: Path, line: bytes) -> None:
    """T: another program of this computer knocks on the port."""
    file = tmp_path / "wishes.json"
    with WishServer(file, lambda wish, facts: pytest.fail("granted")):
        assert speak(json.loads(file.read_text())["port"], line) == b""


@pytest.mark.skipif(os.name != "posix", reason="POSIX modes")
def test_only_this_user_reads_the_token(tmp_path: Path) -> None:
    file = tmp_path / "wishes.json"
    with WishServer(file, grant):
        assert file.stat().st_mode & 0o077 == 0


@pytest.mark.parametrize("left", [None, "", "{}", '{"port": 1, "token": "x"}'])
def test_a_workstation_that_is_gone_is_told(tmp_path: Path, left: str | None) -> None:
    """The file of a killed workstation stays behind; its port answers nobody."""
    file = tmp_path / "wishes.json"
    if left is not None:
        file.write_text(left)
    with pytest.raises(KnownError) as told:
        send_wish(file, RAISE_WINDOW)
    assert told.value.code == "no_workstation"
