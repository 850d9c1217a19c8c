"""The doctor's visits without a screen: nothing typed is lost, an open chart never changes by itself."""

from __future__ import annotations

from dataclasses import replace

import pytest

from app.domain.clinical import Answer, FactKind, Informant
from app.domain.encounter import Encounter, EncounterStatus
from app.domain.measurement import MeasurementKind
from app.services.corrections import Corrections
from app.store import accounts, encounters
from app.store.unit_of_work import Change, UnitOfWork
from tests.ui.pages.visits import arrived, the_nurse
from ui.pages.encounter.desks import Services
from ui.pages.encounter.model import EncounterModel
from ui.practice_desk import PracticeDesk


@pytest.fixture
def opened(model: EncounterModel, practice: PracticeDesk) -> EncounterModel:
    model.open_visit(arrived(practice))
    assert model.error is None and model.current is not None
    return model


def test_calling_somebody_in_takes_the_visit(opened: EncounterModel, practice: PracticeDesk) -> None:
    row = next(row for row in practice.queue.today())
    assert opened.current is not None and opened.current.encounter == row.encounter
    assert row.mine and row.state == "with_doctor" and opened.waiting == (row,)


def test_a_note_survives_a_crash_and_becomes_part_of_the_record(opened: EncounterModel, services: Services, practice: PracticeDesk) -> None:
    opened.type_note("主诉: 头晕3天")
    opened.keep_draft()
    assert opened.current is not None and opened.current.kept_at
    after_crash = EncounterModel(services)
    after_crash.open_visit(practice.queue.today()[0])
    assert after_crash.current is not None
    assert (after_crash.current.note, after_crash.current.restored) == ("主诉: 头晕3天", True)
    encounter = after_crash.current.encounter
    after_crash.finish()
    assert after_crash.error is None and after_crash.open == {} and services.drafts.find("encounter", encounter) is None
    stored = visit_on_record(services, practice)
    assert (stored.note, stored.status) == ("主诉: 头晕3天", EncounterStatus.FINISHED)


def visit_on_record(services: Services, practice: PracticeDesk) -> Encounter:
    """The visit as the chart has it now."""
    row = practice.queue.today(finished=True)[0]
    return next(one for one in services.charting.chart(row.person).encounters if one.id == row.encounter)


def test_several_visits_stay_open_and_hold_keeps_what_was_typed(opened: EncounterModel, practice: PracticeDesk) -> None:
    first = opened.current
    assert first is not None
    opened.type_note("去做心电图")
    opened.hold()
    assert opened.current is None and opened.open[first.encounter].held
    opened.open_visit(arrived(practice, 1))
    assert len(opened.open) == 2
    opened.show(first.encounter)
    assert opened.current is first and first.note == "去做心电图" and not first.held


def test_what_others_write_waits_behind_a_chip(opened: EncounterModel, practice: PracticeDesk) -> None:
    visit = opened.current
    assert visit is not None
    shown, seen = visit.chart, list[Change]()
    practice.desk.store.changes.subscribe(seen.append)
    practice.intake.enter(visit.encounter, MeasurementKind.TEMPERATURE, "36.5")
    practice.desk.store.settle()
    for change in seen:
        opened.heard(change)
    assert visit.chart is shown and visit.news == 1
    opened.look()
    assert visit.news == 0 and len(visit.chart.series[MeasurementKind.TEMPERATURE]) == 1


def taken_back(model: EncounterModel, practice: PracticeDesk, reason: str = "wrong_person") -> str:
    """The nurse takes a glucose back that the doctor has seen; gives the measurement."""
    visit = model.current
    assert visit is not None
    with the_nurse(practice.desk):
        one = practice.intake.enter(visit.encounter, MeasurementKind.GLUCOSE, "7.8", "fasting").measurement
        assert one is not None
        model._reread_later(visit)
        model.look()
        practice.intake.mark_error(one.id, reason)
    practice.desk.store.settle()
    model._reread_later(visit)
    model.taken_back.reload()
    return one.id


def test_a_correction_waits_for_the_doctor_and_survives_a_restart(
    opened: EncounterModel, practice: PracticeDesk, services: Services
) -> None:
    """safety.md §3, H25: the nurse finds that the reading was another woman's."""
    gone = taken_back(opened, practice)
    visit = opened.current
    assert visit is not None
    assert Corrections(practice.desk).is_unread(visit.person)
    restarted = EncounterModel(services)
    restarted.taken_back.reload()
    (told,) = restarted.taken_back.first(frozenset())
    assert told.value is not None and told.value.id == gone and told.by
    opened.acknowledge(opened.taken_back.first(opened.persons))
    assert opened.taken_back.unread == () and not Corrections(practice.desk).is_unread(visit.person)
    assert gone not in [kept.id for kept in visit.chart.series[MeasurementKind.GLUCOSE]]


def test_who_is_in_front_is_told_of_first(opened: EncounterModel, practice: PracticeDesk) -> None:
    taken_back(opened, practice)
    first = opened.current
    opened.open_visit(arrived(practice, 1))
    assert first is not None and opened.current is not first
    taken_back(opened, practice, "试纸过期了")
    (told,) = opened.taken_back.first(opened.persons)
    assert opened.current is not None and told.person == opened.current.person and len(opened.taken_back.unread) == 2
    opened.acknowledge((told,))
    (other,) = opened.taken_back.first(opened.persons)
    assert other.person == first.person


def test_a_correction_dealt_with_elsewhere_goes_from_the_list(opened: EncounterModel, practice: PracticeDesk) -> None:
    taken_back(opened, practice)
    told = opened.taken_back.unread
    Corrections(practice.desk).seen(told[0].id)
    opened.acknowledge(told)
    assert opened.taken_back.error is not None and opened.taken_back.error.code == "correction_unknown"
    assert opened.taken_back.unread == ()


def test_answers_carry_who_told_them_and_show_at_once(opened: EncounterModel) -> None:
    visit = opened.current
    assert visit is not None
    opened.told_by(Informant.FAMILY)
    opened.answer(FactKind.LACTATING, Answer.NO)
    fact = visit.chart.facts[FactKind.LACTATING]
    assert (fact.answer, fact.source, visit.news) == (Answer.NO, "家属", 0)
    opened.add_allergy("头孢曲松", "皮疹", "moderate", Informant.PATIENT)
    assert "头孢曲松" in [one.text for one in visit.chart.active_allergies]
    assert visit.banner.allergy_known is Answer.YES


def test_a_diagnosis_is_found_by_initials_and_can_be_over(opened: EncounterModel) -> None:
    visit = opened.current
    assert visit is not None
    row = next(row for row in opened.find_diagnosis("gxy") if row.icd10.startswith("I1"))
    opened.add_diagnosis(row)
    assert visit.diagnoses[0].icd10 == row.icd10
    opened.resolve(visit.diagnoses[0].id)
    assert row.icd10 not in [one.icd10 for one in visit.diagnoses if one.encounter == visit.encounter]


def give_away(practice: PracticeDesk, encounter: str) -> None:
    """The visit is with a colleague."""

    def work(uow: UnitOfWork) -> None:
        visit = encounters.get(uow.conn, encounter)
        assert visit is not None
        colleague = next(one.practitioner for one in accounts.accounts(uow.conn) if one.practitioner != visit.practitioner)
        encounters.change(uow, replace(visit, practitioner=colleague))

    practice.desk.store.write(work, practice.desk.actor).result()


def test_a_colleagues_visit_is_offered_to_be_taken_over(model: EncounterModel, practice: PracticeDesk) -> None:
    row = arrived(practice)
    practice.queue.call(row.encounter)
    give_away(practice, row.encounter)
    model.open_visit(practice.queue.today()[0])
    assert model.error is not None and model.error.code == "claimed_by_other" and model.current is None
    assert model.claimed is not None
    model.open_visit(model.claimed, take_over=True)
    assert model.error is None and model.current is not None


def test_a_closed_visit_keeps_the_words_and_says_so(opened: EncounterModel, practice: PracticeDesk, services: Services) -> None:
    visit = opened.current
    assert visit is not None
    practice.queue.finish(visit.encounter)
    opened.type_note("写到一半")
    opened.save_note()
    assert opened.error is not None and opened.error.code == "visit_closed"
    kept = services.drafts.find("encounter", visit.encounter)
    assert kept is not None and kept.body["note"] == "写到一半"
