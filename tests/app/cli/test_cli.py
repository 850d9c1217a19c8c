"""Which command runs, what everybody's options do, and what an error looks like: plain words and an exit code."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import pytest

from app import cli
from app.cli.call import Call
from app.errors import KnownError

Capture = pytest.CaptureFixture[str]


@pytest.fixture
def acting(monkeypatch: pytest.MonkeyPatch) -> Callable[[Callable[[Call], int]], None]:
    """Puts a command `act` in place whose work is the function given."""

    def put(work: Callable[[Call], int]) -> None:
        module = ModuleType("acting")
        module.__dict__.update(arguments=lambda parser, words: parser.add_argument("--much", type=int, default=0), run=work)
        monkeypatch.setitem(sys.modules, "acting", module)
        monkeypatch.setitem(cli.COMMANDS, "act", "acting")

    return put


def test_common_options_stand_before_or_behind_the_name(
    acting: Callable[[Callable[[Call], int]], None], capsys: Capture, tmp_path: Path
) -> None:
    seen: list[tuple[Path, int, str]] = []

    def work(call: Call) -> int:
        seen.append((call.folder.root, call.args.much, call.language))
        return 0

    acting(work)
    assert cli.main(["--data", str(tmp_path), "act", "--much", "3"]) == 0
    assert cli.main(["act", "--much=3", f"--data={tmp_path}", "--language=en"]) == 0
    assert seen == [(tmp_path, 3, "zh_CN"), (tmp_path, 3, "en")]


@pytest.mark.parametrize(
    ("error", "code"),
    [(KnownError("already_open", folder="x"), 3), (KnownError("no_clinic", folder="x"), 1), (KnownError("usage", said="x"), 2)],
    ids=lambda value: str(value),
)
def test_a_known_error_is_words_and_a_code(
    acting: Callable[[Callable[[Call], int]], None], capsys: Capture, error: KnownError, code: int
) -> None:
    def work(call: Call) -> int:
        raise error

    acting(work)
    assert cli.main(["act"]) == code
    told = capsys.readouterr()
    assert "没有改动" in told.err and told.out == "" and "Traceback" not in told.err


@pytest.mark.expect_log("the command failed")
def test_an_error_of_ours_is_told_without_a_traceback(acting: Callable[[Callable[[Call], int]], None], capsys: Capture) -> None:
    acting(lambda call: 1 // 0)
    assert cli.main(["act", "--language", "en"]) == 70
    assert "ZeroDivisionError" in capsys.readouterr().err


def test_stopping_by_hand_is_no_error(acting: Callable[[Callable[[Call], int]], None], capsys: Capture) -> None:
    def work(call: Call) -> int:
        raise KeyboardInterrupt

    acting(work)
    assert (cli.main(["act"]), capsys.readouterr().err) == (130, "")


@pytest.mark.parametrize(("argv", "language"), [(["dance"], "命令写得不对"), (["dance", "--language", "en"], "command line is wrong")])
def test_an_unknown_command_lists_what_there_is(capsys: Capture, argv: list[str], language: str) -> None:
    assert cli.main(argv) == 2
    told = capsys.readouterr().err
    assert language in told and all(f"xiangyi {name}" in told for name in cli.COMMANDS)


def test_a_wrong_option_is_told_not_printed_by_argparse(capsys: Capture) -> None:
    assert cli.main(["devices", "--fast"]) == 2
    assert "--fast" in capsys.readouterr().err
    assert cli.main(["devices", "--language", "fr"]) == 2


def test_help_is_there_for_all_and_for_each(capsys: Capture) -> None:
    assert cli.main(["--help"]) == 0
    told = capsys.readouterr().out
    for name in cli.COMMANDS:
        assert f"xiangyi {name}" in told
    for name in filter(None, cli.COMMANDS):
        with pytest.raises(SystemExit) as ended:
            cli.main([name, "--help"])
        assert ended.value.code == 0
        assert "--password-fd" in capsys.readouterr().out


def test_a_library_that_is_not_installed_is_named(monkeypatch: pytest.MonkeyPatch, capsys: Capture) -> None:
    monkeypatch.setitem(cli.COMMANDS, "act", "app.cli.no_such_module")
    assert cli.main(["act"]) == 1
    assert "app.cli.no_such_module" in capsys.readouterr().err


def test_every_command_has_its_module_and_its_words() -> None:
    from app.texts import LANGUAGES, load_texts

    for name in cli.COMMANDS:
        command = cli._command(name)
        assert callable(command.arguments) and callable(command.run)
        assert all((name or "workstation") in load_texts(language).tables["command"] for language in LANGUAGES)


def test_a_password_comes_through_a_descriptor(acting: Callable[[Callable[[Call], int]], None]) -> None:
    read, write = os.pipe()
    os.write(write, "口令 one\nmore".encode())
    os.close(write)
    given: list[str] = []

    def work(call: Call) -> int:
        given.append(call.password())
        return 0

    acting(work)
    assert cli.main(["act", "--password-fd", str(read)]) == 0
    os.close(read)
    assert given == ["口令 one"]


@pytest.mark.parametrize("options", [[], ["--password-fd", "987"]])
def test_without_a_terminal_nobody_waits_for_a_password(
    acting: Callable[[Callable[[Call], int]], None], monkeypatch: pytest.MonkeyPatch, capsys: Capture, options: list[str]
) -> None:
    monkeypatch.setattr("sys.stdin.isatty", lambda: False, raising=False)
    acting(lambda call: len(call.password()))
    assert cli.main(["act", *options]) == 1
    assert "没有得到密码" in capsys.readouterr().err
