"""Prescriptions from draft to paper: what may be signed, what is stored for ever, and what happens afterwards."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal

import pytest
from sqlalchemy import text, update
from sqlalchemy.exc import IntegrityError

from app.clock import SetClock
from app.domain.encounter import Encounter, EncounterStatus
from app.domain.formulary import FormularyEntry
from app.domain.person import Person
from app.domain.prescription import Override, PrescriptionState
from app.domain.rx_document import GENESIS, read
from app.errors import KnownError, NotAllowed
from app.printing.sheet import ReviewMode
from app.rules.findings import Severity
from app.rules.pack import Pack
from app.services.desk import Desk
from app.services.formulary import Formulary
from app.services.prescribing import Prescribing
from app.services.rx_draft import RxDraft, RxDraftLine
from app.services.signature import flaws_of, verify_prescription
from app.store import audit, encounters
from app.store.audit import Act
from app.store.tables.log import audit as audit_table
from app.store.tables.log import change as change_table
from app.store.tables.prescriptions import prescription
from app.store.unit_of_work import Change, UnitOfWork
from tests.app.printing.pages import plain
from tests.app.services.rx_clinic import AMLODIPINE, METFORMIN, reasons, sheet, visit_of

OVERDOSE = replace(AMLODIPINE, single=Decimal(20))
SERIES = "PDY00000141010211A1001-A1-20260305-"


def test_a_signed_sheet_is_numbered_hashed_and_signed(rx: Prescribing, draft: RxDraft) -> None:
    signed = rx.sign(draft)
    assert signed.number == f"{SERIES}0001" and signed.state is PrescriptionState.SIGNED
    assert signed.document and signed.hash and signed.signature and signed.public_key
    assert verify_prescription(signed.document, signed.hash, signed.signature, signed.public_key) == ()
    document = read(signed.document)
    assert [line["single"] for line in document["lines"]] == ["5", "500"]
    assert document["patient"]["age"] == "67岁" and document["patient"]["allergies"] == "未询问"
    assert document["signed_at"] == signed.signed_at == "2026-03-05T00:40:00.000Z"
    assert rx.get(signed.id) == signed and flaws_of(signed) == ()


def test_sheets_are_chained(rx: Prescribing, draft: RxDraft, resident: Person, visit: Encounter) -> None:
    first = rx.sign(draft)
    second = rx.sign(sheet(resident.id, visit.id, RxDraftLine("loratadine-tab", Decimal(10), "qd", "oral", 3)))
    assert (first.prev_hash, second.prev_hash) == (GENESIS, first.hash)
    assert second.number == f"{SERIES}0002"


def test_numbers_begin_again_every_day(desk: Desk, rx: Prescribing, draft: RxDraft, resident: Person, clock: SetClock) -> None:
    rx.sign(draft)
    clock.forward(86_400)
    tomorrow = visit_of(desk, resident.id)
    again = rx.sign(sheet(resident.id, tomorrow.id))
    assert again.number == "PDY00000141010211A1001-A1-20260306-0001" and again.prev_hash == rx.get(draft.id).hash


def test_record_lines_audit_and_change_are_one_transaction(desk: Desk, rx: Prescribing, draft: RxDraft) -> None:
    heard: list[Change] = []
    desk.store.changes.subscribe(heard.append)
    signed = rx.sign(draft)
    desk.store.settle()
    assert heard[-1].types() == {"prescription", "prescription_line", "encounter"}
    rows = desk.store.read(lambda conn: conn.execute(audit_table.select().where(audit_table.c.ref == signed.id)).mappings().all())
    assert [row["action"] for row in rows] == ["sign"]
    sent = desk.store.read(lambda conn: conn.execute(change_table.select().where(change_table.c.tx == heard[-1].tx)).mappings().all())
    assert {row["type"] for row in sent} == {"prescription", "prescription_line", "encounter"}
    assert desk.store.read(lambda conn: list(audit.verify(conn))) == []


def test_a_second_key_press_signs_nothing(rx: Prescribing, draft: RxDraft) -> None:
    """H33, H6: the same draft is one prescription, however often it is sent."""
    assert rx.sign(draft) == rx.sign(draft)
    assert len(rx.of_person(draft.person)) == 1


def test_a_block_is_not_signed(rx: Prescribing, draft: RxDraft) -> None:
    longer = replace(draft, lines=(replace(AMLODIPINE, days=14),))
    with pytest.raises(KnownError, match="rx_blocked") as told:
        rx.sign(longer)
    assert told.value.facts["codes"] == "RX-QTY-01"
    assert rx.sign(replace(longer, extend_reason="慢性病")).extend_reason == "慢性病"


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"diagnoses": ()}, "RX-FRM-02"),
        ({"lines": ()}, "RX-FRM-01"),
        ({"lines": (replace(AMLODIPINE, single=None),)}, "RX-FRM-01"),
        ({"lines": (replace(AMLODIPINE, frequency=""),)}, "RX-FRM-01"),
        ({"lines": (replace(AMLODIPINE, days=None),)}, "RX-FRM-01"),
        ({"lines": (replace(AMLODIPINE, route=""),)}, "RX-FRM-01"),
        ({"lines": (replace(AMLODIPINE, drug="no-such-drug"),)}, "RX-FRM-01"),
        ({"lines": (RxDraftLine("nitroglycerin-sl", Decimal("0.5"), "prn", "sublingual", 3, Decimal(3)),)}, "RX-FRM-01"),
        ({"lines": (RxDraftLine("nitroglycerin-sl", Decimal("0.5"), "prn", "sublingual", 3, as_needed="胸痛时"),)}, "RX-FRM-01"),
    ],
)
def test_what_the_form_needs_must_be_there(rx: Prescribing, draft: RxDraft, change: dict[str, object], code: str) -> None:
    with pytest.raises(KnownError, match="rx_blocked") as told:
        rx.sign(replace(draft, **change))  # type: ignore[arg-type]
    assert code in str(told.value.facts["codes"])


def test_an_as_needed_line_with_its_four_elements_is_signed(rx: Prescribing, draft: RxDraft) -> None:
    line = RxDraftLine("nitroglycerin-sl", Decimal("0.5"), "prn", "sublingual", 3, Decimal(3), as_needed="胸痛时")
    signed = rx.sign(replace(draft, lines=(line,)))
    assert signed.document is not None
    assert read(signed.document)["lines"][0]["usage"] == "必要时（胸痛时），每次0.5 mg（1片），每日最多3次，舌下含服，3天"


def test_an_override_needs_a_reason_and_over_dose_a_second_signature(rx: Prescribing, draft: RxDraft) -> None:
    over = replace(draft, lines=(OVERDOSE,))
    with pytest.raises(KnownError, match="rx_override_needed"):
        rx.sign(over)
    with pytest.raises(KnownError, match="rx_sign_again"):
        rx.sign(replace(over, overrides=reasons(rx, over, "severe", again=False)))
    with pytest.raises(KnownError, match="rx_reason_needed"):
        rx.sign(replace(over, overrides=tuple(replace(o, reason_code="other") for o in reasons(rx, over, "severe"))))
    signed = rx.sign(replace(over, overrides=reasons(rx, over, "severe")))
    shown = plain(rx.pdf(signed.id))
    assert "理由：超单次用量：病情需要" in shown and "医师再次签名：王建国2026-03-0508:40" in shown


def test_an_override_of_another_line_does_not_count(rx: Prescribing, draft: RxDraft) -> None:
    over = replace(draft, lines=(OVERDOSE, METFORMIN))
    wrong = tuple(replace(o, lines=(1,)) for o in reasons(rx, over, "severe"))
    with pytest.raises(KnownError, match="rx_override_needed"):
        rx.sign(replace(over, overrides=wrong))


def test_an_override_nobody_asked_for_is_not_kept(rx: Prescribing, draft: RxDraft) -> None:
    assert rx.sign(replace(draft, overrides=(Override("RX-APP-08", (0, 1), "severe"),))).overrides == ()


def test_the_rules_at_signing_see_what_is_true_then(desk: Desk, rx: Prescribing, draft: RxDraft, resident: Person) -> None:
    """H26: an allergy written down after the review stops the signature."""
    from app.services.charting import Charting

    penicillin = RxDraftLine("amoxicillin-cap", Decimal(500), "tid", "oral", 3, skin_test="阴性")
    held = replace(draft, lines=(penicillin,))
    assert not rx.review(held).blocked
    Charting(desk).add_allergy(resident.id, "青霉素", "penicillin", "休克", "severe", "本人")
    with pytest.raises(KnownError, match="rx_blocked"):
        rx.sign(held)


@pytest.mark.parametrize("status", [EncounterStatus.FINISHED, EncounterStatus.CANCELLED])
def test_a_closed_visit_takes_no_sheet(desk: Desk, rx: Prescribing, resident: Person, status: EncounterStatus) -> None:
    closed = visit_of(desk, resident.id, status)
    with pytest.raises(KnownError, match="visit_closed"):
        rx.sign(sheet(resident.id, closed.id))


def test_a_visit_of_somebody_else_takes_no_sheet(rx: Prescribing, visit: Encounter, make_person: Callable[..., Person]) -> None:
    other = make_person(name="李桂英", serial=26, phone="13900005678")
    with pytest.raises(KnownError, match="visit_of_another"):
        rx.sign(sheet(other.id, visit.id))


def test_without_a_key_or_a_right_nothing_is_signed(desk: Desk, rx: Prescribing, draft: RxDraft) -> None:
    who = desk.who
    desk.session.set(replace(who, signing_seed=None))
    with pytest.raises(KnownError, match="rx_no_key"):
        rx.sign(draft)
    desk.session.set(replace(who, permissions=who.permissions - {"rx.sign"}))
    with pytest.raises(NotAllowed):
        rx.sign(draft)
    assert rx.of_person(draft.person) == []


def test_a_clock_set_back_signs_nothing(rx: Prescribing, draft: RxDraft, clock: SetClock, resident: Person, visit: Encounter) -> None:
    rx.sign(draft)
    clock.forward(-3_600)
    with pytest.raises(KnownError, match="clock_back"):
        rx.sign(sheet(resident.id, visit.id))


def test_without_rules_nothing_is_signed_and_the_review_says_so(desk: Desk, draft: RxDraft) -> None:
    blind = Prescribing(desk, None)
    assert blind.find("alzp") == [] and blind.review(draft).ran == ()
    with pytest.raises(KnownError, match="rules_missing"):
        blind.sign(draft)


def test_a_site_without_review_releases_at_signing(desk: Desk, pack: Pack, draft: RxDraft) -> None:
    open_site = Prescribing(desk, pack, ReviewMode.NONE)
    signed = open_site.sign(draft)
    assert signed.state is PrescriptionState.APPROVED
    assert "待药师审核" not in plain(open_site.pdf(signed.id))


def test_the_state_that_needs_a_pharmacist_is_printed(rx: Prescribing, draft: RxDraft) -> None:
    assert "已签名，待药师审核" in plain(rx.pdf(rx.sign(draft).id))


def test_a_lost_commit_answer_is_looked_up(desk: Desk, rx: Prescribing, draft: RxDraft, monkeypatch: pytest.MonkeyPatch) -> None:
    """A commit that raises is unknown, not failed (reliability.md, decision 3)."""
    real = desk.store.write

    class Raising:
        def __init__(self, future: object) -> None:
            self.future = future

        def result(self) -> object:
            self.future.result()  # type: ignore[attr-defined]
            raise OSError("disk answered too late")

    monkeypatch.setattr(desk.store, "write", lambda work, actor: Raising(real(work, actor)))
    assert rx.sign(draft).number == f"{SERIES}0001"


def test_a_stored_document_that_was_touched_is_not_printed(desk: Desk, rx: Prescribing, draft: RxDraft) -> None:
    """H8: what is printed is what was signed."""
    signed = rx.sign(draft)
    assert signed.document is not None
    forged = signed.document.replace(b'"single":"5"', b'"single":"8"')

    def write_over(uow: UnitOfWork) -> None:
        uow.conn.execute(update(prescription).where(prescription.c.id == signed.id).values(document=forged))

    def tamper(uow: UnitOfWork) -> None:
        for (name,) in uow.conn.execute(text("SELECT name FROM sqlite_master WHERE type = 'trigger'")).all():
            uow.conn.exec_driver_sql(f'DROP TRIGGER "{name}"')
        write_over(uow)

    with pytest.raises(IntegrityError, match="never changed"):
        desk.store.write(write_over).result()
    desk.store.write(tamper).result()
    assert flaws_of(rx.get(signed.id)) == ("hash", "signature")
    with pytest.raises(KnownError, match="rx_damaged"):
        rx.pdf(signed.id)


def test_void_keeps_the_sheet_and_marks_the_paper(rx: Prescribing, draft: RxDraft) -> None:
    signed = rx.sign(draft)
    with pytest.raises(KnownError, match="reason_needed"):
        rx.cancel(signed.id, " ")
    void = rx.cancel(signed.id, "重复开方")
    assert (void.state, void.cancel_reason, void.document) == (PrescriptionState.CANCELLED, "重复开方", signed.document)
    shown = plain(rx.pdf(signed.id))
    assert "已作废：重复开方2026-03-0508:40" in shown and "有效至" not in shown
    with pytest.raises(KnownError, match="rx_not_in_force"):
        rx.cancel(signed.id, "再一次")


def test_prints_are_counted(rx: Prescribing, draft: RxDraft) -> None:
    """H41: a second paper says that it is one."""
    signed = rx.sign(draft)
    first = rx.pdf(signed.id)
    assert "次打印" not in plain(first)
    copy = rx.printed(signed.id, first)
    assert copy.copy_no == 1 and rx.copies(signed.id) == [copy]
    assert "第2次打印" in plain(rx.pdf(signed.id))


def test_a_draft_survives_and_goes_when_signed(rx: Prescribing, draft: RxDraft) -> None:
    whole = replace(draft, lines=(OVERDOSE, METFORMIN), overrides=(Override("RX-QTY-07", (0,), "severe", "", True),))
    rx.save_draft(whole)
    assert rx.draft_of(draft.encounter) == whole
    rx.save_draft(draft)
    assert rx.draft_of(draft.encounter) == draft
    rx.sign(draft)
    assert rx.draft_of(draft.encounter) is None


def test_a_draft_prints_as_one(rx: Prescribing, draft: RxDraft) -> None:
    shown = plain(rx.draft_pdf(draft))
    assert "草稿，未签名，不得调配" in shown and "王建国" not in shown and "校验码" not in shown
    with pytest.raises(KnownError, match="rx_unfinished"):
        rx.draft_pdf(replace(draft, lines=(replace(AMLODIPINE, single=None),)))


def test_a_changed_product_clears_the_line(draft: RxDraft) -> None:
    """H53: the dose of one strength never stays on another."""
    held = replace(draft, overrides=(Override("RX-QTY-07", (0,), "severe"), Override("RX-QTY-08", (1,), "severe")))
    changed = held.with_line(0, replace(AMLODIPINE, drug="felodipine-er-tab"))
    assert changed.lines[0] == RxDraftLine("felodipine-er-tab") and [o.lines for o in changed.overrides] == [(1,)]
    assert held.with_line(0, replace(AMLODIPINE, days=3)).lines[0].single == Decimal(5)


def test_defaults_have_an_author(rx: Prescribing, draft: RxDraft, resident: Person) -> None:
    usual = rx.defaults("amlodipine-tab", resident.id)
    assert (usual.single, usual.frequency, usual.route, usual.author) == (Decimal(5), "qd", "oral", "product")
    rx.sign(replace(draft, lines=(replace(AMLODIPINE, single=Decimal("2.5")),)))
    last = rx.defaults("amlodipine-tab", resident.id)
    assert (last.single, last.days, last.author) == (Decimal("2.5"), 7, "last_prescription")
    assert rx.defaults("felodipine-er-tab", resident.id).author == "product"
    nothing = rx.defaults("morphine-inj", resident.id)
    assert (nothing.single, nothing.author, nothing.route) == (None, "", "")


def test_prices_make_the_amount(rx: Prescribing, desk: Desk, pack: Pack, draft: RxDraft) -> None:
    assert rx.compute_quantity(AMLODIPINE) is not None
    Formulary(desk, pack).put(FormularyEntry("amlodipine-tab", 1260), FormularyEntry("metformin-tab", 240))
    order = rx.compute_quantity(AMLODIPINE)
    assert order is not None and (order.quantity, order.unit, order.price_fen) == (Decimal(1), "盒", 1260)
    signed = rx.sign(draft)
    assert [line.price_fen for line in signed.lines] == [1260, 2 * 240]
    assert "¥17.40" in plain(rx.pdf(signed.id))


def test_a_large_typed_quantity_is_days_of_supply(rx: Prescribing, draft: RxDraft) -> None:
    """Seven days on paper and ten boxes in the bag are not seven days (clinical.md §1.2)."""
    hoard = replace(draft, lines=(replace(AMLODIPINE, quantity=Decimal(10), quantity_unit="盒"),))
    assert [found.code for found in rx.review(hoard).findings if found.severity is Severity.BLOCK] == ["RX-QTY-01"]
    assert not rx.review(replace(draft, lines=(replace(AMLODIPINE, quantity=Decimal(7), quantity_unit="片"),))).blocked


def test_a_visit_by_a_relative_is_printed_as_one(desk: Desk, rx: Prescribing, resident: Person) -> None:
    proxy = visit_of(desk, resident.id, proxy=True)
    assert "代配药（患者未到）" in plain(rx.pdf(rx.sign(sheet(resident.id, proxy.id, agent="王强", agent_relation="儿子")).id))


def test_what_could_not_be_checked_is_signed_with_the_sheet(rx: Prescribing, draft: RxDraft) -> None:
    """H17: silence is recorded as silence."""
    signed = rx.sign(draft)
    review = json.loads(signed.review)
    assert "allergy" in [one["check"] for one in review["could_not"]] and "allergy" not in review["ran"]
    assert signed.document is not None and read(signed.document)["review"] == review


def test_the_prescriber_took_part(desk: Desk, rx: Prescribing, draft: RxDraft) -> None:
    rx.sign(draft)
    assert desk.store.read(lambda conn: encounters.participants(conn, draft.encounter)) == [desk.who.practitioner]


def test_the_patient_takes_home_big_chinese_words(rx: Prescribing, draft: RxDraft) -> None:
    """safety.md §4.10: no Latin codes, no diagnosis, the last day of each drug."""
    signed = rx.sign(draft)
    shown = plain(rx.slip_pdf(signed.id))
    assert "每次5mg（1片），每日1次，口服，7天" in shown and "用到2026-03-11" in shown
    assert "qd" not in shown and "高血压" not in shown
    rx.cancel(signed.id, "开错")
    with pytest.raises(KnownError, match="rx_not_in_force"):
        rx.slip_pdf(signed.id)


def test_as_needed_defaults_bring_their_limit(rx: Prescribing, draft: RxDraft) -> None:
    line = RxDraftLine("nitroglycerin-sl", Decimal("0.5"), "prn", "sublingual", 3, Decimal(3), as_needed="胸痛时")
    rx.sign(replace(draft, lines=(line,)))
    given = rx.defaults("nitroglycerin-sl", draft.person)
    assert (given.as_needed, given.per_day) == ("胸痛时", Decimal(3))


def test_an_unknown_sheet_is_said(rx: Prescribing) -> None:
    with pytest.raises(KnownError, match="rx_unknown"):
        rx.pdf("nothing")


def test_refusals_are_on_record(desk: Desk, rx: Prescribing, draft: RxDraft) -> None:
    who = desk.who
    desk.session.set(replace(who, permissions=frozenset()))
    with pytest.raises(NotAllowed):
        rx.cancel("x", "y")
    desk.session.set(who)
    acts = desk.store.read(lambda conn: conn.execute(audit_table.select().where(audit_table.c.action == "refuse")).mappings().all())
    assert [Act(row["action"], row["type"], row["ref"]).ref for row in acts] == ["rx.cancel"]
