"""Line breaks: everything stays, nothing is wider than the room."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from app.printing.fonts import width
from app.printing.text import SafeText, safe_text
from app.printing.wrap import wrap

ROOM = 60.0


@given(st.text("王氨氯地平片 5mg(0.25g),，。《》ABCdef-·/", max_size=80))
def test_nothing_is_lost_and_nothing_sticks_out(text: str) -> None:
    whole = safe_text(text)
    lines = wrap(whole, 10, ROOM)
    assert "".join(lines).replace(" ", "") == whole.replace(" ", "")
    assert all(width(line, 10) <= ROOM + 0.01 for line in lines)


def test_a_number_stays_with_its_unit_letters() -> None:
    assert wrap(SafeText("每次服用的量12.5mg"), 10, 72) == ["每次服用的量", "12.5mg"]


def test_no_closing_mark_begins_a_line() -> None:
    assert wrap(SafeText("每日三次饭后，服"), 10, 62) == ["每日三次饭", "后，服"]


def test_a_word_too_long_for_a_line_is_broken() -> None:
    assert wrap(SafeText("W" * 20), 10, ROOM)[0] != "W" * 20
