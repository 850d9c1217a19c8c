"""Times of day as people write them; dates are tested with the forms that read them."""

from __future__ import annotations

from datetime import time

import pytest

from app.domain.dates import read_time


@pytest.mark.parametrize("text", ["9:05", "09:05", "9：05", "9点05", "9时5分", "0905", " 9.05 "])
def test_a_time_is_read(text: str) -> None:
    assert read_time(text) == time(9, 5)


@pytest.mark.parametrize("text", ["", "9", "24:00", "12:60", "9:5:1", "later", "905"])
def test_what_is_no_time_is_none(text: str) -> None:
    assert read_time(text) is None
