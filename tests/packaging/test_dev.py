"""What the development command starts, judged by the commands it would run."""

import os
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).resolve().parents[2]


def test_with_a_display_the_workstation_opens(dev: ModuleType) -> None:
    assert dev.demo_arguments(["--data", "x"], True, Path("day")) == ["demo", "--data", "x"]


def test_without_one_the_scripted_day_goes_into_the_named_folder(dev: ModuleType) -> None:
    assert dev.demo_arguments([], False, Path("day")) == ["demo", "--headless", "--out", "day"]


def test_a_folder_the_caller_names_wins(dev: ModuleType) -> None:
    assert dev.demo_arguments(["--out", "mine"], False, Path("day")) == ["demo", "--headless", "--out", "mine"]


def test_headless_by_wish_is_left_as_it_is(dev: ModuleType) -> None:
    assert dev.demo_arguments(["--headless"], False, Path("day")) == ["demo", "--headless"]


def test_a_story_is_told_whether_there_is_a_display_or_not(dev: ModuleType) -> None:
    for display in (True, False):
        assert dev.demo_arguments(["--story", "prescription"], display, Path("day")) == ["demo", "--story", "prescription"]


def test_the_scripted_day_says_why_and_where(
    dev: ModuleType, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    started: list[list[str]] = []

    def run(command: list[str], extra: dict[str, str]) -> int:
        started.append([*command, extra["QT_QPA_PLATFORM"]])
        (tmp_path / "demo-day").mkdir()
        return 5

    monkeypatch.setattr(dev, "set_up", lambda: None)
    monkeypatch.setattr(dev, "ROOT", tmp_path)
    monkeypatch.setattr(dev.system_libraries, "has_display", lambda _: False)
    monkeypatch.setattr(dev, "run", run)
    assert dev.demo([]) == 5
    assert started[0][1:3] == ["demo", "--headless"]
    assert started[0][-1] == "offscreen"
    told = capsys.readouterr().out
    assert "没有显示器" in told
    assert "no display" in told
    assert str(tmp_path / "demo-day") in told


@pytest.mark.parametrize("rest", [["-k", "glucose"], ["-m", "vectors"], ["tests/sync"], ["-x"], ["--pdb"], ["-n", "1"]])
def test_who_looks_into_one_thing_gets_one_process(dev: ModuleType, rest: list[str]) -> None:
    assert dev.on_all_cores(rest) == rest


def test_all_tests_use_all_cores_and_files_stay_together(dev: ModuleType) -> None:
    wide = dev.on_all_cores(["-q"])
    assert wide[:1] + wide[2:] == ["-n", "--dist", "loadfile", "--no-loadscope-reorder", "-q"] and int(wide[1]) > (os.cpu_count() or 1)


def test_a_test_run_keeps_what_it_compiled(dev: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    """A computer that keeps no compiled modules would compile the program anew in each of a hundred processes."""
    started: list[tuple[list[str], str]] = []

    def run(command: list[str], extra: dict[str, str]) -> int:
        started.append((command[1:4], extra["PYTHONDONTWRITEBYTECODE"]))
        return 3

    monkeypatch.setattr(dev, "set_up", lambda: None)
    monkeypatch.setattr(dev, "peer_variables", dict)
    monkeypatch.setattr(dev, "run", run)
    assert dev.test(["-k", "glucose"]) == 3
    assert started == [(["-m", "compileall", "-q"], ""), (["-m", "pytest", "-k"], "")]
    assert all((ROOT / folder).is_dir() for folder in dev.PRODUCT)


def test_harnesses_are_modules_with_a_main(dev: ModuleType, tmp_path: Path) -> None:
    (tmp_path / "__init__.py").write_text('"""Long harnesses."""\n', encoding="utf-8")
    (tmp_path / "soak.py").write_text('"""Soak."""\n\n\ndef main(argv: list[str]) -> int:\n    return 0\n', encoding="utf-8")
    assert dev.harnesses(tmp_path) == ["soak"]
    assert dev.harnesses(tmp_path / "absent") == []


def test_an_unknown_harness_lists_what_there_is(
    dev: ModuleType, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(dev, "harnesses", lambda _: ["soak", "storm"])
    assert dev.long(["typo"]) == 2
    assert "soak storm" in capsys.readouterr().err


def test_all_harnesses_run_and_the_worst_code_counts(dev: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    codes = {"soak": 0, "storm": 3}
    monkeypatch.setattr(dev, "set_up", lambda: None)
    monkeypatch.setattr(dev, "harnesses", lambda _: list(codes))
    monkeypatch.setattr(dev, "run_harness", lambda name, arguments: codes[name] if arguments == ["--scale", "0.05"] else 9)
    assert dev.long(["all", "--scale", "0.05"]) == 3


def test_all_of_no_harnesses_is_well(dev: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dev, "set_up", lambda: None)
    monkeypatch.setattr(dev, "harnesses", lambda _: [])
    assert dev.long(["all"]) == 0


def test_check_runs_every_judge(dev: ModuleType) -> None:
    commands = [" ".join([Path(command[0]).stem, *command[1:]]) for command in dev.check_commands(ROOT)]
    assert commands[:4] == ["ruff check .", "ruff format --check .", "lint-imports", "mypy"]
    assert "tests/test_house.py" in commands[4]


@pytest.mark.parametrize("version", [(3, 10), (3, 14), (2, 7)])
def test_another_python_is_refused_in_two_languages(dev: ModuleType, version: tuple[int, int]) -> None:
    with pytest.raises(dev.Refusal) as refused:
        dev.require_python(version)
    assert "需要" in refused.value.chinese
    assert "needed" in refused.value.english


@pytest.mark.parametrize("version", [(3, 11), (3, 12), (3, 13)])
def test_supported_pythons_are_taken(dev: ModuleType, version: tuple[int, int]) -> None:
    assert dev.require_python(version) is None


def test_an_unknown_command_shows_the_help(dev: ModuleType, capsys: pytest.CaptureFixture[str]) -> None:
    assert (dev.main(["dance"]), dev.main(["help"])) == (2, 0)
    told = capsys.readouterr().out
    assert [name for name in dev.COMMANDS if f"dev.py {name}" not in told] == []


@pytest.mark.parametrize(("ci", "stops"), [("true", True), ("", False)])
def test_without_the_fhir_server_ci_stops_and_a_desk_goes_on(
    dev: ModuleType, monkeypatch: pytest.MonkeyPatch, ci: str, stops: bool
) -> None:
    monkeypatch.setenv("CI", ci)
    monkeypatch.setattr(dev.fhir_peer, "ensure", lambda *_: None)
    if stops:
        with pytest.raises(dev.Refusal):
            dev.peer_variables()
    else:
        assert dev.peer_variables() == {}
