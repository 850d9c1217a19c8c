"""`xiangyi sync login` and `sync join`: the upstream is chosen once, its secrets lie in the encrypted database."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from pathlib import Path

import pytest

from app.clock import SystemClock
from app.domain.ids import organization_id
from app.paths import DataFolder
from sync.hub import enrolment, institutions
from sync.hub.server import HubServer
from tests.app.cli.test_records import Capture, Command
from tests.app.cli.test_records import command as command
from tests.hapi import server as hapi
from tests.sync.conftest import Peer
from tests.sync.conftest import profile_base as profile_base

SERVER = "https://fhir.example/fhir"


def test_a_client_gets_a_key_whose_public_half_is_shown(command: Command, folder: DataFolder, capsys: Capture) -> None:
    assert command("sync", "login", "--url", SERVER, "--client-id", "seat-1") == 0
    (shown,) = json.loads(capsys.readouterr().out)["keys"]
    assert (shown["kty"], shown["crv"], shown["alg"]) == ("EC", "P-384", "ES384") and "d" not in shown
    assert command("sync", "login") == 0
    assert json.loads(capsys.readouterr().out)["keys"] == [shown], "the same key again"
    assert command("sync", "login", "--client-id", "seat-2", "--algorithm", "RS384") == 0
    (other,) = json.loads(capsys.readouterr().out)["keys"]
    assert other["kty"] == "RSA" and other["kid"] != shown["kid"]
    files = [one.read_bytes() for one in folder.root.rglob("*") if one.is_file()]
    assert files and not any(b"BEGIN PRIVATE KEY" in data or b"seat-2" in data for data in files)


def test_a_fixed_token_stays_with_its_host(command: Command, capsys: Capture) -> None:
    """T6."""
    read, write = os.pipe()
    os.write(write, b"t0ken\n")
    os.close(write)
    assert command("sync", "login", "--url", SERVER, "--token-fd", str(read)) == 0
    os.close(read)
    assert "固定令牌已存入" in capsys.readouterr().out
    assert command("sync", "login", "--url", SERVER + "/R4") == 0
    assert "固定令牌已存入" in capsys.readouterr().out
    assert command("sync", "login", "--url", "https://elsewhere.example/fhir") == 0
    assert "没有登录方式" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("given", "said"),
    [
        (["--url", "http://fhir.example/fhir"], "https"),
        (["--url", SERVER, "--proxy", "proxy:8080"], "代理地址"),
        (["--url", SERVER, "--client-id", "x", "--token-url", "http://fhir.example/token"], "https"),
        (["--url", SERVER, "--ca", "nowhere.pem"], "--ca"),
        ([], "还没有设置上传的地址"),
    ],
)
def test_what_could_never_be_used_is_not_written_down(command: Command, capsys: Capture, given: list[str], said: str) -> None:
    assert command("sync", "login", *given) != 0
    assert said in capsys.readouterr().err
    assert command("sync", "login") != 0, "nothing was kept"


def test_a_workstation_joins_a_hub_and_uploads_to_it(command: Command, tmp_path: Path, capsys: Capture) -> None:
    """Code, certificate, key, token and first pass; the hub's address is a number, its certificate names the hub."""
    with HubServer(tmp_path / "hub.db", bytes(32), tls=True) as hub:
        with hub.store.write() as db:
            institutions.save(db, "V1", "村卫生室")
        code = enrolment.invite(hub.store, SystemClock(), organization_id("V1"), "B1", "test").code
        assert command("sync", "join", hub.base_url, code) == 0
        assert "已接入汇聚机" in capsys.readouterr().out
        assert command("sync", "--once", "--json") == 0
        report = json.loads(capsys.readouterr().out)
        assert report["delivered"] and report["pushed"] > 10
        assert command("sync", "join", hub.base_url, code) != 0, "a code opens once"


@pytest.mark.parametrize(
    ("profile", "ids", "bundles"), [("hapi", "client", "transaction"), ("medplum", "server", "batch"), ("batch", "client", "batch")]
)
def test_one_command_uploads_a_clinic_to_a_server_of_others(
    command: Command, capsys: Capture, profile_base: Callable[[str], str], profile: str, ids: str, bundles: str
) -> None:
    """And the report says how that server wants to be spoken to."""
    server = Peer(profile_base(profile))
    server.reset()
    assert command("sync", "--once", "--json", "--url", server.base) == 0
    report = json.loads(capsys.readouterr().out)
    assert (report["server"]["ids"], report["server"]["bundles"], report["server"]["hub"]) == (ids, bundles, False)
    assert report["delivered"] and sum(server.control("stats")["types"].values()) == report["pushed"] > 10
    assert command("sync", "--once", "--json") == 0
    again = json.loads(capsys.readouterr().out)
    assert (again["pushed"], again["pulled"], again["delivered"]) == (0, 0, True)
    server.close()


@pytest.mark.hapi
def test_one_command_uploads_a_clinic_to_hapi(command: Command, capsys: Capture, hapi_base: str) -> None:
    hapi.empty(hapi_base)
    assert command("sync", "--once", "--json", "--url", hapi_base) == 0
    report = json.loads(capsys.readouterr().out)
    assert report["server"]["ids"] == ("server" if "--server-ids" in hapi.options() else "client") and not report["server"]["hub"]
    assert report["delivered"] and report["pushed"] > 10
    assert command("sync", "--once", "--json") == 0
    again = json.loads(capsys.readouterr().out)
    assert (again["pushed"], again["pulled"], again["delivered"]) == (0, 0, True)
