"""H17: silence is never taken for safety."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.domain.clinical import Answer
from app.domain.prescription import SheetKind
from app.rules.check import Check
from app.rules.engine import CHECKS, evaluate
from app.rules.facts import (
    AllergyFact,
    DatedAnswer,
    DatedNumber,
    InsuranceFacts,
    LineFacts,
    MedicineFact,
    PatientFacts,
    PrescriberFacts,
    RxContext,
    SheetFacts,
)
from app.rules.findings import CheckState, Finding, Gap, Review, Severity
from app.rules.inputs import INPUTS
from app.rules.pack import Pack
from app.rules.sheet import Sheet
from tests.app.rules.contexts import NO, TODAY, YES, line, patient, sheet, weight
from tests.shipped_pack import shipped_pack

_PACK = shipped_pack()

ADULT = replace(
    sheet(
        line("ceftriaxone-inj", "1", route="iv", bag="1"),
        line("benzathine-pen-inj", "1200000", days=1, route="im", skin_test="阴性"),
        line("ampicillin-inj", "1000", route="iv", bag="2", skin_test="阴性"),
        line("metformin-tab", "500", days_left=Decimal(2)),
        line("levonorgestrel-tab", "0.75"),
        who=patient("30", "2", diagnoses=("J06.9",)),
        internet=True,
    ),
    herbs=("甘草", "白术"),
    insurance=InsuranceFacts(restricted={"ceftriaxone-inj": ("J06",)}),
)
ELDER = sheet(
    line("metformin-tab", "500"),
    line("paracetamol-tab", "500"),
    line("allopurinol-tab", "100"),
    who=patient("70", diagnoses=("E11.9", "M10.9", "R50.9")),
)
MOTHER = sheet(line("metformin-tab", "500"), line("doxycycline-tab", "100"), who=patient("30", "2", lactating=YES))
CHILD = sheet(line("amoxicillin-cap", "250", skin_test="阴性"), who=patient("10", weight_kg=weight("30")))


def _patient(**facts: object) -> Callable[[RxContext], RxContext]:
    return lambda context: replace(context, patient=replace(context.patient, **facts))  # type: ignore[arg-type]


def _first(**facts: object) -> Callable[[RxContext], RxContext]:
    return lambda context: replace(context, lines=(replace(context.lines[0], **facts), *context.lines[1:]))  # type: ignore[arg-type]


REMOVE: dict[str, Callable[[RxContext], RxContext]] = {
    "age": _patient(age_years=None),
    "sex": _patient(sex="9"),
    "today": lambda context: replace(context, sheet=replace(context.sheet, today=None)),
    "prescriber": lambda context: replace(context, prescriber=None),
    "allergies": _patient(allergies_known=DatedAnswer()),
    "allergy_words": _patient(allergies=(AllergyFact("青霉素、芒果"),)),
    "conditions": _patient(conditions_known=DatedAnswer(Answer.YES, TODAY)),
    "condition_words": _patient(conditions=("老毛病",)),
    "condition_data": _patient(conditions=("J45.9",)),
    "medicines": lambda context: replace(context, medicines_known=DatedAnswer()),
    "medicine_words": lambda context: replace(context, medicines=(MedicineFact("一种降压药"),)),
    "kidney": _patient(egfr=DatedNumber()),
    "lactating": _patient(lactating=DatedAnswer()),
    "lactation_data": _first(drug="huatuo-zaizao"),
    "egfr": _patient(egfr=DatedNumber(Decimal(95), TODAY - timedelta(400))),
    "pregnant": _patient(pregnant=DatedAnswer(Answer.NO, TODAY - timedelta(60))),
    "pregnancy_data": lambda context: _first(drug="xingpi-yanger")(_patient(pregnant=YES)(context)),
    "age_data": _first(drug="banlangen"),
    "child_data": _first(drug="banlangen"),
    "weight": _patient(weight_kg=weight("30", days_ago=31)),
    "product": _first(drug="不在目录"),
    "single": _first(single=None),
    "per_day": _first(per_day=None),
    "days": _first(days=None),
    "route": _first(route=""),
    "bag": _first(bag=""),
    "dose_limit": _first(drug="water-inj-10"),
    "diagnosis_codes": _patient(diagnoses=("受凉",)),
}
DECLARED = [(check.id, name) for check in CHECKS for name in check.inputs]
ORGANS = {"renal_dose": ELDER, "hepatic": ELDER, "indication": ELDER, "ask_first": ELDER, "lactation": MOTHER}


def _context_for(check: str, name: str) -> RxContext:
    return CHILD if check in {"child_weight", "child_dose"} or name == "age_data" else ORGANS.get(check, ADULT)


def _state(review: Review, check: str) -> CheckState:
    return next(run.state for run in review.checks if run.check == check)


def _gaps(review: Review, check: str) -> tuple[Gap, ...]:
    return next(run.gaps for run in review.checks if run.check == check)


@pytest.mark.parametrize(("check", "name"), DECLARED)
def test_every_removed_input_turns_its_check_to_not_run(pack: Pack, check: str, name: str) -> None:
    complete = _context_for(check, name)
    assert _state(evaluate(complete, pack), check) is CheckState.RAN
    review = evaluate(REMOVE[name](complete), pack)
    assert _state(review, check) is CheckState.NOT_RUN
    assert name in {gap.input for gap in _gaps(review, check)}
    assert any(f.code == "RX-SAF-02" and f.facts["check"] == check and name in f.facts["missing"] for f in review.findings)


def test_every_input_is_declared_by_a_check_and_can_be_removed() -> None:
    assert {name for check in CHECKS for name in check.inputs} == set(INPUTS) == set(REMOVE)
    assert len({check.id for check in CHECKS}) == len(CHECKS)


def test_breast_feeding_is_named_as_not_checked(pack: Pack) -> None:
    """Its maker keeps the recipe secret: nobody could review it."""
    context = sheet(line("huatuo-zaizao", "8"), who=patient("30", "2", lactating=YES))
    assert "lactation" in [run.check for run in evaluate(context, pack).could_not]
    assert _state(evaluate(ADULT, pack), "lactation") is CheckState.NOT_APPLICABLE


@pytest.mark.parametrize("broken", [check.id for check in CHECKS])
@pytest.mark.expect_log("check .* failed")
def test_a_check_that_raises_could_not_run(pack: Pack, broken: str) -> None:
    def explode(_: Sheet) -> Iterator[Finding]:
        raise RuntimeError("broken rule")

    checks = [replace(check, find=explode, applies=lambda _: True) if check.id == broken else check for check in CHECKS]
    review = evaluate(ADULT, pack, checks)
    assert _state(review, broken) is CheckState.FAILED
    assert [f.facts["missing"] for f in review.findings if f.code == "RX-SAF-02" and f.rule == broken] == ["error"]


def test_without_a_pack_no_check_ran() -> None:
    review = evaluate(ADULT, None)
    assert (review.ran, review.objections, review.pack) == ((), (), "")
    assert len(review.could_not) == len(CHECKS)


@pytest.mark.expect_log("sheet could not be read")
def test_a_pack_without_products_never_looks_clean(pack: Pack) -> None:
    review = evaluate(ADULT, replace(pack, products={}))
    assert {"allergy", "interaction", "dose", "pregnancy", "renal", "skin_test"} <= {run.check for run in review.could_not}
    broken = evaluate(ADULT, replace(pack, policy={}))
    assert broken.ran == () and len(broken.could_not) == len(CHECKS)


def test_a_review_names_its_data(pack: Pack) -> None:
    assert evaluate(ADULT, pack).pack == pack.label


def test_findings_come_gravest_first(pack: Pack) -> None:
    review = evaluate(sheet(line("amoxicillin-cap", "9000"), line("smectite-powder", "3")), pack)
    ranks = [found.severity.rank for found in review.findings]
    assert ranks == sorted(ranks) and review.blocked and ranks[0] == 0


def test_a_resuscitation_is_never_blocked(pack: Pack) -> None:
    """H27."""
    context = sheet(line("nitroglycerin-sl", "5", days=90, route="iv"), who=patient(pregnant=YES, conditions=("H40.9",)), rescue=True)
    review = evaluate(context, pack)
    assert review.objections and not any(found.severity.interrupts for found in review.findings)


_DRUGS = st.sampled_from([*sorted(_PACK.products), "不在目录", ""])
_AMOUNT = st.one_of(st.none(), st.decimals(0, 100_000, places=2))
_DATES = st.one_of(st.none(), st.dates(date(2020, 1, 1), date(2026, 12, 31)))
_ANSWERS = st.builds(DatedAnswer, st.sampled_from(Answer), _DATES)
_NUMBERS = st.builds(DatedNumber, _AMOUNT, _DATES)
_WORDS = st.one_of(
    st.text(max_size=6), st.sampled_from(sorted(_PACK.vocabulary.condition_tokens)), st.sampled_from(["J45.9", "N18.4", "青霉素", "H40"])
)
_LINES = st.builds(
    LineFacts,
    drug=_DRUGS,
    single=_AMOUNT,
    per_day=st.one_of(st.none(), st.decimals("0.01", 24, places=2)),
    days=st.one_of(st.none(), st.integers(0, 400)),
    route=st.sampled_from(["", "oral", "iv", "im", "sublingual", "nonsense"]),
    form=st.sampled_from(["", "inj", "er", "other"]),
    decoction_piece=st.booleans(),
    bag=st.sampled_from(["", "1", "2"]),
    skin_test=st.sampled_from(["", "阴性", "阳性"]),
    second_signature=st.booleans(),
    days_left=_AMOUNT,
    usage=st.sampled_from(["", "遵医嘱", "必要时"]),
    continuing=st.booleans(),
    trace_codes=st.lists(st.sampled_from(["81002345678901234567", "6901234567892", "?"]), max_size=2).map(tuple),
    no_code_list=st.booleans(),
)
_PATIENTS = st.builds(
    PatientFacts,
    age_years=st.one_of(st.none(), st.decimals(0, 120, places=2)),
    sex=st.sampled_from("0129"),
    allergies_known=_ANSWERS,
    allergies=st.lists(st.builds(AllergyFact, _WORDS, st.sampled_from(["", "penicillin", "nonsense"]), _WORDS), max_size=3).map(tuple),
    conditions_known=_ANSWERS,
    conditions=st.lists(_WORDS, max_size=3).map(tuple),
    diagnoses=st.lists(_WORDS, max_size=2).map(tuple),
    pregnant=_ANSWERS,
    lactating=_ANSWERS,
    weight_kg=_NUMBERS,
    egfr=_NUMBERS,
    pain_patient=st.booleans(),
)
_SHEETS = st.builds(
    SheetFacts,
    kind=st.sampled_from(SheetKind),
    long_term=st.booleans(),
    internet=st.booleans(),
    missing=st.lists(st.text(max_size=5), max_size=2).map(tuple),
    age_text=st.text(max_size=4),
    purpose=st.sampled_from(["", "adhd", "x"]),
    today=_DATES,
    valid_until=_DATES,
)
CONTEXTS = st.builds(
    RxContext,
    patient=_PATIENTS,
    prescriber=st.one_of(
        st.none(), st.builds(PrescriberFacts, st.booleans(), st.booleans(), st.sampled_from(["非限制", "限制", "特殊", "?"]))
    ),
    sheet=_SHEETS,
    lines=st.lists(_LINES, max_size=6).map(tuple),
    medicines_known=_ANSWERS,
    medicines=st.lists(st.builds(MedicineFact, _DRUGS, _AMOUNT, _AMOUNT), max_size=3).map(tuple),
    herbs=st.lists(st.sampled_from(["丁香", "郁金", "甘草", "海藻", "人参"]), max_size=3).map(tuple),
    insurance=st.one_of(
        st.none(),
        st.builds(
            InsuranceFacts,
            st.booleans(),
            st.sampled_from([frozenset(), frozenset({"81002345678901234567"})]),
            st.dictionaries(st.sampled_from(sorted(_PACK.products)), st.just(("I10",)), max_size=2),
            st.integers(0, 2),
        ),
    ),
)


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(CONTEXTS)
def test_no_context_breaks_a_check(context: RxContext) -> None:
    """Nothing raises, and every check accounts for itself."""
    review = evaluate(context, _PACK)
    assert [run.check for run in review.checks] == [check.id for check in CHECKS]
    assert [run.check for run in review.checks if run.state is CheckState.FAILED] == []
    assert all((run.state is CheckState.NOT_RUN) == bool(run.gaps) for run in review.checks)
    assert all(0 <= index < len(context.lines) for found in review.findings for index in found.lines)


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(drug=st.sampled_from(sorted(_PACK.products)), age=st.decimals(0, "13.99", places=2), single=st.decimals(1, 500, places=1))
def test_no_child_gets_a_drug_on_an_adult_dose_unweighed(drug: str, age: Decimal, single: Decimal) -> None:
    """H18: without a recent weight every drug is blocked; an old weight is none."""
    for known in (DatedNumber(), weight("12", days_ago=31), DatedNumber(Decimal(12))):
        review = evaluate(sheet(line(drug, str(single)), who=patient(str(age), weight_kg=known)), _PACK)
        assert "RX-SAF-01" in {found.code for found in review.findings if found.severity is Severity.BLOCK}
        assert "child_dose" in [run.check for run in review.could_not]


@pytest.mark.parametrize("drug", sorted(id for id, product in _PACK.products.items() if product.max_single or product.max_daily))
def test_ten_times_the_dose_is_never_silent(pack: Pack, drug: str) -> None:
    product = pack.products[drug]
    most = product.max_single or product.max_daily
    assert most is not None
    review = evaluate(sheet(line(drug, str(most * 10), days=1)), pack)
    assert {"RX-QTY-07", "RX-QTY-08"} & {found.code for found in review.objections}


def test_checks_are_plain_data() -> None:
    assert all(isinstance(check, Check) and check.inputs == tuple(dict.fromkeys(check.inputs)) for check in CHECKS)
    assert NO.value is Answer.NO
