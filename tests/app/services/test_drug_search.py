"""Finding a product, and not taking the wrong one (H29)."""

from __future__ import annotations

import time
from dataclasses import replace
from datetime import date
from decimal import Decimal
from itertools import combinations

import pytest

from app.domain.formulary import Batch, FormularyEntry, OwnProduct, ProductSource
from app.rules.pack import load_pack
from app.rules.product_cards import product_cards
from app.rules.shipped import shipped_toml
from app.services.drug_search import ProductRow, find_products, product_row, stock_text, strength_text
from app.services.shelf import shelf_of
from app.store.pinyin import initials_of
from tests.shipped_pack import shipped_pack

PACK = load_pack(additions=False)
"""Grows no more, so that what stands alone here stands alone next year."""
WHOLE = shelf_of(shipped_pack().products, {})
EMPTY = shelf_of(PACK.products, {})
TODAY = date(2026, 3, 5)


def found(text: str, *entries: FormularyEntry) -> list[ProductRow]:
    return find_products(shelf_of(PACK.products, {one.drug: one for one in entries}, EMPTY) if entries else EMPTY, text, TODAY, 60)


@pytest.mark.parametrize(
    ("typed", "drug"),
    [
        ("aldp", "amlodipine-tab"),
        ("bhsaldp", "amlodipine-tab"),
        ("氨氯", "amlodipine-tab"),
        ("anlvdiping", "amlodipine-tab"),
        ("amlodipine", "amlodipine-tab"),
        ("络活喜", "amlodipine-tab"),
        ("lhx", "amlodipine-tab"),
        ("ejsg", "metformin-tab"),
        ("ＡＬＤＰ", "amlodipine-tab"),
        ("消心痛", "isosorbide-dinitrate"),
        ("心痛定", "nifedipine-tab"),
        ("灭滴灵", "metronidazole-tab"),
        ("氟哌酸", "norfloxacin-cap"),
        ("扑尔敏", "chlorphenamine-tab"),
        ("654-2", "anisodamine-tab"),
        ("6542", "anisodamine-tab"),
        ("他巴唑", "thiamazole-tab"),
        ("优降糖", "glibenclamide-tab"),
        ("生理盐水", "ns-inj"),
        ("扑热息痛", "paracetamol-tab"),
    ],
)
def test_every_way_of_naming_finds_it_first(typed: str, drug: str) -> None:
    assert found(typed)[0].drug == drug


def test_one_wrong_letter_still_finds_it() -> None:
    assert "amlodipine-tab" in {row.drug for row in found("alzp")} and found("alqzp") == []


def test_the_former_name_is_shown() -> None:
    assert found("消心痛")[0].matched == "消心痛" and found("氨氯")[0].matched == ""


@pytest.mark.parametrize("typed", ["gl", "glbn", "xbdp", "xyt", "xxt", "lhj", "tbaf", "dxp", "alzp", "头孢", "胰岛素"])
def test_enter_takes_no_look_alike(typed: str) -> None:
    rows = found(typed)
    assert all(row.needs_choice for row in rows)


@pytest.mark.parametrize("typed", ["消心痛", "消炎痛", "硝苯地平片", "格列本脲片", "lhx", "aldp", "ejsg"])
def test_what_can_only_be_meant_is_taken(typed: str) -> None:
    assert not found(typed)[0].needs_choice


def test_known_pairs_never_fall_to_enter_by_initials() -> None:
    """Every pair of the list, typed by the initials of either name."""
    for group in shipped_toml("look_alikes.toml")["groups"]:
        assert set(group) <= set(WHOLE.products)
        for one, _ in combinations(group, 2):
            for old in product_cards()[one].old_names:
                rows = find_products(WHOLE, old[:1], TODAY)
                assert all(row.needs_choice for row in rows if row.drug in group)


def test_a_hundred_confusable_pairs_never_fall_to_enter_and_are_told_apart() -> None:
    """H29: of the list, and of one length with one other character; what means both is chosen, and what sets them apart is shown."""
    listed = {frozenset(pair) for group in shipped_toml("look_alikes.toml")["groups"] for pair in combinations(group, 2)}
    near = {
        frozenset((one.id, other.id))
        for one, other in combinations(WHOLE.products.values(), 2)
        if len(one.name) == len(other.name) > 3 and sum(a != b for a, b in zip(one.name, other.name, strict=True)) == 1
    }
    found: dict[str, dict[str, ProductRow]] = {}
    for pair in listed | near:
        for mine in pair:
            typed = initials_of(WHOLE.products[mine].name)[0]
            for letters in (typed[:2], typed[: len(typed) // 2 + 1]):
                if letters not in found:
                    found[letters] = {row.drug: row for row in find_products(WHOLE, letters, TODAY, 400)}
                rows = [found[letters][drug] for drug in pair if drug in found[letters]]
                assert all(row.needs_choice for row in rows) or not (pair in listed or len(rows) > 1), (pair, letters)
                assert len(rows) < 2 or any(row.differs for row in rows), (pair, letters)
    assert len(listed | near) >= 100


def test_the_differing_characters_are_set_off() -> None:
    rows = {row.name: [row.name[a:b] for a, b in row.differs] for row in found("glb") + found("gl")}
    assert rows["格列吡嗪片"] == ["吡嗪"] and rows["格列美脲片"] == ["美"]
    assert [row.name[a:b] for row in found("xbdp") if row.drug == "nifedipine-cr-tab" for a, b in row.differs] == ["控释"]


def test_strengths_of_one_name_are_told_apart_by_the_strength() -> None:
    """H29: 5 mg and 10 mg of one name stand below one another."""
    stronger = FormularyEntry("own-1", own=OwnProduct("苯磺酸氨氯地平片", "片剂", Decimal(10), "mg", "片"))
    rows = [row for row in found("bhsaldp", stronger) if row.name == "苯磺酸氨氯地平片"]
    assert len(rows) == 2 and all(row.needs_choice for row in rows)
    assert {f"{row.name} {row.strength}"[a:b] for row in rows for a, b in row.differs} == {"5 mg", "10 mg"}


def test_hidden_products_are_not_offered_and_unconfirmed_ones_say_so() -> None:
    left = found("aldp", FormularyEntry("amlodipine-tab", hidden=True))
    assert all(row.drug != "amlodipine-tab" and row.needs_choice for row in left)
    shelved = (Batch("B1", date(2027, 1, 31), 120),)
    row = found("aldp", FormularyEntry("amlodipine-tab", 1260, shelved, confirmed_by="p", confirmed_at="2026-03-01T00:00:00.000Z"))[0]
    assert (row.price_fen, row.stock, row.stock_text, row.confirmed, row.expires) == (1260, 120, "4盒8片", True, date(2027, 1, 31))
    assert not found("aldp")[0].confirmed


def test_an_expired_batch_is_no_stock() -> None:
    """The last day of use counts, the day after it does not."""
    old, last = Batch("B1", date(2026, 3, 4), 56), Batch("B2", TODAY, 28)
    row = found("aldp", FormularyEntry("amlodipine-tab", batches=(old, last)))[0]
    assert (row.stock, row.stock_text, row.expired, row.expires) == (28, "1盒", 56, TODAY)
    gone = found("aldp", FormularyEntry("amlodipine-tab", batches=(old,)))[0]
    assert (gone.stock, gone.stock_text, gone.expires) == (0, "0盒", None)


def test_what_is_in_stock_comes_first_among_what_was_typed_alike() -> None:
    usual = [row.drug for row in found("gl")]
    assert len(usual) > 2
    last = usual[-1]
    shelved = FormularyEntry(last, batches=(Batch("B", None, 10),))
    sold_out = FormularyEntry(usual[0], batches=(Batch("B", None, 0),))
    ordered = [row.drug for row in found("gl", shelved, sold_out)]
    assert ordered[0] == last and set(ordered) == set(usual) and ordered.index(usual[0]) > ordered.index(usual[1])
    assert found("格列本脲片", FormularyEntry("glibenclamide-tab", batches=(Batch("B", None, 0),)))[0].drug == "glibenclamide-tab"


def test_a_product_without_rules_is_found_and_says_so() -> None:
    own = OwnProduct("柳河清脑颗粒", "颗粒剂", Decimal(4), "g", "袋")
    entry = FormularyEntry("own-1", 2980, (), pack_size=15, pack_word="盒", trade_name="天士力", own=own, source=ProductSource.COUNTY)
    for typed in ("lhqn", "柳河", "liuheqingnao", "tsl", "天士力"):
        row = next(row for row in found(typed, entry) if row.drug == "own-1")
        assert (row.ruled, row.strength, row.pack, row.source, row.confirmed) == (False, "4 g", "15袋/盒", ProductSource.COUNTY, False)
    assert all(row.ruled for row in found("aldp", entry))


def test_stock_reads_as_the_shelf_is_counted() -> None:
    card = product_cards()["amlodipine-tab"]
    counted = [stock_text(n, PACK.products["amlodipine-tab"], card) for n in (0, 5, 28, 61)]
    assert counted == ["0盒", "5片", "1盒", "2盒5片"]
    assert stock_text(30, PACK.products["benzylpenicillin-inj"], product_cards()["benzylpenicillin-inj"]) == "30支"
    assert product_row(EMPTY, "amlodipine-tab", TODAY).stock_text == ""


def test_strength_reads_as_a_doctor_says_it() -> None:
    assert strength_text(PACK.products["benzylpenicillin-inj"]) == "80万U"
    assert strength_text(PACK.products["beijing-antihtn-no0"]) == ""
    assert found("aldp")[0].pack == "28片/盒"


def test_insulin_says_how_much_is_in_a_millilitre_and_in_what() -> None:
    """H31: ten units out of a vial of 40 are another volume than out of a cartridge of 100, and another syringe."""
    known = {one.id: strength_text(one) for one in WHOLE.products.values() if one.concentration}
    assert known["insulin-human-r"] == "40单位/mL 10mL瓶（只用U-40注射器）" and known["insulin-human-30r"] == "100单位/mL 3mL笔芯"
    assert {said.partition("/mL ")[0] for said in known.values()} == {"40单位", "100单位", "6mg", "1.34mg"}
    rows = find_products(WHOLE, "胰岛素", TODAY, 40)
    assert len(rows) >= 10 and all(row.needs_choice and row.strength == known[row.drug] for row in rows)
    odd = replace(WHOLE.products["insulin-human-r"], concentration="U-500")
    assert strength_text(odd) == "U-500"


@pytest.mark.parametrize(
    ("drug", "strength", "pack"),
    [
        ("ibuprofen-susp", "100mL:2g", ""),
        ("levofloxacin-eye", "5mL:15mg", ""),
        ("miconazole-cream", "2%", "20g/支"),
        ("epinephrine-inj", "1mL:1mg", "10支/盒"),
        ("amoxicillin-gran", "0.125g", "12袋/盒"),
    ],
)
def test_a_specification_reads_as_on_the_box(drug: str, strength: str, pack: str) -> None:
    row = product_row(WHOLE, drug, TODAY)
    assert (row.strength, row.pack) == (strength, pack)


@pytest.mark.parametrize("typed", ["", "  ", "%", "zzzzzz", "'; DROP", "😀"])
def test_nonsense_finds_nothing(typed: str) -> None:
    assert found(typed) == []


def test_every_product_has_a_card_and_is_found_by_its_own_name() -> None:
    assert set(product_cards()) == set(WHOLE.products)
    for product in WHOLE.products.values():
        rows = find_products(WHOLE, product.name, TODAY)
        same = [row for row in rows if row.name == product.name]
        assert rows[0].name == product.name and product.id in {row.drug for row in same}
        assert len(same) == 1 or all(row.needs_choice for row in same), "strengths of one name are told apart by the doctor"


def test_a_search_is_quick() -> None:
    started = time.process_time()
    for typed in ("a", "al", "ald", "aldp", "格列", "zzzz") * 5:
        find_products(EMPTY, typed, TODAY)
    assert (time.process_time() - started) / 30 < 0.02
