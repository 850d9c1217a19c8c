"""Frequencies: codes, words, times a day."""

from __future__ import annotations

from decimal import Decimal

import pytest

from app.rules.frequencies import frequencies


@pytest.mark.parametrize(
    ("code", "shown", "per_day"),
    [
        ("qd", "每日1次（qd）", "1"),
        ("tid", "每日3次（tid）", "3"),
        ("qn", "每晚睡前1次（qn）", "1"),
        ("q8h", "每8小时1次（q8h）", "3"),
        ("qod", "隔日1次（qod）", "0.5"),
        ("biw", "每周2次（biw）", "0.285714"),
    ],
)
def test_words_and_times(code: str, shown: str, per_day: str) -> None:
    found = frequencies()[code]
    assert (found.shown, found.per_day) == (shown, Decimal(per_day))


def test_a_week_of_a_weekly_drug_is_one_dose() -> None:
    """H30: 1/7 rounded up would make two."""
    weekly = frequencies()["qw"].per_day
    assert weekly is not None and weekly * 7 <= 1


def test_as_needed_has_no_times_of_its_own() -> None:
    assert frequencies()["prn"].per_day is None and frequencies()["st"].once
