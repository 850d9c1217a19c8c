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
from app.clock import SystemClock
from app.domain.ids import organization_id
from app.errors import KnownError
from app.paths import DataFolder
from app.services.keyring import hub_key
from app.store.database import Store
from app.store.keyslots import SERVICE, KeySlots
from app.store.tables.log import audit
from sync.credentials import link_to
from sync.enrolling import enrol
from sync.http import HttpLink
from sync.hub.names import SOFTWARE
from sync.hub.server import HubServer
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


def said(capsys: Capture) -> str:
    return capsys.readouterr().out


def test_the_keeper_lets_a_seat_in_and_out(folder: DataFolder, ask: Ask, capsys: Capture) -> None:
    """All of it beside a running hub: the code, the join over TLS, who is there, out again."""
    by = ("--login", FORM.login, "--language", "zh_CN")
    key = hub_key(KeySlots.load(folder.keyslots).open(FORM.login, PASSWORD).data_key)
    with HubServer(folder.hub_database, key, tls=True) as hub:
        assert ask(PASSWORD, *by, "enrol", "B2") == 0
        code = said(capsys).split("\n")[1]
        joined = enrol(hub.base_url, code, "护士站", "i")
        assert joined.organization == organization_id(FORM.organization_code)
        link = link_to(joined.base_url, joined.secret(), SystemClock())
        assert link.get("$changes").status == 200
        assert ask(PASSWORD, *by, "seats") == 0
        assert "B2" in (told := said(capsys)) and "已跟上" in told
        assert ask(PASSWORD, *by, "seats", "--json") == 0
        assert [row["seat"] for row in json.loads(said(capsys))] == ["B2"]
        assert ask(PASSWORD, *by, "revoke", "B2") == 0
        assert _refused(link)
        link.close()
        assert ask(PASSWORD, *by, "seats") == 0
        assert "已停用" in said(capsys)
        assert ask(PASSWORD, *by, "trail") == 0
        assert [row.split()[3] for row in said(capsys).splitlines()] == ["revoke", "enrol", "invite"]


def _refused(link: HttpLink) -> bool:
    with pytest.raises(KnownError) as refusal:
        link.get("$changes")
    return refusal.value.code == "sync_login_refused"


def test_institutions_the_server_above_and_a_new_beginning(folder: DataFolder, ask: Ask, capsys: Capture) -> None:
    by = ("--login", FORM.login)
    assert ask(PASSWORD, *by, "institution", "V9", "九村卫生室", "--under", FORM.organization_code) == 0
    assert f"V9  九村卫生室  < {FORM.organization_code}" in said(capsys)
    assert ask(PASSWORD, *by, "institution", "V8", "x", "--under", "nowhere") == 1
    assert "nowhere" in capsys.readouterr().err
    assert ask(PASSWORD, *by, "above") == 0 and "没有设置上级服务器" in said(capsys)
    assert ask(PASSWORD, *by, "above", "http://192.0.2.7/fhir") == 1
    assert ask(PASSWORD, *by, "above", "https://cloud.example/fhir") == 0
    assert "https://cloud.example/fhir" in said(capsys)
    assert ask(PASSWORD, *by, "begin-anew") == 0 and "新标记" in said(capsys)
    assert ask(PASSWORD, *by, "conflicts") == 0 and said(capsys) == ""
    assert ask(PASSWORD, *by, "settle", "Patient/x", "here") == 1
    assert "Patient/x" in capsys.readouterr().err
    assert ask(PASSWORD, *by, "above", "--code", "x") == 2
    assert ask("wrong horse", *by, "seats") == 1
