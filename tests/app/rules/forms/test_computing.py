"""What a sheet computes: age, body mass, scores, and the class of a follow-up."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest

from app.rules.forms.computing import computed, verdict
from app.rules.forms.reading import library
from app.rules.public_health.follow_up import Control, Step
from app.rules.vitals import Subject
from tests.app.rules.forms.told import DAY, DM, EXAM, HTN, WOMAN, told, visit


def found(form: str, facts=WOMAN, **values: str) -> dict[str, str]:  # type: ignore[no-untyped-def]
    scope = library().scope(form, told(**values))
    return {code: value.one for code, value in computed(library(), form, scope, facts).items()}


def test_body_mass_of_what_was_measured_or_of_the_height_on_record() -> None:
    assert found(HTN, weight="61.5", height="156")["bmi"] == "25.3"
    assert found(HTN, replace(WOMAN, height=Decimal(160)), weight="61.5", weight_target="58")["bmi_target"] == "22.7"
    assert found(HTN, replace(WOMAN, height=Decimal(160)), weight="61.5")["bmi"] == "24.0"
    assert "bmi" not in found(HTN, weight="61.5")
    assert "bmi" not in found(HTN, weight="一百斤", height="156")


def test_age_is_that_of_the_day() -> None:
    assert found(HTN)["age"] == "67"
    assert "age" not in found(HTN, replace(WOMAN, subject=Subject(None)))


def test_the_elderly_are_those_of_65_by_the_end_of_the_year() -> None:
    assert found(EXAM, replace(WOMAN, birth=date(1961, 12, 31)))["elder"] == "1"
    assert found(EXAM, replace(WOMAN, birth=date(1962, 1, 1)))["elder"] == "2"
    assert found(EXAM, replace(WOMAN, birth=None, subject=Subject(Decimal(66))))["elder"] == "1"
    assert "elder" not in found(EXAM, replace(WOMAN, birth=None, subject=Subject(None)))


def follow(form: str = HTN, facts=WOMAN, **more: str):  # type: ignore[no-untyped-def]
    return verdict(library(), form, library().scope(form, visit(form, **more)), facts)


def test_the_class_is_that_of_the_rules() -> None:
    """clinical.md §9, example 1 and 2: below 150/90 at 66 is satisfied; twice above is a referral."""
    assert follow(systolic="143", diastolic="89").control is Control.SATISFIED
    first = follow(systolic="152", diastolic="88")
    assert (first.control, first.step, first.next_days) == (Control.UNSATISFIED, Step.ADJUST, 14)
    again = follow(facts=replace(WOMAN, previous={HTN: Control.UNSATISFIED}), systolic="151", diastolic="86")
    assert again.step is Step.REFER
    assert follow(DM, fasting="7.0").control is Control.UNSATISFIED
    assert follow(htn_followup__adr="2").control is Control.ADVERSE_REACTION
    assert follow(htn_followup__complication="2").control is Control.COMPLICATION


def test_urgent_is_no_class() -> None:
    for more in ({"systolic": "182"}, {"danger_signs": "3"}, {"danger_signs": "16"}):
        assert follow(**more).urgent
    assert follow(DM, fasting="3.9").urgent
    assert not follow(danger_signs="9").urgent  # a sign of the other disease


@pytest.mark.parametrize(
    ("told", "control"),
    [
        ({"systolic": "182"}, "2"),
        ({"systolic": "182", "htn_followup__adr": "2"}, "3"),
        ({"systolic": "182", "htn_followup__adr": "2", "htn_followup__complication": "2"}, "4"),
        ({"systolic": "128", "diastolic": "80", "danger_signs": "3"}, None),
    ],
)
def test_an_urgent_visit_has_its_class_filled_in_and_is_never_satisfied(told: dict[str, str], control: str | None) -> None:
    values = computed(library(), HTN, library().scope(HTN, visit(HTN, **told)), WOMAN)
    assert (values["control"].one if "control" in values else None) == control
    assert values["next_on"].one == (DAY + timedelta(days=14)).isoformat()


@pytest.mark.parametrize("told", [{"fasting": "HI"}, {"fasting": "LO"}, {"fasting": "3.9"}, {"glucose_other": "HI", "fasting": "6.2"}])
def test_a_glucose_that_is_an_emergency_is_never_satisfied_whatever_the_meter_shows(told: dict[str, str]) -> None:
    assert follow(DM, **told).urgent
    assert computed(library(), DM, library().scope(DM, visit(DM, **told)), WOMAN)["control"].one == "2"


def test_hi_and_lo_are_urgent() -> None:
    assert follow(DM, replace(WOMAN, glucose_beyond=Decimal("33.3"))).urgent
    assert follow(DM, replace(WOMAN, glucose_beyond=Decimal("1.1"))).urgent


def test_only_a_pulse_that_stays_fast_is_urgent() -> None:
    """DM-11: one pulse of 101 after the walk is no emergency."""
    pulses = {(): False, ("101",): False, ("101", "88"): False, ("88", "120"): False, ("104", "110", "80"): True}
    for given, urgent in pulses.items():
        facts = replace(WOMAN, pulses=tuple(map(Decimal, given)))
        assert follow(DM, facts, heart_rate="120").urgent is urgent


@pytest.mark.parametrize("silent", ["danger_signs", "htn_followup.adr", "htn_followup.complication"])
def test_silence_is_no_good_class(silent: str) -> None:
    """H17."""
    values = {key: value for key, value in visit().items() if key != silent}
    assert verdict(library(), HTN, library().scope(HTN, values), WOMAN) is None


def test_the_next_day_is_counted_from_the_visit() -> None:
    values = library().scope(HTN, visit())
    assert computed(library(), HTN, values, WOMAN)["next_on"].one == (DAY + timedelta(days=90)).isoformat()
    assert computed(library(), HTN, values, WOMAN)["control"].one == "1"


def test_no_rules_no_class() -> None:
    assert verdict(library(), "copd_followup", visit(), WOMAN) is None
    assert "control" not in found("copd_followup", spo2="95")


def test_daily_living_is_the_sum_of_all_five() -> None:
    alone = {f"adl_{name}": "1" for name in ("eating", "grooming", "dressing", "toilet", "moving")}
    assert found("elderly", **alone)["adl_total"] == "0"
    helped = found("elderly", **(alone | {"adl_grooming": "3", "adl_moving": "2"}))
    assert (helped["adl_total"], helped["elder_adl"]) == ("4", "2")
    del alone["adl_toilet"]
    assert "adl_total" not in found("elderly", **alone)


@pytest.mark.parametrize(("repeat", "recall", "screen"), [("1", "1", "1"), ("1", "2", "2"), ("2", "", "2"), ("1", "", ""), ("", "", "")])
def test_cognition_is_positive_where_a_thing_is_forgotten(repeat: str, recall: str, screen: str) -> None:
    given = {name: code for name, code in (("cognition_repeat", repeat), ("cognition_recall", recall)) if code}
    assert found("elderly", **given).get("elder_cognition", "") == screen


def test_mood_is_what_was_answered() -> None:
    assert found("elderly", mood_sad="2")["elder_mood"] == "2"
    assert "elder_mood" not in found("elderly")


def test_lung_function() -> None:
    assert found("copd_followup", fev1="1.4", fvc="2.5")["fev1_fvc"] == "56.0"
    assert "fev1_fvc" not in found("copd_followup", fev1="1.4", fvc="0")


def test_a_constitution_needs_every_item() -> None:
    answers = {f"tcm_{n}": "1" for n in range(1, 34)} | {"tcm_1": "5"}
    judged = found("constitution", **answers)
    assert (judged["tcm_score_9"], judged["tcm_kind_9"]) == ("25", "1")  # balanced
    tired = found("constitution", **(answers | {"tcm_2": "4", "tcm_3": "3", "tcm_4": "3"}))
    assert (tired["tcm_score_1"], tired["tcm_kind_1"], tired["tcm_kind_9"]) == ("11", "1", "3")
    del answers["tcm_33"]
    assert "tcm_score_1" not in found("constitution", **answers)


def test_two_items_answer_themselves() -> None:
    given = found("constitution", bmi="25.3", waist="88")
    assert (given["tcm_9"], given["tcm_28"]) == ("3", "3")
    assert "tcm_9" not in found("constitution", waist="88")
