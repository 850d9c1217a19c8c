"""Forms filled from one visit: opened, completed, corrected, read again; nothing lost, nothing copied that was measured."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from app.clock import SetClock
from app.domain.clinical import Condition
from app.domain.encounter import Encounter, EncounterStatus, VisitKind
from app.domain.filled_form import FilledForm, FormStatus
from app.domain.ids import new_id
from app.domain.measurement import MeasurementKind
from app.domain.person import Person
from app.domain.programme import Programme
from app.errors import KnownError, NotAllowed
from app.rules.pack import Pack
from app.services.desk import Desk
from app.services.form_filling import FormFilling
from app.services.form_sheet import Sheet
from app.services.prescribing import Prescribing
from app.services.rx_draft import RxDraft
from app.store import clinical, encounters, filled_forms, measurements, people
from app.texts import text
from tests.app.rules.forms.told import DM, HTN
from tests.app.services.forms import answer, enrol, filled_before, measure, measured_today
from tests.app.services.rx_clinic import visit_of


@pytest.fixture
def filling(desk: Desk, pack: Pack) -> FormFilling:
    return FormFilling(desk, pack)


@pytest.fixture
def sheet(desk: Desk, filling: FormFilling, resident: Person, visit: Encounter) -> Sheet:
    """Hypertension and diabetes in one visit, measured and not yet asked."""
    measured_today(desk, resident.id)
    return filling.open(resident.id, visit.id, [HTN, DM])


def standing(desk: Desk, person: str) -> list[FilledForm]:
    return desk.store.read(lambda conn: filled_forms.of_people(conn, [person]))


def test_one_visit_fills_both_forms(desk: Desk, filling: FormFilling, sheet: Sheet, visit: Encounter) -> None:
    done = {one.form: one for one in filling.save(answer(filling, sheet))}
    assert done.keys() == {HTN, DM}
    assert {one.day for one in done.values()} == {"2026-03-05"}
    assert {one.encounter for one in done.values()} == {visit.id}
    assert [done[form].one("control") for form in (HTN, DM)] == ["1", "1"]
    assert done[HTN].one("next_on") == "2026-06-03"
    assert done[DM].one("fasting") == "6.1"
    assert done[HTN].values["systolic"].source == done[DM].values["systolic"].source
    assert "fasting" not in done[HTN].values
    assert sorted(one.id for one in standing(desk, sheet.person.id)) == sorted(one.id for one in done.values())


@pytest.mark.parametrize(("role", "told"), [("doctor", ["I10", "E11.9"]), ("nurse", [])])
def test_the_diagnosis_of_a_followed_disease_is_one_of_the_visit(
    desk: Desk, filling: FormFilling, sheet: Sheet, visit: Encounter, role: str, told: list[str]
) -> None:
    """It is on record: the log of visits has it without anybody typing it again. A nurse diagnoses nothing."""
    person, rows = sheet.person.id, (("I10", "高血压"), ("E11.9", "2型糖尿病"), ("J06.9", "上呼吸道感染"))
    known = {icd10: Condition(new_id(), person, None, icd10, name) for icd10, name in rows}
    over = Condition(new_id(), person, None, "E11.0", "2型糖尿病伴昏迷", clinical_status="resolved")
    for one in (*known.values(), over):
        desk.store.write(lambda uow, one=one: clinical.add_condition(uow, one, None)).result()  # type: ignore[misc]
    if role == "nurse":
        desk.session.set(replace(desk.who, permissions=desk.who.permissions - {"chart.write"}))
    for _ in range(2):
        filling.save(answer(filling, sheet))
    assert desk.store.read(lambda conn: encounters.diagnoses(conn, visit.id)) == [known[one].id for one in told]


@pytest.mark.parametrize("over", [EncounterStatus.FINISHED, EncounterStatus.CANCELLED])
def test_a_visit_that_is_over_keeps_its_diagnoses(
    desk: Desk, filling: FormFilling, sheet: Sheet, visit: Encounter, over: EncounterStatus
) -> None:
    known = Condition(new_id(), sheet.person.id, None, "I10", "高血压")
    desk.store.write(lambda uow: clinical.add_condition(uow, known, None)).result()
    answered = answer(filling, sheet)
    desk.store.write(lambda uow: encounters.move(uow, replace(visit, status=over), visit)).result()
    filling.save(answered)
    assert desk.store.read(lambda conn: encounters.diagnoses(conn, visit.id)) == []


def test_every_value_says_where_it_came_from(desk: Desk, filling: FormFilling, sheet: Sheet) -> None:
    values = answer(filling, sheet, weight="123斤").values
    assert values["systolic"].source.startswith("measurement:")
    assert values["way"].source == f"encounter:{sheet.visit.id}"  # type: ignore[union-attr]
    assert values["doctor"].source == f"practitioner:{desk.who.practitioner}"
    assert values["htn_followup.control"].source == "computed"
    assert (values["weight"].one, values["weight"].source) == ("61.5", "")  # typed, so by hand


def test_an_incomplete_form_is_refused_and_names_its_first_field(filling: FormFilling, sheet: Sheet, desk: Desk) -> None:
    with pytest.raises(KnownError) as refused:
        filling.save(sheet)
    assert refused.value.code == "form_incomplete"
    assert refused.value.facts["field"] == "症状"
    assert standing(desk, sheet.person.id) == []


def test_one_of_two_forms_can_be_completed_first(filling: FormFilling, sheet: Sheet, desk: Desk) -> None:
    part = filling.put(answer(filling, sheet), "hypoglycemia")
    assert (part.is_complete(HTN), part.is_complete(DM)) == (True, False)
    filling.save(part, [HTN])
    assert [one.form for one in standing(desk, sheet.person.id)] == [HTN]
    again = filling.open(sheet.person.id, sheet.visit.id, [DM])  # type: ignore[union-attr]
    assert again.values["symptoms" if "symptoms" in again.asked else "dm_symptoms"].told == ("1",)


def test_wrong_codes_of_the_list_that_stands_for_several_hold_both_forms_up(filling: FormFilling, sheet: Sheet) -> None:
    wrong = filling.put(answer(filling, sheet), "symptoms", "1", "3")
    assert [(one.code, one.key) for one in wrong.chips if one.holds_up] == [("exclusive", "symptoms")]
    assert (wrong.is_complete(HTN), wrong.is_complete(DM)) == (False, False)


def test_a_chip_stands_once_for_both_forms(sheet: Sheet) -> None:
    missing = [one.key for one in sheet.chips if one.code == "missing"]
    assert len(missing) == len(set(missing))
    assert "symptoms" in missing
    assert set(missing) <= {place.key for place in sheet.places}


def test_power_fails_and_nothing_typed_is_lost(desk: Desk, pack: Pack, filling: FormFilling, sheet: Sheet) -> None:
    half = filling.put(filling.put(sheet, "smoke_per_day", "5"), "weight")
    assert [one.forms for one in filling.unfinished(sheet.person.id)] == [tuple(form.title for form in sheet.forms)]
    after = FormFilling(desk, pack).open(sheet.person.id, sheet.visit.id)  # type: ignore[union-attr]
    assert after.values == half.values
    assert [form.code for form in after.forms] == [HTN, DM]
    assert "weight" not in after.values  # cleared by hand
    filling.save(answer(filling, after, weight="61.5"))
    assert filling.unfinished() == ()


def test_a_form_begun_yesterday_keeps_its_day(filling: FormFilling, sheet: Sheet, clock: SetClock) -> None:
    filling.put(sheet, "salt", "2")
    clock.forward(86_400)
    begun = filling.unfinished()[0]
    assert begun.day == date(2026, 3, 5)
    resumed = filling.resume(begun)
    assert (resumed.day, resumed.values["salt"].one) == (date(2026, 3, 5), "2")
    assert filling.save(answer(filling, resumed))[0].day == "2026-03-05"
    with pytest.raises(KnownError):
        filling.resume(begun)


def test_a_draft_is_the_own_of_who_typed_it(desk: Desk, filling: FormFilling, sheet: Sheet) -> None:
    filling.put(sheet, "salt", "2")
    desk.session.set(replace(desk.who, account="other"))
    assert "salt" not in filling.open(sheet.person.id, sheet.visit.id, [HTN]).values  # type: ignore[union-attr]
    assert filling.unfinished() == ()


def test_habits_are_proposed_with_their_day_and_taken_once_confirmed(
    desk: Desk, filling: FormFilling, resident: Person, visit: Encounter
) -> None:
    """H43: what was measured is never proposed."""
    old = filled_before(desk, resident.id, HTN, 90, salt="2", smoke_per_day="5", systolic="152", weight="63", psych="1")
    sheet = filling.open(resident.id, visit.id, [HTN])
    assert {"salt", "smoke_per_day"} <= sheet.proposals.keys()
    assert not {"systolic", "weight", "psych", "htn_followup.control"} & sheet.proposals.keys()
    assert "salt" not in sheet.values
    assert set(sheet.open_proposals) == {"salt", "smoke_per_day"}
    proposal = sheet.proposals["salt"]
    assert (proposal.day.isoformat(), proposal.form) == (old.day, "高血压患者随访服务记录表")
    taken = filling.confirm(sheet, "salt", "weight")
    assert (taken.values["salt"].one, taken.values["salt"].source) == ("2", f"filled_form:{old.id}")
    assert "weight" not in taken.values
    assert taken.open_proposals == ("smoke_per_day",)
    assert "salt" not in filling.undo(taken, "salt").values


def test_the_second_form_of_a_visit_replaces_the_first(desk: Desk, filling: FormFilling, sheet: Sheet) -> None:
    first = filling.save(answer(filling, sheet), [HTN])[0]
    second = filling.save(answer(filling, sheet, salt="2"), [HTN])[0]
    assert second.replaces == first.id
    assert standing(desk, sheet.person.id) == [second]


def test_a_correction_replaces_and_the_old_one_stays_readable(desk: Desk, filling: FormFilling, sheet: Sheet) -> None:
    first = filling.save(answer(filling, sheet), [HTN])[0]
    again = filling.correct(first.id)
    assert {code: value.told for code, value in again.answers(HTN).items()} == {code: value.told for code, value in first.values.items()}
    second = filling.save(filling.put(again, "salt", "3"))[0]
    assert (second.replaces, second.one("salt"), second.day) == (first.id, "3", first.day)
    old = desk.store.read(lambda conn: filled_forms.get(conn, first.id))
    assert old is not None
    assert old.status is FormStatus.ENTERED_IN_ERROR
    with pytest.raises(KnownError) as gone:
        filling.correct(first.id)
    assert gone.value.code == "form_replaced"


def test_a_form_corrected_meanwhile_is_not_corrected_twice(filling: FormFilling, sheet: Sheet) -> None:
    first = filling.save(answer(filling, sheet), [HTN])[0]
    mine, theirs = filling.correct(first.id), filling.correct(first.id)
    filling.save(filling.put(theirs, "salt", "3"))
    with pytest.raises(KnownError) as late:
        filling.save(filling.put(mine, "salt", "2"))
    assert late.value.code == "form_replaced"


def test_a_version_of_a_newer_program_is_shown_and_not_corrected(desk: Desk, filling: FormFilling, resident: Person) -> None:
    newer = replace(filled_before(desk, resident.id, "personal", 5, abo="2"), id=new_id(), form=HTN, version=7)
    desk.store.write(lambda uow: filled_forms.add(uow, newer)).result()
    shown = filling.shown(newer)
    assert (shown.known, [line.words for line in shown.lines]) == (False, ["B型"])
    with pytest.raises(KnownError) as refused:
        filling.correct(newer.id)
    assert refused.value.code == "form_newer"


def test_withdrawing_needs_a_reason(desk: Desk, filling: FormFilling, sheet: Sheet) -> None:
    one = filling.save(answer(filling, sheet), [HTN])[0]
    for given, code in ((" ", "reason_needed"), ("录错人", "")):
        if code:
            with pytest.raises(KnownError):
                filling.withdraw(one.id, given)
        else:
            filling.withdraw(one.id, given)
    assert filling.filled(sheet.person.id) == ()
    with pytest.raises(KnownError):
        filling.withdraw(new_id(), "录错人")


def test_a_measurement_taken_back_meanwhile_is_not_written(
    desk: Desk, filling: FormFilling, resident: Person, visit: Encounter, clock: SetClock
) -> None:
    """H25."""
    measured_today(desk, resident.id)
    clock.forward(60)
    heavy = measure(desk, resident.id, MeasurementKind.WEIGHT, weight="81.5")
    sheet = answer(filling, filling.open(resident.id, visit.id, [HTN]))
    assert sheet.values["weight"].one == "81.5"
    desk.store.write(lambda uow: measurements.mark_error(uow, heavy.id, "别人的")).result()
    with pytest.raises(KnownError) as gone:
        filling.save(sheet)
    assert (gone.value.code, gone.value.facts["field"]) == ("form_source_gone", "体重")
    fresh = filling.refresh(sheet)
    assert fresh.values["weight"].one == "61.5"
    assert filling.save(fresh)[0].one("weight") == "61.5"


def test_what_is_measured_after_opening_comes_with_a_refresh(desk: Desk, filling: FormFilling, resident: Person, visit: Encounter) -> None:
    sheet = filling.put(filling.open(resident.id, visit.id, [HTN]), "salt", "1")
    assert "systolic" not in sheet.values
    measured_today(desk, resident.id)
    assert filling.refresh(sheet).values["systolic"].one == "138"
    assert filling.refresh(sheet).values["salt"].one == "1"


def test_expired_strips_fill_nothing(desk: Desk, filling: FormFilling, resident: Person, visit: Encounter, clock: SetClock) -> None:
    """H39: a number of theirs decides no class; the sheet names it and takes a new value."""
    measure(desk, resident.id, MeasurementKind.GLUCOSE, "fasting", flags=("strips_expired",), glucose="17.2")
    sheet = answer(filling, filling.open(resident.id, visit.id, [DM]))
    (chip,) = (text("form_finding.unfit", one.facts) for one in sheet.chips if (one.key, one.code) == ("fasting", "unfit"))
    assert "fasting" not in sheet.values and "17.2，但试纸过期，不能用于分类" in chip
    clock.forward(60)
    measure(desk, resident.id, MeasurementKind.GLUCOSE, "fasting", glucose="6.2")
    sheet = filling.refresh(sheet)
    assert sheet.values["fasting"].one == "6.2" and all(one.code != "unfit" for one in sheet.chips)


def test_the_class_counts_the_visit_before(desk: Desk, filling: FormFilling, resident: Person, visit: Encounter) -> None:
    filled_before(desk, resident.id, HTN, 14, control="2", next_on="2026-03-05")
    measure(desk, resident.id, MeasurementKind.BLOOD_PRESSURE_SUMMARY, systolic="158", diastolic="88")
    verdict = answer(filling, filling.open(resident.id, visit.id, [HTN])).verdict(HTN)
    assert verdict is not None
    assert [reason.key for reason in verdict.reasons] == ["class_2", "second_time"]


def test_medicines_stand_in_the_form_of_their_disease(filling: FormFilling, rx: Prescribing, draft: RxDraft) -> None:
    """Amlodipine for the pressure, metformin for the sugar; the other one under 其他药物."""
    rx.sign(draft)
    sheet = filling.open(draft.person, draft.encounter, [HTN, DM, "exam"])
    told = {key: value.one for key, value in sheet.values.items() if "drug_" in key or key.startswith("medicine_")}
    assert told["htn_followup.drug_1_name"].startswith("苯磺酸氨氯地平")
    assert (told["htn_followup.drug_1_per_day"], told["htn_followup.drug_1_dose"]) == ("1", "5 mg")
    assert told["htn_followup.drug_4_name"].startswith("盐酸二甲双胍")
    assert told["dm_followup.drug_1_name"].startswith("盐酸二甲双胍")
    assert "dm_followup.drug_2_name" not in told
    assert {told["medicine_1_name"][:6], told["medicine_2_name"][:6]} == {"苯磺酸氨氯地", "盐酸二甲双胍"}
    assert {told["medicine_1_usage"], told["medicine_2_usage"]} == {"每日1次，口服", "每日3次，口服"}
    assert sheet.values["htn_followup.drug_1_name"].source.startswith("prescription:")


def test_somebody_who_is_not_here_has_no_way_and_no_measurements(desk: Desk, filling: FormFilling, resident: Person) -> None:
    """H23: a son with his father's card."""
    proxy = visit_of(desk, resident.id, proxy=True)
    measure(desk, resident.id, MeasurementKind.WEIGHT, weight="61.5")
    sheet = filling.open(resident.id, proxy.id, [HTN])
    assert "way" not in sheet.values
    assert ("proxy_measured", "weight") in {(one.code, one.key) for one in sheet.findings}


def test_the_way_is_that_of_the_visit(desk: Desk, filling: FormFilling, resident: Person) -> None:
    at_home = Encounter(new_id(), resident.id, EncounterStatus.IN_PROGRESS, VisitKind.HOME, "2026-03-04T02:00:00.000Z")
    desk.store.write(lambda uow: encounters.add(uow, at_home)).result()
    sheet = filling.open(resident.id, at_home.id, [HTN])
    assert (sheet.values["way"].one, sheet.values["day"].one) == ("2", "2026-03-04")


def test_what_somebody_is_due_for(desk: Desk, filling: FormFilling, resident: Person) -> None:
    for programme in (Programme.HYPERTENSION, Programme.DIABETES):
        enrol(desk, resident.id, programme)
    filled_before(desk, resident.id, "personal", 400, abo="2")
    filled_before(desk, resident.id, DM, 20, next_on="2026-05-20")
    filled_before(desk, resident.id, HTN, 91, next_on="2026-03-04")
    due = {one.form: (one.why, one.since) for one in filling.due(resident.id)}
    assert due == {
        HTN: ("due", "2026-03-04"),
        "exam": ("yearly", "2026-01-01"),
        "elderly": ("yearly", "2026-01-01"),
        "constitution": ("yearly", "2026-01-01"),
    }
    assert [form.code for form in filling.open(resident.id).forms] == list(due)


def test_nothing_due_and_things_unknown_are_said(
    desk: Desk, filling: FormFilling, make_person: Callable[..., Person], visit: Encounter
) -> None:
    young = make_person(name="小李", birth=date(1990, 5, 1), serial=36)
    filled_before(desk, young.id, "personal", 1, abo="2")
    cancelled = replace(visit, id=new_id(), status=EncounterStatus.CANCELLED)
    desk.store.write(lambda uow: encounters.add(uow, cancelled)).result()
    calls: dict[str, Callable[[], object]] = {
        "nothing_due": lambda: filling.open(young.id),
        "form_unknown": lambda: filling.open(young.id, None, ["tuberculosis"]),
        "person_unknown": lambda: filling.open(new_id(), None, [HTN]),
        "visit_unknown": lambda: filling.open(young.id, new_id(), [HTN]),
        "visit_of_another": lambda: filling.open(young.id, visit.id, [HTN]),
        "record_unknown": lambda: filling.correct(new_id()),
        "visit_closed": lambda: filling.open(visit.person, cancelled.id, [HTN]),
    }
    for code, call in calls.items():
        with pytest.raises(KnownError) as refused:
            call()
        assert refused.value.code == code


def test_a_death_recorded_since_holds_the_form_up(desk: Desk, filling: FormFilling, sheet: Sheet) -> None:
    gone = replace(sheet.person, deceased=date(2026, 3, 1))
    desk.store.write(lambda uow: people.change(uow, gone)).result()
    fresh = filling.refresh(answer(filling, sheet))
    assert ("died_before", "day") in {(one.code, one.key) for one in fresh.findings}
    with pytest.raises(KnownError):
        filling.save(fresh)
    assert filling.due(sheet.person.id) == ()


def test_who_may_not_fill_forms_is_refused(desk: Desk, filling: FormFilling, sheet: Sheet) -> None:
    complete = answer(filling, sheet)
    desk.session.set(replace(desk.who, permissions=frozenset({"chart.read"})))
    calls: tuple[Callable[[], object], ...] = (
        lambda: filling.open(sheet.person.id, None, [HTN]),
        lambda: filling.save(complete),
        lambda: filling.correct("x"),
    )
    for call in calls:
        with pytest.raises(NotAllowed):
            call()
    assert filling.due(sheet.person.id)


def test_the_rest_of_a_section_is_normal_by_one_act(filling: FormFilling, resident: Person, visit: Encounter) -> None:
    """Findings only, and never what was answered or measured (H43)."""
    sheet = filling.put(filling.open(resident.id, visit.id, ["exam"]), "breath", "2")
    done = filling.normal(sheet, "查体")
    assert (done.values["breath"].one, done.values["skin"].one, done.values["skin"].source) == ("2", "1", "normal")
    assert not {"heart_rate", "exam_dorsalis_pedis", "fundus", "lips"} & done.values.keys()
    assert done.open_normals("查体") == ()
    assert filling.origin(done.values["skin"]).kind == "normal"
    assert filling.normal(done, "没有这一节").values == done.values
    assert "skin" not in filling.undo(done, "skin").values


def test_texts_typed_in_any_way(filling: FormFilling, sheet: Sheet) -> None:
    cases = {
        ("weight", "123斤"): "61.5",
        ("fasting", "６.１"): "6.1",
        ("htn_followup.next_on", "2026.6.3"): "2026-06-03",
        ("smoke_per_day", "十"): "10",
        ("htn_followup.refer_reason", "  血压  控制不好 "): "血压 控制不好",
        ("weight", "不知道"): "不知道",
    }
    for (key, typed), kept in cases.items():
        assert filling.put(sheet, key, typed).values[key].one == kept
    assert filling.put(sheet, "danger_signs", "7", "3").values["danger_signs"].told == ("3", "7")


def test_a_clock_on_another_day_does_not_bring_old_readings(desk: Desk, filling: FormFilling, sheet: Sheet, clock: SetClock) -> None:
    clock.set(datetime(2026, 3, 6, 1, 0, tzinfo=UTC))
    assert not {"systolic", "weight", "fasting"} & filling.open(sheet.person.id, None, [HTN, DM]).values.keys()
