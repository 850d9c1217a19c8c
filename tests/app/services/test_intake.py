"""The measuring table: countryside units, questions before frightening values, the repeat protocol, corrections (H19, H24, H25, H49)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from app.clock import SetClock
from app.domain.clinical import Answer, Fact, FactKind
from app.domain.encounter import EncounterStatus
from app.domain.ids import new_id
from app.domain.measurement import Measurement, MeasurementKind, MeasurementStatus, Source
from app.errors import KnownError
from app.rules.pressure import PressureStatus
from app.services.desk import Desk
from app.services.intake import Intake
from app.services.measuring import Typed
from app.store import audit, clinical, encounters, measurements, people
from tests.app.conftest import person as made_person
from tests.app.services.measuring_table import MakePerson, Table, glucose


@pytest.fixture
def table(desk: Desk, clock: SetClock) -> Table:
    return Table(desk, clock)


@pytest.mark.parametrize("proxy", [False, True])
@pytest.mark.parametrize(("died", "begins"), [(date(2026, 3, 1), False), (date(2026, 3, 4), False), (date(2026, 3, 5), True)])
def test_no_visit_begins_after_death(desk: Desk, make_person: MakePerson, died: date, begins: bool, proxy: bool) -> None:
    """H40, H20: a namesake was meant; who dies here is still treated on that day."""
    who = make_person()
    desk.store.write(lambda uow: people.change(uow, replace(who, deceased=died), "died"), desk.actor).result()
    if begins:
        assert Intake(desk).open_visit(who.id, proxy=proxy).person == who.id
        return
    with pytest.raises(KnownError, match="visit_of_dead"):
        Intake(desk).open_visit(who.id, proxy=proxy)
    assert desk.store.read(lambda conn: encounters.of_person(conn, [who.id])) == []


@pytest.mark.parametrize(
    ("kind", "text", "name", "value", "unit"),
    [
        ("weight", "123斤", "weight", "61.5", "kg"),
        ("height", "一米五六", "height", "156", "cm"),
        ("waist", "2尺6", "waist", "87", "cm"),
        ("temperature", "37度5", "temperature", "37.5", "Cel"),
        ("glucose", "140mg/dl", "glucose", "7.8", "mmol/L"),
        ("spo2", "97%", "spo2", "97", "%"),
        ("heart_rate", "76次", "heart_rate", "76", "/min"),
    ],
)
def test_units_of_the_countryside(table: Table, make_person: MakePerson, kind: str, text: str, name: str, value: str, unit: str) -> None:
    visit = table.intake.open_visit(make_person().id)
    entered = table.intake.enter(visit.id, kind, text)
    assert entered.measurement is not None and entered.findings == ()
    (one,) = entered.measurement.values
    assert (one.name, one.value, one.unit) == (name, Decimal(value), unit)
    assert entered.measurement.source is Source.MANUAL and entered.measurement.context == ""
    assert entered.echo


def test_a_frightening_value_asks_first_and_is_stored_when_confirmed(table: Table, make_person: MakePerson) -> None:
    visit = table.intake.open_visit(make_person().id)
    asked = table.intake.enter(visit.id, "temperature", "31")
    assert asked.measurement is None and [one.code for one in asked.findings] == ["unusual"]
    stored = table.intake.enter(visit.id, "temperature", "31", confirmed=["unusual"])
    assert stored.measurement is not None and stored.measurement.flags == ("unusual",)


def test_the_absurd_is_refused_whatever_is_confirmed(table: Table, make_person: MakePerson) -> None:
    visit = table.intake.open_visit(make_person().id)
    refused = table.intake.enter(visit.id, "temperature", "78", confirmed=["unusual", "absurd"])
    assert refused.measurement is None and [one.code for one in refused.findings] == ["absurd"]
    assert table.intake.state(visit.id).measurements == ()


def test_jin_typed_as_kilograms_is_noticed_by_the_last_value(table: Table, make_person: MakePerson) -> None:
    person = make_person()
    visit = table.intake.open_visit(person.id)
    table.intake.enter(visit.id, "weight", "61.5")
    table.intake.save(visit.id)
    table.queue.call(visit.id)
    table.queue.finish(visit.id)
    table.clock.forward(86400 * 30)
    again = table.intake.open_visit(person.id)
    asked = table.intake.enter(again.id, "weight", "123")
    assert [one.code for one in asked.findings] == ["jump"]
    assert asked.findings[0].facts["days"] == "30"


def test_hi_typed_from_the_meter_is_critical(table: Table, make_person: MakePerson) -> None:
    visit = table.intake.open_visit(make_person().id)
    entered = table.intake.enter(visit.id, "glucose", "HI", again="hi")
    assert entered.measurement is not None and entered.measurement.critical
    assert entered.measurement.values[0].comparator == ">"
    assert table.intake.state(visit.id).encounter.urgent


def test_glucose_without_its_context_is_missing_something(table: Table, make_person: MakePerson) -> None:
    """H24: no default; judged by the strictest until somebody says."""
    visit = table.intake.open_visit(make_person().id)
    entered = table.intake.enter(visit.id, "glucose", "17.5", again="17.5")
    assert entered.measurement is not None and entered.measurement.critical
    assert "glucose_context" in table.intake.state(visit.id).missing
    after = table.intake.set_context(entered.measurement.id, "random")
    assert not after.critical and "glucose_context" not in table.intake.state(visit.id).missing
    with pytest.raises(ValueError, match="breakfast"):
        table.intake.set_context(entered.measurement.id, "breakfast")


def test_two_pressures_that_agree_are_a_result(table: Table, make_person: MakePerson) -> None:
    cuff, person = table.cuff(), make_person()
    armed = table.arm(cuff, person)
    table.press(cuff, 142, 90)
    state = table.intake.state(armed.encounter or "")
    assert state.pressure.status is PressureStatus.NEED_MORE and state.pressure.next_in_s == 60
    assert "blood_pressure" in state.missing
    table.clock.forward(60)
    table.press(cuff, 140, 87)
    state = table.intake.state(armed.encounter or "")
    assert state.pressure.summary is not None
    assert f"{state.pressure.summary.systolic}/{state.pressure.summary.diastolic}" == "141/89"
    saved = table.intake.save(armed.encounter or "")
    assert saved.status is EncounterStatus.TRIAGED and saved.triaged_at is not None
    summary = summaries(table, saved.id)[0]
    readings = [one.id for one in table.intake.state(saved.id).measurements if one.kind is MeasurementKind.BLOOD_PRESSURE]
    assert summary.derived_from == tuple(readings) and summary.values[0].value == 141


def summaries(table: Table, visit: str) -> list[Measurement]:
    return [one for one in table.intake.state(visit).measurements if one.kind is MeasurementKind.BLOOD_PRESSURE_SUMMARY]


def test_a_single_pressure_is_no_result(table: Table, make_person: MakePerson) -> None:
    cuff, person = table.cuff(), make_person()
    armed = table.arm(cuff, person)
    table.press(cuff, 142, 90)
    table.intake.save(armed.encounter or "")
    assert summaries(table, armed.encounter or "") == []
    (row,) = table.queue.today()
    assert [(chip.code, dict(chip.facts)) for chip in row.chips] == [("pressure_due", {"n": 2, "of": 2})]


def test_the_protocol_goes_with_the_resident_to_another_cuff(table: Table, make_person: MakePerson) -> None:
    one, other, person = table.cuff(1), table.cuff(2), make_person()
    armed = table.arm(one, person)
    table.press(one, 142, 90)
    table.intake.set_arm(table.intake.state(armed.encounter or "").measurements[0].id, "left")
    table.arming.disarm(armed.id)
    table.clock.forward(70)
    table.arm(other, person)
    table.press(other, 140, 88)
    state = table.intake.state(armed.encounter or "")
    assert state.pressure.status is PressureStatus.OK
    assert [reading.arm for reading in state.pressure.readings] == ["left", "left"]


def test_a_glucose_within_the_round_has_no_arm(table: Table, make_person: MakePerson) -> None:
    """The arm goes on from pressure to pressure, to nothing else: a weight at the left arm stood on the card."""
    cuff, meter, person = table.cuff(), table.meter(), make_person()
    armed = table.arm(cuff, person)
    table.press(cuff, 142, 90)
    table.intake.set_arm(table.intake.state(armed.encounter or "").measurements[0].id, "left")
    table.arm(meter, person)
    table.clock.forward(60)
    table.send(glucose(meter, "6.4", table.clock.now(), 1))
    found = table.intake.state(armed.encounter or "").measurements
    assert {(one.kind.value, one.arm) for one in found} == {("blood_pressure", "left"), ("glucose", "")}


def test_after_five_minutes_one_starts_again(table: Table, make_person: MakePerson) -> None:
    cuff, person = table.cuff(), make_person()
    armed = table.arm(cuff, person)
    table.press(cuff, 142, 90)
    table.clock.forward(301)
    assert table.intake.state(armed.encounter or "").pressure.expired
    table.arm(cuff, person)
    table.press(cuff, 130, 80)
    state = table.intake.state(armed.encounter or "")
    assert len(state.pressure.readings) == 1 and state.pressure.status is PressureStatus.NEED_MORE


def test_an_irregular_pulse_asks_for_three(table: Table, make_person: MakePerson) -> None:
    cuff, person = table.cuff(), make_person()
    armed = table.arm(cuff, person)
    table.press(cuff, 142, 90, flags=("irregular_pulse",))
    table.clock.forward(60)
    table.press(cuff, 141, 90)
    state = table.intake.state(armed.encounter or "")
    assert (state.pressure.status, state.pressure.wanted) == (PressureStatus.NEED_MORE, 3)
    table.clock.forward(60)
    table.press(cuff, 143, 90)
    table.intake.save(armed.encounter or "")
    assert summaries(table, armed.encounter or "")[0].values[0].value == 142


def test_fibrillation_noticed_later_takes_the_result_of_two_back(table: Table, make_person: MakePerson) -> None:
    cuff, person = table.cuff(), make_person()
    armed = table.arm(cuff, person)
    table.press(cuff, 142, 90)
    table.clock.forward(60)
    table.press(cuff, 140, 88)
    visit = table.intake.save(armed.encounter or "")
    assert len(summaries(table, visit.id)) == 1
    first = table.intake.state(visit.id).pressure.readings[0].id
    table.intake.add_quality(first, "fibrillation")
    assert summaries(table, visit.id) == []


def test_a_severe_pressure_goes_first_and_after_rest_is_critical(table: Table, make_person: MakePerson) -> None:
    cuff, person = table.cuff(), make_person()
    armed = table.arm(cuff, person)
    table.press(cuff, 192, 112)
    state = table.intake.state(armed.encounter or "")
    assert state.encounter.urgent and not state.measurements[0].critical
    table.clock.forward(600)
    table.arm(cuff, person)
    table.press(cuff, 190, 110)
    assert table.intake.state(armed.encounter or "").measurements[1].critical


def test_a_late_second_reading_gives_the_doctor_the_result(table: Table, make_person: MakePerson) -> None:
    """Handed over at 1/2; another seat completes it while the doctor has the visit."""
    cuff, person = table.cuff(), make_person()
    armed = table.arm(cuff, person)
    table.press(cuff, 142, 90)
    visit = table.intake.save(armed.encounter or "")
    table.queue.call(visit.id)
    table.clock.forward(60)
    table.arm(cuff, person, visit)
    table.press(cuff, 140, 88)
    assert len(summaries(table, visit.id)) == 1


def test_an_arm_put_right_gives_the_result_back(table: Table, make_person: MakePerson) -> None:
    """Said wrong and said again: the round is whole as before, and so is what the doctor sees."""
    cuff, person = table.cuff(), make_person()
    visit = table.intake.open_visit(person.id)
    for high in (142, 140):
        table.arm(cuff, person, visit)
        table.press(cuff, high, 90)
        table.clock.forward(30)
    table.intake.save(visit.id)
    first, second = (one for one in table.intake.state(visit.id).measurements if one.kind is MeasurementKind.BLOOD_PRESSURE)
    results = []
    for one, arm in ((first, "left"), (second, "right"), (second, "left")):
        table.intake.set_arm(one.id, arm)
        results.append([one for one in table.intake.state(visit.id).measurements if one.kind is MeasurementKind.BLOOD_PRESSURE_SUMMARY])
    assert [len(found) for found in results] == [1, 0, 1]
    assert results[2][0].id != results[0][0].id and results[2][0].values == results[0][0].values


def test_a_visit_is_not_recognised_by_saying_so(table: Table, make_person: MakePerson) -> None:
    """H20: what identifies is shown or said, and checked."""
    person = make_person()
    with pytest.raises(KnownError, match="identity_needed"):
        table.intake.open_visit(person.id, "card")


def test_an_error_takes_its_result_along(table: Table, make_person: MakePerson) -> None:
    cuff, person = table.cuff(), make_person()
    armed = table.arm(cuff, person)
    table.press(cuff, 168, 96)
    table.clock.forward(60)
    table.press(cuff, 166, 94)
    visit = table.intake.save(armed.encounter or "")
    reading = table.intake.state(visit.id).pressure.readings[1].id
    with pytest.raises(KnownError, match="reason_needed"):
        table.intake.mark_error(reading, "")
    table.intake.mark_error(reading, "测的是别人")
    state = table.intake.state(visit.id)
    assert summaries(table, visit.id) == []
    assert {one.kind for one in state.corrected} == {MeasurementKind.BLOOD_PRESSURE, MeasurementKind.BLOOD_PRESSURE_SUMMARY}
    assert all(one.status is MeasurementStatus.ENTERED_IN_ERROR for one in state.corrected)
    assert table.desk.store.read(lambda conn: measurements.error_reason(conn, reading)) == "测的是别人"
    with pytest.raises(KnownError, match="measurement_gone"):
        table.intake.mark_error(reading, "又一次")


def test_saving_stores_typed_values_or_nothing_at_all(table: Table, make_person: MakePerson) -> None:
    visit = table.intake.open_visit(make_person().id)
    good, asking = Typed(MeasurementKind.WEIGHT, "61.5"), Typed(MeasurementKind.TEMPERATURE, "31")
    with pytest.raises(KnownError, match="value_unconfirmed"):
        table.intake.save(visit.id, [good, asking])
    assert table.intake.state(visit.id).measurements == ()
    assert table.intake.state(visit.id).encounter.status is EncounterStatus.ARRIVED
    table.intake.save(visit.id, [good])
    assert len(table.intake.state(visit.id).measurements) == 1


def test_proxy_visits_take_no_values_and_go_to_the_queue(table: Table, make_person: MakePerson) -> None:
    visit = table.intake.open_visit(make_person().id, proxy=True)
    with pytest.raises(KnownError, match="proxy_visit"):
        table.intake.enter(visit.id, "weight", "60")
    table.intake.save(visit.id)
    (row,) = table.queue.today()
    assert [chip.code for chip in row.chips] == ["proxy"]
    assert table.intake.state(visit.id).missing == ()


def test_one_visit_a_day_is_reused_and_tomorrow_is_another(table: Table, make_person: MakePerson) -> None:
    person = make_person()
    first = table.intake.open_visit(person.id)
    again = table.intake.open_visit(person.id, "name+phone", evidence="1234")
    assert again.id == first.id and again.identified_by == "name+phone"
    with pytest.raises(KnownError, match="identity_needed"):
        table.intake.open_visit(person.id, "name+phone", evidence="0000")
    assert table.intake.open_visit(person.id, proxy=True).id != first.id
    table.clock.forward(86400)
    assert table.intake.open_visit(person.id).id != first.id


def test_children_have_no_adult_alarms_and_other_wants(desk: Desk, table: Table) -> None:
    """H18."""
    child = made_person(name="王小宝", birth=table.clock.now().date().replace(year=2023), serial=31)
    desk.store.write(lambda uow: people.add(uow, child), desk.actor).result()
    visit = table.intake.open_visit(child.id)
    entered = table.intake.enter(visit.id, "heart_rate", "155")
    assert entered.measurement is not None and not entered.measurement.critical
    assert table.intake.state(visit.id).missing == ("weight", "temperature")
    asked = table.intake.enter(visit.id, "weight", "24")
    assert [one.code for one in asked.findings] == ["weight_for_age"]


def test_pregnancy_is_asked_of_the_record(desk: Desk, table: Table, make_person: MakePerson) -> None:
    person = make_person()
    told = Fact(new_id(), person.id, FactKind.PREGNANT, Answer.YES, "2026-03-01T00:00:00.000Z", "本人")
    desk.store.write(lambda uow: clinical.answer(uow, told, None), desk.actor).result()
    visit = table.intake.open_visit(person.id)
    assert table.intake.enter(visit.id, "blood_pressure", "128/84").measurement is not None


def test_a_finished_visit_takes_nothing_more(table: Table, make_person: MakePerson) -> None:
    visit = table.intake.open_visit(make_person().id)
    table.queue.call(visit.id)
    table.queue.finish(visit.id)
    with pytest.raises(KnownError, match="visit_closed"):
        table.intake.enter(visit.id, "weight", "60")
    with pytest.raises(KnownError, match="visit_closed"):
        table.intake.save(visit.id)
    with pytest.raises(KnownError, match="visit_closed"):
        table.intake.state("nothing")


def test_whoever_measured_took_part_and_the_trail_is_whole(table: Table, make_person: MakePerson) -> None:
    visit = table.intake.open_visit(make_person().id)
    table.intake.save(visit.id, [Typed(MeasurementKind.WEIGHT, "61.5")])
    who = table.desk.who.practitioner
    assert table.desk.store.read(lambda conn: encounters.participants(conn, visit.id)) == [who]
    assert list(table.desk.store.read(lambda conn: list(audit.verify(conn)))) == []


@pytest.mark.parametrize("text", ["17.5", "3.9", "HI", "LO", "360 mg/dL"])
def test_a_glucose_that_changes_treatment_is_stored_when_typed_twice_alike(table: Table, make_person: MakePerson, text: str) -> None:
    visit = table.intake.open_visit(make_person().id)
    asked = table.intake.enter(visit.id, "glucose", text, "random", confirmed=("unusual", "type_again"))
    assert asked.measurement is None and [one.code for one in asked.findings] == ["type_again"]
    differing = table.intake.enter(visit.id, "glucose", text, "random", again="7.8")
    assert differing.measurement is None and [one.code for one in differing.findings] == ["typed_differently"]
    unreadable = table.intake.enter(visit.id, "glucose", text, "random", again="七点几")
    assert unreadable.measurement is None
    assert table.intake.state(visit.id).measurements == ()
    assert table.intake.enter(visit.id, "glucose", text, "random", again=f" {text} ").measurement is not None


def test_an_impossible_glucose_stays_refused_however_often_it_is_typed(table: Table, make_person: MakePerson) -> None:
    visit = table.intake.open_visit(make_person().id)
    entered = table.intake.enter(visit.id, "glucose", "178", again="178")
    assert entered.measurement is None and [one.code for one in entered.findings] == ["absurd"]


def test_saving_waits_for_the_second_typing(table: Table, make_person: MakePerson) -> None:
    visit = table.intake.open_visit(make_person().id)
    once = Typed(MeasurementKind.GLUCOSE, "17.5", "random")
    with pytest.raises(KnownError, match="value_unconfirmed"):
        table.intake.save(visit.id, [once])
    table.intake.save(visit.id, [replace(once, again="17.5")])
    assert [one.context for one in table.intake.state(visit.id).measurements] == ["random"]
