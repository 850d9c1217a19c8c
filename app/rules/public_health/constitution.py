"""中医体质辨识 of people of 65 and over: 33 items of 1 … 5, nine kinds."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from app.domain.units import rounded
from app.rules.public_health.policy import policy, step

BALANCED = "平和质"


class Leaning(StrEnum):
    """Whether somebody is of a kind."""

    YES = "是"
    MOSTLY = "基本是"
    TENDS = "倾向是"
    NO = "否"


@dataclass(frozen=True, slots=True)
class Constitution:
    """Sum and verdict of each kind, the eight biased ones first, 平和质 last."""

    scores: Mapping[str, int]
    leanings: Mapping[str, Leaning]


def judge(answers: Mapping[int, int]) -> Constitution:
    """Answers by item 1 … 33. Raises ValueError when an item is skipped, unknown, or not 1 … 5."""
    rules = policy()["constitution"]
    wanted = set(range(1, rules["items"] + 1))
    wrong = sorted((wanted ^ answers.keys()) | {item for item, value in answers.items() if not 1 <= value <= 5})
    if wrong:
        raise ValueError(", ".join(map(str, wrong)))
    scores = {kind: sum(answers[item] for item in items) for kind, items in rules["kinds"].items()}
    leanings = {kind: _leaning(score) for kind, score in scores.items()}
    highest = max(scores.values())
    balanced = sum(6 - answers[item] if item in rules["reversed"] else answers[item] for item in rules["balanced_items"])
    return Constitution(scores | {BALANCED: balanced}, leanings | {BALANCED: _balanced(balanced, highest)})


def computed_answer(measure: str, value: Decimal) -> tuple[int, int]:
    """Item and answer that follow from ``bmi`` (kg/m²), ``waist_cm``, ``colds_per_year`` or ``allergies_per_year``.

    Waist and counts are taken to the whole number, as the form gives them. Raises KeyError for another measure.
    """
    rule = policy()["constitution"]["computed"][measure]
    return rule["item"], step(value if measure == "bmi" else rounded(value, 0), rule["limits"]) + 1


def computed_measures() -> Mapping[str, int]:
    """What answers itself, and which item it is."""
    return {name: rule["item"] for name, rule in policy()["constitution"]["computed"].items()}


def _leaning(score: int) -> Leaning:
    rules = policy()["constitution"]
    return Leaning.YES if score >= rules["is"] else Leaning.TENDS if score >= rules["tends"] else Leaning.NO


def _balanced(score: int, highest: int) -> Leaning:
    rules = policy()["constitution"]
    if score < rules["balanced"] or highest >= rules["balanced_others_mostly"]:
        return Leaning.NO
    return Leaning.YES if highest < rules["balanced_others"] else Leaning.MOSTLY
