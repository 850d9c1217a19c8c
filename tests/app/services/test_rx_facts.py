"""What the rules are told: three-valued, dated, of all records of one human."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from decimal import Decimal
from functools import partial

import pytest

from app.clock import SetClock
from app.domain.clinical import Answer, FactKind
from app.domain.encounter import Encounter
from app.domain.measurement import MeasurementKind
from app.domain.person import IdKind, Person
from app.domain.prescription import SheetKind
from app.domain.staff import Organization
from app.rules.facts import DatedAnswer, DatedNumber, RxContext
from app.rules.pack import Pack
from app.services.charting import Charting
from app.services.desk import Desk
from app.services.diagnoses import DiagnosisRow
from app.services.prescribing import Prescribing
from app.services.rx_draft import RxDraft, RxDraftLine
from app.store import accounts, people
from app.store.unit_of_work import UnitOfWork
from tests.app.services.rx_clinic import AMLODIPINE, METFORMIN, analysed, measured, reasoned, sheet, told, trusted, visit_of

TODAY = date(2026, 3, 5)


@pytest.fixture
def rx(desk: Desk, pack: Pack) -> Prescribing:
    return Prescribing(desk, pack)


def context(rx: Prescribing, desk: Desk, person: str, *lines: RxDraftLine, **more: object) -> RxContext:
    return rx.context(sheet(person, visit_of(desk, person).id, *lines, **more))


def test_nothing_asked_is_nothing_known(rx: Prescribing, desk: Desk, resident: Person) -> None:
    patient = context(rx, desk, resident.id).patient
    assert (patient.allergies_known, patient.pregnant, patient.lactating) == (DatedAnswer(), DatedAnswer(), DatedAnswer())
    assert (patient.weight_kg, patient.egfr) == (DatedNumber(), DatedNumber())
    assert patient.age_years is not None and 67 < patient.age_years < 68 and patient.sex == "2"


def test_answers_carry_day_and_source(rx: Prescribing, desk: Desk, resident: Person) -> None:
    told(desk, resident.id, FactKind.ALLERGY, Answer.NO, 3)
    told(desk, resident.id, FactKind.PREGNANT, Answer.NO)
    measured(desk, resident.id, MeasurementKind.WEIGHT, "61.5", "kg", 2)
    measured(desk, resident.id, MeasurementKind.EGFR, "58", "mL/min/1.73m2", 30)
    patient = context(rx, desk, resident.id).patient
    assert patient.allergies_known == DatedAnswer(Answer.NO, date(2026, 3, 2), "本人")
    assert patient.pregnant == DatedAnswer(Answer.NO, TODAY, "本人")
    assert patient.weight_kg == DatedNumber(Decimal("61.5"), date(2026, 3, 3), "manual")
    assert patient.egfr == DatedNumber(Decimal(58), date(2026, 2, 3), "manual")


@pytest.mark.parametrize(
    ("value", "unit", "kilograms"),
    [("3200", "g", "3.2"), ("28.7", "[lb_av]", "13.02"), ("13", "kg", "13"), ("13", "st", None)],
)
def test_a_weight_is_reckoned_in_kilograms_or_not_at_all(
    rx: Prescribing, desk: Desk, resident: Person, value: str, unit: str, kilograms: str | None
) -> None:
    """H19: a scale set to pounds, a newborn weighed in grams, or a server of another country."""
    measured(desk, resident.id, MeasurementKind.WEIGHT, value, unit)
    assert context(rx, desk, resident.id).patient.weight_kg.value == (None if kilograms is None else Decimal(kilograms))


@pytest.mark.parametrize(
    ("days_ago", "medicines", "conditions"),
    [(3, Answer.NO, Answer.NO), (31, Answer.NOT_ASKED, Answer.NO), (400, Answer.NOT_ASKED, Answer.NOT_ASKED)],
)
def test_a_no_grows_old(rx: Prescribing, desk: Desk, resident: Person, days_ago: int, medicines: Answer, conditions: Answer) -> None:
    told(desk, resident.id, FactKind.MEDICINES, Answer.NO, days_ago)
    told(desk, resident.id, FactKind.CONDITIONS, Answer.NO, days_ago)
    facts = context(rx, desk, resident.id)
    assert (facts.medicines_known.value, facts.patient.conditions_known.value) == (medicines, conditions)


def test_who_takes_nothing_else_is_checked_for_interactions(rx: Prescribing, desk: Desk, resident: Person) -> None:
    """H17: asked and none is a checked sheet, not a gap."""
    visit = visit_of(desk, resident.id)
    assert "interaction" in [run.check for run in rx.review(sheet(resident.id, visit.id)).could_not]
    told(desk, resident.id, FactKind.MEDICINES, Answer.NO)
    assert "interaction" in [run.check for run in rx.review(sheet(resident.id, visit.id, AMLODIPINE, METFORMIN)).ran]


def test_allergies_and_problems_of_a_linked_record_count(
    rx: Prescribing, desk: Desk, resident: Person, make_person: Callable[..., Person]
) -> None:
    """H5: what was written for the other card of the same woman is known here too."""
    twin = make_person(name="王秀英", serial=28, phone="13900009999")
    Charting(desk).add_allergy(twin.id, "青霉素", "penicillin", "休克", "severe", "本人")
    Charting(desk).add_condition(twin.id, None, DiagnosisRow("J45.9", "支气管哮喘"))
    desk.store.write(lambda uow: people.link(uow, resident.id, twin.id, "同一人")).result()
    patient = context(rx, desk, resident.id).patient
    assert [one.token for one in patient.allergies] == ["penicillin"] and patient.conditions == ("J45.9",)


def test_what_was_retracted_or_is_over_does_not_count(rx: Prescribing, desk: Desk, resident: Person) -> None:
    charting = Charting(desk)
    charting.retract_allergy(charting.add_allergy(resident.id, "青霉素", "penicillin").id, "听错了")
    charting.resolve_condition(charting.add_condition(resident.id, None, DiagnosisRow("J45.9", "支气管哮喘")).id)
    patient = context(rx, desk, resident.id).patient
    assert patient.allergies == () and patient.conditions == ()


def test_running_medicines_are_known_with_days_left(rx: Prescribing, desk: Desk, resident: Person, clock: SetClock) -> None:
    rx.sign(sheet(resident.id, visit_of(desk, resident.id).id, replace(AMLODIPINE, days=7), replace(METFORMIN, days=3)))
    clock.forward(4 * 86_400)
    assert [(one.line.drug, one.days_left) for one in rx.taken(resident.id)] == [("amlodipine-tab", 3)]
    told_to_rules = context(rx, desk, resident.id, METFORMIN)
    assert [one.drug for one in told_to_rules.medicines] == ["amlodipine-tab"]
    renewed = context(rx, desk, resident.id, AMLODIPINE)
    assert renewed.medicines == () and renewed.lines[0].continuing and renewed.lines[0].days_left == 3


def test_a_void_sheet_is_no_medicine(rx: Prescribing, desk: Desk, resident: Person) -> None:
    signed = rx.sign(sheet(resident.id, visit_of(desk, resident.id).id))
    rx.cancel(signed.id, "开错了")
    assert rx.taken(resident.id) == []


def test_a_child_gets_the_paediatric_sheet_and_months(rx: Prescribing, desk: Desk, make_person: Callable[..., Person]) -> None:
    child = make_person(name="李小宝", birth=date(2024, 10, 1), serial=31)
    facts = context(rx, desk, child.id).sheet
    assert (facts.kind, facts.age_text) == (SheetKind.PAEDIATRIC, "1岁5月")
    assert context(rx, desk, child.id, kind=SheetKind.EMERGENCY).sheet.kind is SheetKind.EMERGENCY


@pytest.mark.parametrize(
    ("change", "may"),
    [({}, True), ({"rights_to": "2026-03-04"}, False), ({"rights_from": "2026-03-06"}, False), ({"may_prescribe": False}, False)],
)
def test_rights_are_those_of_the_day(rx: Prescribing, desk: Desk, resident: Person, change: dict[str, object], may: bool) -> None:
    known = desk.store.read(lambda conn: accounts.practitioner(conn, desk.who.practitioner))
    assert known is not None
    desk.store.write(lambda uow: accounts.save_practitioner(uow, replace(known, **change))).result()  # type: ignore[arg-type]
    prescriber = context(rx, desk, resident.id).prescriber
    assert prescriber is not None and prescriber.may_prescribe is may


def test_an_unknown_birth_date_is_missing_not_adult(rx: Prescribing, desk: Desk, make_person: Callable[..., Person]) -> None:
    """H18."""
    unknown = make_person(name="未知男", birth=None)
    told_to_rules = context(rx, desk, unknown.id)
    assert told_to_rules.patient.age_years is None and "age" in told_to_rules.sheet.missing


def test_the_newest_creatinine_of_an_analyser_is_known_with_its_day(rx: Prescribing, desk: Desk, resident: Person) -> None:
    """A blood count that came later holds none and hides none."""
    assert context(rx, desk, resident.id).patient.creatinine == DatedNumber()
    for days_ago, name, value, unit in ((400, "CREA", "90", "umol/L"), (20, "CREA", "150", "umol/L"), (3, "WBC", "6.1", "10*9/L")):
        analysed(desk, resident.id, name, value, unit, days_ago)
    assert context(rx, desk, resident.id).patient.creatinine == DatedNumber(Decimal(150), date(2026, 2, 13), "device")


def test_a_gene_that_was_tested_is_known_for_life_and_answers_for_no_disease(rx: Prescribing, desk: Desk, resident: Person) -> None:
    told(desk, resident.id, FactKind.HLA_B1502, Answer.NO, 900)
    told(desk, resident.id, FactKind.HLA_B5801, Answer.YES, 900)
    found = context(rx, desk, resident.id).patient
    assert found.test_results == ("hlab1502_negative", "hlab5801")
    assert (found.conditions, found.conditions_known) == ((), DatedAnswer())


def test_renewals_through_somebody_else_are_counted_until_the_resident_comes(
    rx: Prescribing, desk: Desk, resident: Person, clock: SetClock
) -> None:
    def fetched(proxy: bool = True) -> list[str]:
        """A month later the son comes, or the resident; what is found before it is signed."""
        clock.forward(30 * 86_400)
        visit, son = visit_of(desk, resident.id, proxy=proxy), {"agent": "王小山", "agent_relation": "儿子"} if proxy else {}
        draft = sheet(resident.id, visit.id, replace(AMLODIPINE, days=28), extend_reason="慢性病", **son)
        found = [one.code for one in rx.review(draft).findings if one.code == "RX-QTY-10"]
        rx.sign(draft)
        return found

    assert fetched(proxy=False) == []
    assert [fetched() for _ in range(5)] == [[], [], [], ["RX-QTY-10"], ["RX-QTY-10"]]
    assert fetched(proxy=False) == [], "here in person"
    assert fetched() == [], "counted anew"


def _ended(role: str, uow: UnitOfWork) -> None:
    accounts.end_role(uow, role, date(2025, 12, 31), "")


def test_rights_hold_at_the_registered_place(desk: Desk, rx: Prescribing, draft: RxDraft) -> None:
    """处方管理办法 art. 8; a role given at this place besides lets somebody registered elsewhere prescribe here."""
    assert not [one for one in rx.review(draft).findings if one.code == "RX-LEG-01"]
    here = desk.store.read(lambda conn: accounts.practitioner(conn, desk.who.practitioner))
    assert here is not None
    other = Organization("other-place", "410225A00999", "邻县卫生院")
    moved = replace(here, organization=other.id)
    desk.store.write(lambda uow: accounts.save_organization(uow, other)).result()
    desk.store.write(lambda uow: accounts.save_practitioner(uow, moved)).result()
    held = desk.store.read(lambda conn: accounts.held_roles(conn, here.id))
    for one in held:
        desk.store.write(partial(_ended, one.id)).result()
    assert [one.code for one in rx.review(draft).findings if one.code == "RX-LEG-01"]
    desk.store.write(lambda uow: accounts.give_role(uow, here, held[0].role, date(2026, 1, 1))).result()
    assert not [one for one in rx.review(draft).findings if one.code == "RX-LEG-01"]


@pytest.mark.parametrize(
    ("name", "licence", "severity"),
    [("王秀英", "110000000000001", "override"), ("刘建国", "201541110{id}", "block"), ("刘建国", "110000000000001", "")],
)
def test_a_doctor_who_is_the_patient(
    desk: Desk, rx: Prescribing, resident: Person, draft: RxDraft, name: str, licence: str, severity: str
) -> None:
    """The number of a doctor's qualification ends in the holder's ID number."""
    trusted(desk)
    here = desk.store.read(lambda conn: accounts.practitioner(conn, desk.who.practitioner))
    assert here is not None
    number = licence.format(id=resident.number(IdKind.RESIDENT))
    desk.store.write(lambda uow: accounts.save_practitioner(uow, replace(here, name=name, licence_no=number))).result()
    morphine = replace(draft, lines=(RxDraftLine("morphine-cr-tab", Decimal(30), "bid", "oral", 7),))
    assert [one.severity.value for one in rx.review(morphine).findings if one.code == "RX-LEG-09"] == ([severity] if severity else [])


@pytest.mark.parametrize(("hours", "asked"), [(1, False), (71, False), (73, True)])
def test_an_exemption_needs_a_negative_test_that_still_stands(
    rx: Prescribing, desk: Desk, resident: Person, visit: Encounter, clock: SetClock, hours: int, asked: bool
) -> None:
    """H50: without one on record the doctor says why."""
    told(desk, resident.id, FactKind.ALLERGY, Answer.NO)
    first = replace(AMLODIPINE, drug="amoxicillin-cap", single=Decimal(500), frequency="tid", days=3, skin_test="阴性")
    exempt = sheet(resident.id, visit.id, replace(first, skin_test="免试"))
    assert objected(rx, exempt) == ["override"]
    rx.sign(reasoned(rx, sheet(resident.id, visit.id, first)))
    clock.forward(hours * 3600)
    assert objected(rx, exempt) == (["override"] if asked else [])


def objected(rx: Prescribing, draft: RxDraft) -> list[str]:
    """How gravely the skin test of a sheet is objected to."""
    return [found.severity.value for found in rx.review(draft).findings if found.code == "RX-APP-04"]
