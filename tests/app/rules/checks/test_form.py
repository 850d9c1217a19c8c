"""Paper, mark and validity."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from app.domain.prescription import SheetKind
from app.rules.checks.form import Paper, kind_for_age, paper_for, valid_until
from tests.app.rules.checks.codes import codes
from tests.app.rules.contexts import line, patient, sheet

ISSUED = date(2026, 2, 27)


def test_paper_and_mark() -> None:
    assert paper_for(SheetKind.ORDINARY) == Paper("白色", "")
    assert paper_for(SheetKind.PAEDIATRIC, "精二") == Paper("白色", "精二")
    assert paper_for(SheetKind.EMERGENCY, "精一") == Paper("淡红色", "麻、精一")


def test_children_get_the_green_sheet() -> None:
    assert kind_for_age(Decimal("13.99")) is SheetKind.PAEDIATRIC
    assert kind_for_age(Decimal(14)) is SheetKind.ORDINARY
    assert kind_for_age(Decimal(3), asked=SheetKind.EMERGENCY) is SheetKind.EMERGENCY


@pytest.mark.parametrize(
    ("days", "last"), [(None, ISSUED), (0, ISSUED), (1, ISSUED), (2, date(2026, 2, 28)), (3, date(2026, 3, 1)), (4, None), (-1, None)]
)
def test_validity(days: int | None, last: date | None) -> None:
    assert valid_until(ISSUED, days) == last


@pytest.mark.parametrize(
    ("age", "text", "found"),
    [("0.5", "0岁", True), ("0.5", "6月", False), ("0.02", "9天", False), ("1.5", "1岁5月", False), ("0.5", "", False)],
)
def test_infant_age_text(age: str, text: str, found: bool) -> None:
    assert bool(codes(sheet(line("ors-iii"), who=patient(age), age_text=text), "RX-FRM-03")) == found


def test_six_drugs_split_and_pieces_apart() -> None:
    six = [
        line(drug) for drug in ("amlodipine-tab", "metformin-tab", "atorvastatin-tab", "omeprazole-cap", "loratadine-tab", "folic-acid-tab")
    ]
    assert codes(sheet(*six), "RX-FRM") == [("RX-FRM-04", "block")]
    assert codes(sheet(*six[:5], six[0]), "RX-FRM") == []
    assert codes(sheet(six[0], line("huangqi-slice")), "RX-FRM") == [("RX-FRM-05", "block")]
    assert codes(sheet(*[line("huangqi-slice") for _ in range(12)]), "RX-FRM") == []
