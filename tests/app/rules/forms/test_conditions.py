"""Conditions of form data."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.filled_form import FormValue, ValueKind
from app.rules.forms.conditions import ALWAYS, number_of, read_condition


@pytest.mark.parametrize(
    ("test", "said", "holds"),
    [
        ("2", ("2",), True),
        ("2", ("1",), False),
        ("2|3", ("1", "3"), True),
        ("!1", ("2",), True),
        ("!1", ("1", "2"), False),
        ("!1", (), False),
        ("*", ("",), True),
        ("*", (), False),
        (">=65", ("65",), True),
        (">=65", ("64.9",), False),
        (">0", ("0",), False),
        ("<5", ("4",), True),
        ("<=5", ("5.0",), True),
        (">0", ("几支",), False),
    ],
)
def test_a_test_holds_for_what_was_told(test: str, said: tuple[str, ...], holds: bool) -> None:
    assert read_condition({"a": test}).holds({"a": FormValue(ValueKind.TEXT, said)}) is holds


def test_all_tests_must_hold_and_silence_passes_none() -> None:
    both = read_condition({"a": "1", "b": "*"})
    assert both.fields == ("a", "b")
    assert not both.holds({"a": FormValue(ValueKind.CHOICE, ("1",))})
    assert both.holds({"a": FormValue(ValueKind.CHOICE, ("1",)), "b": FormValue(ValueKind.TEXT, ("有",))})
    assert ALWAYS.holds({})


@pytest.mark.parametrize("test", ["", "=>3", "2||3", ">=", "1 2", "!*"])
def test_a_test_that_is_none_is_refused(test: str) -> None:
    with pytest.raises(ValueError, match=r".*"):
        read_condition({"a": test})


@given(st.text(max_size=12))
def test_a_number_is_finite_or_none(text: str) -> None:
    value = number_of(text)
    assert value is None or value.is_finite()


@pytest.mark.parametrize("text", ["1e999999", "-1e13", "1e-99", "Infinity", "", "1 2"])
def test_no_number_of_a_size_that_nobody_writes(text: str) -> None:
    assert number_of(text) is None
