"""`xiangyi hub`: runs until it is told to stop, with a person's password or a service code made on purpose."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import urllib.request
from collections.abc import Callable
from pathlib import Path

import pytest

from app.cli import main
from app.paths import DataFolder
from app.store.database import Store
from app.store.keyslots import SERVICE, KeySlots
from app.store.tables.log import audit
from sync.hub.names import SOFTWARE
from tests.app.conftest import FORM, PASSWORD

Capture = pytest.CaptureFixture[str]
Ask = Callable[..., int]
posix = pytest.mark.skipif(sys.platform == "win32", reason="SIGTERM")


@pytest.fixture
def ask(folder: DataFolder, recovery_code: str) -> Ask:
    """Runs `xiangyi hub` on a clinic that was set up, with a password from a pipe."""

    def call(password: str, *words: str) -> int:
        read, write = os.pipe()
        os.write(write, password.encode() + b"\n")
        os.close(write)
        try:
            return main(["hub", "--data", str(folder.root), "--password-fd", str(read), *words])
        finally:
            os.close(read)

    return call


def metadata(url: str) -> str:
    with urllib.request.urlopen(f"{url}/metadata") as answer:
        return str(json.load(answer)["software"]["name"])


@posix
def test_it_runs_on_a_service_code_until_it_is_told_to_stop(folder: DataFolder, ask: Ask, capfd: pytest.CaptureFixture[str]) -> None:
    assert ask(PASSWORD, "--login", FORM.login, "enable") == 0
    code = capfd.readouterr().out.split("\n")[1]
    read, write = os.pipe()
    os.write(write, code.encode() + b"\n")
    os.close(write)
    command = [sys.executable, "-m", "app.cli", "hub", "--port", "0", "--data", str(folder.root), "--password-fd", str(read)]
    with subprocess.Popen([*command, "--language", "en"], stdout=subprocess.PIPE, text=True, pass_fds=[read]) as hub:
        assert hub.stdout is not None
        url = hub.stdout.readline().split()[4]
        assert metadata(url) == SOFTWARE
        assert ask(PASSWORD, "--login", FORM.login) == 3, "a second hub on the same records"
        hub.send_signal(signal.SIGTERM)
        assert "stopped" in hub.stdout.read() and hub.wait() == 0
    os.close(read)
    assert folder.hub_database.exists() and b"SQLite format" not in folder.hub_database.read_bytes()[:16]


def test_making_a_code_is_in_the_audit_trail(folder: DataFolder, ask: Ask, capsys: Capture) -> None:
    assert ask(PASSWORD, "--login", FORM.login, "enable") == 0
    slots = KeySlots.load(folder.keyslots)
    assert SERVICE in slots.slots
    store = Store.open(folder.database, slots.open(FORM.login, PASSWORD).data_key)
    acts = store.read(lambda conn: conn.execute(audit.select().where(audit.c.action == "enable")).all())
    store.close()
    assert [(act.type, act.role) for act in acts] == [("hub", "doctor")]


@pytest.mark.parametrize(
    ("words", "password", "code", "told"),
    [
        ((), "x", 1, "还没有为汇聚机生成服务码"),
        (("--login", "wang"), "wrong horse", 1, "密码（或服务码）不对"),
        (("enable",), "x", 2, "--login"),
    ],
    ids=["no code", "wrong password", "nobody named"],
)
def test_what_is_not_right_is_told(ask: Ask, capsys: Capture, words: tuple[str, ...], password: str, code: int, told: str) -> None:
    assert ask(password, *words) == code
    assert told in capsys.readouterr().err


def test_a_folder_without_a_clinic_is_told(tmp_path: Path, capsys: Capture) -> None:
    assert main(["hub", "--data", str(tmp_path / "empty")]) == 1
    assert "还没有诊所数据" in capsys.readouterr().err and not (tmp_path / "empty").exists()
