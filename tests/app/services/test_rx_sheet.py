"""From the stored document back to a sheet or a draft: nothing that stood on it is lost."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from app.domain.encounter import Encounter
from app.domain.herbs import METHODS, USES, Decoction, read_herbs
from app.domain.person import Person
from app.domain.prescription import PrescriptionState, SheetKind
from app.domain.rx_document import read
from app.services.desk import Desk
from app.services.prescribing import Prescribing
from app.services.refills import renewed
from app.services.rx_draft import RxDraft, RxDraftLine
from app.services.rx_sheet import as_signed, sheet_of
from tests.app.printing.pages import plain
from tests.app.services.rx_clinic import AMLODIPINE, reasoned, sheet, trusted, visit_of

SON = {"agent": "李四", "agent_relation": "儿子"}


@pytest.fixture
def visit(desk: Desk, resident: Person) -> Encounter:
    return visit_of(desk, resident.id, proxy=True)


def test_an_amended_decoction_is_a_decoction_with_all_that_stood_beside_it(rx: Prescribing, visit: Encounter, resident: Person) -> None:
    """What was typed once is not asked twice, and herbs come back as herbs."""
    made = Decoction(5, METHODS[0], USES[1])
    list_ = sheet(
        resident.id,
        visit.id,
        AMLODIPINE,
        herbs=read_herbs("黄芪30 甘草6"),
        decoction=made,
        agent="李四",
        agent_relation="儿子",
        agent_id="E12345678",
    )
    first, herbal = rx.sign_all(reasoned(rx, list_))
    start = RxDraft("d", resident.id, visit.id, lines=tuple(renewed(line) for line in herbal.lines))
    again = as_signed(start, herbal)
    assert again.lines == () and again.decoction == made and (again.agent, again.agent_id) == ("李四", "E12345678")
    assert [(one.name, one.grams) for one in again.herbs] == [("黄芪", Decimal(30)), ("甘草", Decimal(6))]
    assert as_signed(start, replace(first, document=None)) == start


def test_who_fetches_a_narcotic_stands_on_its_form(desk: Desk, rx: Prescribing, visit: Encounter, resident: Person) -> None:
    """处方管理办法 附件1：患者身份证明编号，代办人姓名、身份证明编号；and what the drug is for."""
    trusted(desk)
    morphine = RxDraftLine("morphine-cr-tab", Decimal(30), "bid", "oral", 15)
    draft = sheet(resident.id, visit.id, morphine, diagnoses=(("C34.9", "肺癌"),), purpose="pain")
    assert {found.facts.get("field") for found in rx.review(draft).findings if found.code == "RX-FRM-01"} == {
        "agent",
        "agent_relation",
        "agent_id",
    }
    named = replace(draft, agent="李四", agent_id="11010519491231002x", agent_relation="儿子", agent_phone="13900000001")
    one = rx.sign(reasoned(rx, named))
    document = read(one.document or b"")
    who = {"name": "李四", "id_number": "11010519491231002X", "relation": "儿子", "phone": "13900000001"}
    assert document["agent"] == who and document["purpose"] == "pain"
    patient = sheet_of(document, PrescriptionState.SIGNED).patient
    assert (patient.agent, patient.agent_id) == ("李四", "11010519491231002X") and patient.id_number
    text = plain(rx.pdf(one.id))
    for wanted in (
        "麻、精一",
        "代办人：李四",
        "代办人证件号：11010519491231002X",
        "癌痛或中、重度慢性疼痛患者",
        "代配药（患者未到）",
        "-MJ20260305-0001",
    ):
        assert wanted in text


def test_on_an_ordinary_sheet_the_number_of_who_fetches_it_is_masked(rx: Prescribing, visit: Encounter, resident: Person) -> None:
    one = rx.sign(sheet(resident.id, visit.id, AMLODIPINE, agent="李四", agent_relation="儿子", agent_id="11010519491231002X"))
    text = plain(rx.pdf(one.id))
    assert "代办人：李四" in text and "11010519491231002X" not in text


def test_an_emergency_is_written_on_the_paper(rx: Prescribing, visit: Encounter, resident: Person) -> None:
    one = rx.sign(sheet(resident.id, visit.id, replace(AMLODIPINE, single=Decimal(20)), kind=SheetKind.EMERGENCY, rescue=True))
    assert one.state is PrescriptionState.RELEASED and "抢救用药" in plain(rx.pdf(one.id))
    again = as_signed(RxDraft("d", resident.id, visit.id), one)
    assert again.rescue and not again.one_day


def test_a_resuscitation_is_an_emergency_sheet_or_none(rx: Prescribing, visit: Encounter, resident: Person) -> None:
    """The tick does not outlive the kind of sheet that it belongs to (H27 the other way round: nothing blocks only there)."""
    over = sheet(resident.id, visit.id, replace(AMLODIPINE, single=Decimal(20)), rescue=True)
    assert any(found.severity.interrupts for found in rx.review(over).findings)
    assert not any(found.severity.interrupts for found in rx.review(replace(over, kind=SheetKind.EMERGENCY)).findings)


def test_a_purpose_stands_on_the_sheet_it_belongs_to(rx: Prescribing, visit: Encounter, resident: Person) -> None:
    one = rx.sign(sheet(resident.id, visit.id, AMLODIPINE, purpose="pain", **SON))
    assert read(one.document or b"")["purpose"] == "" and "疼痛" not in plain(rx.pdf(one.id))


def test_the_assessment_and_the_patients_consent_stay_with_the_sheet_that_is_amended(
    rx: Prescribing, visit: Encounter, resident: Person
) -> None:
    """They were given for this treatment of this day; a sheet that is not long-term has none."""
    long = {"long_term": True, "evaluated": True, "patient_signed": True, "extend_reason": "慢性病"}
    one = rx.sign(sheet(resident.id, visit.id, replace(AMLODIPINE, days=42), **long, **SON))
    again = as_signed(RxDraft("d", resident.id, visit.id, long_term=True), one)
    assert again.evaluated and again.patient_signed
    plain_sheet = rx.sign(sheet(resident.id, visit.id, AMLODIPINE, evaluated=True, **SON))
    assert not as_signed(RxDraft("d", resident.id, visit.id), plain_sheet).evaluated
