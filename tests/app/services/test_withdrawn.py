"""A product withdrawn between signing and sync: back on the doctor's list with its reason, not let through, not given; and not prescribed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from app.clock import SetClock
from app.domain.formulary import FormularyEntry, ProductSource
from app.domain.prescription import Prescription, PrescriptionState
from app.domain.review import Objection
from app.domain.supplying import SupplyWay
from app.errors import KnownError
from app.printing.sheet import ReviewMode
from app.rules.pack import Pack
from app.services.desk import Desk
from app.services.dispensing import Dispensing
from app.services.prescribing import Prescribing
from app.services.returned import Returned
from app.services.reviewing import Reviewing
from app.services.rx_draft import RxDraft
from app.services.session import SignedIn
from app.services.supplying import Supplying
from app.store import formulary
from app.store.audit import PROGRAM
from tests.app.services.rx_clinic import AMLODIPINE, METFORMIN

SINCE = "2026-03-05T01:30:00.000Z"


@pytest.fixture
def catalogue(desk: Desk) -> Callable[..., None]:
    """What the county's list says of amlodipine, as a pull writes it."""

    def say(since: str | None = SINCE) -> None:
        told = FormularyEntry(AMLODIPINE.drug, source=ProductSource.COUNTY, catalogue="http://county/fhir", withdrawn_at=since)
        desk.store.write(lambda uow: formulary.take_catalogue(uow, told), PROGRAM, origin="up").result()

    return say


Catalogue = Callable[..., None]


def test_a_sheet_signed_before_comes_back_with_the_reason(desk: Desk, signed: Prescription, catalogue: Catalogue) -> None:
    returned = Returned(desk)
    assert returned.waiting() == []
    catalogue()
    (one,) = returned.waiting()
    assert (one.sheet.id, one.withdrawn, one.at, one.place) == (signed.id, (signed.lines[0].name,), SINCE, "http://county/fhir")
    assert one.mine and one.name and not one.refused
    catalogue(None)
    assert returned.waiting() == [], "back on the list"


def test_the_doctor_signs_another_one_without_it(desk: Desk, rx: Prescribing, signed: Prescription, catalogue: Catalogue) -> None:
    catalogue()
    returned = Returned(desk)
    draft = returned.adopt(signed.id)
    assert [line.drug for line in draft.lines] == [METFORMIN.drug] and draft.replaces == signed.id
    new = rx.sign(draft)
    assert rx.get(signed.id).state is PrescriptionState.CANCELLED and returned.waiting() == []
    assert [line.drug for line in new.lines] == [METFORMIN.drug]


def test_the_patient_may_be_called_but_nobody_is_disagreed_with(desk: Desk, signed: Prescription, catalogue: Catalogue) -> None:
    catalogue()
    returned = Returned(desk)
    with pytest.raises(KnownError) as refusal:
        returned.disagree(signed.id, "仍需使用")
    assert refusal.value.code == "review_over"
    returned.called(signed.id, "unreachable")
    (one,) = returned.waiting()
    assert [outcome for _, outcome in one.calls] == ["unreachable"]


def test_no_pharmacist_lets_it_through_and_sending_it_back_is_possible(
    desk: Desk, signed: Prescription, catalogue: Catalogue, li: SignedIn
) -> None:
    catalogue()
    desk.session.set(li)
    review = Reviewing(desk)
    with pytest.raises(KnownError) as refusal:
        review.approve(signed.id, signed.hash or "")
    assert (refusal.value.code, refusal.value.facts["drug"], refusal.value.facts["day"]) == (
        "rx_withdrawn",
        signed.lines[0].name,
        "2026-03-05",
    )
    assert review.send_back(signed.id, signed.hash or "", [Objection("2-9", (0,))], "目录停用") is PrescriptionState.RETURNED


def test_a_sheet_sent_back_stands_on_the_list_once(desk: Desk, signed: Prescription, catalogue: Catalogue, li: SignedIn) -> None:
    catalogue()
    doctor = desk.who
    desk.session.set(li)
    Reviewing(desk).send_back(signed.id, signed.hash or "", [Objection("2-9", (0,))], "目录停用")
    desk.session.set(doctor)
    returned = Returned(desk)
    (one,) = returned.waiting()
    assert one.pharmacist == li.name
    assert [line.drug for line in returned.adopt(signed.id).lines] == [METFORMIN.drug], "no new sheet begins with what is withdrawn"


def test_the_counter_gives_the_rest_of_the_sheet(desk: Desk, pack: Pack, draft: RxDraft, catalogue: Catalogue) -> None:
    rx = Prescribing(desk, pack, ReviewMode.NONE)
    sheet, counter = rx.sign(draft), Dispensing(desk, rx.shelves)
    catalogue()
    amlodipine, metformin = sheet.lines
    with pytest.raises(KnownError) as refusal:
        counter.prepare(sheet.id, amlodipine.id, 1)
    assert refusal.value.code == "rx_withdrawn"
    assert counter.prepare(sheet.id, metformin.id, 1)


def test_what_was_prepared_before_is_not_handed_over(desk: Desk, pack: Pack, draft: RxDraft, catalogue: Catalogue) -> None:
    rx = Prescribing(desk, pack, ReviewMode.NONE)
    sheet, counter = rx.sign(draft), Dispensing(desk, rx.shelves)
    counter.prepare(sheet.id, sheet.lines[0].id, 1)
    catalogue()
    with pytest.raises(KnownError) as refusal:
        counter.hand_over(sheet.id)
    assert refusal.value.code == "rx_withdrawn"


def test_what_the_patient_has_is_not_bounced(desk: Desk, pack: Pack, draft: RxDraft, catalogue: Catalogue) -> None:
    rx = Prescribing(desk, pack, ReviewMode.NONE)
    sheet, counter = rx.sign(draft), Dispensing(desk, rx.shelves)
    counter.prepare(sheet.id, sheet.lines[0].id, 1)
    counter.hand_over(sheet.id)
    catalogue()
    assert Returned(desk).waiting() == []


def test_a_sheet_whose_time_is_over_is_left_alone(desk: Desk, signed: Prescription, catalogue: Catalogue, clock: SetClock) -> None:
    clock.forward(5 * 86_400)
    catalogue()
    assert Returned(desk).waiting() == []


def test_it_cannot_be_prescribed_and_is_said_so(rx: Prescribing, draft: RxDraft, catalogue: Catalogue) -> None:
    catalogue()
    (found,) = [one for one in rx.review(draft).objections if one.code == "RX-LEG-10"]
    assert (found.lines, found.facts["day"], found.severity.interrupts) == ((0,), "2026-03-05", True)
    with pytest.raises(KnownError) as refusal:
        rx.sign(draft)
    assert refusal.value.code == "rx_blocked"
    row = next(one for one in rx.find("氨氯地平") if one.drug == AMLODIPINE.drug)
    assert row.withdrawn == "2026-03-05"
    assert rx.sign(replace(draft, lines=draft.lines[1:])).lines[0].drug == METFORMIN.drug


def test_no_renewal_proposes_it(rx: Prescribing, signed: Prescription, catalogue: Catalogue) -> None:
    catalogue()
    line = rx.refill(signed.id).lines[0]
    assert "withdrawn" in line.why and not line.ticked


def test_no_other_pharmacy_is_asked_for_it(desk: Desk, pack: Pack, draft: RxDraft, catalogue: Catalogue) -> None:
    rx = Prescribing(desk, pack, ReviewMode.NONE)
    sheet, pharmacy = rx.sign(draft), Supplying(desk, rx.shelves)
    form = replace(pharmacy.form(sheet.id, sheet.lines[0].id), contact="王秀英", phone="13800000001")
    catalogue()
    with pytest.raises(KnownError) as refusal:
        pharmacy.request(form, SupplyWay.PICKUP, consent=True)
    assert refusal.value.code == "rx_withdrawn"
