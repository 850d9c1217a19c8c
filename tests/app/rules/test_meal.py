"""A meter's own word about the meal and what a person said: what fits, what is asked about (H24)."""

from __future__ import annotations

import pytest

from app.rules.meal import contradicts, meal_marker
from app.services.measuring import CONTEXTS
from app.texts import LANGUAGES, load_texts
from device_drivers.protocols.glucose_records import MEALS


@pytest.mark.parametrize(
    ("chosen", "fits"),
    [
        ("fasting", {"fasting", "preprandial"}),
        ("postprandial", {"postprandial"}),
        ("random", {"casual", "bedtime", "preprandial", "postprandial"}),
    ],
)
def test_what_a_meter_may_say_beside_what_was_chosen(chosen: str, fits: set[str]) -> None:
    assert {marker for marker in MEALS.values() if not contradicts(marker, chosen)} == fits
    assert not contradicts("", chosen) and contradicts("nap", chosen)


def test_the_marker_is_found_among_other_flags() -> None:
    assert meal_marker(("irregular", "tester:self", "meal:bedtime")) == "bedtime"
    assert meal_marker(("jump", "tester:self")) == ""


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_choice_and_every_marker_has_a_word(language: str) -> None:
    tables = load_texts(language).tables
    assert set(tables["glucose_meal"]) == set(CONTEXTS) and set(tables["meal_marker"]) == set(MEALS.values())
