"""The pharmacist's side: who may decide about what, what a verdict leaves behind, and that no signed byte changes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import IntegrityError

from app.clock import SetClock
from app.domain.clinical import Answer, FactKind
from app.domain.encounter import Encounter
from app.domain.measurement import MeasurementKind
from app.domain.person import Person
from app.domain.prescription import Prescription, SheetKind
from app.domain.prescription import PrescriptionState as State
from app.domain.review import FORMAT, Objection, ProposedChange, Stage
from app.domain.rx_document import read
from app.errors import KnownError, NotAllowed
from app.printing.sheet import ReviewMode
from app.rules.pack import Pack
from app.services.desk import Desk
from app.services.keeping import verify
from app.services.prescribing import Prescribing
from app.services.review_step import flaws_of_step
from app.services.reviewing import Reviewing
from app.services.rx_draft import RxDraftLine
from app.services.session import SignedIn
from app.store import reviews
from app.store.audit import Flaw
from app.store.tables.log import audit
from tests.app.printing.pages import plain
from tests.app.services.rx_clinic import AMLODIPINE, METFORMIN, measured, reasoned, sheet, told, trusted, visit_of
from tests.app.services.rx_reviewers import seat, seated

DOSE = Objection("2-5", (0,))


@pytest.fixture
def desk_of(desk: Desk) -> Reviewing:
    return Reviewing(desk)


def steps_of(desk: Desk, key: str) -> list[str]:
    return [one.act.value for one in desk.store.read(lambda conn: reviews.of_sheets(conn, [key])[key])]


def test_approved_from_the_queue(
    desk: Desk, desk_of: Reviewing, rx: Prescribing, signed: Prescription, li: SignedIn, clock: SetClock
) -> None:
    doctor = seat(desk, li)
    clock.forward(20 * 60)
    (row,) = desk_of.queue()
    assert (row.sheet, row.name, row.waited, row.late, row.stage, row.barred) == (
        signed.id, "王秀英", timedelta(minutes=20), True, Stage.FIRST, "",
    )  # fmt: skip
    assert desk_of.approve(signed.id, signed.hash or "") is State.APPROVED
    assert desk_of.queue() == []
    desk.session.set(doctor)
    paper = plain(rx.pdf(signed.id))
    assert "已签名，药师已审核" in paper and "李药师" in paper


def test_a_verdict_is_a_signed_record_and_the_sheet_keeps_its_bytes(
    desk: Desk, desk_of: Reviewing, rx: Prescribing, signed: Prescription, li: SignedIn
) -> None:
    doctor = seat(desk, li)
    desk_of.send_back(signed.id, signed.hash or "", [DOSE], "血压已达标")
    (step,) = desk.store.read(lambda conn: reviews.of_sheets(conn, [signed.id])[signed.id])
    assert flaws_of_step(step) == () and flaws_of_step(replace(step, note="x", signature="00" * 64)) == ("signature",)
    told = read(step.document, FORMAT)
    assert (told["sheet"]["sha256"], told["by"]["name"], told["objections"][0]["words"]) == (signed.hash, "李药师", "用法用量不适宜")
    desk.session.set(doctor)
    after = rx.get(signed.id)
    assert (after.state, after.document, after.hash, after.signature) == (State.RETURNED, signed.document, signed.hash, signed.signature)
    with pytest.raises(IntegrityError, match="never changed"):
        desk.store.write(lambda uow: uow.conn.execute(text("UPDATE review_step SET note = 'x'"))).result()


def test_every_verdict_is_in_the_trail(desk: Desk, desk_of: Reviewing, signed: Prescription, li: SignedIn) -> None:
    seat(desk, li)
    desk_of.case(signed.id)
    desk_of.refuse(signed.id, signed.hash or "", [Objection("3-1")], "无适应证")
    query = select(audit.c.action, audit.c.type).where(audit.c.account == li.account).order_by(audit.c.seq)
    rows = [tuple(row) for row in desk.store.read(lambda conn: conn.execute(query).all())]
    assert rows == [("read", "review"), ("refused", "review_step"), ("refused", "prescription")]


def test_a_returned_sheet_prints_that_it_must_not_be_dispensed(
    desk: Desk, desk_of: Reviewing, rx: Prescribing, signed: Prescription, li: SignedIn
) -> None:
    with seated(desk, li):
        desk_of.send_back(signed.id, signed.hash or "", [DOSE])
    assert "药师已退回修改，不得调配" in plain(rx.pdf(signed.id))
    with pytest.raises(KnownError, match="rx_not_in_force"):
        rx.slip_pdf(signed.id)
    assert {one.line.drug for one in rx.taken(signed.person)} == {"amlodipine-tab", "metformin-tab"}


def test_nobody_reviews_what_they_prescribed(desk: Desk, desk_of: Reviewing, signed: Prescription) -> None:
    both = replace(desk.who, permissions=desk.who.permissions | {"rx.review"})
    desk.session.set(both)
    assert [one.barred for one in desk_of.queue()] == ["own"]
    with pytest.raises(KnownError, match="review_own"):
        desk_of.approve(signed.id, signed.hash or "")
    assert steps_of(desk, signed.id) == []


def test_a_doctor_has_no_verdict_to_give(desk_of: Reviewing, signed: Prescription) -> None:
    with pytest.raises(NotAllowed):
        desk_of.approve(signed.id, signed.hash or "")


def test_a_controlled_drug_takes_two_pharmacists(
    desk: Desk, desk_of: Reviewing, rx: Prescribing, visit: Encounter, resident: Person, li: SignedIn, zhao: SignedIn, pack: Pack
) -> None:
    morphine = next(key for key, one in pack.products.items() if one.control_class == "麻" and "tab" in key)
    trusted(desk)
    draft = sheet(resident.id, visit.id, RxDraftLine(morphine, Decimal(10), "bid", "oral", 1))
    found = rx.review(draft)
    assert not found.blocked, [one.code for one in found.findings]
    one = rx.sign(reasoned(rx, draft))
    seat(desk, li)
    assert desk_of.queue()[0].mark == "麻、精一"
    assert desk_of.approve(one.id, one.hash or "") is State.SIGNED
    assert [(row.stage, row.barred) for row in desk_of.queue()] == [(Stage.SECOND_PERSON, "same_person")]
    with pytest.raises(KnownError, match="review_same_person"):
        desk_of.approve(one.id, one.hash or "")
    seat(desk, zhao)
    assert desk_of.approve(one.id, one.hash or "") is State.APPROVED


@pytest.mark.parametrize(
    ("objections", "note"),
    [([], "x"), ([Objection("9-9")], "x"), ([Objection("2-9")], ""), ([Objection("2-5", (2,))], "x"), ([Objection("2-5", (-1,))], "x")],
)
def test_a_return_says_why(
    desk: Desk, desk_of: Reviewing, signed: Prescription, li: SignedIn, objections: list[Objection], note: str
) -> None:
    seat(desk, li)
    with pytest.raises(KnownError, match="review_reason_needed"):
        desk_of.send_back(signed.id, signed.hash or "", objections, note)
    assert steps_of(desk, signed.id) == []


@pytest.mark.parametrize(
    "change",
    [
        ("single", "5"),
        ("single", "0"),
        ("single", "abc"),
        ("days", "0"),
        ("days", "7"),
        ("days", "999"),
        ("frequency", "xx"),
        ("dose", "1"),
    ],
)
def test_a_proposal_that_changes_nothing_or_cannot_be_is_refused(
    desk: Desk, desk_of: Reviewing, signed: Prescription, li: SignedIn, change: tuple[str, str]
) -> None:
    seat(desk, li)
    with pytest.raises(KnownError, match="review_proposal"):
        desk_of.send_back(signed.id, signed.hash or "", [DOSE], proposals=[ProposedChange(0, *change)])


def test_a_refusal_wants_words(desk: Desk, desk_of: Reviewing, signed: Prescription, li: SignedIn) -> None:
    seat(desk, li)
    with pytest.raises(KnownError, match="review_reason_needed"):
        desk_of.refuse(signed.id, signed.hash or "", [DOSE], " ")


def test_a_verdict_on_what_was_not_on_the_screen_is_refused(desk: Desk, desk_of: Reviewing, signed: Prescription, li: SignedIn) -> None:
    """H34."""
    seat(desk, li)
    with pytest.raises(KnownError, match="review_changed"):
        desk_of.approve(signed.id, "00" * 32)
    assert steps_of(desk, signed.id) == []


def test_a_second_key_press_decides_nothing(desk: Desk, desk_of: Reviewing, signed: Prescription, li: SignedIn) -> None:
    seat(desk, li)
    desk_of.approve(signed.id, signed.hash or "")
    with pytest.raises(KnownError, match="review_over"):
        desk_of.approve(signed.id, signed.hash or "")
    assert steps_of(desk, signed.id) == ["approved"]


def test_a_site_without_review_has_an_empty_queue(
    desk: Desk, desk_of: Reviewing, pack: Pack, visit: Encounter, resident: Person, li: SignedIn
) -> None:
    one = Prescribing(desk, pack, ReviewMode.NONE).sign(sheet(resident.id, visit.id))
    seat(desk, li)
    assert one.state is State.APPROVED and desk_of.queue() == []


def test_sheets_asked_of_another_institution_are_not_in_the_queue(
    desk: Desk, desk_of: Reviewing, pack: Pack, visit: Encounter, resident: Person, li: SignedIn
) -> None:
    Prescribing(desk, pack, ReviewMode.BEFORE, asked="ELSEWHERE").sign(sheet(resident.id, visit.id))
    seat(desk, li)
    assert desk_of.queue() == []


def test_after_a_month_a_sheet_is_the_monthly_review_s(
    desk: Desk, desk_of: Reviewing, signed: Prescription, li: SignedIn, clock: SetClock
) -> None:
    seat(desk, li)
    clock.forward(30 * 86_400)
    assert [row.sheet for row in desk_of.queue()] == [signed.id]
    clock.forward(60)
    assert desk_of.queue() == []


def test_a_step_that_is_not_what_was_signed_is_found(desk: Desk, desk_of: Reviewing, signed: Prescription, li: SignedIn) -> None:
    """T16: the rows may fit their hashes and the audit trail, and still not be what was signed."""
    with seated(desk, li):
        desk_of.approve(signed.id, signed.hash or "")
    assert verify(desk) == []
    (step,) = desk.store.read(reviews.every)
    forged = replace(step, id="another", signature="00" * 64)
    desk.store.write(lambda uow: reviews.add(uow, forged, 1, True)).result()
    assert verify(desk) == [Flaw("verdict", "review_step", "another")]


def test_emergencies_first_then_the_longest_waiting(
    desk: Desk, desk_of: Reviewing, rx: Prescribing, make_person: Callable[..., Person], li: SignedIn, clock: SetClock
) -> None:
    made = []
    for number, kind in enumerate((SheetKind.ORDINARY, SheetKind.ORDINARY, SheetKind.EMERGENCY)):
        one = make_person(name=f"某{number}", serial=30 + number)
        made.append(rx.sign(sheet(one.id, visit_of(desk, one.id).id, replace(AMLODIPINE, days=3), kind=kind)).id)
        clock.forward(60)
    seat(desk, li)
    assert [row.sheet for row in desk_of.queue()] == [made[2], made[0], made[1]]


def test_the_whole_context(desk: Desk, desk_of: Reviewing, rx: Prescribing, visit: Encounter, resident: Person, li: SignedIn) -> None:
    measured(desk, resident.id, MeasurementKind.EGFR, "41", "mL/min/1.73m2", 12)
    over = sheet(
        resident.id,
        visit_of(desk, resident.id, proxy=True).id,
        replace(AMLODIPINE, single=Decimal(20)),
        agent="王强",
        agent_relation="儿子",
    )
    one = rx.sign(reasoned(rx, over))
    seat(desk, li)
    case = desk_of.case(one.id)
    assert case.document["patient"]["allergies"] == "未询问" and case.facts.allergies == ()
    assert [one.kind for one in case.measurements] == [MeasurementKind.EGFR]
    told = {one.finding.code: one for one in case.findings}
    assert told["RX-QTY-07"].reason == "获益大于风险，已告知患者" and told["RX-QTY-07"].again
    assert case.remarks == ("代配药（患者未到）", "代办人：王强 儿子")
    assert case.could_not and case.steps == () and case.printed == 0


def clean_sheet(desk: Desk, rx: Prescribing, person: Person) -> Prescription:
    """An adult of whom everything that is asked was asked, with a drug that no rule objects to."""
    for kind in (FactKind.ALLERGY, FactKind.PREGNANT, FactKind.LACTATING, FactKind.CONDITIONS, FactKind.MEDICINES):
        told(desk, person.id, kind, Answer.NO)
    measured(desk, person.id, MeasurementKind.EGFR, "95", "mL/min/1.73m2", 12)
    measured(desk, person.id, MeasurementKind.WEIGHT, "61", "kg", 12)
    return rx.sign(sheet(person.id, visit_of(desk, person.id).id, METFORMIN, diagnoses=(("E11.9", "2型糖尿病"),)))


def test_only_clean_sheets_are_approved_together_and_only_where_the_site_lets_them(
    desk: Desk, rx: Prescribing, make_person: Callable[..., Person], signed: Prescription, li: SignedIn
) -> None:
    clean = [clean_sheet(desk, rx, make_person(name=f"某{n}", serial=70 + n)) for n in range(3)]
    doctor = seat(desk, li)
    desk_of = Reviewing(desk, bulk=True)
    rows = desk_of.queue()
    assert {row.sheet for row in rows if row.clean} == {one.id for one in clean}, "the other one has checks that could not run"
    with pytest.raises(KnownError, match="review_bulk_off"):
        Reviewing(desk).approve_clean((row.sheet, row.hash) for row in rows)
    assert desk_of.approve_clean([*((row.sheet, row.hash) for row in rows if row.sheet != clean[2].id), (clean[2].id, "00")]) == 2
    assert {row.sheet for row in desk_of.queue()} == {signed.id, clean[2].id}
    assert [steps_of(desk, one.id) for one in (*clean, signed)] == [["approved"], ["approved"], [], []]
    seat(desk, replace(doctor, permissions=doctor.permissions | {"rx.review"}))
    assert desk_of.approve_clean([(clean[2].id, clean[2].hash or "")]) == 0, "one's own"
