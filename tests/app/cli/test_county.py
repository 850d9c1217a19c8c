"""`xiangyi county`: signed at the county, taken in at one clinic's computer, shown with what became of it."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.paths import DataFolder
from app.services import county_files
from tests.app.cli.test_records import Command
from tests.app.cli.test_records import command as command
from tests.app.services.test_insurance_list import LIST

Capture = pytest.CaptureFixture[str]


def test_a_list_is_signed_on_one_computer_and_taken_in_on_another(
    command: Command, folder: DataFolder, tmp_path: Path, capsys: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(county_files, "SIGN", "rx.sign")  # the clinic's doctor stands for the county
    table = tmp_path / "l.csv"
    table.write_text(LIST, encoding="utf-8")
    assert command("county", "sign", "insurance", str(table), "--number", "7号") == 0
    assert "已签名" in capsys.readouterr().out
    assert command("county", "take", str(tmp_path / "l.xycounty")) == 1
    assert "不是本机构信任的" in capsys.readouterr().err
    assert command("rules", "key") == 0
    folder.site_file.write_text(f'county_keys = ["{capsys.readouterr().out.strip()}"]\n', encoding="utf-8")
    assert command("county", "take", str(tmp_path / "l.xycounty")) == 0
    assert "正在使用" in capsys.readouterr().out
    assert command("county", "show", "--language", "en") == 0
    assert "in use" in capsys.readouterr().out


@pytest.mark.parametrize("words", [("county",), ("county", "sign", "everything", "x"), ("county", "take")])
def test_half_a_command(command: Command, words: tuple[str, ...], capsys: Capture) -> None:
    assert command(*words) == 2
    assert "命令写得不对" in capsys.readouterr().err
