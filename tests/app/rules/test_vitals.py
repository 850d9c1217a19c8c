"""Plausibility, jumps and flags of measurements."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.clinical import Answer
from app.rules import vitals
from app.rules.vitals import LastValue, Subject, VitalAction, must_be_typed_twice

ADULT = Subject(Decimal(50), "1")
KINDS = sorted(vitals.vitals_policy()["kinds"])


def _actions(kind: str, value: str, subject: Subject = ADULT, last: LastValue | None = None) -> list[tuple[str, VitalAction]]:
    return [(found.code, found.action) for found in vitals.check_vital(kind, Decimal(value), subject, last)]


@pytest.mark.parametrize(
    ("kind", "value"),
    [("systolic", "50"), ("pulse", "26"), ("temperature", "31"), ("spo2", "48"), ("glucose", "0.5"), ("diastolic", "25")],
)
def test_frightening_values_are_confirmed_never_refused(kind: str, value: str) -> None:
    """H49."""
    assert _actions(kind, value) == [("unusual", VitalAction.CONFIRM)]


@pytest.mark.parametrize(
    ("kind", "value"),
    [("systolic", "0"), ("systolic", "1400"), ("spo2", "101"), ("temperature", "375"), ("height", "1.56"), ("weight", "0")],
)
def test_the_absurd_is_refused(kind: str, value: str) -> None:
    assert _actions(kind, value) == [("absurd", VitalAction.REFUSE)]


@pytest.mark.parametrize(
    ("kind", "value"), [("systolic", "128"), ("pulse", "30"), ("temperature", "43"), ("spo2", "100"), ("weight", "61.5")]
)
def test_ordinary_values_pass(kind: str, value: str) -> None:
    assert _actions(kind, value) == []


def test_pressure_order_and_range() -> None:
    assert vitals.pressure_error(Decimal(120), Decimal(80)) == ""
    assert vitals.pressure_error(Decimal(80), Decimal(120)) == "sbp_not_greater_than_dbp"
    assert vitals.pressure_error(Decimal(320), Decimal(120)) == "out_of_range"
    assert [f.code for f in vitals.check_pressure(Decimal(80), Decimal(120), ADULT)] == ["pressure_order"]
    assert [f.code for f in vitals.check_pressure(Decimal(50), Decimal(35), ADULT)] == ["unusual"]
    assert vitals.check_pressure(Decimal(9), Decimal(12), ADULT)[0].code == "absurd"


def test_weight_typed_in_jin_is_noticed() -> None:
    """H19: a child of 2 y 3 m weighing 24 斤 is 12 kg."""
    toddler = Subject(Decimal("2.25"))
    assert _actions("weight", "24", toddler) == [("weight_for_age", VitalAction.CONFIRM)]
    assert _actions("weight", "12", toddler) == []
    assert _actions("weight", "3.2", Subject(Decimal(0))) == []
    assert _actions("weight", "29.5", Subject(Decimal(5))) == []
    assert _actions("weight", "120", Subject(None)) == []


@pytest.mark.parametrize(
    ("kind", "value", "last", "days", "age", "asked"),
    [
        ("weight", "68", "61.5", 400, 50, True),
        ("weight", "67.6", "61.5", 400, 50, False),
        ("waist", "78", "87", 90, 50, True),
        ("height", "161", "156", 400, 50, True),
        ("height", "158", "156", 400, 50, False),
        ("weight", "14", "12", 200, 3, False),
        ("weight", "14", "12", 10, 3, True),
        ("weight", "10", "12", 200, 3, True),
        ("systolic", "180", "120", 10, 50, False),
    ],
)
def test_jump_against_the_last_value(kind: str, value: str, last: str, days: int, age: int, asked: bool) -> None:
    found = _actions(kind, value, Subject(Decimal(age)), LastValue(Decimal(last), days))
    assert (("jump", VitalAction.CONFIRM) in found) == asked


def test_flags_of_an_adult() -> None:
    assert vitals.soft_flag("systolic", Decimal(140), ADULT) == "high"
    assert vitals.soft_flag("diastolic", Decimal(59), ADULT) == "low"
    assert vitals.soft_flag("pulse", Decimal(100), ADULT) == ""
    assert vitals.soft_flag("glucose", Decimal("7.0"), ADULT, "fasting") == "high"
    assert vitals.soft_flag("glucose", Decimal("7.0"), ADULT, "postprandial") == ""
    assert vitals.soft_flag("waist", Decimal(86), Subject(Decimal(50), "2")) == "high"
    assert vitals.soft_flag("waist", Decimal(86), ADULT) == ""
    assert vitals.soft_flag("weight", Decimal(150), ADULT) == ""


def test_glucose_without_its_context_has_no_class() -> None:
    """H24."""
    assert vitals.soft_flag("glucose", Decimal(15), ADULT) == ""


ADULT_ONLY = ["systolic", "diastolic", "pulse", "waist", "glucose"]


@given(
    kind=st.sampled_from(ADULT_ONLY),
    value=st.decimals(0, 400, places=1),
    age=st.decimals(0, "17.99", places=2),
    sex=st.sampled_from("0129"),
    context=st.sampled_from(["", "fasting", "postprandial", "random"]),
)
def test_a_child_never_gets_an_adult_class(kind: str, value: Decimal, age: Decimal, sex: str, context: str) -> None:
    """H18."""
    assert vitals.soft_flag(kind, value, Subject(age, sex), context) == ""


@given(kind=st.sampled_from(ADULT_ONLY), value=st.decimals(0, 400, places=1), context=st.sampled_from(["", "fasting"]))
def test_no_adult_class_in_pregnancy_or_at_unknown_age(kind: str, value: Decimal, context: str) -> None:
    """H18."""
    for subject in (Subject(Decimal(29), "2", Answer.YES), Subject(None, "2")):
        assert vitals.soft_flag(kind, value, subject, context) == ""


def test_fever_and_saturation_hold_for_everybody() -> None:
    assert vitals.soft_flag("temperature", Decimal("38.9"), Subject(Decimal(2))) == "high"
    assert vitals.soft_flag("spo2", Decimal(91), Subject(None)) == "low"


@given(
    kind=st.sampled_from(KINDS),
    value=st.decimals(-10, 2000, places=2),
    age=st.one_of(st.none(), st.decimals(0, 110, places=2)),
    last=st.one_of(st.none(), st.decimals("0.1", 700, places=1)),
)
def test_every_number_gets_a_verdict(kind: str, value: Decimal, age: Decimal | None, last: Decimal | None) -> None:
    found = vitals.check_vital(kind, value, Subject(age), None if last is None else LastValue(last, 40))
    low, high = vitals.vitals_policy()["kinds"][kind]["absurd"]
    assert any(one.action is VitalAction.REFUSE for one in found) == (not low <= value <= high)


@pytest.mark.parametrize(
    ("value", "comparator", "twice"),
    [
        ("3.9", "", True),
        ("4.0", "", False),
        ("16.6", "", False),
        ("16.7", "", True),
        ("78", "", True),
        (None, ">", True),
        (None, "<", True),
    ],
)
def test_a_glucose_that_changes_treatment_is_typed_twice(value: str | None, comparator: str, twice: bool) -> None:
    """safety.md §2, 08:30: 7.8 typed as 78."""
    assert must_be_typed_twice("glucose", None if value is None else Decimal(value), comparator) is twice


def test_nothing_else_is_typed_twice() -> None:
    assert not must_be_typed_twice("temperature", Decimal("31"))
