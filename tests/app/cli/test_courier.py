"""`xiangyi sync courier`: a workstation and its folder's hub, with nothing between them but a stick."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.app.cli.test_records import Capture, Command
from tests.app.cli.test_records import command as command


def digits(told: str) -> str:
    return told.partition("核对码：")[2][:19]


def test_there_and_back(command: Command, tmp_path: Path, capsys: Capture) -> None:
    stick = tmp_path / "stick"
    assert command("sync", "courier", "card", str(stick)) == 0
    seat_number = digits(capsys.readouterr().out)
    seat_card = next(stick.glob("*.card"))
    assert command("sync", "courier", "card", str(stick), "--hub") == 0
    hub_number = digits(capsys.readouterr().out)
    hub_card = next(one for one in stick.glob("*.card") if one != seat_card)
    assert command("sync", "courier", "meet", str(hub_card)) == 0
    assert digits(capsys.readouterr().out) == hub_number
    assert command("sync", "courier", "meet", str(seat_card), "--hub") == 0
    assert digits(capsys.readouterr().out) == seat_number
    assert command("sync", "courier", "export", str(stick)) == 0
    assert "都还算待上传" in capsys.readouterr().out
    assert command("sync", "courier", "import", str(stick), "--hub") == 0
    assert "存入" in capsys.readouterr().out
    assert command("sync", "courier", "receipt", str(stick), "--hub") == 0
    assert command("sync", "courier", "import", str(stick)) == 0
    assert "不用再收" not in capsys.readouterr().out
    assert command("sync", "courier", "import", str(stick)) == 0
    assert "不用再收" in capsys.readouterr().out
    assert command("sync", "courier", "export", str(stick)) == 0
    assert "内有 0 项" in capsys.readouterr().out, "all of it has its receipt"


def test_what_cannot_be_done_is_told(command: Command, tmp_path: Path, capsys: Capture) -> None:
    assert command("sync", "courier", "export", str(tmp_path)) == 1
    assert "还没有登记对方" in capsys.readouterr().err
    (tmp_path / "bad.age").write_bytes(b"junk")
    assert command("sync", "courier", "import", str(tmp_path / "bad.age")) == 1
    assert "文件打不开" in capsys.readouterr().out
    assert command("sync", "courier", "import", str(tmp_path)) == 0
    assert "没有给本机的文件" in capsys.readouterr().out


@pytest.mark.parametrize("words", [("sync",), ("sync", "courier"), ("sync", "courier", "send", "x")])
def test_half_a_command(command: Command, words: tuple[str, ...], capsys: Capture) -> None:
    assert command(*words) == 2
    assert "命令写得不对" in capsys.readouterr().err
