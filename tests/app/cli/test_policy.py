"""`xiangyi policy`: written and signed at the county, looked at and taken in at the clinic."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.paths import DataFolder
from app.services import site_policy
from app.services.policy_file import packed
from tests.app.cli.test_records import Command
from tests.app.cli.test_records import command as command
from tests.app.services.policies import STRANGER, policy, written_policy

Capture = pytest.CaptureFixture[str]
FOREVER = {"valid_until": "2099-12-31", "institutions": '["410999-PRACTICE-01"]'}


def test_a_policy_is_signed_on_one_computer_and_taken_in_on_another(
    command: Command, folder: DataFolder, tmp_path: Path, capsys: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(site_policy, "SIGN", "rx.sign")  # the clinic's doctor stands for the county
    assert command("policy", "show") == 0
    assert "清河县卫生健康局（练习）" in capsys.readouterr().out
    folder.site_file.unlink()
    assert command("policy", "show") == 1
    assert "county_keys" in capsys.readouterr().out
    written = tmp_path / "p.toml"
    written.write_bytes(written_policy(**FOREVER))
    assert command("policy", "sign", str(written)) == 0
    assert "共 1 个签名" in capsys.readouterr().out
    assert command("policy", "verify", str(tmp_path / "p.xypolicy")) == 1
    assert "county_keys" in capsys.readouterr().err
    assert command("rules", "key") == 0
    folder.site_file.write_text(f'county_keys = ["{capsys.readouterr().out.strip()}"]\n', encoding="utf-8")
    assert command("policy", "use", str(tmp_path / "p.xypolicy")) == 0
    assert "已装入" in capsys.readouterr().out
    assert command("policy", "show", "--language", "en") == 0
    assert "may be given out first" in capsys.readouterr().out
    (tmp_path / "q.xypolicy").write_bytes(packed(policy(STRANGER, **FOREVER)))
    assert command("policy", "use", str(tmp_path / "q.xypolicy")) == 1
    assert "不是本机构信任的" in capsys.readouterr().err


@pytest.mark.parametrize("words", [("policy",), ("policy", "verify"), ("policy", "bake")])
def test_half_a_command(command: Command, words: tuple[str, ...], capsys: Capture) -> None:
    assert command(*words) == 2
    assert "命令写得不对" in capsys.readouterr().err
