"""The elderly: who is one this year, and the score of daily living."""

from datetime import date

import pytest

from app.rules.public_health.elderly import age_on_new_years_eve, daily_living, has_service


def test_the_age_on_31_december_decides() -> None:
    assert age_on_new_years_eve(date(1961, 12, 31), 2026) == 65
    assert has_service(65, 8) and has_service(65, None)
    assert not has_service(64, 8) and not has_service(70, 5)


@pytest.mark.parametrize(
    ("answers", "score", "code"),
    [
        ([0, 1, 0, 1, 1], 3, "1"),
        ([3, 1, 0, 0, 0], 4, "2"),
        ([3, 0, 0, 5, 1], 9, "3"),
        ([3, 0, 0, 5, 10], 18, "3"),
        ([5, 3, 0, 1, 10], 19, "4"),
    ],
)
def test_the_sum_and_its_code(answers: list[int], score: int, code: str) -> None:
    found = daily_living(answers)
    assert (found.score, found.code) == (score, code)


@pytest.mark.parametrize("answers", [[0, 0, 0, 0], [1, 0, 0, 0, 0], [0, 0, 0, 0, 0, 0], [-3, 0, 0, 0, 0]])
def test_answers_the_form_does_not_have(answers: list[int]) -> None:
    with pytest.raises(ValueError, match="answers"):
        daily_living(answers)
