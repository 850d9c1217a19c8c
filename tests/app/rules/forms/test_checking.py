"""What is missing or wrong in a form."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from functools import partial

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.domain.filled_form import FormValue, ValueKind
from app.rules.forms.checking import FormFinding, Weight, check, check_behind
from app.rules.forms.computing import FillingFacts
from app.rules.forms.joining import settled
from app.rules.forms.reading import library
from app.rules.vitals import Subject
from app.texts import load_texts
from tests.app.rules.forms.told import DM, EXAM, HTN, WOMAN, told, visit

CODES = [one for one in library().fields.values() if one.kind is ValueKind.CHOICES and one.none]


def findings(form: str, values: dict[str, FormValue], facts: FillingFacts = WOMAN) -> tuple[FormFinding, ...]:
    definition = library().form(form)
    return check(library(), definition, settled(library(), [definition], {}, values, facts), facts)


def said(form: str, values: dict[str, FormValue], facts: FillingFacts = WOMAN) -> set[tuple[str, str]]:
    return {(one.code, one.key) for one in findings(form, values, facts) if one.weight is not Weight.WANTED}


def test_a_visit_of_which_everything_was_told_is_complete() -> None:
    assert said(HTN, visit()) == set()
    assert said(DM, visit(DM)) == set()


def test_what_is_missing_names_its_field_and_leads_to_it() -> None:
    silent = {key: value for key, value in visit().items() if key not in ("salt", "systolic")}
    found = findings(HTN, silent)
    missing = {one.key: one for one in found if one.code == "missing"}
    assert missing.keys() == {"salt", "systolic", "htn_followup.control", "htn_followup.next_on"}  # no pressure, no class
    assert (missing["salt"].label, missing["salt"].form, missing["salt"].holds_up) == ("摄盐情况（咸淡）", HTN, True)


def test_one_arm_is_enough() -> None:
    both = {one.key for one in findings(EXAM, {}) if one.code == "missing"}
    assert {"systolic_left", "diastolic_left"} <= both
    one_arm = {one.key for one in findings(EXAM, told(systolic_right="138", diastolic_right="84")) if one.code == "missing"}
    assert not {"systolic_left", "systolic_right"} & one_arm


def test_the_tests_of_the_elderly_are_wanted_of_the_elderly_only() -> None:
    """The tests of the year, with chest film and HbA1c since 2025; nothing waits for a laboratory."""
    wanted = {one.key: one for one in findings(EXAM, {}) if one.weight is Weight.WANTED}
    assert {"hba1c", "chest_xray", "ecg", "ldl", "creatinine", "ultrasound"} <= wanted.keys()
    assert not any(one.holds_up for one in wanted.values())
    young = replace(WOMAN, subject=Subject(Decimal(40), "2"), birth=date(1985, 7, 12))
    assert not [one for one in findings(EXAM, {}, young) if one.weight is Weight.WANTED]
    assert not {"elder_adl", "elder_mood"} & {one.key for one in findings(EXAM, {}, young)}


@pytest.mark.parametrize("code", [one.code for one in CODES])
def test_none_excludes_every_other_code_and_both_are_named(code: str) -> None:
    one = library().fields[code]
    form = next((known for known in library().versions.values() if code in known.fields), library().form(HTN))
    look = check if code in form.fields else partial(check_behind, code=code)
    for other in one.codes.keys() - {one.none}:
        values = told(sex="2", elder="1") | {code: FormValue(one.kind, (one.none, other))}
        found = [x for x in look(library(), form, values=values, facts=WOMAN) if x.code == "exclusive"]
        assert [(x.key, x.facts["none"], x.facts["other"]) for x in found] == [(code, one.codes[one.none], one.codes[other])]
        alone = values | {code: FormValue(one.kind, (other,))}
        assert not [x for x in look(library(), form, values=alone, facts=WOMAN) if x.code == "exclusive"]


@pytest.mark.parametrize(
    ("told_wrong", "code"),
    [
        ({"salt": "7"}, "unknown_code"),
        ({"systolic": "371"}, "out_of_range"),
        ({"systolic": "12"}, "out_of_range"),
        ({"bmi_target": "81"}, "out_of_range"),
        ({"systolic": "138.5"}, "decimals"),
        ({"systolic": "一百三"}, "not_number"),
        ({"systolic": "NaN"}, "not_number"),
        ({"systolic": "80", "diastolic": "84"}, "pressure_order"),
        ({"day": "2026-03-06"}, "future"),
        ({"day": "2026-03-04"}, "not_visit_day"),
        ({"day": "1957-01-01"}, "before_birth"),
        ({"day": "昨天"}, "not_day"),
        ({"doctor": "王" * 201}, "too_long"),
        ({"htn_followup__next_on": "2026-03-05"}, "not_ahead"),
        ({"danger_signs": "1 3"}, "exclusive"),
        ({"htn_symptoms": "2 2"}, "twice"),
    ],
)
def test_a_wrong_value_is_found(told_wrong: dict[str, str], code: str) -> None:
    values = visit(**told_wrong)
    field = next(iter(told_wrong)).replace("__", ".")
    assert (code, field) in said(HTN, values)


@pytest.mark.parametrize(
    ("form", "values"),
    [
        (HTN, {"systolic": "52", "diastolic": "28"}),
        (HTN, {"systolic": "310", "diastolic": "205"}),
        (HTN, {"heart_rate": "26"}),
        (DM, {"fasting": "0.5"}),
        (DM, {"fasting": "35.1"}),
        (EXAM, {"temperature": "31", "pulse": "26", "systolic_left": "55", "diastolic_left": "25"}),
    ],
)
def test_a_frightening_value_is_asked_again_and_never_refused(form: str, values: dict[str, str]) -> None:
    """H49: a form that cannot be completed with what was measured is completed with something else."""
    found = {one.key: one for one in findings(form, visit(form, **values) if form != EXAM else told(**values)) if one.key in values}
    assert {key: (one.code, one.weight) for key, one in found.items()} == dict.fromkeys(values, ("unusual", Weight.DOUBT))


@pytest.mark.parametrize("code", ["past_disease_2_on", "surgery_1_on", "trauma_1_on", "transfusion_1_on"])
@pytest.mark.parametrize(
    ("written", "wrong"),
    [
        ("2026-04", "future"),
        ("2027", "future"),
        ("2019-13", "not_day"),
        ("1957", "before_birth"),
        ("1958-06", "before_birth"),
        ("1958", ""),
        ("2026", ""),
        ("2026-03", ""),
    ],
)
def test_a_part_of_a_date_has_come_and_lies_after_birth(code: str, written: str, wrong: str) -> None:
    history = told(past_disease="2", surgery="2", trauma="2", transfusion="2") | told(**{code: written})
    assert {name for name, key in said("personal", history) if key == code} == ({wrong} if wrong else set())


def test_two_answers_to_one_question() -> None:
    values = visit() | {"salt": FormValue(ValueKind.CHOICE, ("1", "2")), "doctor": FormValue(ValueKind.TEXT, ("甲", "乙"))}
    assert {("one_only", "salt"), ("one_only", "doctor")} <= said(HTN, values)


def test_a_month_is_written_as_one() -> None:
    wrong = said("personal", told(past_disease="2", past_disease_2_on="去年"))
    assert ("pattern", "past_disease_2_on") in wrong
    assert ("pattern", "past_disease_2_on") not in said("personal", told(past_disease="2", past_disease_2_on="2019-05"))


def test_nobody_is_visited_after_their_death() -> None:
    assert ("died_before", "day") in said(HTN, visit(), replace(WOMAN, deceased=date(2026, 3, 4)))
    assert said(HTN, visit(), replace(WOMAN, deceased=date(2026, 3, 5))) == set()


def test_nothing_is_measured_by_telephone_but_by_the_resident() -> None:
    """safety.md §1, 16:00."""
    weighed = visit(way="3", weight="61.5")
    assert ("phone_measured", "weight") in said(HTN, weighed)
    assert not {code for code, _ in said(HTN, visit(way="3", weight="61.5", measured_by="2"))} & {"phone_measured"}
    assert not {code for code, _ in said(DM, visit(DM, way="3", measured_by="2", hba1c="6.8", hba1c_on="2026-02-01"))}


def test_by_telephone_no_pressure_is_required_nor_a_class_without_one() -> None:
    silent = {key: value for key, value in visit(way="3").items() if key not in ("systolic", "diastolic", "fasting", "dorsalis_pedis")}
    assert said(HTN, silent) == {("missing", "htn_followup.control"), ("missing", "htn_followup.next_on")}


def test_nothing_is_measured_on_somebody_who_is_not_here() -> None:
    """H23."""
    found = said(HTN, visit(), replace(WOMAN, proxy=True))
    assert {("proxy_measured", "systolic"), ("proxy_measured", "diastolic")} <= found


def test_a_hospital_stay_ends_after_it_began() -> None:
    assert ("ends_before", "hospital_1_out") in said(EXAM, told(hospital_1_in="2026-02-10", hospital_1_out="2026-02-01"))
    assert ("ends_before", "hospital_1_out") not in said(EXAM, told(hospital_1_in="2026-02-01", hospital_1_out="2026-02-10"))


def test_a_danger_sign_means_a_referral() -> None:
    urgent = said(HTN, visit(danger_signs="3", htn_followup__control="2"))
    assert ("refer_urgently", "htn_followup.refer_reason") in urgent
    sent = visit(danger_signs="3", htn_followup__control="2", htn_followup__refer_reason="剧烈头痛", htn_followup__refer_to="县医院 心内科")
    assert "refer_urgently" not in {code for code, _ in said(HTN, sent)}


def test_a_referral_that_is_advised_needs_reason_and_place() -> None:
    worse = {"htn_followup__complication": "2", "htn_followup__complication_text": "脑卒中后遗症加重"}
    assert ("refer", "htn_followup.refer_reason") in said(HTN, visit(**worse))
    assert ("refer", "htn_followup.refer_to") in said(HTN, visit(**worse, htn_followup__refer_reason="新出现并发症"))
    sent = visit(**worse, htn_followup__refer_reason="新出现并发症", htn_followup__refer_to="县医院 心内科")
    assert "refer" not in {code for code, _ in said(HTN, sent)}


def test_doubts_are_shown_and_hold_nothing_up() -> None:
    late = findings(HTN, visit(htn_followup__control="2", htn_followup__next_on="2026-09-01", symptoms="21", htn_symptoms="3"))
    doubts = {one.code for one in late if one.weight is Weight.DOUBT}
    assert doubts == {"class_differs", "next_late", "danger_doubt"}
    assert not any(one.holds_up for one in late if one.weight is Weight.DOUBT)


@pytest.mark.parametrize(("pulses", "asked"), [((), False), (("101",), True), (("101", "88"), False), (("100",), False)])
def test_one_fast_pulse_is_measured_again(pulses: tuple[str, ...], asked: bool) -> None:
    facts = replace(WOMAN, pulses=tuple(map(Decimal, pulses)))
    assert (("pulse_again", "danger_signs") in said(DM, visit(DM), facts)) is asked
    assert ("pulse_again", "danger_signs") not in said(HTN, visit(), facts)


@pytest.mark.parametrize(("symptom", "doubted"), [("6", True), ("3", True), ("8", False), ("1", False)])
def test_a_forms_own_symptoms_raise_the_same_doubt(symptom: str, doubted: bool) -> None:
    values = {key: value for key, value in visit(htn_symptoms=symptom).items() if key != "symptoms"}
    assert (("danger_doubt", "danger_signs") in said(HTN, values)) is doubted


def test_women_are_asked_what_men_are_not() -> None:
    man = FillingFacts(WOMAN.day, Subject(Decimal(67), "1"))
    values = {"sex": FormValue(ValueKind.CHOICE, ("1",)), "breast": FormValue(ValueKind.CHOICES, ("9",))}
    assert not [one for one in findings(EXAM, values, man) if one.key == "breast"]
    values["sex"] = FormValue(ValueKind.CHOICE, ("2",))
    assert ("unknown_code", "breast") in said(EXAM, values)


@settings(max_examples=40)
@given(st.sampled_from(sorted(library().fields)), st.lists(st.text(max_size=8), max_size=3))
def test_nothing_that_can_be_typed_breaks_the_checks(code: str, texts: list[str]) -> None:
    one = library().fields[code]
    key = f"{HTN}.{code}" if one.own else code
    values = {key: FormValue(one.kind, tuple(texts))}
    words = load_texts("zh_CN")
    for form in (HTN, DM, EXAM, "constitution"):
        for finding in check(library(), library().form(form), values, WOMAN):
            assert finding.label
            assert finding.code in words.tables["form_finding"]


def test_every_finding_has_all_its_facts() -> None:
    words = load_texts("zh_CN")
    wrong = visit(salt="7", systolic="301", way="3", danger_signs="1 3", day="2026-03-06", symptoms="21")
    for one in findings(HTN, wrong, replace(WOMAN, proxy=True, deceased=date(2026, 1, 1))):
        assert "?" not in words.say(f"form_finding.{one.code}", one.facts), one.code
