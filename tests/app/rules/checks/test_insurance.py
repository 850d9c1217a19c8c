"""What the insurance would object to, before it is charged; and that none of it keeps a drug from a patient."""

from __future__ import annotations

from dataclasses import replace

import pytest

from app.rules.engine import evaluate
from app.rules.facts import InsuranceFacts, LineFacts, PatientFacts, RxContext
from app.rules.findings import Finding, Review
from app.rules.pack import Pack
from tests.app.rules.contexts import line, patient, sheet

PACK_OF_TABLETS = "81002345678901234567"
OTHER = "81002345678901234568"
GS1 = "(01)06901234567892(21)A1"
RESTRICTED = InsuranceFacts(restricted={"rosuvastatin-tab": ("E78.5", "I25.1")})
SETTLED = InsuranceFacts(settle=True)


def _context(facts: InsuranceFacts | None, *lines: LineFacts, who: PatientFacts | None = None) -> RxContext:
    return replace(sheet(*lines, who=who), insurance=facts)


def _found(review: Review) -> list[tuple[str, str, tuple[str, ...]]]:
    return [(one.code, one.severity.value, one.drugs) for one in review.objections if one.code.startswith("YB")]


@pytest.mark.parametrize(
    ("diagnoses", "paid"),
    [
        (("J06.9",), False),
        ((), False),
        (("E78.5",), True),
        (("E78.500",), True),
        (("I25.103", "J06.9"), True),
        (("e78.500x001",), True),
        (("I25",), False),
        (("高脂血症",), True),
        (("血脂有点高",), False),
    ],
)
def test_restricted_payment_follows_the_diagnosis(base_pack: Pack, diagnoses: tuple[str, ...], paid: bool) -> None:
    review = evaluate(_context(RESTRICTED, line("rosuvastatin-tab", "10"), who=patient(diagnoses=diagnoses)), base_pack)
    assert _found(review) == ([] if paid else [("YB-01", "warn", ("rosuvastatin-tab",))])


def test_words_without_a_code_are_named_as_not_compared(base_pack: Pack) -> None:
    """H17: the prompt stands, and the doctor is told that it may be the wording."""
    review = evaluate(_context(RESTRICTED, line("rosuvastatin-tab", "10"), who=patient(diagnoses=("血脂有点高",))), base_pack)
    gaps = next(run.gaps for run in review.could_not if run.check == "insurance")
    assert [(gap.input, gap.lines) for gap in gaps] == [("diagnosis_codes", (0,))]


def test_who_pays_alone_is_asked_nothing(base_pack: Pack) -> None:
    review = evaluate(_context(None, line("rosuvastatin-tab", "10", trace_codes=(PACK_OF_TABLETS, PACK_OF_TABLETS))), base_pack)
    assert _found(review) == [] and {run.state.value for run in review.checks if run.check in {"insurance", "trace_codes"}} == {
        "not_applicable"
    }


@pytest.mark.parametrize(("sheets", "wanted"), [(0, []), (1, [("YB-04", "warn", ())]), (3, [("YB-04", "warn", ())])])
def test_a_second_sheet_of_the_day(base_pack: Pack, sheets: int, wanted: list[object]) -> None:
    review = evaluate(_context(InsuranceFacts(same_day_sheets=sheets), line("amlodipine-tab", "5")), base_pack)
    assert _found(review) == wanted


@pytest.mark.parametrize(
    ("facts", "codes", "listed", "wanted"),
    [
        (SETTLED, (PACK_OF_TABLETS,), False, []),
        (SETTLED, (), False, ["YB-07"]),
        (SETTLED, (), True, []),
        (SETTLED, ("6901234567892",), False, ["YB-07"]),
        (SETTLED, ("6901234567892", GS1), False, []),
        (InsuranceFacts(), (), False, []),
        (replace(SETTLED, sold_codes=frozenset({PACK_OF_TABLETS})), (PACK_OF_TABLETS,), False, ["YB-08"]),
        (replace(SETTLED, sold_codes=frozenset({OTHER})), (PACK_OF_TABLETS,), False, []),
        (replace(SETTLED, sold_codes=frozenset({"(21)A1(01)06901234567892"})), (GS1,), False, ["YB-08"]),
        (InsuranceFacts(sold_codes=frozenset({PACK_OF_TABLETS})), (PACK_OF_TABLETS,), False, ["YB-08"]),
        (SETTLED, (PACK_OF_TABLETS, PACK_OF_TABLETS), False, ["YB-08"]),
        (SETTLED, (PACK_OF_TABLETS, OTHER), False, []),
    ],
)
def test_trace_codes(base_pack: Pack, facts: InsuranceFacts, codes: tuple[str, ...], listed: bool, wanted: list[str]) -> None:
    one = line("amlodipine-tab", "5", trace_codes=codes, no_code_list=listed)
    assert _found(evaluate(_context(facts, one), base_pack)) == [(code, "block", ("amlodipine-tab",)) for code in wanted]


def test_one_box_on_two_lines_is_scanned_twice(base_pack: Pack) -> None:
    lines = (line("amlodipine-tab", "5", trace_codes=(GS1,)), line("metformin-tab", "500", trace_codes=(GS1,)))
    assert _found(evaluate(_context(SETTLED, *lines), base_pack)) == [("YB-08", "block", ("metformin-tab",))]


def test_a_settlement_that_waits_never_keeps_the_drug_from_the_patient(base_pack: Pack) -> None:
    """safety.md §5.4: YB-07 and YB-08 block the settlement only."""
    facts = replace(SETTLED, sold_codes=frozenset({PACK_OF_TABLETS}))
    lines = (line("amlodipine-tab", "5"), line("metformin-tab", "500", trace_codes=(PACK_OF_TABLETS,)))
    review = evaluate(_context(facts, *lines), base_pack)
    stopping: list[Finding] = [one for one in review.findings if one.severity.value == "block"]
    assert [one.code for one in stopping] == ["YB-07", "YB-08"]
    assert not review.blocked and not any(one.stops_signing for one in stopping)
