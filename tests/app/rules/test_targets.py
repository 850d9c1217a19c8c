"""Target bands: adults only, the old have more room, weight needs a height."""

from decimal import Decimal

import pytest

from app.domain.clinical import Answer
from app.rules.targets import target_band
from app.rules.vitals import Subject

MIDDLE, OLD, CHILD = Subject(Decimal(50)), Subject(Decimal(70)), Subject(Decimal(9))
PREGNANT, UNKNOWN = Subject(Decimal(30), "2", Answer.YES), Subject(None)


def test_pressure_follows_the_guideline_by_age() -> None:
    assert target_band("pressure", MIDDLE) == (Decimal(90), Decimal(140))
    assert target_band("pressure", OLD) == (Decimal(90), Decimal(150))
    assert target_band("glucose", OLD) == (Decimal("4.4"), Decimal("7.0"))


@pytest.mark.parametrize("subject", [CHILD, PREGNANT, UNKNOWN])
@pytest.mark.parametrize("kind", ["pressure", "glucose", "weight"])
def test_nobody_else_gets_adult_targets(kind: str, subject: Subject) -> None:
    """H18."""
    assert target_band(kind, subject, Decimal(160)) is None


def test_weight_needs_a_height_and_an_unknown_kind_has_no_target() -> None:
    assert target_band("weight", MIDDLE) is None and target_band("temperature", MIDDLE) is None
    assert target_band("weight", MIDDLE, Decimal(160)) == (Decimal("47.4"), Decimal("61.4"))
