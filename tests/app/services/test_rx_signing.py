"""Signing: what is countable, what a reason answers, the chain of sheets, and what is true of the pharmacist afterwards."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import delete

from app.clock import SetClock
from app.domain.clinical import Answer, FactKind
from app.domain.person import Person
from app.domain.prescription import PrescriptionState
from app.errors import KnownError
from app.printing.sheet import ReviewMode
from app.rules.findings import Severity
from app.rules.pack import Pack
from app.services.desk import Desk
from app.services.keeping import verify
from app.services.prescribing import Prescribing
from app.services.rx_draft import RxDraft, RxDraftLine
from app.services.signature import verify_sheets
from app.store.audit import Flaw
from app.store.tables.prescriptions import prescription, prescription_line
from app.store.unit_of_work import UnitOfWork
from tests.app.printing.pages import plain
from tests.app.services.rx_clinic import AMLODIPINE, reasoned, reasons, sheet, told, visit_of

OVERDOSE = replace(AMLODIPINE, single=Decimal(20))


def test_a_reason_for_one_dose_is_none_for_another(rx: Prescribing, draft: RxDraft) -> None:
    """What was answered was a dose of 20 mg; 200 mg is asked about anew."""
    over = replace(draft, lines=(OVERDOSE,))
    given = reasons(rx, over, "severe")
    worse = replace(over, lines=(replace(OVERDOSE, single=Decimal(200)),), overrides=given)
    with pytest.raises(KnownError, match="rx_override_needed"):
        rx.sign(worse)
    assert rx.sign(replace(over, overrides=given)).overrides == given


@pytest.mark.parametrize(
    "changed",
    [
        {"single": Decimal("NaN")},
        {"single": Decimal("Infinity")},
        {"single": Decimal("1E-30")},
        {"quantity": Decimal(0)},
        {"quantity": Decimal(-5)},
        {"quantity": Decimal("NaN")},
        {"days": 0},
        {"frequency": "prn", "as_needed": "头痛时", "per_day": Decimal(-3)},
    ],
)
def test_a_number_nobody_can_count_out_is_a_number_missing(rx: Prescribing, draft: RxDraft, changed: dict[str, Any]) -> None:
    odd = replace(draft, lines=(replace(AMLODIPINE, **changed),))
    assert rx.review(odd).blocked
    with pytest.raises(KnownError, match="rx_blocked"):
        rx.sign(odd)


@pytest.mark.parametrize("days", [-1, 4, 1000])
def test_three_days_of_validity_at_most(rx: Prescribing, draft: RxDraft, days: int) -> None:
    with pytest.raises(KnownError, match="rx_blocked"):
        rx.sign(replace(draft, extend_days=days))


def test_what_was_changed_after_signing_is_not_passed_off_as_signed(rx: Prescribing, draft: RxDraft) -> None:
    rx.sign(draft)
    with pytest.raises(KnownError, match="rx_signed_already"):
        rx.sign(replace(draft, lines=(replace(AMLODIPINE, single=Decimal(10)),)))


def test_the_chain_does_not_fork_when_the_clock_is_put_right(
    desk: Desk, rx: Prescribing, draft: RxDraft, resident: Person, clock: SetClock
) -> None:
    first = rx.sign(draft)
    clock.set(clock.now() - timedelta(seconds=60))
    second = rx.sign(sheet(resident.id, visit_of(desk, resident.id).id))
    clock.forward(10)
    third = rx.sign(sheet(resident.id, visit_of(desk, resident.id).id))
    assert (second.prev_hash, third.prev_hash) == (first.hash, second.hash)
    assert verify_sheets(desk) == []


def test_a_therapy_that_only_the_draft_claims_is_not_bridged(
    desk: Desk, rx: Prescribing, make_person: Callable[..., Person], clock: SetClock
) -> None:
    """H27: running is what the sheets of this database say, not a line of long ago."""
    woman = make_person(name="李梅", birth=date(1998, 1, 1), serial=28)
    valproate = RxDraftLine("valproate-tab", Decimal(200), "bid", "oral", 28)
    told(desk, woman.id, FactKind.PREGNANT, Answer.NO)
    epilepsy = (("G40.9", "癫痫"),)
    rx.sign(sheet(woman.id, visit_of(desk, woman.id).id, valproate, diagnoses=epilepsy, extend_reason="慢性病"))
    told(desk, woman.id, FactKind.PREGNANT, Answer.YES)

    def severities() -> set[Severity]:
        again = rx.refill_draft(rx.refill(rx.of_person(woman.id)[-1].id), visit_of(desk, woman.id).id)
        return {found.severity for found in rx.review(again).findings if found.code == "RX-APP-06"}

    assert severities() == {Severity.OVERRIDE}
    clock.forward(200 * 86_400)
    told(desk, woman.id, FactKind.PREGNANT, Answer.YES)
    assert severities() == {Severity.BLOCK}


def test_afterwards_is_for_ordinary_sheets_only(desk: Desk, pack: Pack, draft: RxDraft, resident: Person) -> None:
    """safety.md §1, 11:20: dispensed now and reviewed afterwards, unless something was overridden."""
    rx = Prescribing(desk, pack, ReviewMode.AFTER)
    plain_sheet = rx.sign(draft)
    assert plain_sheet.state is PrescriptionState.RELEASED and "已签名，待药师审核（事后）" in plain(rx.pdf(plain_sheet.id))
    over = sheet(resident.id, visit_of(desk, resident.id).id, OVERDOSE)
    with_reason = rx.sign(reasoned(rx, over, "severe"))
    assert with_reason.state is PrescriptionState.SIGNED and "待药师审核（事后）" not in plain(rx.pdf(with_reason.id))


def test_what_a_sheet_says_of_the_pharmacist_does_not_change_with_the_policy(desk: Desk, pack: Pack, draft: RxDraft) -> None:
    signed = Prescribing(desk, pack, ReviewMode.AFTER).sign(draft)
    assert "待药师审核（事后）" in plain(Prescribing(desk, pack, ReviewMode.NONE).pdf(signed.id))


def test_lines_beside_the_document_and_lost_sheets_are_found(desk: Desk, rx: Prescribing, draft: RxDraft, resident: Person) -> None:
    """T16: the rows may fit their hashes and the audit trail, and still not be what was signed."""
    first, second = rx.sign(draft), rx.sign(sheet(resident.id, visit_of(desk, resident.id).id))
    line = first.lines[0].id
    desk.store.write(lambda uow: uow.update(prescription_line, line, {"single": "50"})).result()
    assert verify_sheets(desk) == [Flaw("sheet_lines", "prescription", first.id)]
    desk.store.write(lambda uow: uow.update(prescription_line, line, {"single": "5"})).result()

    def lose(uow: UnitOfWork) -> None:
        uow.conn.execute(delete(prescription_line).where(prescription_line.c.prescription == first.id))
        uow.conn.execute(delete(prescription).where(prescription.c.id == first.id))

    desk.store.write(lose).result()
    assert verify_sheets(desk) == [Flaw("sheet_chain", "prescription", second.id)]
    assert {flaw.code for flaw in verify(desk)} == {"row_missing", "sheet_chain"}
