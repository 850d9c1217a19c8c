"""Templates of care plans: filled from the person, and silent where a target is not theirs."""

from __future__ import annotations

from decimal import Decimal

import pytest

from app.domain.care_plan import CareRole, PlanPart
from app.domain.clinical import Answer
from app.rules.plan_templates import BOTH, PlanFacts, fill, fitting, owners, parts_of, plan_policy
from app.rules.vitals import Subject

WANG = PlanFacts(Subject(Decimal("67.6"), "2"), Decimal("61.5"), Decimal(156), ("苯磺酸氨氯地平片",), "2026年6月3日", "2026年11月")


def text(facts: PlanFacts, template: str) -> str:
    return "\n".join(line for lines in fill(template, facts).lines.values() for line in lines)


def test_the_target_goes_by_age_and_the_weight_by_height() -> None:
    old, young = text(WANG, "hypertension"), text(PlanFacts(Subject(Decimal(50), "1")), "hypertension")
    assert "上压低于150，下压低于90" in old and "上压低于140，下压低于90" in young
    assert "45到58公斤" in old and "现在61.5公斤" in old and "小于85厘米" in old
    assert "小于90厘米" in young and "公斤" not in young


def test_two_diseases_make_one_plan_that_says_nothing_twice() -> None:
    found = fill(BOTH, WANG)
    lines = [line for part in found.lines.values() for line in part]
    assert len(lines) == len(set(lines)) and found.missing == ()
    assert set(found.lines) == set(PlanPart) and parts_of(BOTH) == ("hypertension", "diabetes")
    assert any("4.4到7" in line for line in lines)


@pytest.mark.parametrize("who", [Subject(Decimal(16), "1"), Subject(None, "2"), Subject(Decimal(30), "2", Answer.YES)])
def test_no_adult_target_for_a_child_a_pregnancy_or_an_unknown_age(who: Subject) -> None:
    found = fill(BOTH, PlanFacts(who, Decimal(60), Decimal(160)))
    assert PlanPart.TARGETS not in found.lines
    assert {"systolic", "glucose_low", "waist", "weight_low", "medicines"} <= set(found.missing)


def test_what_is_not_known_is_left_out_and_named() -> None:
    found = fill("copd", PlanFacts(WANG.subject))
    assert set(found.missing) == {"height", "weight_low", "weight", "medicines", "next_visit", "next_exam"}
    assert all("{" not in line for lines in found.lines.values() for line in lines)


def test_what_a_person_calls_for() -> None:
    assert fitting(["hypertension"], [], Decimal(50)) == "hypertension"
    assert fitting([], ["I10", "E11.9"], Decimal(70)) == "hypertension+diabetes+elderly"
    assert fitting([], ["", "J06.9"], None) == ""
    with pytest.raises(KeyError):
        fill("hypertension+cancer", WANG)


@pytest.mark.parametrize("template", ["hypertension+diabetes+copd+elderly"])
def test_every_part_fits_its_own_limits_even_with_all_of_them_at_once(template: str) -> None:
    limits = plan_policy()["limits"]
    for part, lines in fill(template, WANG).lines.items():
        assert len(lines) <= limits["lines"], part
        assert all(len(line) <= limits["characters"] for line in lines), part


def test_the_doctor_may_write_every_part_and_no_other_writes_medicines_but_the_specialist() -> None:
    assert all(CareRole.DOCTOR in owners(part) for part in PlanPart)
    assert owners(PlanPart.MEDICATION) == (CareRole.SPECIALIST, CareRole.DOCTOR)
