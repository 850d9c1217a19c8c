"""Products of the institution's own on a sheet: no rule knows them, and every step says so."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from app.domain.formulary import Batch, FormularyEntry, OwnProduct
from app.domain.person import Person
from app.domain.prescription import PrescriptionState
from app.printing.sheet import ReviewMode
from app.rules.findings import CheckState
from app.rules.pack import Pack
from app.services.desk import Desk
from app.services.formulary import Formulary
from app.services.prescribing import Prescribing
from app.services.rx_draft import RxDraft, RxDraftLine
from app.services.shelf import card_of, own_product, shelf_of
from app.services.stock import Stock
from tests.app.printing.pages import plain
from tests.app.services.rx_clinic import AMLODIPINE, sheet, visit_of

GRANULES = OwnProduct("柳河清脑颗粒", "颗粒剂", Decimal(4), "g", "袋")
PLASTER = OwnProduct("柳河膏", "贴膏剂", None, "", "贴")
ENTRIES = (
    FormularyEntry("own-1", 2980, (Batch("C1", date(2026, 12, 31), 20),), pack_size=15, pack_word="盒", own=GRANULES),
    FormularyEntry("own-2", 900, pack_size=6, pack_word="盒", own=PLASTER),
)
LINE = RxDraftLine("own-1", Decimal(4), "tid", "oral", 7)


@pytest.fixture
def shelved(desk: Desk, pack: Pack) -> None:
    Formulary(desk, pack).put(*ENTRIES)


@pytest.fixture
def draft(desk: Desk, make_person: Callable[..., Person], shelved: None) -> RxDraft:
    resident = make_person()
    return sheet(resident.id, visit_of(desk, resident.id).id, LINE)


def test_a_line_is_counted_priced_and_printed_as_the_box_says(desk: Desk, pack: Pack, draft: RxDraft) -> None:
    rx = Prescribing(desk, pack, ReviewMode.BEFORE)
    order = rx.compute_quantity(LINE)
    assert order is not None and (order.quantity, order.unit, order.price_fen) == (Decimal(2), "盒", 5960)
    signed = rx.sign(draft)
    assert (signed.lines[0].name, signed.lines[0].strength) == ("柳河清脑颗粒", "4 g × 15袋/盒")
    paper = plain(rx.pdf(signed.id))
    assert "柳河清脑颗粒" in paper and "每次4g" in paper


def test_the_review_names_what_could_not_be_checked(desk: Desk, pack: Pack, draft: RxDraft) -> None:
    """H17: silence about an unknown product is not safety."""
    review = Prescribing(desk, pack).review(draft)
    lacking = {run.check for run in review.could_not if any(gap.input == "product" for gap in run.gaps)}
    assert {"dose", "interaction", "allergy", "contraindication", "duplicate"} <= lacking
    assert all(run.state is not CheckState.FAILED for run in review.could_not)
    assert not [found for found in review.findings if found.code == "RX-FRM-01"], "the sheet itself is complete"


def test_a_sheet_with_a_product_that_no_rule_knows_waits_for_the_pharmacist(desk: Desk, pack: Pack, draft: RxDraft) -> None:
    afterwards = Prescribing(desk, pack, ReviewMode.AFTER)
    assert afterwards.sign(draft).state is PrescriptionState.SIGNED


def test_it_is_renewed_like_any_other(desk: Desk, pack: Pack, draft: RxDraft) -> None:
    rx = Prescribing(desk, pack, ReviewMode.BEFORE)
    signed = rx.sign(draft)
    assert rx.refill(signed.id).lines[0].why == ()
    assert rx.defaults("own-1", draft.person).single == Decimal(4)


def test_a_dose_counted_in_pieces(desk: Desk, pack: Pack, draft: RxDraft) -> None:
    rx = Prescribing(desk, pack, ReviewMode.BEFORE)
    plaster = RxDraftLine("own-2", Decimal(1), "qd", "topical", 7)
    order = rx.compute_quantity(plaster)
    assert order is not None and (order.quantity, order.unit) == (Decimal(2), "盒")
    assert "每次1贴" in plain(rx.pdf(rx.sign(replace(draft, lines=(plaster,))).id))


def test_the_pack_that_is_bought_goes_before_the_one_that_ships(desk: Desk, pack: Pack, shelved: None) -> None:
    Formulary(desk, pack).put(FormularyEntry("amlodipine-tab", 700, pack_size=7, pack_word="盒"))
    order = Prescribing(desk, pack).compute_quantity(replace(AMLODIPINE, days=14))
    assert order is not None and (order.quantity, order.price_fen) == (Decimal(2), 1400)
    card = card_of("amlodipine-tab", FormularyEntry("amlodipine-tab", trade_name="甲牌"))
    assert card is not None and (card.pack_size, card.old_names[-1]) == (28, "甲牌")
    assert card_of("nothing", None) is None


def test_a_piece_is_paid_by_the_piece(desk: Desk, pack: Pack, shelved: None) -> None:
    line = replace(LINE, quantity=Decimal(10), quantity_unit="袋")
    order = Prescribing(desk, pack).compute_quantity(line)
    assert order is not None and order.price_fen == 1987, "10 of 15 bags at 29.80"


def test_the_index_is_made_once_while_names_stand(desk: Desk, pack: Pack, shelved: None) -> None:
    rx = Prescribing(desk, pack)
    index = rx.shelves.now().index
    Formulary(desk, pack).put(replace(ENTRIES[0], pack_price_fen=1))
    assert rx.shelves.now().index is index and rx.shelves.now().entries["own-1"].pack_price_fen == 1
    Formulary(desk, pack).put(replace(ENTRIES[0], trade_name="新名"))
    assert rx.shelves.now().index is not index and rx.find("xm")[0].drug == "own-1"


def test_what_was_read_and_then_changed_is_what_stands_in_the_store(desk: Desk, pack: Pack, shelved: None) -> None:
    """However little of it is read again: a move of the shelf, a price, another name, a product that was not there."""
    rx = Prescribing(desk, pack)
    before = rx.shelves.now()
    Stock(desk, rx.shelves).count("own-1", "C1", 7)
    moved = rx.shelves.now()
    assert moved.entries["own-1"].batches[0].stock == 7 and (moved.products, moved.namings) == (before.products, before.namings)
    Formulary(desk, pack).put(
        replace(ENTRIES[1], pack_price_fen=1), replace(ENTRIES[0], trade_name="新名"), FormularyEntry("own-3", own=PLASTER)
    )
    Formulary(desk, pack).hide("amlodipine-tab", True)
    now, anew = rx.shelves.now(), Prescribing(desk, pack).shelves.now()
    assert (now.products, now.entries, now.namings) == (anew.products, anew.entries, anew.namings)
    assert now.entries["amlodipine-tab"].hidden and "own-3" in now.products and rx.find("新名")[0].drug == "own-1"


def test_the_index_is_there_before_the_first_letter(desk: Desk, pack: Pack, shelved: None) -> None:
    rx = Prescribing(desk, pack)
    assert rx.shelves.now().made() is None
    rx.shelves.warm()
    assert rx.shelves.now().made() is not None


def test_an_own_product_has_no_limit_that_anybody_reviewed() -> None:
    made = own_product("own-1", GRANULES)
    assert (made.max_single, made.max_daily, made.atc, made.condition_alerts) == (None, None, "", ())
    assert own_product("own-2", PLASTER).dose_unit == "{patch}"
    assert shelf_of({}, {"own-1": ENTRIES[0]}).products.keys() == {"own-1"}
