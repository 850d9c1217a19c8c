"""What a review means for the page, and numbers as they are typed."""

from decimal import Decimal

import pytest

from app.domain.fields import FieldError
from app.rules.findings import CheckRun, CheckState, Finding, Gap, Review, Severity
from ui.pages.prescription.judging import open_questions, read_amount, read_days, worst_by_line


def finding(severity: Severity, *lines: int, code: str = "RX-APP-08") -> Finding:
    return Finding(code, severity, "rule", "source", lines)


def test_each_line_shows_its_gravest_finding() -> None:
    found = (finding(Severity.WARN, 0, 1), finding(Severity.BLOCK, 1), finding(Severity.OVERRIDE, 1, 2), finding(Severity.WARN))
    assert worst_by_line(found) == {0: Severity.WARN, 1: Severity.BLOCK, 2: Severity.OVERRIDE}


def test_only_what_can_be_asked_is_asked() -> None:
    gaps = (Gap("allergies"), Gap("condition_data", (0,)))
    review = Review((finding(Severity.BLOCK, code="RX-SAF-01"),), (CheckRun("allergy", CheckState.NOT_RUN, gaps),), "pack")
    assert open_questions(review) == ("allergies", "weight")
    assert open_questions(Review((), (CheckRun("dose", CheckState.RAN),), "pack")) == ()


def test_a_gap_of_the_kidney_and_an_unknown_gene_are_questions_too() -> None:
    asked = Finding("RX-APP-17", Severity.WARN, "ASK-hlab1502", "source", (0,))
    review = Review((asked,), (CheckRun("renal_dose", CheckState.NOT_RUN, (Gap("kidney", (0,)), Gap("lactating"))),), "pack")
    assert open_questions(review) == ("lactating", "egfr", "hlab1502")


@pytest.mark.parametrize(("typed", "days"), [("", None), (" 28 ", 28), ("0", 0)])
def test_days_are_whole_numbers(typed: str, days: int | None) -> None:
    assert read_days(typed) == days


@pytest.mark.parametrize("typed", ["2.5", "x", "-3", "400"])
def test_days_that_are_none_are_refused(typed: str) -> None:
    with pytest.raises(FieldError, match="field_number"):
        read_days(typed)


def test_amounts_are_above_zero() -> None:
    assert (read_amount("", "quantity"), read_amount("1.5", "quantity")) == (None, Decimal("1.5"))
    for typed in ("0", "-1", "NaN", "Infinity", "两盒"):
        with pytest.raises(FieldError, match="field_number"):
            read_amount(typed, "quantity")
