"""中医体质: sums, leanings, the balanced kind, and answers that follow from what is measured."""

from decimal import Decimal

import pytest

from app.rules.public_health.constitution import BALANCED, Leaning, computed_answer, computed_measures, judge

CALM = dict.fromkeys(range(1, 34), 1)


def test_a_calm_sheet_is_balanced() -> None:
    found = judge(CALM | {1: 5})
    assert set(found.scores.values()) == {4, 25} and found.leanings[BALANCED] is Leaning.YES


@pytest.mark.parametrize(
    ("answers", "leaning", "balanced"),
    [
        ({11: 2, 12: 2, 29: 2}, Leaning.NO, Leaning.YES),  # 7
        ({11: 2, 12: 2, 29: 3}, Leaning.NO, Leaning.MOSTLY),  # 8
        ({11: 2, 12: 2, 29: 4}, Leaning.TENDS, Leaning.MOSTLY),  # 9
        ({11: 3, 12: 2, 29: 4}, Leaning.TENDS, Leaning.NO),  # 10
        ({11: 3, 12: 3, 29: 4}, Leaning.YES, Leaning.NO),  # 11
    ],
)
def test_leanings_of_one_kind(answers: dict[int, int], leaning: Leaning, balanced: Leaning) -> None:
    found = judge(CALM | {1: 5} | answers)
    assert (found.leanings["阳虚质"], found.leanings[BALANCED]) == (leaning, balanced)


def test_the_balanced_kind_needs_its_own_sum() -> None:
    assert judge(CALM | {2: 3, 4: 3, 5: 3, 13: 3}).scores[BALANCED] == 13
    assert judge(CALM | {2: 3, 4: 3, 5: 3, 13: 3}).leanings[BALANCED] is Leaning.NO


@pytest.mark.parametrize("answers", [dict.fromkeys(range(1, 33), 1), CALM | {34: 1}, CALM | {7: 0}, CALM | {7: 6}])
def test_no_item_is_skipped_or_invented(answers: dict[int, int]) -> None:
    with pytest.raises(ValueError, match=r"\d"):
        judge(answers)


@pytest.mark.parametrize(
    ("measure", "values", "answers"),
    [
        ("bmi", ["23.9", "24", "25", "26", "28"], [1, 2, 3, 4, 5]),
        ("waist_cm", ["79", "80", "85.4", "85.5", "90", "91", "105", "106"], [1, 2, 2, 3, 3, 4, 4, 5]),
        ("colds_per_year", ["1", "2", "4", "5", "7", "8", "12"], [1, 2, 2, 3, 3, 4, 5]),
        ("allergies_per_year", ["0", "1", "3", "5", "7"], [1, 2, 3, 4, 5]),
    ],
)
def test_answers_that_follow_from_a_measure(measure: str, values: list[str], answers: list[int]) -> None:
    item = computed_measures()[measure]
    assert [computed_answer(measure, Decimal(value)) for value in values] == [(item, answer) for answer in answers]
