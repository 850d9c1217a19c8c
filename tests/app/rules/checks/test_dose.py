"""H30: doses, weekly drugs, courses that never end."""

from __future__ import annotations

from decimal import Decimal

import pytest

from app.rules.engine import evaluate
from app.rules.facts import LineFacts
from app.rules.findings import CheckState
from app.rules.pack import Pack
from tests.app.rules.checks.codes import codes
from tests.app.rules.contexts import line, patient, sheet

WEEKLY = Decimal(1) / 7


@pytest.mark.parametrize(
    ("one", "age", "found"),
    [
        (line("amlodipine-tab", "10"), "50", []),
        (line("amlodipine-tab", "10.1"), "50", [("RX-QTY-07", "override"), ("RX-QTY-08", "override")]),
        (line("paracetamol-tab", "500", per_day=Decimal(5)), "50", [("RX-QTY-08", "override")]),
        (line("amlodipine-tab", "20", second_signature=True), "50", []),
        (line("isoniazid-tab", "900"), "50", [("RX-QTY-08", "override")]),
        (line("insulin-glargine", "180"), "50", [("RX-QTY-07", "override")]),
        (line("digoxin-tab", "0.25"), "69", []),
        (line("digoxin-tab", "0.25"), "70", [("RX-QTY-08", "override")]),
        (line("amiodarone-tab", "600", days=10), "50", []),
        (line("amiodarone-tab", "600", days=11), "50", [("RX-QTY-08", "override")]),
    ],
)
def test_dose(one: LineFacts, age: str, found: list[tuple[str, str]]) -> None:
    context = sheet(one, who=patient(age), extend_reason="慢性病")
    assert codes(context, "RX-QTY") == found


@pytest.mark.parametrize(
    ("one", "blocked"),
    [
        (line("methotrexate-tab", "10", days=7), True),
        (line("methotrexate-tab", "10", days=28, per_day=WEEKLY), False),
        (line("methotrexate-tab", "10", days=28, per_day=WEEKLY * 2), True),
        (line("methotrexate-tab", "30", days=28, per_day=WEEKLY), True),
        (line("methotrexate-tab", "10", days=1), False),
        (line("methotrexate-tab", "10", days=None), True),
        (line("benzathine-pen-inj", "1200000", days=3), True),
        (line("benzathine-pen-inj", "1200000", days=1), False),
    ],
)
def test_a_weekly_drug_is_never_daily(one: LineFacts, blocked: bool) -> None:
    assert (("RX-SAF-03", "block") in codes(sheet(one))) == blocked


@pytest.mark.parametrize(("days", "found"), [(7, []), (8, [("RX-SAF-04", "warn")])])
def test_course_length(days: int, found: list[tuple[str, str]]) -> None:
    assert codes(sheet(line("domperidone-tab", "10", days=days), extend_reason="慢性病"), "RX-SAF-04") == found


@pytest.mark.parametrize(
    ("drug", "route", "state"),
    [
        ("mupirocin", "topical", CheckState.RAN),
        ("shangshi-zhitong", "topical", CheckState.RAN),
        ("norepinephrine-inj", "iv", CheckState.RAN),
        ("water-inj-10", "iv", CheckState.NOT_RUN),
    ],
)
def test_what_is_spread_lacks_no_most(pack: Pack, drug: str, route: str, state: CheckState) -> None:
    """H17: a label that says "thinly, twice a day" has no limit that somebody forgot; an ampoule without one has."""
    review = evaluate(sheet(line(drug, "1", route=route)), pack)
    assert next(run.state for run in review.checks if run.check == "dose") is state
