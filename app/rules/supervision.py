"""The rules as the insurance describes its own: family, logic, result, period, scenes, stages (clinical.md §1.5, §6)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from app.rules.formulary import PackError
from app.rules.shipped import shipped_toml

FILE = "rx_supervision.toml"


@dataclass(frozen=True, slots=True)
class SupervisionRule:
    """One rule of the catalogue. ``comment``: item of the prescription appraisal, '' = none. All but ``code`` are Chinese words."""

    code: str
    family: str
    result: str  # 违规 or 可疑
    logic: str
    period: str
    scenes: tuple[str, ...]
    stages: tuple[str, ...]  # 事前, 事中, 事后
    insurances: tuple[str, ...]
    comment: str = ""


@cache
def supervision_rules() -> Mapping[str, SupervisionRule]:
    """The shipped catalogue by finding code."""
    return read_supervision(shipped_toml(FILE))


def read_supervision(given: Mapping[str, Any]) -> Mapping[str, SupervisionRule]:
    """Raises PackError that names the rule for an unknown word, a missing or unknown key, or a code told twice."""
    found: dict[str, SupervisionRule] = {}
    for row in given["rule"]:
        try:
            rule = SupervisionRule(**_tupled({"insurances": given["insurances"]} | row))
        except TypeError as error:
            raise PackError("pack_broken", file=FILE, place=f"{row.get('code', '')}: {error}") from error
        unknown = _unknown(rule, given)
        if unknown or rule.code in found or not all((rule.code, rule.logic, rule.period, rule.scenes, rule.stages)):
            raise PackError("pack_broken", file=FILE, place=f"{rule.code}: {', '.join(sorted(unknown))}")
        found[rule.code] = rule
    return found


def _tupled(row: Mapping[str, Any]) -> dict[str, Any]:
    return {key: tuple(value) if isinstance(value, Sequence) and not isinstance(value, str) else value for key, value in row.items()}


def _unknown(rule: SupervisionRule, given: Mapping[str, Any]) -> set[str]:
    used = {
        "families": {rule.family},
        "results": {rule.result},
        "scenes": set(rule.scenes),
        "stages": set(rule.stages),
        "insurances": set(rule.insurances),
    }
    return {word for key, words in used.items() for word in words - set(given[key])}
