"""H28: drugs are told in spoken words; what could be two substances is none."""

from __future__ import annotations

from dataclasses import replace

import pytest

from app.rules.engine import evaluate
from app.rules.facts import AllergyFact, MedicineFact
from app.rules.pack import Pack
from app.rules.spoken import allergy_targets, product_called
from tests.app.rules.contexts import line, patient, sheet


@pytest.mark.parametrize(
    ("word", "drug"),
    [
        ("氨氯地平", "amlodipine-tab"),
        ("心痛定", "nifedipine-tab"),
        ("优降糖", "glibenclamide-tab"),
        ("甲硝唑", "metronidazole-tab"),
        ("华法林钠片", "warfarin-tab"),
        ("降压0号", "beijing-antihtn-no0"),
        ("胰岛素", ""),
        ("沙坦", ""),
        ("头孢", ""),
        ("一种降压药", ""),
        ("片", ""),
    ],
)
def test_a_product_is_found_by_what_people_call_it(pack: Pack, word: str, drug: str) -> None:
    found = product_called(word, pack.products)
    assert (found.id if found else "") == drug


def test_a_medicine_renewed_is_no_second_one(pack: Pack) -> None:
    assert product_called("氨氯地平", pack.products, {"amlodipine-tab-10"}) is pack.products["amlodipine-tab-10"]
    context = replace(sheet(line("amlodipine-tab-10", "10")), medicines=(MedicineFact("氨氯地平"),))
    assert "RX-APP-07" not in {found.code for found in evaluate(context, pack).findings}


@pytest.mark.parametrize(("word", "other"), [("华法林", "ibuprofen-tab"), ("优降糖", "xiaoke-pill"), ("单硝酸异山梨酯", "sildenafil-tab")])
def test_what_is_taken_and_told_in_words_is_compared(pack: Pack, word: str, other: str) -> None:
    context = replace(sheet(line(other)), medicines=(MedicineFact(word),))
    assert {found.code for found in evaluate(context, pack).findings} & {"RX-APP-07", "RX-APP-08"}


@pytest.mark.parametrize(
    ("words", "drug", "code"),
    [
        ("阿莫西林", "benzylpenicillin-inj", "RX-APP-03"),
        ("阿莫西林皮疹", "ampicillin-inj", "RX-APP-03"),
        ("克拉霉素", "azithromycin-tab", "RX-APP-03"),
        ("消炎痛", "ibuprofen-tab", "RX-APP-03"),
        ("芬必得", "diclofenac-tab", "RX-APP-03"),
        ("复方新诺明", "smz-tmp-tab", "RX-APP-03"),
        ("痢特灵", "furazolidone-tab", "RX-SAF-06"),
        ("扑热息痛", "cold-amantadine-cap", "RX-SAF-06"),
    ],
)
def test_an_allergy_to_one_drug_is_one_to_its_group(pack: Pack, words: str, drug: str, code: str) -> None:
    who = patient(allergies=(AllergyFact(words),))
    assert code in {found.code for found in evaluate(sheet(line(drug, skin_test="阴性"), who=who), pack).findings}


@pytest.mark.parametrize("words", ["芒果", "鸡蛋", "起皮疹"])
def test_what_is_no_drug_stays_unknown(pack: Pack, words: str) -> None:
    assert not allergy_targets(words, "", pack.products, pack.vocabulary).known
