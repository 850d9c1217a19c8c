"""Finding a product, and not taking the wrong one (H29)."""

from __future__ import annotations

import time
from itertools import combinations

import pytest

from app.domain.prescription import FormularyEntry
from app.rules.pack import load_pack
from app.rules.shipped import shipped_toml
from app.rules.supply import product_cards
from app.services.drug_search import DrugSearch, ProductRow, strength_text

PACK = load_pack()
SEARCH = DrugSearch(PACK.products)


def found(text: str) -> list[ProductRow]:
    return SEARCH.find(text, {})


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
        ("alzp", "amlodipine-tab"),  # one wrong letter
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
        assert set(group) <= set(PACK.products)
        for one, _ in combinations(group, 2):
            for old in product_cards()[one].old_names:
                rows = found(old[:1])
                assert all(row.needs_choice for row in rows if row.drug in group)


def test_the_differing_characters_are_set_off() -> None:
    rows = {row.name: [row.name[a:b] for a, b in row.differs] for row in found("glb") + found("gl")}
    assert rows["格列吡嗪片"] == ["吡嗪"] and rows["格列美脲片"] == ["美"]
    assert [row.name[a:b] for row in found("xbdp") if row.drug == "nifedipine-cr-tab" for a, b in row.differs] == ["控释"]


def test_hidden_products_are_not_offered_and_unconfirmed_ones_say_so() -> None:
    left = SEARCH.find("aldp", {"amlodipine-tab": FormularyEntry("amlodipine-tab", hidden=True)})
    assert all(row.drug != "amlodipine-tab" and row.needs_choice for row in left)
    entry = FormularyEntry("amlodipine-tab", 45, 120, confirmed_by="p", confirmed_at="2026-03-01T00:00:00.000Z")
    row = SEARCH.find("aldp", {"amlodipine-tab": entry})[0]
    assert (row.price_fen, row.stock, row.confirmed) == (45, 120, True)
    assert not found("aldp")[0].confirmed


def test_strength_reads_as_a_doctor_says_it() -> None:
    assert strength_text(PACK.products["benzylpenicillin-inj"]) == "80万U"
    assert strength_text(PACK.products["beijing-antihtn-no0"]) == ""
    assert found("aldp")[0].pack == "28片/盒"


@pytest.mark.parametrize("typed", ["", "  ", "%", "zzzzzz", "'; DROP", "😀"])
def test_nonsense_finds_nothing(typed: str) -> None:
    assert found(typed) == []


def test_every_product_has_a_card_and_is_found_by_its_own_name() -> None:
    assert set(product_cards()) == set(PACK.products)
    for product in PACK.products.values():
        assert found(product.name)[0].drug == product.id


def test_a_search_is_quick() -> None:
    started = time.process_time()
    for typed in ("a", "al", "ald", "aldp", "格列", "zzzz") * 5:
        found(typed)
    assert (time.process_time() - started) / 30 < 0.02
