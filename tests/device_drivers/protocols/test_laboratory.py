"""Values in text, times without separators, and what keeps two results apart."""

# ruff: noqa: DTZ001 - analysers have no zone
from __future__ import annotations

from datetime import datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from device_drivers.protocols.laboratory import Envelope, Findings, clock_of, iso_time, quantity
from device_drivers.readings import Quantity
from tests.device_drivers.protocols.strategies import relaxed


@pytest.mark.parametrize(
    ("said", "value", "comparator", "words"),
    [
        ("5.30", Decimal("5.30"), "", ""),
        (" -2.0 ", Decimal("-2.0"), "", ""),
        ("1.5E+03", Decimal("1500"), "", ""),
        (".5", Decimal("0.5"), "", ""),
        ("< 0.05", Decimal("0.05"), "<", ""),
        (">=100", None, "", ">=100"),
        ("1,5", None, "", "1,5"),
        ("Infinity", None, "", "Infinity"),
        ("9" * 30, None, "", "9" * 30),
        ("阴性", None, "", "阴性"),
        ("1:80", None, "", "1:80"),
    ],
)
def test_a_value(said: str, value: Decimal | None, comparator: str, words: str) -> None:
    assert quantity(said, "U") == Quantity(value, "U", comparator, words)


def test_a_flag_may_say_that_the_scale_has_ended() -> None:
    assert quantity("600", "mg/dL", flag=">") == Quantity(Decimal(600), "mg/dL", ">", flag=">")
    assert quantity("600", "mg/dL", flag="HH") == Quantity(Decimal(600), "mg/dL", flag="HH")


@pytest.mark.parametrize(
    ("text", "iso"),
    [
        ("20260305084120", "2026-03-05T08:41:20"),
        ("202603050841", "2026-03-05T08:41:??"),
        ("20260305", "2026-03-05T??:??:??"),
        ("20260305084120.123+0800", "2026-03-05T08:41:20"),
        ("20261305084120", None),
        ("20260305246000", None),
        ("2026", None),
        ("", None),
    ],
)
def test_times(text: str, iso: str | None) -> None:
    assert iso_time(text) == iso


def test_the_clock_needs_minutes_and_a_day_that_exists() -> None:
    assert clock_of("202603050841") == datetime(2026, 3, 5, 8, 41) and clock_of("20260305") is None
    assert clock_of("20260231084120") is None and clock_of("00000305084120") is None


@relaxed
@given(st.text(max_size=20))
def test_any_text_is_a_value_or_none(text: str) -> None:
    found = quantity(text, "")
    assert found is None or found.value is None or found.value.is_finite()
    assert clock_of(text) is None or iso_time(text) is not None


def envelope(number: int = 1, sent_at: str = "") -> Envelope:
    return Envelope("serial:x", "astm", b"", None, sent_at, "", "", True, number)


def test_a_test_that_comes_twice_loses_no_value() -> None:
    found = Findings("2026-03-05T08:41:20", "LAB-1")
    for value in ("1", "2", "2"):
        found.add("X", quantity(value, ""))
    [reading] = envelope().readings([found])
    assert [(name, one.value) for name, one in reading.values] == [("X", Decimal(1)), ("X#2", Decimal(2)), ("X#3", Decimal(2))]


def test_what_keeps_two_results_apart() -> None:
    """H21: specimen and time of the test; else the message's time; else that the session counted two."""

    def key(time: str | None, specimen: str, number: int, sent_at: str = "") -> str:
        found = Findings(time, specimen)
        found.add("X", quantity("Negative", ""))
        [reading] = envelope(number, sent_at).readings([found])
        return reading.key()

    assert key("2026-03-05T08:41:20", "LAB-1", 1, "a") == key("2026-03-05T08:41:20", "LAB-1", 2, "b")
    assert key("2026-03-05T08:41:20", "LAB-1", 1) != key("2026-03-05T08:41:20", "LAB-2", 1)
    assert key(None, "LAB-1", 1, "a") != key(None, "LAB-1", 1, "b")
    assert key(None, "", 1) != key(None, "", 2)


def test_nothing_measured_is_no_reading() -> None:
    found = Findings(None, "LAB-1")
    found.add("X", None)
    assert envelope().readings([found]) == ()
