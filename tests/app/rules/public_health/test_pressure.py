"""Grades, elevated days and target sets of blood pressure."""

from datetime import date
from decimal import Decimal

import pytest

from app.rules.public_health.pressure import Grade, elevated_at_home, elevated_days, grade, target, targets
from app.rules.vitals import Subject
from tests.app.rules.public_health.subjects import MIDDLE, NOT_ADULTS, pressure


def test_the_higher_side_decides_the_grade() -> None:
    found = [grade(pressure(*pair), MIDDLE) for pair in ((119, 79), (118, 80), (140, 70), (130, 100), (120, 110))]
    assert [one.grade for one in found if one] == list(Grade)
    assert [one.isolated_systolic for one in found if one] == [False, False, True, False, False]


@pytest.mark.parametrize("subject", NOT_ADULTS)
def test_nobody_else_is_graded(subject: Subject) -> None:
    assert grade(pressure(150, 95), subject) is None


def test_a_day_counts_once_and_three_days_make_a_diagnosis() -> None:
    first = [(date(2026, 2, 1), pressure(148, 92)), (date(2026, 2, 1), pressure(150, 94)), (date(2026, 2, 9), pressure(138, 90))]
    two = elevated_days(first)
    assert (two.count, two.enough, two.within_weeks) == (2, False, None)
    close = elevated_days([*first, (date(2026, 3, 1), pressure(142, 80))])
    assert (close.count, close.enough, close.within_weeks) == (3, True, 4)
    far = elevated_days([*first, (date(2026, 3, 2), pressure(142, 80))])
    assert (far.count, far.enough, far.within_weeks) == (3, True, None)


def test_home_readings_have_a_lower_cut_off() -> None:
    assert elevated_at_home(pressure(135, 80)) and elevated_at_home(pressure(120, 85)) and not elevated_at_home(pressure(134, 84))


def test_two_target_sets_stand_side_by_side_and_one_counts() -> None:
    shown = targets(Decimal(66))
    assert [(one.policy, one.text, one.counts) for one in shown] == [
        ("GW3", "<150/90", True),
        ("NPHG2025", "<130/80", False),
        ("NPHG2020", "<150/90", False),
    ]
    assert [one.met(pressure(143, 89)) for one in shown] == [True, False, True]
    assert target(Decimal(80), "NPHG2025").text == "<150/90" and target(Decimal(64)).text == "<140/90"
    with pytest.raises(KeyError):
        target(Decimal(50), "JNC8")
