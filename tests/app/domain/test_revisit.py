"""Earlier diagnoses: the same disease by its category, days as people write them."""

from __future__ import annotations

from datetime import date

import pytest

from app.domain.revisit import EarlierDiagnosis, proof_of, read_day

TODAY = date(2026, 3, 5)


@pytest.mark.parametrize(
    ("written", "day"),
    [
        ("2026-1-5", date(2026, 1, 5)),
        ("20260105", date(2026, 1, 5)),
        (" 2026/01/05 ", date(2026, 1, 5)),
        ("2026.1.5", date(2026, 1, 5)),
        ("2026-02-30", None),
        ("去年", None),
        ("26-1-5", None),
        ("", None),
    ],
)
def test_a_day_as_it_is_written(written: str, day: date | None) -> None:
    assert read_day(written) == day


@pytest.mark.parametrize(
    ("diagnosis", "same"),
    [
        (("I10", ""), True),
        (("i10.x00x002", "高血压2级"), True),
        (("E11.9", "糖尿病"), False),
        (("", "高血压"), True),
        (("", "头痛"), False),
    ],
)
def test_the_same_disease(diagnosis: tuple[str, str], same: bool) -> None:
    known = EarlierDiagnosis("I10", "高血压", "县医院", "2025-11-03")
    assert (proof_of(diagnosis, [known]) is known) is same


@pytest.mark.parametrize(
    ("source", "on", "complete"),
    [
        ("县医院", "2025-11-03", True),
        ("", "2025-11-03", False),
        ("县医院", "", False),
        ("县医院", "2026-03-06", False),
        ("县医院", "2026-03-05", True),
    ],
)
def test_a_proof_says_where_and_when(source: str, on: str, complete: bool) -> None:
    assert EarlierDiagnosis("I10", "高血压", source, on, told=True).complete(TODAY) is complete
