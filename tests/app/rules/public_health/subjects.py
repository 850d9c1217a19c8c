"""People of the tests of public health rules."""

from __future__ import annotations

from decimal import Decimal

from app.domain.clinical import Answer
from app.rules.vitals import Subject

MIDDLE = Subject(Decimal(50), "1")
OLD = Subject(Decimal(70), "1")
CHILD = Subject(Decimal(9), "1")
PREGNANT = Subject(Decimal(30), "2", Answer.YES)
UNKNOWN = Subject(None, "1")
NOT_ADULTS = (CHILD, PREGNANT, UNKNOWN)


def pressure(systolic: int, diastolic: int) -> tuple[Decimal, Decimal]:
    """mmHg."""
    return Decimal(systolic), Decimal(diastolic)
