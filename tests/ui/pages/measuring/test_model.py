"""The measuring table without a screen: recognised before armed, nothing typed is lost, nobody is armed by moving on."""

from __future__ import annotations

import pytest

from app.domain.measurement import MeasurementKind
from app.domain.person import IdKind
from app.services.devices import DeviceCard
from app.services.residents import ResidentForm
from device_drivers.readings import DeviceState, Kind
from ui.pages.measuring.gallery import CUFF, METER, hear, take
from ui.pages.measuring.model import MeasuringModel
from ui.pages.measuring.values import CardView
from ui.practice_desk import PracticeDesk

KIND = MeasurementKind
PRESSURE = (("systolic", "168", "mmHg"), ("diastolic", "96", "mmHg"), ("pulse", "78", "/min"))


def adult(practice: PracticeDesk) -> str:
    return next(key for key in practice.people if (birth := practice.residents.get(key).birth) and birth.year < 1990)


def card(model: MeasuringModel, kind: MeasurementKind) -> CardView:
    return next(view for view in model.cards() if view.kind is kind)


def recognised(model: MeasuringModel, practice: PracticeDesk) -> str:
    person = adult(practice)
    birth = practice.residents.get(person).birth
    assert birth is not None
    model.open(person)
    model.identify(f"{birth:%Y%m%d}")
    assert model.subject is not None
    return person


def test_opening_a_card_arms_nobody_and_opens_no_visit(model: MeasuringModel, practice: PracticeDesk) -> None:
    model.open(adult(practice))
    assert model.subject is not None and model.subject.identified_by == ""
    assert model.devices.armed == () and practice.queue.today() == []


def test_wrong_answer_does_not_recognise(model: MeasuringModel, practice: PracticeDesk) -> None:
    model.open(adult(practice))
    model.identify("0000")
    assert model.subject is not None and model.subject.mistaken and not model.subject.identified_by
    assert practice.queue.today() == []


@pytest.mark.parametrize(
    ("said", "how"), [("birth", "name+birth"), ("phone", "name+phone"), ("id", "name+id_tail"), ("head", "name+householder")]
)
def test_each_second_identifier_is_understood(model: MeasuringModel, practice: PracticeDesk, said: str, how: str) -> None:
    person = practice.residents.get(adult(practice))
    assert person.birth is not None
    answers = {
        "birth": person.birth.isoformat(),
        "phone": person.phones[0].number[-4:],
        "id": (person.number(IdKind.RESIDENT) or "")[-4:],
        "head": person.householder,
    }
    model.open(person.id)
    model.identify(answers[said])
    assert model.subject is not None and model.subject.identified_by == how and model.subject.encounter


def test_scanned_card_opens_and_recognises(model: MeasuringModel, practice: PracticeDesk) -> None:
    person = practice.residents.get(adult(practice))
    assert model.scan(person.number(IdKind.RESIDENT) or "")
    assert model.subject is not None and model.subject.person.id == person.id and model.subject.identified_by == "card"


def test_slip_names_the_record(model: MeasuringModel, practice: PracticeDesk) -> None:
    assert model.scan(adult(practice))
    assert model.subject is not None and model.subject.identified_by == "slip"


def test_a_name_is_no_number(model: MeasuringModel, practice: PracticeDesk) -> None:
    assert not model.scan(practice.residents.get(adult(practice)).name)


def test_armed_reading_shows_with_its_way_back(model: MeasuringModel, practice: PracticeDesk, cuff: DeviceCard) -> None:
    recognised(model, practice)
    model.arm(cuff.id)
    assert [one.sticker for one in model.devices.armed] == ["红1"] and not model.devices.is_ready(model.devices.armed[0])
    hear(practice, CUFF.device, DeviceState.DRAINED)
    assert model.devices.is_ready(model.devices.armed[0])
    practice.clock.forward(60)
    take(practice, CUFF, Kind.BLOOD_PRESSURE, *PRESSURE)
    shown = card(model, KIND.BLOOD_PRESSURE)
    assert shown.now is not None and (shown.now.text, shown.now.flag, shown.now.pulse) == ("168/96", "high", "78")
    assert model.arrival is not None and model.arrival.sticker == "红1" and model.next_in() == 60
    practice.clock.forward(13)
    assert model.next_in() == 47
    model.take_back(model.arrival.value.id, "wrong_person")
    assert card(model, KIND.BLOOD_PRESSURE).now is None and [one.reason for one in model.unclaimed.rows] == ["taken_back"]


def test_stored_reading_waits_in_the_drawer_and_is_claimed(model: MeasuringModel, practice: PracticeDesk, cuff: DeviceCard) -> None:
    recognised(model, practice)
    model.arm(cuff.id)
    practice.clock.forward(30)
    take(practice, CUFF, Kind.BLOOD_PRESSURE, *PRESSURE, minutes=3000)
    assert card(model, KIND.BLOOD_PRESSURE).now is None and len(model.unclaimed.rows) == 1
    assert model.subject is not None
    model.unclaimed.claim(model.subject)
    model.reload_subject()
    assert not model.unclaimed.rows and card(model, KIND.BLOOD_PRESSURE).now is not None


def test_setting_aside_needs_a_reason(model: MeasuringModel, practice: PracticeDesk) -> None:
    take(practice, CUFF, Kind.BLOOD_PRESSURE, *PRESSURE)
    model.unclaimed.set_aside(" ")
    assert model.unclaimed.error is not None and model.unclaimed.error.code == "reason_needed"
    model.unclaimed.set_aside("试机")
    assert model.unclaimed.rows == () and model.unclaimed.error is None


def test_countryside_units_are_stored_and_cleared_from_the_field(model: MeasuringModel, practice: PracticeDesk) -> None:
    recognised(model, practice)
    for kind, text, stored in ((KIND.HEIGHT, "一米五六", "156"), (KIND.WAIST, "2尺6", "87")):
        model.type(kind, text)
        model.enter(kind)
        model.confirm(kind)
        now = card(model, kind).now
        assert now is not None and now.text == stored and now.by_hand
    assert model.subject is not None and model.subject.pending() == []


def test_frightening_number_is_asked_then_stored(model: MeasuringModel, practice: PracticeDesk) -> None:
    recognised(model, practice)
    model.type(KIND.TEMPERATURE, "31")
    model.enter(KIND.TEMPERATURE)
    assert model.subject is not None and [one.code for one in model.subject.asked[KIND.TEMPERATURE]] == ["unusual"]
    assert card(model, KIND.TEMPERATURE).now is None and model.subject.typed[KIND.TEMPERATURE] == "31"
    model.confirm(KIND.TEMPERATURE)
    now = card(model, KIND.TEMPERATURE).now
    assert now is not None and now.text == "31" and not model.subject.asked


def test_saving_asks_about_a_frightening_number_and_keeps_everything(model: MeasuringModel, practice: PracticeDesk) -> None:
    recognised(model, practice)
    model.type(KIND.SPO2, "97")
    model.type(KIND.TEMPERATURE, "31")
    assert model.save() is None
    assert model.subject is not None and KIND.TEMPERATURE in model.subject.asked and model.saved == ""
    assert model.subject.typed == {KIND.SPO2: "97", KIND.TEMPERATURE: "31"} and model.can_save()
    model.confirm(KIND.TEMPERATURE)
    model.save()
    assert model.subject is None and model.saved and [row.state for row in practice.queue.today()] == ["waiting"]


def test_unreadable_text_stops_the_save_at_its_field(model: MeasuringModel, practice: PracticeDesk) -> None:
    recognised(model, practice)
    model.type(KIND.WEIGHT, "很重")
    assert model.save() is KIND.WEIGHT and model.saved == ""


def test_typed_glucose_waits_for_its_meal(model: MeasuringModel, practice: PracticeDesk) -> None:
    recognised(model, practice)
    model.type(KIND.GLUCOSE, "7.8")
    model.enter(KIND.GLUCOSE)
    problem = model.problem(KIND.GLUCOSE)
    assert problem is not None and problem.code == "context_needed" and card(model, KIND.GLUCOSE).now is None
    model.choose_context("fasting")
    model.enter(KIND.GLUCOSE)
    now = card(model, KIND.GLUCOSE).now
    assert now is not None and (now.text, now.context, now.flag) == ("7.8", "fasting", "high")


def test_meter_reading_has_no_class_until_the_meal_is_answered(model: MeasuringModel, practice: PracticeDesk) -> None:
    meter = practice.devices.take_on(METER, "血糖仪", "蓝2")
    recognised(model, practice)
    model.arm(meter.id)
    practice.clock.forward(30)
    take(practice, METER, Kind.GLUCOSE, ("glucose", "7.8", "mmol/L"))
    now = card(model, KIND.GLUCOSE).now
    assert now is not None and now.flag == "" and model.subject is not None
    assert model.subject.state is not None and "glucose_context" in model.subject.state.missing
    model.choose_context("fasting")
    now = card(model, KIND.GLUCOSE).now
    assert now is not None and now.flag == "high"


def test_save_disarms_and_asks_for_the_next(model: MeasuringModel, practice: PracticeDesk, cuff: DeviceCard) -> None:
    recognised(model, practice)
    model.arm(cuff.id)
    model.save()
    assert model.subject is None and model.devices.armed == () and model.saved
    assert [row.name for row in model.roster.done()] == [model.saved]


def test_after_the_time_out_the_chair_is_asked_again(model: MeasuringModel, practice: PracticeDesk, cuff: DeviceCard) -> None:
    recognised(model, practice)
    model.arm(cuff.id)
    practice.clock.forward(301)
    practice.arming.expire()
    model.reload_armed()
    assert model.subject is not None and model.subject.identified_by == "" and model.devices.armed == ()
    model.arm(cuff.id)
    assert model.error is not None and model.error.code == "identity_needed" and model.devices.armed == ()


def test_two_residents_are_armed_and_each_keeps_what_was_typed(model: MeasuringModel, practice: PracticeDesk, cuff: DeviceCard) -> None:
    meter = practice.devices.take_on(METER, "血糖仪", "蓝2")
    first = recognised(model, practice)
    model.arm(cuff.id)
    model.type(KIND.WEIGHT, "61")
    other = next(key for key in practice.people if key != first)
    assert model.scan(other)
    model.arm(meter.id)
    assert {one.person for one in model.devices.armed} == {first, other}
    model.open(first)
    assert model.subject is not None and model.subject.typed[KIND.WEIGHT] == "61" and model.subject.identified_by


def test_who_fetches_medicine_is_not_measured(model: MeasuringModel, practice: PracticeDesk, cuff: DeviceCard) -> None:
    model.open(adult(practice))
    model.fetch_medicine()
    assert model.subject is not None and model.subject.proxy
    model.arm(cuff.id)
    assert model.error is not None and model.devices.armed == ()


def test_body_mass_index_is_for_adults(model: MeasuringModel, practice: PracticeDesk) -> None:
    recognised(model, practice)
    for kind, text in ((KIND.HEIGHT, "156"), (KIND.WEIGHT, "61.5")):
        model.type(kind, text)
        model.enter(kind)
        model.confirm(kind)
    assert model.bmi() == "25.3"
    child = practice.residents.register(child_form())
    assert model.scan(child.id)
    for kind, text in ((KIND.HEIGHT, "110"), (KIND.WEIGHT, "19")):
        model.type(kind, text)
        model.enter(kind)
    assert card(model, KIND.WEIGHT).now is not None and model.bmi() == ""


def child_form() -> ResidentForm:
    return ResidentForm("王小宝", sex="1", birth="2020-01-05", temporary_reason="没带户口本")


def test_list_counts_by_village_and_marks_namesakes(model: MeasuringModel, practice: PracticeDesk) -> None:
    first, second = practice.residents.get(practice.people[0]), practice.residents.get(practice.people[1])
    for person in (first, second):
        practice.intake.open_visit(person.id)
    model.roster.reload()
    assert len(model.roster.waiting()) == 2 and model.roster.done() == ()
    model.roster.choose_village(first.address.village)
    assert all(row.village == first.address.village for row in model.roster.waiting())
    assert not any(model.roster.homonym(row) for row in model.roster.rows)


def high_glucose(model: MeasuringModel, practice: PracticeDesk) -> None:
    recognised(model, practice)
    model.choose_context("fasting")
    model.type(KIND.GLUCOSE, "17.5")
    model.enter(KIND.GLUCOSE)


def test_a_high_glucose_is_typed_twice_blind(model: MeasuringModel, practice: PracticeDesk) -> None:
    high_glucose(model, practice)
    assert model.subject is not None and KIND.GLUCOSE not in model.subject.typed
    assert [one.code for one in model.subject.asked[KIND.GLUCOSE]] == ["type_again"] and card(model, KIND.GLUCOSE).now is None
    model.type(KIND.GLUCOSE, "17.5")
    assert model.subject.asked[KIND.GLUCOSE]
    model.enter(KIND.GLUCOSE)
    now = card(model, KIND.GLUCOSE).now
    assert now is not None and (now.text, now.context) == ("17.5", "fasting") and model.subject.pending() == []


def test_two_that_differ_are_both_void(model: MeasuringModel, practice: PracticeDesk) -> None:
    high_glucose(model, practice)
    model.type(KIND.GLUCOSE, "7.5")
    model.enter(KIND.GLUCOSE)
    assert model.subject is not None and [one.code for one in model.subject.asked[KIND.GLUCOSE]] == ["typed_differently"]
    assert model.subject.pending() == [] and card(model, KIND.GLUCOSE).now is None
    model.type(KIND.GLUCOSE, "7.5")
    assert not model.subject.asked
    model.enter(KIND.GLUCOSE)
    now = card(model, KIND.GLUCOSE).now
    assert now is not None and now.text == "7.5"


def test_a_glucose_typed_once_is_not_lost_by_saving(model: MeasuringModel, practice: PracticeDesk) -> None:
    high_glucose(model, practice)
    model.save()
    assert model.subject is not None and model.saved == "" and model.subject.asked[KIND.GLUCOSE]
    model.type(KIND.GLUCOSE, "17.5")
    model.save()
    assert model.subject is None and model.saved
