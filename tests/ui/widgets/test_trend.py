"""Trends cover the last twelve months, on round axes that hold every value and the target."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pytestqt.qtbot import QtBot

from ui.widgets.trend import Trend, TrendPoint, months_before, nice_range

END = date(2026, 3, 5)


@given(st.floats(0.5, 400), st.floats(0.5, 400))
def test_the_axis_is_round_and_holds_every_value(one: float, other: float) -> None:
    low, high, step = nice_range(min(one, other), max(one, other))
    assert low <= min(one, other) and high >= max(one, other) and high > low
    assert 1 <= round((high - low) / step) <= 12
    assert low / step == pytest.approx(round(low / step))


def test_older_values_are_left_out_and_the_last_one_is_in_figures(qtbot: QtBot) -> None:
    trend = Trend("血压", "mmHg")
    qtbot.addWidget(trend)
    points = [TrendPoint(date(2025, 3, 1), 70, 120), TrendPoint(date(2026, 3, 5), 96, 168), TrendPoint(date(2026, 2, 4), 90, 152)]
    trend.show_series(points, END, (60, 140))
    assert trend.last_text() == "168/96 mmHg" and "168/96" in trend.accessibleName()
    trend.show_series(points[:1], END)
    assert trend.last_text() == ""


def test_a_value_with_a_decimal_keeps_it(qtbot: QtBot) -> None:
    trend = Trend("血糖", "mmol/L")
    qtbot.addWidget(trend)
    trend.show_series([TrendPoint(END, 7.8)], END)
    assert trend.last_text() == "7.8 mmol/L"


def test_months_are_named_once_a_quarter() -> None:
    assert [day.month for day in months_before(END)] == [1, 10, 7, 4]


def test_it_paints_in_every_state(qtbot: QtBot) -> None:
    trend = Trend("体重", "kg")
    qtbot.addWidget(trend)
    trend.resize(320, 150)
    empty = trend.grab().toImage()
    trend.show_series([TrendPoint(END, 61.5)], END, marks=((date(2026, 1, 1), "加氨氯地平"),))
    assert trend.grab().toImage() != empty
