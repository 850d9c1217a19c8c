"""`xiangyi rules check FILE`."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from app.cli import main

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
