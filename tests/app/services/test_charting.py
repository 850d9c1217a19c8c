"""The chart: three-valued facts, diagnoses by union, nothing deleted."""

from __future__ import annotations

from dataclasses import asdict, replace

import pytest

from app.clock import SetClock, iso
from app.domain.clinical import Answer, FactKind
from app.domain.encounter import Encounter, EncounterStatus, VisitKind
from app.domain.ids import new_id
from app.domain.person import Person, Sex
from app.errors import KnownError
from app.services.charting import Charting
from app.services.desk import Desk
from app.services.diagnoses import DiagnosisRow
from app.store import encounters, people
from app.store.unit_of_work import UnitOfWork

HYPERTENSION = DiagnosisRow("I10", "高血压", "I10.x00x002")


@pytest.fixture
def person(desk: Desk) -> str:
    made = Person(new_id(), "王秀英", Sex.FEMALE, None)
    desk.store.write(lambda uow: people.add(uow, made)).result()
    return made.id


@pytest.fixture
def visit(desk: Desk, person: str) -> str:
    made = Encounter(new_id(), person, EncounterStatus.IN_PROGRESS, VisitKind.CLINIC, iso(desk.clock.now()))
    desk.store.write(lambda uow: encounters.add(uow, made)).result()
    return made.id


@pytest.fixture
def charting(desk: Desk) -> Charting:
    return Charting(desk)


def test_not_asked_is_not_no(charting: Charting, person: str) -> None:
    """H17: an allergy nobody asked for looks different from one that was denied."""
    assert charting.chart(person).facts == {}
    charting.answer(person, FactKind.ALLERGY, Answer.NO, "本人")
    assert charting.chart(person).facts[FactKind.ALLERGY].answer is Answer.NO


def test_an_allergy_answers_the_question_and_cannot_be_denied(charting: Charting, person: str) -> None:
    made = charting.add_allergy(person, "青霉素", "penicillin", "皮疹", "moderate", "本人")
    chart = charting.chart(person)
    assert chart.active_allergies == (made,) and chart.facts[FactKind.ALLERGY].answer is Answer.YES
    with pytest.raises(KnownError, match="allergies_listed"):
        charting.answer(person, FactKind.ALLERGY, Answer.NO, "家属")


def test_a_retracted_allergy_stays_on_record(charting: Charting, person: str, clock: SetClock) -> None:
    made = charting.add_allergy(person, "青霉素")
    clock.forward(60)
    with pytest.raises(KnownError, match="reason_needed"):
        charting.retract_allergy(made.id, "  ")
    charting.retract_allergy(made.id, "听错了")
    assert charting.chart(person).facts[FactKind.ALLERGY].answer is Answer.NOT_ASKED  # H17: it is to be asked again
    chart = charting.chart(person)
    assert chart.active_allergies == () and [one.verification for one in chart.allergies] == ["entered-in-error"]


def test_an_allergy_needs_words(charting: Charting, person: str) -> None:
    with pytest.raises(KnownError, match="allergy_empty"):
        charting.add_allergy(person, " ")


def test_a_diagnosis_is_written_once_and_belongs_to_the_visit(charting: Charting, person: str, visit: str, desk: Desk) -> None:
    first = charting.add_condition(person, visit, HYPERTENSION)
    second = charting.add_condition(person, visit, HYPERTENSION)
    assert first.id == second.id
    assert [one.id for one in charting.chart(person).active_conditions] == [first.id]
    assert desk.store.read(lambda conn: encounters.diagnoses(conn, visit)) == [first.id]


def test_resolved_and_reopened(charting: Charting, person: str) -> None:
    made = charting.add_condition(person, None, HYPERTENSION)
    charting.resolve_condition(made.id)
    assert charting.chart(person).active_conditions == ()
    charting.reopen_condition(made.id)
    assert len(charting.chart(person).active_conditions) == 1
    charting.retract_condition(made.id, "写错人")
    assert charting.chart(person).active_conditions == () and len(charting.chart(person).conditions) == 1


def test_pregnancy_is_kept_with_date_and_source(charting: Charting, person: str) -> None:
    charting.answer(person, FactKind.PREGNANT, Answer.NO, "本人")
    fact = charting.chart(person).facts[FactKind.PREGNANT]
    assert (fact.answer, fact.source, fact.at[:10]) == (Answer.NO, "本人", "2026-03-05")


def test_of_two_answers_in_one_moment_the_later_stands(charting: Charting, person: str) -> None:
    """The fixtures' clock stands still, as a real one does within a millisecond."""
    for answer in (Answer.NO, Answer.YES, Answer.NO, Answer.YES) * 3:
        charting.answer(person, FactKind.PREGNANT, answer, "本人")
        assert charting.chart(person).facts[FactKind.PREGNANT].answer is answer


def test_a_note_until_the_visit_is_finished(charting: Charting, visit: str, desk: Desk) -> None:
    assert charting.note(visit, "头晕三天").note == "头晕三天"
    with pytest.raises(KnownError, match="note_too_long"):
        charting.note(visit, "x" * 20_001)

    def finish(uow: UnitOfWork) -> None:
        found = encounters.get(uow.conn, visit)
        assert found is not None
        encounters.change(uow, replace(found, status=EncounterStatus.FINISHED))

    desk.store.write(finish).result()
    with pytest.raises(KnownError, match="visit_closed"):
        charting.note(visit, "later")


def test_a_diagnosis_never_lands_in_another_residents_visit(charting: Charting, visit: str, desk: Desk) -> None:
    """H1: the page of one resident cannot write into the visit of another."""
    other = Person(new_id(), "张桂英", Sex.FEMALE, None)
    desk.store.write(lambda uow: people.add(uow, other)).result()
    with pytest.raises(KnownError, match="visit_of_another"):
        charting.add_condition(other.id, visit, HYPERTENSION)


@pytest.mark.parametrize(("typed", "code"), [("gxy", "I10"), ("高血压", "I10"), ("i10", "I10"), ("tnb", "E11.9"), ("E11.9", "E11.9")])
def test_diagnoses_are_found_by_code_name_and_initials(charting: Charting, typed: str, code: str) -> None:
    assert code in [row.icd10 for row in charting.find_diagnosis(typed)][:3]


def test_nothing_typed_finds_nothing(charting: Charting) -> None:
    assert charting.find_diagnosis(" ") == [] == charting.find_diagnosis("没有这个病")


def test_a_retracted_condition_needs_a_reason(charting: Charting, person: str) -> None:
    made = charting.add_condition(person, None, DiagnosisRow("I10", "高血压", ""))
    with pytest.raises(KnownError, match="reason_needed"):
        charting.retract_condition(made.id, " ")
    assert charting.retract_condition(made.id, "另一个人").verification == "entered-in-error"


def test_nothing_is_written_for_nobody(charting: Charting) -> None:
    for write in (
        lambda: charting.add_allergy("nobody", "青霉素"),
        lambda: charting.answer("nobody", FactKind.PREGNANT, Answer.NO, "本人"),
        lambda: charting.add_condition("nobody", None, DiagnosisRow("I10", "高血压", "")),
    ):
        with pytest.raises(KnownError, match="person_unknown"):
            write()


@pytest.mark.parametrize("text", ["\ud800", "长" * 100_000, "<b>&", "\u202e'; DROP TABLE person;--"])
def test_any_words_are_kept_short_and_whole(charting: Charting, person: str, visit: str, text: str) -> None:
    charting.add_allergy(person, text, text, text, text, text)
    charting.add_condition(person, visit, DiagnosisRow("R51", text, text))
    charting.answer(person, FactKind.PREGNANT, Answer.NO, text)
    charting.note(visit, text[:1000])
    chart = charting.chart(person)
    words = [
        str(value) for each in (chart.allergies, chart.conditions, chart.facts.values()) for one in each for value in asdict(one).values()
    ]
    assert max(map(len, words)) <= 200 and all(word.encode() for word in words if word)
