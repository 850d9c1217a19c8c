"""One fact coded differently by two forms is answered once."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.rules.forms.following import COMPUTED, followed
from app.rules.forms.reading import library
from tests.app.rules.forms.told import told

ALL = [one.to for one in library().follows]
SYMPTOMS = ("htn_symptoms", "dm_symptoms", "copd_symptoms", "exam_symptoms")


def said(**values: str) -> dict[str, str]:
    return {code: " ".join(value.told) for code, value in followed(library(), told(**values), ALL).items()}


@pytest.mark.parametrize(
    ("symptoms", "htn", "dm", "exam"),
    [
        ("1", "1", "1", "1"),
        ("2 3", "2", "10", "2 3"),
        ("4 10", "6 10", "2 10", "4 10"),
        ("27", "9", "8", "25"),
        ("18", "10", "10", "18"),
    ],
)
def test_one_list_of_symptoms_becomes_that_of_each_form(symptoms: str, htn: str, dm: str, exam: str) -> None:
    found = said(symptoms=symptoms)
    assert (found["htn_symptoms"], found["dm_symptoms"], found["exam_symptoms"]) == (htn, dm, exam)


def test_what_a_form_has_no_code_for_is_written_in_words() -> None:
    found = said(symptoms="2 18 25", symptoms_other="牙痛")
    assert found["htn_symptoms_other"] == "尿痛、牙痛"
    assert found["dm_symptoms_other"] == "头痛、尿痛、牙痛"
    assert found["exam_symptoms_other"] == "牙痛"
    assert said(symptoms="25")["htn_symptoms_other"] == "其他"


@settings(max_examples=40)
@given(st.sets(st.sampled_from(list(library().fields["symptoms"].codes)[1:]), min_size=1))
def test_a_symptom_never_becomes_none_and_always_becomes_a_known_code(codes: set[str]) -> None:
    found = followed(library(), told(symptoms=" ".join(sorted(codes))), ALL)
    for form in SYMPTOMS:
        assert set(found[form].told) <= library().fields[form].codes.keys() - {library().fields[form].none}
        assert found[form].told
        assert found[form].source == COMPUTED


@pytest.mark.parametrize(
    ("pulse", "side", "exam"),
    [("1", "", "2"), ("2", "2", "3"), ("3", "2", "3"), ("2", "3", "4"), ("3", "1", "1"), ("2", "1", None), ("2", "", None)],
)
def test_the_pulse_of_the_foot(pulse: str, side: str, exam: str | None) -> None:
    """Weakened on both sides has no code in the examination: it is asked, never guessed."""
    given = {"dorsalis_pedis": pulse} | ({"dorsalis_pedis_side": side} if side else {})
    assert said(**given).get("exam_dorsalis_pedis") == exam


def test_habits_say_of_each_other_what_is_certain_and_no_more() -> None:
    assert said(smoking="1")["smoke_per_day"] == "0"
    assert said(smoking="2")["smoke_per_day"] == "0"
    assert "smoke_per_day" not in said(smoking="3")
    assert said(smoke_per_day="5")["smoking"] == "3"
    assert "smoking" not in said(smoke_per_day="0")  # never, or no more
    assert said(drinking="1")["drink_liang"] == "0"
    assert said(exercise_per_week="7")["exercise"] == "1"
    assert said(exercise_per_week="2")["exercise"] == "2"
    assert "exercise" not in said(exercise_per_week="0")
    assert "heart_rate" not in said(pulse="72", rhythm="2")
    assert said(pulse="72", rhythm="1")["heart_rate"] == "72"


def test_a_pressure_stands_on_the_line_of_its_arm_with_its_source() -> None:
    values = told(systolic="143", diastolic="89", arm="2")
    values["systolic"] = replace(values["systolic"], source="measurement:m1")
    found = followed(library(), values, ALL)
    assert (found["systolic_right"].one, found["systolic_right"].source, found["diastolic_right"].one) == ("143", "measurement:m1", "89")
    assert "systolic_left" not in found


def test_adherence_stands_at_every_medicine_that_has_a_name() -> None:
    found = said(adherence="2", medicine_1_name="氨氯地平", medicine_3_name="二甲双胍")
    assert (found["medicine_1_adherence"], found["medicine_3_adherence"]) == ("2", "2")
    assert "medicine_2_adherence" not in found


def test_only_what_is_wanted_follows() -> None:
    assert followed(library(), told(symptoms="1"), ["dm_symptoms"]).keys() == {"dm_symptoms"}
    assert followed(library(), {}, ALL) == {}
