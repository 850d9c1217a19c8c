"""What somebody types, as the field keeps it."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.rules.forms.reading import library
from app.services.form_typing import as_kept


@pytest.mark.parametrize(
    ("code", "typed", "kept"),
    [
        ("weight", "123斤", "61.5"),
        ("height", "一米五六", "156"),
        ("waist", "2尺6", "87"),
        ("temperature", "36度5", "36.5"),
        ("fasting", "108mg/dl", "6.0"),
        ("systolic", "１３８", "138"),
        ("systolic", "好", "好"),
        ("systolic", "+1e2", "100"),
        ("systolic", "1e999999", "1e999999"),
        ("smoke_per_day", "-0", "0"),
        ("smoke_per_day", "NaN", "NaN"),
        ("weight", "好", "好"),
        ("hba1c_on", "2026年2月1日", "2026-02-01"),
        ("hba1c_on", "2026-02-31", "2026-02-31"),
        ("refer_reason", "  血压\u3000控制不好 ", "血压 控制不好"),
        ("subjective", "头痛三天\n夜里 重", "头痛三天\n夜里 重"),
        ("salt", " ２ ", "2"),
        ("weight", "  ", ""),
    ],
)
def test_as_the_field_keeps_it(code: str, typed: str, kept: str) -> None:
    assert as_kept(library().fields[code], typed) == kept


@settings(max_examples=60)
@given(st.sampled_from(["weight", "systolic", "hba1c_on", "salt", "subjective"]), st.text(max_size=30))
def test_whatever_is_typed_is_kept_as_something(code: str, text: str) -> None:
    assert isinstance(as_kept(library().fields[code], text), str)
