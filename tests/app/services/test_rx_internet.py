"""Internet care: only what was diagnosed in person before, proved by the records here or by what the patient showed, typed once."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from app.domain.clinical import Condition
from app.domain.encounter import Encounter, EncounterStatus, VisitKind
from app.domain.ids import new_id
from app.domain.measurement import Source
from app.domain.person import Person
from app.domain.prescription import PrescriptionState
from app.domain.revisit import EarlierDiagnosis
from app.domain.rx_document import read
from app.errors import KnownError
from app.printing.sheet import ReviewMode
from app.rules.pack import Pack
from app.services.arming import open_visit_of
from app.services.desk import Desk
from app.services.intake import Intake
from app.services.prescribing import Prescribing
from app.services.reviewing import Reviewing
from app.services.rx_draft import RxDraft, RxDraftLine, from_body, to_body
from app.services.rx_sheet import as_signed
from app.services.session import SignedIn
from app.store import clinical, encounters, measurements
from tests.app.printing.pages import plain
from tests.app.services.rx_clinic import AMLODIPINE, analysed, sheet, visit_of
from tests.app.services.rx_reviewers import seated

SHOWN = EarlierDiagnosis("I10", "高血压", "县人民医院", "2025-11-03", told=True)
ESTAZOLAM = RxDraftLine("estazolam-tab", Decimal(1), "qn", "oral", 7)


@pytest.fixture
def rx(desk: Desk, pack: Pack) -> Prescribing:
    """A site that needs no review: internet care waits for one all the same."""
    return Prescribing(desk, pack, ReviewMode.NONE)


@pytest.fixture
def remote(rx: Prescribing, resident: Person, visit: Encounter) -> RxDraft:
    """A sheet of high blood pressure in a visit from a distance."""
    rx.set_remote(visit.id, True)
    return sheet(resident.id, visit.id, AMLODIPINE)


def refused(rx: Prescribing, draft: RxDraft) -> set[str]:
    return {one.code for one in rx.review(draft).findings if one.code.startswith("RX-LEG")}


def seen_before(desk: Desk, person: str, kind: VisitKind = VisitKind.CLINIC) -> None:
    """A visit of an earlier day with the disease in it."""
    past = replace(visit_of(desk, person, EncounterStatus.FINISHED), id=new_id(), kind=kind)
    known = Condition(new_id(), person, past.id, "I10", "高血压", recorded_at="2026-01-10T01:00:00.000Z")
    desk.store.write(lambda uow: encounters.add(uow, past)).result()
    desk.store.write(lambda uow: clinical.add_condition(uow, known, None)).result()


def test_a_first_visit_is_no_internet_care(rx: Prescribing, remote: RxDraft) -> None:
    assert refused(rx, remote) == {"RX-LEG-06"}
    with pytest.raises(KnownError, match="rx_blocked"):
        rx.sign(remote)
    wants = rx.wants(remote)
    assert wants.remote and [one.earlier for one in wants.proved] == [None]


def test_own_records_prove_it_and_nothing_is_typed(desk: Desk, rx: Prescribing, remote: RxDraft) -> None:
    seen_before(desk, remote.person)
    assert refused(rx, remote) == set()
    (proved,) = rx.wants(remote).proved
    assert proved.earlier is not None and (proved.earlier.on, proved.earlier.told) == ("2026-01-10", False)


def test_an_earlier_visit_from_a_distance_proves_nothing(desk: Desk, rx: Prescribing, remote: RxDraft) -> None:
    seen_before(desk, remote.person, VisitKind.REMOTE)
    assert refused(rx, remote) == {"RX-LEG-06"}


def test_every_disease_of_the_sheet_needs_one(desk: Desk, rx: Prescribing, remote: RxDraft) -> None:
    seen_before(desk, remote.person)
    both = replace(remote, diagnoses=(("I10", "高血压"), ("E11.9", "2型糖尿病")))
    assert refused(rx, both) == {"RX-LEG-06"}
    shown = EarlierDiagnosis("E11.9", "2型糖尿病", "县人民医院", "2025-11-03", told=True)
    assert refused(rx, replace(both, earlier=(shown,))) == set()


@pytest.mark.parametrize(
    "wrong", [replace(SHOWN, source=" "), replace(SHOWN, on="2027-01-01"), replace(SHOWN, on="去年"), replace(SHOWN, icd10="E11")]
)
def test_half_a_proof_is_none(rx: Prescribing, remote: RxDraft, wrong: EarlierDiagnosis) -> None:
    assert refused(rx, replace(remote, earlier=(wrong,))) == {"RX-LEG-06"}


def test_it_is_signed_printed_and_waits_for_a_pharmacist(rx: Prescribing, remote: RxDraft) -> None:
    """监管细则：valid only after the review, whatever the site's policy."""
    one = rx.sign(replace(remote, earlier=(SHOWN,)))
    document = read(one.document or b"")
    told = {"icd10": "I10", "display": "高血压", "source": "县人民医院", "on": "2025-11-03", "told": True}
    assert document["internet"] == {"earlier": [told], "guardian": False} and document["encounter"]["kind"] == "VR"
    assert one.state is PrescriptionState.SIGNED
    text = plain(rx.pdf(one.id))
    assert "互联网复诊" in text and "既往面诊诊断：高血压2025-11-03县人民医院" in text
    assert as_signed(RxDraft("d", one.person, one.encounter), one).earlier == (SHOWN,)


def test_the_pharmacist_reads_what_it_stands_on(desk: Desk, rx: Prescribing, remote: RxDraft, li: SignedIn) -> None:
    one = rx.sign(replace(remote, earlier=(SHOWN,)))
    with seated(desk, li):
        assert Reviewing(desk).case(one.id).remarks == ("互联网复诊。既往面诊诊断：高血压 2025-11-03 县人民医院",)


def test_what_was_shown_once_is_not_typed_again(desk: Desk, rx: Prescribing, remote: RxDraft) -> None:
    rx.sign(replace(remote, earlier=(SHOWN,)))
    again = visit_of(desk, remote.person)
    rx.set_remote(again.id, True)
    (proved,) = rx.wants(sheet(remote.person, again.id, AMLODIPINE)).proved
    assert proved.earlier == SHOWN


def test_controlled_drugs_are_refused(rx: Prescribing, remote: RxDraft) -> None:
    draft = replace(remote, lines=(AMLODIPINE, ESTAZOLAM), earlier=(SHOWN,))
    assert refused(rx, draft) == {"RX-LEG-05"}
    rx.set_remote(remote.encounter, False)
    assert refused(rx, draft) == set()


def test_a_small_child_needs_its_guardian(desk: Desk, rx: Prescribing, make_person: Callable[..., Person]) -> None:
    child = make_person(name="小明", birth=date(2021, 1, 1))
    visit = visit_of(desk, child.id)
    rx.set_remote(visit.id, True)
    draft = sheet(child.id, visit.id, RxDraftLine("ors-iii", Decimal(1), "qd", "oral", 3), earlier=(SHOWN,))
    assert rx.wants(draft).guardian and refused(rx, draft) == {"RX-LEG-07"}
    assert refused(rx, replace(draft, guardian=True)) == set()


def test_who_was_measured_here_was_here(desk: Desk, rx: Prescribing, resident: Person, visit: Encounter) -> None:
    one = replace(
        analysed(desk, resident.id, "glucose", "5.6", "mmol/L"), id=new_id(), encounter=visit.id, source=Source.DEVICE, reading_key=None
    )
    desk.store.write(lambda uow: measurements.add(uow, one)).result()
    with pytest.raises(KnownError, match="visit_in_person"):
        rx.set_remote(visit.id, True)


def test_nobody_is_measured_at_a_distance_and_coming_in_is_another_visit(
    desk: Desk, rx: Prescribing, resident: Person, visit: Encounter
) -> None:
    rx.set_remote(visit.id, True)
    with pytest.raises(KnownError, match="remote_visit"):
        desk.store.read(lambda conn: open_visit_of(conn, visit.id, resident.id))
    here = Intake(desk).open_visit(resident.id)
    assert here.id != visit.id and here.kind is VisitKind.CLINIC


def test_a_visit_that_is_over_stays_what_it_was(desk: Desk, rx: Prescribing, resident: Person) -> None:
    with pytest.raises(KnownError, match="visit_closed"):
        rx.set_remote(visit_of(desk, resident.id, EncounterStatus.FINISHED).id, True)
    with pytest.raises(KnownError, match="visit_unknown"):
        rx.set_remote("nobody", True)


def test_a_draft_comes_back_as_it_was(remote: RxDraft) -> None:
    draft = replace(remote, earlier=(SHOWN,), guardian=True, agent_relation="女儿", agent_phone="13900000000")
    assert from_body(to_body(draft)) == draft


def test_a_visit_with_a_signed_sheet_stays_what_it_was(rx: Prescribing, resident: Person, visit: Encounter) -> None:
    one = rx.sign(sheet(resident.id, visit.id, AMLODIPINE))
    with pytest.raises(KnownError, match="visit_signed"):
        rx.set_remote(visit.id, True)
    rx.cancel(one.id, "开错")
    rx.set_remote(visit.id, True)
    assert rx.wants(sheet(resident.id, visit.id, AMLODIPINE)).remote
