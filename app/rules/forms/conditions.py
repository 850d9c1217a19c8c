"""Conditions of form data: tests on other fields, all of which hold.

A test: ``2``, ``2|3`` one of the codes; ``!1`` answered, and none of these; ``>0`` ``>=65`` ``<5`` ``<=5`` a number; ``*`` answered at all.
"""

from __future__ import annotations

import operator
import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from app.domain.filled_form import FormValue

_COMPARED = re.compile(r"(>=|<=|>|<)(-?\d+(?:\.\d+)?)")
_WORDS = re.compile(r"!?[\w.]+(?:\|[\w.]+)*")
_MOST_DIGITS = 12
_OPERATORS = {">=": operator.ge, "<=": operator.le, ">": operator.gt, "<": operator.lt}


@dataclass(frozen=True, slots=True)
class Condition:
    """Field and test; an empty one always holds."""

    tests: tuple[tuple[str, str], ...] = ()

    @property
    def fields(self) -> tuple[str, ...]:
        """Fields it looks at."""
        return tuple(field for field, _ in self.tests)

    def holds(self, scope: Mapping[str, FormValue]) -> bool:
        """Whether all tests hold; a field that says nothing passes none."""
        return all(_passes(test, scope[field].told if field in scope else ()) for field, test in self.tests)


ALWAYS = Condition()
"""No test."""


def read_condition(tests: Mapping[str, str]) -> Condition:
    """From a table of tests. Raises ValueError for a test that is none."""
    for test in tests.values():
        if not (test == "*" or _COMPARED.fullmatch(test) or _WORDS.fullmatch(test)):
            raise ValueError(test)
    return Condition(tuple(tests.items()))


def number_of(text: str) -> Decimal | None:
    """A finite number of a size that people write, None for anything else."""
    try:
        value = Decimal(text)
    except InvalidOperation:
        return None
    return value if value.is_finite() and abs(value.adjusted()) <= _MOST_DIGITS else None


def _passes(test: str, told: tuple[str, ...]) -> bool:
    if not told:
        return False
    if test == "*":
        return True
    compared = _COMPARED.fullmatch(test)
    if compared:
        value = number_of(told[0])
        return value is not None and bool(_OPERATORS[compared[1]](value, Decimal(compared[2])))
    if test.startswith("!"):
        return not set(test[1:].split("|")) & set(told)
    return bool(set(test.split("|")) & set(told))
