"""续方：what is proposed again, and what is left for the doctor to tick."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from app.clock import SetClock
from app.domain.clinical import Answer, FactKind
from app.domain.formulary import FormularyEntry
from app.domain.measurement import MeasurementKind
from app.domain.person import Person, Sex
from app.domain.prescription import Prescription
from app.errors import KnownError
from app.rules.pack import Pack
from app.services.charting import Charting
from app.services.desk import Desk
from app.services.diagnoses import DiagnosisRow
from app.services.formulary import Formulary
from app.services.prescribing import Prescribing
from app.services.refills import RefillLine, RefillProposal
from app.services.rx_draft import RxDraftLine
from app.texts import LANGUAGES, load_texts
from tests.app.printing.pages import plain
from tests.app.services.rx_clinic import AMLODIPINE, METFORMIN, analysed, measured, sheet, told, visit_of

DAY = 86_400
AMOXICILLIN = RxDraftLine("amoxicillin-cap", Decimal(500), "tid", "oral", 5, skin_test="阴性")
OMEPRAZOLE = RxDraftLine("omeprazole-cap", Decimal(20), "qd", "oral", 28)
PREDNISONE = RxDraftLine("prednisone-tab", Decimal(10), "qd", "oral", 5)


@pytest.fixture
def rx(desk: Desk, pack: Pack) -> Prescribing:
    return Prescribing(desk, pack)


def give(rx: Prescribing, desk: Desk, person: Person, *lines: RxDraftLine) -> Prescription:
    return rx.sign(sheet(person.id, visit_of(desk, person.id).id, *lines, extend_reason="慢性病"))


def by_drug(proposal: RefillProposal) -> dict[str, RefillLine]:
    return {row.line.drug: row for row in proposal.lines}


def test_running_treatment_is_ticked_with_dose_and_no_skin_test(rx: Prescribing, desk: Desk, resident: Person, clock: SetClock) -> None:
    signed = give(rx, desk, resident, replace(AMLODIPINE, days=28))
    clock.forward(20 * DAY)
    row = by_drug(rx.refill(signed.id))["amlodipine-tab"]
    assert row.ticked and row.days_left == 8 and row.line.single == Decimal(5)
    assert row.line.skin_test == "" and row.line.quantity is None


@pytest.mark.parametrize(("line", "why"), [(AMOXICILLIN, "course"), (PREDNISONE, "steroid")])
def test_what_ends_is_not_ticked(rx: Prescribing, desk: Desk, resident: Person, line: RxDraftLine, why: str) -> None:
    """H30."""
    proposal = rx.refill(give(rx, desk, resident, AMLODIPINE, line).id)
    assert [(row.ticked, row.why) for row in proposal.lines] == [(True, ()), (False, (why,))]


def test_acid_suppression_ends_after_eight_weeks(rx: Prescribing, desk: Desk, resident: Person, clock: SetClock) -> None:
    first = give(rx, desk, resident, OMEPRAZOLE)
    assert by_drug(rx.refill(first.id))["omeprazole-cap"].ticked
    clock.forward(30 * DAY)
    give(rx, desk, resident, OMEPRAZOLE)
    clock.forward(28 * DAY)
    row = by_drug(rx.refill(rx.of_person(resident.id)[0].id))["omeprazole-cap"]
    assert row.why == ("acid_eight_weeks",) and row.since is not None and row.since.isoformat() == "2026-03-05"


def test_a_long_pause_begins_a_new_treatment(rx: Prescribing, desk: Desk, resident: Person, clock: SetClock) -> None:
    give(rx, desk, resident, OMEPRAZOLE)
    clock.forward(120 * DAY)
    assert by_drug(rx.refill(give(rx, desk, resident, OMEPRAZOLE).id))["omeprazole-cap"].ticked


def test_a_dose_changed_since_is_not_copied(rx: Prescribing, desk: Desk, resident: Person, clock: SetClock) -> None:
    """H26: the newer sheet says something else."""
    old = give(rx, desk, resident, AMLODIPINE, METFORMIN)
    clock.forward(8 * DAY)
    give(rx, desk, resident, replace(AMLODIPINE, single=Decimal(10)))
    rows = by_drug(rx.refill(old.id))
    assert rows["amlodipine-tab"].why == ("changed_since",) and rows["metformin-tab"].ticked


def test_a_drug_the_institution_stopped_is_not_ticked(rx: Prescribing, desk: Desk, resident: Person) -> None:
    signed = give(rx, desk, resident)
    Formulary(desk, None).put(FormularyEntry("amlodipine-tab", hidden=True))
    assert rx.refill(signed.id).lines[0].why == ("hidden",)


def test_a_void_sheet_proposes_nothing_by_itself(rx: Prescribing, desk: Desk, resident: Person) -> None:
    signed = give(rx, desk, resident)
    rx.cancel(signed.id, "开错")
    assert rx.refill(signed.id).lines[0].why == ("cancelled",)


def test_news_since_that_sheet_is_listed(rx: Prescribing, desk: Desk, resident: Person, clock: SetClock) -> None:
    Charting(desk).add_allergy(resident.id, "磺胺", "sulfonamide")
    clock.forward(60)
    signed = give(rx, desk, resident)
    clock.forward(DAY)
    Charting(desk).add_allergy(resident.id, "青霉素", "penicillin")
    Charting(desk).add_condition(resident.id, None, DiagnosisRow("J45.9", "支气管哮喘"))
    assert rx.refill(signed.id).news[:2] == (("allergy", "青霉素"), ("condition", "支气管哮喘"))


def test_results_pregnancy_and_what_was_not_measured_today_are_said_on_top(
    rx: Prescribing, desk: Desk, make_person: Callable[..., Person], clock: SetClock
) -> None:
    """safety.md §1, 09:00: new facts since last time; today's pressure and glucose."""
    who = make_person(birth=date(1985, 5, 2), sex=Sex.FEMALE)
    for kind in (FactKind.PREGNANT, FactKind.LACTATING, FactKind.ALLERGY):
        told(desk, who.id, kind, Answer.NO)
    measured(desk, who.id, MeasurementKind.EGFR, "90", "mL/min/1.73m2")
    clock.forward(60)
    signed = give(rx, desk, who, AMLODIPINE, METFORMIN)
    bare = {("unmeasured_blood_pressure", ""), ("unmeasured_glucose", "")}
    clock.forward(DAY)
    assert set(rx.refill(signed.id).news) == bare
    measured(desk, who.id, MeasurementKind.EGFR, "52", "mL/min/1.73m2")
    analysed(desk, who.id, "CREA", "130", "umol/L")
    told(desk, who.id, FactKind.PREGNANT, Answer.YES)
    measured(desk, who.id, MeasurementKind.GLUCOSE, "7.8", "mmol/L")
    news = rx.refill(signed.id).news
    assert [words for kind, words in news if kind == "laboratory"] == ["eGFR 52（2026-03-06）", "肌酐 130 μmol/L（2026-03-06）"]
    assert {kind for kind, _ in news} == {"laboratory", "pregnant", "unmeasured_blood_pressure"}
    assert all(kind in load_texts(language).tables["refill_news"] for kind, _ in (*news, *bare) for language in LANGUAGES)


def test_the_new_sheet_names_the_old_one(rx: Prescribing, desk: Desk, resident: Person, clock: SetClock) -> None:
    old = give(rx, desk, resident, AMLODIPINE, AMOXICILLIN)
    clock.forward(8 * DAY)
    proposal = rx.refill(old.id)
    visit = visit_of(desk, resident.id)
    draft = rx.refill_draft(proposal, visit.id)
    assert [line.drug for line in draft.lines] == ["amlodipine-tab"]
    assert [line.drug for line in rx.refill_draft(proposal, visit.id, (0, 1)).lines] == ["amlodipine-tab", "amoxicillin-cap"]
    renewed = rx.sign(draft)
    assert renewed.based_on == old.id and f"续方（原处方{old.number}）" in plain(rx.pdf(renewed.id))


def test_an_unknown_sheet_is_said(rx: Prescribing) -> None:
    with pytest.raises(KnownError, match="rx_unknown"):
        rx.refill("nothing")
