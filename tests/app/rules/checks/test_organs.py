"""Kidney, liver, milk, indication, and tests before the first dose."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from app.domain.clinical import Answer
from app.rules.engine import evaluate
from app.rules.facts import DatedAnswer, DatedNumber, RxContext
from app.rules.findings import CheckState, Finding
from app.rules.pack import Pack
from app.rules.wording import load_words
from tests.app.rules.checks.codes import codes
from tests.app.rules.contexts import NO, TODAY, YES, line, patient, sheet
from tests.shipped_pack import shipped_pack

UNKNOWN = DatedNumber()


def _egfr(value: str, days_ago: int = 10) -> DatedNumber:
    return DatedNumber(Decimal(value), TODAY - timedelta(days_ago))


def _state(pack: Pack, context: RxContext, check: str) -> CheckState:
    return next(run.state for run in evaluate(context, pack).checks if run.check == check)


def _found(pack: Pack, context: RxContext, code: str) -> Finding:
    return next(found for found in evaluate(context, pack).findings if found.code == code)


@pytest.mark.parametrize(
    ("drug", "single", "per_day", "egfr", "found"),
    [
        ("metformin-tab", "500", "3", "40", "override"),
        ("metformin-tab", "500", "2", "40", ""),
        ("metformin-tab", "500", "3", "45", ""),
        ("digoxin-tab", "0.25", "1", "50", "override"),
        ("digoxin-tab", "0.125", "1", "50", ""),
        ("sitagliptin-tab", "100", "1", "40", "warn"),
        ("sitagliptin-tab", "50", "1", "40", ""),
        ("sitagliptin-tab", "50", "1", "25", "warn"),
        ("glibenclamide-tab", "2.5", "1", "50", "override"),
        ("ibuprofen-tab", "200", "3", "50", "warn"),
        ("ibuprofen-tab", "200", "3", "25", "override"),
        ("smz-tmp-tab", "480", "2", "25", ""),
        ("smz-tmp-tab", "960", "2", "25", "override"),
        ("tramadol-tab", "100", "3", "20", "override"),
        ("amlodipine-tab", "5", "1", "10", ""),
        ("cold-amantadine-cap", "1", "2", "50", "warn"),
        ("ceftriaxone-inj", "2", "2", "8", "warn"),
    ],
)
def test_doses_by_kidney_function(drug: str, single: str, per_day: str, egfr: str, found: str) -> None:
    context = sheet(line(drug, single, per_day=Decimal(per_day)), who=patient(egfr=_egfr(egfr)))
    assert codes(context, "RX-APP-15") == ([("RX-APP-15", found)] if found else [])


def test_the_drug_itself_is_objected_to_once() -> None:
    """The contraindication below 30 blocks already."""
    context = sheet(line("metformin-tab", "500"), who=patient(egfr=_egfr("25")))
    assert codes(context, "RX-APP-15") == [] and codes(context, "RX-APP-02") == [("RX-APP-02", "block")]


def test_a_reminder_of_the_kidney_gives_way_to_the_row_that_says_the_dose() -> None:
    who = patient(egfr=_egfr("45"))
    assert codes(sheet(line("ibuprofen-tab", "200"), who=who), "RX-APP") == [("RX-APP-15", "warn")]
    assert codes(sheet(line("sitagliptin-tab", "100"), who=patient(egfr=_egfr("50"))), "RX-APP") == [("RX-APP-02", "warn")]


def test_the_newest_creatinine_speaks_where_it_is_newer(pack: Pack) -> None:
    """150 µmol/L at 70 is an eGFR of 43; the reported one is older."""
    creatinine = DatedNumber(Decimal(150), TODAY - timedelta(3))
    for egfr in (UNKNOWN, _egfr("80", 200)):
        context = sheet(line("metformin-tab", "500", per_day=Decimal(3)), who=patient("70", egfr=egfr, creatinine=creatinine))
        found = _found(pack, context, "RX-APP-15")
        assert (found.facts["egfr"], found.facts["on"]) == ("43", "2026-02-26")
    newer = sheet(line("metformin-tab", "500", per_day=Decimal(3)), who=patient("70", egfr=_egfr("80", 1), creatinine=creatinine))
    assert codes(newer, "RX-APP-15") == []


@pytest.mark.parametrize(
    ("who", "state"),
    [
        (patient("66", egfr=UNKNOWN), CheckState.NOT_RUN),
        (patient("66", egfr=_egfr("40", 400)), CheckState.NOT_RUN),
        (patient("40", egfr=UNKNOWN, conditions=("N18.9",)), CheckState.NOT_RUN),
        (patient(None, egfr=UNKNOWN), CheckState.NOT_RUN),
        (patient("40", egfr=UNKNOWN), CheckState.NOT_APPLICABLE),
        (patient("40", egfr=UNKNOWN, conditions=("N18.4",)), CheckState.RAN),
        (patient("66"), CheckState.RAN),
        (patient("12", egfr=_egfr("40")), CheckState.NOT_APPLICABLE),
    ],
)
def test_an_unknown_kidney_of_the_old_or_ill_is_named(pack: Pack, who: object, state: CheckState) -> None:
    """H17: three values; a healthy young resident without a creatinine is no gap."""
    context = sheet(line("famotidine-tab", "20"), who=who)  # type: ignore[arg-type]
    assert _state(pack, context, "renal_dose") is state


def test_stage_four_speaks_without_a_number() -> None:
    context = sheet(line("famotidine-tab", "20", per_day=Decimal(2)), who=patient("40", egfr=UNKNOWN, conditions=("N18.4",)))
    assert codes(context, "RX-APP-15") == [("RX-APP-15", "warn")]
    found = _found(shipped_pack(), context, "RX-APP-15")
    assert load_words("zh_CN").finding(found).startswith("肾功能 eGFR <30（据诊断），法莫替丁片（每日40 mg）：")


@pytest.mark.parametrize(
    ("condition", "egfr", "found"), [("N18.5", UNKNOWN, True), ("N18.4", UNKNOWN, False), ("N18.5", _egfr("28"), False)]
)
def test_stage_five_is_further_down_than_stage_four(condition: str, egfr: DatedNumber, found: bool) -> None:
    """Rows below 25 or 15 hold for it; a number that was measured goes before the diagnosis."""
    context = sheet(line("dapagliflozin-tab", "10"), who=patient("60", egfr=egfr, conditions=(condition,)))
    assert bool(codes(context, "RX-APP-15")) is found


@pytest.mark.parametrize(
    ("drug", "single", "condition", "found"),
    [
        ("ibuprofen-tab", "200", "K74.6", "override"),
        ("ibuprofen-tab", "200", "B18.1", "warn"),
        ("ibuprofen-tab", "200", "K76.0", ""),
        ("paracetamol-tab", "1000", "B18.1", "override"),
        ("paracetamol-tab", "500", "B18.1", ""),
        ("diazepam-tab", "5", "K74.6", "override"),
        ("amoxicillin-cap", "500", "K74.6", ""),
        ("omeprazole-cap", "20", "K74.6", "warn"),
    ],
)
def test_doses_by_liver(drug: str, single: str, condition: str, found: str) -> None:
    context = sheet(line(drug, single, per_day=Decimal(3)), who=patient(conditions=(condition,)))
    assert codes(context, "RX-APP-14") == ([("RX-APP-14", found)] if found else [])


@pytest.mark.parametrize(
    ("drug", "found"),
    [
        ("doxycycline-tab", "override"),
        ("codeine-oral-soln", "override"),
        ("enalapril-tab", "warn"),
        ("tripterygium-tab", "override"),  # has no class: known by its name
        ("amoxicillin-cap", ""),
        ("metformin-tab", ""),
    ],
)
def test_breast_milk(drug: str, found: str) -> None:
    context = sheet(line(drug), who=patient("30", "2", lactating=YES))
    assert codes(context, "RX-APP-16") == ([("RX-APP-16", found)] if found else [])
    assert codes(sheet(line(drug), who=patient("30", "2", lactating=NO)), "RX-APP-16") == []


@pytest.mark.parametrize(
    ("drug", "age", "sex", "state"),
    [
        ("doxycycline-tab", "30", "2", CheckState.NOT_RUN),
        ("amoxicillin-cap", "30", "2", CheckState.NOT_APPLICABLE),
        ("doxycycline-tab", "30", "1", CheckState.NOT_APPLICABLE),
        ("doxycycline-tab", "60", "2", CheckState.NOT_APPLICABLE),
    ],
)
def test_whom_breast_feeding_is_missed_of(pack: Pack, drug: str, age: str, sex: str, state: CheckState) -> None:
    who = patient(age, sex, lactating=DatedAnswer(Answer.NOT_ASKED))
    assert _state(pack, sheet(line(drug), who=who), "lactation") is state


@pytest.mark.parametrize(
    ("drug", "diagnoses", "conditions", "found"),
    [
        ("amoxicillin-cap", ("J00",), (), True),
        ("amoxicillin-cap", ("J03.9",), (), False),
        ("amoxicillin-cap", ("J00", "J20.9"), (), False),
        ("simvastatin-tab", ("J00",), ("E78.5",), False),
        ("simvastatin-tab", ("J00",), (), True),
        ("enalapril-tab", ("高血压",), (), False),
        ("amoxicillin-cap", (), (), False),
        ("amoxicillin-cap", ("J00", "嗓子不舒服"), (), False),  # words nobody can compare may be the reason
        ("chuanbei-pipa", ("M10.9",), (), False),  # no data for its class
    ],
)
def test_indication(drug: str, diagnoses: tuple[str, ...], conditions: tuple[str, ...], found: bool) -> None:
    context = sheet(line(drug, skin_test="阴性"), who=patient(diagnoses=diagnoses, conditions=conditions))
    assert codes(context, "RX-APP-01") == ([("RX-APP-01", "warn")] if found else [])


def test_an_indication_never_interrupts_and_names_what_the_drug_is_for(pack: Pack) -> None:
    found = _found(pack, sheet(line("metformin-tab", "500"), who=patient(diagnoses=("J00",))), "RX-APP-01")
    assert not found.severity.interrupts
    assert load_words("zh_CN").finding(found) == "盐酸二甲双胍片一般用于糖尿病，与本次诊断不符；请补写诊断或换药。"


@pytest.mark.parametrize(
    ("drug", "conditions", "more", "found"),
    [
        ("carbamazepine-tab", (), {}, 1),
        ("carbamazepine-tab", ("HLA-B*15:02 阴性",), {}, 0),
        ("carbamazepine-tab", ("HLA-B*5801阴性",), {}, 1),
        ("carbamazepine-tab", ("hlab1502",), {}, 0),  # positive: the contraindication blocks
        ("carbamazepine-tab", (), {"continuing": True}, 0),
        ("allopurinol-tab", (), {}, 1),
        ("allopurinol-tab", ("HLA-B*58:01阴性",), {}, 0),
        ("amlodipine-tab", (), {}, 0),
    ],
)
def test_a_test_before_the_first_dose(drug: str, conditions: tuple[str, ...], more: dict[str, Any], found: int) -> None:
    """safety.md §5.4: unknown is not negative."""
    context = sheet(line(drug, "100", **more), who=patient(conditions=conditions))
    assert codes(context, "RX-APP-17") == [("RX-APP-17", "warn")] * found


def test_an_answered_gene_settles_the_question_or_blocks() -> None:
    for result, asked, objected in (("hlab5801_negative", 0, 0), ("hlab5801", 0, 1)):
        context = sheet(line("allopurinol-tab", "100"), who=patient(test_results=(result,)))
        assert (len(codes(context, "RX-APP-17")), codes(context, "RX-APP-02").count(("RX-APP-02", "block"))) == (asked, objected)


def test_a_positive_result_written_in_words_blocks() -> None:
    context = sheet(line("carbamazepine-tab", "100"), who=patient(conditions=("HLA-B*1502阳性",)))
    assert ("RX-APP-02", "block") in codes(context)


@pytest.mark.parametrize(("sex", "found"), [("1", 1), ("2", 0)])
def test_men_are_asked_for_sildenafil_before_nitroglycerin(sex: str, found: int) -> None:
    assert len(codes(sheet(line("nitroglycerin-sl", "0.5"), who=patient("60", sex)), "RX-APP-17")) == found


def test_the_base_pack_knows_nothing_of_organs(base_pack: Pack) -> None:
    context = sheet(line("metformin-tab", "500", per_day=Decimal(3)), who=patient("70", "2", egfr=_egfr("40"), diagnoses=("J00",)))
    assert [found.code for found in evaluate(context, base_pack).objections] == []
    assert _state(base_pack, replace(context), "renal_dose") is CheckState.NOT_APPLICABLE
