"""Times of day and parts of dates as people write them; whole dates are tested with the forms that read them."""

from __future__ import annotations

from datetime import date, time

import pytest

from app.domain.dates import read_past_day, read_time, span_of


@pytest.mark.parametrize("text", ["9:05", "09:05", "9：05", "9点05", "9时5分", "0905", " 9.05 "])
def test_a_time_is_read(text: str) -> None:
    assert read_time(text) == time(9, 5)


@pytest.mark.parametrize("text", ["", "9", "24:00", "12:60", "9:5:1", "later", "905"])
def test_what_is_no_time_is_none(text: str) -> None:
    assert read_time(text) is None


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("2019", date(2019, 1, 1), date(2019, 12, 31)),
        ("2020-02", date(2020, 2, 1), date(2020, 2, 29)),
        ("2019-07-02", date(2019, 7, 2), date(2019, 7, 2)),
    ],
)
def test_a_part_of_a_date_is_a_span_of_days(text: str, first: date, last: date) -> None:
    assert span_of(text) == (first, last)


@pytest.mark.parametrize("text", ["", "去年", "0000", "2019-13", "2019-00", "2019-02-30", "2019-00-05"])
def test_what_is_no_part_of_a_date_is_refused(text: str) -> None:
    with pytest.raises(ValueError):
        span_of(text)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("今天", date(2026, 3, 5)),
        ("昨天", date(2026, 3, 4)),
        ("3天", date(2026, 3, 2)),
        ("３天前", date(2026, 3, 2)),
        ("3 days ago", date(2026, 3, 2)),
        ("3-2", date(2026, 3, 2)),
        ("3月2日", date(2026, 3, 2)),
        ("12.30", date(2025, 12, 30)),
        ("2026-3-2", date(2026, 3, 2)),
        ("2-30", None),
        ("上周", None),
        ("", None),
        ("1000天", None),
    ],
)
def test_since_when_somebody_is_ill(text: str, day: date | None) -> None:
    assert read_past_day(text, date(2026, 3, 5)) == day
