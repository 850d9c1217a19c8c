"""The meal chosen before the meter has answered: for one glucose of the resident in the chair, never for anybody else's (H24)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from functools import partial
from itertools import permutations

import pytest

from app.domain.measurement import Measurement, MeasurementKind
from app.services.devices import DeviceCard
from device_drivers.readings import Kind
from ui.pages.measuring.gallery import METER, take
from ui.pages.measuring.model import MeasuringModel
from ui.pages.measuring.subject import Subject
from ui.practice_desk import PracticeDesk

GLUCOSE = MeasurementKind.GLUCOSE
MEALS = ("fasting", "postprandial", "random")


@pytest.fixture
def meter(practice: PracticeDesk) -> DeviceCard:
    return practice.devices.take_on(METER, "血糖仪", "蓝2")


@pytest.fixture
def first(model: MeasuringModel, practice: PracticeDesk, meter: DeviceCard) -> Subject:
    """Recognised, armed on the meter, 空腹 pressed."""
    subject = sits_down(model, practice.people[0])
    model.arm(meter.id)
    model.choose_context("fasting")
    return subject


def sits_down(model: MeasuringModel, person: str) -> Subject:
    assert model.scan(person) and model.subject is not None
    return model.subject


def comes(practice: PracticeDesk, value: str = "7.8", meal: str = "", minutes: int = 0) -> None:
    practice.clock.forward(40)
    take(practice, METER, Kind.GLUCOSE, ("glucose", value, "mmol/L"), meal=meal, minutes=minutes)


def found(practice: PracticeDesk, subject: Subject) -> list[Measurement]:
    """The glucose values of a visit, in the order they were taken."""
    standing = practice.intake.state(subject.encounter).measurements
    return sorted((one for one in standing if one.kind is GLUCOSE), key=lambda one: one.measured_at)


def meals(practice: PracticeDesk, subject: Subject) -> list[str]:
    return [one.context for one in found(practice, subject)]


def test_the_reading_that_comes_takes_it_and_no_other_after_it(model: MeasuringModel, practice: PracticeDesk, first: Subject) -> None:
    assert first.context == "fasting" and not first.typed
    comes(practice)
    assert meals(practice, first) == ["fasting"] and first.context == ""
    assert first.state is not None and "glucose_context" not in first.state.missing
    model.take_back(found(practice, first)[0].id, "wrong_value")
    comes(practice, "8.1")
    assert meals(practice, first) == [""] and first.unanswered(found(practice, first)[0].id).code == "context_needed"


def test_it_may_be_chosen_before_a_device_is(model: MeasuringModel, practice: PracticeDesk, meter: DeviceCard) -> None:
    subject = sits_down(model, practice.people[0])
    model.choose_context("random")
    model.arm(meter.id)
    comes(practice)
    assert meals(practice, subject) == ["random"]


def test_a_pressure_in_between_leaves_it_waiting(model: MeasuringModel, practice: PracticeDesk, first: Subject, cuff: DeviceCard) -> None:
    model.arm(cuff.id)
    model.type(MeasurementKind.BLOOD_PRESSURE, "132/84")
    model.enter(MeasurementKind.BLOOD_PRESSURE)
    comes(practice)
    assert meals(practice, first) == ["fasting"]


@pytest.mark.parametrize("meal", ["fasting", "preprandial"])
def test_a_meter_that_agrees_is_not_asked_about(practice: PracticeDesk, first: Subject, meal: str) -> None:
    comes(practice, meal=meal)
    assert meals(practice, first) == ["fasting"] and f"meal:{meal}" in found(practice, first)[0].flags


def test_a_meter_that_says_another_meal_overwrites_nothing_and_is_not_overwritten(
    model: MeasuringModel, practice: PracticeDesk, first: Subject
) -> None:
    comes(practice, meal="postprandial")
    (reading,) = found(practice, first)
    asked = first.unanswered(reading.id)
    assert (asked.code, asked.facts) == ("meal_differs", {"chosen": "fasting", "told": "postprandial"})
    assert reading.context == "" and first.state is not None and "glucose_context" in first.state.missing
    model.choose_context("fasting")
    (reading,) = found(practice, first)
    assert reading.context == "fasting" and "meal:postprandial" in reading.flags


def test_what_was_chosen_for_a_typed_number_stays_with_it(model: MeasuringModel, practice: PracticeDesk, first: Subject) -> None:
    model.type(GLUCOSE, "6.1")
    comes(practice)
    assert meals(practice, first) == [""] and first.context == "fasting"
    model.enter(GLUCOSE)
    assert sorted(meals(practice, first)) == ["", "fasting"] and first.context == ""


def test_a_choice_out_of_sight_is_given_to_nothing(
    model: MeasuringModel, practice: PracticeDesk, first: Subject, meter: DeviceCard
) -> None:
    comes(practice)
    model.type(GLUCOSE, "6")
    model.choose_context("random")
    model.type(GLUCOSE, "")
    practice.clock.forward(1)
    model.arm(meter.id)
    comes(practice, "8.8")
    assert meals(practice, first) == ["fasting", ""] and first.context == ""


def test_who_is_in_front_does_not_lend_it_to_who_is_measured(model: MeasuringModel, practice: PracticeDesk, first: Subject) -> None:
    second = sits_down(model, practice.people[1])
    model.choose_context("random")
    comes(practice)
    assert meals(practice, first) == ["fasting"] and meals(practice, second) == [] and second.context == "random"


def another_sits_down(model: MeasuringModel, practice: PracticeDesk, first: Subject, cuff: DeviceCard) -> None:
    sits_down(model, practice.people[1])
    model.arm(cuff.id)


def lets_go(model: MeasuringModel, practice: PracticeDesk, first: Subject, cuff: DeviceCard) -> None:
    for armed in model.devices.armed:
        model.disarm(armed.id)


def waits_too_long(model: MeasuringModel, practice: PracticeDesk, first: Subject, cuff: DeviceCard) -> None:
    practice.clock.forward(301)
    practice.arming.expire()
    model.heard_arming(None)


def visit_ends(model: MeasuringModel, practice: PracticeDesk, first: Subject, cuff: DeviceCard) -> None:
    practice.queue.cancel(first.encounter, "left")
    model.reload_subject()


def puts_away_unarmed(model: MeasuringModel, practice: PracticeDesk, first: Subject, cuff: DeviceCard) -> None:
    lets_go(model, practice, first, cuff)
    model.choose_context("fasting")
    model.close()


@pytest.mark.parametrize("act", [another_sits_down, lets_go, waits_too_long, visit_ends, puts_away_unarmed])
def test_it_is_void_once_the_chair_may_be_another_s(
    model: MeasuringModel,
    practice: PracticeDesk,
    first: Subject,
    cuff: DeviceCard,
    act: Callable[[MeasuringModel, PracticeDesk, Subject, DeviceCard], None],
) -> None:
    act(model, practice, first, cuff)
    assert first.context == ""


def test_the_next_visit_s_reading_does_not_take_it(
    model: MeasuringModel, practice: PracticeDesk, first: Subject, meter: DeviceCard
) -> None:
    before = first.encounter
    model.save()
    again = sits_down(model, first.person.id)
    model.arm(meter.id)
    comes(practice)
    assert again is not first and again.encounter == before and meals(practice, again) == [""]


def test_a_reading_that_waited_unclaimed_does_not_take_it(model: MeasuringModel, practice: PracticeDesk, first: Subject) -> None:
    comes(practice, minutes=60)
    assert [row.kind for row in model.unclaimed.rows] == [Kind.GLUCOSE] and first.context == "fasting"
    model.unclaimed.claim(first)
    model.reload_subject()
    assert meals(practice, first) == [""] and first.context == ""


def test_no_resident_ever_gets_the_meal_of_another(model: MeasuringModel, practice: PracticeDesk, meter: DeviceCard) -> None:
    """Each of three is only ever said to have eaten in one way: in whatever order people act, no value says another's."""
    own = dict(zip(practice.people, MEALS, strict=False))
    table = {person: sits_down(model, person) for person in own}
    orders = [order for order in permutations(("choose", "arm", "sit", "comes")) if order.index("arm") < order.index("comes")]
    said: Counter[str] = Counter()
    for number, order in enumerate(orders):
        here, other = (list(own)[(number + place) % 3] for place in range(2))
        acts: dict[str, Callable[[], object]] = {
            "choose": lambda: model.choose_context(own[model.subject.person.id]) if model.subject else None,
            "arm": partial(model.arm, meter.id),
            "sit": partial(model.open, other),
            "comes": partial(comes, practice),
        }
        sits_down(model, here)
        for act in order if number % 2 else ("choose", *order):
            acts[act]()
        for subject in table.values():
            for one in found(practice, subject):
                said[one.context] += 1
                assert one.context in ("", own[one.person]), order
                model.take_back(one.id, "wrong_value")
            subject.forget_meal()
        for armed in model.devices.armed:
            model.disarm(armed.id)
    assert set(said) == {"", *MEALS}
