"""`xiangyi rules`: cases of a file, and rule packs made, looked at, used and given up again."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from app.cli import main
from app.paths import DataFolder
from app.rules.pack_file import packed
from app.services import rule_packs
from sync.hub.server import HubServer
from tests.app.cli.test_records import Command
from tests.app.cli.test_records import command as command
from tests.app.rules.pack_files import ZHAO, made, signed

Capture = pytest.CaptureFixture[str]
GIVEN = {"age_years": 5}


def cases(tmp_path: Path, *rows: dict[str, object]) -> str:
    path = tmp_path / "cases.json"
    path.write_text(json.dumps({"cases": list(rows)}), encoding="utf-8")
    return str(path)


def case(name: str, kind: str, area: str = "rx_format") -> dict[str, object]:
    return {"id": name, "area": area, "given": GIVEN, "expected": {"kind": kind}}


def test_cases_that_hold(capsys: Capture, tmp_path: Path) -> None:
    assert main(["rules", "check", cases(tmp_path, case("a", "儿科"), case("b", "", "no_such_area"))]) == 0
    told = capsys.readouterr().out
    assert "no_such_area (1)" in told and "通过 1，未通过 0，跳过 1" in told


def test_a_case_that_does_not_hold_is_shown(capsys: Capture, tmp_path: Path) -> None:
    assert main(["rules", "check", cases(tmp_path, case("a", "普通")), "--language", "en"]) == 1
    told = capsys.readouterr().out
    assert "a rx_format: kind: expected '普通', got '儿科'" in told and "1 failed" in told


def test_cases_of_the_wire_format_are_run_too(capsys: Capture, tmp_path: Path) -> None:
    wire: dict[str, object] = {"id": "w", "area": "fhir_patient", "given": {"sex": "2"}, "expected": {"gender": "female"}}
    assert main(["rules", "check", cases(tmp_path, wire)]) == 0
    assert "通过 1，未通过 0，跳过 0" in capsys.readouterr().out


@pytest.mark.parametrize("text", [None, "", "[]", "{}", '{"cases": [1]}', '{"cases": [{"id": "a"}]}'])
def test_a_file_that_holds_no_cases_is_told(capsys: Capture, tmp_path: Path, text: str | None) -> None:
    path = tmp_path / "x.json"
    if text is not None:
        path.write_text(text)
    assert main(["rules", "check", str(path)]) == 1
    assert "x.json" in capsys.readouterr().err


@pytest.mark.parametrize("argv", [["rules"], ["rules", "check"], ["rules", "bake", "x"]])
def test_what_is_missing_is_told(capsys: Capture, argv: list[str]) -> None:
    assert main(argv) == 2
    assert "命令写得不对" in capsys.readouterr().err


def test_a_pack_is_made_on_one_computer_and_used_on_another(
    command: Command, folder: DataFolder, tmp_path: Path, capsys: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rule_packs, "SIGN", "rx.sign")  # the practice clinic's doctor stands for the pharmacist
    assert command("rules", "show") == 0
    assert "程序自带的规则" in capsys.readouterr().out
    assert command("rules", "key") == 0
    key = capsys.readouterr().out.strip()
    assert command("rules", "copy", str(tmp_path / "draft")) == 0
    pack = tmp_path / "x.xypack"
    assert command("rules", "sign", str(tmp_path / "draft"), "--out", str(pack)) == 0
    assert "共 1 个签名" in capsys.readouterr().out
    assert command("rules", "verify", str(pack)) == 1
    assert "还没有登记信任" in capsys.readouterr().err
    folder.site_file.write_text(f'rule_pack_keys = ["{key}"]\n', encoding="utf-8")
    assert command("rules", "use", str(pack)) == 1
    assert "只有 1 位信任的药师签名，需要 2 位" in capsys.readouterr().err
    folder.site_file.write_text(f'rule_pack_keys = ["{key}"]\nrule_pack_signatures = 1\n', encoding="utf-8")
    assert command("rules", "verify", str(pack)) == 0
    assert "核对用例全部通过" in capsys.readouterr().out
    assert command("rules", "use", str(pack)) == 0
    assert "已启用" in capsys.readouterr().out
    assert command("rules", "show", "--language", "en") == 0
    assert "In use: rule pack" in capsys.readouterr().out
    assert command("rules", "back") == 0
    assert "程序自带的规则" in capsys.readouterr().out
    assert command("rules", "back") == 1
    assert "没有更早的" in capsys.readouterr().err


@pytest.mark.parametrize("words", [("rules", "verify"), ("rules", "sign"), ("rules", "bake")])
def test_half_a_command_of_packs(command: Command, words: tuple[str, ...], capsys: Capture) -> None:
    assert command(*words) == 2
    assert "命令写得不对" in capsys.readouterr().err


def test_the_catalogue_is_listed(capsys: Capture) -> None:
    assert main(["rules", "list"]) == 0
    told = capsys.readouterr().out
    assert "RX-QTY-01  管理类 · 违规 · 事前 · 门急诊、互联网、异地 · 单张处方：普通处方天数>7且没有写明延长理由" in told
    assert main(["rules", "list", "--json"]) == 0
    rows = json.loads(capsys.readouterr().out)
    assert {"RX-APP-08", "YB-08"} <= {row["code"] for row in rows} and len(rows) == len(told.splitlines())


def test_a_pack_is_published_on_the_server_above(command: Command, tmp_path: Path, capsys: Capture) -> None:
    file = tmp_path / "x.xypack"
    file.write_bytes(packed(made()))
    assert command("rules", "publish", str(file)) == 1
    assert "没有签名" in capsys.readouterr().err
    file.write_bytes(packed(signed(made(), ZHAO)))
    assert command("rules", "publish", str(file)) == 1
    assert "服务器" in capsys.readouterr().err, "none is named yet"
    with HubServer(tmp_path / "hub.db", bytes(32)) as hub:
        assert command("sync", "login", "--url", hub.base_url) == 0
        assert command("rules", "publish", str(file)) == 0
        assert "已发布：county-rules-2026.3.1" in capsys.readouterr().out
        with hub.store.read() as db:
            assert db.execute("SELECT count(*) FROM latest WHERE type='Library'").fetchone()[0] == 1
    assert command("rules", "offers") == 0
    assert "没有新的规则包" in capsys.readouterr().out
