"""What the insurance would object to shows at the desk beside the other findings, and stops nobody from signing."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from app.clock import SetClock
from app.domain.formulary import FormularyEntry
from app.domain.person import Person
from app.domain.prescription import PAYMENTS
from app.rules.findings import Finding
from app.services.desk import Desk
from app.services.dispensing import Dispensing
from app.services.prescribing import Prescribing
from app.services.rx_draft import RxDraft, RxDraftLine
from app.services.rx_insurance import insurance_facts, insurance_policy
from app.store import formulary
from tests.app.services.rx_clinic import AMLODIPINE, METFORMIN, sheet, visit_of
from tests.app.services.rx_clinic import unreviewed as unreviewed
from tests.shipped_pack import shipped_pack

GLARGINE = RxDraftLine("insulin-glargine", Decimal(12), "qn", "subcut", 7)
DIABETES = ("E11.900", "2型糖尿病")


def _told(rx: Prescribing, draft: RxDraft) -> list[tuple[str, str, tuple[int, ...]]]:
    found: list[Finding] = [one for one in rx.review(draft).findings if one.code.startswith("YB")]
    return [(one.code, one.severity.value, one.lines) for one in found]


def test_a_restricted_drug_without_its_diagnosis(rx: Prescribing, desk: Desk, resident: Person) -> None:
    draft = sheet(resident.id, visit_of(desk, resident.id).id, AMLODIPINE, GLARGINE)
    assert _told(rx, draft) == [("YB-01", "warn", (1,))]
    assert _told(rx, replace(draft, diagnoses=(DIABETES,))) == []
    assert _told(rx, replace(draft, payment="自费")) == []


def test_what_the_institutions_list_calls_unpaid(rx: Prescribing, desk: Desk, resident: Person) -> None:
    draft = sheet(resident.id, visit_of(desk, resident.id).id, METFORMIN, diagnoses=(DIABETES,))
    assert _told(rx, draft) == []
    desk.store.write(lambda uow: formulary.put(uow, [FormularyEntry("metformin-tab", insurance="自费")])).result()
    assert _told(rx, draft) == [("YB-01", "warn", (0,))]


def test_the_same_drug_twice_on_one_day(rx: Prescribing, desk: Desk, resident: Person) -> None:
    """A second sheet of other drugs is none; a void one counts no more; the prompt keeps nobody from signing."""
    visit = visit_of(desk, resident.id).id
    first = rx.sign(sheet(resident.id, visit))
    again = sheet(resident.id, visit)
    assert _told(rx, again) == [("YB-04", "warn", (0,))]
    assert _told(rx, sheet(resident.id, visit, METFORMIN, diagnoses=(DIABETES,))) == []
    assert rx.sign(again).number
    assert next(one for one in rx.review(sheet(resident.id, visit)).findings if one.code == "YB-04").facts["count"] == "2"
    rx.cancel(first.id, "重开")
    rx.cancel(again.id, "重开")
    assert _told(rx, sheet(resident.id, visit)) == []


def test_another_day_is_no_split(rx: Prescribing, desk: Desk, resident: Person, clock: SetClock) -> None:
    rx.sign(sheet(resident.id, visit_of(desk, resident.id).id))
    clock.forward(86_400)
    assert _told(rx, sheet(resident.id, visit_of(desk, resident.id).id)) == []


def test_nothing_of_settlement_is_asked_while_a_sheet_is_written(rx: Prescribing, desk: Desk, resident: Person) -> None:
    """YB-07 and YB-08 belong to the handing out: the packs are not scanned yet."""
    states = {run.check: run.state.value for run in rx.review(sheet(resident.id, visit_of(desk, resident.id).id)).checks}
    assert states["insurance"] == "ran" and states["trace_codes"] == "not_applicable"


@pytest.mark.parametrize(("payment", "waits"), [("城乡居民医保", True), ("职工医保", True), ("自费", False), ("公费", False)])
def test_a_pack_without_code_keeps_the_settlement_waiting_and_not_the_patient(
    rx: Prescribing, desk: Desk, resident: Person, payment: str, waits: bool
) -> None:
    """YB-07: only what the insurance settles, only what was taken unscanned, and never the handing over."""
    counter = Dispensing(desk, rx.shelves)
    signed = rx.sign(sheet(resident.id, visit_of(desk, resident.id).id, AMLODIPINE, METFORMIN, payment=payment))
    assert [line.unsettled for line in counter.case(signed.id).lines] == [False, False]
    counter.scan(signed.id, "84144500000000000001", signed.lines[0].id)
    missing = counter.case(signed.id).lines[1].missing
    (bare,) = counter.prepare(signed.id, signed.lines[1].id, missing)
    assert [line.unsettled for line in counter.case(signed.id).lines] == [False, waits]
    counter.take_back(bare.id)
    assert [line.unsettled for line in counter.case(signed.id).lines] == [False, False]
    counter.prepare(signed.id, signed.lines[1].id, missing)
    assert len(counter.hand_over(signed.id)) == 2
    assert [line.unsettled for line in counter.case(signed.id).lines] == [False, waits]


def test_the_policy_names_payments_of_the_form_and_products_of_the_pack() -> None:
    policy, products = insurance_policy(), shipped_pack().products
    assert policy.payments < set(PAYMENTS) and "自费" not in policy.payments
    for atc, prefixes in policy.restricted.items():
        assert prefixes and any(one.atc.startswith(atc) for one in products.values())
    assert insurance_facts("自费", ["insulin-glargine"], products, {}, ()) is None
