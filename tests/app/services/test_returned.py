"""The prescriber's side of a return: adopt and sign again, disagree, call first; the old paper is void and both numbers name each other."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from app.clock import SetClock, iso
from app.domain.encounter import Encounter, EncounterStatus
from app.domain.person import Person
from app.domain.prescription import Prescription
from app.domain.prescription import PrescriptionState as State
from app.domain.review import Objection, ProposedChange, ReviewAct, Stage
from app.errors import KnownError, NotAllowed
from app.printing.sheet import ReviewMode
from app.rules.pack import Pack
from app.services.desk import Desk
from app.services.prescribing import Prescribing
from app.services.returned import Returned
from app.services.reviewing import Reviewing
from app.services.session import SignedIn
from app.services.signature import flaws_of, verify_sheets
from app.store import audit, encounters
from tests.app.printing.pages import plain
from tests.app.services.rx_clinic import sheet
from tests.app.services.rx_reviewers import seat, seated

HALF = ProposedChange(0, "single", "2.5")
DOSE = Objection("2-5", (0,))


@pytest.fixture
def back(desk: Desk) -> Returned:
    return Returned(desk)


@pytest.fixture
def sent_back(desk: Desk, signed: Prescription, li: SignedIn) -> Prescription:
    with seated(desk, li):
        Reviewing(desk).send_back(signed.id, signed.hash or "", [DOSE], "血压已达标，建议减量", [HALF])
    return signed


def test_the_list_says_who_why_and_what_instead(back: Returned, sent_back: Prescription) -> None:
    (row,) = back.waiting()
    assert (row.name, row.phone, row.pharmacist, row.place, row.mine) == ("王秀英", "13900001234", "李药师", "柳树村卫生室", True)
    assert (row.objections, row.proposals, row.note) == ((DOSE,), (HALF,), "血压已达标，建议减量")
    assert (row.refused, row.maybe_taken, row.asked_again, row.calls) == (False, False, False, ())


def test_the_phone_of_the_pharmacists_goes_with_it(desk: Desk, sent_back: Prescription) -> None:
    """safety.md §1, 15:20."""
    (one,) = Returned(desk, lambda: "0371-6660000").waiting()
    assert one.review_phone == "0371-6660000"


def test_printed_paper_may_have_been_followed(desk: Desk, back: Returned, rx: Prescribing, sent_back: Prescription) -> None:
    rx.printed(sent_back.id, b"%PDF")
    assert back.waiting()[0].maybe_taken


def test_released_before_the_review_may_have_been_taken(
    desk: Desk, back: Returned, pack: Pack, visit: Encounter, resident: Person, li: SignedIn
) -> None:
    one = Prescribing(desk, pack, ReviewMode.AFTER).sign(sheet(resident.id, visit.id))
    with seated(desk, li):
        Reviewing(desk).send_back(one.id, one.hash or "", [DOSE])
    assert one.state is State.RELEASED and back.waiting()[0].maybe_taken


def test_adopted_and_signed_again(desk: Desk, back: Returned, rx: Prescribing, sent_back: Prescription, visit: Encounter) -> None:
    draft = back.adopt(sent_back.id)
    assert rx.draft_of(visit.id) == draft and [line.single for line in draft.lines] == [Decimal("2.5"), Decimal(500)]
    twice = {"RX-QTY-09", "RX-APP-07"}
    assert twice.isdisjoint(one.code for one in rx.review(draft).findings), "the sheet it replaces is no duplicate of it"
    new, old = rx.sign(draft), rx.get(sent_back.id)
    assert (new.state, old.state, new.number != old.number) == (State.SIGNED, State.CANCELLED, True)
    assert f"代替原处方{old.number}（已作废）" in plain(rx.pdf(new.id)).replace(" ", "")
    assert f"已由处方{new.number}代替" in plain(rx.pdf(old.id)).replace(" ", "")
    assert flaws_of(old) == () and old.document == sent_back.document and verify_sheets(desk) == []
    assert [(one.act, one.new_sheet) for one in back.steps(old.id)] == [(ReviewAct.PROPOSED, None), (ReviewAct.ACCEPTED, new.id)]
    assert back.waiting() == [] and rx.draft_of(visit.id) is None


def test_signed_again_after_the_visit_is_over(
    desk: Desk, back: Returned, rx: Prescribing, sent_back: Prescription, visit: Encounter
) -> None:
    """safety.md, day one, 15:20: the patient went home hours ago."""
    over = replace(visit, status=EncounterStatus.FINISHED, finished_at=iso(desk.clock.now()))
    desk.store.write(lambda uow: encounters.change(uow, over)).result()
    assert rx.sign(back.adopt(sent_back.id)).state is State.SIGNED
    with pytest.raises(KnownError, match="visit_closed"):
        rx.sign(sheet(sent_back.person, visit.id))


def test_a_stopped_line_is_left_out(desk: Desk, back: Returned, signed: Prescription, li: SignedIn) -> None:
    with seated(desk, li):
        Reviewing(desk).send_back(
            signed.id, signed.hash or "", [DOSE], proposals=[ProposedChange(1, "stop"), ProposedChange(0, "days", "14")]
        )
    assert [(line.drug, line.days) for line in back.adopt(signed.id).lines] == [("amlodipine-tab", 14)]


def test_an_adopted_draft_runs_all_rules(desk: Desk, back: Returned, rx: Prescribing, signed: Prescription, li: SignedIn) -> None:
    """H35: what a pharmacist proposes is checked like anything else."""
    with seated(desk, li):
        Reviewing(desk).send_back(signed.id, signed.hash or "", [DOSE], proposals=[ProposedChange(0, "single", "50")])
    with pytest.raises(KnownError, match="rx_override_needed"):
        rx.sign(back.adopt(signed.id))
    assert rx.get(signed.id).state is State.RETURNED


def test_disagreed_a_second_pharmacist_decides(
    desk: Desk, back: Returned, rx: Prescribing, sent_back: Prescription, li: SignedIn, zhao: SignedIn
) -> None:
    back.disagree(sent_back.id, "家庭自测血压仍在150以上")
    assert back.waiting()[0].asked_again
    doctor = seat(desk, li)
    reviewing = Reviewing(desk)
    assert [(row.stage, row.barred) for row in reviewing.queue()] == [(Stage.SECOND_OPINION, "same_person")]
    seat(desk, zhao)
    assert reviewing.case(sent_back.id).steps[-1].note == "家庭自测血压仍在150以上"
    assert reviewing.approve(sent_back.id, sent_back.hash or "") is State.APPROVED
    desk.session.set(doctor)
    assert back.waiting() == [] and "赵药师" in plain(rx.pdf(sent_back.id))


def test_the_second_no_is_the_last(desk: Desk, back: Returned, sent_back: Prescription, zhao: SignedIn) -> None:
    back.disagree(sent_back.id, "不同意")
    with seated(desk, zhao):
        Reviewing(desk).send_back(sent_back.id, sent_back.hash or "", [DOSE])
    with pytest.raises(KnownError, match="review_upheld"):
        back.disagree(sent_back.id, "还是不同意")
    assert [one.asked_again for one in back.waiting()] == [False]


def test_refused_stays_refused_and_another_sheet_answers_it(
    desk: Desk, back: Returned, rx: Prescribing, signed: Prescription, li: SignedIn
) -> None:
    with seated(desk, li):
        Reviewing(desk).refuse(signed.id, signed.hash or "", [Objection("3-1")], "无适应证")
    assert back.waiting()[0].refused
    with pytest.raises(KnownError, match="review_over"):
        back.disagree(signed.id, "不同意")
    with pytest.raises(KnownError, match="rx_not_in_force"):
        rx.cancel(signed.id, "x")
    rx.sign(back.adopt(signed.id))
    assert rx.get(signed.id).state is State.REFUSED and back.waiting() == []


def test_the_patient_was_called_first(desk: Desk, back: Returned, sent_back: Prescription, clock: SetClock) -> None:
    back.called(sent_back.id, "unreachable")
    clock.forward(600)
    back.called(sent_back.id, "stopped", "女儿接的")
    assert [outcome for _, outcome in back.waiting()[0].calls] == ["unreachable", "stopped"]
    assert desk.store.read(lambda conn: list(audit.verify(conn))) == []


def test_a_sheet_that_was_not_returned_has_no_answer(back: Returned, signed: Prescription) -> None:
    with pytest.raises(KnownError, match="review_over"):
        back.disagree(signed.id, "x")
    with pytest.raises(KnownError, match="review_over"):
        back.called(signed.id, "told")
    with pytest.raises(KnownError, match="review_over"):
        back.adopt(signed.id)


def test_answers_have_their_reason(back: Returned, sent_back: Prescription) -> None:
    with pytest.raises(KnownError, match="reason_needed"):
        back.disagree(sent_back.id, " ")
    with pytest.raises(KnownError, match="reason_needed"):
        back.called(sent_back.id, "gone")
    assert len(back.steps(sent_back.id)) == 1


def test_a_pharmacist_answers_nothing_for_the_doctor(desk: Desk, back: Returned, sent_back: Prescription, li: SignedIn) -> None:
    seat(desk, li)
    with pytest.raises(NotAllowed):
        back.waiting()
    with pytest.raises(NotAllowed):
        back.adopt(sent_back.id)
    with pytest.raises(NotAllowed):
        back.disagree(sent_back.id, "x")
