"""Rule cases from a file: ``given`` turned into our facts, our answer compared with ``expected``."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

from app.domain.prescription import SheetKind
from app.rules.case_areas import simple_areas
from app.rules.case_public_health import public_health_areas
from app.rules.case_review import issues_of, review_case
from app.rules.checks.form import kind_for_age, paper_for
from app.rules.pack import Pack, load_pack
from app.rules.shipped import json_decimal

Area = Callable[[Mapping[str, Any]], Mapping[str, Any]]
"""``given`` of a case → the answer, in the words of ``expected``."""

PASS, FAIL, SKIPPED = "pass", "fail", "skipped"
# Fields of ``expected`` that explain; decisions are compared, not wording.
PROSE = frozenset(["why", "suggest", "flag", "by", "action", "next", "note", "form", "basis", "over_28_needs", "items_added_2025"])
REVIEW_AREAS = frozenset(
    f"rx_{name}"
    for name in [
        "quantity",
        "allergy",
        "duplicate",
        "dose",
        "interaction",
        "contra",
        "pregnancy",
        "age",
        "sex",
        "skin_test",
        "route",
        "iv",
        "legality",
        "controlled",
        "longterm",
        "tcm",
        "refill",
    ]
) | {"internet_rx", "insurance"}


@dataclass(frozen=True, slots=True)
class CaseResult:
    """One case: ``status`` pass, fail or skipped; ``detail`` says what differs or why it was skipped."""

    id: str
    area: str
    status: str
    detail: str = ""


def check_file(path: Path, areas: Mapping[str, Area] | None = None, pack: Pack | None = None) -> list[CaseResult]:
    """Run every case of a file. ``areas`` adds or replaces area functions (FHIR lives in sync, which rules may not import).

    The base pack is used unless another is given. Raises OSError or ValueError for a file that is no case file.
    """
    known = {**all_areas(pack or load_pack(additions=False)), **(areas or {})}
    cases = json_decimal(path.read_bytes())["cases"]
    return [run_case(case, known) for case in cases]


def all_areas(pack: Pack) -> Mapping[str, Area]:
    """Every area the rules answer."""

    def review(given: Mapping[str, Any]) -> Mapping[str, Any]:
        return {"issues": issues_of(review_case(given, pack))}

    def form(given: Mapping[str, Any]) -> Mapping[str, Any]:
        return review(given) if {"items", "rx", "patient"} & set(given) else _sheet_form(given)

    return {**simple_areas(pack.policy), **public_health_areas(), **dict.fromkeys(REVIEW_AREAS, review), "rx_format": form}


def run_case(case: Mapping[str, Any], areas: Mapping[str, Area]) -> CaseResult:
    """One case; an area nobody answers is skipped by name, an error of ours is a failure."""
    area = areas.get(case["area"])
    if area is None:
        return CaseResult(case["id"], case["area"], SKIPPED, f"area {case['area']} is not implemented")
    try:
        answer = area(case["given"])
    except Exception as error:
        return CaseResult(case["id"], case["area"], FAIL, f"{type(error).__name__}: {error}")
    wrong = [f"{key}: expected {wanted!r}, got {answer.get(key)!r}" for key, wanted in _compared(case, answer)]
    return CaseResult(case["id"], case["area"], FAIL if wrong else PASS, "; ".join(wrong))


def _compared(case: Mapping[str, Any], answer: Mapping[str, Any]) -> list[tuple[str, Any]]:
    return [(key, wanted) for key, wanted in case["expected"].items() if key not in PROSE and not same(key, wanted, answer.get(key))]


def same(key: str, wanted: Any, got: Any) -> bool:
    """Equality by value: 70.0 is 70, a list of issues is a set of (code, severity, drugs)."""
    if key == "issues":
        return got is not None and _as_set(wanted) == _as_set(got)
    if key == "limit":
        return _figures(wanted) == _figures(got)
    if isinstance(wanted, bool) or isinstance(got, bool):
        return wanted is got
    if isinstance(wanted, int | float | Decimal) and isinstance(got, int | float | Decimal):
        return Decimal(str(wanted)) == Decimal(str(got))
    if isinstance(wanted, list | tuple) and isinstance(got, list | tuple):
        return len(wanted) == len(got) and all(same("", one, other) for one, other in zip(wanted, got, strict=True))
    if isinstance(wanted, Mapping) and isinstance(got, Mapping):
        return wanted.keys() == got.keys() and all(same(name, wanted[name], got[name]) for name in wanted)
    return bool(wanted == got)


def _figures(limit: Any) -> list[Decimal]:
    """The numbers of a limit, however it is written: ``<150/90``, [150, 90], 33.3."""
    return [Decimal(figure) for figure in re.findall(r"\d+(?:\.\d+)?", str(limit))]


def _as_set(issues: list[Mapping[str, Any]]) -> set[tuple[str, str, tuple[str, ...]]]:
    # findings of our own codes (RX-SAF) are outside the cases
    found = ((issue["code"], str(issue["severity"]), tuple(sorted(issue["drugs"]))) for issue in issues)
    return {issue for issue in found if not issue[0].startswith("RX-SAF")}


def _sheet_form(given: Mapping[str, Any]) -> Mapping[str, Any]:
    kind = SheetKind(given.get("kind") or "普通")
    if given.get("age_years") is not None:
        kind = kind_for_age(Decimal(str(given["age_years"])), asked=kind)
    paper = paper_for(kind, given.get("ctl", ""))
    return {"kind": kind.value, "paper": paper.colour, "mark": paper.mark or None}
