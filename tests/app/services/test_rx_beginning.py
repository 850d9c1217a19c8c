"""What may be given out before a pharmacist has looked, by the county's policy and what is on the shelf."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal

import pytest

from app.domain.person import Person
from app.domain.prescription import Prescription, PrescriptionState, SheetKind
from app.domain.rx_document import read
from app.printing.sheet import ReviewMode
from app.rules.pack import Pack
from app.services.desk import Desk
from app.services.dispensing import Dispensing
from app.services.policy_words import begun, held_words
from app.services.prescribing import Prescribing
from app.services.rx_draft import RxDraft, RxDraftLine
from app.services.site_policy import InForce
from app.services.stock import Stock
from app.texts import load_texts
from tests.app.printing.pages import plain
from tests.app.services.counter import shelve
from tests.app.services.rx_clinic import AMLODIPINE, METFORMIN, reasoned, sheet, visit_of

OVERDOSE = replace(AMLODIPINE, single=Decimal(20))
LOCAL = InForce(ReviewMode.AFTER, local_stock_only=True, number="3号")
STRICT = InForce(held="policy_expired")

Sign = Callable[..., Prescription]


@pytest.fixture
def signs(desk: Desk, pack: Pack, resident: Person) -> Sign:
    """Signs lines under a policy, with reasons where they are asked for."""

    def sign(now: InForce, *lines: RxDraftLine, **more: object) -> Prescription:
        rx = Prescribing(desk, pack, lambda: now)
        draft: RxDraft = sheet(resident.id, visit_of(desk, resident.id).id, *lines, **more)
        return rx.sign(reasoned(rx, draft, "severe"))

    return sign


def test_before_the_review_only_what_lies_on_the_shelf(signs: Sign, stock: Stock) -> None:
    shelve(stock)
    here, elsewhere = signs(LOCAL, AMLODIPINE), signs(LOCAL, AMLODIPINE, METFORMIN)
    assert here.state is PrescriptionState.RELEASED and read(here.document or b"")["policy"] == "3号"
    assert (elsewhere.state, begun(elsewhere)) == (PrescriptionState.SIGNED, ("off_shelf", False))
    assert "药架" in held_words(load_texts("zh_CN"), elsewhere)
    anywhere = signs(replace(LOCAL, local_stock_only=False), METFORMIN)
    assert anywhere.state is PrescriptionState.RELEASED


def test_an_empty_or_expired_shelf_is_none(signs: Sign, stock: Stock, desk: Desk) -> None:
    shelve(stock, old=28, new=0)
    assert signs(LOCAL, AMLODIPINE).state is PrescriptionState.RELEASED
    desk.clock.forward(90 * 86_400)  # type: ignore[attr-defined]
    assert begun(signs(LOCAL, AMLODIPINE)) == ("off_shelf", False)


def test_without_a_valid_policy_a_pharmacist_looks_first_and_the_sheet_says_why(signs: Sign, rx: Prescribing) -> None:
    one = signs(STRICT, AMLODIPINE)
    assert (one.state, begun(one)) == (PrescriptionState.SIGNED, ("policy_expired", False))
    assert "已过期" in held_words(load_texts("zh_CN"), one) and "（事后）" not in plain(rx.pdf(one.id))


def test_a_policy_that_says_before_has_nothing_to_explain(signs: Sign) -> None:
    one = signs(InForce(ReviewMode.BEFORE, number="4号"), AMLODIPINE)
    assert (one.state, begun(one)) == (PrescriptionState.SIGNED, ("", False))


@pytest.mark.parametrize(("now", "lines", "why"), [(STRICT, AMLODIPINE, "policy_expired"), (LOCAL, OVERDOSE, "overridden")])
def test_an_emergency_waits_for_nobody(
    signs: Sign, rx: Prescribing, stock: Stock, counter: Dispensing, now: InForce, lines: RxDraftLine, why: str
) -> None:
    """H27: no pharmacist, no network, and somebody needs it now."""
    shelve(stock)
    one = signs(now, replace(lines, days=3), kind=SheetKind.EMERGENCY)
    assert (one.state, begun(one)) == (PrescriptionState.RELEASED, (why, True))
    assert "紧急调配，已签名，待药师审核（事后）" in plain(rx.pdf(one.id))
    assert counter.prepare(one.id, one.lines[0].id, 6), "the counter gives it out"


def test_an_emergency_that_the_policy_lets_go_is_not_marked(signs: Sign, stock: Stock, rx: Prescribing) -> None:
    shelve(stock)
    one = signs(LOCAL, replace(AMLODIPINE, days=3), kind=SheetKind.EMERGENCY)
    assert begun(one) == ("", False) and "紧急调配" not in plain(rx.pdf(one.id))


def test_a_controlled_drug_is_never_given_out_first(signs: Sign) -> None:
    estazolam = RxDraftLine("estazolam-tab", Decimal(1), "qn", "oral", 3)
    for kind in (SheetKind.ORDINARY, SheetKind.EMERGENCY):
        one = signs(replace(LOCAL, local_stock_only=False), estazolam, kind=kind, diagnoses=(("G47.0", "失眠"),))
        assert (one.state, begun(one)) == (PrescriptionState.SIGNED, ("controlled", False))
