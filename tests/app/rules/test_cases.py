"""The shared rule cases, one test each, and the reader of case files itself."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from app.rules.case_review import review_case
from app.rules.cases import FAIL, PASS, SKIPPED, all_areas, check_file, run_case
from app.rules.pack import Pack
from tests.app.rules.conftest import CASES, read_cases, read_shared, shared_file

OWN = Path(__file__).with_name("own_cases.json")
NOT_YET = frozenset({"ecg_rhythm"})
"""Areas nobody answers yet; their cases are skipped by name."""
IN_SYNC = frozenset({"fhir", "fhir_patient", "fhir_sampleddata", "fhir_spo2"})
"""Areas of the wire format: answered by sync.fhir.cases and run in tests/sync/fhir/test_cases.py, which holds this list to be true."""


def _cases() -> list[Any]:
    if not CASES.exists():
        return [pytest.param({}, marks=pytest.mark.skip(f"no rule cases: {CASES.name} is not here"))]
    return [pytest.param(case, id=str(case["id"])) for case in read_cases(CASES) if case["area"] not in IN_SYNC]


@pytest.mark.rule_cases
@pytest.mark.parametrize("case", _cases())
def test_case(case: Mapping[str, Any], base_pack: Pack) -> None:
    if case["area"] in NOT_YET:
        pytest.skip(f"area {case['area']} is not implemented yet")
    result = run_case(case, all_areas(base_pack))
    assert result.status == PASS, result.detail


def test_cases_of_our_own_stand(base_pack: Pack) -> None:
    """Read out of the documents by somebody who had not seen the rules: edges of both sides of each limit. All in one test, half a second."""
    areas, cases = all_areas(base_pack), read_cases(OWN)
    assert len(cases) >= 800 and len({case["id"] for case in cases}) == len(cases)
    assert [(found.id, found.detail) for found in (run_case(case, areas) for case in cases) if found.status != PASS] == []


def test_the_list_of_missing_areas_is_true(base_pack: Pack) -> None:
    assert not (NOT_YET | IN_SYNC) & set(all_areas(base_pack))


def _write(folder: Path, *cases: Mapping[str, Any]) -> Path:
    path = folder / "cases.json"
    path.write_text(json.dumps({"cases": cases}), encoding="utf-8")
    return path


def test_a_file_is_judged_case_by_case(tmp_path: Path) -> None:
    right = {"id": "A", "area": "phone", "given": {"phone": "13812345678"}, "expected": {"valid": True, "note": "prose"}}
    wrong = {"id": "B", "area": "phone", "given": {"phone": "13812345678"}, "expected": {"valid": False}}
    broken = {"id": "C", "area": "phone", "given": {}, "expected": {"valid": False}}
    unknown = {"id": "D", "area": "astrology", "given": {}, "expected": {}}
    results = check_file(_write(tmp_path, right, wrong, broken, unknown))
    assert [(result.id, result.status) for result in results] == [("A", PASS), ("B", FAIL), ("C", FAIL), ("D", SKIPPED)]
    assert "valid" in results[1].detail and "KeyError" in results[2].detail and "astrology" in results[3].detail


@pytest.mark.parametrize(("limit", "status"), [("<150/90", PASS), ("150/90", PASS), ([150, 90], PASS), ("140/90", FAIL), ([150], FAIL)])
def test_a_limit_is_compared_by_its_figures(base_pack: Pack, limit: object, status: str) -> None:
    given = {"last_followup": {"sbp": 148, "dbp": 88, "age": 66}}
    case = {"id": "L", "area": "indicator", "given": given, "expected": {"controlled": True, "limit": limit}}
    assert run_case(case, all_areas(base_pack)).status == status


@pytest.mark.parametrize(
    ("area", "given", "expected"),
    [
        ("critical_value", {"dbp": 112, "symptoms": True}, {"class": "A"}),
        ("critical_value", {"sbp": 150, "symptoms": True}, {"class": None}),
        ("critical_value", {"fpg": 6, "random": 20.1}, {"class": "A"}),
        ("critical_value", {"fpg": 2.5, "random": 7}, {"class": "A", "notify_within_hours": 2}),
        ("critical_value", {"spo2": 88, "hr": 160, "remark": "x"}, {"class": "A"}),
        ("elder_adl", {"resident": "x", "items(进餐,梳洗,穿衣,如厕,活动)": [3, 1, 0, 0, 0]}, {"score": 4, "code": "2"}),
        ("tcm_item", {"remark": "x", "item": 9, "bmi": 25.0}, {"score": 3}),
        ("unit", {"remark": "x", "mmol_l": 3.9}, {"mg_dl": 70}),
        ("htn_risk", {"grade": 1}, {"level": "低危"}),
        ("htn_diagnosis", {"office_days": None}, {"distinct_days_elevated": 0}),
        ("indicator", {"patient": {"enrolled": "2024-01-01", "face_to_face": 4, "exam": None}, "year": 2025}, {"standard_managed": False}),
        ("rx_limit", {"ctl": "麻", "form": None}, {"days": 3}),
        ("rx_format", {"kind": None, "age_years": None}, {"paper": "白色", "mark": None}),
        ("rx_quantity", {"rx": {"kind": None}, "items": [{"drug": "loratadine-tab", "per_day": None, "days": 3}]}, {"issues": []}),
        ("rx_quantity", {"items": [{"drug": "no-such-drug", "days": 3, "remark": 1}]}, {"issues": []}),
    ],
)
def test_a_case_may_say_less_or_more(base_pack: Pack, area: str, given: Mapping[str, Any], expected: Mapping[str, Any]) -> None:
    """Absent, null and unknown keys of others' cases change no answer and break none."""
    result = run_case({"id": "X", "area": area, "given": given, "expected": expected}, all_areas(base_pack))
    assert result.status == PASS, result.detail


def test_a_weight_that_is_told_is_the_days(pack: Pack) -> None:
    """A child's dose is judged by it, and not blocked for want of a recent one; without any it is."""
    child = {"age_years": 6, "sex": "1", "weight_kg": 20}
    items = [{"drug": "paracetamol-tab", "single": 250, "per_day": 3, "days": 3}]
    assert not review_case({"patient": child, "items": items}, pack).objections
    double = review_case({"patient": child | {"weight_kg": 10}, "items": items}, pack)
    unknown = review_case({"patient": child | {"weight_kg": None}, "items": items}, pack)
    assert [{one.code for one in found.objections} for found in (double, unknown)] == [{"RX-SAF-05"}, {"RX-SAF-01"}]


def test_a_file_of_cases_may_be_the_list_itself(tmp_path: Path) -> None:
    case = {"id": 7, "area": "phone", "given": {}, "expected": {}}
    path = _write(tmp_path, case)
    assert read_cases(path) == [case]
    path.write_text(json.dumps([case]), encoding="utf-8-sig")
    assert read_cases(path) == [case]


@pytest.mark.parametrize("text", ["", "{", "{}", "7", '{"cases": [{"id": "A"}]}', '{"cases": {}}', "[1]"])
def test_a_file_that_holds_no_cases_is_called_by_its_name(tmp_path: Path, text: str) -> None:
    path = tmp_path / "others.json"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(pytest.fail.Exception, match=r"others\.json"):
        read_cases(path)


def test_a_folder_is_no_file_of_cases(tmp_path: Path) -> None:
    with pytest.raises(pytest.fail.Exception, match="cannot be read"):
        read_shared(tmp_path)


def test_an_empty_variable_is_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XIANGYI_RULE_CASES", "")
    assert shared_file("XIANGYI_RULE_CASES", "rule_cases.json").name == "rule_cases.json"


def test_other_layers_add_their_areas(tmp_path: Path) -> None:
    case = {"id": "F", "area": "fhir", "given": {"sbp": 120}, "expected": {"code": "85354-9", "components": {"8480-6": 120}}}
    answer = {"code": "85354-9", "components": {"8480-6": 120.0}}
    assert check_file(_write(tmp_path, case), {"fhir": lambda given: answer})[0].status == PASS
    assert check_file(_write(tmp_path, case), {"fhir": lambda given: {"code": "85354-9"}})[0].status == FAIL


@pytest.mark.parametrize(
    "issues",
    [
        [],
        [{"code": "RX-QTY-01", "severity": "warn", "drugs": ["amlodipine-tab"]}],
        [{"code": "RX-QTY-01", "severity": "block", "drugs": []}],
        [
            {"code": "RX-QTY-01", "severity": "block", "drugs": ["amlodipine-tab"]},
            {"code": "RX-APP-07", "severity": "override", "drugs": []},
        ],
    ],
)
def test_a_review_must_list_exactly_the_issues(base_pack: Pack, issues: list[Any]) -> None:
    given = {"patient": {"age_years": 50, "sex": "1"}, "items": [{"drug": "amlodipine-tab", "single": 5, "days": 8}]}
    case = {"id": "X", "area": "rx_quantity", "given": given, "expected": {"issues": issues}}
    assert run_case(case, all_areas(base_pack)).status == FAIL
    case["expected"] = {"issues": [{"code": "RX-QTY-01", "severity": "block", "drugs": ["amlodipine-tab"]}]}
    assert run_case(case, all_areas(base_pack)).status == PASS


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ({"age_years": 13}, {"kind": "儿科", "paper": "淡绿色"}),
        ({"age_years": 14}, {"kind": "普通", "mark": None}),
        ({"age_years": 5, "kind": "急诊"}, {"kind": "急诊", "paper": "淡黄色"}),
        ({"rx": {"missing": ["diagnosis"]}}, {"issues": [{"code": "RX-FRM-02", "severity": "block", "drugs": []}]}),
        (
            {"rx": {"today": "2026-03-04", "valid_until": "2026-03-03"}},
            {"issues": [{"code": "RX-FRM-09", "severity": "block", "drugs": []}]},
        ),
        ({"rx": {"today": "2026-03-03", "valid_until": "2026-03-03"}}, {"issues": []}),
        (
            {"items": [{"drug": "amlodipine-tab", "usage_text": "遵医嘱"}]},
            {"issues": [{"code": "RX-FRM-06", "severity": "block", "drugs": ["amlodipine-tab"]}]},
        ),
        ({"items": [{"drug": "amlodipine-tab", "usage_text": "必要时口服5mg,每日不超过1次"}]}, {"issues": []}),
    ],
)
def test_form_cases(base_pack: Pack, given: Mapping[str, Any], expected: Mapping[str, Any]) -> None:
    result = run_case({"id": "X", "area": "rx_format", "given": given, "expected": expected}, all_areas(base_pack))
    assert result.status == PASS, result.detail
