"""Follow-up classes: order of precedence, consecutive visits, emergencies, and what was not measured."""

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.clinical import Answer
from app.rules.public_health.follow_up import Control, FollowUpFacts, Step, diabetes, hypertension, sign_key
from app.rules.vitals import Subject
from tests.app.rules.public_health.subjects import CHILD, MIDDLE, OLD, PREGNANT, UNKNOWN, pressure

GOOD = FollowUpFacts(pressure=pressure(138, 88), fasting=Decimal("6.2"))
HIGH = FollowUpFacts(pressure=pressure(145, 92), fasting=Decimal("7.0"))


@pytest.mark.parametrize("judge", [hypertension, diabetes])
@pytest.mark.parametrize(
    ("facts", "control", "step", "days"),
    [
        (GOOD, Control.SATISFIED, Step.CONTINUE, 90),
        (HIGH, Control.UNSATISFIED, Step.ADJUST, 14),
        (replace(HIGH, previous=Control.SATISFIED), Control.UNSATISFIED, Step.ADJUST, 14),
        (replace(HIGH, previous=Control.UNSATISFIED), Control.UNSATISFIED, Step.REFER, 14),
        (replace(GOOD, previous=Control.UNSATISFIED), Control.SATISFIED, Step.CONTINUE, 90),
        (replace(HIGH, adverse_reaction=True), Control.ADVERSE_REACTION, Step.ADJUST, 14),
        (replace(GOOD, adverse_reaction=True, previous=Control.ADVERSE_REACTION), Control.ADVERSE_REACTION, Step.REFER, 14),
        (replace(HIGH, adverse_reaction=True, complication=True), Control.COMPLICATION, Step.REFER, 14),
    ],
)
def test_classes(judge: object, facts: FollowUpFacts, control: Control, step: Step, days: int) -> None:
    assert callable(judge)
    found = judge(facts, MIDDLE)
    assert (found.urgent, found.control, found.step, found.next_days) == (False, control, step, days)
    assert found.reasons and found.source


@pytest.mark.parametrize(
    ("facts", "reason"),
    [
        (FollowUpFacts(pressure=pressure(180, 80)), "pressure_urgent"),
        (FollowUpFacts(pressure=pressure(150, 110), complication=True), "pressure_urgent"),
        (FollowUpFacts(pressure=pressure(120, 80), signs=("eye_pain",)), "sign_eye_pain"),
        (FollowUpFacts(pressure=pressure(140, 80), lactating=Answer.YES), "pregnancy"),
    ],
)
def test_an_emergency_stands_above_every_class(facts: FollowUpFacts, reason: str) -> None:
    found = hypertension(facts, MIDDLE)
    assert (found.urgent, found.control, found.step, found.next_days) == (True, None, Step.REFER_URGENTLY, 14)
    assert found.beside is not Control.SATISFIED
    assert [one.key for one in found.reasons] == [reason]


@pytest.mark.parametrize(
    ("facts", "reason"),
    [
        (FollowUpFacts(fasting=Decimal("3.9")), "glucose_low"),
        (FollowUpFacts(glucose=Decimal("16.7")), "glucose_high"),
        (FollowUpFacts(pressure=pressure(120, 110)), "pressure_urgent"),
        (FollowUpFacts(pulse=Decimal(101)), "pulse"),
        (FollowUpFacts(temperature=Decimal("39.1")), "temperature"),
        (FollowUpFacts(signs=("acetone",)), "sign_acetone"),
    ],
)
def test_emergencies_of_diabetes(facts: FollowUpFacts, reason: str) -> None:
    found = diabetes(facts, MIDDLE)
    assert found.urgent and [one.key for one in found.reasons] == [reason]


def test_limits_are_not_reached_below_them() -> None:
    calm = FollowUpFacts(pressure(179, 109), Decimal("4.0"), Decimal("16.6"), Decimal(100), Decimal(39))
    assert not diabetes(calm, MIDDLE).urgent and not hypertension(calm, MIDDLE).urgent


def test_the_old_have_another_target_and_the_guideline_stands_beside_it() -> None:
    """clinical.md §9.1: 143/89 at 66 is class 1 and above the guideline's target."""
    found = hypertension(FollowUpFacts(pressure=pressure(143, 89)), Subject(Decimal(66), "1"))
    assert found.control is Control.SATISFIED
    assert {one.target.policy: one.met for one in found.targets} == {"GW3": True, "NPHG2025": False, "NPHG2020": True}
    assert hypertension(FollowUpFacts(pressure=pressure(152, 88)), OLD).control is Control.UNSATISFIED


def test_a_raised_pressure_in_pregnancy_is_urgent_and_a_normal_one_is_not() -> None:
    assert hypertension(FollowUpFacts(pressure=pressure(142, 88)), PREGNANT).urgent
    assert not hypertension(FollowUpFacts(pressure=pressure(128, 80)), PREGNANT).urgent
    assert diabetes(FollowUpFacts(fasting=Decimal("7.0")), PREGNANT).urgent


def test_what_was_not_measured_is_named_and_never_satisfied() -> None:
    """H17; only 空腹 decides the class, a random value does not."""
    unmeasured = hypertension(FollowUpFacts(), MIDDLE)
    assert (unmeasured.control, unmeasured.step, unmeasured.missing) == (None, None, ("pressure",))
    random = diabetes(FollowUpFacts(glucose=Decimal("6.0")), MIDDLE)
    assert (random.control, random.missing) == (None, ("fasting",))
    assert diabetes(FollowUpFacts(complication=True), MIDDLE).control is Control.COMPLICATION


@pytest.mark.parametrize("subject", [CHILD, UNKNOWN])
def test_no_class_where_no_target_is_known(subject: Subject) -> None:
    """And it is not said that the pressure was missing."""
    found = hypertension(FollowUpFacts(pressure=pressure(120, 70)), subject)
    assert (found.control, found.missing) == (None, ("adult",))


@given(st.decimals(0, "17.99", places=2), st.decimals("4.0", "16.6", places=1), st.sampled_from([None, *Control]))
def test_a_child_never_gets_the_class_of_an_adult(age: Decimal, fasting: Decimal, previous: Control | None) -> None:
    """H18: an emergency of sugar stays one."""
    facts = FollowUpFacts(pressure=pressure(150, 80), fasting=fasting, previous=previous)
    for found in (hypertension(facts, Subject(age)), diabetes(facts, Subject(age))):
        assert (found.control, found.next_days, found.missing) == (None, None, ("adult",))
    assert diabetes(replace(facts, fasting=Decimal("3.9")), Subject(age)).urgent


@pytest.mark.parametrize(("words", "key"), [("剧烈头痛或头晕", "headache"), ("胸痛", "chest"), ("脸色不好", "other")])
def test_words_of_danger_signs(words: str, key: str) -> None:
    assert sign_key("hypertension", words) == key


@given(st.integers(60, 260), st.integers(30, 150), st.sampled_from([None, *Control]), st.booleans(), st.booleans())
def test_every_visit_has_one_answer(systolic: int, diastolic: int, previous: Control | None, adverse: bool, complication: bool) -> None:
    facts = FollowUpFacts(pressure=pressure(systolic, diastolic), previous=previous, adverse_reaction=adverse, complication=complication)
    found = hypertension(facts, MIDDLE)
    assert found.urgent is (systolic >= 180 or diastolic >= 110)
    assert found.urgent is (found.control is None)
    assert (found.next_days == 90) is (found.control is Control.SATISFIED)
