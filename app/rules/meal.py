"""What a glucose meter itself says of the meal, held against what a person says: both are kept, the person's word counts (H24)."""

from __future__ import annotations

from collections.abc import Iterable

_FLAG = "meal:"
_FITS = {
    "fasting": frozenset({"fasting", "preprandial"}),
    "postprandial": frozenset({"postprandial"}),
    "random": frozenset({"casual", "bedtime", "preprandial", "postprandial"}),
}
"""A meter that knows only before and after marks a fasting value as before the meal; random is any time of a day with meals.

The markers are those of the Bluetooth Glucose Service 1.0.1, Glucose Measurement Context, Meal.
"""


def meal_marker(flags: Iterable[str]) -> str:
    """The meter's own word among a measurement's flags, '' where it says none."""
    return next((flag.removeprefix(_FLAG) for flag in flags if flag.startswith(_FLAG)), "")


def contradicts(marker: str, chosen: str) -> bool:
    """Whether the meter's word cannot be meant by what a person chose; a word that nobody knows is asked about too."""
    return bool(marker) and marker not in _FITS[chosen]
